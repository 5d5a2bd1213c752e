"""Records in words: parties, attributions, modality, conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dragoman.ontology import quad
from dragoman.present.text import inline, join, number, shorten
from dragoman.records import Attribution, Conflict, Modality, Party, Stance

QUAD_STYLES = {
    "verbal cooperation": "cyan",
    "material cooperation": "green",
    "verbal conflict": "yellow",
    "material conflict": "red",
}
MODALITY_WORDS = {
    Modality.ACTUAL: "",
    Modality.FUTURE: "planned",
    Modality.HYPOTHETICAL: "hypothetical",
    Modality.NEGATED: "did not happen",
}
_STANCE_WORDS = {
    Stance.ASSERT: "according to {}",
    Stance.ALLEGE: "alleged by {}",
    Stance.DENY: "denied by {}",
    Stance.DOUBT: "doubted by {}",
    Stance.SUPPORT: "supported by {}",
    Stance.OPPOSE: "opposed by {}",
}
_SHORT_DIGITS = 8
_NAME_WIDTH = 60


def quad_style(event_type: str) -> str:
    """Return the colour of a type's quad class; none for a type that PLOVER lacks."""
    try:
        return QUAD_STYLES.get(quad(event_type), "")
    except KeyError:
        return ""


def quad_name(event_type: str) -> str:
    """Return the quad class of a type in words; empty for a type that PLOVER lacks."""
    try:
        return quad(event_type)
    except KeyError:
        return ""


def party(p: Party) -> str:
    """Return a party in a few words: its name, and what the name alone does not tell.

    >>> party(Party("Iranian police", 0, 14, "Iran", "IRN", "IRN", "COP"))
    'Iran (COP)'
    """
    name = inline(shorten(p.name or p.text, _NAME_WIDTH))
    if p.name is None:
        name = f"“{name}”"
    is_state = p.id is not None and p.id == p.country
    acting = p.sector if p.sector not in (None, "GOV", "UNK") else None
    extra = acting if is_state else p.country
    return f"{name} ({extra})" if extra else name


def parties(actors: Iterable[Party], recipients: Iterable[Party]) -> str:
    """Return who did it to whom: ``Iran → Azerbaijan``; without recipients ``A and B``."""
    who = join(list(dict.fromkeys(party(p) for p in actors)))
    whom = join(list(dict.fromkeys(party(p) for p in recipients)))
    if not whom:
        return who or "nobody named"
    return f"{who or '(not named)'} → {whom}"


def attribution(source: Attribution) -> str:
    """Return according to whom, in the text's words, with what these words do not tell.

    Such as ``denied by Kremlin aide Yuri Ushakov (RUS)``, ``alleged by his office (Iran)``.
    """
    said = inline(shorten(source.text, _NAME_WIDTH))
    name = inline(shorten(source.name, _NAME_WIDTH)) if source.name else ""
    told = not name or name.casefold() in said.casefold()
    extra = source.country if told else name
    return _STANCE_WORDS[source.stance].format(f"{said} ({extra})" if extra else said)


def kind(event_type: str, mode: str | None) -> str:
    """Return type and mode: ``CONSULT·visit``."""
    return f"{event_type}·{mode}" if mode else event_type


def counts(n_reports: int, n_sources: int) -> str:
    """Return ``3 reports / 2 sources``."""
    return f"{number(n_reports, 'report')} / {number(n_sources, 'source')}"


def conflict(c: Conflict) -> str:
    """Return ``reports disagree on date: 2022-03-10 or 2022-03-11``."""
    values = join([inline(shorten(v.value, _NAME_WIDTH)) for v in c.values], " or ")
    return f"reports disagree on {c.field}: {values}"


def short_id(identifier: str) -> str:
    """Return the part of an id that people type: its prefix and eight digits."""
    prefix, dash, digits = identifier.partition("-")
    return f"{prefix}{dash}{digits[:_SHORT_DIGITS]}" if dash else identifier


def distinct(items: Sequence[str]) -> list[str]:
    """Return the items without repetition, in order."""
    return list(dict.fromkeys(i for i in items if i))
