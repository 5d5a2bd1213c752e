"""A batch of examples as tensors, for the tagger's three models."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from dragoman.annotate import labels as lab
from training import data
from training.model import PairOut, Tagger

MAX_PIECES = 256
N_TRIGGER = len(lab.TRIGGER_TAGS)


def _rounded(length: int) -> int:
    """Round up to a multiple of 16: few shapes, so that compiled kernels are used again."""
    return (length + 15) // 16 * 16


def mixed(device: str) -> Any:
    """Compute in bfloat16 where the processor can; it halves the time of an epoch or better."""
    if device == "cpu":
        able = torch.backends.mkldnn.is_available() and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    else:
        able = torch.cuda.is_bf16_supported()
    return torch.autocast(device, torch.bfloat16, enabled=able)


class Batch:
    """Examples as tensors; spans of all passages stand in one list."""

    def __init__(self, examples: list[data.Example], tokenizer: Tokenizer, device: str) -> None:
        encoded = tokenizer.encode_batch([e.words for e in examples], is_pretokenized=True)
        pieces = min(MAX_PIECES, _rounded(max(len(e.ids) for e in encoded)))
        rows = len(examples)
        ids = np.zeros((rows, pieces), np.int64)
        mask = np.zeros((rows, pieces), np.int64)
        shapes = np.zeros((rows, pieces), np.int64)
        firsts: list[list[int]] = []
        for r, (enc, ex) in enumerate(zip(encoded, examples, strict=True)):
            n = min(len(enc.ids), pieces)
            ids[r, :n] = enc.ids[:n]
            mask[r, :n] = 1
            first: list[int] = []
            for i, w in enumerate(enc.word_ids[:n]):
                if w is None:
                    continue
                shapes[r, i] = ex.shapes[w]
                if w == len(first):
                    first.append(i)
            firsts.append(first)
        words = _rounded(max(len(f) for f in firsts))
        index = np.zeros((rows, words), np.int64)
        tags = np.full((rows, words, 1 + len(lab.LAYERS)), -100, np.int64)
        for r, (first, ex) in enumerate(zip(firsts, examples, strict=True)):
            index[r, : len(first)] = first
            tags[r, : len(first)] = ex.tags[: len(first)]
        self.token = [torch.from_numpy(a).to(device) for a in (ids, mask, shapes, index)]
        self.tags = torch.from_numpy(tags).to(device)
        self.n_words = [len(f) for f in firsts]
        mask_words = np.zeros((rows, words), np.int64)
        for r, n in enumerate(self.n_words):
            mask_words[r, :n] = 1
        self.word_mask = torch.from_numpy(mask_words).to(device)
        self._pairs(examples, words, device)
        self._role_tags(examples, words, device)
        self.soft = self._soft(examples, words, device) if examples[0].soft else None

    def _soft(self, examples: list[data.Example], words: int, device: str) -> dict[str, Tensor]:
        """Stack a teacher's probabilities; padding gets none."""
        tags = np.zeros((len(examples), words, lab.N_TAGS), np.float32)
        found: dict[str, list[np.ndarray]] = {
            k: [] for k in ("roles", "modes", "modalities", "stances")
        }
        for r, ex in enumerate(examples):
            assert ex.soft is not None
            # Teachers whose word pieces are shorter may have read fewer words.
            n = min(self.n_words[r], len(ex.soft["tags"]))
            tags[r, :n] = ex.soft["tags"][:n]
            for i, (_, e) in enumerate(ex.heads):
                if e > n:
                    continue
                row = np.zeros((words, len(lab.ROLES), len(lab.SPAN_TAGS)), np.float32)
                row[:n] = ex.soft["roles"][i][:n]
                found["roles"].append(row)
                for name in ("modes", "modalities", "stances"):
                    found[name].append(ex.soft[name][i].astype(np.float32))
        stacked = {k: torch.from_numpy(np.stack(v)).to(device) for k, v in found.items() if v}
        return {"tags": torch.from_numpy(tags).to(device), **stacked}

    def _role_tags(self, examples: list[data.Example], words: int, device: str) -> None:
        """Make the role model's input and gold: a head's roles tagged word by word."""
        rows, starts, ends, types, tags = [], [], [], [], []
        for r, ex in enumerate(examples):
            n = self.n_words[r]
            for i, (s, e) in enumerate(ex.heads):
                if e > n:
                    continue
                rows.append(r)
                starts.append(s)
                ends.append(e - 1)
                types.append(ex.head_types[i])
                row = np.full((words, len(lab.ROLES)), -100, np.int64)
                row[:n] = 0
                wrong = lab.EVENT_ROLES if ex.head_types[i] == SAY else lab.CUE_ROLES
                row[:, [lab.ROLES.index(role) for role in wrong]] = -100
                linked = [(ex.spans[j], roles) for (h, j), roles in ex.roles.items() if h == i]
                # Where two spans of a role overlap the shorter one is written last.
                for (a, b), roles in sorted(linked, key=lambda v: v[0][0] - v[0][1]):
                    for role in roles:
                        if b <= n:
                            row[a:b, role] = 2
                            row[a, role] = 1
                tags.append(row)
        t = torch.tensor
        self.role_args = [
            t(v, dtype=torch.long, device=device) for v in (rows, starts, ends, types)
        ]
        self.role_tags = (
            torch.from_numpy(np.stack(tags)).to(device)
            if tags
            else torch.zeros((0, words, len(lab.ROLES)), dtype=torch.long, device=device)
        )

    def _pairs(self, examples: list[data.Example], words: int, device: str) -> None:
        heads, head_types, spans, layers = [], [], [], []
        attributes: dict[str, list[int]] = {
            k: [] for k in ("modes", "modalities", "stances", "sectors", "amounts", "objects")
        }
        ph, ps, pd, roles = [], [], [], []
        role_mask = []
        for r, ex in enumerate(examples):
            n = self.n_words[r]
            head_at: dict[int, int] = {}
            span_at: dict[int, int] = {}
            for i, (s, e) in enumerate(ex.heads):
                if e <= n:
                    head_at[i] = len(heads)
                    heads.append((r * words + s, r * words + e - 1))
                    head_types.append(ex.head_types[i])
                    attributes["modes"].append(ex.modes[i])
                    attributes["modalities"].append(ex.modalities[i])
                    attributes["stances"].append(ex.stances[i])
            for i, (s, e) in enumerate(ex.spans):
                if e <= n:
                    span_at[i] = len(spans)
                    spans.append((r * words + s, r * words + e - 1))
                    layers.append(ex.layers[i])
                    attributes["sectors"].append(ex.sectors[i])
                    attributes["amounts"].append(ex.amount_kinds[i])
                    attributes["objects"].append(ex.object_kinds[i])
            for i, hi in head_at.items():
                for j, sj in span_at.items():
                    allowed = ALLOWED[ex.head_types[i] == SAY][ex.layers[j]]
                    if not any(allowed):
                        continue
                    ph.append(hi)
                    ps.append(sj)
                    pd.append(lab.distance_bucket(*ex.heads[i], *ex.spans[j]))
                    gold = ex.roles.get((i, j), set())
                    roles.append([float(k in gold) for k in range(len(lab.ROLES))])
                    role_mask.append(allowed)
        t = torch.tensor
        self.heads = t(heads, dtype=torch.long, device=device).reshape(-1, 2)
        self.spans = t(spans, dtype=torch.long, device=device).reshape(-1, 2)
        self.pair_args = [
            t(head_types, dtype=torch.long, device=device),
            t(layers, dtype=torch.long, device=device),
            t(ph, dtype=torch.long, device=device),
            t(ps, dtype=torch.long, device=device),
            t(pd, dtype=torch.long, device=device),
        ]
        self.roles = t(roles, device=device).reshape(-1, len(lab.ROLES))
        self.role_mask = t(role_mask, dtype=torch.float, device=device).reshape(self.roles.shape)
        self.attributes = {k: t(v, dtype=torch.long, device=device) for k, v in attributes.items()}


SAY = len(lab.HEAD_TYPES) - 1
#: ALLOWED[is a cue][layer] says which roles are possible.
ALLOWED = {
    cue: [
        [float(r in roles and lab.ROLE_LAYER[r] == layer) for r in lab.ROLES]
        for layer in lab.LAYERS
    ]
    for cue, roles in ((False, lab.EVENT_ROLES), (True, lab.CUE_ROLES))
}


def read_heads(model: Tagger, states: Tensor, batch: Batch) -> tuple[PairOut, Tensor]:
    """Run the pair and the role model over the states of a batch, for its heads and spans."""
    flat = states.reshape(-1, states.shape[-1])
    types, layers, heads, spans, distances = batch.pair_args
    pairs = model.pairs(
        flat[batch.heads].flatten(1),
        types,
        flat[batch.spans].flatten(1),
        layers,
        heads,
        spans,
        distances,
    )
    return pairs, model.roles(states, batch.word_mask, *batch.role_args)


def run(model: Tagger, batch: Batch) -> tuple[Tensor, PairOut, Tensor]:
    """Run all models over a batch with its gold triggers and spans."""
    states, logits = model.token(*batch.token)
    return logits, *read_heads(model, states, batch)


def decode_tags(row: np.ndarray, begins: int) -> list[tuple[int, int, int]]:
    """Read spans from argmax tags: ``begins`` begin tags 1…n, then the inside tag.

    Returns:
        (start, end, begin tag) each, in words.
    """
    found: list[tuple[int, int, int]] = []
    inside = begins + 1
    for i, tag in enumerate(row.tolist()):
        if 1 <= tag <= begins:
            found.append((i, i + 1, tag))
        elif tag == inside and found and found[-1][1] == i:
            found[-1] = (found[-1][0], i + 1, found[-1][2])
    return found
