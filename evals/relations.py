"""Score what joins two events against pairs written by hand.

Usage::

    python -m evals.relations [--half look|held] [--json] [--show]

``evals/relations/relations_HALF.jsonl``: a case a line: two items of an annotated act each,
and what the second is ``wanted`` to be to the first: ``denies``, ``confirms``, ``fulfils``,
``follows`` with its step, or nothing (null) where the pair only looks like one. The
annotated acts are resolved and linked, so that the tagger is not measured. The half ``look``
may be read while rules are written, the other is held out.

``precision``: of the relations found, how many are of the right kind; ``recall``: of those
wanted, how many are found; ``steps``: of the right ``follows``, how many have the right step.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from dragoman.link import link
from dragoman.link.relations import relations
from evals.linking import coded_of

FOLDER = Path(__file__).parent / "relations"
HELD_OUT = "held"
HALVES = ("look", HELD_OUT)


def cases(half: str) -> list[dict[str, Any]]:
    """Return the cases of a half."""
    lines = (FOLDER / f"relations_{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def found_in(case: dict[str, Any]) -> dict[str, Any] | None:
    """Return what joins the second item's act to the first's; None for nothing.

    Two acts that were made one event, or are joined the other way round, are of the kind
    ``one`` and ``turned``.
    """
    golds = [
        coded_of({**item, "events": [{"cluster": item["id"], **e} for e in item["events"]]})
        for item in case["items"]
    ]
    linked = link(g.coded for g in golds)
    home = {m: e.event_id for e in linked.events for m in e.mentions}
    first, second = (home[g.coded.coding.events[0].mention_id] for g in golds)
    if first == second:
        return {"kind": "one", "step": None}
    for r in relations(linked.events):
        if (r.event_id, r.other_id) == (second, first):
            return {"kind": r.kind, "step": r.step}
        if (r.event_id, r.other_id) == (first, second):
            return {"kind": "turned", "step": r.step}
    return None


def score(half: str, *, show: bool = False) -> dict[str, Any]:
    """Return precision and recall over the kinds of relation, and how they were confused."""
    wanted_of = found_of = right = steps = follows = 0
    by_kind: Counter[str] = Counter()
    confused: Counter[str] = Counter()
    every = cases(half)
    for case in every:
        wanted, found = case["wanted"], found_in(case)
        kinds = [w["kind"] if w else "none" for w in (wanted, found)]
        wanted_of += wanted is not None
        found_of += found is not None
        if kinds[0] == kinds[1]:
            right += wanted is not None
            by_kind[kinds[0]] += 1
            if wanted and found and kinds[0] == "follows":
                follows += 1
                steps += wanted["step"] == found["step"]
        else:
            confused[f"{kinds[0]} as {kinds[1]}"] += 1
            if show:
                print(case["id"], wanted, "→", found, [i["text"] for i in case["items"]])
    return {
        "cases": len(every),
        "precision": round(right / max(1, found_of), 4),
        "recall": round(right / max(1, wanted_of), 4),
        "steps": round(steps / max(1, follows), 4),
        "right": dict(sorted(by_kind.items())),
        "confused": dict(sorted(confused.items())),
    }


def main() -> None:
    """Score; see the module's description."""
    parser = argparse.ArgumentParser(description="Score relations between events.")
    parser.add_argument("--half", choices=HALVES, default=HELD_OUT)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    found = score(args.half, show=args.show)
    print(json.dumps(found) if args.json else json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
