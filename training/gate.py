"""Train the gate of a model on what the model finds, and measure what it loses and spares.

Usage::

    python -m training.gate --model src/dragoman/annotate/models/en --lang en

The model reads unannotated texts, passage by passage as it does at run time; a passage is
one to keep if anything was coded in it. With the annotated passages for training these
make the examples of a logistic regression over hashed words. The threshold is the score
below which, on texts that a gate trained on the other half has not seen, less than
``--loss`` of the model's events lie. What it loses of the gold events of the held-out
passages is printed; needs no PyTorch.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dragoman.annotate import Tagger, passages, sentences
from dragoman.annotate.gate import FILE, SIZE, features
from dragoman.annotate.words import words
from dragoman.coding import code
from training import data

EPOCHS = 4
RATE = 0.06
#: Passages that hold something count so many times as much as those that hold nothing.
WEIGHT = 4.0
#: A feature that so few examples have is left out.
LEAST = 2


@dataclass(frozen=True, slots=True)
class Case:
    """A passage: its features, the events and statements in it, its words."""

    features: npt.NDArray[np.int64]
    events: int
    statements: int
    words: int


def _case(text: str, events: int, statements: int) -> Case:
    tokens = [text[s:e] for s, e in words(text)]
    return Case(features(tokens), events, statements, len(tokens))


def gold(passage: dict[str, Any]) -> Case:
    """Make a case of an annotated passage."""
    return _case(passage["text"], len(passage["events"]), len(passage["statements"]))


def found(tagger: Tagger, folder: Path, lang: str, known: set[str]) -> Iterator[tuple[str, Case]]:
    """Yield origin and case of every passage of the texts that is neither held out nor gold."""
    tagger.gate = None
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as rows:
            for item in map(json.loads, rows):
                if item.get("lang", "en") != lang or item["id"] in known:
                    continue
                if "date" in item and data.held_day(item["date"]):
                    continue
                text = item["text"]
                cut = passages(text, sentences(text, lang))
                for one in tagger.tag((text, p) for p in cut):
                    events, statements = code(text, [one])
                    kept = sum(e.confidence >= tagger.min_confidence for e in events)
                    span = text[one.passage.start : one.passage.end]
                    yield path.stem, _case(span, kept, len(statements))


def fit(cases: Sequence[Case], seed: int = 7) -> tuple[npt.NDArray[np.float32], float]:
    """Fit a logistic regression by AdaGrad; return the weights and the bias."""
    counts = np.zeros(SIZE, np.int64)
    for case in cases:
        counts[case.features] += 1
    weights = np.zeros(SIZE, np.float32)
    squares = np.full(SIZE, 1e-6, np.float32)
    bias, bias_square = 0.0, 1e-6
    order = list(range(len(cases)))
    kept = [c.features[counts[c.features] >= LEAST] for c in cases]
    for epoch in range(EPOCHS):
        random.Random(seed + epoch).shuffle(order)
        for i in order:
            at = kept[i]
            wanted = 1.0 if cases[i].events or cases[i].statements else 0.0
            chance = 1.0 / (1.0 + np.exp(-float(weights[at].sum()) - bias))
            step = (chance - wanted) * (WEIGHT if wanted else 1.0)
            squares[at] += step * step
            weights[at] -= RATE * step / np.sqrt(squares[at])
            bias_square += step * step
            bias -= RATE * step / float(np.sqrt(bias_square))
    return weights, bias


def threshold(scores: npt.NDArray[np.float64], events: npt.NDArray[np.int64], loss: float) -> float:
    """Return the highest score below which at most a share ``loss`` of the events lies."""
    order = np.argsort(scores, kind="stable")
    lost = np.cumsum(events[order]) / max(1, events.sum())
    first = int(np.searchsorted(lost, loss, side="right"))
    return float(scores[order[min(first, len(order) - 1)]])


def _scores(
    weights: npt.NDArray[np.float32], bias: float, cases: Sequence[Case]
) -> npt.NDArray[np.float64]:
    return np.array([float(weights[c.features].sum()) + bias for c in cases])


def _said(name: str, scores: npt.NDArray[np.float64], cases: Sequence[Case], least: float) -> str:
    shut = scores < least
    size = np.array([c.words for c in cases])
    events = np.array([c.events for c in cases])
    statements = np.array([c.statements for c in cases])
    return (
        f"{name}: {len(cases)} passages, skipped {shut.mean():.3f} of them with "
        f"{size[shut].sum() / size.sum():.3f} of the words; lost "
        f"{events[shut].sum() / max(1, events.sum()):.4f} of {events.sum()} events, "
        f"{statements[shut].sum() / max(1, statements.sum()):.4f} of {statements.sum()} statements"
    )


def main() -> None:
    """Train, measure, write; see the module's description."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--lang", default="en")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/text"))
    parser.add_argument(
        "--loss", type=float, default=0.01, help="share of the events that the model finds"
    )
    args = parser.parse_args()
    written, standoff = data.load_corpus(args.corpus, args.texts)
    written = [p for p in written if p["lang"] == args.lang]
    standoff = [p for p in standoff if p["lang"] == args.lang]
    train, held = data.split(written, standoff)
    known = {p["id"].split("#")[0] for p in standoff}
    tagger = Tagger.load(args.model, threads=1)
    origins, read = zip(*found(tagger, args.texts, args.lang, known), strict=True)
    given = [gold(p) for p in train]
    crossed = np.zeros(len(read))
    for half in (0, 1):
        others = [c for i, c in enumerate(read) if i % 2 != half]
        weights, bias = fit([*others, *given])
        crossed[half::2] = _scores(weights, bias, read[half::2])
    least = threshold(crossed, np.array([c.events for c in read]), args.loss)
    for origin in sorted(set(origins)):
        mine = [i for i, o in enumerate(origins) if o == origin]
        print(_said(origin, crossed[mine], [read[i] for i in mine], least))
    weights, bias = fit([*read, *given])
    scale = 127.0 / float(np.abs(weights).max())
    small = np.round(weights * scale).astype(np.int8)
    least_small = (least - bias) * scale
    for origin in ("news", "releases", "own"):
        cases = [gold(p) for p in held if data.origin(p) == origin]
        scores = _scores(small.astype(np.float32), 0.0, cases)
        print(_said(f"held out, {origin}", scores, cases, least_small))
    np.save(args.model / FILE, small, allow_pickle=False)
    path = args.model / "model.json"
    info = json.loads(path.read_text(encoding="utf-8"))
    info["gate_threshold"] = round(least_small, 2)
    info["sha256"][FILE] = hashlib.sha256((args.model / FILE).read_bytes()).hexdigest()
    path.write_text(json.dumps(info, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
