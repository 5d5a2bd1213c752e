"""What the commands share: settings, streams, opening of store, model and knowledge."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from dragoman import asking, config
from dragoman.asking import choices as choices
from dragoman.asking import day as day
from dragoman.errors import DragomanError, UsageError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from dragoman.coder import Coder
    from dragoman.knowledge import Knowledge
    from dragoman.store import Store

_WIDTH_OFF_TERMINAL = 100
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")


@dataclass(slots=True)
class State:
    """One run of the program."""

    debug: bool = False
    failed: int = 0
    _settings: config.Settings | None = None

    def reset(self) -> None:
        """Forget an earlier run in the same process."""
        self.debug, self.failed, self._settings = False, 0, None

    def settings(self) -> config.Settings:
        """Return the settings, read when first asked for."""
        if self._settings is None:
            self._settings = config.load()
        return self._settings


STATE = State()


def say(message: str) -> None:
    """Talk: a line to stderr."""
    print(_CONTROL.sub(" ", message), file=sys.stderr, flush=True)


def complain(code: str, message: str) -> None:
    """Tell an error on one line of stderr: ``dragoman: [code] message``."""
    say(f"dragoman: [{code}] {message}")


def fail(uri: str, error: DragomanError) -> None:
    """Name an input that failed, with its reason, and remember that one did."""
    STATE.failed += 1
    message = error.message if uri in error.message else f"{uri}: {error.message}"
    complain(error.code, message)


def console(*, stderr: bool = False) -> Console:
    """Return a console that colours nothing off a terminal and reads no markup."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    on_terminal = stream.isatty()
    wanted = os.environ.get("COLUMNS", "")
    width = int(wanted) if wanted.isdecimal() and int(wanted) > 0 else _WIDTH_OFF_TERMINAL
    return Console(
        file=stream,
        force_terminal=on_terminal,
        width=None if on_terminal else width,
        markup=False,
        highlight=False,
        emoji=False,
    )


def styled(out: Console) -> bool:
    """Whether styles such as bold can be seen."""
    return out.is_terminal and not out.is_dumb_terminal


def emit(out: Console, piece: RenderableType) -> None:
    """Print a piece; off a terminal without the blanks that fill its columns."""
    if out.is_terminal:
        out.print(piece)
        return
    with out.capture() as capture:
        out.print(piece)
    for line in capture.get().splitlines() or [""]:
        sys.stdout.write(line.rstrip(" ") + "\n")


def shows_bars() -> bool:
    """Whether a progress bar may be drawn: on a terminal that is not to be coloured, none."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")


def binary_stdin() -> BinaryIO:
    """Return stdin as bytes."""
    return sys.stdin.buffer


def binary_stdout() -> BinaryIO:
    """Return stdout as bytes, after what was printed before."""
    sys.stdout.flush()
    return sys.stdout.buffer


def print_json(row: dict[str, Any]) -> None:
    """Write a row of data to stdout as a JSON line."""
    from dragoman.present.jsonl import line

    sys.stdout.write(line(row) + "\n")


def store_location(option: str | None) -> str:
    """Return where the store is, and tell when that passes over something."""
    location, remark = config.store_location(option, STATE.settings())
    if remark:
        say(f"dragoman: {remark}")
    return location


def open_store(option: str | None, as_of: str | None = None, *, create: bool = False) -> Store:
    """Open the store that the option, the folder or the settings name.

    Args:
        option: the option.
        as_of: a day or a time; the store answers what it said then. Tells if that is before
            it knew anything.
        create: make the store if there is none.

    Raises:
        StoreError: it cannot be opened.
        UsageError: ``as_of`` is no day and no time.
    """
    from dragoman.store import Store
    from dragoman.store.moments import moment

    if as_of is None:
        return Store.open(store_location(option), create=create)
    try:
        time = moment(as_of)
    except ValueError:
        raise UsageError(
            "bad-date",
            f"--as-of {as_of!r} is no day and no time; write 2023-09-10 or 2023-09-10T15:30:00Z",
        ) from None
    store = Store.open(store_location(option))
    began = store.began()
    if began is None or time < began:
        first = f"its first run began {began}" if began else "it has had no run yet"
        say(f"as of {time} the store knew nothing: {first}")
    return store.as_of(time)


def load_coder(model: str | None, own: str | None = None) -> Coder:
    """Load the coder.

    Args:
        model: folder of a model; the settings' or the built-in one without it.
        own: folder with knowledge of the user's own; the settings' without it.

    Raises:
        ModelError: the model cannot be opened.
        UsageError: the user's own knowledge cannot be used.
    """
    from dragoman.coder import Coder

    return Coder.load(model=model or STATE.settings().model, knowledge=knowledge(own))


def knowledge(own: str | None = None) -> Knowledge:
    """Load the knowledge, with the user's own if the option or the settings name it.

    Raises:
        UsageError: the user's own cannot be used.
    """
    from dragoman.knowledge import load

    return load(own or STATE.settings().knowledge)


def party_code(text: str) -> str:
    """Return the code of a party that a user names; see :func:`dragoman.asking.party_code`.

    Raises:
        UsageError: nothing is known by that name.
    """
    return asking.party_code(text, knowledge())
