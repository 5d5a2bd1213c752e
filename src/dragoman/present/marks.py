"""A sentence with its trigger and parties marked, for a terminal or for plain text."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from dragoman.present.text import blank, isolate, window
from dragoman.records import EventMention

TRIGGER = "bold reverse"
PARTY = "underline"


def sentence(text: str, mention: EventMention, *, width: int = 320, styled: bool = True) -> Text:
    """Return the sentence of a mention, trigger and parties marked.

    Args:
        text: the article's clean text, into which the mention's offsets point.
        mention: whose sentence, trigger and parties are shown.
        width: longest output in characters; what stands around the trigger is kept.
        styled: mark by style; otherwise the trigger stands between asterisks, since a
            pipe or a file shows no style.
    """
    start, end = mention.sentence
    marks = [(mention.trigger.start, mention.trigger.end, TRIGGER)]
    marks += [(p.start, p.end, PARTY) for p in (*mention.actors, *mention.recipients)]
    if not (0 <= start < end <= len(text)):
        start, end = mention.trigger.start, mention.trigger.end
    focus = (mention.trigger.start - start, mention.trigger.end - start)
    first, last = window(text[start:end], focus, width)
    shown = marked(text, start + first, start + last, marks, styled=styled)
    if first > 0:
        shown = Text("… ").append_text(shown)
    if last < end - start:
        shown.append(" …")
    return shown


def marked(
    text: str, start: int, end: int, marks: Sequence[tuple[int, int, str]], *, styled: bool = True
) -> Text:
    """Return ``text[start:end]`` on one line with the marks that fall into it.

    Offsets of the marks point into ``text``, not into the part.
    """
    part = blank(text[start:end])
    styles: list[tuple[str, ...]] = [()] * len(part)
    for from_, to, style in marks:
        for i in range(max(from_ - start, 0), min(to - start, len(part))):
            if style not in styles[i]:
                styles[i] = (*styles[i], style)
    opens = {f - start for f, _, style in marks if style == TRIGGER}
    closes = {t - start for _, t, style in marks if style == TRIGGER}
    out = Text()
    run_style: tuple[str, ...] = ()
    run, before = "", ""  # one piece for a run of one style: letters stay joined
    for i, char in enumerate(part):
        if styles[i] != run_style:
            out.append(run, style=" ".join(run_style) or None)
            run, run_style = "", styles[i]
        if not styled and i in opens:
            run += "*"
        if not (char == " " and before == " "):
            run += char
        before = char
        if not styled and i + 1 in closes:
            run += "*"
    out.append(run, style=" ".join(run_style) or None)
    if isolate(part) == part:
        return out
    return Text("\u2068").append_text(out).append("\u2069")
