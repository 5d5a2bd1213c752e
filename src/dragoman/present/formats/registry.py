"""What the formats made of registers share: dates in parts, states, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dragoman.ontology.countries import country
from dragoman.present.formats.base import plain
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.records import Basis, DateValue, Precision
from dragoman.registered import DateCell, PartyCell, Row

_IGO = frozenset({"IGO", "EUR", "UNO"})
_NON_STATE = frozenset({"REB", "PRE", "UAF", "CRM"})
_TO_MONTH = frozenset({Precision.MONTH})
_TO_DAY = frozenset({Precision.DAY, Precision.WEEK, Precision.RANGE})


def parts(date: DateValue | None, *, last: bool = False) -> tuple[str, str, str]:
    """Return year, month and day as far as they are known, empty where they are not.

    Args:
        date: the date.
        last: of its last day instead of its first.
    """
    day = (date.end if last else date.start) if date else None
    if date is None or not day:
        return "", "", ""
    if date.precision in _TO_DAY:
        return day[:4], day[5:7], day[8:10]
    return day[:4], day[5:7] if date.precision in _TO_MONTH else "", ""


def value(cell: DateCell | None) -> DateValue | None:
    """Return the date of a cell."""
    return cell.value if cell else None


def estimated(cell: DateCell | None) -> bool:
    """Whether a date was counted or taken over, is not exact to the year, or is disputed."""
    if cell is None:
        return False
    date = cell.value
    years = {(date.start or "")[:4], (date.end or "")[:4]}
    return date.basis is not Basis.STATED or bool(cell.others) or len(years) > 1


def states(parties: Sequence[PartyCell]) -> list[str]:
    """Return the codes of the states among parties, each once, in order."""
    return list(dict.fromkeys(p.country for p in parties if p.country and country(p.country).cow))


def state_name(p: PartyCell) -> str:
    """Return the English name of a party's state; ``*`` marks what is no state, ``**`` an IGO."""
    if p.country in _IGO:
        return f"{plain(p.value)}**"
    if p.sector in _NON_STATE:
        return f"{plain(p.value)}*"
    return country(p.country).name or plain(p.value)


def sources(material: Material, row: Row) -> list[str]:
    """Return where the pages came from that tell of a row, each once."""
    mentions = material.holdings.mentions(row.mentions)
    documents = (material.document(m.doc_id) for m in mentions)
    return list(dict.fromkeys(plain(d.article.uri) for d in documents if d))


def publishers(material: Material, row: Row) -> list[str]:
    """Return who published what tells of a row, or the addresses where that is not known."""
    mentions = material.holdings.mentions(row.mentions)
    articles = (d.article for m in mentions if (d := material.document(m.doc_id)))
    return list(dict.fromkeys(plain(a.publisher) or plain(a.uri) for a in articles))


def lose(losses: Losses, row: Row, lost: Mapping[str, str]) -> None:
    """Tell which of these fields a row has and its format has no room for."""
    for name, reason in lost.items():
        held = getattr(row, name, None)
        if name == "evidence" or held not in (None, (), ""):
            losses.lost(name, reason, row.row_id)
