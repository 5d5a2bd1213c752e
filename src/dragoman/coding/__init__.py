"""Coding: the tagger's spans and links become event mentions and statements."""

from __future__ import annotations

from dragoman.coding.acts import code
from dragoman.coding.contexts import contexts_of

__all__ = ["code", "contexts_of"]
