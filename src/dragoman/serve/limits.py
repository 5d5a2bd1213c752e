"""How much a client may ask of the server."""

from __future__ import annotations

from dataclasses import dataclass

PREFIX = "/api/v1"
PAGE, LARGEST_PAGE = 100, 1000
"""Rows of a page: usually, and at most."""
LINES, PAGES = 1000, 100
"""Texts of one ``POST /code``, and pages of one ``POST /documents``, at most."""
CHANGES = 10_000
"""Changes that ``/diff`` gives at most."""
SEARCHED = 500
"""Hits that ``/search`` gives at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one server.

    Attributes:
        body_bytes: largest body of a request.
        posts_per_minute: POST requests of one client; as many may come at once.
        exports: files (CSV, Parquet …) that are written at a time, over all clients.
        posts: POST requests that work or wait for the model at a time, over all clients.
        stall_seconds: an export whose reader takes nothing for so long is given up.
        hosts: names by which the server may be called (the ``Host`` header without its
            port), against pages that rebind a name of theirs to this machine; None: any.
        page_bytes: largest page of ``POST /documents``.
        characters: longest text of ``POST /code``.
        batch: texts that the model gets at a time.
    """

    body_bytes: int = 10_000_000
    posts_per_minute: int = 60
    exports: int = 4
    posts: int = 4
    stall_seconds: float = 60.0
    hosts: tuple[str, ...] | None = None
    page_bytes: int = 20_000_000
    characters: int = 200_000
    batch: int = 32
