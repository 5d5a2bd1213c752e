"""Files that commands read and write."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dragoman.cli.state import binary_stdin, binary_stdout, say
from dragoman.errors import UsageError


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """Yield the bytes of a file, or of stdin for ``-``."""
    if name == "-":
        if sys.stdin.isatty():
            say("dragoman: waiting for JSON lines on the terminal; Ctrl-D ends, --help explains")
        yield binary_stdin()
        return
    try:
        stream = Path(name).open("rb")  # noqa: SIM115 - closed below, and no body inside this try
    except OSError as error:
        raise UsageError("no-such-file", f"{name} cannot be read: {error.strerror}") from None
    with stream:
        yield stream


@contextmanager
def written(name: str) -> Iterator[BinaryIO]:
    """Yield a stream for a file, which takes its name only when all is written."""
    if name == "-":
        yield binary_stdout()
        return
    path = Path(name)
    if path.is_dir() or not path.name:
        raise UsageError("cannot-write", f"{name} is a folder; name a file in it")
    part = path.with_name(path.name + ".part")
    try:
        stream = part.open("wb")
    except OSError as error:
        raise UsageError("cannot-write", f"{name} cannot be written: {error.strerror}") from None
    try:
        with stream:
            yield stream
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
