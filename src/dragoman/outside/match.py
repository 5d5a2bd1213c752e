"""Match the rows of an outside source with our events.

A row tells of an event if

- the countries it names are parties of the event: one that acts and one that is acted
  upon, on their own sides, unless the source, the row's type or the event has no sides;
- their days are at most one apart, or fall into one month where either is known to the
  month only; an event known less exactly must hold the row's day;
- their types are of one family (:data:`FAMILIES`).

One event may be told by many rows, and one row may fit several events.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from dragoman.compared import Comparison, OutsideEvent, Pair, Share
from dragoman.outside.reading import Fault
from dragoman.records import Event, Modality, Precision

FAMILIES: Mapping[str, str] = {
    "AGREE": "agreement",
    "SUPPORT": "agreement",
    "CONSULT": "talks",
    "COOPERATE": "exchange",
    "AID": "exchange",
    "CONCEDE": "yielding",
    "RETREAT": "yielding",
    "REQUEST": "demand",
    "ACCUSE": "blame",
    "REJECT": "refusal",
    "THREATEN": "threat",
    "PROTEST": "protest",
    "SANCTION": "sanction",
    "MOBILIZE": "posture",
    "COERCE": "coercion",
    "ASSAULT": "violence",
}
"""Types that different coders give to one act: who agreed and who supported, who cooperated
and who helped, who yielded in words and who in deed."""
UNSIDED = frozenset({"CONSULT", "COOPERATE", "AGREE", "SUPPORT"})
"""Types whose sides are a matter of telling."""
_EXACT = frozenset({Precision.DAY, Precision.WEEK, Precision.RANGE})
_DAY = datetime.timedelta(days=1)
_LONGEST = 400  # days that an event may stretch over and still be looked up by its months
_COVERED: Mapping[str, frozenset[str]] = {
    "acled": frozenset({"ASSAULT", "PROTEST", "COERCE", "MOBILIZE", "RETREAT"})
}
"""What sources record, where that is not all of PLOVER."""


@dataclass(slots=True)
class _Index:
    """Rows by family and month."""

    rows: list[OutsideEvent] = field(default_factory=list)
    where: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: OutsideEvent) -> None:
        self.where[FAMILIES[row.type or ""], row.day[:7]].append(len(self.rows))
        self.rows.append(row)


def compare(
    events: Iterable[Event],
    rows: Iterable[OutsideEvent | Fault],
    *,
    source: str,
    title: Callable[[Event], str],
    fault: Callable[[Fault], None],
    examples: int = 5,
    concerns: Callable[[OutsideEvent], bool] = lambda row: True,
) -> Comparison:
    """Compare our events with the rows of a file.

    The rows are held in memory, the events are not.

    Args:
        events: ours.
        rows: of the file; faults go to ``fault``.
        source: format of the file.
        title: tells an event in one line.
        fault: told of each line that cannot be used.
        examples: how many of each kind are kept.
        concerns: whether a row is looked at; rows of other parties may be left aside.
    """
    made = Comparison(source)
    index = _Index()
    for row in rows:
        if isinstance(row, Fault):
            fault(row)
            continue
        if not concerns(row):
            _count(made, "row of the file that the filters pass over")
            continue
        if row.type is None:
            _count(made, "row of the file that is no act in PLOVER's sense")
            continue
        if not row.actors and not row.recipients:
            _count(made, "row of the file that names no country")
            continue
        index.add(row)
    made.rows = len(index.rows)
    made.first = min((r.day for r in index.rows), default=None)
    made.last = max((r.day for r in index.rows), default=None)
    matched: set[int] = set()
    for event in events:
        _one(made, index, matched, event, title, examples)
    for number, row in enumerate(index.rows):
        if number not in matched:
            _share(made.types, row.type or "").there += 1
            _share(made.months, row.day[:7]).there += 1
            if len(made.there) < examples:
                made.there.append(row)
    made.rows_matched = len(matched)
    return made


def _one(
    made: Comparison,
    index: _Index,
    matched: set[int],
    event: Event,
    title: Callable[[Event], str],
    examples: int,
) -> None:
    reason = _unfit(event, made)
    if reason:
        _count(made, reason)
        return
    assert event.date is not None
    start = event.date.start or event.date.end or ""
    found = [n for n in _near(index, event) if fits(index.rows[n], event)]
    if not found and event.type not in _COVERED.get(made.source, {event.type}):
        _count(made, f"event here of a type that {made.source} does not record")
        return
    made.events += 1
    types, months = _share(made.types, event.type), _share(made.months, start[:7])
    if not found:
        types.here += 1
        months.here += 1
        if len(made.here) < examples:
            made.here.append((event.event_id, title(event)))
        return
    made.events_matched += 1
    types.matched += 1
    months.matched += 1
    matched.update(found)
    if len(made.pairs) < examples:
        told = tuple(index.rows[n] for n in found[:examples])
        made.pairs.append(Pair(event.event_id, title(event), told))


def _unfit(event: Event, made: Comparison) -> str | None:
    """Return why an event cannot be compared; null if it can."""
    if event.modality is not Modality.ACTUAL:
        return f"event here that is {event.modality}"
    if event.date is None or not (event.date.start and event.date.end):
        return "event here without a date, or with an open one"
    if not _countries(event.actors) and not _countries(event.recipients):
        return "event here without a country"
    if made.first is None or made.last is None:
        return "event here outside the days of the file"
    if event.date.end < _moved(made.first, -1) or event.date.start > _moved(made.last, 1):
        return "event here outside the days of the file"
    return None


def _near(index: _Index, event: Event) -> Iterable[int]:
    """Give the rows of the event's family in the months that it touches."""
    assert event.date is not None
    first = _moved(event.date.start or "", -1)
    last = _moved(event.date.end or "", 1)
    day, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    family = FAMILIES[event.type]
    if (end - day).days > _LONGEST:
        return [n for n, row in enumerate(index.rows) if FAMILIES[row.type or ""] == family]
    months = []
    while day <= end:
        months.append(day.isoformat()[:7])
        day = (day.replace(day=1) + 32 * _DAY).replace(day=1)
    return [n for month in months for n in index.where.get((family, month), ())]


def fits(row: OutsideEvent, event: Event) -> bool:
    """Return whether a row tells of an event, by the rule of this module."""
    if row.type is None or FAMILIES[row.type] != FAMILIES.get(event.type):
        return False
    return _same_days(row, event) and _same_parties(row, event)


def _same_days(row: OutsideEvent, event: Event) -> bool:
    date = event.date
    if date is None or not date.start or not date.end:
        return False
    if row.month or date.precision is Precision.MONTH:
        return date.start[:7] <= row.day[:7] <= date.end[:7]
    if date.precision in _EXACT:
        return _moved(date.start, -1) <= row.day <= _moved(date.end, 1)
    return date.start <= row.day <= date.end


def _moved(day: str, days: int) -> str:
    try:
        return (datetime.date.fromisoformat(day) + days * _DAY).isoformat()
    except OverflowError:
        return day


def _same_parties(row: OutsideEvent, event: Event) -> bool:
    actors, recipients = _countries(event.actors), _countries(event.recipients)
    there = (frozenset(row.actors), frozenset(row.recipients))
    sided = row.directed and row.type not in UNSIDED and event.type not in UNSIDED
    if sided and actors and recipients:
        return _meets(there[0], actors) and _meets(there[1], recipients)
    everybody = actors | recipients
    if there[0] and there[1]:
        if there[0] == there[1] and len(there[0]) == 1:
            # Something within one state: both of our sides must be of it, or one be unnamed.
            return everybody == there[0] or there[0] <= actors & recipients
        pairs = ((a, b) for a in there[0] for b in there[1] if a != b)
        return any(a in everybody and b in everybody for a, b in pairs)
    # A row with one country alone tells of an event with that country alone.
    return bool(everybody) and everybody <= there[0] | there[1]


def _meets(there: frozenset[str], here: frozenset[str]) -> bool:
    return bool(there & here)


def _countries(parties: Iterable[object]) -> frozenset[str]:
    return frozenset(c for p in parties if (c := getattr(p, "country", None)))


def _share(shares: dict[str, Share], key: str) -> Share:
    return shares.setdefault(key, Share())


def _count(made: Comparison, reason: str) -> None:
    made.left_out[reason] = made.left_out.get(reason, 0) + 1
