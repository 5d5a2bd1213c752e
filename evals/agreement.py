"""How far two annotators agree who read the same passages blind.

::

    python -m evals.agreement

``corpus/second`` holds the second annotations, by offset, without text; the first ones
and the texts stand in ``corpus/written`` and ``corpus/standoff`` (with ``../shared/text``).
Triggers of the two are paired where they overlap, those of the same type first. Reported:
F1 of triggers; Cohen's kappa of type and of modality over the paired triggers; F1 of actor
and recipient spans of the paired triggers, exact and overlapping; F1 of whole events
(type, countries of both sides, modality); F1 of statements by their cue.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from dragoman.gold import check_passage, read_gold, read_texts

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT.parent / "shared" / "text"

Gold = dict[str, Any]
Pair = tuple[Gold, Gold]


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa (1960) of two raters' labels; 1.0 where both always give one label."""
    total = len(pairs)
    if not total:
        return 0.0
    same = sum(a == b for a, b in pairs) / total
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    chance = sum(first[k] * second[k] for k in first) / total**2
    return 1.0 if chance == 1 else (same - chance) / (1 - chance)


def f1(right: int, first: int, second: int) -> float:
    """F1 of two annotators, which is the same seen from either."""
    return 2 * right / (first + second) if first + second else 1.0


def _overlap(a: Sequence[int], b: Sequence[int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def paired(first: Sequence[Gold], second: Sequence[Gold], key: str = "trigger") -> list[Pair]:
    """Pair the events (or statements) of two annotators whose triggers overlap."""
    found: list[Pair] = []
    left, right = list(range(len(first))), list(range(len(second)))
    for same in (True, False):
        for i in left[:]:
            for j in right:
                alike = first[i].get("type") == second[j].get("type")
                if alike >= same and _overlap(first[i][key], second[j][key]):
                    found.append((first[i], second[j]))
                    left.remove(i)
                    right.remove(j)
                    break
    return found


def _whole(event: Gold) -> tuple[Any, ...]:
    sides = (frozenset(p["code"] for p in event[s]) for s in ("actors", "recipients"))
    return (event["type"], event["modality"], *sides)


def _spans(event: Gold, side: str) -> set[tuple[int, int]]:
    return {(p["span"][0], p["span"][1]) for p in event[side]}


def agreement(passages: Iterable[tuple[Gold, Gold]]) -> dict[str, float]:
    """Return the measures named above for passages annotated twice."""
    n: Counter[str] = Counter()
    types: list[tuple[str, str]] = []
    modalities: list[tuple[str, str]] = []
    for first, second in passages:
        n["passages"] += 1
        a, b = first["events"], second["events"]
        n["first"] += len(a)
        n["second"] += len(b)
        pairs = paired(a, b)
        n["paired"] += len(pairs)
        types += [(x["type"], y["type"]) for x, y in pairs]
        modalities += [(x["modality"], y["modality"]) for x, y in pairs]
        n["typed"] += sum(x["type"] == y["type"] for x, y in pairs)
        n["whole"] += sum(_whole(x) == _whole(y) for x, y in pairs)
        for side in ("actors", "recipients"):
            for x, y in pairs:
                mine, yours = _spans(x, side), _spans(y, side)
                n[f"{side}:first"] += len(mine)
                n[f"{side}:second"] += len(yours)
                n[f"{side}:exact"] += len(mine & yours)
                n[f"{side}:near"] += sum(any(_overlap(s, t) for t in yours) for s in mine)
        said = paired(first["statements"], second["statements"], "cue")
        n["said"] += len(said)
        n["said:first"] += len(first["statements"])
        n["said:second"] += len(second["statements"])
    found = {
        "passages": float(n["passages"]),
        "events": float(n["first"]),
        "trigger f1": f1(n["paired"], n["first"], n["second"]),
        "trigger with type f1": f1(n["typed"], n["first"], n["second"]),
        "type kappa": kappa(types),
        "modality kappa": kappa(modalities),
        "whole event f1": f1(n["whole"], n["first"], n["second"]),
        "statement f1": f1(n["said"], n["said:first"], n["said:second"]),
    }
    for side in ("actors", "recipients"):
        counts = n[f"{side}:first"], n[f"{side}:second"]
        found[f"{side} exact f1"] = f1(n[f"{side}:exact"], *counts)
        found[f"{side} overlap f1"] = f1(n[f"{side}:near"], *counts)
    return {k: round(v, 3) for k, v in found.items()}


def twice() -> dict[str, list[tuple[Gold, Gold]]]:
    """Return the passages annotated twice by set: ``news``, then languages."""
    items = read_texts(TEXTS)
    first = {
        p["id"]: p
        for kind in ("written", "standoff")
        for f in sorted((ROOT / "corpus" / kind).glob("*.jsonl"))
        for p in read_gold(f, items)
    }
    sets: dict[str, list[tuple[Gold, Gold]]] = defaultdict(list)
    for path in sorted((ROOT / "corpus" / "second").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["id"] not in first:
                continue
            mine = first[row["id"]]
            other = {**row, **{k: mine[k] for k in ("text", "lang", "date")}}
            check_passage(other)
            news = row["id"].startswith("WCE")
            sets["news" if news else mine["lang"]].append((mine, other))
    return dict(sets)


def main() -> None:
    """Print the report."""
    for name, passages in twice().items():
        print(name, json.dumps(agreement(passages)))


if __name__ == "__main__":
    main()
