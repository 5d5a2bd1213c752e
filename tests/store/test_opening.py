from __future__ import annotations

import multiprocessing
import os
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from factories import article
from sqlalchemy import create_engine

import dragoman.store
from dragoman.errors import StoreError
from dragoman.store import Store
from dragoman.store.schema import SCHEMA_REVISION, metadata


def code_of(location: object, *, create: bool = False) -> str:
    with pytest.raises(StoreError) as caught:
        Store.open(str(location), create=create)
    name = Path(str(location).removeprefix("sqlite:///")).name
    assert name in caught.value.message or "://" in str(location), "the message names the store"
    assert caught.value.exit_code == 3
    return caught.value.code


def made(path: Path) -> Path:
    Store.open(str(path), create=True).close()
    return path


def test_a_store_must_be_there_unless_it_is_to_be_made(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    assert code_of(path) == "store-missing"
    assert not path.exists()
    made(path)
    Store.open(str(path)).close()
    Store.open(f"sqlite:///{path}").close()


def test_what_is_no_store(tmp_path: Path) -> None:
    assert code_of(tmp_path, create=True) == "store-is-folder"
    assert code_of(tmp_path / "no" / "s.db", create=True) == "store-no-folder"
    (tmp_path / "empty").touch()
    assert code_of(tmp_path / "empty") == "store-empty"
    (tmp_path / "text").write_text("Not a database, but long enough to be one. " * 9)
    assert code_of(tmp_path / "text", create=True) == "store-not-a-database"
    (tmp_path / "short").write_text("x")
    assert code_of(tmp_path / "short", create=True) == "store-not-a-database"
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE theirs (a)")
    before = (tmp_path / "other.db").read_bytes()
    assert code_of(tmp_path / "other.db", create=True) == "store-foreign"
    assert (tmp_path / "other.db").read_bytes() == before, "it is left alone"


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("", "store-unnamed"),
        ("sqlite://", "store-unnamed"),
        ("sqlite:///:memory:", "store-unnamed"),
        ("postgresql://u:secret@h/db", "store-unsupported"),
        ("://", "store-url"),
        ("\0", "store-unopenable"),
    ],
)
def test_names_that_cannot_be(location: str, code: str) -> None:
    with pytest.raises(StoreError) as caught:
        Store.open(location, create=True)
    assert caught.value.code == code
    assert "secret" not in caught.value.message


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "s.db")
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    assert code_of(path) == "store-newer"


def test_a_damaged_store_is_named(tmp_path: Path) -> None:
    path = made(tmp_path / "s.db")
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 8000)
    assert code_of(path) == "store-damaged"


def test_a_locked_store_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "s.db")
    monkeypatch.setattr("dragoman.store.opening._BUSY_MS", 50)
    with Store.open(str(path)) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked") as caught:
            store.start_run("x")
        assert caught.value.code == "store-locked"
        assert list(store.documents()) == [], "reading goes on"
        assert store.check() == []
        other.close()
        store.start_run("x")


def test_a_store_that_cannot_be_written_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s.db"
    with Store.open(str(path), create=True) as store:
        run = store.start_run("x")
        store.save(article("a"), page_sha256="x", run=run)
    # Rights do not bind the superuser, so the answer of the system is changed instead.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Store.open(str(path)) as store:
        assert len(list(store.documents())) == 1
        with pytest.raises(StoreError, match="cannot be written") as caught:
            store.start_run("x")
        assert caught.value.code == "store-readonly"
        assert store.check() != ["store-readonly"]


def test_one_build_at_a_time(tmp_path: Path) -> None:
    path = str(made(tmp_path / "s.db"))
    with Store.open(path) as one, Store.open(path) as other:
        with one.building():
            with (
                pytest.raises(StoreError, match=f"process {os.getpid()}") as caught,
                other.building(),
            ):
                pass
            assert caught.value.code == "store-building"
        with other.building():
            pass


def _open(path: str) -> None:
    Store.open(path, create=True).close()


def test_many_may_make_one_store_at_once(tmp_path: Path) -> None:
    path = str(tmp_path / "s.db")
    context = multiprocessing.get_context("fork")
    makers = [context.Process(target=_open, args=(path,)) for _ in range(4)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert [m.exitcode for m in makers] == [0] * 4
    with Store.open(path) as store:
        assert store.check() == []


def test_a_store_killed_while_being_made_is_made_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute(f"PRAGMA application_id = {0x44524147}")
    raw.execute("PRAGMA journal_mode = WAL")
    raw.close()
    with Store.open(str(path)) as store:
        assert store.check() == []


def test_the_migrations_make_the_tables_of_the_schema(tmp_path: Path) -> None:
    path = made(tmp_path / "s.db")
    with create_engine(f"sqlite:///{path}").connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda o, name, kind, *_: "_search" not in (name or "")},
        )
        assert compare_metadata(context, metadata) == []


def test_the_newest_migration_is_the_schema_we_know() -> None:
    config = Config()
    folder = Path(dragoman.store.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_REVISION]
