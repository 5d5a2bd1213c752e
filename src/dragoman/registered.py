"""The rows of the registers: agreements, visits, exercises, transfers, bodies and more.

A row gathers the events of one life (an agreement signed, ratified and ended; an exercise
announced and held). Each of its cells names the characters of the texts that say it; a
cell that nothing says is null, or empty where it is a tuple.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.records import DateValue, EventMention, Place, Record


@dataclass(frozen=True, slots=True)
class Evidence(Record):
    """Characters ``start`` to ``end`` of a document's clean text that say what a cell holds.

    ``event_id`` and ``mention_id`` are the event and the report through which they count.
    """

    event_id: str
    mention_id: str
    doc_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Variant(Record):
    """Another value that some report gives, in words."""

    value: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class TextCell(Record):
    """Words, or a term of a closed list. ``others``: what other reports say instead."""

    value: str
    evidence: tuple[Evidence, ...]
    others: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberCell(Record):
    """A number; ``low`` and ``high`` where the text gives a stretch, ``unit`` where it has one."""

    value: float
    evidence: tuple[Evidence, ...]
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    others: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class DateCell(Record):
    """A day or a stretch of time."""

    value: DateValue
    evidence: tuple[Evidence, ...]
    others: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceCell(Record):
    """Where it was."""

    value: Place
    evidence: tuple[Evidence, ...]
    others: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyCell(Record):
    """A party; ``value`` is its name, the rest as in :class:`dragoman.records.Party`."""

    value: str
    evidence: tuple[Evidence, ...]
    id: str | None = None
    country: str | None = None
    sector: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Comment(Record):
    """What somebody says about the matter of a row.

    Attributes:
        name: who; null for one unnamed.
        country: his state or ontology code.
        says: ``asserted``, ``alleged``, ``confirmed``, ``denied``, ``doubted``, or
            ``praised``, ``criticised``, ``accused``, ``rejected``, ``threatened``.
        said_on: ISO day on which it was said, else that of publication; null if not known.
        event_id: the event that is the comment; null for a claim on an event of the row.
    """

    name: str | None
    country: str | None
    says: str
    said_on: str | None
    evidence: tuple[Evidence, ...]
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Link(Record):
    """Another row that belongs to this one, and why: such as what was signed on a visit."""

    row_id: str
    title: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Session(Record):
    """A sitting of a body. ``number`` is which sitting it was; ``status`` held or planned."""

    number: NumberCell | None
    date: DateCell | None
    place: PlaceCell | None
    outcome: TextCell | None
    signed: tuple[Link, ...]
    events: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Row(Record):
    """What every row has.

    Attributes:
        row_id: depends on the first report alone, so that later reports leave it as it is.
        title: the row in one line.
        status: how far the matter went; its values are those of the register. What was
            only planned, imagined or denied never has the status of something done.
        standing: of the event that gives the status, as :class:`dragoman.standing.Account`.
        events: ids of the row's events, in order.
        mentions: ids of their reports.
        n_sources: independent texts, of each event counted apart and the most taken.
        confidence: of the surest event.
    """

    row_id: str
    title: str
    status: str
    standing: str
    events: tuple[str, ...]
    mentions: tuple[str, ...]
    n_sources: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Agreement(Row):
    """An agreement, or several signed at once.

    Attributes:
        status: ``planned``, ``negotiated``, ``agreed``, ``signed``, ``ratified``, ``in force``,
            ``suspended``, ``left`` (by a party), ``ended``; ``possible`` or ``denied``.
        kind: ``treaty``, ``memorandum``, ``protocol``, ``contract``, ``communique``,
            ``plan``, ``declaration``, ``ceasefire``, ``agreement`` or ``document``.
        count: how many, where several were signed at once.
        level: ``head of state``, ``head of government``, ``minister``, ``deputy minister``,
            ``military``, ``ministry``, ``company``, ``state`` …: of those who signed.
        agreed: when it was agreed in principle; the other dates likewise.
    """

    parties: tuple[PartyCell, ...] = ()
    name: TextCell | None = None
    kind: TextCell | None = None
    count: NumberCell | None = None
    subject: TextCell | None = None
    level: TextCell | None = None
    signatories: tuple[PartyCell, ...] = ()
    place: PlaceCell | None = None
    agreed: DateCell | None = None
    signed: DateCell | None = None
    ratified: DateCell | None = None
    in_force: DateCell | None = None
    suspended: DateCell | None = None
    ended: DateCell | None = None
    value: NumberCell | None = None
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit(Row):
    """A visit or a meeting.

    Attributes:
        status: ``held``, ``planned``, ``possible``, ``cancelled`` or ``denied``.
        form: ``visit``, ``meeting``, ``multilateral meeting``, ``meeting in a third country``,
            ``call``, ``mediation``.
        visitors: who travelled; of a meeting without visitor, all who met.
        role: office of the first visitor: ``head of state``, ``foreign minister`` …
        hosts: whose country or guest they were.
        met: persons met there.
        days: how long it lasted.
        signed: agreements signed there.
    """

    form: TextCell | None = None
    visitors: tuple[PartyCell, ...] = ()
    role: TextCell | None = None
    hosts: tuple[PartyCell, ...] = ()
    met: tuple[PartyCell, ...] = ()
    place: PlaceCell | None = None
    date: DateCell | None = None
    days: NumberCell | None = None
    purpose: TextCell | None = None
    signed: tuple[Link, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Exercise(Row):
    """A military exercise.

    Attributes:
        status: ``held``, ``planned``, ``possible``, ``cancelled`` or ``denied``.
        kind: ``naval``, ``air``, ``air defence``, ``land``, ``special forces``, ``command
            post``, ``amphibious``, ``cyber``, ``counter-terrorism``, ``rescue``.
        manner: ``joint``, ``parallel`` or ``alone``.
        against: against whom it is said to be.
        announced: when it was first announced.
    """

    name: TextCell | None = None
    parties: tuple[PartyCell, ...] = ()
    place: PlaceCell | None = None
    date: DateCell | None = None
    days: NumberCell | None = None
    announced: DateCell | None = None
    kind: TextCell | None = None
    manner: TextCell | None = None
    troops: NumberCell | None = None
    against: tuple[PartyCell, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Transfer(Row):
    """A deal in arms, or arms given.

    Attributes:
        status: ``offered``, ``negotiated``, ``ordered``, ``delivered``, ``suspended``,
            ``cancelled``, ``planned``, ``possible`` or ``denied``.
        parties: who deals, where the text does not tell who gives and who gets.
        item: the arms, in the words of the text.
        category: one of those of the SIPRI register (``Aircraft``, ``Missiles`` …).
        number: how many.
        value: of the deal, in money.
    """

    suppliers: tuple[PartyCell, ...] = ()
    recipients: tuple[PartyCell, ...] = ()
    parties: tuple[PartyCell, ...] = ()
    item: TextCell | None = None
    category: TextCell | None = None
    number: NumberCell | None = None
    value: NumberCell | None = None
    offered: DateCell | None = None
    ordered: DateCell | None = None
    delivered: DateCell | None = None
    ended: DateCell | None = None
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Body(Row):
    """A standing joint body.

    Attributes:
        status: ``working``, ``founded``, ``planned``, ``proposed``, ``to resume``, ``suspended``,
            ``ended``, ``possible`` or ``denied``.
        kind: ``commission``, ``committee``, ``council``, ``working group`` or
            ``platform``.
        field: what it is for: ``defence``, ``trade``, ``border`` …
        founded: when it was founded.
        sessions: in order.
    """

    name: TextCell | None = None
    kind: TextCell | None = None
    parties: tuple[PartyCell, ...] = ()
    field: TextCell | None = None
    founded: DateCell | None = None
    ended: DateCell | None = None
    sessions: tuple[Session, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Deployment(Row):
    """Forces sent or kept somewhere, or a mission.

    Attributes:
        status: ``deployed``, ``withdrawn``, ``planned``, ``possible`` or ``denied``.
        kind: ``peacekeeping``, ``troops``, ``weapons``, ``naval``, ``air``, ``observers``.
        forces: what was sent, in the words of the text.
        hosts: whose soil it is, where somebody else's.
        against: against whom.
        mission: its name or task.
    """

    kind: TextCell | None = None
    parties: tuple[PartyCell, ...] = ()
    hosts: tuple[PartyCell, ...] = ()
    against: tuple[PartyCell, ...] = ()
    forces: tuple[TextCell, ...] = ()
    troops: NumberCell | None = None
    mission: TextCell | None = None
    place: PlaceCell | None = None
    since: DateCell | None = None
    until: DateCell | None = None
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Incident(Row):
    """An attack, a clash, a seizure or the like.

    Attributes:
        status: ``happened``, ``alleged``, ``contested``, ``possible``, ``planned`` or
            ``denied``.
        kind: ``attack``, ``clash``, ``seizure``, ``abduction`` or ``cyber attack``.
        means: by what: ``firearms``, ``drone``, ``heavy-weapons`` …
        perpetrators: who did it, by the texts' own word; of a clash, both sides.
        claimed_by: who says himself that he did it.
        blamed_on: whom somebody accuses of it.
    """

    kind: TextCell | None = None
    means: TextCell | None = None
    perpetrators: tuple[PartyCell, ...] = ()
    targets: tuple[PartyCell, ...] = ()
    place: PlaceCell | None = None
    date: DateCell | None = None
    dead: NumberCell | None = None
    injured: NumberCell | None = None
    captured: NumberCell | None = None
    claimed_by: tuple[PartyCell, ...] = ()
    blamed_on: tuple[PartyCell, ...] = ()
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Registers(Record):
    """All registers, each in order of days, undated last, then by id."""

    agreements: tuple[Agreement, ...] = ()
    visits: tuple[Visit, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    bodies: tuple[Body, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    incidents: tuple[Incident, ...] = ()

    def rows(self, register: str) -> tuple[Row, ...]:
        """Return the rows of one of :data:`REGISTERS`."""
        if register not in REGISTERS:
            raise KeyError(register)
        found: tuple[Row, ...] = getattr(self, register)
        return found


KINDS: Mapping[str, type[Row]] = {
    "agreements": Agreement,
    "visits": Visit,
    "exercises": Exercise,
    "transfers": Transfer,
    "bodies": Body,
    "deployments": Deployment,
    "incidents": Incident,
}
"""The registers and the type of their rows."""
REGISTERS = tuple(KINDS)
PREFIXES: Mapping[str, str] = {
    "agreements": "agr",
    "visits": "vis",
    "exercises": "exc",
    "transfers": "trf",
    "bodies": "bod",
    "deployments": "dep",
    "incidents": "inc",
}
"""The letters with which the ids of a register's rows begin."""
COMMON = tuple(f.name for f in dataclasses.fields(Row))
"""The fields that every row has; the others are cells, or tuples of them."""


@dataclass(frozen=True, slots=True)
class Telling(Record):
    """A report as the registers read it.

    Attributes:
        mention: the report.
        doc_id: its document.
        source: the document, or what that copies.
        published: ISO day of publication; null where not known.
        sentence: the text from ``mention.sentence[0]`` on, to its end.
        language: of the document; null where not known.
    """

    mention: EventMention
    doc_id: str
    source: str
    published: str | None
    sentence: str
    language: str | None = None


def cells(row: Row | Session) -> Iterator[tuple[str, Any]]:
    """Yield the cells of a row by the name of their field; members of tuples one by one.

    Null cells are left out; sessions and links come as they are.
    """
    for f in dataclasses.fields(row):
        if f.name in COMMON:
            continue
        value = getattr(row, f.name)
        if isinstance(value, tuple):
            yield from ((f.name, v) for v in value if isinstance(v, Record))
        elif isinstance(value, Record):
            yield f.name, value


def dates_of(row: Row) -> tuple[DateValue, ...]:
    """Return all days that a row names, those of a body's sessions too."""
    own = [c.value for _, c in cells(row) if isinstance(c, DateCell)]
    sittings = row.sessions if isinstance(row, Body) else ()
    return (*own, *(s.date.value for s in sittings if s.date))


def parties_of(row: Row) -> tuple[PartyCell, ...]:
    """Return all parties of a row, in whatever part; not those who comment."""
    return tuple(c for _, c in cells(row) if isinstance(c, PartyCell))


def evidence_of(row: Row) -> Iterator[Evidence]:
    """Yield the evidence of all cells of a row."""
    for _, cell in cells(row):
        if isinstance(cell, Session):
            for _, inner in cells(cell):
                yield from _evidence(inner)
        else:
            yield from _evidence(cell)


def _evidence(cell: Any) -> Iterator[Evidence]:
    yield from cell.evidence
    for other in getattr(cell, "others", ()):
        yield from other.evidence


def within(row: Row, since: str | None, until: str | None) -> bool:
    """Whether some day of a row lies in a stretch of days; without days it lies in none."""
    if since is None and until is None:
        return True
    return any(
        (since is None or (d.end or "9999") >= since)
        and (until is None or (d.start or "0000") <= until)
        for d in dates_of(row)
    )


def has_party(row: Row, code: str) -> bool:
    """Whether a party of a row bears a code: a state's, or an id such as ``org:nato``."""
    return any(code in (p.country, p.id) for p in parties_of(row))
