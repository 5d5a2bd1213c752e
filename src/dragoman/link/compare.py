"""Compare two reports: can they tell of one happening, and what speaks for it?

The score adds evidence for and against; the weights below were set by judgement, so
that two independent reports of the same type, parties and day are linked, and reports
that agree on a month only need a place, a person or an object besides. What no score
may overrule (`blocks`) is apart: different people, places, modes, or two stated days
in one text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dragoman.link.evidence import Evidence, Sharing, evidence, stands_for, weigh
from dragoman.link.families import SYMMETRIC, VERBAL, modes_agree
from dragoman.link.names import place_bones
from dragoman.link.report import GENERIC_WORDS, PartyKey, Report, place_level
from dragoman.records import Basis, Modality, Place

LINK_AT = 3.0
"""Least score of a link. The learned odds are shifted so that it is one half for them, too."""
AGAINST = 6.0
"""Two reports whose odds lie so far below a link are kept apart, whoever links them."""
MAX_CLASH_DAYS = 3
"""Reports of one happening whose days differ by more than this are never linked."""
FAR_KM = 300
"""No city is taken to lie in a province whose centre is farther away than this."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the comparison of two reports found.

    Attributes:
        score: sum of the evidence; at least :data:`LINK_AT` makes a link.
        blocks: the two cannot be one happening, whatever links them to others.
        clash: their dates differ, by few days; only strong evidence joins them.
        links: the two are to be linked.
        reasons: evidence in words, against with a leading “but”.
        told: the score was learned, and may be set against those of other pairs.
    """

    score: float
    blocks: bool
    clash: bool
    links: bool
    reasons: tuple[str, ...]
    told: bool = False

    @property
    def probability(self) -> float:
        """The score on a scale from 0 to 1, where :data:`LINK_AT` is one half."""
        return 1 / (1 + math.exp(max(-500.0, LINK_AT - self.score)))


BLOCKED = Verdict(-math.inf, True, False, False, ())
UNDATED_GAP = 4
"""Two reports without a date that came out farther apart are of two happenings."""
UNTOLD = Verdict(0.0, False, False, False, ())
BOUND = 1e6
"""Score of a link that a person made."""


def _match(
    ours: tuple[PartyKey, ...], theirs: tuple[PartyKey, ...]
) -> list[tuple[PartyKey, PartyKey]]:
    return [(p, q) for p in ours for q in theirs if p.meets(q)]


def _same_person(p: frozenset[str], q: frozenset[str]) -> bool:
    return bool(p) and bool(q) and (p <= q or q <= p)


def _persons(pairs: list[tuple[PartyKey, PartyKey]]) -> int | None:
    """Return how many named persons both sides share; None if they name different ones."""
    shared = 0
    for code in {p.code for p, _ in pairs}:
        here = {p.person for p, _ in pairs if p.code == code and p.person}
        there = {q.person for _, q in pairs if q.code == code and q.person}
        if not here or not there:
            continue
        met = sum(any(_same_person(p, q) for q in there) for p in here)
        if not met:
            return None
        shared += met
    return shared


def _offices(pairs: list[tuple[PartyKey, PartyKey]]) -> int:
    """Return 1 if an office is shared, -1 if both name offices but never the same, else 0.

    Only where one of the two reports does not name the person: an office has one holder.
    """
    named = [
        (p.role, q.role) for p, q in pairs if p.role and q.role and not (p.person and q.person)
    ]
    if any(p <= q or q <= p for p, q in named):
        return 1 if any(min(len(p), len(q)) > 1 for p, q in named if p <= q or q <= p) else 0
    return -1 if named else 0


def _every(parties: tuple[PartyKey, ...]) -> tuple[PartyKey, ...]:
    return parties


def _known(parties: tuple[PartyKey, ...]) -> tuple[PartyKey, ...]:
    return tuple(p for p in parties if not p.code.startswith("~"))


def compare_parties(a: Report, b: Report) -> Sharing | None:
    """Return what the parties of two reports share; None if they cannot be the same.

    Names that nobody knows differ from text to text: between independent ones they tell
    nothing. There one side may name others, or the two be told the other way round, as long
    as something is shared: the learned score sets what else speaks for it against that.
    """
    independent = a.source != b.source
    known = _known if independent else _every
    each = [len(r.actors) > 1 and not r.recipients for r in (a, b)]
    mutual = {a.mention.type, b.mention.type} <= SYMMETRIC or any(each)
    # Two who fight each other are not told of as one who strikes the other.
    equal = a.family != "assault" or each[0] == each[1]
    if mutual:
        sides = [(known(a.parties), known(b.parties))]
    else:
        sides = [(known(a.actors), known(b.actors)), (known(a.recipients), known(b.recipients))]
        if independent and _turned(sides):
            sides = [(known(a.actors), known(b.recipients)), (known(a.recipients), known(b.actors))]
            found = _share(a, b, sides, mutual=False, equal=False)
            return None if found is None else replace(found, turned=True)
    return _share(a, b, sides, mutual=mutual, equal=equal)


_Sides = list[tuple[tuple[PartyKey, ...], tuple[PartyKey, ...]]]


def _turned(sides: _Sides) -> bool:
    """Return whether two reports share parties only if one is told the other way round.

    Where both name both sides, the one answers the other: an expulsion and that in return.
    """
    (a_who, b_who), (a_whom, b_whom) = sides
    if (a_who and a_whom) and (b_who and b_whom):
        return False
    if _match(a_who, b_who) or _match(a_whom, b_whom):
        return False
    return bool(_match(a_who, b_whom) or _match(a_whom, b_who))


def _share(a: Report, b: Report, sides: _Sides, *, mutual: bool, equal: bool) -> Sharing | None:
    full, shared, persons, offices, differ = True, set[str](), 0, 0, False
    both, others, sectors = 0, False, 0
    for ours, theirs in sides:
        if not ours or not theirs:
            full = equal = full and not ours and not theirs
            continue
        pairs = _match(ours, theirs)
        met = {p.code for p, _ in pairs}
        mine, other = {p.code for p in ours}, {p.code for p in theirs}
        smaller, larger = sorted((len(mine), len(other)))
        if not met or (mutual and len(met) < min(2, smaller)):
            # Who was met makes a meeting, as who met.
            if a.source == b.source or a.family == "consult":
                return None
            others, full, equal = True, False, False
            shared |= met
            continue
        if mutual and smaller == 2 and larger > 4:
            return None  # a meeting of two within a meeting of many
        found = _persons(pairs)
        if found is None:
            # Who visits or meets makes the act; in others one paper names the president and
            # another the minister who was with him.
            if a.source == b.source or a.family == "consult":
                return None
            differ = True
        else:
            persons += found
        both += 1
        offices += _offices(pairs)
        sectors += _sectors(pairs)
        shared |= met
        full = full and met in (mine, other) and not (mutual and smaller < 2)
        equal = equal and mine == other
    if others and not shared:
        return None
    return Sharing(
        shared=tuple(sorted(shared)),
        full=full and bool(shared),
        equal=equal,
        persons=persons,
        offices=offices,
        differ=differ,
        both=both > 1,
        others=others,
        sectors=sectors,
    )


def _sectors(pairs: list[tuple[PartyKey, PartyKey]]) -> int:
    """Return 1 if a shared party has one sector in both, -1 if it never has, else 0."""
    told = [p.sector == q.sector for p, q in pairs if p.sector and q.sector]
    return 0 if not told else (1 if any(told) else -1)


def _distance_km(a: Place, b: Place) -> float | None:
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 12_742 * math.asin(math.sqrt(min(1.0, half)))


def compare_places(a: Place | None, b: Place | None) -> str:
    """Return how two places compare.

    ``same`` (a city or closer), ``fits``, ``unknown`` or ``differs``.
    """
    if a is None or b is None:
        return "unknown"
    if (a.geonameid is not None and a.geonameid == b.geonameid) or (
        a.name.casefold() == b.name.casefold() and a.country == b.country
    ):
        return "same" if place_level(a) <= 2 else "fits"
    if a.country and b.country and a.country != b.country:
        return "differs"
    if not a.country or not b.country:
        return _by_name(a, b)
    level_a, level_b = place_level(a), place_level(b)
    if max(level_a, level_b) >= 4:
        return "fits"
    distance = _distance_km(a, b)
    if distance is not None and distance > FAR_KM:
        return "differs"
    if distance is not None and max(level_a, level_b) <= 1:
        if distance <= 5:
            return "same"
        return "fits" if 0 in (level_a, level_b) and distance <= 30 else "differs"
    return "differs" if level_a == level_b else "fits"


def _by_name(a: Place, b: Place) -> str:
    """Compare places by the bones of their names; the state of one is not known."""
    ours, theirs = (place_bones(p.text or "") | place_bones(p.name) for p in (a, b))
    if ours.isdisjoint(theirs) and a.name.casefold() != b.name.casefold():
        return "unknown"
    return "same" if max(place_level(a), place_level(b)) <= 2 else "fits"


def _place(report: Report) -> Place | None:
    """Return where a report sets its act; a visit is in the country of its only host."""
    m = report.mention
    hosts = {p.country for p in m.recipients if p.country}
    if m.place is None and m.type == "CONSULT" and m.mode == "visit" and len(hosts) == 1:
        (host,) = hosts
        return Place(host, host, None, None, "country")
    return m.place


def gap_days(a: Report, b: Report) -> int | None:
    """Return the days between two dates, 0 if they overlap; None if one has no date."""
    if a.days is None or b.days is None:
        return None
    return max(0, a.days[0] - b.days[1], b.days[0] - a.days[1])


@dataclass(frozen=True, slots=True)
class _About:
    """Evidence of the objects: the same one, or one of the same sort, or others."""

    points: float
    same: str | None = None
    sort: str | None = None


def _most(sets: Iterable[frozenset[str]]) -> str:
    """Return the words of the largest set."""
    ranked = sorted((len(s), sorted(s)) for s in sets)
    return " ".join(ranked[-1][1])


def _objects(a: Report, b: Report) -> _About:
    """Compare what two reports are about; a memorandum is of a sort, a gas accord is one."""
    if not a.objects or not b.objects:
        return _About(0.0)
    told = [(x - GENERIC_WORDS, y - GENERIC_WORDS) for x in a.objects for y in b.objects]
    shared = [x & y for x, y in told if x and y and 2 * len(x & y) >= min(len(x), len(y))]
    if shared:
        return _About(1.5, same=_most(shared))
    # Only where neither names it: a border accord and a tourism accord are two.
    unnamed = any(not x or not y for x, y in told)
    sorts = [x & y for x in a.objects for y in b.objects if x & y]
    if unnamed:
        if sorts:
            return _About(0.5, sort=_most(sorts))
        return _About(0.0 if all(not x and not y for x, y in told) else -0.5)
    return _About(-2.0)


def _amounts(a: Report, b: Report) -> tuple[float, str | None]:
    """Return the evidence of amounts of one kind: the same value for, apart against."""
    ours = {(x.kind, x.value) for x in a.mention.amounts if x.value is not None}
    theirs = {(x.kind, x.value) for x in b.mention.amounts if x.value is not None}
    equal = sorted(k for k, v in ours & theirs if v is not None and v >= 2)
    if equal:
        return 1.0, equal[0]
    if {k for k, _ in ours} & {k for k, _ in theirs}:
        return -0.5, None
    return 0.0, None


def _wording(a: Report, b: Report) -> bool:
    stem = min(5, len(a.words[1]), len(b.words[1]))
    return stem > 2 and a.words[1][:stem] == b.words[1][:stem]


def evidence_of(a: Report, b: Report) -> list[Evidence] | None:
    """Return the evidence on two reports of independent texts; None if they cannot be one."""
    ma, mb = a.mention, b.mention
    if (
        a.modality is not b.modality
        or a.family != b.family
        or not modes_agree(ma.type, ma.mode, mb.type, mb.mode)
    ):
        return None
    gap = gap_days(a, b)
    if gap is not None and gap > MAX_CLASH_DAYS:
        return None
    if _too_early(a, b) or _too_early(b, a):
        return None
    parties = compare_parties(a, b)
    if parties is None:
        return None
    place = compare_places(_place(a), _place(b))
    if place == "differs" and _far(_place(a), _place(b)) and parties.persons < 2:
        return None
    if a.days is None and b.days is None and _late(a, b) > UNDATED_GAP:
        return None
    if not parties.shared and place != "same" and not stands_for(a, b):
        return None
    return list(evidence(a, b, parties, place))


def _late(a: Report, b: Report) -> int:
    """Return how many days lie between the publications; a long time where one is unknown."""
    return 10_000 if a.seen is None or b.seen is None else abs(a.seen - b.seen)


def _independent(a: Report, b: Report) -> Verdict:
    """Compare two reports of independent texts by what was learned."""
    if set(a.keys).isdisjoint(b.keys):
        # Too little is shared to tell; others may still bring them together.
        return UNTOLD if evidence_of(a, b) is not None else BLOCKED
    found = evidence_of(a, b)
    if found is None:
        return BLOCKED
    odds, reasons = weigh(found)
    return Verdict(odds + LINK_AT, odds < -AGAINST, False, odds >= 0, reasons, told=True)


def _far(a: Place | None, b: Place | None) -> bool:
    """Return whether two places are surely two: towns or closer, or far from each other."""
    if a is None or b is None:
        return False
    if a.country and b.country and a.country != b.country:
        return True
    distance = _distance_km(a, b)
    if distance is None:
        return max(place_level(a), place_level(b)) <= 1
    return distance > FAR_KM or max(place_level(a), place_level(b)) <= 1 < distance / 30


def _too_early(a: Report, b: Report) -> bool:
    """Return whether one report was out before the day that the other gives to the act.

    A day is let pass, for clocks differ around the world.
    """
    if a.modality is Modality.FUTURE or a.seen is None or b.days is None:
        return False
    return b.exact and b.days[0] > a.seen + 1


def compare(a: Report, b: Report) -> Verdict:
    """Compare two reports; the order of the two does not matter.

    A plan is never its fulfilment, and what is denied or supposed never what happened:
    reports of different modality block each other, as do those of different families.
    """
    if b.key < a.key:
        a, b = b, a
    if a.source != b.source:
        return _independent(a, b)
    ma, mb = a.mention, b.mention
    if (
        a.modality is not b.modality
        or a.family != b.family
        or not modes_agree(ma.type, ma.mode, mb.type, mb.mode)
    ):
        return BLOCKED
    parties = compare_parties(a, b)
    if parties is None:
        return BLOCKED
    same_doc = a.doc_id == b.doc_id
    place = compare_places(_place(a), _place(b))
    gap = gap_days(a, b)
    if place == "differs":
        return BLOCKED
    if gap and not same_doc and _counted(a, b):
        gap = None  # a copy put online later counts “on Tuesday” from the wrong day
    if gap:
        return BLOCKED
    if same_doc and ma.sentence == mb.sentence:
        # The coder makes one mention of one act told by two words, so these are two acts.
        return BLOCKED

    score, reasons = 0.0, []

    def weigh_in(points: float, words: str) -> None:
        nonlocal score
        score += points
        if points >= 0.5:
            reasons.append(words)
        elif points < 0:
            reasons.append(f"but {words}")

    if ma.type != mb.type:
        weigh_in(-0.5, f"told as {ma.type} and as {mb.type}")
    elif ma.mode and ma.mode == mb.mode:
        weigh_in(1.0, f"same type and mode: {ma.type} {ma.mode}")
    elif ma.type not in VERBAL:
        weigh_in(0.3, "same type")
    if parties.shared:
        points = min(3.0, 1.5 * parties.persons)
        if len(parties.shared) > 1:
            points += (2.0 if parties.equal else 1.5) if parties.full else 1.2
        else:
            points += 1.0 if parties.full else 0.8
        shared = ", ".join(parties.shared)
        weigh_in(points, f"same parties: {shared}" if points > 0 else f"only {shared} is shared")
    if parties.offices:
        weigh_in(float(parties.offices), "same office" if parties.offices > 0 else "offices differ")
    place_points = {"same": 1.5, "fits": 0.5, "differs": -1.5}.get(place, 0.0)
    weigh_in(place_points, "place differs" if place == "differs" else "places agree")
    if a.turn and b.turn and a.turn[0] == b.turn[0] and a.turn != b.turn:
        return BLOCKED  # the second round and the third
    about = _objects(a, b)
    if about.same or about.sort:
        weigh_in(about.points, f"same object: {about.same or about.sort}")
    elif about.points:
        weigh_in(about.points, "objects differ")
    points, kind = _amounts(a, b)
    weigh_in(points, f"same number of {kind}" if kind else "numbers differ")
    if about.points >= 0 and _wording(a, b):
        weigh_in(0.5, "same wording")
    if same_doc:
        weigh_in(0.3 if ma.type in VERBAL else 1.0, "same report")
    else:
        weigh_in(0.2, "copy of one text")

    weigh_in(_date_points(a, b, gap), "dates differ by a few days" if gap else "dates agree")
    return Verdict(score, False, bool(gap), score >= LINK_AT and not gap, tuple(reasons))


def _counted(a: Report, b: Report) -> bool:
    """Return whether one of two dates is counted from another, not stated in full."""
    return any(r.mention.date and r.mention.date.basis is not Basis.STATED for r in (a, b))


def _date_points(a: Report, b: Report, gap: int | None) -> float:
    if gap is None or a.days is None or b.days is None:
        return 0.0
    if gap:
        return -1.0
    width = max(a.days[1] - a.days[0], b.days[1] - b.days[0])
    if width == 0:
        guessed = {r.mention.date.basis for r in (a, b) if r.mention.date}
        return 0.7 if Basis.INHERITED in guessed else 2.5
    if width <= 7:
        return 1.2
    return 0.7 if width <= 31 else 0.3
