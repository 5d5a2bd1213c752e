"""Label unannotated texts with trained runs, for a smaller model to learn from.

Usage::

    python -m training.teach --runs runs/teacher runs/en --out taught.pt

Every run reads every passage; their probabilities are averaged word by word (the runs may
have other bases and tokenizers, words are the same). Triggers are read from the average,
and each run then gives roles, mode, modality and stance for these triggers. Texts of held-out
days are left out, and so are those that are annotated.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from dragoman.annotate import labels as lab
from dragoman.annotate.words import words
from training import data
from training.batch import MAX_PIECES, N_TRIGGER, SAY, Batch, decode_tags, mixed, read_heads
from training.model import PairOut
from training.runs import load_run

LEAST_WORDS, MOST_WORDS = 8, 130
_END = re.compile(r"(?<=[.!?])\s+")


def load(path: Path) -> list[data.Example]:
    """Read the labelled passages that :func:`main` wrote."""
    stored: list[dict[str, Any]] = torch.load(path, weights_only=False)
    return [data.Example(**row) for row in stored]


def plain(identifier: str, text: str) -> data.Example:
    """Make an example without gold."""
    return data.example({"id": identifier, "text": text, "events": [], "statements": []})


def passages(folder: Path, known: set[str], langs: set[str]) -> Iterator[tuple[str, str]]:
    """Yield id and text of the passages to label, each short enough for one reading."""
    seen: set[str] = set()
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            for item in map(json.loads, lines):
                if item.get("lang", "en") not in langs:
                    continue
                if "date" in item and data.held_day(item["date"]):
                    continue
                for number, part in enumerate(item["text"].split("\n")):
                    name = f"{item['id']}#{number}" if "\n" in item["text"] else item["id"]
                    text = part.strip()
                    if name in known or text in seen:
                        continue
                    seen.add(text)
                    for piece, short in enumerate(_cut(text)):
                        yield f"{name}/{piece}", short


def _cut(text: str) -> Iterator[str]:
    held: list[str] = []
    for sentence in _END.split(text):
        if held and len(words(" ".join([*held, sentence]))) > MOST_WORDS:
            yield " ".join(held)
            held = []
        held.append(sentence)
    if held and LEAST_WORDS <= len(words(" ".join(held))) <= MOST_WORDS + 60:
        yield " ".join(held)


class Teacher:
    """A trained run."""

    def __init__(self, run: Path, device: str) -> None:
        self.model, self.tokenizer, _ = load_run(run, device)
        self.tokenizer.enable_truncation(MAX_PIECES)
        self.model.eval()
        self.device = device

    @torch.no_grad()
    def tags(self, examples: list[data.Example]) -> list[np.ndarray]:
        """Return each passage's tag probabilities, [words, N_TAGS]; keep the states."""
        self.batch = Batch(examples, self.tokenizer, self.device)
        with mixed(self.device):
            states, logits = self.model.token(*self.batch.token)
        self.states, logits = states.float(), logits.float()
        groups = [logits[..., :N_TRIGGER]] + [
            logits[..., N_TRIGGER + 3 * i : N_TRIGGER + 3 * i + 3] for i in range(len(lab.LAYERS))
        ]
        chances = torch.cat([g.softmax(-1) for g in groups], -1).cpu().numpy()
        return [chances[r, :n] for r, n in enumerate(self.batch.n_words)]

    @torch.no_grad()
    def heads(self, examples: list[data.Example]) -> dict[str, list[np.ndarray]]:
        """Return the probabilities of every head, in the order of the examples' heads."""
        batch = Batch(examples, self.tokenizer, self.device)
        if not len(batch.heads):
            return {k: [] for k in ("roles", "modes", "modalities", "stances")}
        with mixed(self.device):
            pairs, roles = read_heads(self.model, self.states, batch)
        pairs = PairOut(*(p.float() for p in pairs))
        roles = roles.float().softmax(-1)
        # A statement's cue has no event roles, and an event none of a statement.
        for h, kind in enumerate(batch.role_args[3].tolist()):
            wrong = lab.EVENT_ROLES if kind == SAY else lab.CUE_ROLES
            roles[h, :, [lab.ROLES.index(r) for r in wrong]] = 0
        found = {
            "roles": roles,
            "modes": pairs.modes.softmax(-1),
            "modalities": pairs.modalities.softmax(-1),
            "stances": pairs.stances.softmax(-1),
        }
        return {k: list(v.cpu().numpy()) for k, v in found.items()}


def _heads(tags: np.ndarray) -> list[tuple[int, int, int]]:
    """Read triggers and cues: (start, end, index into HEAD_TYPES)."""
    triggers = decode_tags(tags[:, :N_TRIGGER].argmax(-1), SAY)
    cues = decode_tags(tags[:, N_TRIGGER : N_TRIGGER + 3].argmax(-1), 1)
    return [(s, e, k - 1) for s, e, k in triggers] + [(s, e, SAY) for s, e, _ in cues]


def label(teachers: list[Teacher], examples: list[data.Example]) -> Iterator[dict[str, Any]]:
    """Label a batch of passages with the teachers' averaged probabilities."""
    each = [t.tags(examples) for t in teachers]
    for r, ex in enumerate(examples):
        n = min(len(tags[r]) for tags in each)
        mean = np.mean([tags[r][:n] for tags in each], axis=0)
        ex.soft = {"tags": mean.astype(np.float16)}
        for start, end, kind in _heads(mean):
            ex.heads.append((start, end))
            ex.head_types.append(kind)
            for values in (ex.modes, ex.modalities, ex.stances):
                values.append(-1)
    soft, given = [ex.soft for ex in examples], [t.batch.n_words for t in teachers]
    for ex in examples:
        ex.soft = None
    answers = [t.heads(examples) for t in teachers]
    at = 0
    for r, (ex, tags) in enumerate(zip(examples, soft, strict=True)):
        n = min(counts[r] for counts in given)
        assert tags is not None
        heads = range(at, at + len(ex.heads))
        at += len(ex.heads)
        for name in ("roles", "modes", "modalities", "stances"):
            # A run that cuts words into more pieces may have read fewer of them.
            most = n if name == "roles" else None
            means = [np.mean([a[name][h][:most] for a in answers], axis=0) for h in heads]
            tags[name] = [m.astype(np.float16) for m in means]
        ex.soft = tags
        yield vars(ex)


def batches(examples: Iterable[data.Example], size: int) -> Iterator[list[data.Example]]:
    """Yield batches of passages of like length."""
    ordered = sorted(examples, key=lambda e: len(e.words))
    for at in range(0, len(ordered), size):
        yield ordered[at : at + size]


def main() -> None:
    """Label; see the module's description."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/text"))
    parser.add_argument("--langs", default="en")
    parser.add_argument("--most", type=int, default=0, help="how many passages; 0 takes all")
    args = parser.parse_args()
    device = "cuda" if torch.cuda.is_available() else "cpu"
    _, standoff = data.load_corpus(args.corpus, args.texts)
    found = list(passages(args.texts, {p["id"] for p in standoff}, set(args.langs.split(","))))
    # A fixed order that mixes the sources, so that the first are a fair part.
    found.sort(key=lambda f: data.number("teach" + f[0]))
    if args.most:
        found = found[: args.most]
    print(f"{len(found)} passages", flush=True)
    teachers = [Teacher(run, device) for run in args.runs]
    done: list[dict[str, Any]] = []
    for part in batches((plain(*f) for f in found), 24):
        done.extend(label(teachers, part))
    torch.save(done, args.out)
    print(f"{sum(len(d['heads']) for d in done)} triggers and cues in {len(done)} passages")


if __name__ == "__main__":
    main()
