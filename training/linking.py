"""Learn how much each piece of evidence weighs that two reports tell of one happening.

Usage::

    python -m training.linking --sets B,C,D [--coder] [--texts ../shared/text] [--coded FILE]

Takes the clusters of ``evals/links`` (never the held-out set), with their annotated
mentions and, with ``--coder``, as the coder finds them, compares every pair that the
linker would compare, and fits a logistic regression by Newton's method, with a Gaussian
prior around weights set by judgement (``PRIOR``), since written pairs are few. Writes
``src/dragoman/link/weights.json``.

Written clusters hold few of the pairs that are plainly two, and far more of those that are
one than news does. With ``--texts`` the news items there are coded as well. Pairs of items of
other stories, or of one story but two days apart and more, are added as two happenings; and
pairs near a link that were read one by one (``evals/links/news_pairs.jsonl``: where each
mention's trigger begins, and whether the two are one) count double. ``--coded`` names a file
for the coded items, written if it is not there: coding them takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.link.cluster import candidates, same_words
from dragoman.link.compare import evidence_of
from dragoman.link.evidence import Evidence
from dragoman.link.linker import in_order
from dragoman.link.report import reports_of
from dragoman.records import CodedArticle
from evals.linking import FOLDER, HELD_OUT, Gold, coded_of, coder_of, items

TARGET = Path(__file__).parents[1] / "src/dragoman/link/weights.json"
RIDGE = 3.0
PRIOR = {
    "bias": -3.0,
    "mode same": 1.0,
    "type differs": -0.5,
    "verbal": -0.3,
    "parties two": 1.5,
    "parties equal": 0.7,
    "parties full": 0.3,
    "party one": -0.6,
    "party none": -1.0,
    "party telling": 0.5,
    "persons": 1.5,
    "persons differ": -2.5,
    "offices same": 1.0,
    "offices differ": -1.0,
    "place same": 1.5,
    "place fits": 0.5,
    "place differs": -1.5,
    "place makes up for parties": 0.8,
    "day same": 2.0,
    "week same": 1.0,
    "month same": 0.5,
    "days apart": -3.0,
    "days apart more": -1.0,
    "undated": -1.0,
    "reported together": 0.8,
    "reported near": 0.2,
    "reported apart": -0.5,
    "mode of one": -0.5,
    "names": 1.0,
    "turn same": 1.5,
    "turn differs": -5.0,
    "side differs": -3.5,
    "sides turned": -1.5,
    "starts differ": -2.0,
    "told late": -0.5,
    "news of other days": -1.0,
    "step same": 0.5,
    "step differs": -1.5,
    "object same": 1.5,
    "object sort": 0.5,
    "object differs": -5.5,
    "number same": 1.0,
    "number differs": -0.4,
    "trigger same": 0.4,
    "wording": 1.0,
    "figures": 0.4,
}
"""What the evidence weighs by judgement, in log odds."""
HELD = frozenset(
    {"wording", "trigger same", "figures", "languages differ", "persons", "object same"}
    | {"day same", "parties two", "parties equal", "number same", "offices same"}
    | {"offices differ", "object differs", "party one", "undated", "names"}
    | {"turn same", "turn differs", "side differs", "days apart", "days apart more"}
)
"""Evidence that stays near its prior: the news items are of one language and one source, so
that what their words share would be learned to speak against."""
FIRM = 40.0
APART, READ = "apart", "read"
MOST_APART = 500
TWICE = 2
"""How often a pair of news items that was read counts."""
READ_PAIRS = FOLDER / "news_pairs.jsonl"
Pair = tuple[dict[str, float], bool, str]


def pairs(golds: Iterable[Gold], fold: str) -> list[Pair]:
    """Return the evidence on each candidate pair, whether the two are one, and its fold."""
    every = list(golds)
    happening = {m: h for g in every for m, h in g.happenings.items()}
    ordered = in_order((r for g in every for r in reports_of(g.coded)), {})
    leaders = [ordered[group[0]] for group in same_words(ordered)]
    found = []
    for i, j in candidates(leaders):
        a, b = leaders[i], leaders[j]
        if a.source == b.source or a.id not in happening or b.id not in happening:
            continue
        told = evidence_of(a, b)
        if told is not None:
            found.append((_values(told), happening[a.id] == happening[b.id], fold))
    return found


def news(texts: Path, kept: Path | None) -> list[CodedArticle]:
    """Return the news items as the coder codes them, read from ``kept`` if it is there."""
    if kept is not None and kept.exists():
        lines = kept.read_text("utf-8").splitlines()
        return [CodedArticle.from_dict(json.loads(line)) for line in lines]
    written = [{**r, "lang": "en", "events": [], "statements": []} for r in _rows(texts)]
    coded = [g.coded for g in coder_of(written)]
    if kept is not None:
        kept.write_text("".join(json.dumps(c.to_dict()) + "\n" for c in coded), "utf-8")
    return coded


def _rows(texts: Path) -> list[dict[str, Any]]:
    lines = (texts / "wikipedia_current_events.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def apart(
    coded: Iterable[CodedArticle], rows: Iterable[Mapping[str, Any]], rng: random.Random
) -> list[Pair]:
    """Return the evidence on pairs of news items that tell of two happenings."""
    told = {r["id"]: (frozenset(r.get("topics") or ()), r["date"]) for r in rows}
    every = list(coded)
    ordered = in_order((r for c in every for r in reports_of(c)), {})
    uris = {c.article.doc_id: c.article.uri for c in every}
    found = []
    for i, j in candidates(ordered):
        a, b = ordered[i], ordered[j]
        (topics, day), (others, other) = told[uris[a.doc_id]], told[uris[b.doc_id]]
        gap = abs(date.fromisoformat(day).toordinal() - date.fromisoformat(other).toordinal())
        if a.source == b.source or (topics & others and gap < 2):
            continue
        evidence = evidence_of(a, b)
        if evidence is not None:
            found.append((_values(evidence), False, APART))
    return rng.sample(found, min(len(found), MOST_APART))


def read(coded: Iterable[CodedArticle]) -> list[Pair]:
    """Return the evidence on the pairs of news items that were read one by one."""
    at = {(c.article.uri, r.mention.trigger.start): r for c in coded for r in reports_of(c)}
    found = []
    for line in READ_PAIRS.read_text("utf-8").splitlines():
        pair = json.loads(line)
        a, b = at.get(tuple(pair["a"])), at.get(tuple(pair["b"]))
        evidence = evidence_of(a, b) if a and b else None
        if evidence is not None:
            found.append((_values(evidence), pair["one"], READ))
    return found


def _values(evidence: Iterable[Evidence]) -> dict[str, float]:
    values: dict[str, float] = {}
    for e in evidence:
        values[e.name] = values.get(e.name, 0.0) + e.strength
    return values


def table(found: Sequence[Pair], names: Sequence[str]) -> NDArray[np.float64]:
    """Return pairs as rows [pairs, names + 1], the last column being one."""
    at = {n: i for i, n in enumerate(names)}
    rows = np.zeros((len(found), len(names) + 1))
    rows[:, -1] = 1.0
    for row, (values, _, _) in zip(rows, found, strict=True):
        for name, value in values.items():
            if name in at:
                row[at[name]] = value
    return rows


def fit(
    rows: NDArray[np.float64],
    told: NDArray[np.float64],
    prior: NDArray[np.float64],
    ridge: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the weights of a logistic regression with a Gaussian prior of given precision."""
    weights = prior.copy()

    def loss(at: NDArray[np.float64]) -> float:
        odds = rows @ at
        fit_ = np.logaddexp(0, odds).sum() - odds @ told
        return float(fit_ + 0.5 * (ridge * (at - prior) ** 2).sum())

    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (chance - told) + ridge * (weights - prior)
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        # Newton's step may overshoot far from the optimum: it is halved until it helps.
        size = 1.0
        while size > 1e-6 and loss(weights - size * step) > loss(weights):
            size /= 2
        weights = weights - size * step
        if np.abs(size * step).max() < 1e-8:
            break
    return weights


def main() -> None:
    """Learn; see the module's description."""
    parser = argparse.ArgumentParser(description="Learn the weights of linking.")
    parser.add_argument("--sets", required=True, help="comma-separated")
    parser.add_argument("--coder", action="store_true")
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--coded", type=Path)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--out", type=Path, default=TARGET)
    args = parser.parse_args()
    sets = args.sets.split(",")
    if HELD_OUT in sets:
        raise SystemExit(f"set {HELD_OUT} is held out")
    found: list[Pair] = []
    for name in sets:
        written = list(items(name))
        found += pairs((coded_of(i) for i in written), name)
        if args.coder:
            found += pairs(coder_of(written), name)
    if args.texts:
        coded = news(args.texts, args.coded)
        found += apart(coded, _rows(args.texts), random.Random(args.seed))
        found += read(coded) * TWICE
    names = sorted({n for values, _, _ in found for n in values} | PRIOR.keys() - {"bias"})
    rows = table(found, names)
    told = np.array([1.0 if one else 0.0 for _, one, _ in found])
    folds = np.array([f for _, _, f in found])
    prior = np.array([PRIOR.get(n, 0.0) for n in (*names, "bias")])
    ridge = np.array([FIRM if n in HELD else RIDGE for n in (*names, "bias")])
    weights = fit(rows, told, prior, ridge)
    described = {
        "learned from": f"{len(found)} pairs, {int(told.sum())} of them one happening",
        "weights": {
            **{n: round(float(w), 3) for n, w in zip(names, weights, strict=False)},
            "bias": round(float(weights[-1]), 3),
        },
    }
    args.out.write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    print(described["learned from"])
    for fold in sets:
        # What a set says of weights that were learned without it.
        ours = folds == fold
        others = fit(rows[~ours], told[~ours], prior, ridge) if len(sets) > 1 else weights
        said = rows[ours] @ others >= 0
        hit = float((said & (told[ours] > 0)).sum())
        right, found_ = hit / max(1, int(said.sum())), hit / max(1.0, float(told[ours].sum()))
        print(f"pairs of {fold}, not learned from: precision {right:.3f}, recall {found_:.3f}")


if __name__ == "__main__":
    main()
