"""How often the resolver gives a party the right country and sector, given its gold span.

::

    python -m evals.resolve_parties [--texts FILE] [--errors N] [--language L] gold.jsonl …

Every distinct party span of an event is asked for once, in its whole text. The country
is right when the resolver gives exactly the codes that the gold gives the span (a span
that stands for two parties has two); an unplaceable party (XXX) wants no country. Codes of
organisations (NATO, IAEA …) count as IGO or UNO, EUU as EUR. The sector is right when it is
the gold's; the tagger's guess is not given, so sectors told by context alone stay unknown.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from dragoman.gold import read_gold, read_texts
from dragoman.knowledge import Knowledge, load
from dragoman.records import (
    Basis,
    DateValue,
    Party,
    Precision,
)
from dragoman.resolve.actors import ActorResolver
from dragoman.resolve.context import Setting
from dragoman.tagged import RawParty

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
BODIES = {"NATO", "ICC", "IAEA", "WHO", "IMF", "AFU", "ARB", "ASEAN", "OPEC", "G7", "G20", "BRICS"}


Offsets = tuple[int, int]


class Act(NamedTuple):
    """The act that a party takes part in, by its gold spans."""

    type: str
    role: str
    same: list[Offsets]
    opposite: list[Offsets]
    places: list[Offsets]


@dataclass
class Case:
    """A gold party span and what the resolver made of it."""

    language: str
    ident: str
    text: str
    span: tuple[int, int]
    codes: set[str]
    sectors: set[str]
    found: list[Party] = field(default_factory=list)
    #: The first act that it takes part in: type, role, spans of the same side, of the
    #: other, of the places.
    act: Act | None = None

    @property
    def country_right(self) -> bool:
        """Whether the countries found are those of the gold."""
        wanted = {standard(c) for c in self.codes} - {""}
        given = {standard(p.country) for p in self.found if p.country}
        return given == wanted

    @property
    def sector_right(self) -> bool:
        """Whether the sector found is one of the gold's for the span."""
        return any(p.sector in self.sectors for p in self.found)


def standard(code: str) -> str:
    """Return a code as it is compared: bodies as IGO, the Union as EUR, unknown as empty."""
    if code == "XXX":
        return ""
    if code in BODIES or code in ("IGO", "UNO"):
        return "IGO"
    return {"EUU": "EUR", "ROM": "ROU", "ZAR": "COD"}.get(code, code)


def published(passage: dict[str, Any]) -> DateValue | None:
    """Return the day a passage stands under, if it has a whole one."""
    day = passage.get("date") or ""
    return DateValue(day, day, Precision.DAY, Basis.STATED) if len(day) == 10 else None


def sentences(text: str) -> list[tuple[int, int]]:
    """Return rough sentence bounds; the coder has better ones."""
    ends = [m.end() for m in re.finditer(r"[.!?؟…]+[»”\"')]*\s+(?=[^a-zа-я])|\n+", text)]
    bounds = [0, *ends, len(text)]
    return [(a, b) for a, b in pairwise(bounds) if a < b]


def cases(passages: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], list[Case]]]:
    """Yield passages with their distinct party spans."""
    for passage in passages:
        found: dict[tuple[int, int], Case] = {}
        for event in passage["events"]:
            # A span that stands for two parties does so within one event.
            sides = {
                role: [(p["span"][0], p["span"][1]) for p in event[f"{role}s"]]
                for role in ("actor", "recipient")
            }
            for role, other in (("actor", "recipient"), ("recipient", "actor")):
                for party in event[f"{role}s"]:
                    span = (party["span"][0], party["span"][1])
                    case = found.setdefault(
                        span,
                        Case(passage["lang"], passage["id"], passage["text"], span, set(), set()),
                    )
                    case.codes.add(party["code"])
                    case.sectors.add(party["sector"])
                    if case.act is None:
                        same = [s for s in sides[role] if s != span]
                        places = [(p[0], p[1]) for p in event["places"]]
                        case.act = Act(event["type"], role, same, sides[other], places)
        if found:
            yield passage, [found[s] for s in sorted(found)]


def setting(case: Case, resolver: ActorResolver, bounds: list[Offsets]) -> Setting | None:
    """Return what the resolver would know of the act that a party takes part in."""
    if case.act is None:
        return None

    def told(spans: list[Offsets]) -> frozenset[str]:
        return frozenset().union(
            *(
                resolver.told_codes(RawParty(case.text[s:e], s, e), around(bounds, s, case.text))
                for s, e in spans
            )
        )

    act = case.act
    return Setting(act.type, act.role, told(act.same), told(act.opposite), tuple(act.places))


def around(bounds: list[Offsets], start: int, text: str) -> Offsets:
    """Return the sentence that holds an offset."""
    return next((s for s in bounds if s[0] <= start < s[1]), (0, len(text)))


def resolve(passages: Iterable[dict[str, Any]], knowledge: Knowledge) -> list[Case]:
    """Resolve every case and return them all."""
    done = []
    for passage, asked in cases(passages):
        text = passage["text"]
        resolver = ActorResolver(text, passage["lang"], published(passage), knowledge)
        bounds = sentences(text)
        for case in asked:
            start, end = case.span
            raw = RawParty(text[start:end], start, end)
            asked_of = setting(case, resolver, bounds)
            case.found = resolver.party(raw, around(bounds, start, text), asked_of)
            done.append(case)
    return done


def report(found: list[Case]) -> dict[str, dict[str, float]]:
    """Return counts and accuracies by language, and for all English text."""
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in found:
        groups[case.language].append(case)
    return {
        language: {
            "parties": len(members),
            "country": round(sum(c.country_right for c in members) / len(members), 4),
            "sector": round(sum(c.sector_right for c in members) / len(members), 4),
        }
        for language, members in sorted(groups.items())
    }


def main() -> None:
    """Print the report, and errors if asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument("--texts", type=Path, help="JSONL of items or a folder, for standoff files")
    parser.add_argument("--errors", type=int, default=0, help="how many errors to print")
    parser.add_argument("--what", choices=("country", "sector"), default="country")
    parser.add_argument("--language")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    texts = read_texts(args.texts) if args.texts else None
    paths = args.gold or sorted((CORPUS / "written").glob("*.jsonl"))
    knowledge = load()
    found = [c for path in paths for c in resolve(read_gold(path, texts), knowledge)]
    for language, row in report(found).items():
        print(language, json.dumps(row))
    wrong = [
        c
        for c in found
        if not (c.country_right if args.what == "country" else c.sector_right)
        and (args.language is None or c.language == args.language)
    ]
    if args.errors:
        if args.what == "country":
            pairs = Counter(
                (bool({p.country for p in c.found} - {None}), len(c.codes) > 1) for c in wrong
            )
            print("given a country, several wanted:", dict(pairs))
        random.Random(args.seed).shuffle(wrong)
        for case in wrong[: args.errors]:
            start, end = case.span
            around = case.text[max(0, start - 110) : start]
            print(
                f"{case.ident} …{around}[[{case.text[start:end]}]]{case.text[end : end + 70]}…\n"
                f"    wanted {sorted(case.codes)} {sorted(case.sectors)}; found "
                f"{[(p.country, p.sector, p.id, p.reason) for p in case.found]}"
            )


if __name__ == "__main__":
    main()
