"""The brief as one HTML file: no script, nothing fetched, all text escaped."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dragoman.present.brief.page import Brief
from dragoman.present.text import blank

if TYPE_CHECKING:
    from jinja2 import Template

MOST_REFS = 12
"""So many references a sentence has; the rest are told by their number."""


def html(brief: Brief) -> str:
    """Return a brief as HTML; the same brief gives the same text."""
    shown = _template().render(
        brief=brief, kind=lambda block: type(block).__name__.lower(), most=MOST_REFS
    )
    return re.sub(r"[ \t]*\n(?:[ \t]*\n)+", "\n", shown).strip() + "\n"


def web_address(uri: str) -> str | None:
    """Return an address that may be linked: of the web, and nothing that a page could run."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    return uri if parts.scheme in ("http", "https") and parts.netloc else None


@lru_cache(maxsize=1)
def _template() -> Template:
    import jinja2
    from markupsafe import Markup

    home = files("dragoman.present.brief")
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(
            {name: home.joinpath(name).read_text(encoding="utf-8") for name in ("brief.html.j2",)}
        ),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # What a page holds may carry characters that turn the text around it.
        finalize=_finalized,
    )
    environment.filters["web"] = web_address
    environment.globals["style"] = Markup(home.joinpath("brief.css").read_text(encoding="utf-8"))
    environment.globals["drawn"] = lambda chart, narrow: Markup(
        chart.to_svg(narrow=narrow, inline=True)
    )
    return environment.get_template("brief.html.j2")


def _finalized(value: Any) -> Any:
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return blank(value)
    return value
