"""Open a store: find the file, see whether it is ours, bring its schema up to date."""

from __future__ import annotations

import os
import sqlite3
import struct
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError

from dragoman.errors import StoreError
from dragoman.store.faults import told
from dragoman.store.schema import APPLICATION_ID, SCHEMA_REVISION

_MAGIC = b"SQLite format 3\x00"
_BUSY_MS = 10_000
WRITES = {"dragoman_writes": True}
"""Execution options of a connection that writes: its transaction takes the lock at once,
so that it cannot fail half way because somebody else wrote meanwhile."""


def locate(location: str) -> Path:
    """Return the file of a store named by path or by an ``sqlite:///`` URL.

    Raises:
        StoreError: the URL is none, or of a database that this version has no store for.
    """
    if "\0" in location:
        raise StoreError("store-unopenable", "The name of the store holds a null character.")
    if "://" not in location:
        if not location.strip():
            raise StoreError("store-unnamed", "The name of the store is empty; name a file.")
        return Path(location).expanduser()
    try:
        url = make_url(location)
    except ArgumentError as error:
        raise StoreError(
            "store-url", f"“{location}” is no database URL; write sqlite:///path/to/file.db."
        ) from error
    if url.get_backend_name() != "sqlite":
        raise StoreError(
            "store-unsupported",
            f"No stores in {url.get_backend_name()} yet ({url.render_as_string()}); "
            "name a file or an sqlite:/// URL.",
        )
    if not url.database or url.database == ":memory:":
        raise StoreError("store-unnamed", f"“{location}” names no file; a store needs one.")
    return Path(url.database)


def open_engine(path: Path, *, create: bool) -> tuple[Engine, bool]:
    """Return an engine on the store in a file, its schema up to date, and if it can write.

    Raises:
        StoreError: the folder or file is missing, is no database, is not ours, is of a
            newer version, locked, damaged or cannot be read.
    """
    _look(path, create=create)
    # SQLite keeps its journal beside the file, so the folder counts as well.
    writes = not path.exists() or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    with told(str(path)):
        # A journal may hold the stamping itself, cut short: SQLite then empties the file.
        journal = path.with_name(path.name + "-journal")
        if writes and (not path.exists() or path.stat().st_size == 0 or journal.exists()):
            _stamp(path)
        engine = _engine(path, writes=writes)
        try:
            _migrate(engine, path, writes=writes)
        except BaseException:
            engine.dispose()
            raise
    return engine, writes


def _look(path: Path, *, create: bool) -> None:
    """Refuse what is plainly no store, before SQLite touches it."""
    try:
        if path.is_dir():
            raise StoreError("store-is-folder", f"{path} is a folder; name a file in it.")
        if not path.exists():
            if not create:
                raise StoreError(
                    "store-missing",
                    f"There is no store {path}; make one with “dragoman build SOURCE… "
                    f"--store {path}”, or name another with --store.",
                )
            if not path.parent.is_dir():
                raise StoreError(
                    "store-no-folder",
                    f"The folder {path.parent} of the store {path.name} does not exist; "
                    "make it first.",
                )
            return
        with path.open("rb") as file:
            head = file.read(100)
    except (OSError, ValueError) as error:
        raise StoreError(
            "store-unopenable", f"The store {path} cannot be read: {error}."
        ) from error
    if not head:
        if not create:
            raise StoreError("store-empty", f"{path} is empty; “dragoman build” fills a store.")
        return
    if not head.startswith(_MAGIC) or len(head) < 100:
        raise StoreError(
            "store-not-a-database", f"{path} is no SQLite database; name another file."
        )
    if struct.unpack(">I", head[68:72])[0] != APPLICATION_ID:
        raise StoreError(
            "store-foreign",
            f"{path} is a database of another program, no Dragoman store; name another file.",
        )


def _stamp(path: Path) -> None:
    """Make an empty file ours, by itself and first: a store half made is then known as ours."""
    connection = sqlite3.connect(path, timeout=_BUSY_MS / 1000, isolation_level=None)
    try:
        if not connection.execute("PRAGMA page_count").fetchone()[0]:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    finally:
        connection.close()


def _engine(path: Path, *, writes: bool) -> Engine:
    if writes:
        url = URL.create("sqlite", database=str(path))
    else:
        name = f"file:{quote(str(path.absolute()))}"
        query = {"mode": "ro", "uri": "true"}
        wal = path.with_name(path.name + "-wal")
        if not os.access(path.parent, os.W_OK) and not wal.exists():
            query["immutable"] = "1"
        url = URL.create("sqlite", database=name, query=query)
    # Readers that come at once, as of a server, each hold a few connections: none may wait
    # for what another one holds while it waits itself.
    engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000}, max_overflow=-1)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the begin event below starts transactions
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        if writes and cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            _set_wal(cursor)
        # In WAL mode this loses no finished transaction when the process is killed.
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("dragoman_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _set_wal(cursor: sqlite3.Cursor) -> None:
    """Switch to WAL; the busy timeout does not cover this when two open a new store at once."""
    last = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > last:
                raise
            time.sleep(0.02)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _migrate(engine: Engine, path: Path, *, writes: bool) -> None:
    with engine.connect() as connection, connection.begin():
        revision = _revision(connection)
    if revision == SCHEMA_REVISION:
        return
    if revision is not None and revision > SCHEMA_REVISION:
        raise StoreError(
            "store-newer",
            f"The store {path} was made by a newer Dragoman (schema {revision}; this one "
            f"knows {SCHEMA_REVISION}); update Dragoman.",
        )
    if not writes:
        raise StoreError(
            "store-readonly",
            f"The store {path} is of an older version and cannot be written to bring it up "
            "to date; check the rights of the file.",
        )
    # Imported here: a store that is up to date opens without loading Alembic.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option(
        "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
    )
    with engine.connect().execution_options(**WRITES) as connection, connection.begin():
        if _revision(connection) == SCHEMA_REVISION:  # another process was faster
            return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
