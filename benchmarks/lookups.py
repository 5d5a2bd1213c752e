"""What share of the CPU time of coding goes into looking names up in the knowledge.

Usage::

    python -m benchmarks.lookups [--texts FILE.jsonl] [--articles 80]

Times the calls of the knowledge's and the gazetteer's look-ups inside one run of the coder
over the texts of :mod:`benchmarks.speed`; nested calls count once.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.speed import DEFAULT, articles
from dragoman.coder import Coder
from dragoman.knowledge.holders import Holders
from dragoman.knowledge.lookup import Knowledge
from dragoman.resolve.gazetteer import Gazetteer

CALLS = {
    Knowledge: ("scan", "find_party", "spelled", "state", "name"),
    Holders: ("holders", "offices_of", "offices_named"),
    Gazetteer: ("find",),
}


def main() -> None:
    """Measure and print shares by look-up."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=Path, default=DEFAULT)
    parser.add_argument("--articles", type=int, default=80)
    args = parser.parse_args()
    if not args.texts.exists():
        raise SystemExit(f"{args.texts} is not there; name a JSONL file with --texts")
    texts = [(t, "en", None) for t in articles(args.texts, args.articles)]
    spent: Counter[str] = Counter()
    inside = False

    def timed(label: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*values: Any, **named: Any) -> Any:
            nonlocal inside
            if inside:
                return call(*values, **named)
            inside, started = True, time.process_time()
            try:
                return call(*values, **named)
            finally:
                spent[label] += time.process_time() - started  # type: ignore[assignment]
                inside = False

        return run

    for owner, names in CALLS.items():
        for name in names:
            setattr(owner, name, timed(f"{owner.__name__}.{name}", getattr(owner, name)))
    coder = Coder.load(threads=1)
    coder.code_many(texts[:8])
    spent.clear()
    started = time.process_time()
    coder.code_many(texts)
    total = time.process_time() - started
    for label, seconds in spent.most_common():
        print(f"{label:<24}{seconds / total:8.4f}")
    print(f"{'all look-ups':<24}{sum(spent.values()) / total:8.4f} of {total:.1f} CPU seconds")


if __name__ == "__main__":
    main()
