"""Turn pages written with a label before each line into pages with offsets.

A page starts with ``### id=… title=… | published=… | publisher=… | author=…`` (``-``
where the page has none; ``published`` is an ISO day or month). Each line after it is
one line of the page, with its label and ``|`` before it::

    T title  U subtitle  D dateline  Y byline  B body  C caption  S source
    E teaser of another story  M reader's comment  N navigation  A advertisement  O other

``+|`` continues the block of the line before; an empty line stays one. Every third
page is kept for evaluation.

Usage::

    python -m training.pages_import OUT_FOLDER IN.txt…
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

LABELS = {
    "T": "title", "U": "subtitle", "D": "dateline", "Y": "byline", "B": "body", "C": "caption",
    "S": "source", "E": "teaser", "M": "comment", "N": "navigation", "A": "advertisement",
    "O": "other",
}  # fmt: skip

#: So that languages of few pages have some for evaluation too.
_OFFSETS = {"tr": 1, "az": 1, "fa": 2, "ar": 1, "es": 2, "fr": 1}

_HEAD = re.compile(
    r"^### id=(\S+) title=(.*?) \| published=(\S+) \| publisher=(.*?) \| author=(.*)$"
)


def _parse(lines: list[str]) -> dict[str, Any]:
    match = _HEAD.match(lines[0])
    if match is None:
        raise ValueError(f"not a page's first line: {lines[0]!r}")
    name, title, published, publisher, author = (
        None if g.strip() == "-" else g.strip() for g in match.groups()
    )
    text = ""
    blocks: list[dict[str, Any]] = []
    for line in lines[1:]:
        if text:
            text += "\n"
        if not line.strip():
            continue
        label, content = line.split("|", 1)
        start = len(text)
        text += content
        if label == "+":
            blocks[-1]["end"] = len(text)
        else:
            blocks.append({"kind": LABELS[label], "start": start, "end": len(text)})
    return {
        "id": name,
        "language": str(name).split("-")[0],
        "split": "",
        "title": title,
        "published": published,
        "publisher": publisher,
        "author": author,
        "text": text,
        "blocks": blocks,
    }


def main(arguments: list[str]) -> int:
    """Write one JSONL file a language; return the exit code."""
    folder, *names = arguments
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for name in names:
        for part in re.split(r"(?m)^(?=### )", Path(name).read_text(encoding="utf-8")):
            if part.strip():
                page = _parse(part.rstrip("\n").split("\n"))
                found[page["language"]].append(page)
    counts: Counter[str] = Counter()
    for language, pages in found.items():
        for page in pages:
            # By its own number, so that new pages move no old one.
            number = int(page["id"].rsplit("-", 1)[1]) + _OFFSETS.get(language, 0)
            page["split"] = "train" if number % 3 else "eval"
            counts[page["split"]] += 1
        out = Path(folder) / f"{language}.jsonl"
        rows = [json.dumps(p, ensure_ascii=False) for p in pages]
        out.write_text("\n".join(rows) + "\n", encoding="utf-8")
    sys.stderr.write(f"{dict(counts)} pages\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
