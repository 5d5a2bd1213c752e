"""How well the reader tells the blocks of ``corpus/pages`` apart.

Block accuracy by label, and precision and recall of the body counted in characters.

Usage::

    python -m training.read_report [--split eval] [--errors]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import Any

from dragoman.read import Page, article
from dragoman.read.plain import KEPT, read_plain
from training.read_blocks import load

#: Which of these a line is, matters to nobody downstream.
FURNITURE = ("navigation", "advertisement", "other", "teaser")


def _spread(blocks: list[tuple[int, int, str]], length: int) -> list[str | None]:
    out: list[str | None] = [None] * length
    for start, end, kind in blocks:
        out[start:end] = [kind] * (end - start)
    return out


def measure(pages: list[dict[str, Any]]) -> tuple[dict[str, float], list[str]]:
    """Return the figures over pages, and each error in words."""
    right = roughly = total = 0
    body_true = body_found = body_both = 0
    kept_true = kept_found = kept_both = 0
    titles = 0
    kept = {str(k) for k in KEPT}
    pairs: Counter[tuple[str, str]] = Counter()
    errors = []
    for page in pages:
        text = page["text"]
        gold = _spread([(b["start"], b["end"], b["kind"]) for b in page["blocks"]], len(text))
        found = [(part.start, part.end, str(b.kind)) for b in read_plain(text) for part in b.parts]
        mine = _spread(found, len(text))
        titles += any(
            k == "title" and " ".join(text[s:e].split()) == page["title"] for s, e, k in found
        )
        for block in page["blocks"]:
            total += 1
            span = mine[block["start"] : block["end"]]
            kind = Counter(span).most_common(1)[0][0] or "none"
            right += kind == block["kind"]
            both_out = kind in FURNITURE and block["kind"] in FURNITURE
            roughly += kind == block["kind"] or both_out
            if kind != block["kind"]:
                pairs[block["kind"], kind] += 1
                line = text[block["start"] : block["end"]][:90]
                errors.append(f"{page['id']}: {block['kind']} read as {kind}: {line}")
        for a, b in zip(gold, mine, strict=True):
            body_true += a == "body"
            body_found += b == "body"
            body_both += a == b == "body"
            kept_true += a in kept
            kept_found += b in kept
            kept_both += a in kept and b in kept
    figures = {
        "block_accuracy": right / total,
        "block_accuracy_furniture_as_one": roughly / total,
        "body_precision": body_both / max(1, body_found),
        "body_recall": body_both / max(1, body_true),
        "kept_precision": kept_both / max(1, kept_found),
        "kept_recall": kept_both / max(1, kept_true),
        "title_accuracy": titles / max(1, len(pages)),
        "blocks": float(total),
        "pages": float(len(pages)),
    }
    return {k: round(v, 4) for k, v in figures.items()}, errors


def measure_fields(pages: list[dict[str, Any]]) -> tuple[dict[str, float], list[str]]:
    """Return how often title, date, publisher and author are right, and each error.

    A date invented where a page gives none is counted by itself. Publisher and author
    are asked for only where a page is marked with one.
    """
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    errors = []
    for page in pages:
        found = article(Page(page["id"], page["text"].encode(), media="text/plain"))
        published = found.published.start if found.published else None
        mine = {
            "title": found.title,
            "published": published,
            "publisher": found.publisher,
            "author": found.author,
            "language": found.language,
        }
        for name, value in mine.items():
            wanted = page[name]
            if wanted is None and name in ("publisher", "author"):
                continue
            asked[name] += 1
            right[name] += value == wanted
            if value != wanted:
                errors.append(f"{page['id']}: {name} is {wanted!r}, read as {value!r}")
        if page["published"] is None:
            asked["no_date_kept_null"] += 1
            right["no_date_kept_null"] += published is None
    return {f"{k}_right": round(right[k] / asked[k], 4) for k in asked}, errors


def main() -> int:
    """Print the figures; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--split", default="eval")
    parser.add_argument("--errors", action="store_true")
    given = parser.parse_args()
    figures, errors = measure(load(given.split))
    fields, more = measure_fields(load(given.split))
    figures |= fields
    errors += more
    for name, value in figures.items():
        sys.stdout.write(f"{name:32} {value}\n")
    if given.errors:
        sys.stdout.write("\n".join(errors) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
