"""The functions of ``import dragoman``: open a store, build one, code texts.

They take what the commands take, and settings from the same places (see
:mod:`dragoman.config`). A store that is open here is read only.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dragoman import config
from dragoman.archive import Archive
from dragoman.errors import InputError, UsageError
from dragoman.results import Result

if TYPE_CHECKING:
    from dragoman.coder import Coder
    from dragoman.pipeline import BuildResult

Json = dict[str, Any]
Text = str | Mapping[str, Any]
Location = str | os.PathLike[str] | None


def open(store: Location = None, *, as_of: str | None = None) -> Archive:  # noqa: A001
    """Open a store for reading.

    Args:
        store: a path or database URL; without it as the commands find it: ``dragoman.db`` in
            the working folder, else what ``DRAGOMAN_STORE`` names.
        as_of: a day (its end, in UTC) or a time; answers are what the store said then.

    Raises:
        StoreError: it cannot be opened.
        UsageError: ``as_of`` is no day and no time.
    """
    from dragoman.store import Store

    opened = Store.open(_location(store))
    if as_of is None:
        return Archive(opened)
    try:
        return Archive(opened.as_of(as_of))
    except ValueError:
        opened.close()
        raise UsageError(
            "bad-date",
            f"as_of={as_of!r} is no day and no time; write 2023-09-10 or 2023-09-10T15:30:00Z",
        ) from None


def build(
    sources: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    store: Location = None,
    *,
    model: str | None = None,
    knowledge: str | None = None,
) -> BuildResult:
    """Read, code, link and save pages; what is done already is not done again.

    Args:
        sources: files, folders, addresses, JSONL files of pages; or one of them.
        store: as for :func:`open`; made if there is none.
        model: folder of another model than the one built in.
        knowledge: folder with knowledge of one's own.

    Returns:
        How it went; pages that failed are named in it, with their errors.

    Raises:
        StoreError: the store cannot be written, or another build is at work on it.
        ModelError: the model cannot be opened.
    """
    from dragoman.pipeline import build as build_store
    from dragoman.read import Limits
    from dragoman.store import Store

    given = [sources] if isinstance(sources, (str, os.PathLike)) else sources
    settings = config.load()
    limits = Limits(max_bytes=settings.max_page_bytes, timeout=float(settings.fetch_timeout))
    with Store.open(_location(store), create=True) as opened:
        return build_store(
            [os.fspath(s) for s in given], opened, _coder(model, knowledge), limits=limits
        )


def code(
    texts: Text | Iterable[Text], *, model: str | None = None, knowledge: str | None = None
) -> Result[Json]:
    """Code texts; nothing is stored.

    Args:
        texts: strings, or mappings with ``text`` and, if known, ``id``, ``date`` (of
            publication) and ``lang``, or articles as ``dragoman read`` writes them; or one.
        model: folder of another model than the one built in.
        knowledge: folder with knowledge of one's own.

    Returns:
        A row a text, in order, in the shape of ``dragoman code``: ``id``, ``lang``,
        ``events``, ``statements``, ``notices``, ``error``. What is wrong with a text is
        told in its ``error``; a text without an id has its number, from 0.

    Raises:
        ModelError: the model cannot be opened.
        InputError: one of the texts is neither a string nor a mapping.
    """
    from dragoman.lines import code_parsed, parse_object
    from dragoman.present import coded

    given = [texts] if isinstance(texts, (str, Mapping)) else texts
    settings = config.load()
    limit = settings.code_max_characters
    lines = (parse_object(_numbered(n, t), max_characters=limit) for n, t in enumerate(given))
    held = list(lines)
    rows = list(code_parsed(held, _coder(model, knowledge), batch=settings.code_batch))
    words = {id(row): line.text for row, line in zip(rows, held, strict=True)}
    return Result(
        "coded",
        rows,
        shape=lambda some: some,
        listing=lambda some: coded.listing((r, words[id(r)]) for r in some),
    )


def _location(store: Location) -> str:
    if store is not None:
        return os.fspath(store)
    return config.store_location(None, config.load())[0]


def _numbered(number: int, text: Text) -> Json:
    if isinstance(text, str):
        return {"id": number, "text": text}
    if isinstance(text, Mapping):
        return {"id": number, **text}
    raise InputError(
        "bad-text", f"text {number} is neither a string nor a mapping but {type(text).__name__}"
    )


def _coder(model: str | None, own: str | None) -> Coder:
    settings = config.load()
    return _loaded(model or settings.model, own or settings.knowledge)


@lru_cache(maxsize=2)
def _loaded(model: str | None, own: str | None) -> Coder:
    from dragoman.coder import Coder
    from dragoman.knowledge import load

    return Coder.load(model=model, knowledge=load(own))
