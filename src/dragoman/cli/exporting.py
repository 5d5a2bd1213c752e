"""The command that writes tables for other programs: export."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli import options
from dragoman.cli.files import Parts, parts
from dragoman.cli.looking import query_of
from dragoman.cli.options import (
    AsOfOption,
    LimitOption,
    ModalityOption,
    SinceOption,
    StoreOption,
    TypeOption,
    UntilOption,
)
from dragoman.cli.state import STATE, binary_stdout, choices, open_store, party_code, say
from dragoman.errors import UsageError
from dragoman.present import formats
from dragoman.present.text import number

if TYPE_CHECKING:
    from dragoman.present.formats.about import Exported, Origin
    from dragoman.store import Store

_CODEBOOK, _META = ".codebook.md", ".meta.json"
_LISTED = 4
_HELP = "Format to write: " + ", ".join(formats.FORMATS) + "."


def export(
    table: Annotated[
        str, typer.Argument(metavar="TABLE", help=f"One of {', '.join(formats.tables())}.")
    ],
    format_: Annotated[str, typer.Option("--format", metavar="FORMAT", help=_HELP)] = "jsonl",
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="File to write, or - for stdout."),
    ] = "-",
    text: Annotated[bool, typer.Option("--text", help="Documents with their clean text.")] = False,
    since: SinceOption = None,
    until: UntilOption = None,
    type_: TypeOption = None,
    modality: ModalityOption = None,
    party: Annotated[
        list[str] | None,
        typer.Option(
            "--party",
            metavar="PARTY",
            help="Only what this party takes part in; given twice, what joins the two.",
        ),
    ] = None,
    limit: LimitOption = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include",
            metavar="WHAT",
            help="What a format leaves out by its rules: coarse-dates, contested; may be repeated.",
        ),
    ] = None,
    about: Annotated[
        str | None,
        typer.Option(
            "--about",
            metavar="NAME",
            help="Write codebook and loss report to NAME.codebook.md and NAME.meta.json. Without "
            "it: beside FILE; with stdout, none.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    store: StoreOption = None,
) -> None:
    """Write a table in a format of other programs.

    Beside the file come FILE.codebook.md and FILE.meta.json: what the columns hold, the query,
    versions, a citation, and what could not be carried.
    """
    from dragoman.present.formats.material import INCLUDE, Asked
    from dragoman.shaping import Shaper

    form = formats.named(format_)
    name = options.table_name(table)
    formats.check(form, name)
    if text and name != "documents" and form.name != "ftm":
        raise UsageError("bad-option", "--text goes with documents only")
    if form.binary and output == "-" and sys.stdout.isatty():
        raise UsageError("binary-output", f"{form.title} is binary: give a file with -o FILE")
    codes = [party_code(p) for p in party or ()]
    if len(codes) > 2:
        raise UsageError("bad-option", "--party may be given twice at most")
    query = query_of(
        since, until, type_, modality, limit, a=codes[0] if codes else None,
        b=codes[1] if len(codes) > 1 else None,
    )  # fmt: skip
    options.chosen(name, query)
    wanted = frozenset(choices(include, INCLUDE, "--include"))
    asked = Asked(name, query, text=text, include=wanted)
    with open_store(store, as_of) as opened:
        beside = about or (output if output != "-" else None)
        data = None if output == "-" else output
        with parts(data, *([beside + _CODEBOOK, beside + _META] if beside else [])) as files:
            stream = binary_stdout() if data is None else files.stream(data)
            exported = formats.write(form, opened, asked, stream, Shaper(opened).register)
            if beside is not None:
                _tell_about(files, opened, exported, data, beside)
    _tell(exported, output)


COMMANDS = (export,)


def _tell_about(
    files: Parts, store: Store, exported: Exported, data: str | None, beside: str
) -> None:
    """Write codebook and meta data of an export that is done."""
    from dragoman.present.formats import about

    values = about.meta(
        origin(store),
        exported,
        name=Path(data).name if data else "stdout",
        sha256=files.sha256(data) if data else "",
    )
    rules = exported.form.writer().RULES
    files.stream(beside + _CODEBOOK).write(about.codebook(values, rules))
    files.stream(beside + _META).write(about.meta_json(values))


def origin(store: Store) -> Origin:
    """Return where the records of a store come from: versions, runs, moment."""
    from importlib.metadata import PackageNotFoundError, version

    from dragoman.knowledge import load
    from dragoman.present.formats.about import Origin

    try:
        program = version("dragoman")
    except PackageNotFoundError:
        program = "source"
    runs = [
        r
        for r in store.runs()
        if r.coder is None and (store.moment is None or r.started_at <= store.moment)
    ]
    return Origin(
        program=program,
        store=store.path.name,
        as_of=store.moment,
        exported_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        knowledge=load(STATE.settings().knowledge).fingerprint,
        models=_models(),
        runs=[
            {"run": r.run_id, "ended_at": r.ended_at, "version": r.version,
             "fingerprint": r.fingerprint}
            for r in runs
        ],
    )  # fmt: skip


def _models() -> dict[str, str]:
    """Return the installation's models: languages, and the beginning of the weights' hash."""
    import json

    from dragoman.annotate import MODELS

    root = Path(STATE.settings().model or MODELS)
    found = {}
    for path in sorted((*root.glob("model.json"), *root.glob("*/model.json"))):
        info: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found[" ".join(info["languages"])] = str(info["sha256"]["token.onnx"])[:16]
    return found


def _tell(exported: Exported, output: str) -> None:
    to = "" if output == "-" else f" to {output}"
    say(f"{number(exported.rows, 'row')} of {exported.asked.table} written{to}")
    left = sorted(exported.losses.left_out.items(), key=lambda item: -item[1].count)
    if left:
        total = sum(t.count for _, t in left)
        say(f"{total} of {number(exported.losses.seen, 'record')} left out:")
        for reason, tally in left[:_LISTED]:
            say(f"  {tally.count}: {reason}")
        if len(left) > _LISTED:
            say(f"  {sum(t.count for _, t in left[_LISTED:])}: other reasons, see the codebook")
