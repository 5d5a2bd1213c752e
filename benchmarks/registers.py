"""Registers at size: seconds and memory of deriving them from 100,000 events.

Usage::

    python -m benchmarks.registers [--events 100000] [--seed 1] [--no-store]

The articles are made of sentences about agreements, visits, exercises, deals in arms,
commissions, deployments and attacks of 40 states, and of remarks on these, five to an
article, all drawn from a seed. Measured, each in a process of its own, on one core:

- `derive`: :func:`dragoman.registers.derive` over events in memory, all registers; CPU and
  wall seconds without those of the generator, peak memory, rows.
- `store`: a store with as many reports, linked; :func:`dragoman.registry.registers_of` for
  all registers and for one, as `dragoman list visits` asks.

Results go to standard output as JSON and as a table to standard error.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

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
    Modality,
    Party,
    Place,
    Precision,
    Span,
    Topic,
    content_id,
)
from dragoman.registered import REGISTERS, Registers, Telling
from dragoman.registers import Fact, derive

ROOT = Path(__file__).parent.parent
TOLD = 5
STATES = {
    "AZE": "Azerbaijan", "IRN": "Iran", "ARM": "Armenia", "TUR": "Turkey", "RUS": "Russia",
    "GEO": "Georgia", "ISR": "Israel", "USA": "America", "CHN": "China", "IND": "India",
    "PAK": "Pakistan", "KAZ": "Kazakhstan", "UZB": "Uzbekistan", "TKM": "Turkmenistan",
    "IRQ": "Iraq", "SYR": "Syria", "EGY": "Egypt", "QAT": "Qatar", "FRA": "France",
    "DEU": "Germany", "GBR": "Britain", "ITA": "Italy", "ESP": "Spain", "POL": "Poland",
    "UKR": "Ukraine", "BLR": "Belarus", "SRB": "Serbia", "GRC": "Greece", "JPN": "Japan",
    "VNM": "Vietnam", "THA": "Thailand", "IDN": "Indonesia", "BRA": "Brazil", "MEX": "Mexico",
    "KEN": "Kenya", "ETH": "Ethiopia", "NGA": "Nigeria", "PER": "Peru", "CHL": "Chile",
    "NOR": "Norway",
}  # fmt: skip
_KINDS = ("memorandum", "treaty", "protocol", "contract", "declaration")
_ARMS = ("drones", "missiles", "howitzers", "frigates", "radars", "tanks")
_FIELDS = ("military cooperation", "trade", "transport", "energy", "the border")
#: Sentence, type, mode, trigger, object and its kind; A and B stand for the two states.
_SENTENCES = (
    ("A and B signed a {kind} on {field}", "SUPPORT", None, "signed", "{kind}", "accord"),
    ("A ratified the {kind} with B on {field}", "SUPPORT", None, "ratified", "{kind}", "accord"),
    ("the foreign minister of A visited B for talks", "CONSULT", "visit", "visited", "", ""),
    ("ministers of A and B met", "CONSULT", None, "met", "", ""),
    ("A and B held joint exercises", "COOPERATE", None, "exercises", "exercises", "exercise"),
    ("A sold {arms} to B", "COOPERATE", None, "sold", "{arms}", "arms"),
    ("A delivered {arms} to B", "AID", None, "delivered", "{arms}", "arms"),
    ("the joint commission of A and B on {field} held its third session", "CONSULT", None,
     "session", "joint commission", "body"),
    ("A sent troops to the border with B", "MOBILIZE", "troops", "sent", "troops", "body"),
    ("A shelled a post of B", "ASSAULT", "heavy-weapons", "shelled", "", ""),
    ("A criticised the exercises of B", "ACCUSE", "disapprove", "criticised", "", ""),
    ("A praised the visit of B", "SUPPORT", None, "praised", "", ""),
)  # fmt: skip


def articles(events: int, seed: int) -> Iterator[CodedArticle]:
    """Give articles that tell of so many acts in all."""
    draw = random.Random(seed)
    codes = list(STATES)
    weights = [1 / n for n in range(1, len(codes) + 1)]
    for number in range(events // TOLD):
        day = date(2015, 1, 1) + timedelta(draw.randrange(3650))
        pair = draw.choices(codes, weights, k=2)
        text, mentions = f"Page {number}", []
        for _ in range(TOLD):
            if draw.random() < 0.4:
                pair = draw.choices(codes, weights, k=2)
            text += "\n\n"
            mention, text = _tell(text, draw, pair, day)
            mentions.append(mention)
        doc_id = content_id("d", text)
        owned = tuple(_owned(m, doc_id, n) for n, m in enumerate(mentions))
        made = Article(
            doc_id=doc_id,
            uri=f"pages/{number}",
            title=f"Page {number}",
            publisher=None,
            author=None,
            published=_day(day),
            language="en",
            text=text,
            blocks=(Block(BlockKind.BODY, 0, len(text)),),
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
        yield CodedArticle(made, Coding("en", owned, ()))


def _owned(m: EventMention, doc_id: str, n: int) -> EventMention:
    values = {f: getattr(m, f) for f in EventMention.__dataclass_fields__}
    return EventMention(**values | {"mention_id": content_id("m", doc_id, str(n))})


def _day(day: date) -> DateValue:
    return DateValue(str(day), str(day), Precision.DAY, Basis.STATED, str(day))


def _tell(text: str, draw: random.Random, pair: list[str], day: date) -> tuple[EventMention, str]:
    frame, kind, mode, trigger, thing, sort = draw.choice(_SENTENCES)
    chosen = {
        "kind": draw.choice(_KINDS),
        "arms": draw.choice(_ARMS),
        "field": draw.choice(_FIELDS),
    }
    happened = day - timedelta(draw.randrange(4))
    words = frame.format(**chosen)
    start, parties = len(text), []
    for piece in words.split(" "):
        if piece in ("A", "B"):
            code = pair[piece == "B"]
            at = len(text)
            parties.append(
                Party(STATES[code], at, at + len(STATES[code]), STATES[code], code, code, "GOV")
            )
            text += STATES[code] + " "
        else:
            text += piece + " "
    text += f"on {happened}."
    at = text.index(trigger, start)
    objects = ()
    if thing:
        name = thing.format(**chosen)
        first = text.index(name, start)
        objects = (Topic(name, first, first + len(name), sort),)
    place = Place(STATES[pair[1]], pair[1], None, None, "country", STATES[pair[1]])
    mention = EventMention(
        "",
        kind,
        mode,
        ("military",),
        Modality.ACTUAL if draw.random() < 0.85 else Modality.FUTURE,
        Span(trigger, at, at + len(trigger)),
        tuple(parties[:1]),
        tuple(parties[1:]),
        _day(happened) if draw.random() < 0.8 else None,
        place if draw.random() < 0.4 else None,
        None,
        (),
        objects,
        0.8,
        (start, len(text)),
    )
    return mention, text


def _fact(coded: CodedArticle, m: EventMention) -> Fact:
    doc_id, published = coded.article.doc_id, coded.article.published
    day = published.start if published else None
    event = Event(
        content_id("e", m.mention_id), m.type, m.mode, m.contexts, m.modality, m.actors,
        m.recipients, m.date, m.place, m.amounts, m.objects, (m.mention_id,), 1, 1, (), (),
        m.confidence, reported=day, triggers=(m.trigger.text,),
    )  # fmt: skip
    sentence = coded.article.text[m.sentence[0] : m.sentence[1]]
    return Fact(event, (Telling(m, doc_id, doc_id, day, sentence, "en"),))


def _counts(found: Registers) -> dict[str, int]:
    return {name: len(found.rows(name)) for name in REGISTERS}


def _peak() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _timed(work: Callable[[], Registers]) -> tuple[Registers, dict[str, float]]:
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    return found, {
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "wall_seconds": round(time.perf_counter() - wall, 2),
    }


def from_memory(events: int, seed: int) -> dict[str, Any]:
    """Derive the registers of events in memory."""
    facts = [_fact(a, m) for a in articles(events, seed) for m in a.coding.events]
    before = _peak()
    found, spent = _timed(lambda: derive(facts))
    return {
        "events": len(facts),
        **spent,
        "events_mib": before,
        "peak_mib": _peak(),
        "rows": _counts(found),
    }


def from_store(events: int, seed: int) -> dict[str, Any]:
    """Derive the registers of a store, all and one."""
    from dragoman.pipeline import relink
    from dragoman.registry import registers_of
    from dragoman.store import Store

    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(str(Path(folder) / "s.db"), create=True) as store,
    ):
        run = store.start_run("benchmark")
        for one in articles(events, seed):
            store.save(one, page_sha256=one.article.sha256, run=run)
        relink(store, run=run)
        held = sum(1 for _ in store.events())
        before = _peak()
        one_register, alone = _timed(lambda: registers_of(store, wanted=("visits",)))
        found, spent = _timed(lambda: registers_of(store))
        return {
            "events": held,
            **spent,
            "one_cpu_seconds": alone["cpu_seconds"],
            "one_rows": len(one_register.visits),
            "before_mib": before,
            "peak_mib": _peak(),
            "rows": _counts(found),
        }


PARTS: dict[str, Callable[[int, int], dict[str, Any]]] = {
    "derive": from_memory,
    "store": from_store,
}


def main() -> None:
    """Measure each part in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-store", action="store_true", help="leave the store out")
    parser.add_argument("--part", choices=PARTS)
    args = parser.parse_args()
    if args.part:
        print(json.dumps(PARTS[args.part](args.events, args.seed)))
        return
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    results: dict[str, Any] = {}
    for part in PARTS:
        if part == "store" and args.no_store:
            continue
        command = [sys.executable, "-m", "benchmarks.registers", "--part", part]
        command += ["--events", str(args.events), "--seed", str(args.seed)]
        done = subprocess.run(
            command, check=False, env=environment, cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(f"{part} did not run:\n{done.stderr[-2000:]}")
        results[part] = json.loads(done.stdout.splitlines()[-1])
        sys.stderr.write(f"{part:<7} " + ", ".join(f"{k} {v}" for k, v in results[part].items()))
        sys.stderr.write("\n")
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
