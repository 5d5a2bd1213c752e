"""The brief: one file on two parties, as HTML or Markdown."""

from __future__ import annotations

from dragoman.present.brief.html import html
from dragoman.present.brief.markdown import markdown
from dragoman.present.brief.page import Brief

__all__ = ["Brief", "html", "markdown"]
