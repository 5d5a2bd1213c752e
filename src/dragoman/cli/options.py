"""Options that several commands share, and what their values may be."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from dragoman.errors import UsageError
from dragoman.records import Modality
from dragoman.registered import REGISTERS


class Format(StrEnum):
    """A format of ``export``."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


TABLES = ("events", "claims", "statements", "documents", "actors", *REGISTERS)
MODALITIES = tuple(str(m) for m in Modality)

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="STORE",
        help="Path or database URL of the store. Without it: dragoman.db in this folder, else "
        "what DRAGOMAN_STORE names.",
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", metavar="FOLDER", help="Folder of a model, not the one built in."),
]
KnowledgeOption = Annotated[
    str | None,
    typer.Option(
        "--knowledge",
        metavar="FOLDER",
        help="Folder with knowledge of your own (organisations, persons, offices, names), added "
        "to what is built in.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSONL.")]
LimitOption = Annotated[
    int | None, typer.Option("--limit", min=1, metavar="N", help="At most so many.")
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="From this day, month or year on (2023-09)."),
]
UntilOption = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Up to the end of this day, month or year."),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="What the store said at the end of this day, or at this time (UTC).",
    ),
]
TypeOption = Annotated[
    list[str] | None,
    typer.Option("--type", metavar="TYPE", help="PLOVER type, such as CONSULT; may be repeated."),
]
ModalityOption = Annotated[
    list[str] | None,
    typer.Option(
        "--modality",
        metavar="MODALITY",
        help=f"{', '.join(MODALITIES)}; may be repeated. Without it: all.",
    ),
]
Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="File, folder, URL or JSONL file of pages, or - for stdin.",
        show_default=False,
    ),
]


def table_name(name: str) -> str:
    """Return the name of a table.

    Raises:
        UsageError: there is none of that name.
    """
    wanted = name.strip().lower()
    if wanted in TABLES:
        return wanted
    raise UsageError("unknown-table", f"there is no table {name!r}; there are {', '.join(TABLES)}")
