"""RIS: the sources as Zotero, EndNote and Mendeley read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from dragoman.present.formats.base import Column, text_of
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.formats.sources import Work, works

RULES = (
    "A reference a document: NEWS if it names its publisher and came from the web, else GEN.",
    "The date is written as far as it is known; where the page gives no sound one there is none.",
)
COLUMNS = _columns(
    """
TY: type: NEWS or GEN
ID: of the document in Dragoman
TI: title
AU: author, as the page names it
T2: publisher
PY: year of publication
DA: year/month/day, as far as they are known
UR: where the page came from
LA: language, ISO 639
N1: of which document it is a copy
AB: the clean text, with --text
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the tags."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a reference a document."""
    count = 0
    with text_of(out) as text:
        for work in works(material, losses):
            for tag, value in _tags(work):
                if value:
                    text.write(f"{tag}  - {value}\r\n")
            text.write("ER  - \r\n\r\n")
            count += 1
    return count


def _tags(work: Work) -> Iterator[tuple[str, str]]:
    web = work.url.startswith(("http://", "https://"))
    yield "TY", "NEWS" if work.publisher and web else "GEN"
    yield "ID", work.key
    yield "TI", work.title
    yield "AU", work.author
    yield "T2", work.publisher
    yield "PY", work.year
    yield "DA", f"{work.year}/{work.month}/{work.day}" if work.year else ""
    yield "UR", work.url
    yield "LA", work.language
    yield "N1", f"Copy of {work.copy_of}" if work.copy_of else ""
    yield "AB", work.text
