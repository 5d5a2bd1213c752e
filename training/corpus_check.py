"""Check the written corpus: repetition, quotas, growth of the vocabulary, parties.

Usage::

    python -m training.corpus_check [--corpus corpus]

Prints a report, and what falls short; the exit code is 1 if anything does. A passage
repeats another when, names and numbers masked, runs of eight words that stand in the
other too cover half of it or more.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.annotate.words import words
from dragoman.gold import read_gold
from dragoman.ontology import MODES, TYPES
from dragoman.ontology.kinds import MODALITIES, STANCES

Gold = dict[str, Any]

RUN = 8
MOST_REPEATING = 0.01
ENGLISH, OTHERS = 3000, 350
PASSAGES, EVENTS = 6000, 15000
A_TYPE, A_MODE, A_STANCE = 400, 40, 300
WITHOUT_EVENTS = 0.15
STATES = 150


def masked(text: str) -> list[str]:
    """Return the words of a text, names and numbers masked.

    A word with a capital counts as a name unless it begins a sentence and stands in the
    text in small letters too; Persian and Arabic have no capitals, so only numbers go.
    """
    found = []
    for start, end in words(text):
        word = text[start:end]
        if word[0].isdigit():
            found.append("0")
        elif word[0].isupper():
            found.append("N")
        elif word[0].isalnum():
            found.append(word.lower())
    return found


def repeating(passages: Sequence[Gold]) -> list[tuple[str, str]]:
    """Return the passages that repeat another: (id, the other's id)."""
    where: dict[tuple[str, ...], set[int]] = defaultdict(set)
    tokens = [masked(p["text"]) for p in passages]
    for number, seen in enumerate(tokens):
        for at in range(len(seen) - RUN + 1):
            where[tuple(seen[at : at + RUN])].add(number)
    pairs = []
    for number, seen in enumerate(tokens):
        covered: dict[int, set[int]] = defaultdict(set)
        for at in range(len(seen) - RUN + 1):
            run = tuple(seen[at : at + RUN])
            if set(run) <= {"N", "0"}:
                continue
            for other in where[run]:
                if other != number:
                    covered[other].update(range(at, at + RUN))
        best = max(covered.items(), key=lambda c: len(c[1]), default=None)
        if best is not None and 2 * len(best[1]) >= len(seen):
            pairs.append((passages[number]["id"], passages[best[0]]["id"]))
    return pairs


@dataclass
class Tally:
    """What a set of passages holds."""

    passages: int
    events: int
    empty: int
    types: Counter[str]
    modes: Counter[tuple[str, str | None]]
    modalities: Counter[str]
    stances: Counter[str]
    parties: Counter[str]


def tally(passages: Iterable[Gold]) -> Tally:
    """Count passages, events and their attributes."""
    found = Tally(0, 0, 0, Counter(), Counter(), Counter(), Counter(), Counter())
    for passage in passages:
        found.passages += 1
        found.events += len(passage["events"])
        found.empty += not passage["events"]
        for event in passage["events"]:
            found.types[event["type"]] += 1
            found.modes[event["type"], event["mode"]] += 1
            found.modalities[event["modality"]] += 1
            for side in ("actors", "recipients"):
                found.parties.update(p["code"] for p in event[side])
        found.stances.update(s["stance"] for s in passage["statements"])
    return found


def growth(passages: Sequence[Gold], steps: int = 8) -> list[tuple[int, int]]:
    """Return (words read, different words) after each part of the passages."""
    seen: set[str] = set()
    read = 0
    points = []
    size = max(1, -(-len(passages) // steps))
    for number, passage in enumerate(passages, 1):
        tokens = [passage["text"][s:e].lower() for s, e in words(passage["text"])]
        seen.update(tokens)
        read += len(tokens)
        if number % size == 0 or number == len(passages):
            points.append((read, len(seen)))
    return points


def short_of(by_language: dict[str, Tally], repeats: int, total: Tally) -> list[str]:
    """Return where the corpus falls short of what it is meant to hold, in words."""
    faults = []

    def least(what: str, has: float, wanted: float) -> None:
        if has < wanted:
            faults.append(f"{what}: {has:g}, wanted {wanted:g}")

    least("passages", total.passages, PASSAGES)
    least("events", total.events, EVENTS)
    if repeats > MOST_REPEATING * total.passages:
        faults.append(f"{repeats} of {total.passages} passages repeat another")
    for language, found in by_language.items():
        least(f"{language}: passages", found.passages, ENGLISH if language == "en" else OTHERS)
    least("share without events", round(total.empty / total.passages, 3), WITHOUT_EVENTS)
    english = by_language["en"]
    for name in TYPES:
        least(f"en: {name}", english.types[name], A_TYPE)
        for mode in MODES[name]:
            least(f"en: {name}-{mode}", english.modes[name, mode], A_MODE)
    for modality in MODALITIES:
        least(f"en: {modality}", english.modalities[modality], A_STANCE)
    for stance in STANCES:
        least(f"en: stance {stance}", english.stances[stance], A_STANCE)
    least("states and organisations", len(total.parties), STATES)
    return faults


def main() -> int:
    """Report; see the module's description."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    args = parser.parse_args()
    passages = [p for f in sorted((args.corpus / "written").glob("*.jsonl")) for p in read_gold(f)]
    groups: dict[str, list[Gold]] = defaultdict(list)
    for passage in passages:
        groups[passage["lang"]].append(passage)
    by_language = {k: tally(v) for k, v in sorted(groups.items())}
    total = tally(passages)
    print(f"{total.passages} passages, {total.events} events, {total.empty} passages without any")
    for language, found in by_language.items():
        lengths = sorted(len(words(p["text"])) for p in groups[language])
        grown = ", ".join(f"{n}/{read}" for read, n in growth(groups[language]))
        print(
            f"{language}: {found.passages} passages, {found.events} events, "
            f"{found.empty} without; words a passage: median {lengths[len(lengths) // 2]}, "
            f"longest {lengths[-1]}; different words/words read: {grown}"
        )
    common = ", ".join(f"{k} {n}" for k, n in total.parties.most_common(20))
    rare = sum(1 for n in total.parties.values() if n < 10)
    print(f"{len(total.parties)} party codes ({rare} under ten times); most often: {common}")
    english = by_language["en"]
    print("en types:", ", ".join(f"{k} {n}" for k, n in english.types.most_common()))
    print("en modalities:", dict(english.modalities), "stances:", dict(english.stances))
    pairs = repeating(passages)
    print(f"{len(pairs)} passages repeat another", *pairs[:20])
    faults = short_of(by_language, len(pairs), total)
    for fault in faults:
        print("short:", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
