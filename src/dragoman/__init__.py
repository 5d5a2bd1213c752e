"""Dragoman reads news pages about how states treat each other and keeps the record."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("dragoman")
except PackageNotFoundError:  # not installed: run from a source tree
    __version__ = "0+unknown"

__all__ = ["__version__"]
