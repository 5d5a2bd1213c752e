"""Score the coder on held-out passages, and check its floors.

Usage::

    python -m evals.coder [--json] [--set news|releases|written|other]

``news`` and ``releases``: held-out items of the standoff corpus, news and a ministry's
texts (real; only where the texts are at hand). ``written``: held-out English passages of
the written corpus. ``other``: held-out passages in the other languages that have a model,
those that were annotated twice (``evals/agreement.py``). The split is that of the training
(:func:`training.data.split`); no passage of it was trained on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from dragoman.coder import Coder
from dragoman.evaluate import Report, score
from training import data

ROOT = Path(__file__).parent.parent
TEXTS = ROOT.parent / "shared" / "text"
FLOORS = Path(__file__).parent / "coder_floors.json"
SETS = ("news", "releases", "written", "other")


def held_out(name: str, languages: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the held-out passages of a set; none where their texts are not at hand."""
    written, standoff = data.load_corpus(ROOT / "corpus", TEXTS)
    if name in ("news", "releases"):
        return [p for p in data.split([], standoff)[1] if data.origin(p) == name]
    dev = data.split(written, [])[1]
    if name == "written":
        return [p for p in dev if p["lang"] == "en"]
    # The other languages have fewer held-out passages; those annotated twice are scored.
    twice = _ids(ROOT / "corpus" / "second")
    return [p for p in dev if p["lang"] in languages and p["lang"] != "en" and p["id"] in twice]


def _ids(folder: Path) -> set[str]:
    files = sorted(folder.glob("*.jsonl"))
    return {json.loads(x)["id"] for f in files for x in f.read_text("utf-8").splitlines()}


def report(name: str, coder: Coder) -> Report | None:
    """Score a set; null where there is nothing to score."""
    passages = held_out(name, coder.languages)
    return score(passages, coder) if passages else None


def below(name: str, found: Report) -> list[str]:
    """Return what lies below its floor, in words."""
    floors: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8")).get(name, {})
    plain = found.to_dict()
    faults = []
    for measure, floor in floors.items():
        values = plain[measure]
        value = values["f1"] if "f1" in values else values["accuracy"]
        if value < floor:
            faults.append(f"{name}: {measure} is {value:.3f}, its floor {floor:.3f}")
    return faults


def main() -> None:
    """Print the reports; exit with 1 where a floor is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--set", choices=SETS)
    parser.add_argument("--model")
    args = parser.parse_args()
    coder = Coder.load(args.model)
    faults: list[str] = []
    for name in [args.set] if args.set else SETS:
        found = report(name, coder)
        if found is None:
            print(f"== {name}: nothing to score here")
            continue
        print(f"== {name}")
        print(json.dumps(found.to_dict(), ensure_ascii=False) if args.json else found)
        faults += below(name, found)
    print("\n".join(faults) or "all floors hold")
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    main()
