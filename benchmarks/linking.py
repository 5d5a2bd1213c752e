"""Linking at size: seconds, memory and rightness, beside the one-a-day filter.

Usage::

    python -m benchmarks.linking [--mentions 100000] [--seed 1] [--no-store]

The articles come from :mod:`benchmarks.happenings`, which knows what tells of one happening.
Measured, each in a process of its own, on one core:

- `full`: :func:`dragoman.link.link` and :func:`dragoman.link.whole` over all articles; CPU
  and wall seconds without those of the generator, peak memory, pairs compared, events,
  and precision and recall over pairs of mentions.
- `one-a-day`: the known yardstick: the filter that event data are commonly cleaned with,
  one event for a day, type, actor and recipient. Its precision and recall over the same
  mentions.
- `page`: a store with as many mentions; then one page more is saved and linked in, ten
  times. CPU seconds of the linking, the median and the most.

Results go to standard output as JSON and as a table to standard error.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.happenings import Reported, World
from dragoman.records import CodedArticle

ROOT = Path(__file__).parent.parent
PAGES = 10


class Clock:
    """CPU and wall seconds, less those spent where :meth:`outside` stands."""

    def __init__(self) -> None:
        self.cpu = -time.process_time()
        self.wall = -time.perf_counter()

    def outside(self, given: Iterable[Any]) -> Iterator[Any]:
        """Hand on what is given, and do not count the time that it takes to make."""
        rest = iter(given)
        while True:
            cpu, wall = time.process_time(), time.perf_counter()
            one = next(rest, None)
            self.cpu -= time.process_time() - cpu
            self.wall -= time.perf_counter() - wall
            if one is None:
                return
            yield one

    def stop(self) -> dict[str, float]:
        self.cpu += time.process_time()
        self.wall += time.perf_counter()
        return {"cpu_seconds": round(self.cpu, 2), "wall_seconds": round(self.wall, 2)}


def rightness(groups: Iterable[Iterable[str]], truth: dict[str, int]) -> dict[str, float]:
    """Return precision and recall over pairs of mentions of one event."""

    def pairs(sizes: Iterable[int]) -> int:
        return sum(n * (n - 1) // 2 for n in sizes)

    found = right = 0
    for group in groups:
        told = Counter(truth[m] for m in group)
        found += pairs([sum(told.values())])
        right += pairs(told.values())
    real = pairs(Counter(truth.values()).values())
    precision, recall = right / found, right / real
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / (precision + recall), 4),
    }


def _noting(reported: Iterable[Reported], truth: dict[str, int]) -> Iterator[CodedArticle]:
    """Give the articles, and note what each mention tells of."""
    for one in reported:
        events = one.coded.coding.events
        truth.update(zip((m.mention_id for m in events), one.happenings, strict=True))
        yield one.coded


def full(mentions: int, seed: int) -> dict[str, Any]:
    """Link all articles from scratch."""
    from dragoman.link import linker

    compared = 0
    given = linker.candidates

    def counting(*args: Any) -> Iterator[tuple[int, int]]:
        nonlocal compared
        for pair in given(*args):
            compared += 1
            yield pair

    linker.candidates = counting
    truth: dict[str, int] = {}
    clock = Clock()
    linked = linker.link(clock.outside(_noting(World(seed).articles(mentions), truth)))
    from dragoman.link import whole

    delta = whole(linked)
    spent = clock.stop()
    return {
        "mentions": len(truth),
        "pairs_compared": compared,
        "links": len(linked.edges),
        "events": len(linked.events),
        "copies": len(linked.copies),
        "relations": len(delta.relations),
        **spent,
        "peak_mib": _peak(),
        **rightness((e.mentions for e in linked.events), truth),
    }


def one_a_day(mentions: int, seed: int) -> dict[str, Any]:
    """Group mentions by day, type, actor and recipient."""
    truth: dict[str, int] = {}
    groups: dict[Any, list[str]] = {}
    for coded in _noting(World(seed).articles(mentions), truth):
        for m in coded.coding.events:
            day = m.date.start if m.date and m.date.start == m.date.end else m.mention_id
            who, whom = (tuple(p.country for p in side) for side in (m.actors, m.recipients))
            groups.setdefault((day, m.type, m.modality, who, whom), []).append(m.mention_id)
    return {
        "mentions": len(truth),
        "events": len(groups),
        **rightness(groups.values(), truth),
    }


def page(mentions: int, seed: int) -> dict[str, Any]:
    """Link single pages into a store with so many mentions."""
    from dragoman.pipeline import relink
    from dragoman.store import Store

    articles = World(seed).articles(mentions + PAGES * 5)
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(str(Path(folder) / "s.db"), create=True) as store,
    ):
        run = store.start_run("benchmark")

        def save(one: Reported) -> None:
            store.save(one.coded, page_sha256=one.coded.article.sha256, run=run)

        held = [next(articles) for _ in range(PAGES)]
        for one in articles:
            save(one)
        clock = Clock()
        relink(store, run=run)
        anew = clock.stop()
        took = []
        for one in held:
            save(one)
            clock = Clock()
            relink(store, run=run)
            took.append(clock.stop()["cpu_seconds"])
        return {
            "mentions": mentions,
            "anew_from_store_cpu_seconds": anew["cpu_seconds"],
            "page_cpu_seconds": round(statistics.median(took), 3),
            "page_cpu_seconds_most": max(took),
            "peak_mib": _peak(),
            "store_mib": round(store.path.stat().st_size / 2**20),
        }


def _peak() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


PARTS: dict[str, Callable[[int, int], dict[str, Any]]] = {
    "full": full,
    "one-a-day": one_a_day,
    "page": page,
}


def main() -> None:
    """Measure each part in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mentions", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-store", action="store_true", help="leave the store out")
    parser.add_argument("--part", choices=PARTS)
    args = parser.parse_args()
    if args.part:
        print(json.dumps(PARTS[args.part](args.mentions, args.seed)))
        return
    environment = dict(os.environ)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        environment[name] = "1"
    results: dict[str, Any] = {}
    for part in PARTS:
        if part == "page" and args.no_store:
            continue
        command = [sys.executable, "-m", "benchmarks.linking", "--part", part]
        command += ["--mentions", str(args.mentions), "--seed", str(args.seed)]
        done = subprocess.run(
            command, check=False, env=environment, cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(f"{part} did not run:\n{done.stderr[-2000:]}")
        results[part] = json.loads(done.stdout.splitlines()[-1])
        sys.stderr.write(f"{part:<10} " + ", ".join(f"{k} {v}" for k, v in results[part].items()))
        sys.stderr.write("\n")
    known, ours = results["one-a-day"], results["full"]
    results["f1_to_one_a_day"] = round(ours["f1"] / known["f1"], 2)
    print(json.dumps(results, indent=1))
    sys.stderr.write(f"f1 is {results['f1_to_one_a_day']} times that of the one-a-day filter\n")


if __name__ == "__main__":
    main()
