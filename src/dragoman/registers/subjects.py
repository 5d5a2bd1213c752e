"""What an agreement or a visit is about, how many papers, at what level, for how many days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dragoman.registered import NumberCell, Telling, TextCell
from dragoman.registers.cells import Said, number_cell, text_cell
from dragoman.registers.facts import Item, evidence, spanned, states_named, trigger_in
from dragoman.registers.offices import office_of, rank
from dragoman.registers.wording import nearest, numbers, terms

_END = re.compile(
    r"[,.;:()«»“”\"!?،؛/]| (?:during|between|which|that|while|when|after|before|amid|worth|at a|"
    r"at the|across|through|who|whose|and (?:will|would)|"
    r"во время|между|который|которая|которое|в ходе|entre|pendant|lors|durante|que|qui)\b"
)
_LONGEST = 120
_COUNT = re.compile(r"\s*(?:[^\W\d_]+\s+){0,2}")
_GAP = 30
_PREPOSITION = 4
_BESIDE = 24


def subject(items: Sequence[Item], name: str) -> TextCell | None:
    """Return what stands behind “on” or “about” after the word for the matter.

    Args:
        items: the events.
        name: the word list of the matter (``accord``).
    """
    said: list[Said] = []
    for item in items:
        for t in item.tellings:
            matter = nearest(name, t.sentence, trigger_in(t), t.language, within=100)
            if matter is not None:
                span = phrase(t.sentence, "about", matter.end, matter.start, t.language)
                if span is not None and not _opens_with_state(t.sentence[span[0] : span[1]]):
                    low = t.mention.sentence[0]
                    end = _before_setting(t, *span)
                    one = evidence(item, t, span[0] + low, end + low)
                    said.append((one.text, one))
    return text_cell(sorted(said, key=lambda s: -len(s[0])))


def _before_setting(t: Telling, start: int, end: int) -> int:
    """Return where a subject ends: before the place and the day of the act, and their “in”."""
    m = t.mention
    for words in (m.place.text if m.place else None, m.date.text if m.date else None):
        at = t.sentence.find(words, start, end) if words else -1
        if at > start:
            kept = t.sentence[start:at].rstrip()
            last = kept.rfind(" ")
            if last > 0 and len(kept) - last <= _PREPOSITION:
                kept = kept[:last].rstrip()
            end = start + len(kept)
    return end


def _opens_with_state(words: str) -> bool:
    """“signed for Azerbaijan” tells who signs, and not what."""
    return any(start == 0 for _, start, _ in states_named(words, None))


def phrase(
    sentence: str, name: str, after: int, before: int, language: str | None
) -> tuple[int, int] | None:
    """Return the words that a list such as ``about`` opens, or closes in Turkish.

    Args:
        sentence: the sentence.
        name: a list with the terms ``after`` and ``before``.
        after: where to look for words that open; they must come within a few words.
        before: where to look back for words that close.
        language: of the sentence.
    """
    for f in terms(name, sentence, language):
        if f.term == "after" and after <= f.start <= after + _GAP:
            # Nothing may part the matter from what it is about.
            if _END.search(sentence[after : f.start]):
                return None
            return _trimmed(sentence, f.end, sentence[f.end :])
        if f.term == "before" and before - _GAP <= f.end <= before:
            head = sentence[: f.start]
            cut = [m.end() for m in _END.finditer(head)]
            start = max(cut[-1] if cut else 0, len(head) - _LONGEST)
            return _trimmed(sentence, start, head[start:])
    return None


def _trimmed(sentence: str, start: int, words: str) -> tuple[int, int] | None:
    end = _END.search(words)
    kept = words[: end.start()] if end else words
    if len(kept) > _LONGEST:
        kept = kept[:_LONGEST].rsplit(" ", 1)[0]
    # “on March 11” is no matter, but a day.
    stripped = kept.strip()
    if len(stripped) < 4 or re.match(r"[A-ZÀ-Ý]\w+ \d|\d", stripped):
        return None
    first = start + (len(kept) - len(kept.lstrip()))
    return first, first + len(stripped)


def counted(items: Sequence[Item], name: str) -> tuple[NumberCell | None, TextCell | None]:
    """Return how many there were and of what, where the text says “signed eight documents”."""
    said = []
    kinds: list[Said] = []
    for item in items:
        for t in item.tellings:
            low = t.mention.sentence[0]
            for f in terms(name, t.sentence, t.language):
                for n in numbers(t.sentence, t.language):
                    if (
                        n.value > 1
                        and n.end < f.start
                        and _COUNT.fullmatch(t.sentence[n.end : f.start])
                    ):
                        one = evidence(item, t, n.start + low, f.end + low)
                        said.append((float(n.value), one))
                        kinds.append((f.term, one))
    return number_cell(said), text_cell(kinds)


def level(items: Sequence[Item]) -> TextCell | None:
    """Return at what level those acted: the highest office among them."""
    said: list[Said] = []
    for item in items:
        for t, party, _ in item.parties():
            office = office_of(party.role or "", t.language) or office_of(party.text, t.language)
            if office is None and party.sector == "BUS":
                office = "company"
            if office is not None:
                said.append((office, spanned(item, t, party.text, party.start, party.end)))
    if not said:
        return None
    top = min((s[0] for s in said), key=rank)
    return text_cell(s for s in said if s[0] == top)


def lasting(items: Sequence[Item], *matters: str) -> NumberCell | None:
    """Return for how many days it went on, where the text says so: “a three-day visit”.

    Args:
        items: the events.
        matters: word lists of what lasted; the days stand right before such a word, or
            behind one for duration (“for five days”).
    """
    said = []
    for item in items:
        for t in item.tellings:
            low = t.mention.sentence[0]
            for value, start, end in _days(t.sentence, t.language):
                if _lasts(t.sentence, start, end, t.language, matters):
                    said.append((value, evidence(item, t, start + low, end + low)))
    return number_cell(said, "days")


def _days(sentence: str, language: str | None) -> Iterator[tuple[float, int, int]]:
    """Yield the stretches of days that a sentence names."""
    counts = numbers(sentence.replace("-", " "), language)
    for f in terms("day", sentence, language):
        for n in counts:
            if 0 <= f.start - n.end <= 1:
                yield float(n.value), n.start, f.end
    for f in terms("days_of", sentence, language):
        yield float(f.term), f.start, f.end


def _lasts(
    sentence: str, start: int, end: int, language: str | None, matters: Sequence[str]
) -> bool:
    after = sentence[end : end + _BESIDE]
    for name in matters:
        found = terms(name, after, language)
        if found and not re.search(r"[,.;:]", after[: found[0].start]):
            return True
    before = sentence[max(0, start - 14) : start]
    return bool(terms("for", before, language)) and not re.match(
        r"\s*(?:after|before|ago)\b", after
    )


__all__ = ["counted", "lasting", "level", "phrase", "subject"]
