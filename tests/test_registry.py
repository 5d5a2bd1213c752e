"""The registers of a store, and what the command line shows of them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from register_world import Doc, coded

from dragoman.cli import run
from dragoman.link import link, whole
from dragoman.present.registers import fields_of
from dragoman.records import Action, Judgement
from dragoman.registered import KINDS, PREFIXES, REGISTERS, evidence_of
from dragoman.registry import registers_of
from dragoman.store import Store

AI = ("Azerbaijan=AZE", "Iran=IRN")
EVIL = "\x1b[m Evil\u202e Treaty"


def pages() -> list[Doc]:
    a = Doc("a", "2022-03-12")
    a.tells("Azerbaijan and Iran signed a memorandum on March 11.", "SUPPORT", "signed", AI,
            date="2022-03-11", objects=[("memorandum", "accord")])  # fmt: skip
    b = Doc("b", "2022-03-18")
    b.tells("Azerbaijan and Iran signed the memorandum on March 10.", "SUPPORT", "signed", AI,
            date="2022-03-10", objects=[("memorandum", "accord")])  # fmt: skip
    c = Doc("c", "2023-09-13")
    c.tells("The third meeting of the joint military commission of Azerbaijan and Iran ended.",
            "CONSULT", "meeting", AI, date="2023-09-10")  # fmt: skip
    d = Doc("d", "2024-06-13")
    d.tells("A joint military commission of Azerbaijan and Iran was founded in 2015.", "SUPPORT",
            "founded", AI, date="2015-04-21")  # fmt: skip
    e = Doc("e", "2021-10-06")
    e.tells(f"Russia and Armenia signed the {EVIL}.", "SUPPORT", "signed",
            ["Russia=RUS", "Armenia=ARM"], date="2021-10-01",
            objects=[(EVIL, "accord")])  # fmt: skip
    return [a, b, c, d, e]


def save(store: Store, *docs: Doc) -> None:
    run_id = store.start_run("one")
    for doc in docs:
        store.save(coded(doc), page_sha256=doc.name, run=run_id)
    store.save_delta(whole(link(store.coded())), linker="test")
    store.end_run(run_id, status="done", read=len(docs), skipped=0, saved=len(docs), failed=0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(tmp_path / "s.db"), create=True) as opened:
        save(opened, *pages())
        yield opened


Cli = Callable[..., str]


@pytest.fixture
def cli(store: Store, capfd: pytest.CaptureFixture[str]) -> Cli:
    def call(*arguments: str, code: int = 0) -> str:
        capfd.readouterr()
        assert run([*arguments, "--store", str(store.path)]) == code
        said = capfd.readouterr()
        return said.err if code else said.out

    return call


def test_a_store_has_registers_with_evidence_in_its_texts(store: Store) -> None:
    found = registers_of(store)
    texts = {d.article.doc_id: d.article.text for d in store.documents()}
    for name in REGISTERS:
        for row in found.rows(name):
            assert row.row_id.startswith(PREFIXES[name] + "-")
            assert all(texts[e.doc_id][e.start : e.end] == e.text for e in evidence_of(row))
    memorandum = next(r for r in found.agreements if r.signed and r.signed.others)
    assert memorandum.signed is not None
    days = {memorandum.signed.value.start, *(v.value for v in memorandum.signed.others)}
    assert days == {"2022-03-10", "2022-03-11"}
    (body,) = found.bodies
    assert body.founded and body.founded.value.start == "2015-04-21"
    assert [s.number.value for s in body.sessions if s.number] == [3]


def test_the_registers_of_an_earlier_moment_are_those_of_then(tmp_path: Path) -> None:
    clock = iter(f"2024-01-0{n}T00:00:0{k}Z" for n in (1, 2, 3) for k in range(9))
    path = str(tmp_path / "s.db")
    with Store.open(path, create=True, clock=lambda: next(clock)) as opened:
        first, *rest = pages()
        save(opened, first)
        then = registers_of(opened)
        moment = opened.runs()[0].ended_at or ""
        save(opened, *rest)
        assert registers_of(opened) != then
        assert registers_of(opened.as_of(moment)) == then


def test_what_a_person_rejects_is_in_no_register(store: Store) -> None:
    (body,) = registers_of(store).bodies
    founding = next(e.mention_id for e in body.founded.evidence if body.founded)  # type: ignore[union-attr]
    (held,) = store.mentions([founding])
    trigger = held.mention.trigger
    store.add_judgements(
        [Judgement(Action.REJECT, held.doc_id, trigger.start, trigger.end, "me", held.mention)]
    )
    store.save_delta(whole(link(store.coded())), linker="test")
    (body,) = registers_of(store).bodies
    assert body.founded is None and body.sessions


@pytest.mark.parametrize("register", REGISTERS)
def test_every_register_is_listed_and_exported_in_every_form(cli: Cli, register: str) -> None:
    rows = [json.loads(line) for line in cli("list", register, "--json").splitlines()]
    lines = cli("export", register).splitlines()
    assert [json.loads(line) for line in lines] == rows
    table = list(csv.reader(io.StringIO(cli("export", register, "--format", "csv"))))
    assert len(table) == len(rows) + 1
    assert all(len(line) == len(table[0]) for line in table)
    assert table[0][:4] == ["row_id", "title", "status", "standing"]
    cli("list", register)
    for row in rows:
        assert KINDS[register].from_dict(row).to_dict() == row


@pytest.mark.parametrize("register", REGISTERS)
def test_parquet_holds_what_json_holds(cli: Cli, register: str, tmp_path: Path) -> None:
    out = tmp_path / "x.parquet"
    cli("export", register, "--format", "parquet", "-o", str(out))
    rows = [json.loads(line) for line in cli("list", register, "--json").splitlines()]
    assert pq.read_table(out).to_pylist() == rows


def test_rows_are_chosen_by_day_and_party(cli: Cli) -> None:
    def ids(*options: str) -> list[str]:
        listed = cli("list", "agreements", "--json", *options).splitlines()
        return [json.loads(line)["row_id"] for line in listed]

    every = ids()
    assert len(every) == 2
    assert ids("--party", "RUS") == [i for i in every if i in ids("--until", "2021")]
    assert ids("--since", "2022", "--party", "Russia") == []
    assert ids("--limit", "1") == every[:1]
    assert "--party goes with registers" in cli("list", "events", "--party", "AZE", code=2)
    assert "--type" in cli("list", "visits", "--type", "CONSULT", code=2)


def test_a_row_is_shown_with_the_marked_sentences_that_say_it(cli: Cli, store: Store) -> None:
    (body,) = registers_of(store).bodies
    shown = cli("show", body.row_id[:10])
    assert "founded" in shown and "2015-04-21" in shown
    assert "The *third* meeting of the joint military commission" in shown
    assert "joint military *commission* of Azerbaijan and Iran was founded" in shown
    assert json.loads(cli("show", body.row_id, "--json")) == body.to_dict()
    assert "unknown-id" in cli("show", "bod-0000", code=2)
    memorandum = next(r for r in registers_of(store).agreements if r.signed and r.signed.others)
    assert "or, by other reports: 2022-03-1" in cli("show", memorandum.row_id)


def test_no_text_of_a_page_steers_the_terminal(cli: Cli, store: Store) -> None:
    row = next(r for r in registers_of(store).agreements if r.name and "\x1b" in r.name.value)
    for out in (cli("list", "agreements"), cli("show", row.row_id)):
        assert "\x1b" not in out and "\u202e" not in out


@pytest.mark.parametrize("register", REGISTERS)
def test_every_cell_of_a_register_has_a_known_type(register: str) -> None:
    assert all(kind.__module__ == "dragoman.registered" for _, kind, _ in fields_of(register))
