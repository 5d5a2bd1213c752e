"""Write docs/annotation-examples.md from the corpus: ten examples of everything marked.

Usage::

    python -m training.guide_examples [--check]

The passages of a type and mode written as examples (ids ``g1-THREATEN-restrict-03``) come
first, then the shortest others. ``--check`` writes nothing and exits with 1 when the page
is not what the corpus gives.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dragoman.annotate import labels as lab
from dragoman.gold import read_gold
from dragoman.ontology import MODES, TYPES
from dragoman.ontology.kinds import MODALITIES, STANCES

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "annotation-examples.md"
EXAMPLES = 10
LONGEST = 230
_EXAMPLE = re.compile(r"^g\d-([A-Z]+)-([a-z-]+)-\d+$")

Gold = dict[str, Any]
Event = dict[str, Any]

INTRO = """# Annotation examples

Made from `corpus/written` by `python -m training.guide_examples`; do not edit. Every example is
a passage of the corpus, written for it; facts in them may be invented. The trigger is bold;
behind the arrow stand the recipients. Only what the heading is about is shown; the corpus has
every event of the passage. The rules are in the [annotation guide](annotation-guide.md).
"""


def _marked(passage: Gold, span: list[int]) -> str:
    text: str = passage["text"]
    shown = f"{text[: span[0]]}**{text[span[0] : span[1]]}**{text[span[1] :]}"
    return " ".join(shown.split())


def _parties(passage: Gold, parties: list[Gold]) -> str:
    text = passage["text"]
    return ", ".join(f"{text[slice(*p['span'])]} ({p['code']} {p['sector']})" for p in parties)


def _label(event: Event) -> str:
    mode = f"-{event['mode']}" if event["mode"] else ""
    modality = "" if event["modality"] == "actual" else f", {event['modality']}"
    return f"{event['type']}{mode}{modality}"


def _line(passage: Gold, event: Event) -> str:
    sides = _parties(passage, event["actors"]) or "nobody named"
    if event["recipients"]:
        sides += f" → {_parties(passage, event['recipients'])}"
    return f"- {_marked(passage, event['trigger'])}\n  `{_label(event)}` {sides}"


def _events(passages: list[Gold]) -> Iterator[tuple[Gold, Event]]:
    for passage in passages:
        for event in passage["events"]:
            yield passage, event


def _chosen(
    passages: list[Gold], wanted: Callable[[Event], bool], first: str = ""
) -> list[tuple[Gold, Event]]:
    """Choose examples: those whose id begins with ``first``, then short ones of many types."""
    written = [
        next((p, e) for e in p["events"] if wanted(e))
        for p in passages
        if first and p["id"].partition("-")[2].startswith(first) and any(map(wanted, p["events"]))
    ]
    chosen = sorted(written, key=lambda c: str(c[0]["id"]))[:EXAMPLES]
    taken = {p["id"] for p, _ in chosen}
    types: Counter[str] = Counter()
    for passage, event in _events(passages):
        if len(chosen) >= EXAMPLES:
            break
        if passage["id"] in taken or not wanted(event):
            continue
        if not first and types[event["type"]] >= 2:
            continue
        types[event["type"]] += 1
        taken.add(passage["id"])
        chosen.append((passage, event))
    return chosen


def _misses(passages: list[Gold], name: str) -> Iterator[str]:
    found = [p for p in passages if (m := _EXAMPLE.match(p["id"])) and m[1] == name]
    found = sorted((p for p in found if "-not-" in p["id"]), key=lambda p: str(p["id"]))
    for passage in found[:EXAMPLES]:
        text = " ".join(passage["text"].split())
        codes = [f"`{_label(e)}`" for e in passage["events"]]
        yield f"- {text}\n  {', '.join(codes) or 'no event'}"


def _statements(passages: list[Gold], stance: str) -> Iterator[str]:
    taken = 0
    for passage in passages:
        for statement in passage["statements"]:
            if statement["stance"] == stance and taken < EXAMPLES:
                taken += 1
                text = passage["text"]
                speaker = text[slice(*statement["speaker"])]
                content = " ".join(text[slice(*statement["content"])].split())
                yield f"- {_marked(passage, statement['cue'])}\n  {speaker}: “{content}”"
                break


def _of_role(passages: list[Gold], role: str) -> Iterator[str]:
    spans: dict[str, Callable[[Event], list[list[int]]]] = {
        "actor": lambda e: [p["span"] for p in e["actors"]],
        "recipient": lambda e: [p["span"] for p in e["recipients"]],
        "place": lambda e: e["places"],
        "time": lambda e: e["times"],
        "amount": lambda e: [a["span"] for a in e["amounts"]],
        "object": lambda e: [o["span"] for o in e["objects"]],
        "source": lambda e: [e["source"]["span"]] if e["source"] else [],
    }
    for passage, event in _chosen(passages, lambda e: bool(spans[role](e))):
        found = ", ".join(passage["text"][slice(*s)] for s in spans[role](event))
        yield f"- {_marked(passage, event['trigger'])}\n  `{event['type']}` {role}: {found}"


def page(passages: list[Gold]) -> str:
    """Return the page for the English passages of the corpus."""
    short = sorted(
        (p for p in passages if 40 <= len(p["text"]) <= LONGEST),
        key=lambda p: (len(p["text"]), p["id"]),
    )
    parts = [INTRO]
    for name in TYPES:
        parts.append(f"\n## {name}\n")
        modes: list[str | None] = list(MODES[name])
        # These four have no act without a mode.
        if name not in ("ACCUSE", "PROTEST", "SANCTION", "MOBILIZE"):
            modes.append(None)
        for mode in modes:
            title = f"{name}-{mode}" if mode else f"{name} without mode" if MODES[name] else name
            parts.append(f"\n### {title}\n")

            def wanted(event: Event, name: str = name, mode: str | None = mode) -> bool:
                return bool(event["type"] == name and event["mode"] == mode)

            first = f"{name}-{mode or 'plain'}-"
            parts.extend(_line(p, e) for p, e in _chosen(short, wanted, first))
        parts.append(f"\n### Not {name}\n")
        parts.extend(_misses(passages, name))
    for modality in MODALITIES:
        parts.append(f"\n## Modality {modality}\n")

        def has(event: Event, modality: str = modality) -> bool:
            return bool(event["modality"] == modality)

        parts.extend(_line(p, e) for p, e in _chosen(short, has))
    for stance in STANCES:
        parts.append(f"\n## Stance {stance}\n")
        parts.extend(_statements(short, stance))
    for role in lab.EVENT_ROLES:
        parts.append(f"\n## Role {role}\n")
        parts.extend(_of_role(short, role))
    return "\n".join(parts) + "\n"


def english(corpus: Path) -> list[Gold]:
    """Read the English written passages."""
    files = sorted((corpus / "written").glob("en_*.jsonl"))
    return [p for f in files for p in read_gold(f)]


def main() -> int:
    """Write or check the page; see the module's description."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    made = page(english(ROOT / "corpus"))
    if args.check:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == made
        if not same:
            print(f"{PAGE} is out of date; run python -m training.guide_examples")
        return 0 if same else 1
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
