"""A build that is killed at any moment loses nothing, doubles nothing and goes on.

`DRAGOMAN_KILLS` says how many times builds are killed; the default is the short form.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import kill_world
import pytest
from kill_world import PHASES, Killed, Plan

from dragoman.link import link
from dragoman.store import Store
from dragoman.store.schema import metadata

KILLS = int(os.environ.get("DRAGOMAN_KILLS", "8"))
LONG = KILLS > 8
_PASSING = {"run_id", "last_run_id"}
"""Which run wrote a row, and when, is all that may differ from a build never killed."""

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")


def contents(store: Path) -> dict[str, list[tuple[str, ...]]]:
    """Return all rows of a store, its history included, but for runs and times."""
    found = {}
    with contextlib.closing(sqlite3.connect(store)) as connection:
        for table in metadata.sorted_tables:
            if table.name == "runs":
                continue
            columns = [
                f'"{c.name}"'
                for c in table.columns
                if c.name not in _PASSING and not c.name.endswith(("_at", "_seen"))
            ]
            retired = ["retired_at IS NULL"] if "retired_at" in table.columns else []
            wanted = f"SELECT {', '.join(columns + retired)} FROM {table.name}"
            found[table.name] = sorted(tuple(map(str, r)) for r in connection.execute(wanted))
    return found


def assert_same(killed: Path, whole: Path) -> None:
    """A store that was killed again and again is the store of builds never killed."""
    ours, theirs = contents(killed), contents(whole)
    for table in theirs:
        assert ours[table] == theirs[table], table
    with Store.open(str(killed)) as store:
        assert store.check() == []
        found = link(store.coded())
        events = sorted((s.event for s in store.events()), key=lambda e: e.event_id)
        assert events == list(found.events)
        assert {d.article.doc_id: d.copy_of for d in store.documents() if d.copy_of} == found.copies


def assert_sound(store: Path, kept: int) -> None:
    """What a killed build left is sound; a copy is looked at, so that the next build mends it."""
    if not store.exists():
        assert not kept
        return
    copy = store.parent / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for suffix in ("", "-wal", "-journal"):
        beside = store.with_name(store.name + suffix)
        if beside.exists():
            shutil.copy(beside, copy)
    with Store.open(str(copy / store.name), create=True) as opened:
        assert opened.check() == []
        pages = len(list(opened.documents())) + len(opened.failures())
        assert pages >= kept, "a page that was reported done is saved"


_LOADED = ["pytest", "dragoman.pipeline", "dragoman.store", "dragoman.link", "alembic.command"]
"""What every build imports, loaded once, so that a build starts at once."""


class Killer:
    """Builds in processes of their own, and kills them."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.context: Any = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(_LOADED)
        self.hit: Counter[str] = Counter()
        self.turns: Counter[str] = Counter()
        self.lasting: dict[str, float] = {}

    def build(self, sources: Sequence[str], store: Path, plan: Plan | None) -> Killed:
        hears, tells = self.context.Pipe(duplex=False)
        process = self.context.Process(
            target=kill_world.run_build, args=(sources, str(store), tells)
        )
        process.start()
        tells.close()
        with hears:
            found = kill_world.watch(process, hears, plan)
        assert process.exitcode == (0 if found.ended else -signal.SIGKILL)
        return found

    def measure(self, sources: Sequence[str], store: Path) -> None:
        """Build once, and learn how often each phase comes and how long it lasts."""
        found = self.build(sources, store, None)
        assert found.ended
        spent: dict[str, list[float]] = {}
        for (phase, start), (_, end) in zip(found.times, found.times[1:], strict=False):
            spent.setdefault(phase, []).append(end - start)
        self.lasting |= {phase: median(seconds) for phase, seconds in spent.items()}
        self.turns = Counter({phase: len(seconds) for phase, seconds in spent.items()})

    def plan(self, phase: str, left: int) -> Plan:
        """Draw a moment in a phase; among pages, one of the next few of those left."""
        turn = self.draw.randint(1, max(1, min(left, 6))) if self.turns[phase] > 1 else 1
        # A new store is made, not opened: the first build knows no time of that yet.
        lasting = self.lasting.get(phase, self.lasting["migrate"])
        return Plan(phase, turn, self.draw.random() * 1.2 * lasting)

    def kill(self, sources: Sequence[str], store: Path, phases: Sequence[str]) -> None:
        """Build again and again on one store, killed once in each of the phases, then whole."""
        kept = 0
        for phase in sorted(phases, key=_stage):
            found = self.build(sources, store, self.plan(phase, len(sources) - kept))
            if found.ended:
                continue
            self.hit[found.phase] += 1
            kept = max(kept, found.kept)
            assert_sound(store, kept)
        whole = self.build(sources, store, None)
        assert whole.ended
        with Store.open(str(store)) as opened:
            last, failed = opened.runs()[-1], len(opened.failures())
        coded = sum(phase == "code" for phase, _ in whole.times)
        assert last.status == "done"
        assert last.n_saved == coded == len(sources) - failed - last.n_skipped
        assert last.n_skipped >= kept - failed, "what was done is not coded again"


def _stage(phase: str) -> int:
    """Return the turn of a phase: pages are read, coded and saved in turn."""
    return PHASES.index("read" if phase in ("code", "save") else phase)


FIRST = ("migrate", "read", "save", "link", "save links")
LATER = ("save", "relink", "save links")
ALSO = ("open", "read", "code", "close")


def test_killed_in_every_phase_again_and_again(tmp_path: Path) -> None:
    killer = Killer(seed=KILLS)
    turn = 0
    while sum(killer.hit.values()) < KILLS and turn < KILLS:
        turn += 1
        folder = tmp_path / str(turn)
        folder.mkdir()
        first, second = kill_world.write_pages(folder)
        whole, killed = folder / "whole.db", folder / "killed.db"
        killer.measure(first, whole)
        more = [killer.draw.choice(FIRST[1:] + ALSO) for _ in range(3)] if LONG else []
        killer.kill(first, killed, [*FIRST, *more])
        assert_same(killed, whole)
        # Some pages come and one changes: few enough to be linked into what is there.
        kill_world.change(first[0])
        killer.measure(second, whole)
        more = [killer.draw.choice(LATER + ALSO) for _ in range(3)] if LONG else []
        killer.kill(second, killed, [*LATER, *more])
        assert_same(killed, whole)
        # The changed page goes back to what it was, and enough others change to link all anew.
        back = folder / "back"
        back.mkdir()
        shutil.copy(kill_world.write_pages(back)[0][0], first[0])
        for source in (first[1], *(first[3:12] if turn % 2 else ())):
            kill_world.change(source)
        kill_world.plain_build(second, str(whole))
        killer.kill(second, killed, [killer.draw.choice(LATER[2:] + ALSO)] if LONG else [])
        assert_same(killed, whole)
    print(f"killed {sum(killer.hit.values())} times:", dict(killer.hit))
    assert sum(killer.hit.values()) >= KILLS // 2, "most kills hit a build at work"
    assert {*FIRST, *LATER} - {"migrate"} <= set(killer.hit) or not LONG


def test_a_store_killed_while_it_is_stamped_is_still_ours(tmp_path: Path) -> None:
    """The mark is in the file, but the journal that takes it back has not been deleted."""
    path = tmp_path / "s.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA application_id = 0x44524147")
    head = bytes.fromhex("d9d505f920a163d7") + struct.pack(">5I", 0, 1, 0, 512, 4096)
    path.with_name("s.db-journal").write_bytes(head.ljust(512, b"\0"))
    for _ in range(2):
        with Store.open(str(path), create=True) as store:
            assert store.check() == []


@pytest.fixture
def real(tmp_path: Path) -> Iterator[list[str]]:
    samples = Path(__file__).parent.parent / "samples"
    yield [sys.executable, "-c", "from dragoman.cli import main; main()", "build", str(samples)]


@pytest.mark.skipif(not LONG, reason="long: set DRAGOMAN_KILLS to more than 8")
def test_a_real_build_of_the_samples_is_killed(tmp_path: Path, real: list[str]) -> None:
    whole, killed = tmp_path / "whole.db", tmp_path / "killed.db"
    draw = random.Random(7)
    began = time.perf_counter()
    subprocess.run([*real, "--store", str(whole)], check=True, capture_output=True)
    lasting = time.perf_counter() - began
    kills = 0
    for _ in range(8):
        process = subprocess.Popen(
            [*real, "--store", str(killed)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(lasting * (0.1 + 0.7 * draw.random()))
        process.kill()
        kills += process.wait() == -signal.SIGKILL
        assert_sound(killed, 0)
    subprocess.run([*real, "--store", str(killed)], check=True, capture_output=True)
    assert kills >= 3
    assert_same(killed, whole)
    print(f"a build of {lasting:.0f} s was killed {kills} times")
