"""One build at a time: a lock that the system releases when its holder dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dragoman.errors import StoreError

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        os.lseek(handle, 1 << 30, os.SEEK_SET)  # away from the text, which stays readable
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def only_build(store: Path, *, now: str) -> Iterator[None]:
    """Hold the store's build lock, a file beside it that stays.

    Args:
        store: the store's file; the lock is ``NAME.lock`` beside it.
        now: written into the lock, for whoever meets it.

    Raises:
        StoreError: another build holds it, or the folder cannot be written.
    """
    path = store.with_name(store.name + ".lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(
            "store-readonly", f"The store {store} cannot be locked: {error.strerror} ({path})."
        ) from error
    try:
        try:
            _take(handle)
        except OSError as error:
            holder = path.read_text(encoding="utf-8", errors="replace").strip() or "unknown"
            raise StoreError(
                "store-building",
                f"Another build is at work on the store {store} ({holder}); "
                "wait until it is done, or stop it.",
            ) from error
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f"process {os.getpid()}, since {now}\n".encode())
        yield
    finally:
        os.close(handle)
