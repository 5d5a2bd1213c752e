"""A chart: what it shows in words, and its drawing as SVG or PNG."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.errors import UsageError
from dragoman.present.text import clean

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, MUTED, RULE, PAPER = "#1b1f25", "#586171", "#d5dae1", "#fefefe"
LAND, SHORE, OURS = "#e9ecf0", "#aab3bf", "#f3e3bd"
QUAD_COLOURS: Mapping[str, str] = {
    "verbal cooperation": "#5aa9dd",
    "material cooperation": "#0a5d9c",
    "verbal conflict": "#ec9f2e",
    "material conflict": "#b8430a",
}
"""Blues and oranges, told apart by people of every colour vision; deeds darker than words."""
SIGN_COLOURS: Mapping[int, str] = {1: "#0a5d9c", 0: "#7b8492", -1: "#b8430a"}
_THEMED: Mapping[str, str] = {
    INK: "ink",
    MUTED: "muted",
    RULE: "rule",
    PAPER: "paper",
    LAND: "land",
    SHORE: "shore",
    OURS: "ours",
    **{colour: quad.replace(" ", "-") for quad, colour in QUAD_COLOURS.items()},
    "#7b8492": "even",
}
_DPI = 144
_LINK = re.compile(r'<a xlink:href="([^"]*)"[^>]*>')
_ID = re.compile(r'(\bid=")')
_HALO = f"text{{paint-order:stroke;stroke:{PAPER};stroke-width:2.5px;stroke-linejoin:round}}"
_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "dragoman",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.facecolor": PAPER,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "figure.facecolor": PAPER,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that is drawn when asked for; the same records give the same bytes.

    Attributes:
        name: one word, with which its ids begin.
        title: what it shows.
        description: in words, what a reader who cannot see it must know.
        draw: draws it, for a narrow page if its argument is true.
        labels: what marks lead to, each with its words; keys are links (``#e-…``).
    """

    name: str
    title: str
    description: str
    draw: Callable[[bool], Figure] = field(repr=False)
    labels: Mapping[str, str] = field(default_factory=dict, repr=False)

    def to_svg(self, *, narrow: bool = False, inline: bool = False) -> str:
        """Return the chart as SVG.

        Args:
            narrow: for a page of a telephone's width.
            inline: a piece of HTML, of which the page sets the colours by custom properties
                (``--ink``, ``--paper`` …) and that shares no id with other charts of it.
        """
        with _styled():
            figure = self.draw(narrow)
            held = io.StringIO()
            figure.savefig(held, format="svg", metadata={"Date": None, "Creator": "Dragoman"})
        return self._told(held.getvalue(), narrow=narrow, inline=inline)

    def to_png(self, *, narrow: bool = False) -> bytes:
        """Return the chart as PNG, at 144 dots an inch."""
        with _styled():
            figure = self.draw(narrow)
            held = io.BytesIO()
            figure.savefig(held, format="png", dpi=_DPI, metadata={"Description": self.description})
        return held.getvalue()

    def save(self, path: str | Path) -> Path:
        """Write the chart to a file, SVG or PNG by its name.

        Raises:
            UsageError: the name ends otherwise.
        """
        file = Path(path)
        kind = file.suffix.lower()
        if kind == ".svg":
            file.write_text(self.to_svg(), encoding="utf-8")
        elif kind == ".png":
            file.write_bytes(self.to_png())
        else:
            raise UsageError("bad-format", f"{path}: a chart is written as .svg or .png")
        return file

    def _repr_svg_(self) -> str:
        return self.to_svg()

    def _told(self, svg: str, *, narrow: bool, inline: bool) -> str:
        """Give a drawing its words, its links their names, and its ids a beginning of its own."""
        prefix = f"{self.name}-{'narrow' if narrow else 'wide'}-"
        svg = _ID.sub(rf"\g<1>{prefix}", svg)
        svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}\1)", svg)
        svg = re.sub(r'(<use [^>]*?xlink:href="#)', rf"\g<1>{prefix}", svg)
        svg = _LINK.sub(self._link, svg)
        svg = svg.replace("'DejaVu Sans'", "system-ui, sans-serif")
        head, _, body = svg.partition("<svg ")
        attributes, _, body = body.partition(">")
        words = (
            f"<title>{escape(clean(self.title))}</title>"
            f"<desc>{escape(clean(self.description))}</desc>"
        )
        if not inline:
            body = body.replace("</style>", f"{_HALO}</style>", 1)
            return f'{head}<svg role="group" {attributes}>{words}{body}'
        # A style sheet within would hold for the whole page.
        body = re.sub(r"<(metadata|style)\b.*?</\1>", "", body, flags=re.DOTALL)
        for colour, name in _THEMED.items():
            body = body.replace(colour, f"var(--{name},{colour})")
        attributes = re.sub(r'\b(width|height)="[^"]*"', "", attributes)
        label = escape(clean(self.title), quote=True)
        return f'<svg role="group" aria-label="{label}" {attributes}>{body.strip()}'

    def _link(self, match: re.Match[str]) -> str:
        target = match[1]
        words = escape(clean(self.labels.get(target, target)), quote=True)
        return f'<a href="{target}" tabindex="-1" aria-label="{words}"><title>{words}</title>'


@contextmanager
def _styled() -> Iterator[None]:
    import logging

    import matplotlib

    # No screen is wanted, and no word about fonts that a machine lacks.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    style: Any = {**matplotlib.rcParamsDefault, **_STYLE}
    with matplotlib.rc_context(rc=style):
        yield


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure, its size in inches, that belongs to no window."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure
