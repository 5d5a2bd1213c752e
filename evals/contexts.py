"""Score the contexts that the word list gives against passages written for it.

::

    python -m evals.contexts [--json] [--show]

``evals/cases/contexts.jsonl`` holds passages of ours in eight languages, each with the type of
its act and the contexts that a reader of the ontology gives it, written before the list was
looked at. Precision, recall and F1 over all pairs of passage and context, by language too.
Exit 1 if F1 is under its floor.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dragoman.coding.contexts import contexts_of

FILE = Path(__file__).parent / "cases" / "contexts.jsonl"
#: The passages after this one were written when the list was finished; it was not touched since.
LAST_SEEN = "X-064"
FLOOR = 0.80

Case = dict[str, Any]


def cases() -> list[Case]:
    """Read the passages."""
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def judged() -> Iterator[tuple[Case, set[str]]]:
    """Yield each passage with the contexts that it was given."""
    for case in cases():
        yield case, set(contexts_of(case["text"], "", event_type=case["type"], mode=None))


def report() -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 of all passages and by language."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for case, found in judged():
        wanted = set(case["contexts"])
        told = {"hit": len(found & wanted), "found": len(found), "wanted": len(wanted)}
        groups = ("all", case["lang"], *(("later",) if case["id"] > LAST_SEEN else ()))
        for group in groups:
            counts[group].update(told)
    rows = {}
    for group, n in counts.items():
        precision = n["hit"] / max(1, n["found"])
        recall = n["hit"] / max(1, n["wanted"])
        both = 2 * n["hit"] / max(1, n["found"] + n["wanted"])
        rows[group] = {
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "f1": round(both, 3),
        }
    return rows


def main(arguments: Iterable[str] | None = None) -> int:
    """Print the report; exit 1 if the floor is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true", help="print what is not right")
    args = parser.parse_args(None if arguments is None else list(arguments))
    if args.show:
        for case, found in judged():
            if found != set(case["contexts"]):
                told = {"missing": sorted(set(case["contexts"]) - found)}
                told["wrong"] = sorted(found - set(case["contexts"]))
                print(json.dumps(told | case, ensure_ascii=False))
        return 0
    rows = report()
    if args.json:
        print(json.dumps(rows))
    else:
        for group, row in rows.items():
            print(group, " ".join(f"{k} {v:.3f}" for k, v in row.items()), sep="\t")
    if rows["all"]["f1"] < FLOOR:
        print(f"contexts: F1 {rows['all']['f1']:.3f}, its floor {FLOOR:.3f}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
