"""Files that commands read and write."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
    with parts(name) as files:
        yield files.stream(name)


class Parts:
    """Files that are being written together, each under a name of its own until all are done."""

    def __init__(self, streams: dict[str, BinaryIO]) -> None:
        """Take the open streams by the names that they will bear."""
        self._streams = streams

    def stream(self, name: str) -> BinaryIO:
        """Return the stream of a file."""
        return self._streams[name]

    def sha256(self, name: str) -> str:
        """Return the hash of what was written to a file so far."""
        self._streams[name].flush()
        with _part(Path(name)).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def parts(*names: str | None) -> Iterator[Parts]:
    """Yield streams for files, which take their names together when all is written.

    Args:
        names: of the files; None is passed over.

    Raises:
        UsageError: one of them cannot be written.
    """
    paths = {name: Path(name) for name in names if name is not None}
    for name, path in paths.items():
        if path.is_dir() or not path.name:
            raise UsageError("cannot-write", f"{name} is a folder; name a file in it")
    try:
        with ExitStack() as opened:
            streams: dict[str, BinaryIO] = {}
            for name, path in paths.items():
                try:
                    streams[name] = opened.enter_context(_part(path).open("wb"))
                except OSError as error:
                    raise UsageError(
                        "cannot-write", f"{name} cannot be written: {error.strerror}"
                    ) from None
            yield Parts(streams)
        for path in paths.values():
            _part(path).replace(path)
    finally:
        for path in paths.values():
            _part(path).unlink(missing_ok=True)


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")
