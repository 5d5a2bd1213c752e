"""Coding: the tagger's spans and links become event mentions and statements."""

from __future__ import annotations

from dragoman.code.coding import code
from dragoman.code.contexts import contexts_of

__all__ = ["code", "contexts_of"]
