"""Stores of earlier versions are brought up to date, and can be taken back."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from factories import Told, article
from sqlalchemy import create_engine

import dragoman.store
from dragoman.link import link, whole
from dragoman.records import Coding
from dragoman.store import Store
from dragoman.store.schema import metadata

VISIT = Told("CONSULT", "IRN", "AZE", "visit", "2019-01-22", trigger="visited")


def migrated(path: Path, to: str) -> None:
    config = Config()
    folder = Path(dragoman.store.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    with create_engine(f"sqlite:///{path}").begin() as connection:
        config.attributes["connection"] = connection
        if to < revision(path):
            command.downgrade(config, to)
        else:
            command.upgrade(config, to)


def revision(path: Path) -> str:
    return str(query(path, "SELECT version_num FROM alembic_version")[0][0])


def query(path: Path, sql: str) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def rows(path: Path, tables: tuple[str, ...]) -> dict[str, list[Any]]:
    return {name: query(path, f"SELECT {', '.join(_columns(name))} FROM {name}") for name in tables}


def _columns(table: str) -> list[str]:
    return [f'"{c.name}"' for c in metadata.tables[table].columns if c.name != "coder"]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    path = tmp_path / "s.db"
    coded = article("one", [VISIT], published="2019-01-23")
    with Store.open(str(path), create=True) as store:
        run = store.start_run("ours")
        store.save(coded, page_sha256="x", run=run)
        store.save_delta(whole(link(store.coded())), linker="l", run=run)
        store.end_run(run, saved=1)
    return path


def test_opinions_come_with_a_migration_and_go_with_it(built: Path) -> None:
    tables = tuple(t.name for t in metadata.sorted_tables if not t.name.startswith("opinion"))
    with Store.open(str(built)) as store:
        doc = next(store.documents()).article.doc_id
        run = store.start_run("theirs", coder="m1 at localhost, prompt x")
        store.opinions.keep_answer(doc, (0, 5), {"a": 1}, fingerprint="theirs", run=run)
        store.opinions.keep(
            doc,
            Coding("en", (), ()),
            fingerprint="theirs",
            run=run,
            passages=1,
            failed=0,
            dropped={},
        )
        store.end_run(run, saved=1)
        assert store.check() == []
    before = rows(built, tables)
    assert len(before["runs"]) == 2

    migrated(built, "0003")
    names = {name for (name,) in query(built, "SELECT name FROM sqlite_master")}
    assert not any(name.startswith("opinion") for name in names)
    columns = {row[1] for row in query(built, "PRAGMA table_info(runs)")}
    assert "coder" not in columns
    after = rows(built, tables)
    # An older program would take a second coder's run for a build.
    assert after.pop("runs") == before.pop("runs")[:1]
    assert after == before

    with Store.open(str(built)) as store:
        assert [r.coder for r in store.runs()] == [None]
        assert store.check() == []
        assert store.opinions.complete("theirs") == set()
    assert revision(built) == "0004"
    assert {k: v for k, v in rows(built, tables).items() if k != "runs"} == before


def test_a_second_opinion_of_one_coder_retires_the_first(built: Path) -> None:
    with Store.open(str(built)) as store:
        doc = next(store.documents()).article.doc_id
        for failed in (1, 0):
            run = store.start_run("theirs", coder="m1")
            store.opinions.keep(
                doc,
                Coding("en", (), ()),
                fingerprint="theirs",
                run=run,
                passages=2,
                failed=failed,
                dropped={"actor-not-in-text": 2},
            )
            store.end_run(run)
            assert store.opinions.complete("theirs") == (set() if failed else {doc})
        assert store.check() == []
    held = query(built, "SELECT n_failed, retired_at IS NULL FROM opinions ORDER BY opinion_id")
    assert held == [(1, 0), (0, 1)]
