"""Reading: from files, folders, standard input, JSONL and addresses to clean articles."""

from __future__ import annotations

from dragoman.read.article import article
from dragoman.read.page import Hints, Limits, Page, PageFailure
from dragoman.read.sources import pages

__all__ = ["Hints", "Limits", "Page", "PageFailure", "article", "pages"]
