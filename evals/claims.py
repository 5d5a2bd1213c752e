"""Score how events stand, and who says so, against cases written by hand.

Usage::

    python -m evals.claims [--json] [--show]

``evals/claims/*.jsonl``: a case a line: one to three items with annotated mentions and
statements, and what is ``wanted`` of one event: its standing, the codes of those who speak
for it and of those who speak against it. The annotated mentions are resolved and linked,
so that the tagger is not measured.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from dragoman.link import link
from dragoman.link.relations import relations
from dragoman.link.voices import FOR, taken_together
from evals.linking import coded_of
from training.corpus_import import convert, locate

FOLDER = Path(__file__).parent / "claims"


def found_in(case: dict[str, Any]) -> tuple[str, set[str], set[str]]:
    """Return the standing of the event that a case asks for, and who is for and against it."""
    golds = [coded_of({**item, "events": _named(item)}) for item in case["items"]]
    wanted = case["wanted"]
    passage = convert(dict(case["items"][wanted["item"]]))
    at = locate(passage["text"], wanted["trigger"])[0]
    mention = next(
        (
            m.mention_id
            for m in golds[wanted["item"]].coded.coding.events
            if m.trigger.start <= at < m.trigger.end or m.trigger.start == at
        ),
        None,
    )
    linked = link(g.coded for g in golds)
    event = next((e for e in linked.events if mention in e.mentions), None)
    if event is None:
        return "none", set(), set()
    by_id = {e.event_id: e for e in linked.events}
    denials = [
        by_id[r.event_id]
        for r in relations(linked.events)
        if r.kind == "denies" and r.other_id == event.event_id
    ]
    standing, claims = taken_together(event, denials)
    speaks_for = {c.country or "?" for c in claims if c.says in FOR}
    against = {c.country or "?" for c in claims if c.says not in FOR}
    return standing, speaks_for, against


def _named(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"cluster": str(n), **e} for n, e in enumerate(item["events"])]


def score(*, show: bool = False) -> dict[str, Any]:
    """Return the share of cases with the right standing, and with the right voices."""
    total = standing = for_ = against = 0
    confused: Counter[tuple[str, str]] = Counter()
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            wanted = case["wanted"]
            said, speaks_for, speaks_against = found_in(case)
            total += 1
            standing += said == wanted["standing"]
            for_ += speaks_for == set(wanted["for"])
            against += speaks_against == set(wanted["against"])
            confused[wanted["standing"], said] += 1
            if show and said != wanted["standing"]:
                print(case["id"], wanted, "→", said, speaks_for, speaks_against)
    return {
        "cases": total,
        "standing": round(standing / total, 4),
        "for": round(for_ / total, 4),
        "against": round(against / total, 4),
        "confused": {f"{a} as {b}": n for (a, b), n in sorted(confused.items()) if a != b},
    }


def main() -> None:
    """Score; see the module's description."""
    parser = argparse.ArgumentParser(description="Score how events stand.")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    found = score(show=args.show)
    print(json.dumps(found) if args.json else json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
