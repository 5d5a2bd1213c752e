"""Fit the weights by which a party without a state of its own takes one from context.

::

    python -m training.party_context [--texts FOLDER] [--folds N]

Every gold party that the resolver's other rules leave open is a question: which of the
states named in the text, or nobody, does it belong to? The answer is fitted as a
log-linear model with an L2 penalty (:mod:`dragoman.resolve.context` has the features). With
``--folds`` it prints how often held-out passages are answered right; it then fits on all
passages that the tagger trains on and writes ``knowledge/data/context.json``. Seeded by
the order of the passages alone.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.knowledge import load
from dragoman.resolve.actors import ActorResolver
from dragoman.tagged import RawParty
from evals.resolve_parties import around, cases, published, sentences, setting, standard
from training import data

OUT = Path(__file__).resolve().parent.parent / "src/dragoman/knowledge/data/context.json"
Question = tuple[str, dict[str, set[str]], str]


def questions(passages: Iterable[dict[str, Any]]) -> list[Question]:
    """Return passage id, features by state, and the right state of each open question."""
    knowledge = load()
    found: list[Question] = []
    for passage, asked in cases(passages):
        text = passage["text"]
        resolver = ActorResolver(text, passage["lang"], published(passage), knowledge)
        bounds = sentences(text)
        for case in asked:
            if len(case.codes) != 1:
                continue
            start, end = case.span
            sentence = around(bounds, start, text)
            question = resolver.open_question(RawParty(text[start:end], start, end), sentence)
            if question is None:
                continue
            features = resolver.context.features(*question, setting(case, resolver, bounds))
            wanted = standard(next(iter(case.codes)))
            options = {standard(code) if code else "": code for code in features}
            if wanted in options:
                found.append((passage["id"], features, options[wanted]))
    return found


def fit(asked: list[Question], penalty: float, rounds: int) -> dict[str, float]:
    """Return the weights that make the right answers likeliest, less the penalty."""
    counts = Counter(f for _, features, _ in asked for told in features.values() for f in told)
    names = sorted(f for f, n in counts.items() if n >= 4)
    number = {f: i for i, f in enumerate(names)}
    rows: list[tuple[int, list[int]]] = []
    right: list[int] = []
    starts = [0]
    for _, features, answer in asked:
        for code, told in features.items():
            if code == answer:
                right.append(len(rows))
            rows.append((len(starts) - 1, [number[f] for f in told if f in number]))
        starts.append(len(rows))
    matrix = np.zeros((len(rows), len(names)), dtype=np.float32)
    for i, (_, columns) in enumerate(rows):
        matrix[i, columns] = 1
    owner = np.array([q for q, _ in rows])
    gold = np.zeros(len(rows), dtype=np.float32)
    gold[right] = 1
    weights = np.zeros(len(names), dtype=np.float32)
    mean = np.zeros_like(weights)
    square = np.zeros_like(weights)
    for step in range(1, rounds + 1):
        points = matrix @ weights
        points -= np.maximum.reduceat(points, starts[:-1])[owner]
        share = np.exp(points)
        share /= np.add.reduceat(share, starts[:-1])[owner]
        slope = matrix.T @ (share - gold) / len(asked) + penalty * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope**2
        weights -= 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-6)
    return {f: round(float(w), 3) for f, w in zip(names, weights, strict=True) if abs(w) >= 0.02}


def right(asked: list[Question], weights: dict[str, float]) -> float:
    """Return the share of questions answered right."""
    good = 0
    for _, features, answer in asked:
        points = {c: sum(weights.get(f, 0.0) for f in told) for c, told in features.items()}
        good += max(points, key=lambda c: (points[c], c)) == answer
    return good / max(1, len(asked))


def main() -> None:
    """Fit, report, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/text"))
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--penalty", type=float, default=3e-4)
    parser.add_argument("--rounds", type=int, default=300)
    args = parser.parse_args()
    train, _ = data.split(*data.load_corpus(args.corpus, args.texts))
    asked = questions(train)
    print(f"{len(asked)} questions")
    for fold in range(args.folds):
        held = [q for q in asked if zlib.crc32(q[0].encode()) % args.folds == fold]
        rest = [q for q in asked if zlib.crc32(q[0].encode()) % args.folds != fold]
        weights = fit(rest, args.penalty, args.rounds)
        print(
            f"fold {fold}: held out {right(held, weights):.3f}, fitted {right(rest, weights):.3f}"
        )
    weights = fit(asked, args.penalty, args.rounds)
    OUT.write_text(
        json.dumps({"questions": len(asked), "weights": weights}, ensure_ascii=False, indent=0)
        + "\n",
        encoding="utf-8",
    )
    print(f"{len(weights)} weights, fitted {right(asked, weights):.3f}")


if __name__ == "__main__":
    main()
