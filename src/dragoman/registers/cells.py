"""Cells out of events: the value that most reports give, who says it, and what others say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from dragoman.records import Amount, DateValue, Party, Place, Precision
from dragoman.registered import (
    DateCell,
    Evidence,
    NumberCell,
    PartyCell,
    PlaceCell,
    Telling,
    TextCell,
    Variant,
)
from dragoman.registers.facts import (
    STATE_SECTORS,
    Item,
    code_of,
    inside,
    is_person,
    spanned,
    state_name,
    told,
)
from dragoman.registers.offices import office_of
from dragoman.registers.wording import folded, terms

Said = tuple[str, Evidence]
Marks = dict[Evidence, None]
"""Evidence in order, each once."""
_SOLE = frozenset({"head of state", "head of government", "foreign minister", "defence minister"})
_EXACT = {p: n for n, p in enumerate(Precision)}
_COUNTED = frozenset({"dead", "injured", "arrested"})
_JOINED = 40
_CLOSE = ("site", "city", "district", "province", "region", "country")


def text_cell(said: Iterable[Said]) -> TextCell | None:
    """Return a cell of words: the value said most, the first of equals; None if nothing is."""
    by_value: dict[str, Marks] = defaultdict(dict)
    for value, one in said:
        by_value[value][one] = None
    if not by_value:
        return None
    ordered = sorted(by_value.items(), key=lambda kv: -len(kv[1]))
    return TextCell(ordered[0][0], tuple(ordered[0][1]), _variants(ordered[1:]))


def _variants(rest: Iterable[tuple[str, Iterable[Evidence]]]) -> tuple[Variant, ...]:
    return tuple(Variant(value, tuple(evidence)) for value, evidence in rest)


def party_cells(
    items: Sequence[Item],
    wanted: Callable[[Item, Telling, Party, bool], bool] = lambda *_: True,
    *,
    states: bool = True,
) -> tuple[PartyCell, ...]:
    """Return the parties of events that are wanted, in order of first mention.

    Args:
        items: the events.
        wanted: told event, report, party and whether it stands on the other side.
        states: put the state for each of its officials, ministries and forces.
    """
    found: dict[str, tuple[Party, Marks]] = {}
    for item in items:
        for t, p, side in item.parties():
            key = code_of(p) if states else _one(p, t)
            if key is None or not wanted(item, t, p, side):
                continue
            kept = found.setdefault(key, (p, {}))
            if _fuller(p, kept[0]):
                found[key] = (p, kept[1])
            kept[1][spanned(item, t, p.text, p.start, p.end)] = None
    return tuple(_party_cell(key, p, tuple(e), states) for key, (p, e) in found.items())


def _one(p: Party, t: Telling) -> str:
    """Return by what a party is known to be the same in two reports.

    Of one state there is one president and one foreign minister, however each is spelt.
    """
    if is_person(p) and p.country:
        office = office_of(p.role or "", t.language)
        if office in _SOLE:
            return f"{p.country} {office}"
    return p.id or folded(p.name or p.text).text


def _fuller(new: Party, old: Party) -> bool:
    return bool(new.role and not old.role and new.name and old.name == new.name)


def _party_cell(key: str, p: Party, evidence: tuple[Evidence, ...], states: bool) -> PartyCell:
    name = state_name(key) if states and p.sector in STATE_SECTORS else None
    if name is not None:
        return PartyCell(name, evidence, id=key, country=key, sector="GOV")
    return PartyCell(
        p.name or p.text, evidence, id=p.id, country=p.country, sector=p.sector, role=p.role
    )


def persons(
    items: Sequence[Item],
    wanted: Callable[[Item, Telling, Party, bool], bool] = lambda *_: True,
) -> tuple[PartyCell, ...]:
    """Return the named persons among the parties."""
    return party_cells(
        items, lambda i, t, p, side: is_person(p) and wanted(i, t, p, side), states=False
    )


def date_cell(items: Sequence[Item]) -> DateCell | None:
    """Return when it was: of the most exact dates the one that most events and reports give."""
    said: dict[tuple[str | None, str | None], tuple[DateValue, Marks]] = {}
    for item in items:
        if item.event.date is None:
            continue
        dated = [(t, t.mention.date) for t in item.tellings if t.mention.date is not None]
        dated = dated or [(t, item.event.date) for t in item.tellings[:1]]
        for t, date in dated:
            if date is None:
                continue
            kept = said.setdefault((date.start, date.end), (date, {}))
            kept[1][_written(item, t, date.text)] = None
    # The event's own date was chosen with more at hand than its reports' dates.
    chosen = {(i.event.date.start, i.event.date.end) for i in items if i.event.date}
    ordered = sorted(
        said.items(),
        key=lambda kv: (_EXACT[kv[1][0].precision], kv[0] not in chosen, -len(kv[1][1])),
    )
    if not ordered:
        return None
    best = ordered[0][1]
    others = [
        (_days(date), evidence)
        for key, (date, evidence) in ordered[1:]
        if not _holds(key, ordered[0][0])
    ]
    return DateCell(best[0], tuple(best[1]), _variants(others))


def _days(date: DateValue) -> str:
    return "/".join(dict.fromkeys(d for d in (date.start, date.end) if d))


def _holds(wide: tuple[str | None, str | None], day: tuple[str | None, str | None]) -> bool:
    """Whether a date lies within another, which then says nothing else."""
    return (wide[0] or "") <= (day[0] or day[1] or "") and (day[1] or day[0] or "") <= (
        wide[1] or "9999"
    )


def _written(item: Item, t: Telling, words: str | None) -> Evidence:
    """Return where the words of a date or place stand; the trigger where not in the sentence."""
    at = t.sentence.find(words) if words else -1
    if words is None or at < 0:
        return told(item, t)
    start = at + t.mention.sentence[0]
    return spanned(item, t, words, start, start + len(words))


def place_cell(items: Sequence[Item]) -> PlaceCell | None:
    """Return where it was: the closest place that is told."""
    said: dict[tuple[str, str | None], tuple[Place, Marks]] = {}
    for item in items:
        for t in item.tellings:
            place = t.mention.place
            if place is None:
                continue
            kept = said.setdefault((place.name, place.country), (place, {}))
            kept[1][_written(item, t, place.text)] = None
    ordered = sorted(said.values(), key=lambda v: (_closeness(v[0]), -len(v[1])))
    if not ordered:
        return None
    best, evidence = ordered[0]
    others = [
        (place.name, marks)
        for place, marks in ordered[1:]
        if place.precision != "country" or place.country != best.country
    ]
    return PlaceCell(best, tuple(evidence), _variants(others))


def _closeness(place: Place) -> int:
    return _CLOSE.index(place.precision) if place.precision in _CLOSE else len(_CLOSE)


def number_cell(
    said: Sequence[tuple[float, Evidence]], unit: str | None = None
) -> NumberCell | None:
    """Return a cell of a number: the one said most, the first of equals."""
    by_value: dict[float, Marks] = defaultdict(dict)
    for value, one in said:
        by_value[value][one] = None
    if not by_value:
        return None
    ordered = sorted(by_value.items(), key=lambda kv: -len(kv[1]))
    others = [(f"{value:g}", marks) for value, marks in ordered[1:]]
    return NumberCell(ordered[0][0], tuple(ordered[0][1]), unit=unit, others=_variants(others))


def amount_cell(
    items: Sequence[Item], kind: str, wanted: Callable[[Telling, Amount], bool] = lambda *_: True
) -> NumberCell | None:
    """Return an amount of one kind that the reports give."""
    found = [
        (a, spanned(i, t, a.text, a.start, a.end))
        for i in items
        for t in i.tellings
        for a in t.mention.amounts
        if a.kind == kind and a.value is not None and wanted(t, a)
    ]
    cell = number_cell([(v, e) for v, e in _added(items, kind, found)])
    if cell is None:
        return None
    first = next((a for a, _ in found if a.value == cell.value), None)
    if first is None:
        return replace(cell, unit=found[0][0].unit)
    return replace(cell, low=first.low, high=first.high, unit=first.unit)


def _added(
    items: Sequence[Item], kind: str, found: Sequence[tuple[Amount, Evidence]]
) -> list[tuple[float, Evidence]]:
    """Return the amounts, those that one report joins by “and” taken together."""
    by_report: dict[str, list[tuple[Amount, Evidence]]] = defaultdict(list)
    for amount, one in found:
        by_report[one.mention_id].append((amount, one))
    texts = {t.mention.mention_id: t for i in items for t in i.tellings}
    said: list[tuple[float, Evidence]] = []
    for name, given in by_report.items():
        given.sort(key=lambda g: g[0].start)
        total = sum(a.value or 0.0 for a, _ in given)
        joined = (
            len(given) > 1
            and kind in _COUNTED
            and all(_and(texts[name], a[0], b[0]) for a, b in pairwise(given))
        )
        said += [(total if joined else a.value or 0.0, one) for a, one in given]
    return said


def _and(t: Telling, a: Amount, b: Amount) -> bool:
    low = t.mention.sentence[0]
    between = t.sentence[max(0, a.end - low) : max(0, b.start - low)]
    return len(between) <= _JOINED and bool(terms("and", between, t.language))


def listed(items: Sequence[Item], name: str, *, within: int = 60) -> TextCell | None:
    """Return the term of a word list that stands nearest to the triggers."""
    return text_cell(
        (f.term, inside(i, t, f)) for i in items for t, f in i.near(name, within=within)
    )


def objects_of(items: Sequence[Item], kind: str) -> list[tuple[Item, Telling, str, Evidence]]:
    """Return the objects of one kind that the reports name."""
    return [
        (i, t, o.text, spanned(i, t, o.text, o.start, o.end))
        for i in items
        for t in i.tellings
        for o in t.mention.objects
        if o.kind == kind
    ]


def object_terms(items: Sequence[Item], kind: str, name: str) -> list[Said]:
    """Return the terms of a word list that the objects of a kind say."""
    return [
        (f.term, one)
        for _, t, text, one in objects_of(items, kind)
        for f in terms(name, text, t.language)[:1]
    ]


def longest(said: Sequence[Said]) -> TextCell | None:
    """Return the fullest wording; what only says less is left out of the others."""
    cell = text_cell(sorted(said, key=lambda s: -len(s[0])))
    if cell is None:
        return None
    by_value: dict[str, Marks] = defaultdict(dict)
    for value, one in said:
        by_value[value][one] = None
    ordered = sorted(by_value.items(), key=lambda kv: (-len(kv[0]), kv[0]))
    best = ordered[0]
    words = set(folded(best[0]).text.split())
    others = [kv for kv in ordered[1:] if not set(folded(kv[0]).text.split()) <= words]
    return TextCell(best[0], tuple(best[1]), _variants(others))
