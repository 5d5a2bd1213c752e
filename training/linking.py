"""Learn how much each piece of evidence weighs that two reports tell of one happening.

Usage::

    python -m training.linking --sets B,C,D [--coder] [--texts ../shared/text]

Takes the clusters of ``evals/links`` (never the held-out set), with their annotated
mentions and, with ``--coder``, as the coder finds them, compares every pair that the
linker would compare, and fits a logistic regression by Newton's method, with a Gaussian
prior around weights set by judgement (``PRIOR``), since written pairs are few. The bias is
then shifted to where the pairwise F½ of the training pairs, each scored by weights learned
without its set, is best: two happenings made one are worse than one left as two. Writes
``src/dragoman/link/weights.json``.

Written clusters hold few of the pairs that are plainly two. With ``--texts`` the news items
there are coded as well, and pairs of items of other stories, or of one story but two days
apart and more, are added as such.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dragoman.link.cluster import candidates, same_words
from dragoman.link.compare import evidence_of
from dragoman.link.evidence import Evidence
from dragoman.link.linker import in_order
from dragoman.link.report import reports_of
from evals.linking import HELD_OUT, Gold, coded_of, coder_of, items

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
    "days apart": -1.5,
    "days apart more": -0.5,
    "undated": -1.0,
    "reported together": 0.8,
    "reported near": 0.2,
    "reported apart": -0.5,
    "undated and apart": -0.8,
    "object same": 1.5,
    "object sort": 0.5,
    "object differs": -4.0,
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
    | {"offices differ", "object differs", "party one", "undated"}
)
"""Evidence that stays near its prior: the news items are of one language and one source, so
that what their words share would be learned to speak against."""
FIRM = 40.0
CAUTION = 0.4
"""Written sets hold more pairs of one happening than news does: the bias is lowered by this."""
APART = "apart"
MOST_APART = 500
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


def apart(texts: Path, days: int, rng: random.Random) -> list[Pair]:
    """Return the evidence on pairs of news items that tell of two happenings."""
    rows = [
        json.loads(line)
        for line in (texts / "wikipedia_current_events.jsonl").read_text("utf-8").splitlines()
    ]
    dates = sorted({r["date"] for r in rows})
    start = rng.randrange(len(dates) - days)
    chosen = [r for r in rows if dates[start] <= r["date"] < dates[start + days]]
    told = {r["id"]: (frozenset(r.get("topics") or ()), r["date"]) for r in chosen}
    written = [{**r, "lang": "en", "events": [], "statements": []} for r in chosen]
    golds = [
        Gold(g.coded, {m.mention_id: m.mention_id for m in g.coded.coding.events})
        for g in coder_of(written)
    ]
    ordered = in_order((r for g in golds for r in reports_of(g.coded)), {})
    uris = {g.coded.article.doc_id: g.coded.article.uri for g in golds}
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


def best_shift(odds: NDArray[np.float64], told: NDArray[np.float64]) -> tuple[float, float]:
    """Return the odds at which pairs are best called one, and the F½ there."""
    best = (0.0, 0.0)
    for at in np.arange(-3, 3.01, 0.1):
        said = odds >= at
        hit = float((said & (told > 0)).sum())
        half = 1.25 * hit / max(1.0, float(said.sum() + 0.25 * told.sum()))
        if half > best[1]:
            best = (float(at), half)
    return best


def main() -> None:
    """Learn; see the module's description."""
    parser = argparse.ArgumentParser(description="Learn the weights of linking.")
    parser.add_argument("--sets", required=True, help="comma-separated")
    parser.add_argument("--coder", action="store_true")
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--days", type=int, default=60)
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
        found += apart(args.texts, args.days, random.Random(args.seed))
    names = sorted({n for values, _, _ in found for n in values} | PRIOR.keys() - {"bias"})
    rows = table(found, names)
    told = np.array([1.0 if one else 0.0 for _, one, _ in found])
    folds = np.array([f for _, _, f in found])
    odds = np.zeros(len(found))
    prior = np.array([PRIOR.get(n, 0.0) for n in (*names, "bias")])
    ridge = np.array([FIRM if n in HELD else RIDGE for n in (*names, "bias")])
    weights = fit(rows, told, prior, ridge)
    for fold in sets:
        rest = (
            weights
            if len(sets) == 1
            else fit(rows[folds != fold], told[folds != fold], prior, ridge)
        )
        odds[folds == fold] = rows[folds == fold] @ rest
    odds[folds == APART] = rows[folds == APART] @ weights
    shift, half = best_shift(odds, told)
    weights[-1] -= shift + CAUTION
    described = {
        "learned from": f"{len(found)} pairs, {int(told.sum())} of them one happening",
        "weights": {
            **{n: round(float(w), 3) for n, w in zip(names, weights, strict=False)},
            "bias": round(float(weights[-1]), 3),
        },
    }
    args.out.write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    print(f"{described['learned from']}; shift {shift:.1f}, F½ of pairs held out {half:.3f}")


if __name__ == "__main__":
    main()
