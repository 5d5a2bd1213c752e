"""BibTeX: the sources as LaTeX and reference managers read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from dragoman.present.formats.base import Column, text_of
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.formats.sources import Work, works

RULES = (
    "An entry a document, of type misc, in UTF-8. Characters that mean something to LaTeX are "
    "escaped; a title stands in braces of its own, so that its capitals stay.",
    "The date is written as far as it is known; where the page gives no sound one there is none.",
)
_ESCAPED = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces, escaped or not.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
COLUMNS = _columns(
    """
key: of the document in Dragoman
title: title
author: author, as the page names it
organization: publisher
year: of publication
month: likewise, as BibTeX's abbreviation
date: year-month-day, as far as they are known
url: where the page came from
langid: language, ISO 639
note: of which document it is a copy
abstract: the clean text, with --text
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the fields."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write an entry a document."""
    count = 0
    with text_of(out) as text:
        for work in works(material, losses):
            fields = ",\n".join(f"  {k} = {v}" for k, v in _fields(work))
            text.write(f"@misc{{{work.key},\n{fields}\n}}\n\n")
            count += 1
    return count


def escaped(text: str) -> str:
    r"""Return text with what means something to LaTeX escaped.

    >>> escaped("R&D at 50 %")
    'R\\&D at 50 \\%'
    """
    return "".join(_ESCAPED.get(c, c) for c in text)


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{{{escaped(work.title)}}}}}"
    if work.author:
        # A byline is one name, or several in words of its own; BibTeX must not take it apart.
        yield "author", f"{{{{{escaped(work.author)}}}}}"
    if work.publisher:
        yield "organization", f"{{{escaped(work.publisher)}}}"
    if work.year:
        yield "year", f"{{{work.year}}}"
        yield "date", f"{{{'-'.join(filter(None, (work.year, work.month, work.day)))}}}"
    if work.month:
        yield "month", _MONTHS[int(work.month) - 1]
    # Within an address only what would break the entry is escaped; \url takes the rest.
    yield "url", "{" + work.url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C") + "}"
    if work.language:
        yield "langid", f"{{{escaped(work.language)}}}"
    if work.copy_of:
        yield "note", f"{{Copy of {escaped(work.copy_of)}}}"
    if work.text:
        yield "abstract", f"{{{escaped(work.text)}}}"
