"""Score the dates of acts against the corpus, and check their floors.

Usage::

    python -m evals.resolve_dates [--json] [--set written|news] [--show wrong|missing]

Each event of the corpus that has words of time and a date is read as the tagger would
hand it over, with the corpus's own spans, so that nothing but the dates is measured.

``right``: the date's start (its end, for “by” and “until”), cut to the precision that
the corpus gives, is the corpus's date. ``sound``: the corpus's date lies within the
stretch found, as a day within “last week”. ``missing``: no date was found; often the
corpus took the day of publication where the words name no day (“for three weeks”),
which Dragoman never does. ``accuracy`` is right of all, ``precision`` right or sound of
all found.

``written``: the written passages in eight languages. ``news``: the standoff items (real
text; only where the texts are at hand).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dragoman.annotate.segment import sentences
from dragoman.gold import read_gold, read_texts
from dragoman.records import (
    Basis,
    DateValue,
    Modality,
    Precision,
    Span,
)
from dragoman.resolve.dates import DateResolver
from dragoman.tagged import RawMention

ROOT = Path(__file__).parent.parent
TEXTS = ROOT.parent / "shared" / "text"
FLOORS = Path(__file__).parent / "dates_floors.json"
SETS = ("written", "news")


def passages(name: str) -> Iterator[dict[str, Any]]:
    """Yield the passages of a set; none where their texts are not at hand."""
    if name == "written":
        for path in sorted((ROOT / "corpus" / "written").glob("*.jsonl")):
            yield from read_gold(path)
    elif TEXTS.exists():
        texts = read_texts(TEXTS)
        for path in sorted((ROOT / "corpus" / "standoff").glob("*.jsonl")):
            yield from read_gold(path, texts)


def _mention(text: str, event: dict[str, Any], spans: list[tuple[int, int]]) -> RawMention:
    def span(offsets: list[int]) -> Span:
        return Span(text[offsets[0] : offsets[1]], *offsets)

    at = event["trigger"][0]
    return RawMention(
        type=event["type"],
        mode=event["mode"],
        contexts=(),
        modality=Modality(event["modality"]),
        trigger=span(event["trigger"]),
        actors=(),
        recipients=(),
        places=(),
        times=tuple(span(t) for t in event["times"]),
        source=None,
        amounts=(),
        objects=(),
        sentence=next((s for s in spans if s[0] <= at < s[1]), (0, len(text))),
        confidence=1.0,
    )


def outcome(found: DateValue | None, wanted: str) -> str:
    """Return ``right``, ``sound``, ``wrong`` or ``missing``."""
    if found is None:
        return "missing"
    first, last = found.start or found.end or "", found.end or found.start or ""
    told = last if found.precision is Precision.BEFORE else first
    if told[: len(wanted)] == wanted:
        return "right"
    low, high = found.start or "0000", found.end or "9999"
    return "sound" if low[: len(wanted)] <= wanted <= high[: len(wanted)] else "wrong"


def judged(name: str) -> Iterator[tuple[str, str, dict[str, Any], RawMention, DateValue | None]]:
    """Yield language, outcome, passage, mention and date of each event of a set."""
    for passage in passages(name):
        text = passage["text"]
        spans = sentences(text, passage["lang"])
        mentions = [_mention(text, e, spans) for e in passage["events"]]
        day = passage["date"]
        whole = len(day) == len("2019-01-22")
        published = DateValue(day, day, Precision.DAY, Basis.STATED) if whole else None
        resolver = DateResolver(text, passage["lang"], published, spans, mentions=mentions)
        for event, mention in zip(passage["events"], mentions, strict=True):
            if event["times"] and event["date"]:
                found = resolver.date(mention)
                yield passage["lang"], outcome(found, event["date"]), passage, mention, found


def report(name: str) -> dict[str, dict[str, float]]:
    """Return counts, accuracy and precision by language, and of ``all``."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for language, result, *_ in judged(name):
        counts[language][result] += 1
        counts["all"][result] += 1
    rows: dict[str, dict[str, float]] = {}
    for language, found in sorted(counts.items()):
        total = found.total()
        dated = total - found["missing"]
        rows[language] = {
            **{key: found[key] for key in ("right", "sound", "wrong", "missing")},
            "events": total,
            "accuracy": round(found["right"] / total, 3),
            "precision": round((dated - found["wrong"]) / dated, 3) if dated else 0.0,
        }
    return rows


def below(name: str, rows: dict[str, dict[str, float]]) -> list[str]:
    """Return what lies below its floor, in words."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8")).get(name, {})
    return [
        f"{name} {language}: {measure} is {rows[language][measure]:.3f}, its floor {floor:.3f}"
        for language, measures in floors.items()
        for measure, floor in measures.items()
        if language in rows and rows[language][measure] < floor
    ]


def main() -> int:
    """Print the report; exit with 1 if anything lies below its floor."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--set", choices=SETS, action="append")
    parser.add_argument("--show", choices=("right", "sound", "wrong", "missing"))
    options = parser.parse_args()
    faults = []
    for name in options.set or SETS:
        if options.show:
            for language, result, passage, mention, found in judged(name):
                if result == options.show:
                    words = " | ".join(t.text for t in mention.times)
                    told = found and (found.start, found.end, str(found.precision))
                    print(language, passage["id"], passage["date"], mention.modality, words, told)
            continue
        rows = report(name)
        faults += below(name, rows)
        if options.json:
            print(json.dumps({name: rows}, ensure_ascii=False))
            continue
        for language, row in rows.items():
            print(f"{name:8}{language:5}" + "  ".join(f"{k} {v:g}" for k, v in row.items()))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
