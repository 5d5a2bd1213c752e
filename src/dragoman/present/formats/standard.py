"""Our events as the data sets of political science code them.

These know acts that took place, on a day, from one party to another. What stands here
decides what becomes of plans, of what is disputed, of dates that are no days, and of
several parties; see docs/exports.md for the rules in full.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman.ontology import intensity, quad
from dragoman.ontology.plover import NEEDS_RECIPIENT, QUAD
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Happening, Material, Report
from dragoman.records import Event, Modality, Party, Precision

_PROMISED = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})
_HOSTILE = frozenset({"SANCTION", "MOBILIZE", "COERCE", "ASSAULT"})
_DAYS = frozenset({Precision.DAY, Precision.WEEK, Precision.RANGE})
_THREATS = {"ASSAULT": "violence", "MOBILIZE": "violence", "COERCE": "restrict"}
_SANCTIONS = {"expel": "expel", "withdraw": "relations", "discontinue": "restrict"}

RULES = (
    "Only acts that took place are written. A planned meeting, support, cooperation or aid is "
    "written as AGREE and a planned retreat as CONCEDE, on the day on which the plan was first "
    "reported; it is left out where a text of it tells the promise itself. What a state itself "
    "announces that it will do to another, without a day, is written as THREATEN. Other plans, "
    "conditions and what did not happen are left out.",
    "What somebody denies or doubts is left out (`--include contested` takes it in), for no "
    "column could say so.",
    "The date is the first day, for dates known to the day or the week or as a range of days. "
    "Others are left out (`--include coarse-dates` takes them in, under their first day).",
)
"""What holds for every format that is made of acts, in sentences, for the codebook."""


@dataclass(frozen=True, slots=True)
class Act:
    """An event as the standard codes it.

    Attributes:
        happening: the event.
        type: PLOVER type in the standard's sense.
        mode: its mode there.
        modality: ``actual``, unless the format knows others.
        start: ISO day; ``end`` likewise, the last day.
        precision: of the date; null where it is the day of a report, for a plan.
        meant: type of the planned act that AGREE, CONCEDE or THREATEN stands for.
    """

    happening: Happening
    type: str
    mode: str | None
    modality: Modality
    start: str
    end: str
    precision: Precision | None
    meant: str | None = None

    @property
    def event(self) -> Event:
        """The event as it is recorded."""
        return self.happening.event

    @property
    def id(self) -> str:
        """Its id."""
        return self.event.event_id

    @property
    def first(self) -> Report | None:
        """The first report."""
        return self.happening.first

    @property
    def score(self) -> float:
        """PLOVER score of type and mode."""
        return intensity(self.type, self.mode)

    @property
    def quad(self) -> str:
        """Quad class in words."""
        return quad(self.type)

    @property
    def quad_code(self) -> int:
        """Quad class, 1 to 4."""
        return QUAD[self.type]

    @property
    def mutual(self) -> bool:
        """Whether all parties stand on one side."""
        return not self.event.recipients and len(distinct(self.event.actors)) > 1


def acts(
    material: Material,
    losses: Losses,
    *,
    lost: Mapping[str, str],
    modalities: bool = False,
    disputes: bool = False,
    actor: bool = True,
    plover: bool = False,
    precisions: Container[Precision] = _DAYS,
    unfit: Callable[[Act], str | None] = lambda act: None,
) -> Iterator[Act]:
    """Give the events of a material as the standard codes them; tell what is lost.

    Args:
        material: what is exported.
        losses: filled with what is left out and with the fields that are lost.
        lost: fields that the format has no room for, with the reason.
        modalities: the format tells plans, conditions and negated acts from actual ones.
        disputes: the format has a place to say that an act is disputed.
        actor: the format cannot do without somebody who acts.
        plover: the format is PLOVER, which wants a recipient for some types.
        precisions: how exactly a date must be known.
        unfit: tells why an act is none that the format records; null where it is.
    """
    include = material.asked.include
    for happening in material.happenings():
        losses.seen += 1
        ident = happening.event.event_id
        act, reason = _standard(happening, material, modalities=modalities)
        if act is None:
            losses.row(reason, ident)
            continue
        if strange := unfit(act):
            losses.row(strange, ident)
            continue
        if happening.account.disputed and not disputes and "contested" not in include:
            losses.row("somebody denies or doubts it, and no column can say so", ident)
            continue
        if not act.start:
            losses.row(reason or "it has no date", ident)
            continue
        coarse = act.precision is not None and act.precision not in precisions
        if coarse and "coarse-dates" not in include:
            losses.row(f"its date is not known exactly enough ({act.precision})", ident)
            continue
        if actor and not happening.event.actors:
            losses.row("no text names who acted", ident)
            continue
        if not happening.parties:
            losses.row("no text names a party", ident)
            continue
        if plover and act.type in NEEDS_RECIPIENT and not _has_recipient(act):
            losses.row(f"PLOVER wants a recipient for {act.type}, and no text names one", ident)
            continue
        if act.meant is not None and happening.event.date is not None and not modalities:
            losses.lost("date", "of the planned act; the row has that of the plan", ident)
        if coarse:
            losses.lost("date precision", f"known to the {act.precision} only", ident)
        losses.event(happening, lost)
        yield act


def _has_recipient(act: Act) -> bool:
    return bool(act.event.recipients) or act.mutual


def _standard(
    happening: Happening, material: Material, *, modalities: bool
) -> tuple[Act | None, str]:
    """Return an event in the standard's sense, or why it has none there."""
    e = happening.event
    if e.modality is Modality.ACTUAL:
        return _dated(happening, e.type, e.mode, e.modality), ""
    if e.modality is Modality.FUTURE:
        became = _became(happening)
        if became is not None:
            if became[0] == "AGREE" and _promised(happening, material):
                return None, "a plan whose promise is an event of its own"
            act = Act(
                happening,
                *became,
                Modality.ACTUAL,
                start=e.reported or "",
                end=e.reported or "",
                precision=None,
                meant=e.type,
            )
            return act, "a plan, and no report of it has a date"
    if modalities:
        return _dated(happening, e.type, e.mode, e.modality), ""
    reasons = {
        Modality.FUTURE: "it is planned and did not happen yet",
        Modality.HYPOTHETICAL: "it is only imagined or conditional",
        Modality.NEGATED: "it did not happen",
    }
    return None, reasons[e.modality]


def _became(happening: Happening) -> tuple[str, str | None] | None:
    """Return type and mode that the standard gives a planned act; null if it stays a plan."""
    e = happening.event
    if e.type in _PROMISED:
        return "AGREE", None
    if e.type in ("RETREAT", "CONCEDE"):
        return "CONCEDE", None
    decided = e.date is not None and e.date.precision in _DAYS
    if e.type in _HOSTILE and e.recipients and not decided and _by_itself(happening):
        mode = _SANCTIONS.get(e.mode or "") if e.type == "SANCTION" else _THREATS[e.type]
        return "THREATEN", "arrest" if e.mode == "arrest" else mode
    return None


def _by_itself(happening: Happening) -> bool:
    """Whether those who are to act say so themselves."""
    acting = {p.country for p in happening.event.actors if p.country}
    sources = (r.mention.mention.attribution for r in happening.reports)
    return any(source is not None and source.country in acting for source in sources)


def _dated(happening: Happening, type_: str, mode: str | None, modality: Modality) -> Act:
    date = happening.event.date
    start = (date.start or date.end or "") if date else ""
    end = (date.end or date.start or "") if date else ""
    return Act(happening, type_, mode, modality, start, end, date.precision if date else None)


def _promised(happening: Happening, material: Material) -> bool:
    """Whether a document that tells a plan tells the promise itself, by the same parties."""
    mine = _keys(happening.parties)
    for doc_id in dict.fromkeys(r.mention.doc_id for r in happening.reports):
        for other in material.holdings.mentions_of_document(doc_id):
            m = other.mention
            if m.type == "AGREE" and m.modality is Modality.ACTUAL:
                theirs = _keys((*m.actors, *m.recipients))
                if theirs and theirs == mine:
                    return True
    return False


def _keys(parties: Sequence[Party]) -> frozenset[str]:
    return frozenset(p.country or p.id or p.name or p.text for p in parties)


def key(p: Party) -> tuple[str | None, ...]:
    """Return what tells a party from another within an event."""
    return (p.id, p.country, p.name or p.text, p.sector)


def distinct(parties: Sequence[Party]) -> list[Party]:
    """Return parties, each once."""
    return list({key(p): p for p in reversed(parties)}.values())[::-1]


def pairs(act: Act, *, both_ways: bool = False) -> list[tuple[Party | None, Party | None]]:
    """Return the rows of an act in a format with one party a side.

    Actors times recipients; of several actors without recipient each pair of them, once,
    or in both directions; of one party alone, that party and none.
    """
    actors, recipients = distinct(act.event.actors), distinct(act.event.recipients)
    if actors and recipients:
        found = [(a, r) for a in actors for r in recipients if key(a) != key(r)]
        return list(found) or [(actors[0], None)]
    if len(actors) > 1:
        if both_ways:
            return list(itertools.permutations(actors, 2))
        return list(itertools.combinations(actors, 2))
    if actors:
        return [(actors[0], None)]
    return [(None, r) for r in recipients]


def numbered(act: Act, number: int) -> str:
    """Return the id of a row: the event's, and the number of the pair."""
    return f"{act.id}.{number}"


def number_of(identifier: str, bits: int = 63) -> int:
    """Return a positive number that depends on an id alone, for formats whose ids are numbers."""
    digest = hashlib.sha256(identifier.encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits)
