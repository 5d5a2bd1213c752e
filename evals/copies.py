"""Score the finding of copies against pairs of pages written by hand.

Usage::

    python -m evals.copies [--json] [--show]

``evals/copies/*.jsonl``: a pair a line, with ``copy`` (is one the other's copy?) and, for
copies, ``original`` (``a``, ``b`` or null where nothing tells). Negatives are hard: other
reporters with the same quote, another day's bulletin, a denial that quotes, translations.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dragoman.link.copies import find_copies
from dragoman.records import Article, Basis, Block, BlockKind, DateValue, Precision, content_id

FOLDER = Path(__file__).parent / "copies"


def page(name: str, side: Mapping[str, Any]) -> Article:
    """Return a side of a pair as an article, every block of its text taken as body."""
    title, text = side["title"], side["text"]
    whole = f"{title}\n\n{text}"
    blocks = [Block(BlockKind.TITLE, 0, len(title))]
    at = len(title) + 2
    for part in text.split("\n\n"):
        blocks.append(Block(BlockKind.BODY, at, at + len(part)))
        at += len(part) + 2
    day = side.get("published")
    return Article(
        doc_id=content_id("doc", name, whole),
        uri=name,
        title=title,
        publisher=side.get("publisher"),
        author=None,
        published=DateValue(day, day, Precision.DAY, Basis.STATED) if day else None,
        language=side["lang"],
        text=whole,
        blocks=tuple(blocks),
    )


def score(*, show: bool = False) -> dict[str, float]:
    """Return precision, recall and F1 of copies, and how often the original is right."""
    hit = said = gold = right = told = total = 0
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            pair = json.loads(line)
            total += 1
            sides = {s: page(f"{pair['id']}/{s}", pair[s]) for s in "ab"}
            copies = find_copies(sides.values())
            found = bool(copies)
            hit += found and pair["copy"]
            said += found
            gold += pair["copy"]
            if found != pair["copy"] and show:
                print("MISSED" if pair["copy"] else "WRONG", pair["id"], pair["why"])
            if found and pair["copy"] and pair.get("original"):
                told += 1
                original = copies[next(iter(copies))] == sides[pair["original"]].doc_id
                right += original
                if show and not original:
                    print("ORIGINAL", pair["id"], pair["why"])
    precision, recall = hit / max(1, said), hit / max(1, gold)
    return {
        "pairs": total,
        "p": round(precision, 4),
        "r": round(recall, 4),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "original": round(right / max(1, told), 4),
    }


def main() -> None:
    """Score; see the module's description."""
    parser = argparse.ArgumentParser(description="Score the finding of copies.")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    found = score(show=args.show)
    print(json.dumps(found) if args.json else json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
