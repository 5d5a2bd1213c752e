"""What speaks for and against two reports of independent texts telling of one happening.

Each piece of evidence has a name, a strength and words that say it to a reader. How much
each weighs was learned from pairs of reports in clusters written by hand
(``training/linking.py``; logistic regression) and stands in ``weights.json``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from dragoman.link.families import VERBAL
from dragoman.link.report import GENERIC_WORDS, Report
from dragoman.records import Modality

_NEAR_TELLING = 3
_SAME_WORDS = 0.5
_SAME_START = 3
_AT_ONCE = 2


class Evidence(NamedTuple):
    """A piece of evidence: a name that has a weight, a strength (mostly 1), and words."""

    name: str
    strength: float
    words: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """What the parties of two reports share.

    Attributes:
        shared: codes that both name.
        full: on each side one report names none that the other does not.
        equal: both name the same.
        persons: how many named persons they share.
        offices: 1 if an office is shared, -1 if the offices differ, else 0.
        differ: whether each names a person of one party, but never the same.
        both: whether they share a party on each side.
        others: whether on one side they name none in common.
        turned: whether who acts in the one suffers in the other.
        sectors: of the sides, how many have a shared party of one sector, less those where
            its sectors differ.
    """

    shared: tuple[str, ...]
    full: bool
    equal: bool
    persons: int
    offices: int
    differ: bool = False
    both: bool = False
    others: bool = False
    turned: bool = False
    sectors: int = 0


@lru_cache(maxsize=1)
def weights() -> Mapping[str, float]:
    """Return the learned weights; ``bias`` is what a pair starts from."""
    source = files("dragoman.link").joinpath("weights.json").read_text(encoding="utf-8")
    found: dict[str, float] = json.loads(source)["weights"]
    return found


def weigh(found: Iterable[Evidence]) -> tuple[float, tuple[str, ...]]:
    """Return the log odds that two reports are of one happening, and the reasons in words.

    Reasons are what moves the odds by a third or more, the strongest first; those against
    begin with “but”.
    """
    known = weights()
    score = known["bias"]
    told: list[tuple[float, str]] = []
    for name, strength, words in found:
        points = known.get(name, 0.0) * strength
        score += points
        if abs(points) >= 0.3 and words:
            told.append((points, words))
    told.sort(key=lambda t: (-abs(t[0]), t[1]))
    return score, tuple(words if points > 0 else f"but {words}" for points, words in told)


def evidence(a: Report, b: Report, parties: Sharing, place: str) -> Iterator[Evidence]:
    """Give all evidence on two reports of independent texts.

    Args:
        a: one report.
        b: the other; the order does not matter.
        parties: what the two share of their parties.
        place: how their places compare: ``same``, ``fits``, ``unknown`` or ``differs``.
    """
    yield from _acts(a, b)
    yield from _parties(a, b, parties)
    city = " (a city or closer)" if place == "same" else ""
    words = {"same": f"same place{city}", "fits": "places agree", "differs": "places differ"}
    yield Evidence(f"place {place}", 1.0, words.get(place, ""))
    if place == "same" and len(parties.shared) < 2:
        yield Evidence("place makes up for parties", 1.0, "")
    yield from _times(a, b)
    yield from _objects(a, b)
    yield from _amounts(a, b)
    yield from _wording(a, b)
    yield from _surroundings(a, b)


def stands_for(a: Report, b: Report) -> bool:
    """Return whether one names no known party, and its place is in a state that the other names."""
    for one, other in ((a, b), (b, a)):
        place = one.mention.place
        if place is not None and place.country and not _codes(one):
            return place.country in _codes(other)
    return False


def _codes(report: Report) -> set[str]:
    return {p.code for p in report.parties if not p.code.startswith("~")}


def _surroundings(a: Report, b: Report) -> Iterator[Evidence]:
    """Give what names and the number in a series say."""
    if a.turn and b.turn and a.turn[0] == b.turn[0]:
        sort, number = a.turn
        if a.turn == b.turn:
            yield Evidence("turn same", 1.0, f"both {sort} number {number}")
        else:
            yield Evidence("turn differs", 1.0, f"{sort} {number} and {sort} {b.turn[1]}")
    # In one language news items share the names of a story, whatever they tell of it.
    names = a.names & b.names if a.language != b.language else frozenset[str]()
    if names:
        yield Evidence("names", min(len(names), 3), "same names in the sentence")


def _acts(a: Report, b: Report) -> Iterator[Evidence]:
    ma, mb = a.mention, b.mention
    yield Evidence(f"kind {a.family}", 1.0, "")
    yield Evidence(f"modality {a.modality}", 1.0, "")
    if ma.type != mb.type:
        yield Evidence("type differs", 1.0, f"told as {ma.type} and as {mb.type}")
    elif ma.mode and ma.mode == mb.mode:
        yield Evidence("mode same", 1.0, f"same type and mode: {ma.type} {ma.mode}")
    elif ma.mode and mb.mode:
        yield Evidence("mode near", 1.0, f"modes {ma.mode} and {mb.mode}")
    elif (ma.mode is None) is not (mb.mode is None):
        yield Evidence("mode of one", 1.0, f"only one is of mode {ma.mode or mb.mode}")
    if a.step and b.step:
        name = "step same" if a.step == b.step else "step differs"
        yield Evidence(name, 1.0, f"told as {a.step} and as {b.step}")
    elif a.step or b.step:
        yield Evidence("step of one", 1.0, f"only one is told as {a.step or b.step}")
    if ma.type in VERBAL:
        yield Evidence("verbal", 1.0, "")


def _parties(a: Report, b: Report, parties: Sharing) -> Iterator[Evidence]:
    n = len(parties.shared)
    named = ", ".join(parties.shared)
    if n > 1:
        yield Evidence("parties two", 1.0, f"same parties: {named}")
        yield Evidence("parties more", min(n, 4) - 2.0, "")
        if parties.equal:
            yield Evidence("parties equal", 1.0, "")
        elif parties.full:
            yield Evidence("parties full", 1.0, "")
    elif n == 1:
        alone = a.recipients == b.recipients == () or a.actors == b.actors == ()
        yield Evidence("party one", 1.0, f"only {named} is shared")
        if parties.equal and alone:
            yield Evidence("party alone", 1.0, "")
        if parties.both:
            yield Evidence("party on both sides", 1.0, f"{named} on both sides")
    else:
        yield Evidence("party none", 1.0, "no party is shared")
        if stands_for(a, b):
            yield Evidence("place for party", 1.0, "one party is known by the place alone")
    if parties.others:
        yield Evidence("side differs", 1.0, "on one side others are named")
    if parties.turned:
        yield Evidence("sides turned", 1.0, "the sides are told the other way round")
    if parties.sectors:
        name = "sector same" if parties.sectors > 0 else "sector differs"
        yield Evidence(name, float(abs(parties.sectors)), "")
    if any(c.startswith(("org:", "person:")) for c in parties.shared):
        yield Evidence("party telling", 1.0, "")
    if parties.persons:
        yield Evidence("persons", min(parties.persons, 2), "same persons")
    if parties.differ:
        yield Evidence("persons differ", 1.0, "other persons are named")
    # Titles that the knowledge does not hold stay in their own language.
    if parties.offices > 0 or (parties.offices and a.language == b.language):
        said = "same office" if parties.offices > 0 else "offices differ"
        yield Evidence("offices same" if parties.offices > 0 else "offices differ", 1.0, said)


def _times(a: Report, b: Report) -> Iterator[Evidence]:
    if a.days is not None and b.days is not None:
        gap = max(0, a.days[0] - b.days[1], b.days[0] - a.days[1])
        width = max(a.days[1] - a.days[0], b.days[1] - b.days[0])
        if gap:
            yield Evidence("days apart", 1.0, "dates differ by a few days")
            yield Evidence("days apart more", gap - 1.0, "")
        elif width == 0:
            yield Evidence("day same", 1.0, "same day")
        elif width <= 7:
            yield Evidence("week same", 1.0, "dates agree within a week")
        elif width <= 31:
            yield Evidence("month same", 1.0, "dates agree within a month")
        else:
            yield Evidence("date wide", 1.0, "dates agree, but one is wide")
    else:
        yield Evidence("undated", 1.0, "no date is given")
        if a.days is None and b.days is None:
            yield Evidence("both undated", 1.0, "")
    if a.seen is not None and b.seen is not None:
        late = abs(a.seen - b.seen)
        if late > 1 and a.news and b.news and (a.days is None or b.days is None):
            yield Evidence("news of other days", 1.0, "each is news on its own day")
        if late <= 1:
            yield Evidence("reported together", 1.0, "reported on the same days")
        elif late <= 4:
            yield Evidence("reported near", 1.0, "reported within days")
        elif (a.days is None and b.days is None) or a.modality is not Modality.ACTUAL:
            yield Evidence("reported apart", _lateness(late), f"reported {late} days apart")
    yield from _told_late(a, b)
    if a.since is not None and b.since is not None and abs(a.since - b.since) > _SAME_START:
        yield Evidence("starts differ", 1.0, "said to go on since different days")


def _told_late(a: Report, b: Report) -> Iterator[Evidence]:
    """Give how long after the day of the one the other, which gives no day, came out."""
    for dated, other in ((a, b), (b, a)):
        if dated.days is None or other.days is not None or other.seen is None:
            continue
        late = other.seen - dated.days[1]
        if 0 <= late <= _AT_ONCE:
            yield Evidence("told at once", 1.0, "told without a date just after the day")
        elif late > _AT_ONCE:
            yield Evidence("told late", _lateness(late), f"told without a date {late} days after")


def _lateness(days: int) -> float:
    return min(4.0, math.log2(days / 2))


def _objects(a: Report, b: Report) -> Iterator[Evidence]:
    if not a.objects or not b.objects:
        return
    told = [(x - GENERIC_WORDS, y - GENERIC_WORDS) for x in a.objects for y in b.objects]
    shared = [x & y for x, y in told if x and y and 2 * len(x & y) >= min(len(x), len(y))]
    if shared:
        words = _most(shared)
        yield Evidence("object same", 1.0, f"same object: {words}")
        return
    sorts = [x & y for x in a.objects for y in b.objects if x & y]
    unnamed = any(not x or not y for x, y in told)
    if sorts and unnamed:
        words = _most(sorts)
        yield Evidence("object sort", 1.0, f"same sort of object: {words}")
    elif not unnamed and a.language == b.language:
        yield Evidence("object differs", 1.0, "objects differ")


def _most(sets: Sequence[frozenset[str]]) -> str:
    """Return the words of the largest set."""
    _, words = max((len(s), sorted(s)) for s in sets)
    return " ".join(words)


def _amounts(a: Report, b: Report) -> Iterator[Evidence]:
    ours = {(x.kind, x.value) for x in a.mention.amounts if x.value is not None}
    theirs = {(x.kind, x.value) for x in b.mention.amounts if x.value is not None}
    equal = sorted(k for k, v in ours & theirs if v is not None and v >= 2)
    if equal:
        yield Evidence("number same", 1.0, f"same number of {equal[0]}")
    elif {k for k, _ in ours} & {k for k, _ in theirs}:
        yield Evidence("number differs", 1.0, "numbers differ")


def _wording(a: Report, b: Report) -> Iterator[Evidence]:
    if a.language != b.language:
        yield Evidence("languages differ", 1.0, "")
    else:
        stem = min(5, len(a.words[1]), len(b.words[1]))
        if stem > 2 and a.words[1][:stem] == b.words[1][:stem]:
            yield Evidence("trigger same", 1.0, "same word for the act")
        if a.tokens and b.tokens:
            overlap = len(a.tokens & b.tokens) / min(len(a.tokens), len(b.tokens))
            yield Evidence("wording", overlap, "same wording" if overlap > _SAME_WORDS else "")
    numbers = a.numbers & b.numbers
    if numbers:
        words = ", ".join(sorted(numbers)[:_NEAR_TELLING])
        yield Evidence("figures", min(len(numbers), 2), f"same figures: {words}")
