"""Score the countries of linked parties in real news against what their links name.

Usage::

    python -m evals.resolve_links [--texts FOLDER] [--json] [--show wrong|missing] [--ambiguous]

The news items of Wikipedia's Portal:Current events link their parties, and a link's title
tells the party apart from the words that stand for it: “president” links to “President of
South Korea”. A link is judged if its title

``state``
    is a state's English name, or a name of an entity that states contest;
``office``
    holds the name or adjective of one state and a word for an institution or office;
``known``
    is the full name of a person or organisation that the knowledge has.

The linked words are resolved as a party of the act in their item, with the item's date,
by the same rules as the coder's; ``right`` if that gives the title's country. For ``known``
the country comes from the same knowledge, so there it is measured whether the words and
their context lead to the right entry, not whether the entry is right. ``other words`` counts
the links whose words are not the title. Titles of other kinds (events, things, places,
people whom the knowledge does not have) are counted as not judged.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from dragoman.annotate.segment import sentences
from dragoman.knowledge import load
from dragoman.knowledge.text import tokens
from dragoman.records import Basis, DateValue, Precision
from dragoman.resolve.actors import ActorResolver
from dragoman.tagged import RawParty

ROOT = Path(__file__).parent.parent
TEXTS = ROOT.parent / "shared" / "text"
FILE = "wikipedia_current_events.jsonl"
FLOORS = Path(__file__).parent / "links_floors.json"
#: Titles that hold one of these and a state's name mean a body or an office of that state.
_INSTITUTIONS = (
    "president minister ministry government cabinet parliament senate congress court army "
    "navy forces force military police guard guards council assembly department secretary "
    "king queen emir chancellor embassy ambassador agency service services party corps "
    "command chief house supreme leader bank commission coast prosecutor attorney duma "
    "knesset bundestag"
)
INSTITUTIONS = frozenset(_INSTITUTIONS.split())
#: … unless one of these shows that they mean something else.
_ELSE = (
    "war wars crisis relations invasion airstrikes airstrike conflict attack attacks strike "
    "strikes in on at list economy politics protests election elections presidency history "
    "killing assassination arrest murder massacre bombing coup scandal case trial dollar "
    "sanctions law act operation operations campaign base airport between during against "
    "national-team team cup league football fc station prison ministers line impeachment "
    "premiership intervention insurgency proposed deployment assembly-elections shooting"
)
ELSE = frozenset(_ELSE.split())


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its words, their place in the item, title, class and the title's country."""

    item: dict[str, Any]
    start: int
    end: int
    text: str
    title: str
    sort: str
    country: str


@lru_cache(maxsize=50_000)
def meant(title: str) -> tuple[str, str] | None:
    """Return class and country of a title, null if it is of no class that can be judged."""
    knowledge = load()
    plain = title.split(" (")[0] if title.endswith("(country)") else title
    whole = knowledge.find_party(plain, language="en")
    first = whole[0] if whole else None
    if first is not None and first.kind == "name" and first.entry.kind in ("state", "territory"):
        return "state", first.entry.code
    if first is not None and first.kind == "contested entity":
        return "state", first.entry.code
    words = {t.folded for t in tokens(title)}
    hits = [h for h in knowledge.scan(title, "en") if h.kind in ("name", "adjective")]
    codes = {h.entry.code for h in hits}
    digits = any(c.isdigit() for c in title)
    if len(codes) == 1 and words & INSTITUTIONS and not words & ELSE and not digits:
        return "office", codes.pop()
    people = [c for c in whole if c.kind in ("organisation", "full name")]
    countries = {c.entry.code for c in people}
    if len(countries) == 1 and len(words) > 1:
        return "known", countries.pop()
    return None


def links(texts: Path = TEXTS) -> Iterator[tuple[Link | None, str]]:
    """Yield every link that can be judged with its title; null for the others."""
    with (texts / FILE).open(encoding="utf-8") as lines:
        for item in map(json.loads, lines):
            for link in item["links"]:
                found = meant(link["title"])
                if found is None or item["text"][link["start"] : link["end"]] != link["text"]:
                    yield None, link["title"]
                    continue
                yield (
                    Link(item, link["start"], link["end"], link["text"], link["title"], *found),
                    link["title"],
                )


def judged(texts: Path = TEXTS) -> Iterator[tuple[Link, str, str]]:
    """Yield each judged link, what became of it (right, wrong, missing) and why."""
    resolvers: dict[str, tuple[ActorResolver, list[tuple[int, int]]]] = {}
    for link, _ in links(texts):
        if link is None:
            continue
        item = link.item
        if item["id"] not in resolvers:
            resolvers.clear()
            day = DateValue(item["date"], item["date"], Precision.DAY, Basis.STATED)
            resolvers[item["id"]] = (
                ActorResolver(item["text"], "en", day, load()),
                sentences(item["text"], "en"),
            )
        resolver, spans = resolvers[item["id"]]
        inside = next((s for s in spans if s[0] <= link.start < s[1]), (0, len(item["text"])))
        parties = resolver.party(RawParty(link.text, link.start, link.end), inside)
        found = {p.country for p in parties}
        said = "; ".join(f"{p.country} {p.name}: {p.reason}" for p in parties)
        if found == {link.country}:
            yield link, "right", said
        else:
            yield link, "missing" if found <= {None} else "wrong", said


def report(texts: Path = TEXTS) -> dict[str, dict[str, float]]:
    """Return counts and shares by class, of ``all``, and of those with other words."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for link, outcome, _ in judged(texts):
        names = ["all", link.sort]
        if link.text.casefold() != link.title.casefold():
            names += ["other words", f"{link.sort}, other words"]
        for name in names:
            counts[name][outcome] += 1
    rows: dict[str, dict[str, float]] = {
        name: {
            "links": found.total(),
            "share": round(found["right"] / found.total(), 4),
            **{k: found[k] for k in ("right", "wrong", "missing")},
        }
        for name, found in sorted(counts.items())
    }
    others = sum(1 for link, _ in links(texts) if link is None)
    rows["not judged"] = {"links": others}
    return rows


def ambiguous(texts: Path = TEXTS) -> Iterator[str]:
    """Yield the words that link to titles of several countries, with these."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for link, _ in links(texts):
        if link is not None:
            found[link.text][link.country] += 1
    for words, countries in sorted(found.items(), key=lambda f: -f[1].total()):
        if len(countries) > 1:
            yield f"{words}: " + ", ".join(f"{c} {n}" for c, n in countries.most_common())


def below(rows: dict[str, dict[str, float]]) -> list[str]:
    """Return in words the floors that are broken."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    return [
        f"links, {name}: {rows[name]['share']:.3f} right, its floor {least:.3f}"
        for name, least in floors.items()
        if name in rows and rows[name]["share"] < least
    ]


def main(arguments: Iterable[str] | None = None) -> int:
    """Print the report; exit 1 if a floor is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, default=TEXTS)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", choices=("wrong", "missing"))
    parser.add_argument("--ambiguous", action="store_true")
    args = parser.parse_args(None if arguments is None else list(arguments))
    if not (args.texts / FILE).exists():
        raise SystemExit(f"{args.texts / FILE} is not there; name its folder with --texts")
    if args.ambiguous:
        for line in ambiguous(args.texts):
            print(line)
        return 0
    if args.show:
        for link, outcome, said in judged(args.texts):
            if outcome == args.show:
                print(f"{link.item['id']}\t{link.text}\t{link.title}\t{link.country}\t{said}")
        return 0
    rows = report(args.texts)
    if args.json:
        print(json.dumps(rows))
    else:
        for name, row in rows.items():
            print(f"{name:<24}", " ".join(f"{k} {v}" for k, v in row.items()))
    broken = below(rows)
    for line in broken:
        print(line, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
