"""Time and peak memory of each export format, over events made as they are asked for.

Run as::

    python -m benchmarks.exports [EVENTS] [FORMAT…]

Each format runs in a process of its own, whose peak memory is then that of the format. The
events are copies of one with two reports, as a store would give them; the store's own share
is left out.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from export_world import BAKU, SEEN, World, event_of
from factories import Told

from dragoman.present import formats
from dragoman.present.formats.material import Asked
from dragoman.stored import StoredEvent

EVENTS = 1_000_000
_FEW = 1_000


class _Stream(World):
    """A world whose events are made when they are asked for."""

    count = EVENTS

    def events(self, query: Any = None) -> Iterator[StoredEvent]:
        mentions = [m for a in self.articles for m in a.coding.events]
        for n in range(self.count):
            event = event_of(mentions, event_id=f"e-{n:016x}", place=BAKU)
            yield StoredEvent(event, "machine", SEEN, SEEN)

    def tied(self, stored: Any) -> Iterator[Any]:
        for one in stored:
            yield one, ()


def world(count: int) -> _Stream:
    """Return events that every format carries."""
    made = _Stream()
    for n in (1, 2):
        made.tell(
            Told("ASSAULT", "ARM/a-b", "AZE", "firearms", "2020-09-27", sector="MIL",
                 amounts=(("dead", 2.0),)),
            published=f"2020-09-2{7 + n}",
        )  # fmt: skip
    made.count = count
    return made


def one(name: str, count: int) -> dict[str, Any]:
    """Write one format in this process; return rows, bytes, seconds and peak memory in MB."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        began = time.perf_counter()
        with path.open("wb") as out:
            done = formats.write(formats.named(name), world(count), Asked("events"), out)
        seconds = time.perf_counter() - began
        size = path.stat().st_size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rows": done.rows, "bytes": size, "seconds": round(seconds, 1), "peak_mb": round(peak)}


def main(arguments: list[str]) -> None:
    """Print a line for each format: few events, then many."""
    if arguments[:1] == ["--one"]:
        print(json.dumps(one(arguments[1], int(arguments[2]))))
        return
    count = int(arguments[0]) if arguments else EVENTS
    names = arguments[1:] or [f.name for f in formats.FORMATS.values() if "events" in f.tables]
    print(f"{'format':15} {'rows':>9} {'MB':>7} {'seconds':>8} {'peak MB':>8} {'of 1000':>8}")
    for name in names:
        few, many = (
            json.loads(
                subprocess.run(
                    [sys.executable, "-m", "benchmarks.exports", "--one", name, str(n)],
                    check=True,
                    capture_output=True,
                ).stdout
            )
            for n in (_FEW, count)
        )
        print(
            f"{name:15} {many['rows']:9} {many['bytes'] / 1e6:7.0f} {many['seconds']:8} "
            f"{many['peak_mb']:8} {few['peak_mb']:8}",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
