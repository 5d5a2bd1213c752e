"""Turn annotations written with quoted strings into offsets.

Annotators quote the words they mean instead of counting characters. One JSON
line a passage goes in, in the form of the annotation guide: every ``trigger``,
``text``, ``place``, ``time``, ``speaker``, ``cue`` and ``content`` is an exact
substring of the passage, with ``@2``, ``@3`` … at its end where not the first
occurrence is meant. One line a passage comes out in the corpus format, with
``[start, end]`` in code points in place of every string.

Usage::

    python -m training.corpus_import IN.jsonl OUT.jsonl [--texts FOLDER]

With ``--texts`` the lines carry no text: it is looked up there by id, and the
output is standoff, without text. Every faulty passage is named on standard error
and left out; the exit code is 1 if there was any.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from dragoman.gold import GoldError, check_passage, read_texts

_OCCURRENCE = re.compile(r"@(\d+)$")


def locate(text: str, quoted: str) -> list[int]:
    """Return ``[start, end]`` of a quoted string in a text.

    Args:
        text: the passage.
        quoted: a substring, with ``@n`` for its n-th occurrence.

    Raises:
        GoldError: the words do not stand in the text so often.
    """
    match = _OCCURRENCE.search(quoted)
    nth = 1
    wanted = quoted
    if match and quoted not in text:
        nth = int(match.group(1))
        wanted = quoted[: match.start()]
    if not wanted:
        raise GoldError("an empty string was quoted")
    # Whole words first: "Iran" shall not be found inside "Iranian".
    for pattern in (rf"(?<!\w){re.escape(wanted)}(?!\w)", re.escape(wanted)):
        found = [m.start() for m in re.finditer(pattern, text)]
        if len(found) >= nth:
            start = found[nth - 1]
            return [start, start + len(wanted)]
    raise GoldError(f"{quoted!r} does not stand in the text")


def _party(text: str, value: dict[str, Any]) -> dict[str, Any]:
    return {
        "span": locate(text, value["text"]),
        "code": value["code"],
        "sector": value.get("sector") or "GOV",
    }


def convert(row: dict[str, Any]) -> dict[str, Any]:
    """Convert one passage from quoted strings to offsets.

    Args:
        row: ``{"id", "lang", "date", "text", "events", "statements"}``.

    Returns:
        The passage in the corpus format.

    Raises:
        GoldError: something does not fit; the message says what.
    """
    text = row["text"]
    events = []
    for event in row.get("events", []):
        source = event.get("source")
        events.append(
            {
                "type": event["type"],
                "mode": event.get("mode"),
                "modality": event.get("modality", "actual"),
                "trigger": locate(text, event["trigger"]),
                "actors": [_party(text, p) for p in event.get("actors", [])],
                "recipients": [_party(text, p) for p in event.get("recipients", [])],
                "places": [locate(text, p) for p in event.get("places", [])],
                "times": [locate(text, p) for p in event.get("times", [])],
                "date": event.get("date") or "",
                "amounts": [
                    {"span": locate(text, a["text"]), "kind": a["kind"]}
                    for a in event.get("amounts", [])
                ],
                "objects": [
                    {"span": locate(text, o["text"]), "kind": o["kind"]}
                    for o in event.get("objects", [])
                ],
                "source": {"span": locate(text, source["text"]), "stance": source["stance"]}
                if source
                else None,
            }
        )
    statements = [
        {
            "speaker": locate(text, s["speaker"]),
            "cue": locate(text, s["cue"]),
            "content": locate(text, s["content"]),
            "stance": s["stance"],
        }
        for s in row.get("statements", [])
    ]
    passage = {
        "id": row["id"],
        "lang": row["lang"],
        "date": row["date"],
        "text": text,
        "events": events,
        "statements": statements,
    }
    check_passage(passage)
    return passage


def main(argv: list[str]) -> int:
    """Convert a file; see the module's description."""
    parser = argparse.ArgumentParser(description="Turn quoted strings into offsets.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--texts", type=Path, help="texts by id; the output is standoff")
    args = parser.parse_args(argv)
    source, target = args.source, args.target
    texts = read_texts(args.texts) if args.texts else {}
    failed = 0
    done = []
    seen: set[str] = set()
    for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if args.texts:
                if row["id"] not in texts:
                    raise GoldError(f"no text has the id {row['id']!r}")
                item = texts[row["id"]]
                row = {"lang": "en", **row, "text": item["text"], "date": item["date"]}
            passage = convert(row)
            if passage["id"] in seen:
                raise GoldError("the id stands twice")
            seen.add(passage["id"])
            if args.texts:
                passage = {k: passage[k] for k in ("id", "events", "statements")}
            done.append(passage)
        except (GoldError, KeyError, TypeError, ValueError, AttributeError) as error:
            failed += 1
            print(f"{source}:{number}: {type(error).__name__}: {error}", file=sys.stderr)
    target.write_text(
        "".join(json.dumps(p, ensure_ascii=False) + "\n" for p in done), encoding="utf-8"
    )
    events = sum(len(p["events"]) for p in done)
    print(f"{len(done)} passages, {events} events, {failed} faulty", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
