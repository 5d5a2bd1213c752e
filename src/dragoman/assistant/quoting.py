"""Words of pages, marked as such.

What a page says is data. An assistant reads our answers as text, so that a page could speak
to it (“ignore what you were told”). Hence every string that may have been taken from a page
stands in an object under the key ``quoted``; strings beside it are ours: ids, codes, dates,
words of closed lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from dragoman.present.text import blank, window

Json = dict[str, Any]

LONGEST = 600
"""Characters of a quotation; of a longer sentence the part around its trigger is given."""
_LONGEST_URI = 400
#: Keys whose strings come from pages, even where they are a single word.
_OF_PAGES = frozenset(
    ("text", "name", "title", "sentence", "trigger", "publisher", "author", "snippet", "role",
     "value", "content")
)  # fmt: skip
#: Keys whose strings are sentences of our own, made of figures and closed lists.
_OURS = frozenset(("quad", "verdict", "words", "notes", "message", "label"))
_TOKEN = re.compile(r"[\w.:+\-]{0,80}", re.ASCII)
_UNSAFE_IN_URI = re.compile(r"[^!-~]")


def quoted(text: str, *, longest: int = LONGEST) -> Json:
    """Return words of a page, marked; a quotation that was cut says so.

    Control characters become spaces, so that its length and offsets stay.
    """
    words = blank(text)
    if len(words) <= longest:
        return {"quoted": words}
    return {"quoted": words[:longest], "cut_from": len(words)}


def passage(text: str, start: int, end: int, focus: tuple[int, int] | None = None) -> Json:
    """Return characters of a text, marked, with offsets of what is given.

    Args:
        text: the whole text.
        start: of the sentence.
        end: of the sentence.
        focus: what must be seen of a sentence that is too long to be given whole.
    """
    sentence = text[start:end]
    at = focus or (start, start)
    low, high = window(sentence, (at[0] - start, at[1] - start), LONGEST)
    found = {**quoted(sentence[low:high]), "start": start + low, "end": start + high}
    if (low, high) != (0, len(sentence)):
        found["sentence_start"], found["sentence_end"] = start, end
    return found


def address(uri: str) -> str:
    """Return where a page came from as one token: nothing in it can be read as a sentence."""
    return _UNSAFE_IN_URI.sub(lambda m: quote(m[0], errors="replace"), uri)[:_LONGEST_URI]


def marked(value: Any, key: str = "") -> Any:
    """Return a JSON value with every string that may come from a page marked.

    Args:
        value: a value of one of our JSON shapes.
        key: under which it stands.
    """
    if isinstance(value, Mapping):
        if "quoted" in value:
            return dict(value)
        return {k: marked(v, k) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [marked(v, key) for v in value]
    if not isinstance(value, str):
        return value
    if key == "uri":
        return address(value)
    if key in _OURS or (key not in _OF_PAGES and _TOKEN.fullmatch(value)):
        return blank(value)
    return quoted(value)
