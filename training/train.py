"""Train the tagger: one command, CPU or GPU, seeded, with checkpoints and a log.

Usage::

    python -m training.train --out runs/en --base minilm --langs en

Reads ``corpus/``; the standoff items need their texts (``--texts``). After every
epoch the run folder holds ``last.pt`` (to go on from, with ``--resume``), and
``best.pt`` for the best held-out score; ``log.jsonl`` has one line an epoch.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as fn

from dragoman.annotate import labels as lab
from training import bases, data, rounded, teach
from training.batch import MAX_PIECES, N_TRIGGER, Batch, decode_tags, mixed, run
from training.model import PairOut, Tagger


def soft_loss(logits: Tensor, pairs: PairOut, roles: Tensor, batch: Batch) -> Tensor:
    """Cross entropy against a teacher's probabilities, weighed as the gold losses are.

    Distillation after Hinton et al. (2015), at temperature 1.
    """
    soft = batch.soft
    assert soft is not None

    def cross(out: Tensor, chances: Tensor) -> Tensor:
        known = chances.sum(-1)
        losses = -(chances * fn.log_softmax(out.float(), -1)).sum(-1)
        return (losses * known).sum() / known.sum().clamp(min=1)

    total = cross(logits[..., :N_TRIGGER], soft["tags"][..., :N_TRIGGER])
    for i in range(len(lab.LAYERS)):
        at = slice(N_TRIGGER + 3 * i, N_TRIGGER + 3 * i + 3)
        total = total + 0.5 * cross(logits[..., at], soft["tags"][..., at])
    if "roles" in soft:
        total = total + 4.0 * cross(roles, soft["roles"])
        for name, out in (
            ("modes", pairs.modes),
            ("modalities", pairs.modalities),
            ("stances", pairs.stances),
        ):
            total = total + 0.3 * cross(out, soft[name])
    return total


def loss_of(
    logits: Tensor, pairs: PairOut, roles: Tensor, batch: Batch, weights: dict[str, Tensor]
) -> Tensor:
    """Sum the losses of all heads; attributes that are not known do not count."""
    if batch.soft is not None:
        return soft_loss(logits, pairs, roles, batch)
    total = fn.cross_entropy(
        logits[..., :N_TRIGGER].flatten(0, 1),
        batch.tags[..., 0].flatten(),
        weight=weights["trigger"],
        label_smoothing=0.02,
    )
    for i in range(len(lab.LAYERS)):
        at = N_TRIGGER + 3 * i
        total = total + 0.5 * fn.cross_entropy(
            logits[..., at : at + 3].flatten(0, 1),
            batch.tags[..., 1 + i].flatten(),
            weight=weights["layer"],
        )
    if len(batch.roles):
        role = fn.binary_cross_entropy_with_logits(pairs.roles, batch.roles, reduction="none")
        total = total + 3.0 * (role * batch.role_mask).sum() / batch.role_mask.sum().clamp(min=1)
    if len(batch.role_tags):
        total = total + 4.0 * fn.cross_entropy(
            roles.reshape(-1, len(lab.SPAN_TAGS)),
            batch.role_tags.flatten(),
            weight=weights["layer"],
        )
    for name, out in (
        ("modes", pairs.modes),
        ("modalities", pairs.modalities),
        ("stances", pairs.stances),
        ("sectors", pairs.sectors),
        ("amounts", pairs.amount_kinds),
        ("objects", pairs.object_kinds),
    ):
        gold = batch.attributes[name]
        if bool((gold >= 0).any()):
            total = total + 0.3 * fn.cross_entropy(
                out, gold, ignore_index=-1, weight=weights.get(name)
            )
    return total


class Count:
    """Hits, predictions and gold of one measure."""

    def __init__(self) -> None:
        self.hit = self.said = self.gold = 0

    def add(self, said: set[Any], gold: set[Any]) -> None:
        """Count two sets."""
        self.hit += len(said & gold)
        self.said += len(said)
        self.gold += len(gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hit / max(1, self.said + self.gold)


@torch.no_grad()
def evaluate(
    model: Tagger, examples: list[data.Example], tokenizer: Tokenizer, device: str
) -> dict[str, float]:
    """Score held-out examples: spans by layer, roles and attributes given gold spans."""
    model.eval()
    counts = {
        k: Count()
        for k in (
            "trigger",
            "trigger_span",
            "role",
            "pair",
            "party_of",
            "other_of",
            *lab.LAYERS,
            *(f"{r}_of" for r in lab.ROLES),
        )
    }
    right: dict[str, list[int]] = {k: [0, 0] for k in ("modes", "modalities", "stances", "sectors")}
    for at in range(0, len(examples), 32):
        part = examples[at : at + 32]
        batch = Batch(part, tokenizer, device)
        logits, pairs, roles = run(model, batch)
        said_tags = roles.argmax(-1).cpu().numpy()
        for h, tags in enumerate(batch.role_tags.cpu().numpy()):
            for k, role in enumerate(lab.ROLES):
                if (tags[:, k] >= 0).any():
                    seen = tags[:, k] >= 0
                    said_spans = set(decode_tags(said_tags[h, seen, k], 1))
                    gold_spans = set(decode_tags(tags[seen, k], 1))
                    name = "party_of" if role in ("actor", "recipient") else "other_of"
                    counts[f"{role}_of"].add(said_spans, gold_spans)
                    counts[name].add({(*x, k) for x in said_spans}, {(*x, k) for x in gold_spans})
        for r in range(len(part)):
            n = batch.n_words[r]
            best = logits[r, :n, :N_TRIGGER].argmax(-1).cpu().numpy()
            gold_row = batch.tags[r, :n, 0].cpu().numpy()
            said = decode_tags(best, len(lab.HEAD_TYPES) - 1)
            gold = decode_tags(gold_row, len(lab.HEAD_TYPES) - 1)
            # A trigger counts as found where its first word and its type agree.
            counts["trigger"].add({(s, k) for s, _, k in said}, {(s, k) for s, _, k in gold})
            counts["trigger_span"].add({(s, e) for s, e, _ in said}, {(s, e) for s, e, _ in gold})
            for i, layer in enumerate(lab.LAYERS):
                c = N_TRIGGER + 3 * i
                row = logits[r, :n, c : c + 3].argmax(-1).cpu().numpy()
                counts[layer].add(
                    set(decode_tags(row, 1)),
                    set(decode_tags(batch.tags[r, :n, 1 + i].cpu().numpy(), 1)),
                )
        said_roles = (pairs.roles > 0).float() * batch.role_mask
        counts["role"].hit += int((said_roles * batch.roles).sum())
        counts["role"].said += int(said_roles.sum())
        counts["role"].gold += int((batch.roles * batch.role_mask).sum())
        party = said_roles[:, :2]
        counts["pair"].hit += int((party * batch.roles[:, :2]).sum())
        counts["pair"].said += int(party.sum())
        counts["pair"].gold += int(batch.roles[:, :2].sum())
        for name, out in (
            ("modes", mask_modes(pairs.modes, batch.pair_args[0])),
            ("modalities", pairs.modalities),
            ("stances", pairs.stances),
            ("sectors", pairs.sectors),
        ):
            gold_values = batch.attributes[name]
            known = gold_values >= 0
            right[name][0] += int((out.argmax(-1) == gold_values)[known].sum())
            right[name][1] += int(known.sum())
    scores = {f"{k}_f1": round(c.f1, 4) for k, c in counts.items()}
    scores |= {f"{k}_acc": round(a / max(1, b), 4) for k, (a, b) in right.items()}
    scores["score"] = round(
        0.5 * counts["trigger"].f1 + 0.4 * counts["party_of"].f1 + 0.1 * counts["other_of"].f1, 4
    )
    return scores


def mask_modes(modes: Tensor, head_types: Tensor) -> Tensor:
    """Leave only the modes of each head's own type."""
    allowed = torch.full((len(lab.HEAD_TYPES), len(lab.MODE_LABELS)), -1e9, device=modes.device)
    for i, label in enumerate(lab.MODE_LABELS):
        allowed[lab.HEAD_TYPES.index(label.split(":")[0]), i] = 0.0
    return modes + allowed[head_types]


def class_weights(device: str) -> dict[str, Tensor]:
    """Weigh begin tags up a little, since a missed trigger costs more than a wrong word."""
    trigger = torch.ones(N_TRIGGER)
    trigger[1:] = 1.5
    layer = torch.tensor([1.0, 1.5, 1.2])
    modality = torch.tensor([1.0, 1.5, 2.0, 2.0])
    return {
        "trigger": trigger.to(device),
        "layer": layer.to(device),
        "modalities": modality.to(device),
    }


class Average:
    """A running average of the weights, which is what is scored and exported.

    Averaging over the last steps of training finds flatter minima than the last step
    alone (Izmailov et al., 2018).
    """

    def __init__(self, model: nn.Module, decay: float = 0.995) -> None:
        self.decay = decay
        self.steps = 0
        self.state = {k: v.detach().clone() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Move the average towards the model's weights."""
        self.steps += 1
        # The first steps count more, or the average would long stay at the beginning.
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        for key, value in model.state_dict().items():
            if value.is_floating_point():
                self.state[key].lerp_(value, 1 - decay)
            else:
                self.state[key].copy_(value)

    @contextmanager
    def in_place(self, model: nn.Module) -> Iterator[None]:
        """Put the average into the model for a while."""
        held = {k: v.detach().clone() for k, v in model.state_dict().items()}
        model.load_state_dict(self.state)
        try:
            yield
        finally:
            model.load_state_dict(held)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/text"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--base", choices=bases.BASES, default="minilm")
    parser.add_argument("--layers", type=int, default=0, help="layers kept; 0 keeps all")
    parser.add_argument("--langs", default="en", help="comma-separated")
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--lr", type=float, default=1e-4)
    parser.add_argument("--head-lr", type=float, default=1e-3)
    parser.add_argument("--joined", type=float, default=0.25)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--init", type=Path, help="weights of another run to start from")
    parser.add_argument("--share", type=float, default=1.0, help="share of English passages")
    parser.add_argument(
        "--follow", action="store_true", help="read the corpus anew for each epoch, while it grows"
    )
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--rounded", type=int, default=0, help="last epochs in eight bits")
    parser.add_argument("--taught", type=Path, help="passages labelled by training.teach")
    parser.add_argument("--taught-an-epoch", type=int, default=4000)
    return parser.parse_args()


def _passages(args: argparse.Namespace) -> tuple[list[data.Gold], list[data.Gold]]:
    """Read the corpus and return what to train on and what is held out."""
    langs = set(args.langs.split(","))
    train, dev = data.split(*data.load_corpus(args.corpus, args.texts))
    train = [p for p in train if p["lang"] in langs]
    if args.share < 1:
        # A fixed part of the English passages, chosen by their ids.
        train = [p for p in train if p["lang"] != "en" or data.kept(p["id"], args.share)]
    return train, [p for p in dev if p["lang"] in langs]


def main() -> None:
    """Train; see the module's description."""
    args = arguments()
    random.seed(args.seed)
    np.random.seed(args.seed)
    torch.manual_seed(args.seed)
    if args.threads:
        torch.set_num_threads(args.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    args.out.mkdir(parents=True, exist_ok=True)
    texts = bases.corpus_texts([args.corpus, args.texts])
    tokenizer, encoder = bases.load(args.base, texts, args.layers)
    # Another run's weights go with its word pieces: a grown corpus cuts them otherwise.
    for folder in ([args.out] if args.resume else []) + ([args.init.parent] if args.init else []):
        if (folder / "tokenizer.json").exists():
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            encoder.resize_token_embeddings(tokenizer.get_vocab_size())
            break
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_PIECES)
    tokenizer.save(str(args.out / "tokenizer.json"), pretty=False)
    train, dev = _passages(args)
    sets: dict[str, list[data.Example]] = {"news": [], "releases": [], "own": []}
    for passage in dev:
        sets[data.origin(passage)].append(data.example(passage))
    print(f"{len(train)} to train on; held out: " + str({k: len(v) for k, v in sets.items()}))
    model = Tagger(encoder, args.dropout).to(device)
    if args.init:
        state = torch.load(args.init, weights_only=True, map_location=device)
        missing, unexpected = model.load_state_dict(state, strict=False)
        if unexpected or any(not m.startswith("roles.") for m in missing):
            raise SystemExit(f"{args.init} is a run of another model")
    average = Average(model)
    slow = [p for n, p in model.named_parameters() if ".encoder." in n]
    fast = [p for n, p in model.named_parameters() if ".encoder." not in n]
    optimiser = torch.optim.AdamW(
        [{"params": slow, "lr": args.lr}, {"params": fast, "lr": args.head_lr}],
        weight_decay=0.01,
        fused=True,
    )
    peaks = [group["lr"] for group in optimiser.param_groups]
    taught: list[data.Example] = teach.load(args.taught) if args.taught else []
    weights = class_weights(device)
    begin, best = 0, 0.0
    if args.resume and (args.out / "last.pt").exists():
        state = torch.load(args.out / "last.pt", weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average.state = state["average"]
        begin, best = state["epoch"], state["best"]
    (args.out / "settings.json").write_text(
        json.dumps({k: str(v) for k, v in vars(args).items()}), encoding="utf-8"
    )
    for number in range(begin, args.epochs):
        rng = random.Random(args.seed * 1000 + number)
        if args.follow:
            train, _ = _passages(args)
        torch.manual_seed(args.seed * 1000 + number)
        if number == max(begin, args.epochs - args.rounded):
            rounded.round_off(model)
            best = 0.0
        started = time.time()
        examples = [data.example(p) for p in data.epoch(train, rng, args.joined)]
        # Passages of like length share a batch; the batches come in random order.
        examples.sort(key=lambda e: len(e.words) + rng.random() * 12)
        parts = [examples[i : i + args.batch] for i in range(0, len(examples), args.batch)]
        if taught:
            some = rng.sample(taught, min(len(taught), args.taught_an_epoch))
            some.sort(key=lambda e: len(e.words) + rng.random() * 12)
            parts += [some[i : i + args.batch] for i in range(0, len(some), args.batch)]
        rng.shuffle(parts)
        model.train()
        total = 0.0
        for step, part in enumerate(parts):
            # By share of the whole run, since the corpus may grow on the way.
            done = (number + step / len(parts)) / args.epochs
            for group, peak in zip(optimiser.param_groups, peaks, strict=True):
                group["lr"] = peak * min((done + 1e-4) / 0.06, max(0.02, 1 - done))
            batch = Batch(part, tokenizer, device)
            with mixed(device):
                logits, pairs, roles = run(model, batch)
            logits, roles = logits.float(), roles.float()
            pairs = PairOut(*(p.float() for p in pairs))
            loss = loss_of(logits, pairs, roles, batch, weights)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            average.update(model)
            total += float(loss.detach())
        line: dict[str, Any] = {"epoch": number + 1, "loss": round(total / len(parts), 4)}
        line["seconds"] = round(time.time() - started)
        with average.in_place(model):
            for name, held in sets.items():
                if held:
                    line[name] = evaluate(model, held, tokenizer, device)
        scores = [line[name]["score"] for name in sets if name in line]
        if sum(scores) / len(scores) >= best:
            best = sum(scores) / len(scores)
            torch.save(average.state, args.out / "best.pt")
        torch.save(
            {
                "model": model.state_dict(),
                "optimiser": optimiser.state_dict(),
                "epoch": number + 1,
                "best": best,
                "average": average.state,
            },
            args.out / "last.pt.tmp",
        )
        (args.out / "last.pt.tmp").replace(args.out / "last.pt")
        with (args.out / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)
    (args.out / "run.json").write_text(
        json.dumps({k: str(v) for k, v in vars(args).items()} | {"train": len(train), "best": best})
    )


if __name__ == "__main__":
    main()
