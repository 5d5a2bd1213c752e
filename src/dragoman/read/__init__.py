"""Reading: from files, folders, standard input, JSONL and addresses to clean articles."""

from __future__ import annotations

from dragoman.read.article import article
from dragoman.read.page import Hints, Limits, Page, PageFailure
from dragoman.read.sources import object_page, pages

#: Counts up when the same page would be read differently; builds then read it again.
VERSION = "1"

__all__ = ["VERSION", "Hints", "Limits", "Page", "PageFailure", "article", "object_page", "pages"]
