"""Fold the reports of one happening into an event.

Every field is one report's value, never a mean. The rule is the same for each: the
most precise value; among equals the one that most independent texts give; among equals
the earliest report's. Values that exclude each other all stay, as a conflict, with the
reports that give them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from dragoman.link.compare import compare_places
from dragoman.link.families import SYMMETRIC
from dragoman.link.report import PartyKey, Report, place_level
from dragoman.link.voices import standing
from dragoman.ontology import CONTEXTS
from dragoman.records import (
    Amount,
    Basis,
    Claim,
    Conflict,
    DateValue,
    Event,
    FieldValue,
    LinkReason,
    Party,
    Place,
    Topic,
    content_id,
)

T = TypeVar("T")


def fold_event(reports: Sequence[Report], links: Sequence[LinkReason]) -> Event:
    """Return the event that the reports (in canonical order, at least one) tell of.

    Args:
        reports: the first is the earliest; its mention gives the event its id.
        links: why each report stands here.
    """
    first = reports[0].mention
    kind = _choose(reports, lambda r: r.mention.type, lambda t: 0) or first.type
    mode = _choose([r for r in reports if r.mention.type == kind], lambda r: r.mention.mode)
    place = _choose(reports, lambda r: r.mention.place, place_level, _place_key)
    actors, recipients = _parties(reports, kind)
    return Event(
        event_id=content_id("e", first.mention_id),
        type=kind,
        mode=mode,
        contexts=_contexts(reports),
        modality=reports[0].modality,
        actors=actors,
        recipients=recipients,
        date=_date(reports),
        place=place,
        amounts=_amounts(reports),
        objects=_objects(reports),
        mentions=tuple(r.id for r in reports),
        n_reports=len(reports),
        n_sources=len({r.source for r in reports}),
        conflicts=_conflicts(reports),
        links=tuple(links),
        confidence=max(r.mention.confidence for r in reports),
        claims=_claims(reports),
        standing=standing(reports[0].modality, [r.claims for r in reports]),
        status=_status(reports),
        reported=min((r.key[1] for r in reports if r.key[1]), default=None),
        triggers=tuple(dict.fromkeys(r.words[1] for r in reports)),
    )


def _claims(reports: Sequence[Report]) -> tuple[Claim, ...]:
    """Return the claims of all reports; what copies of one text repeat counts once."""

    def what(report: Report, claim: Claim) -> tuple[str | None, ...]:
        return (report.source, claim.says, claim.name, claim.country, claim.text)

    said = {what(r, c) for r in reports if r.doc_id == r.source for c in r.claims}
    kept = []
    for r in reports:
        for c in r.claims:
            if r.doc_id == r.source or what(r, c) not in said:
                said.add(what(r, c))
                kept.append(c)
    return tuple(kept)


def _status(reports: Sequence[Report]) -> str:
    """Return ``corrected`` or ``confirmed`` if a person judged any of the reports."""
    judged = {r.status for r in reports}
    return next((s for s in ("corrected", "confirmed") if s in judged), "machine")


def _choose(
    reports: Iterable[Report],
    value_of: Callable[[Report], T | None],
    imprecision: Callable[[T], int] = lambda value: 0,
    key_of: Callable[[T], Hashable] = lambda value: value,
) -> T | None:
    """Return a field's value by the rule; None where no report gives one."""
    sources: dict[Hashable, set[str]] = defaultdict(set)
    found: list[tuple[int, T, Hashable]] = []
    for n, r in enumerate(reports):
        value = value_of(r)
        if value is not None:
            sources[key_of(value)].add(r.source)
            found.append((n, value, key_of(value)))
    if not found:
        return None
    _, chosen, _ = min(found, key=lambda f: (imprecision(f[1]), -len(sources[f[2]]), f[0]))
    return chosen


def _own_date(report: Report, originals: set[str]) -> DateValue | None:
    """Return the report's date, unless it is a copy whose original speaks here itself.

    A copy of “on Tuesday” put online a week later counts from the wrong Tuesday.
    """
    date = report.mention.date
    if date is None or report.days is None:
        return None
    copied = report.doc_id != report.source and report.source in originals
    return None if copied and date.basis is not Basis.STATED else date


def _originals(reports: Sequence[Report]) -> set[str]:
    return {r.doc_id for r in reports if r.doc_id == r.source and r.days is not None}


def _date(reports: Sequence[Report]) -> DateValue | None:
    originals = _originals(reports)
    width = {r.mention.date: r.days[1] - r.days[0] for r in reports if r.mention.date and r.days}
    return _choose(
        reports,
        lambda r: _own_date(r, originals),
        lambda d: 2 * width[d] + (d.basis is Basis.INHERITED),
        lambda d: (d.start, d.end),
    )


def _place_key(place: Place) -> Hashable:
    return (place.country, place.name.casefold())


def _contexts(reports: Sequence[Report]) -> tuple[str, ...]:
    said = {c for r in reports for c in r.mention.contexts}
    return tuple(c for c in CONTEXTS if c in said) + tuple(sorted(said - set(CONTEXTS)))


def _specificity(parties: Iterable[Party]) -> int:
    """Return how much is known of a side: named persons and offices count most."""
    return sum(
        1 + 2 * bool(p.id) + bool(p.country) + 2 * bool(p.id and p.id.startswith("person:"))
        for p in parties
    )


def _parties(reports: Sequence[Report], kind: str) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Return both sides: those of the best report, and whom else the others name.

    The best report is the one that names most parties, with most known of them; the
    earlier wins. A party that others name comes in if no party of its country or
    organisation stands on either side yet.
    """
    fitting = [r for r in reports if r.mention.type == kind]
    best = min(
        range(len(fitting)),
        key=lambda n: (
            -len({p.code for p in fitting[n].parties}),
            -bool(fitting[n].actors) - bool(fitting[n].recipients),
            -_specificity((*fitting[n].mention.actors, *fitting[n].mention.recipients)),
            n,
        ),
    )
    base = fitting[best]
    sides = (list(base.mention.actors), list(base.mention.recipients))
    known = {p.code for p in base.parties}
    for r in fitting:
        for side, parties, keys in (
            (0, r.mention.actors, r.actors),
            (1, r.mention.recipients, r.recipients),
        ):
            for party, key in zip(parties, keys, strict=True):
                named = not key.code.startswith("~")
                if key.code not in known and (named or not sides[side]):
                    known.add(key.code)
                    sides[side].append(party)
    for side in (0, 1):
        sides[side][:] = [_better(p, side, fitting) for p in sides[side]]
    return tuple(sides[0]), tuple(sides[1])


def _better(party: Party, side: int, reports: Sequence[Report]) -> Party:
    """Return the person whom another report names where this one names the state alone."""
    if party.id is None or party.id != party.country:
        return party
    for r in reports:
        for other in r.mention.recipients if side else r.mention.actors:
            if other.country == party.country and (other.id or "").startswith("person:"):
                return other
    return party


def _amounts(reports: Sequence[Report]) -> tuple[Amount, ...]:
    """Return the amounts of each kind from the report that the rule chooses."""
    kept: list[Amount] = []
    for kind in sorted({a.kind for r in reports for a in r.mention.amounts}):

        def of_kind(r: Report, kind: str = kind) -> tuple[Amount, ...] | None:
            return tuple(a for a in r.mention.amounts if a.kind == kind) or None

        chosen = _choose(reports, of_kind, _vagueness, _amount_key)
        kept.extend(chosen or ())
    return tuple(kept)


def _vagueness(amounts: tuple[Amount, ...]) -> int:
    return sum(a.value is None for a in amounts)


def _amount_key(amounts: tuple[Amount, ...]) -> Hashable:
    return frozenset(_amount_words(a) for a in amounts)


def _amount_words(amount: Amount) -> str:
    number = amount.value
    if number is not None:
        words = f"{number:g}" if abs(number) < 1e6 else f"{number:.0f}"
    elif amount.low is not None or amount.high is not None:
        words = f"{amount.low or 0:g} to {amount.high:g}" if amount.high else f"over {amount.low:g}"
    else:
        words = amount.text
    return f"{amount.kind}: {words}{' ' + amount.unit if amount.unit else ''}"


def _objects(reports: Sequence[Report]) -> tuple[Topic, ...]:
    kept: dict[tuple[str, str], Topic] = {}
    for r in reports:
        for topic in r.mention.objects:
            kept.setdefault((topic.kind, topic.text.casefold()), topic)
    return tuple(kept.values())


def _conflicts(reports: Sequence[Report]) -> tuple[Conflict, ...]:
    """Return the fields on which reports exclude each other, with all their values."""
    if len(reports) == 1:
        return ()
    made = [
        _conflict("type", reports, lambda r: r.mention.type, lambda r: r.mention.type),
        _conflict("mode", reports, lambda r: r.mention.mode, lambda r: r.mention.mode),
        _date_conflict(reports),
        _conflict(
            "place",
            reports,
            lambda r: r.mention.place,
            lambda r: _place_words(r.mention.place),
            lambda a, b: compare_places(a, b) == "differs",
        ),
    ]
    for kind in sorted({a.kind for r in reports for a in r.mention.amounts}):

        def said(r: Report, kind: str = kind) -> frozenset[str] | None:
            return frozenset(_amount_words(a) for a in r.mention.amounts if a.kind == kind) or None

        def words(r: Report, kind: str = kind) -> str | None:
            return " + ".join(sorted(said(r, kind) or ())) or None

        made.append(_conflict("amounts", reports, said, words, lambda a, b: not a & b))
    if reports[0].mention.type in SYMMETRIC:
        made.append(_party_conflict("parties", reports, lambda r: r.parties))
    else:
        made.append(_party_conflict("actors", reports, lambda r: r.actors))
        made.append(_party_conflict("recipients", reports, lambda r: r.recipients))
    return tuple(c for c in made if c is not None)


def _conflict(
    field: str,
    reports: Sequence[Report],
    value_of: Callable[[Report], T | None],
    words_of: Callable[[Report], str | None],
    apart: Callable[[T, T], bool] = lambda a, b: a != b,
) -> Conflict | None:
    """Return the conflict of a field, the value of most independent texts first."""
    given = [(r, value) for r in reports if (value := value_of(r)) is not None]
    distinct = list({words_of(r): value for r, value in given}.values())
    if not any(apart(a, b) for n, a in enumerate(distinct) for b in distinct[n + 1 :]):
        return None
    by_words: dict[str, list[Report]] = defaultdict(list)
    for r, _ in given:
        by_words[words_of(r) or ""].append(r)
    values = sorted(by_words.items(), key=lambda item: (-len({r.source for r in item[1]}), item[0]))
    return Conflict(
        field, tuple(FieldValue(words, tuple(r.id for r in said)) for words, said in values)
    )


def _date_conflict(reports: Sequence[Report]) -> Conflict | None:
    originals = _originals(reports)

    def days(r: Report) -> tuple[int, int] | None:
        return r.days if _own_date(r, originals) else None

    return _conflict(
        "date",
        reports,
        days,
        lambda r: _date_words(r.mention.date),
        lambda a, b: a[0] > b[1] or b[0] > a[1],
    )


def _date_words(date: DateValue | None) -> str | None:
    if date is None:
        return None
    if date.start == date.end:
        return date.start
    return f"{date.start or '..'}/{date.end or '..'}"


def _place_words(place: Place | None) -> str | None:
    if place is None:
        return None
    return f"{place.name} ({place.country})" if place.country else place.name


def _party_conflict(
    field: str, reports: Sequence[Report], side: Callable[[Report], tuple[PartyKey, ...]]
) -> Conflict | None:
    def codes(r: Report) -> frozenset[str] | None:
        return frozenset(p.code for p in side(r) if not p.code.startswith("~")) or None

    return _conflict(
        field,
        reports,
        codes,
        lambda r: "+".join(sorted(codes(r) or ())) or None,
        lambda a, b: not (a <= b or b <= a),
    )
