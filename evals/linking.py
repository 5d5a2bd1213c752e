"""Score linking against clusters written by hand: which reports tell of one happening.

Usage::

    python -m evals.linking [--set A] [--coder] [--json] [--show]

``evals/links/SET_N.jsonl`` holds short news items of our own with their event mentions
annotated, each with the id of the happening it tells of; hard negatives stand beside them
(the next round, the plan, the return visit, another day's strike). The annotated mentions
are resolved and linked, so that the tagger is not measured; with ``--coder`` the items go
through the whole coder, and annotated mentions that it does not find count as linked to
nothing.

``pair``: precision, recall and F1 over pairs of mentions. ``b3``: the same by mention, as
B³ counts them (Bagga and Baldwin, 1998). ``whole``: the share of happenings with several
reports that come out exactly so.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from dragoman.annotate.segment import sentences
from dragoman.knowledge import load
from dragoman.link import link
from dragoman.records import (
    Amount,
    Article,
    Basis,
    Block,
    BlockKind,
    CodedArticle,
    DateValue,
    EventMention,
    Modality,
    Party,
    Precision,
    Span,
    Stance,
    Topic,
    content_id,
)
from dragoman.resolve import resolve
from dragoman.tagged import (
    RawMention,
    RawParty,
    RawSource,
    RawStatement,
)
from training.corpus_import import convert

FOLDER = Path(__file__).parent / "links"
FLOORS = Path(__file__).parent / "linking_floors.json"
HELD_OUT = "A"
"""The set that is measured; what the linker learned from is another."""


@dataclass(frozen=True, slots=True)
class Gold:
    """An item with its coding, and the happening of each mention by its id."""

    coded: CodedArticle
    happenings: Mapping[str, str]


def items(name: str) -> Iterator[dict[str, Any]]:
    """Give the items of a set as they were written."""
    paths = sorted(FOLDER.glob(f"link_{name}_*.jsonl"))
    if not paths:
        raise SystemExit(f"there is no set {name} in {FOLDER}")
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def article_of(item: Mapping[str, Any]) -> Article:
    """Return the article that an item is."""
    day = item["date"]
    return Article(
        doc_id=content_id("doc", item["id"], item["text"]),
        uri=item["id"],
        title=None,
        publisher=item.get("publisher"),
        author=None,
        published=DateValue(day, day, Precision.DAY, Basis.STATED) if day else None,
        language=item["lang"],
        text=item["text"],
        blocks=(Block(BlockKind.BODY, 0, len(item["text"])),),
    )


def coded_of(item: Mapping[str, Any]) -> Gold:
    """Return an item with its annotated mentions and statements, resolved."""
    passage = convert(dict(item))
    text = passage["text"]
    article = article_of(item)
    bounds = sentences(text, passage["lang"])

    def span(offsets: Iterable[int]) -> Span:
        start, end = offsets
        return Span(text[start:end], start, end)

    def party(p: Mapping[str, Any]) -> RawParty:
        s = span(p["span"])
        return RawParty(s.text, s.start, s.end, p["sector"])

    raw = []
    for e in passage["events"]:
        at = e["trigger"][0]
        raw.append(
            RawMention(
                type=e["type"],
                mode=e["mode"],
                contexts=(),
                modality=Modality(e["modality"]),
                trigger=span(e["trigger"]),
                actors=tuple(party(p) for p in e["actors"]),
                recipients=tuple(party(p) for p in e["recipients"]),
                places=tuple(span(p) for p in e["places"]),
                times=tuple(span(t) for t in e["times"]),
                source=RawSource(
                    *(lambda s: (s.text, s.start, s.end))(span(e["source"]["span"])),
                    Stance(e["source"]["stance"]),
                )
                if e["source"]
                else None,
                amounts=tuple(
                    Amount(*(lambda s: (s.text, s.start, s.end))(span(a["span"])), a["kind"])
                    for a in e["amounts"]
                ),
                objects=tuple(
                    Topic(*(lambda s: (s.text, s.start, s.end))(span(o["span"])), o["kind"])
                    for o in e["objects"]
                ),
                sentence=next((b for b in bounds if b[0] <= at < b[1]), (0, len(text))),
                confidence=1.0,
            )
        )
    said = []
    for s in passage["statements"]:
        who = span(s["speaker"])
        said.append(
            RawStatement(
                RawParty(who.text, who.start, who.end),
                span(s["cue"]),
                Stance(s["stance"]),
                span(s["content"]),
                1.0,
            )
        )
    coding = resolve(
        text,
        raw,
        said,
        language=passage["lang"],
        published=article.published,
        sentences=bounds,
        knowledge=load(),
        doc_key=article.doc_id,
    )
    return Gold(CodedArticle(article, coding), _happenings(item, passage, coding.events))


def _happenings(
    item: Mapping[str, Any], passage: Mapping[str, Any], found: Iterable[EventMention]
) -> dict[str, str]:
    """Return the happening of each mention that overlaps an annotated one of its kind."""
    left = list(found)
    told: dict[str, str] = {}
    for own, e in zip(item["events"], passage["events"], strict=True):
        start, end = e["trigger"]
        fits = [m for m in left if m.trigger.start < end and start < m.trigger.end]
        fits.sort(key=lambda m: (m.type != e["type"], abs(m.trigger.start - start)))
        if fits:
            told[fits[0].mention_id] = own["cluster"]
            left.remove(fits[0])
        else:
            told[f"missing {item['id']} {start} {e['type']}"] = own["cluster"]
    return told


def coder_of(wanted: Iterable[Mapping[str, Any]]) -> Iterator[Gold]:
    """Give the items as the whole coder codes them."""
    from dragoman.coder import Coder
    from dragoman.pipeline import owned

    coder = Coder.load()
    for item in wanted:
        coded = owned(coder.code_article(article_of(item)))
        yield Gold(coded, _happenings(item, convert(dict(item)), coded.coding.events))


def score(golds: Iterable[Gold], *, show: bool = False) -> dict[str, Any]:
    """Link items and compare with their happenings."""
    every = list(golds)
    happening = {m: h for g in every for m, h in g.happenings.items()}
    linked = link(g.coded for g in every)
    said: dict[str, str] = {}
    for event in linked.events:
        for mention in event.mentions:
            if mention in happening:
                said[mention] = event.event_id
    for mention in happening:
        said.setdefault(mention, mention)
    gold_sets, said_sets = _groups(happening), _groups(said)
    gold_pairs, said_pairs = _pairs(gold_sets.values()), _pairs(said_sets.values())
    hits = len(gold_pairs & said_pairs)
    b3 = [0.0, 0.0]
    for mention in happening:
        ours, theirs = gold_sets[happening[mention]], said_sets[said[mention]]
        b3[0] += len(ours & theirs) / len(theirs)
        b3[1] += len(ours & theirs) / len(ours)
    several = [s for s in gold_sets.values() if len(s) > 1]
    exact = {frozenset(s) for s in said_sets.values()}
    if show:
        _show(every, gold_pairs, said_pairs)
    return {
        "items": len(every),
        "mentions": len(happening),
        "happenings": len(gold_sets),
        "several": len(several),
        "pair": _prf(hits, len(said_pairs), len(gold_pairs)),
        "b3": _prf(1, 1, 1, b3[0] / len(happening), b3[1] / len(happening)),
        "whole": round(sum(frozenset(s) in exact for s in several) / max(1, len(several)), 4),
    }


def _groups(labels: Mapping[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for mention, label in labels.items():
        found[label].add(mention)
    return found


def _pairs(groups: Iterable[set[str]]) -> set[tuple[str, str]]:
    return {p for g in groups for p in combinations(sorted(g), 2)}


def _prf(
    hit: int, said: int, gold: int, p: float | None = None, r: float | None = None
) -> dict[str, float]:
    precision = hit / max(1, said) if p is None else p
    recall = hit / max(1, gold) if r is None else r
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"p": round(precision, 4), "r": round(recall, 4), "f1": round(f1, 4)}


def _show(every: list[Gold], gold: set[tuple[str, str]], said: set[tuple[str, str]]) -> None:
    told = {
        m.mention_id: (
            f"{g.coded.article.uri} {m.type} {m.mode or ''} {m.modality} “{m.trigger.text}” "
            f"{_codes(m.actors)}→{_codes(m.recipients)} "
            f"{m.date.start if m.date else None} {m.place.name if m.place else None}"
        )
        for g in every
        for m in g.coded.coding.events
    }
    for name, pairs in (("MISSED", gold - said), ("WRONG", said - gold)):
        for a, b in sorted(pairs):
            print(f"{name}\n  {told.get(a, a)}\n  {told.get(b, b)}")


def _codes(parties: Iterable[Party]) -> str:
    return "+".join(p.id or p.country or "?" for p in parties)


def main() -> None:
    """Score; see the module's description."""
    parser = argparse.ArgumentParser(description="Score linking against gold clusters.")
    parser.add_argument("--set", default=HELD_OUT)
    parser.add_argument("--coder", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    written = list(items(args.set))
    golds = coder_of(written) if args.coder else (coded_of(i) for i in written)
    found = score(golds, show=args.show)
    print(json.dumps(found) if args.json else json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
