"""The program: the commands put together, and every way it can end."""

from __future__ import annotations

import functools
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from dragoman.cli import (
    assisting,
    briefing,
    comparing,
    exporting,
    ledger,
    looking,
    making,
    relations,
    reviewing,
    serving,
    tending,
)
from dragoman.cli.state import STATE, complain
from dragoman.errors import DragomanError

app = typer.Typer(
    name="dragoman",
    help="Read news pages about how states treat each other, and keep the record: who did what "
    "to whom, when, where, according to whom.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_FAILED = 1
_USAGE = 2
_INTERRUPTED = 130


def _version(wanted: bool) -> None:
    if wanted:
        tending.version()
        raise typer.Exit()


@app.callback()
def _program(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where in the program an error comes from.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    STATE.debug = debug
    # Libraries log what they stumble over; that is for finding faults, not for readers.
    level = logging.INFO if debug else logging.CRITICAL + 1
    logging.basicConfig(level=level, stream=sys.stderr, force=True, format="%(name)s: %(message)s")


class _Ended(Exception):  # noqa: N818 - it carries an ending past typer, it is no error
    """An ending that typer would take for its own: it prints and exits on these."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__()
        self.cause = cause


def _guarded(command: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(command)
    def run_command(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (BrokenPipeError, KeyboardInterrupt) as cause:
            raise _Ended(cause) from cause

    return run_command


_MODULES = (
    making,
    looking,
    relations,
    briefing,
    exporting,
    comparing,
    ledger,
    serving,
    assisting,
    tending,
)
for _module in _MODULES:
    for _command in _module.COMMANDS:
        app.command(name=_command.__name__.removesuffix("_"))(_guarded(_command))
_review = typer.Typer(rich_markup_mode=None, add_completion=False)
_review.callback(invoke_without_command=True)(_guarded(reviewing.review))
for _command in reviewing.COMMANDS:
    _review.command(name=_command.__name__.removesuffix("_"))(_guarded(_command))
app.add_typer(_review, name="review")


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; nothing is raised.

    0 done; 1 done, but some inputs failed; 2 wrong usage; 3 the store or the model cannot
    be opened; 130 interrupted.
    """
    STATE.reset()
    _prepare_streams()
    try:
        code = app(
            args=None if arguments is None else list(arguments),
            prog_name="dragoman",
            standalone_mode=False,
        )
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except _Ended as ended:
        return _quiet() if isinstance(ended.cause, BrokenPipeError) else _interrupted()
    except BrokenPipeError:
        return _quiet()
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except DragomanError as error:
        _trace()
        complain(error.code, error.message)
        return error.exit_code
    except Exception as error:
        _trace()
        return _unforeseen(error)


def main() -> None:
    """Run the command line of this process and exit."""
    sys.exit(run())


def _quiet() -> int:
    """End because the reader of our output has read enough (``| head``)."""
    _drop_stdout()
    return 0


def _interrupted() -> int:
    _trace()
    complain("interrupted", "interrupted; what was finished is saved")
    return _INTERRUPTED


def _unforeseen(error: Exception) -> int:
    """Tell an error of the command line's own parser, or one that nobody foresaw."""
    words = getattr(error, "format_message", None)
    if callable(words):  # a usage error; typer's base class for them is not public
        context = getattr(error, "ctx", None)
        if type(error).__name__ == "NoArgsIsHelpError" and context is not None:
            print(context.get_help(), file=sys.stderr)
            return _USAGE
        message = " ".join(str(words()).split()).rstrip(".").replace("Value error, ", "")
        path = context.command_path if context is not None else "dragoman"
        complain("usage", f"{message}; see `{path} --help`" if message else f"see `{path} --help`")
        return _USAGE
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        complain("system", f"{name}{error.strerror or error}")
        return _FAILED
    complain(
        "internal",
        f"{type(error).__name__}: {error}; this is a fault of Dragoman, please report it with what "
        "`dragoman --debug …` prints",
    )
    return _FAILED


def _trace() -> None:
    if STATE.debug:
        traceback.print_exc()


def _prepare_streams() -> None:
    """Write UTF-8 to files and pipes; on a terminal that cannot show a character, put ``?``."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_stdout() -> None:
    """Let nothing be written to a closed pipe when the interpreter shuts down."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
    except (OSError, ValueError):
        pass
