"""Who says that something happened, who denies it, and what it is part of, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from dragoman.knowledge import load
from dragoman.present import dates, words
from dragoman.present.text import clean, inline, join, number, shorten
from dragoman.records import Claim, Event
from dragoman.standing import Account, Tie

SAYS = {
    "asserted": "according to {}",
    "alleged": "alleged by {}",
    "confirmed": "confirmed by {}",
    "doubted": "doubted by {}",
    "denied": "denied by {}",
}
"""Each kind of claim with its words, those for the event before those against it."""
ROLE_WORDS = {
    "denies": "denies",
    "denied_by": "denied by",
    "confirms": "confirms",
    "confirmed_by": "confirmed by",
    "fulfils": "fulfils the plan",
    "fulfilled_by": "fulfilled by",
    "follows": "follows",
    "followed_by": "followed by",
}
MARKED = frozenset({"alleged", "contested", "denied"})
"""How an event stands that is not known from undisputed reports; it is marked with the word."""
_NOUNS = {"visited": "the invitation", "carried out": "the threat"}
_SPEAKERS = 5
_NAME_WIDTH = 60


def speaker(claim: Claim) -> str:
    """Return who makes a claim: ``Yuri Ushakov (RUS)``, ``Armenia``, ``somebody not named``."""
    said = inline(shorten(claim.name or claim.text or "", _NAME_WIDTH))
    country = inline(claim.country)
    if not said:
        return f"somebody in {country}" if country else "somebody not named"
    if not country or claim.name == load().name(claim.country or ""):
        return said
    return f"{said} ({country})"


def who_says(claims: Iterable[Claim], kinds: Iterable[str] = SAYS) -> str:
    """Return ``alleged by Armenia; denied by Azerbaijan``: each speaker once for each kind."""
    by_kind: dict[str, list[str]] = {}
    for claim in claims:
        by_kind.setdefault(claim.says, []).append(speaker(claim))
    return "; ".join(
        SAYS[kind].format(_names(words.distinct(by_kind[kind])))
        for kind in kinds
        if kind in by_kind
    )


def _names(names: Sequence[str]) -> str:
    if len(names) <= _SPEAKERS + 1:
        return join(names)
    return join([*names[:_SPEAKERS], number(len(names) - _SPEAKERS, "other")])


def standing(told: Account) -> str:
    """Return how an event stands and by whom: ``contested: alleged by Armenia; denied by …``.

    The first word is left out where the next ones say it: ``alleged by Armenia``.
    """
    said = who_says(told.claims)
    if not said:
        return told.standing
    implied = told.standing == "attributed" or said.startswith(f"{told.standing} by ")
    return said if implied else f"{told.standing}: {said}"


def mark(told: Account) -> str:
    """Return the word that marks how an event stands; none where nothing is amiss."""
    return told.standing if told.standing in MARKED else ""


def title(event: Event) -> str:
    """Return an event in one line for a terminal: what, who to whom, when, where."""
    parts = [
        f"{words.kind(event.type, event.mode)}: {words.parties(event.actors, event.recipients)}"
    ]
    parts.append(dates.label(event.date))
    if event.place is not None:
        parts.append(f"at {inline(event.place.name)}")
    if words.MODALITY_WORDS[event.modality]:
        parts.append(words.MODALITY_WORDS[event.modality])
    return ", ".join(parts)


def voices(told: Account, numbers: dict[str, int]) -> Iterator[tuple[str, Text]]:
    """Yield each claim: what it is, and by whom, when and in which report.

    Args:
        told: of the event.
        numbers: the event's reports by the ids of their mentions, as they are counted.
    """
    for voice in told.voices:
        c = voice.claim
        line = Text(speaker(c), style="bold")
        facts = [f"“{inline(shorten(c.text, _NAME_WIDTH))}”"] if c.text and c.text != c.name else []
        facts.append(c.said_on or "day not known")
        report = numbers.get(c.mention_id)
        facts.append(f"report {report}" if report else f"in {words.short_id(voice.event_id)}")
        line.append(f"  {', '.join(facts)}", style="not bold")
        if c.statement_id:
            line.append(f"  {words.short_id(c.statement_id)}", style="not bold dim")
        yield c.says, line


def related(ties: Sequence[Tie]) -> Iterator[RenderableType]:
    """Yield each relation: what the other event is to this one, its title, and why."""
    for tie in ties:
        r = tie.relation
        head = Text(ROLE_WORDS[tie.role], style="bold")
        if r.step:
            head.append(f" ({inline(r.step)})", style="bold")
        head.append(f"  {title(tie.other)}", style="not bold")
        head.append(f"  {words.short_id(tie.other.event_id)}", style="not bold dim")
        why = "; ".join(clean(x) for x in r.reasons)
        yield Padding(head, (0, 0, 0, 2))
        yield Padding(Text(f"{why} (score {r.score:.2f})", style="dim"), (0, 0, 0, 4))


def life(ties: Sequence[Tie]) -> list[str]:
    """Return short notes on what an event is part of: ``signed; after talks of 2018-02-21``.

    Of several of a kind the surest is told, of equally sure ones the nearest; the number
    of the others is told with it.
    """
    notes = []
    for role in ROLE_WORDS:
        mine = [t for t in ties if t.role == role]
        if not mine or role in ("denied_by", "confirmed_by"):
            continue
        # Ties come by day: what went before is nearest at the end, what came after at once.
        near = mine if role in ("fulfilled_by", "followed_by") else mine[::-1]
        best = max(near, key=lambda t: t.relation.score)
        more = f" and {number(len(mine) - 1, 'other')}" if len(mine) > 1 else ""
        notes.append(_note(role, best) + more)
    return notes


def _note(role: str, tie: Tie) -> str:
    other, step = tie.other, tie.relation.step
    name = words.short_id(other.event_id)
    match role:
        case "denies":
            return f"denies {name}"
        case "confirms":
            return f"confirms {name}"
        case "fulfils":
            return f"fulfils the plan of {other.reported or dates.label(other.date)} ({name})"
        case "fulfilled_by":
            return f"fulfilled {_day(other)} ({name})"
        case "follows":
            after = f"after {_noun(other, step)} of {_day(other)} ({name})"
            return f"{inline(step)}; {after}" if step else after
    return f"then {inline(step or 'the next step')} {_day(other)} ({name})"


def _day(event: Event) -> str:
    """Return when an event was, or where that is not told, when it was reported."""
    return dates.label(event.date) if event.date else event.reported or "a day not known"


def _noun(event: Event, next_step: str | None) -> str:
    if next_step in _NOUNS:
        return _NOUNS[next_step]
    if event.type == "CONSULT":
        return "a visit" if event.mode == "visit" else "talks"
    return f"“{inline(shorten(event.triggers[0], _NAME_WIDTH))}”" if event.triggers else event.type
