"""Score parties, dates, places, amounts and names against cases written to be hard.

Usage::

    python -m evals.resolve_cases [KIND ...] [--json] [--show]

``evals/cases/KIND.jsonl`` holds texts of our own with one thing to resolve each, written
without looking at the program. The spans are given, so that the tagger is not measured.

``parties``: the phrase's states are those wanted, all of them and no other; its sector and
the person it means, where the case names them. ``dates``: first day, last day and precision
are all right, or nothing is given where nothing can be. ``places``: the state is right, the
point lies within 60 km of a town and 250 km of anything larger, and the precision is that of
the case or its neighbour. ``amounts``: value, bounds and unit of money. ``names``: the entry
that a name means, or who held an office on a day. ``wrong`` counts the cases where something
was given that is not so, ``missing`` those where nothing was.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from dragoman.annotate.segment import sentences
from dragoman.knowledge import load
from dragoman.knowledge.compile import slug
from dragoman.knowledge.text import fold
from dragoman.records import (
    Amount,
    Basis,
    DateValue,
    Modality,
    Party,
    Precision,
    Span,
)
from dragoman.resolve import resolve
from dragoman.resolve.amounts import parse_amount
from dragoman.tagged import RawMention, RawParty

FOLDER = Path(__file__).parent / "cases"
FLOORS = Path(__file__).parent / "cases_floors.json"
KINDS = ("parties", "dates", "places", "amounts", "names")
_LEVELS = ("site", "city", "district", "province", "region", "country")
_NEAR_KM = {"site": 60.0, "city": 60.0}
_FAR_KM = 250.0

Case = dict[str, Any]
#: What became of a case: right, wrong or missing, and what was found, in words.
Outcome = tuple[str, str]


def cases(kind: str) -> list[Case]:
    """Read the cases of a kind."""
    lines = (FOLDER / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def _span(text: str, words: str) -> Span:
    turn = 1
    head, sign, tail = words.rpartition("@")
    if sign and tail.isdigit() and head:
        words, turn = head, int(tail)
    at = -1
    for _ in range(turn):
        at = text.index(words, at + 1)
    return Span(words, at, at + len(words))


def _mention(case: Case, **roles: Any) -> RawMention:
    text = case["text"]
    trigger = _span(text, case["trigger"])
    spans = sentences(text, case["lang"])
    inside = next((s for s in spans if s[0] <= trigger.start < s[1]), (0, len(text)))
    given: dict[str, Any] = {"actors": (), "recipients": (), "places": (), "times": ()} | roles
    return RawMention(
        type=case.get("type") or "CONSULT",
        mode=None,
        contexts=(),
        modality=Modality.ACTUAL,
        trigger=trigger,
        source=None,
        amounts=(),
        objects=(),
        sentence=inside,
        confidence=1.0,
        **given,
    )


def _published(case: Case) -> DateValue | None:
    day = case.get("published")
    return DateValue(day, day, Precision.DAY, Basis.STATED) if day else None


def _resolved(case: Case, mention: RawMention) -> Any:
    coding = resolve(
        case["text"],
        [mention],
        [],
        language=case["lang"],
        published=_published(case),
        sentences=sentences(case["text"], case["lang"]),
        knowledge=load(),
    )
    return coding.events[0]


def party(case: Case) -> Outcome:
    """Judge a case of ``parties``."""
    span = _span(case["text"], case["party"])
    raw = RawParty(span.text, span.start, span.end)
    found: tuple[Party, ...] = _resolved(case, _mention(case, actors=(raw,))).actors
    wanted = case["country"] if isinstance(case["country"], list) else [case["country"]]
    said = "; ".join(f"{p.country} {p.sector} {p.name} ({p.reason})" for p in found)
    if {p.country for p in found} != set(wanted):
        return ("wrong" if any(p.country for p in found) else "missing"), said
    if case["sector"] and any(p.sector != case["sector"] for p in found):
        return "wrong sector", said
    if case["person"] and not any(_same_name(p.name or "", case["person"]) for p in found):
        return "wrong person", said
    return "right", said


def _same_name(found: str, wanted: str) -> bool:
    """Whether two spellings of a name agree in their last word or in all but little."""
    a, b = slug(found).split("-"), slug(wanted).split("-")
    return a == b or (a[-1] == b[-1] and a[0][:1] == b[0][:1])


def date(case: Case) -> Outcome:
    """Judge a case of ``dates``."""
    times = (_span(case["text"], case["at"]),) if case.get("at") else ()
    found: DateValue | None = _resolved(case, _mention(case, times=times)).date
    said = f"{found.start} {found.end} {found.precision}" if found else "none"
    if case.get("none"):
        return ("right" if found is None else "wrong"), said
    if found is None:
        return "missing", said
    told = (found.start, found.end, str(found.precision))
    wanted = (case["start"], case["end"], case["precision"])
    return ("right" if told == wanted else "wrong"), said


def _km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance of two points in degrees, on a sphere (haversine)."""
    (la, lo), (lb, lp) = (tuple(map(math.radians, p)) for p in (a, b))
    h = math.sin((lb - la) / 2) ** 2
    h += math.cos(la) * math.cos(lb) * math.sin((lp - lo) / 2) ** 2
    return 12742 * math.asin(min(1.0, math.sqrt(h)))


def place(case: Case) -> Outcome:
    """Judge a case of ``places``."""
    mention = _mention(case, places=(_span(case["text"], case["at"]),))
    found = _resolved(case, mention).place
    said = (
        f"{found.name} {found.country} {found.lat} {found.lon} {found.precision}"
        if found
        else "none"
    )
    if case.get("none"):
        return ("right" if found is None or found.lat is None else "wrong"), said
    if found is None or found.lat is None or found.lon is None:
        return "missing", said
    if found.country != case["country"] and case["country"] is not None:
        return "wrong", said
    far = _km((found.lat, found.lon), (case["lat"], case["lon"]))
    if far > _NEAR_KM.get(case["precision"], _FAR_KM if case["precision"] != "country" else 900.0):
        return "wrong", said
    levels = [
        _LEVELS.index(p) if p in _LEVELS else -9 for p in (found.precision, case["precision"])
    ]
    return ("right" if abs(levels[0] - levels[1]) <= 1 else "wrong precision"), said


def amount(case: Case) -> Outcome:
    """Judge a case of ``amounts``."""
    span = _span(case["text"], case["at"])
    given = Amount(span.text, span.start, span.end, case["kind"] or "other")
    # The cases give no parties; the states of the sentence stand for theirs.
    start, end = _mention(case).sentence
    named = load().scan(case["text"][start:end], case["lang"])
    found = parse_amount(given, case["lang"], {hit.entry.code for hit in named})
    said = f"{found.value} {found.low} {found.high} {found.unit}"
    told, wanted = (found.value, found.low, found.high), (case["value"], case["low"], case["high"])
    if told == (None, None, None):
        return ("right" if wanted == told else "missing"), said
    if any((t is None) != (w is None) for t, w in zip(told, wanted, strict=True)):
        return "wrong", said
    if any(
        t is not None and not math.isclose(t, w, rel_tol=0.02)
        for t, w in zip(told, wanted, strict=True)
    ):
        return "wrong", said
    if case["kind"] == "money" and case["unit"] != found.unit:
        return "wrong unit", said
    return "right", said


def name(case: Case) -> Outcome:
    """Judge a case of ``names``."""
    knowledge = load()
    if "office" in case:
        held = knowledge.offices.holders(case["code"], case["office"], case["day"])
        said = "; ".join(h.term.holder for h in held) or "none"
        if not held:
            return "missing", said
        return ("right" if _same_name(held[0].term.holder, case["holder"]) else "wrong"), said
    span = RawParty(case["name"], 0, len(case["name"]))
    whole = case | {"text": case["name"], "trigger": case["name"]}
    found: tuple[Party, ...] = _resolved(whole, _mention(whole, actors=(span,))).actors
    said = "; ".join(f"{p.country} {p.id} {p.name}" for p in found)
    if not any(p.country for p in found):
        return "missing", said
    if any(p.country != case["country"] for p in found):
        return "wrong", said
    if case.get("entity") and case.get("party_id") == "person":
        same = any(_same_name(p.name or "", case["entity"]) for p in found)
        return ("right" if same else "wrong person"), said
    if case.get("entity"):
        wanted = fold(case["entity"])
        known = [c.entry.name for c in knowledge.find_party(case["entity"])]
        same = any(fold(p.name or "") == wanted or p.name in known for p in found)
        return ("right" if same else "wrong organisation"), said
    return "right", said


JUDGES: dict[str, Callable[[Case], Outcome]] = {
    "parties": party, "dates": date, "places": place, "amounts": amount, "names": name,
}  # fmt: skip


def judged(kind: str) -> Iterator[tuple[Case, str, str]]:
    """Yield each case, what became of it and what was found."""
    for case in cases(kind):
        outcome, said = JUDGES[kind](case)
        yield case, outcome, said


def report(kind: str) -> dict[str, float]:
    """Return the share of cases that are right, of all and by language, and the counts."""
    counts: Counter[str] = Counter()
    right: dict[str, list[bool]] = defaultdict(list)
    for case, outcome, _ in judged(kind):
        counts[outcome] += 1
        right[case.get("lang", "office")].append(outcome == "right")
    shares = {lang: round(sum(v) / len(v), 3) for lang, v in sorted(right.items())}
    return {
        "right": round(counts["right"] / counts.total(), 3),
        **{f"right {lang}": share for lang, share in shares.items()},
        **{f"cases {outcome}": n for outcome, n in counts.most_common()},
    }


def below(reports: dict[str, dict[str, float]]) -> list[str]:
    """Return in words the floors that are broken."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    return [
        f"{kind}: {reports[kind]['right']:.3f} right, its floor {least:.3f}"
        for kind, least in floors.items()
        if kind in reports and reports[kind]["right"] < least
    ]


def main(arguments: Iterable[str] | None = None) -> int:
    """Print the report; exit 1 if a floor is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true", help="print what is not right")
    args = parser.parse_args(None if arguments is None else list(arguments))
    kinds = args.kinds or list(KINDS)
    if unknown := set(kinds) - set(KINDS):
        parser.error(f"unknown kind {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}")
    if args.show:
        for kind in kinds:
            for case, outcome, said in judged(kind):
                if outcome != "right":
                    print(
                        json.dumps({"outcome": outcome, "found": said} | case, ensure_ascii=False)
                    )
        return 0
    reports = {kind: report(kind) for kind in kinds}
    if args.json:
        print(json.dumps(reports))
    else:
        for kind, row in reports.items():
            print(kind, " ".join(f"{k} {v}" for k, v in row.items()), sep="\t")
    broken = below(reports)
    for line in broken:
        print(line, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
