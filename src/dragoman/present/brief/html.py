"""The brief as one HTML file: no script, nothing fetched, all text escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dragoman.present.brief.page import Brief
from dragoman.present.text import blank

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

MOST_REFS = 10
"""So many references a sentence has; the rest are told by their number."""
_DATE = re.compile(r"~?\b\d{4}-(?:\d{2}(?:-\d{2})?|Q\d)\b")


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference: where it leads, what it shows (``7``, ``43–104``), and in words."""

    event_id: str
    shown: str
    words: str


def html(brief: Brief) -> str:
    """Return a brief as HTML; the same brief gives the same text."""
    shown = _template().render(
        brief=brief,
        kind=lambda block: type(block).__name__.lower(),
        refs=lambda events: references(events, brief.numbers),
    )
    return re.sub(r"[ \t]*\n(?:[ \t]*\n)+", "\n", shown).strip() + "\n"


def web_address(uri: str) -> str | None:
    """Return an address that may be linked: of the web, and nothing that a page could run."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    return uri if parts.scheme in ("http", "https") and parts.netloc else None


def references(events: Sequence[str], numbers: Mapping[str, int]) -> tuple[tuple[Ref, ...], int]:
    """Return references to events, three and more in a row as one, and how many are left out.

    The order stays, for the first events are those that tell most; others are not in the brief.
    """
    known = list(dict.fromkeys(e for e in events if e in numbers))
    runs: list[list[str]] = []
    for e in known:
        if runs and numbers[e] == numbers[runs[-1][-1]] + 1:
            runs[-1].append(e)
        else:
            runs.append([e])
    refs = []
    for run in runs:
        first, last = numbers[run[0]], numbers[run[-1]]
        if len(run) > 2:
            words = f"events {first} to {last}"
            refs.append((Ref(run[0], f"{first}–{last}", words), len(run)))
        else:
            refs += [(Ref(e, str(numbers[e]), f"event {numbers[e]}"), 1) for e in run]
    shown = refs[:MOST_REFS]
    return tuple(r for r, _ in shown), len(known) - sum(n for _, n in shown)


def _unbroken(text: str) -> Markup:
    """Return text, escaped, in which no line ends within a date."""
    from markupsafe import Markup, escape

    return Markup(_DATE.sub(lambda m: f'<span class="nb">{m[0]}</span>', str(escape(blank(text)))))


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
    environment.filters["unbroken"] = _unbroken
    environment.globals["style"] = Markup(home.joinpath("brief.css").read_text(encoding="utf-8"))
    environment.globals["drawn"] = lambda chart, narrow: Markup(
        chart.to_svg(narrow=narrow, inline=True)
    )
    return environment.get_template("brief.html.j2")


def _finalized(value: Any) -> Any:
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return blank(value)
    return value
