"""The brief as Markdown, with the events as footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.present.brief.html import MOST_REFS, web_address
from dragoman.present.brief.page import (
    Block,
    Brief,
    Bullets,
    Entries,
    Entry,
    Paragraph,
    Picture,
    Sentence,
    Source,
    Sources,
    Table,
)
from dragoman.present.text import clean

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~!&])")
_START = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])(?=\s|$)")


def markdown(brief: Brief) -> str:
    """Return a brief as Markdown; references are footnotes, each the event with its sentences."""
    lines = [f"# {_text(brief.title)}", "", _text(brief.subtitle), ""]
    for section in brief.sections:
        lines += [f"{'#' * section.level} {_text(section.title)}", ""]
        for block in section.blocks:
            lines += [*_block(brief, block), ""]
    lines += ["---", "", f"Made by `{clean(brief.command).replace('`', ' ')}`", ""]
    for section in brief.sections:
        for block in section.blocks:
            if isinstance(block, Entries):
                for entry in block.entries:
                    lines += [*_footnote(brief, entry), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _text(text: str) -> str:
    """Return text in which nothing is markup, on one line."""
    plain = _SPECIAL.sub(r"\\\1", clean(text))
    return _START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", plain)


def _refs(brief: Brief, events: tuple[str, ...]) -> str:
    known = [e for e in events if e in brief.numbers]
    more = f" and {len(known) - MOST_REFS} more" if len(known) > MOST_REFS else ""
    return "".join(f"[^{brief.numbers[e]}]" for e in known[:MOST_REFS]) + more


def _said(brief: Brief, sentence: Sentence) -> str:
    return _text(sentence.text) + _refs(brief, sentence.events)


def _block(brief: Brief, block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield " ".join(_said(brief, s) for s in block.sentences)
        case Bullets():
            for _, sentence in block.items:
                yield f"- {_said(brief, sentence)}"
        case Table():
            yield f"*{_text(block.caption)}*"
            yield ""
            yield "| " + " | ".join(_text(c) for c in block.columns) + " |"
            rule = ["---:" if n in block.numeric else "---" for n in range(len(block.columns))]
            yield "| " + " | ".join(rule) + " |"
            for row in block.rows:
                yield "| " + " | ".join(_said(brief, c) or " " for c in row.cells) + " |"
        case Picture():
            yield f"**{_text(block.chart.title)}.** {_text(block.chart.description)}"
        case Entries():
            for entry in block.entries:
                marks = "".join(f" \\[{_text(m)}\\]" for m in entry.marks)
                place = f" at {_text(entry.place)}" if entry.place else ""
                yield (
                    f"- **{_text(entry.date)}** {_text(entry.kind)}: {_text(entry.who)}{place}"
                    f"{marks}[^{brief.numbers[entry.event_id]}]"
                )
        case Sources():
            for source in block.sources:
                yield f"- {_source(brief, source)}"
                for copy in source.copies:
                    yield f"  - copy: {_source(brief, copy)}"


def _source(brief: Brief, source: Source) -> str:
    uri = clean(source.uri)
    address = f"<{uri}>" if web_address(uri) and not re.search(r"[\s<>]", uri) else _text(uri)
    return (
        f"**S{brief.sources[source.doc_id]}** {_text(source.title)}. {_text(source.about)}. "
        f"{address}{_refs(brief, source.events)}"
    )


def _footnote(brief: Brief, entry: Entry) -> Iterator[str]:
    number = brief.numbers[entry.event_id]
    yield f"[^{number}]: {_text(entry.date)}, {_text(entry.kind)}: {_text(entry.who)}."
    for t in entry.tellings:
        told = "".join(
            f"**{_text(p.text)}**" if p.kind == "trigger" else _inner(p.text) for p in t.pieces
        )
        note = f"{_text(t.note)}, " if t.note else ""
        where = ", ".join(filter(None, (f"S{brief.sources.get(t.source, '?')}", _text(t.about))))
        yield ""
        yield f"    “{told.strip()}” ({note}{where})"
    for n in entry.notes:
        yield ""
        yield f"    {_said(brief, n)}"


def _inner(text: str) -> str:
    """Return words within a line, with a blank where they begin or end with one."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return before + _SPECIAL.sub(r"\\\1", clean(text)) + after
