"""Dragoman reads news pages about how states treat each other and keeps the record.

>>> import dragoman
>>> with dragoman.open("my.db") as archive:                      # doctest: +SKIP
...     archive.events("AZE", "IRN", since="2021").to_pandas()

Importing the package loads none of what it needs to work; each name is fetched when first
used. What stands in ``__all__`` is the library's public surface.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.api import build, code, open  # noqa: A004 - the name is meant
    from dragoman.archive import Archive
    from dragoman.errors import DragomanError, InputError, ModelError, StoreError, UsageError
    from dragoman.results import Result

try:
    __version__ = version("dragoman")
except PackageNotFoundError:  # not installed: run from a source tree
    __version__ = "0+unknown"

__all__ = [
    "Archive",
    "DragomanError",
    "InputError",
    "ModelError",
    "Result",
    "StoreError",
    "UsageError",
    "__version__",
    "build",
    "code",
    "open",
]

_HOMES = {
    "Archive": "dragoman.archive",
    "DragomanError": "dragoman.errors",
    "InputError": "dragoman.errors",
    "ModelError": "dragoman.errors",
    "Result": "dragoman.results",
    "StoreError": "dragoman.errors",
    "UsageError": "dragoman.errors",
    "build": "dragoman.api",
    "code": "dragoman.api",
    "open": "dragoman.api",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
