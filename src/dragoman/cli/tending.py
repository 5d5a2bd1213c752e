"""Commands that tend the installation: doctor, version."""

from __future__ import annotations

import importlib
import importlib.metadata
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from dragoman.cli.options import JsonOption, ModelOption, StoreOption
from dragoman.cli.state import STATE, console, emit, load_coder, print_json, store_location
from dragoman.config import CONFIG_FILE
from dragoman.errors import DragomanError
from dragoman.present.text import number

_NEEDED = (
    "alembic",
    "datasketch",
    "fastapi",
    "htmldate",
    "icalendar",
    "networkx",
    "numpy",
    "onnxruntime",
    "py3langid",
    "pyarrow",
    "pypdfium2",
    "sentencex",
    "sqlalchemy",
    "tokenizers",
    "trafilatura",
    "uvicorn",
    "xlsxwriter",
)
_PROBE = "Iran's president visited Baku on Monday."


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``state``: ok, remark or fault; ``remedy``: what to do."""

    name: str
    state: str
    found: str
    remedy: str | None = None


def doctor(store: StoreOption = None, model: ModelOption = None, json_: JsonOption = False) -> None:
    """Check the installation, the model and the store.

    What is wrong comes with what to do about it.
    """
    from rich.table import Table
    from rich.text import Text

    from dragoman.present.text import clean

    worst = 0
    out = console()
    for check, exit_code in _checks(store, model):
        if check.state == "fault":
            worst = max(worst, exit_code)
        if json_:
            print_json(asdict(check))
            continue
        style = {"ok": "green", "remark": "yellow", "fault": "bold red"}[check.state]
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(width=6, style=style)
        grid.add_column(width=9, style="bold")
        grid.add_column(overflow="fold")
        grid.add_row(check.state, check.name, Text(clean(check.found)))
        if check.remedy:
            grid.add_row("", "", Text(f"→ {clean(check.remedy)}"))
        emit(out, grid)
    if worst:
        raise typer.Exit(worst)


def version() -> None:
    """Print the version."""
    print(f"dragoman {_version()}")


COMMANDS = (doctor, version)


def _version() -> str:
    try:
        return importlib.metadata.version("dragoman")
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


def _checks(store: str | None, model: str | None) -> Iterator[tuple[Check, int]]:
    """Yield each check with the exit code that its fault asks for."""
    yield _program(), 1
    yield _packages(), 1
    yield _sqlite(), 3
    yield _guarded("settings", _settings, f"mend {CONFIG_FILE} or the variable named"), 2
    yield _guarded("knowledge", _knowledge, "install dragoman again"), 3
    yield (
        _guarded(
            "model", lambda: _model(model), "install dragoman again, or name one with --model"
        ),
        3,
    )
    yield _guarded("store", lambda: _store(store), "see docs/reference.md, “The store”"), 3


def _guarded(name: str, look: Callable[[], Check], remedy: str) -> Check:
    try:
        return look()
    except DragomanError as error:
        return Check(name, "fault", f"[{error.code}] {error.message}", remedy)
    except Exception as error:
        return Check(name, "fault", f"{type(error).__name__}: {error}", remedy)


def _program() -> Check:
    found = (
        f"dragoman {_version()}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}, in {Path(sys.prefix)}"
    )
    return Check("program", "ok", found)


def _packages() -> Check:
    missing = []
    for name in _NEEDED:
        try:
            importlib.import_module(name)
        except Exception as error:
            missing.append(f"{name} ({error})")
    if missing:
        return Check(
            "packages",
            "fault",
            f"cannot be imported: {', '.join(missing)}",
            "install dragoman again: python -m pip install --force-reinstall dragoman",
        )
    return Check("packages", "ok", f"{len(_NEEDED)} of {len(_NEEDED)} can be imported")


def _sqlite() -> Check:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("create virtual table t using fts5(x)")
    except sqlite3.OperationalError:
        return Check(
            "sqlite",
            "fault",
            f"SQLite {sqlite3.sqlite_version} has no full-text search (FTS5)",
            "use a Python whose sqlite3 has FTS5, such as that of python.org",
        )
    finally:
        connection.close()
    return Check("sqlite", "ok", f"SQLite {sqlite3.sqlite_version} with full-text search")


def _settings() -> Check:
    settings = STATE.settings()
    changed = {k: v for k, v in asdict(settings).items() if v != getattr(type(settings)(), k)}
    words = ", ".join(f"{k} = {v!r}" for k, v in changed.items())
    return Check("settings", "ok", words or "all as by default")


def _knowledge() -> Check:
    from dragoman.cli.state import knowledge

    known = knowledge()
    probes = {"Azerbaijan": "AZE", "Иран": "IRN", "Türkiye": "TUR", "آذربایجان": "AZE"}
    wrong = [name for name, code in probes.items() if known.state_code(name) != code]
    if wrong:
        return Check(
            "knowledge", "fault", f"does not know {', '.join(wrong)}", "install dragoman again"
        )
    return Check("knowledge", "ok", "loaded; names of states are found")


def _model(model: str | None) -> Check:
    from dragoman.annotate import check_model

    coder = load_coder(model)
    sound = []
    for folder in coder.model_folders():
        hashes = check_model(folder)["sha256"]  # raises if a file differs from its hash
        sound.append(f"{folder.name} ({', '.join(f'{k} {v[:8]}' for k, v in hashes.items())})")
    coding = coder.code(_PROBE, language="en")
    found = (
        f"{'; '.join(sound)} for {', '.join(coder.languages)}; fingerprint {coder.fingerprint}; "
        f"{number(len(coding.events), 'event')} found in a probe sentence"
    )
    if not coding.events:
        return Check("model", "remark", found, "the model finds too little: is it the right one?")
    return Check("model", "ok", found)


def _store(store: str | None) -> Check:
    from dragoman.store import Store

    location = store_location(store)
    if "://" not in location and not Path(location).exists():
        return Check(
            "store", "remark", f"{location} does not exist yet", "dragoman build SOURCE… makes it"
        )
    with Store.open(location) as opened:
        faults = opened.check()
    if faults:
        return Check(
            "store",
            "fault",
            f"{location}: {'; '.join(faults)}",
            "restore it from a copy, or build it anew",
        )
    return Check("store", "ok", f"{location}: sound")
