"""The summary: sentences made of the records alone, each with the events it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from dragoman.analysis import QUADS, Change, Dyad
from dragoman.ontology import intensity
from dragoman.present import claims, dates, words
from dragoman.present.brief.material import Fact, Material
from dragoman.present.brief.page import Paragraph, Sentence
from dragoman.present.text import inline, join, number, shorten, signed
from dragoman.records import DateValue, Event, Modality
from dragoman.registered import REGISTERS, Row, dates_of

_NAMED = 3
_TITLE = 140
_UNDONE = frozenset({"planned", "possible", "denied", "cancelled", "offered", "alleged"})
_THINGS = {
    "agreements": ("agreement", "agreements"),
    "visits": ("visit or meeting", "visits and meetings"),
    "exercises": ("military exercise", "military exercises"),
    "transfers": ("transfer of arms", "transfers of arms"),
    "bodies": ("joint body", "joint bodies"),
    "deployments": ("deployment", "deployments"),
    "incidents": ("incident", "incidents"),
}


def summary(material: Material) -> tuple[Paragraph, ...]:
    """Return the summary in paragraphs: what there is, how it went, what is known, how well."""
    groups = (
        [*_extent(material), *_balance(material)],
        [*_course(material.dyad), *_extremes(material)],
        list(_registers(material)),
        [*_open(material), *_ground(material)],
    )
    return tuple(Paragraph(tuple(g)) for g in groups if g)


def ids(facts: Iterable[Fact]) -> tuple[str, ...]:
    """Return the ids of events."""
    return tuple(f.event.event_id for f in facts)


def title(event: Event) -> str:
    """Return an event within a sentence: ``CONSULT·visit, Iran → Azerbaijan, 2018-03-28``."""
    who = words.parties(event.actors, event.recipients)
    place = f", at {inline(event.place.name)}" if event.place else ""
    kind = words.kind(event.type, event.mode)
    return f"{kind}, {shorten(who, _TITLE)}, {dates.label(event.date)}{place}"


def counted(material: Material) -> list[Fact]:
    """Return the events that count in the figures of the relation, in order."""
    held = set(material.dyad.total.events)
    return [f for f in material.facts if f.event.event_id in held]


def _extent(material: Material) -> Iterator[Sentence]:
    a, b = material.dyad.a.name, material.dyad.b.name
    facts = material.facts
    when = _asked(material)
    if not facts:
        yield Sentence(f"The record holds no event in which {a} and {b} both take part{when}.")
        if material.undated_left_out:
            left = number(material.undated_left_out, "undated event")
            yield Sentence(f"{left} of the two may belong here; no report gives ground for a date.")
        return
    days = sorted(d for f in facts if f.event.date for d in _days(f.event))
    span = ""
    if days:
        span = f", dated {days[0]}" if days[0] == days[-1] else f", dated {days[0]} to {days[-1]}"
    yield Sentence(
        f"The record holds {number(len(facts), 'event')} in which {a} and {b} both take "
        f"part{when}{span}.",
    )
    undated = [f for f in facts if f.event.date is None]
    if undated:
        yield Sentence(
            f"No report gives ground for a date of {len(undated)} of them.", ids(undated)
        )
    if material.undated_left_out:
        left = number(material.undated_left_out, "undated event")
        yield Sentence(f"{left} of the two is left out." if material.undated_left_out == 1
                       else f"{left} of the two are left out.")  # fmt: skip


def _asked(material: Material) -> str:
    parts = []
    if material.since:
        parts.append(f"from {material.since}")
    if material.until:
        parts.append(f"until {material.until}")
    return f" {' '.join(parts)}" if parts else ""


def _days(event: Event) -> list[str]:
    date = event.date
    return [d for d in (date.start, date.end) if d] if date else []


def _balance(material: Material) -> Iterator[Sentence]:
    total, facts = material.dyad.total, counted(material)
    if not total.flow.n_events:
        if material.facts:
            yield Sentence(
                "None of these is an undisputed act of the one towards the other that has happened."
            )
        return
    yield Sentence(
        f"{number(total.flow.n_events, 'act')} of the one towards the other, or of both "
        f"together, {'is' if total.flow.n_events == 1 else 'are'} told as done and undisputed:"
    )
    for n, quad in enumerate(QUADS):
        ours = [f for f in facts if words.quad_name(f.event.type) == quad]
        if ours:
            end = "." if n == len(QUADS) - 1 or not _more(facts, QUADS[n + 1 :]) else ","
            yield Sentence(f"{len(ours)} of {quad}{end}", ids(ours))
    a, b = material.dyad.a.name, material.dyad.b.name
    yield Sentence(
        f"{a} acted towards {b} {_times(total.forward.n_events)}, {b} towards {a} "
        f"{_times(total.backward.n_events)}, both together {_times(total.mutual.n_events)}; the "
        f"mean intensity is {signed(total.mean)} on a scale from −10 to +10."
    )


def _more(facts: Sequence[Fact], quads: Sequence[str]) -> bool:
    return any(words.quad_name(f.event.type) in quads for f in facts)


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _course(dyad: Dyad) -> Iterator[Sentence]:
    for n, change in enumerate(dyad.changes, 1):
        yield change_sentence(n, change, dyad.by)
    if dyad.comparison is not None:
        drivers = tuple(d.event_id for d in dyad.comparison.drivers)
        yield Sentence(dyad.comparison.words, drivers)


def change_sentence(n: int, change: Change, by: str) -> Sentence:
    """Return a change point in words, with the events that drive it."""
    what = "net intensity" if change.measure == "net" else "number of acts"
    verb = "rose" if change.direction == "up" else "fell"
    doubt = ""
    if change.as_texts:
        doubt = (
            " The number of texts changed likewise, so that it may be the store that changed and "
            "not the relation."
        )
    return Sentence(
        f"Change {n}: from {change.period} the {what} a {by} {verb}, from {signed(change.before)} "
        f"to {signed(change.after)} on average.{doubt}",
        tuple(d.event_id for d in change.drivers),
    )


def _extremes(material: Material) -> Iterator[Sentence]:
    facts = counted(material)
    for sign, word in ((1, "most cooperative"), (-1, "most hostile")):
        scored = [(sign * intensity(f.event.type, f.event.mode), f) for f in facts]
        best = max((s for s, _ in scored), default=0)
        ours = [f for s, f in scored if s == best]
        if best <= 0:
            continue
        # Of several of one strength the latest is named; the undated stand last.
        dated = [f for f in ours if f.event.date is not None]
        last = (dated or ours)[-1]
        also = f", and {number(len(ours) - 1, 'other')} as strong" if len(ours) > 1 else ""
        others = [f for f in ours[::-1] if f is not last]
        yield Sentence(f"The {word} act: {title(last.event)}{also}.", ids([last, *others]))


def _registers(material: Material) -> Iterator[Sentence]:
    for register in REGISTERS:
        rows = material.registers.rows(register)
        if not rows:
            continue
        one, many = _THINGS[register]
        by_status = Counter(r.status for r in rows)
        told = join([f"{n} {status}" for status, n in by_status.most_common()])
        if len(rows) == 1:
            told = rows[0].status
        last = latest(rows)
        named = ""
        if last is not None:
            row, when = last
            named = f"; the latest: {inline(shorten(row.title, _TITLE))}, {dates.label(when)}"
            rows = (row, *(r for r in reversed(rows) if r is not row))
        events = tuple(dict.fromkeys(e for r in rows for e in r.events))
        yield Sentence(f"{len(rows)} {one if len(rows) == 1 else many} ({told}){named}.", events)


def latest(rows: Sequence[Row]) -> tuple[Row, DateValue] | None:
    """Return the row of something done with the latest day in a cell, and that day.

    Where nothing was done, of something planned or the like; None if all are undated.
    """
    found = [
        (row.status not in _UNDONE, when.start or "", row.row_id, row, when)
        for row in rows
        for when in dates_of(row)
    ]
    if not found:
        return None
    _, _, _, row, when = max(found, key=lambda one: one[:3])
    return row, when


def _open(material: Material) -> Iterator[Sentence]:
    by_standing = {
        mark: [f for f in material.facts if claims.mark(f.account) == mark]
        for mark in ("contested", "alleged", "denied")
    }
    told = {
        "contested": "is contested: somebody denies or doubts what others say",
        "alleged": "is known from allegations only",
        "denied": "is known from a denial only",
    }
    for mark, ours in by_standing.items():
        if len(ours) == 1:
            yield Sentence(f"One event {told[mark]}.", ids(ours))
        elif ours:
            plural = told[mark].replace("is ", "are ", 1)
            yield Sentence(f"{len(ours)} events {plural}.", ids(ours))
    plans = [f for f in material.facts if f.event.modality is Modality.FUTURE]
    if plans:
        done = [f for f in plans if any(t.role == "fulfilled_by" for t in f.ties)]
        kept = f", of which {len(done)} came about in what is told later" if done else ""
        yield Sentence(f"{number(len(plans), 'event')} {'was' if len(plans) == 1 else 'were'} "
                       f"announced{kept}.", ids(plans))  # fmt: skip
    differing = [f for f in material.facts if f.event.conflicts]
    if differing:
        yield Sentence(
            f"On {number(len(differing), 'event')} the reports disagree.", ids(differing)
        )


def _ground(material: Material) -> Iterator[Sentence]:
    told = {r.mention.doc_id for f in material.facts for r in f.reports}
    if not told:
        return
    held = [material.documents[d] for d in told if d in material.documents]
    copies = [d for d in held if d.copy_of]
    publishers = {d.article.publisher for d in held if d.article.publisher}
    rest = (
        f", of which {len(copies)} {'copies' if len(copies) == 1 else 'copy'} others and "
        f"{'counts' if len(copies) == 1 else 'count'} once with them"
        if copies
        else ""
    )
    by = f" of {number(len(publishers), 'publisher')}" if publishers else ""
    yield Sentence(f"All this rests on {number(len(told), 'text')}{by}{rest}.")
    alone = [f for f in material.facts if f.event.n_sources == 1]
    if alone:
        share = f"{len(alone)} of {number(len(material.facts), 'event')}"
        if len(alone) == len(material.facts):
            share = "Every event" if len(alone) > 1 else "It"
        verb = "rests" if len(alone) in (1, len(material.facts)) else "rest"
        yield Sentence(f"{share} {verb} on a single independent text.")
    every = next((a for a in material.dyad.audits if a.type == "all"), None)
    if every is None:
        yield Sentence("None of the events of this store was audited by a person.")
    else:
        yield Sentence(
            f"In audits of this store {every.right} of {every.judged} events drawn at random were "
            f"right ({every.precision:.0%}; 95 % interval {every.low:.0%} to {every.high:.0%})."
        )
