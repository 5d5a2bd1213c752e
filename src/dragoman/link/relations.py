"""What joins two events that are not one.

A denial and what it denies; an allegation and its admission; a plan and the deed; a step in
the life of an agreement, a deal, a threat or an invitation, and the step before. Each
relation is told from the two events alone, so it does not matter in which order they became
known.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dragoman.link.families import FAMILY, SYMMETRIC, modes_agree
from dragoman.link.report import GENERIC_CODES, GENERIC_WORDS, days_of, topic_words
from dragoman.link.steps import step_in
from dragoman.link.voices import FOR
from dragoman.linkage import Block
from dragoman.records import Claim, DateValue, Event, Modality, Place, Precision, Relation, Topic

DENIED_DAYS = 30
"""A denial answers what was told so many days before, or after."""
CONFIRMED_DAYS = 400
"""What was alleged is admitted within so many days of the allegation."""
SOON_DAYS = 30
"""An admission that comes later must tell more of the act than its parties."""
PLAN_DAYS = 180
"""A plan without a date is fulfilled within so many days or is another one."""
NEAR_DAYS = 3
OPEN_DAYS = 365
"""How far an open date reaches where no report closes it."""
UNDENIABLE = frozenset({"ACCUSE", "REJECT"})
"""Acts of words whose denial is an act of its own kind."""
_UNTRUE = frozenset({Modality.NEGATED, Modality.ACTUAL})
"""What is only denied is told as negated; what is only doubted, as an act."""
THREAT_DAYS = 120
LIFE_DAYS = 3650
"""From the first talks to the end of an agreement."""
_STEM = 5
GOES_ON_DAYS = 400
"""Steps with an object that only its sort names, such as “the memorandum”."""

_ACCORD = ("talks", "agreed", "signed", "ratified", "in force", "implemented")
_RANK: Mapping[str, Mapping[str, int]] = {
    "accord": {s: n for n, s in enumerate(_ACCORD)} | {"suspended": 9, "ended": 10},
    "arms": {"talks": 0, "agreed": 1, "ordered": 2, "signed": 2, "delivered": 4},
    "visit": {"invited": 0, "agreed": 1, "visited": 2},
    "threat": {"threatened": 0, "carried out": 1},
}
_DEEDS: Mapping[str | None, frozenset[str]] = {
    None: frozenset({"SANCTION", "ASSAULT", "COERCE", "MOBILIZE", "REJECT"}),
    "restrict": frozenset({"SANCTION", "COERCE"}),
    "arrest": frozenset({"COERCE"}),
    "relations": frozenset({"SANCTION"}),
    "expel": frozenset({"SANCTION", "COERCE"}),
    "territory": frozenset({"ASSAULT", "COERCE", "MOBILIZE"}),
    "violence": frozenset({"ASSAULT", "MOBILIZE"}),
}


def step_of(event: Event) -> str | None:
    """Return which step in a life an event is, by its trigger words and type."""
    for words in event.triggers:
        if step := step_in(words):
            return step
    if event.type == "CONSULT":
        return "visited" if event.mode == "visit" else "talks"
    return {"AGREE": "agreed", "THREATEN": "threatened"}.get(event.type)


def codes_of(event: Event) -> tuple[frozenset[str], frozenset[str]]:
    """Return the codes of both sides."""
    actors, recipients = (
        frozenset(p.country or p.id or "" for p in side) - {""}
        for side in (event.actors, event.recipients)
    )
    return actors, recipients


def span_of(event: Event) -> tuple[int, int] | None:
    """Return first and last day on which an event may have been, as ordinals.

    An open date is closed by the day of the report: what was done was done before it, what
    is planned comes after.
    """
    reported = date.fromisoformat(event.reported).toordinal() if event.reported else None
    if event.date is None or not (event.date.start or event.date.end):
        return None if reported is None else (reported, reported)
    try:
        low, high = days_of(event.date) or (0, 0)
    except ValueError:
        return None if reported is None else (reported, reported)
    if event.date.start is None:
        low = high - OPEN_DAYS
        if event.modality is Modality.FUTURE and reported is not None:
            low = min(high, reported)
    elif event.date.end is None and event.date.precision is Precision.AFTER:
        high = low + OPEN_DAYS
        if event.modality is not Modality.FUTURE and reported is not None:
            high = max(low, reported)
    return (low, high)


@dataclass(frozen=True, slots=True)
class _View:
    """What is compared of an event, worked out once for all its comparisons.

    Attributes:
        sides: the codes of both sides.
        span: first and last day on which it may have been.
        step: which step in a life it is.
    """

    event_id: str
    type: str
    mode: str | None
    modality: Modality
    standing: str
    date: DateValue | None
    place: Place | None
    objects: tuple[Topic, ...]
    claims: tuple[Claim, ...]
    triggers: tuple[str, ...]
    reported: str | None
    sides: tuple[frozenset[str], frozenset[str]]
    span: tuple[int, int] | None
    step: str | None

    @classmethod
    def of(cls, event: Event) -> _View:
        """Return the view of an event."""
        return cls(
            event_id=event.event_id,
            type=event.type,
            mode=event.mode,
            modality=event.modality,
            standing=event.standing,
            date=event.date,
            place=event.place,
            objects=event.objects,
            claims=event.claims,
            triggers=event.triggers,
            reported=event.reported,
            sides=codes_of(event),
            span=span_of(event),
            step=step_of(event),
        )


def _objects(event: _View, kind: str) -> frozenset[str]:
    if not event.objects:
        return frozenset()
    return frozenset(w for t in event.objects if t.kind == kind for w in topic_words(t))


def keys(event: Event) -> list[Block]:
    """Return where an event stands in the index of relations, and where it looks.

    A key begins with ``<`` for one that may come earlier, with ``>`` for one that may come
    later; only a ``<`` and a ``>`` of the same rest can be related.
    """
    return _keys(_View.of(event))


def _keys(event: _View) -> list[Block]:
    span = event.span
    if span is None:
        return []
    actors, recipients = event.sides
    every = sorted(actors | recipients)
    sides = every if event.type in SYMMETRIC else sorted(actors)
    pairs = [f"{a}|{b}" for n, a in enumerate(every) for b in every[n + 1 :]]
    family = FAMILY.get(event.type, event.type)
    step = event.step
    found: list[str] = []
    if event.modality is Modality.ACTUAL:
        says = {c.says for c in event.claims}
        if "alleged" in says:
            found += [f"<confirm|{family}|{code}" for code in sides]
        if "confirmed" in says:
            found += [f">confirm|{family}|{code}" for code in sides]
        found += [f"<denial|{family}|{code}" for code in sides]
        found += [f">plan|{family}|{code}" for code in sides]
    elif event.modality is Modality.FUTURE:
        found += [f"<plan|{family}|{code}" for code in sides]
    if event.standing == "denied" and event.modality in _UNTRUE:
        found += [f">denial|{family}|{code}" for code in sides]
    for life in ("accord", "arms"):
        if step in _RANK[life]:
            words = sorted(_objects(event, life))
            found += [f"{w}{life}|{p}|{o}" for w in "<>" for p in pairs for o in words]
    if step == "invited":
        found += [f"<visit|{p}" for p in pairs]
    elif step == "visited":
        found += [f">visit|{p}" for p in pairs]
    if event.type == "THREATEN":
        found += [f"<threat|{p}" for p in pairs]
    elif event.type in _DEEDS[None] and event.modality is Modality.ACTUAL:
        found += [f">threat|{p}" for p in pairs]
    return [Block(key, *span) for key in found]


def turned(key: str) -> str:
    """Return the key at which what may be related to one at ``key`` stands."""
    return (">" if key[0] == "<" else "<") + key[1:]


def reach(key: str) -> int:
    """Return how many days apart two events may be that meet at a key."""
    return _REACH[key[1:].split("|", 1)[0]]


_REACH: Mapping[str, int] = {
    "denial": DENIED_DAYS,
    "confirm": CONFIRMED_DAYS,
    "plan": PLAN_DAYS,
    "accord": LIFE_DAYS,
    "arms": LIFE_DAYS,
    "visit": PLAN_DAYS,
    "threat": THREAT_DAYS,
}


def relate(a: Event, b: Event) -> Relation | None:
    """Return what joins two events; None if nothing does. Their order does not matter."""
    return _relate(_View.of(a), _View.of(b))


def _relate(a: _View, b: _View) -> Relation | None:
    if a.event_id == b.event_id:
        return None
    if b.event_id < a.event_id:
        a, b = b, a
    for one, other in ((a, b), (b, a)):
        found = _denies(one, other) or _confirms(one, other) or _fulfils(one, other)
        if found:
            return found
    for one, other in ((a, b), (b, a)):
        found = _follows(one, other)
        if found:
            return found
    return None


def _alike(a: _View, b: _View) -> bool:
    """Whether two events are of one sort and between the same parties."""
    if FAMILY.get(a.type) != FAMILY.get(b.type) or not modes_agree(a.type, a.mode, b.type, b.mode):
        return False
    (a_who, a_whom), (b_who, b_whom) = a.sides, b.sides
    if {a.type, b.type} <= SYMMETRIC:
        ours, theirs = a_who | a_whom, b_who | b_whom
        return bool(ours) and bool(theirs) and (ours <= theirs or theirs <= ours)
    if not (a_who & b_who):
        return False
    return bool(a_whom & b_whom) or not a_whom or not b_whom


def _apart(a: _View, b: _View) -> tuple[int, int] | None:
    """Return how many days the first lies behind the second at least and at most."""
    ours, theirs = a.span, b.span
    if ours is None or theirs is None:
        return None
    return ours[0] - theirs[1], ours[1] - theirs[0]


def _same_act(a: _View, b: _View) -> bool:
    """Whether two events without a common object are told as the same act, of the same two."""
    (a_who, a_whom), (b_who, b_whom) = a.sides, b.sides
    if a_who | a_whom != b_who | b_whom or len(a_who | a_whom) < 2:
        return False
    if a.mode is not None and a.mode == b.mode:
        return True
    stems = ({t[:_STEM] for t in e.triggers if len(t) >= _STEM} for e in (a, b))
    return not set.isdisjoint(*stems)


def _before(event: _View, day: str | None) -> bool:
    """Whether an event surely ended before a day."""
    span = event.span
    if span is None or day is None or event.date is None:
        return False
    return span[1] < date.fromisoformat(day).toordinal()


def _place_differs(a: _View, b: _View) -> bool:
    if a.place is None or b.place is None or not a.place.country or not b.place.country:
        return False
    return a.place.country != b.place.country


def _denies(denial: _View, other: _View) -> Relation | None:
    if denial.modality not in _UNTRUE or other.modality is not Modality.ACTUAL:
        return None
    if (
        denial.standing != "denied"
        or other.standing == "denied"
        or other.type in UNDENIABLE
        or _place_differs(denial, other)
    ):
        return None
    if not _alike(denial, other):
        return None
    deniers = [c for c in denial.claims if c.says not in FOR]
    if not _others(deniers, [c for c in other.claims if c.says in FOR], other.sides[0]):
        return None
    apart = _apart(denial, other)
    if apart is None:
        return None
    near = NEAR_DAYS if denial.date and other.date else DENIED_DAYS
    if apart[0] > near or apart[1] < -near:
        return None
    return Relation(denial.event_id, other.event_id, "denies", None, 0.8, ("the same act, denied",))


def _others(answering: Sequence[Claim], vouching: Sequence[Claim], actors: frozenset[str]) -> bool:
    """Whether somebody answers who does not vouch for the act.

    Of one state there may be both: those who accuse its army and its army.
    """
    vouched = {c.country for c in vouching}
    words = {c.text for c in vouching}
    return any(
        c.country not in vouched or (c.country in actors and c.text not in words) for c in answering
    )


def _alike_but_whom(a: _View, b: _View) -> bool:
    """Whether two events are of one mode, actor and time, and one names no state that suffers."""
    if a.type != b.type or a.mode is None or a.mode != b.mode or not a.sides[0] & b.sides[0]:
        return False
    if a.sides[1] - GENERIC_CODES and b.sides[1] - GENERIC_CODES:
        return False
    apart = _apart(a, b)
    return apart is not None and apart[1] >= -NEAR_DAYS and apart[0] <= NEAR_DAYS


def _confirms(admission: _View, other: _View) -> Relation | None:
    """Return the relation of an admission to the act as it was alleged before.

    The accused admits it, or another source than the accuser's confirms it. What is admitted
    long after must be told alike: by its mode, its place, its day, its object or its word.
    """
    if admission.modality is not Modality.ACTUAL or other.modality is not Modality.ACTUAL:
        return None
    confirming = [c for c in admission.claims if c.says == "confirmed"]
    alleging = [c for c in other.claims if c.says == "alleged"]
    if not alleging or not _others(confirming, alleging, other.sides[0]):
        return None
    if _place_differs(admission, other):
        return None
    if not _alike(admission, other) and not _alike_but_whom(admission, other):
        return None
    if admission.reported is None or other.reported is None:
        return None
    late = (
        date.fromisoformat(admission.reported).toordinal()
        - date.fromisoformat(other.reported).toordinal()
    )
    apart = _apart(admission, other)
    if apart is None or not 0 <= late <= CONFIRMED_DAYS:
        return None
    dated = admission.date is not None and other.date is not None
    if dated and (apart[0] > NEAR_DAYS or apart[1] < -NEAR_DAYS):
        return None
    told = _told_alike(admission, other)
    if late > SOON_DAYS and not dated and not told:
        return None
    by = admission.sides[0] & {c.country for c in confirming}
    words = "admitted by the accused" if by else "confirmed by another source"
    score = 0.6 + 0.1 * bool(by) + 0.1 * told
    return Relation(admission.event_id, other.event_id, "confirms", None, round(score, 2), (words,))


def _told_alike(a: _View, b: _View) -> bool:
    """Whether two events share their mode, place, whom it befell, an object or a trigger word."""
    if a.mode is not None and a.mode == b.mode:
        return True
    if a.place and b.place and a.place.name == b.place.name:
        return True
    if a.sides[1] & b.sides[1] - a.sides[0]:
        return True
    ours, theirs = ({w for t in e.objects for w in topic_words(t)} for e in (a, b))
    stems = ({t[:_STEM] for t in e.triggers if len(t) >= _STEM} for e in (a, b))
    return bool((ours & theirs) - GENERIC_WORDS) or not set.isdisjoint(*stems)


def _fulfils(deed: _View, plan: _View) -> Relation | None:
    if deed.modality is not Modality.ACTUAL or plan.modality is not Modality.FUTURE:
        return None
    if not _alike(deed, plan) or _place_differs(deed, plan):
        return None
    kinds = {t.kind for t in deed.objects} & {t.kind for t in plan.objects}
    told = [
        (_objects(deed, k) - GENERIC_WORDS, _objects(plan, k) - GENERIC_WORDS)
        for k in sorted(kinds)
    ]
    if any(x and y and not x & y for x, y in told):
        return None
    if not any(x & y for x, y in told) and not _same_act(deed, plan):
        return None
    apart = _apart(deed, plan)
    if apart is None or _before(deed, plan.reported):
        return None
    if plan.date is not None:
        if apart[0] > NEAR_DAYS or apart[1] < -NEAR_DAYS:
            return None
        exact = deed.date is not None and plan.date.precision is Precision.DAY
        words = "on the day that was planned" if exact else "in the time that was planned"
        score = 0.8 if exact else 0.6
    else:
        if apart[1] < 0 or apart[0] > PLAN_DAYS:
            return None
        words, score = "planned before", 0.5
    if any(x & y for x, y in told):
        score += 0.1
    return Relation(deed.event_id, plan.event_id, "fulfils", None, score, (words,))


def _follows(later: _View, earlier: _View) -> Relation | None:
    """Return the relation of a step to one before it in the same life."""
    if Modality.ACTUAL not in (later.modality, earlier.modality):
        return None
    if {later.modality, earlier.modality} - {Modality.ACTUAL, Modality.FUTURE}:
        return None
    (l_who, l_whom), (e_who, e_whom) = later.sides, earlier.sides
    shared = (l_who | l_whom) & (e_who | e_whom)
    apart = _apart(later, earlier)
    if len(shared) < 2 or apart is None or apart[1] < 0:
        return None
    step, before = later.step, earlier.step
    for life in ("accord", "arms"):
        ranks = _RANK[life]
        ours, theirs = _objects(later, life), _objects(earlier, life)
        if step is None or before is None or not ours or not theirs:
            continue
        if step not in ranks or before not in ranks:
            continue
        if ranks[step] <= ranks[before]:
            continue
        own = (ours - GENERIC_WORDS) & (theirs - GENERIC_WORDS)
        sort = ours & theirs
        if own and apart[0] <= LIFE_DAYS:
            return _step(later, earlier, step, 0.8, f"same {life}: {' '.join(sorted(own))}")
        unnamed = not (ours - GENERIC_WORDS) or not (theirs - GENERIC_WORDS)
        if unnamed and sort and apart[0] <= GOES_ON_DAYS and life == "accord":
            return _step(later, earlier, step, 0.4, f"same sort: {' '.join(sorted(sort))}")
    if before == "invited" and step == "visited" and apart[0] <= PLAN_DAYS:
        hosts = l_whom | ({later.place.country} if later.place else set())
        if e_whom & l_who and e_who & hosts:
            return _step(later, earlier, "visited", 0.7, "invited before")
        return None
    if earlier.type == "THREATEN" and later.modality is Modality.ACTUAL:
        kinds = _DEEDS.get(earlier.mode, _DEEDS[None])
        same = l_who & e_who and l_whom & e_whom
        if later.type in kinds and same and apart[0] <= THREAT_DAYS:
            return _step(later, earlier, "carried out", 0.5, "threatened before")
    return None


def _step(later: _View, earlier: _View, step: str, score: float, reason: str) -> Relation:
    return Relation(later.event_id, earlier.event_id, "follows", step, score, (reason,))


def relations(events: Sequence[Event]) -> list[Relation]:
    """Return all relations among events, in order."""
    standing: dict[str, list[tuple[int, int, _View]]] = defaultdict(list)
    placed = [(view, _keys(view)) for view in map(_View.of, events)]
    for view, places in placed:
        for place in places:
            if place.key[0] == "<":
                standing[place.key].append((place.low, place.high, view))
    widest = {key: max(high - low for low, high, _ in spans) for key, spans in standing.items()}
    for spans in standing.values():
        spans.sort(key=_low)
    found: dict[tuple[str, str], Relation] = {}
    for view, places in placed:
        met: set[str] = set()
        for place in places:
            key = turned(place.key)
            if key[0] == ">" or key not in standing:
                continue
            far, spans = reach(key), standing[key]
            first = bisect_left(spans, place.low - far - widest[key], key=_low)
            for n in range(first, len(spans)):
                low, high, other = spans[n]
                if low > place.high + far:
                    break
                if high >= place.low - far and other.event_id not in met:
                    met.add(other.event_id)
                    relation = _relate(view, other)
                    if relation is not None:
                        found[relation.event_id, relation.other_id] = relation
    return [found[pair] for pair in sorted(found)]


def _low(span: tuple[int, int, _View]) -> int:
    return span[0]
