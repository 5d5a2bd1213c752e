"""The formats of ``export``: which there are, and how one is written.

Each format is a module beside this file (or, for the three oldest, beside the package) with
the names of :class:`Writer`. The registry below says what can be known without loading it,
for some need large packages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from dragoman.errors import UsageError
from dragoman.registered import REGISTERS, Row

if TYPE_CHECKING:
    from dragoman.present.formats.about import Exported
    from dragoman.present.formats.base import Column
    from dragoman.present.formats.losses import Losses
    from dragoman.present.formats.material import Asked, Holdings, Material


class Writer(Protocol):
    """What the module of a format holds."""

    RULES: Sequence[str]
    """How our records become its rows, in sentences, for the codebook."""

    def columns(self, table: str) -> Sequence[Column]:
        """Return its columns or fields, in order, with what they hold."""

    def write(self, material: Material, out: BinaryIO, losses: Losses) -> int:
        """Write what is asked for as it comes; return how many rows; tell what is lost."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of ``export``.

    Attributes:
        name: as ``--format`` takes it.
        title: what it is, in a few words.
        tables: of which it can be made; the first is the usual one.
        media_type: IANA's, or the nearest there is.
        extension: with its dot.
        binary: whether a terminal must not be shown it.
        module: where its :class:`Writer` is.
        extra: the optional extra of Dragoman that it needs, if any.
    """

    name: str
    title: str
    tables: tuple[str, ...]
    media_type: str
    extension: str
    module: str
    binary: bool = False
    extra: str | None = None

    def writer(self) -> Writer:
        """Load what writes it.

        Raises:
            UsageError: a package that it needs is not installed; the message says which.
        """
        try:
            return cast("Writer", import_module(self.module))
        except ModuleNotFoundError as error:
            raise _missing(self, error) from None


ROWS = ("events", "claims", "statements", "documents", "actors", *REGISTERS)
"""Tables whose records have a JSON shape of their own, so that any row format serves them."""
_EVENTS = ("events",)
_DOCUMENTS = ("documents",)
_HERE = "dragoman.present.formats."
_JSON, _CSV, _TSV = "application/json", "text/csv", "text/tab-separated-values"
_LINES, _GEXF = "application/x-ndjson", "application/gexf+xml"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("jsonl", "JSON lines, whole", ROWS, _LINES, ".jsonl", f"{_HERE}rows"),
        Format("csv", "CSV, flat", ROWS, _CSV, ".csv", f"{_HERE}flat"),
        Format(
            "parquet",
            "Parquet, nested",
            ROWS,
            "application/vnd.apache.parquet",
            ".parquet",
            f"{_HERE}nested",
            binary=True,
        ),
        Format("xlsx", "Excel, flat", ROWS, _XLSX, ".xlsx", f"{_HERE}xlsx", binary=True),
        Format("polecat", "POLECAT", _EVENTS, _TSV, ".tsv", f"{_HERE}polecat"),
        Format("plover", "PLOVER JSON", _EVENTS, _LINES, ".jsonl", f"{_HERE}plover"),
        Format("gdelt", "GDELT 2.0 events", _EVENTS, _TSV, ".export.CSV", f"{_HERE}gdelt"),
        Format(
            "gdelt-mentions",
            "GDELT 2.0 mentions",
            _EVENTS,
            _TSV,
            ".mentions.CSV",
            f"{_HERE}gdelt_mentions",
        ),
        Format("icews", "ICEWS", _EVENTS, _TSV, ".tab", f"{_HERE}icews"),
        Format("acled", "ACLED-like", _EVENTS, _CSV, ".csv", f"{_HERE}acled"),
        Format("ucdp", "UCDP-like (GED)", _EVENTS, _CSV, ".csv", f"{_HERE}ucdp"),
        Format("ftm", "FollowTheMoney", _EVENTS, _LINES, ".ftm.json", f"{_HERE}ftm", extra="ftm"),
        Format(
            "geojson", "GeoJSON", _EVENTS, "application/geo+json", ".geojson", f"{_HERE}geojson"
        ),
        Format(
            "graphml", "GraphML network", _EVENTS, "application/xml", ".graphml", f"{_HERE}graphml"
        ),
        Format("gexf", "GEXF network", _EVENTS, _GEXF, ".gexf", f"{_HERE}gexf"),
        Format("ics", "iCalendar", _EVENTS, "text/calendar", ".ics", f"{_HERE}ics"),
        Format("timelinejs", "TimelineJS", _EVENTS, _JSON, ".json", f"{_HERE}timelinejs"),
        Format(
            "jsonld",
            "W3C Web Annotations",
            _EVENTS,
            "application/ld+json",
            ".jsonld",
            f"{_HERE}jsonld",
        ),
        Format("sipri", "SIPRI-like trade register", ("transfers",), _CSV, ".csv", f"{_HERE}sipri"),
        Format("dcad", "DCAD-like agreements", ("agreements",), _CSV, ".csv", f"{_HERE}dcad"),
        Format("mme", "MME-like exercises", ("exercises",), _CSV, ".csv", f"{_HERE}mme"),
        Format("jme", "JME-like exercises", ("exercises",), _CSV, ".csv", f"{_HERE}jme"),
        Format("colt", "COLT-like visits of leaders", ("visits",), _CSV, ".csv", f"{_HERE}colt"),
        Format("doccano", "doccano annotations", _DOCUMENTS, _LINES, ".jsonl", f"{_HERE}doccano"),
        Format(
            "labelstudio", "Label Studio tasks", _DOCUMENTS, _JSON, ".json", f"{_HERE}labelstudio"
        ),
        Format(
            "ris",
            "RIS references",
            _DOCUMENTS,
            "application/x-research-info-systems",
            ".ris",
            f"{_HERE}ris",
        ),
        Format(
            "bibtex",
            "BibTeX references",
            _DOCUMENTS,
            "application/x-bibtex",
            ".bib",
            f"{_HERE}bibtex",
        ),
    )
}


def write(
    form: Format,
    holdings: Holdings,
    asked: Asked,
    out: BinaryIO,
    register: Callable[[str], Iterable[Row]] | None = None,
) -> Exported:
    """Write a table of a store in a format.

    Args:
        form: from :func:`named`.
        holdings: the store, or a view of it.
        asked: what is wanted of it.
        out: takes the bytes as they come.
        register: derives a register of the store by its name; needed for registers alone.

    Returns:
        How many rows were written, and what was lost.

    Raises:
        UsageError: the format does not serve the table, or needs a package that is missing.
    """
    from dragoman.present.formats.about import Exported
    from dragoman.present.formats.losses import Losses
    from dragoman.present.formats.material import Material

    check(form, asked.table)
    losses = Losses()
    try:
        rows = form.writer().write(Material(holdings, asked, register), out, losses)
    except ModuleNotFoundError as error:
        raise _missing(form, error) from None
    return Exported(form, asked, rows, losses)


def _missing(form: Format, error: ModuleNotFoundError) -> Exception:
    """Return what to tell of a package that is not installed; a fault of ours stays one."""
    if (error.name or "").startswith("dragoman"):
        return error
    wanted = f"dragoman[{form.extra}]" if form.extra else "dragoman"
    return UsageError(
        "missing-package",
        f"the format {form.name} needs the package {error.name}; install it with "
        f"pip install '{wanted}'",
    )


def named(name: str) -> Format:
    """Return a format by its name, in any case.

    Raises:
        UsageError: there is none of that name.
    """
    found = FORMATS.get(name.strip().lower())
    if found is None:
        raise UsageError(
            "unknown-format", f"there is no format {name!r}; there are {', '.join(FORMATS)}"
        )
    return found


def serving(table: str) -> tuple[Format, ...]:
    """Return the formats that a table can be written in."""
    return tuple(f for f in FORMATS.values() if table in f.tables)


def tables() -> tuple[str, ...]:
    """Return the tables that some format serves, each once."""
    return tuple(dict.fromkeys(t for f in FORMATS.values() for t in f.tables))


def check(form: Format, table: str) -> None:
    """Do nothing if a format serves a table.

    Raises:
        UsageError: it does not; the message says what it serves, and what serves the table.
    """
    if table not in form.tables:
        others = ", ".join(f.name for f in serving(table))
        raise UsageError(
            "bad-format",
            f"{form.name} is made of {' or '.join(form.tables)}, not of {table}; "
            f"{table} can be written as {others}",
        )
