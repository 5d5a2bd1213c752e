"""A dyad at size: seconds from an open store to the whole relation of two states.

Usage::

    python -m benchmarks.dyads [--events 50000] [--others 25000] [--store FILE] [--rounds 5]

A store is made (or taken, where FILE is there already) with so many events between Iran and
Azerbaijan over ten years and so many between other states, one to three reports each, five
reports to an article. Linking is left out: which reports make an event is given. Measured
are CPU and wall seconds of, the median of the rounds:

- `plain_sql`: the known yardstick: the rows of events and of their parties, read by plain
  SQL through `sqlite3` into lists;
- `table`: the events of one of the two with their reports as one Arrow table, by
  :meth:`Store.table`;
- `analysis`: from that table all that the dyad says: months, reciprocity, coverage, breaks;
- `dyad`: both, and the counts of all events and texts;
- `records`: the events as records, by :meth:`Store.events` (once).

Results go to standard output as JSON.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dragoman.linkage import Delta
from dragoman.ontology import MODES, TYPES
from dragoman.records import (
    Article,
    Basis,
    Block,
    BlockKind,
    CodedArticle,
    Coding,
    DateValue,
    Event,
    EventMention,
    LinkReason,
    Modality,
    Party,
    Precision,
    Span,
    content_id,
)
from dragoman.store import Store

_FIRST = date(2014, 1, 1)
_DAYS = 3652
_TOLD = 5
_STATES = ("AZE", "IRN", "ARM", "TUR", "RUS", "GEO", "ISR", "USA", "FRA", "IND")
_SQL = (
    "select event_key, event_id, type, mode, modality, standing, date_start, date_end, n_sources "
    "from events where retired_at is null",
    "select p.event_key, p.side, p.ordinal, p.party_id, p.country from event_parties p "
    "join events e on e.event_key = p.event_key where e.retired_at is null",
)


def _party(code: str, start: int) -> Party:
    return Party(code, start, start + 3, code, code, code, "GOV", None, 0.95, "a state's name")


def _mentions(events: int, others: int, seed: int) -> Iterator[list[EventMention]]:
    """Give the reports of one event after the other, without ids."""
    draw = random.Random(seed)
    for n in range(events + others):
        a, b = ("IRN", "AZE") if n < events else draw.sample(_STATES[2:], 2)
        if draw.random() < 0.4:
            a, b = b, a
        kind = draw.choice(TYPES)
        mode = draw.choice([None, *MODES[kind]])
        day = _FIRST + timedelta(draw.randrange(_DAYS))
        when = _when(day, draw.random())
        modality = draw.choices(list(Modality), [85, 10, 3, 2])[0]
        both = draw.random() < 0.2
        yield [
            EventMention(
                "",
                kind,
                mode,
                (),
                modality,
                Span("acted", 4, 9),
                (_party(a, 0), _party(b, 10)) if both else (_party(a, 0),),
                () if both else (_party(b, 10),),
                when,
                None,
                None,
                (),
                (),
                0.8,
                (0, 14),
            )
            for _ in range(draw.choice((1, 1, 2, 3)))
        ]


def _when(day: date, chance: float) -> DateValue | None:
    if chance < 0.05:
        return None
    if chance < 0.1:
        return DateValue(f"{day:%Y}-01-01", f"{day:%Y}-12-31", Precision.YEAR, Basis.STATED)
    return DateValue(day.isoformat(), day.isoformat(), Precision.DAY, Basis.STATED)


def make(path: Path, events: int, others: int, seed: int = 1) -> None:
    """Make the store."""
    made: list[Event] = []
    waiting: list[tuple[int, EventMention]] = []
    groups: list[list[str]] = []
    first: list[EventMention] = []
    for number, reports in enumerate(_mentions(events, others, seed)):
        waiting += [(number, r) for r in reports]
        groups.append([])
        first.append(reports[0])
    random.Random(seed).shuffle(waiting)
    with Store.open(str(path), create=True) as store:
        run = store.start_run("benchmark")
        for at in range(0, len(waiting), _TOLD):
            told = waiting[at : at + _TOLD]
            coded = _article(at, [m for _, m in told])
            for (number, _), mention in zip(told, coded.coding.events, strict=True):
                groups[number].append(mention.mention_id)
            store.save(coded, page_sha256=coded.article.sha256, run=run)
        for ids, m in zip(groups, first, strict=True):
            made.append(_event(sorted(ids), m))
        delta = Delta(None, tuple(made), None, (), (), (), (), {}, {}, (), ())
        store.save_delta(delta, linker="benchmark", run=run)
        store.end_run(run)


def _article(number: int, told: list[EventMention]) -> CodedArticle:
    text = "\n\n".join(["IRN acted AZE."] * len(told) + [f"Page {number}."])
    day = (_FIRST + timedelta(number % _DAYS)).isoformat()
    doc = content_id("doc", str(number))
    article = Article(
        doc,
        f"pages/{number}",
        f"Page {number}",
        f"Paper {number % 40}",
        None,
        DateValue(day, day, Precision.DAY, Basis.STATED),
        ("en", "en", "ru", "az")[number % 4],
        text,
        (Block(BlockKind.BODY, 0, len(text)),),
        hashlib.sha256(text.encode()).hexdigest(),
    )
    owned = tuple(
        EventMention.from_dict(m.to_dict() | {"mention_id": content_id("m", doc, str(n))})
        for n, m in enumerate(told)
    )
    return CodedArticle(article, Coding(article.language, owned, ()))


def _event(ids: list[str], m: EventMention) -> Event:
    return Event(
        content_id("e", *ids),
        m.type,
        m.mode,
        m.contexts,
        m.modality,
        m.actors,
        m.recipients,
        m.date,
        None,
        (),
        (),
        tuple(ids),
        len(ids),
        len(ids),
        (),
        tuple(LinkReason(i, 1.0, ("given",)) for i in ids),
        m.confidence,
    )


def _timed(act: Callable[[], Any], rounds: int) -> dict[str, float]:
    cpu, wall = [], []
    for _ in range(rounds):
        before = time.process_time(), time.perf_counter()
        act()
        cpu.append(time.process_time() - before[0])
        wall.append(time.perf_counter() - before[1])
    return {
        "cpu_seconds": round(statistics.median(cpu), 3),
        "wall_seconds": round(statistics.median(wall), 3),
    }


def measure(path: Path, rounds: int) -> dict[str, Any]:
    """Measure each way."""
    from dragoman.analyse.dyad import dyad as analysed
    from dragoman.analyse.sides import side
    from dragoman.analyst import dyad
    from dragoman.knowledge import load

    knowledge = load()

    def plain() -> None:
        connection = sqlite3.connect(path)
        for wanted in _SQL:
            connection.execute(wanted).fetchall()
        connection.close()

    with Store.open(str(path)) as store:
        tables, corpus = (store.table(["IRN"]), store.document_table()), store.corpus()
        sides = [side([code], knowledge) for code in ("IRN", "AZE")]
        found = dyad(store, "IRN", "AZE", knowledge=knowledge)
        results = {
            "events": store.table(["IRN"]).num_rows,
            "counted": found.total.flow.n_events,
            "periods": len(found.periods),
            "plain_sql": _timed(plain, rounds),
            "table": _timed(lambda: store.table(["IRN"]), rounds),
            "analysis": _timed(lambda: analysed(*tables, *sides, corpus=corpus), rounds),
            "dyad": _timed(lambda: dyad(store, "IRN", "AZE", knowledge=knowledge), rounds),
            "records": _timed(lambda: list(store.events()), 1),
        }
    ratio = results["dyad"]["cpu_seconds"] / results["plain_sql"]["cpu_seconds"]
    return results | {"dyad_by_plain_sql": round(ratio, 2)}


def main() -> None:
    """Make the store where there is none, and measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--others", type=int, default=25_000)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.store or Path(folder) / "dyads.db"
        if not path.exists():
            make(path, given.events, given.others)
        print(json.dumps(measure(path, given.rounds), indent=2))


if __name__ == "__main__":
    main()
