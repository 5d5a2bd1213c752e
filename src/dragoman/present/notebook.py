"""Records as HTML for notebooks. Text from pages is hostile: all of it is cleaned and escaped."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from dragoman.present.tables import Listing
from dragoman.present.text import blank

SHOWN = 20
"""How many rows a notebook shows."""
_THINGS = {
    "bodies": ("body", "bodies"),
    "coded": ("text", "texts"),
    "parties": ("party", "parties"),
}


def table_html(table: str, count: int, listing: Callable[[int], Listing]) -> str:
    """Return a table of the first rows, with how many there are in its caption.

    Args:
        table: the name of the records.
        count: how many there are.
        listing: gives the first so many as a listing.
    """
    shown = listing(SHOWN)
    more = f", of which the first {SHOWN} are shown" if count > SHOWN else ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name, _ in shown.columns)
    body = "".join(
        "<tr>" + "".join(f'<td dir="auto">{cell(c.plain)}</td>' for c in row) + "</tr>"
        for row in shown.rows
    )
    return (
        f'<table class="dragoman"><caption>{escape(counted(count, table))}{more}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def counted(count: int, table: str) -> str:
    """Return how many records of a table there are: ``1 event``, ``3 bodies``."""
    one, many = _THINGS.get(table, (table.removesuffix("s"), table))
    return f"{count} {one if count == 1 else many}"


def cell(text: str) -> str:
    """Return text for a cell: no control characters, no markup, lines kept apart."""
    return "<br>".join(escape(blank(line)) for line in text.split("\n"))
