"""The brief: everything it says rests on records, and nothing from a page is markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import brief_world
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.briefing import brief, gather
from dragoman.cli import run
from dragoman.knowledge import load
from dragoman.present.brief import html, markdown
from dragoman.present.brief.html import MOST_REFS, references, web_address
from dragoman.present.brief.page import Entries
from dragoman.present.brief.sections import _letters
from dragoman.store import Store


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return brief_world.made(tmp_path_factory.mktemp("brief") / "world.db")


@pytest.fixture(scope="module")
def page(path: Path) -> Any:
    with Store.open(str(path)) as store:
        return brief(store, "AZE", "IRN", knowledge=load(), command="dragoman brief AZE IRN")


class Reader(HTMLParser):
    """Collects what stands in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append((tag, told))
        if told.get("id"):
            self.ids.append(told["id"] or "")
        if tag == "a":
            self.links.append(told.get("href") or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def read(page: Any) -> Reader:
    return Reader(html(page))


def test_the_same_store_gives_the_same_bytes(path: Path, page: Any) -> None:
    with Store.open(str(path)) as store:
        again = brief(store, "AZE", "IRN", knowledge=load(), command="dragoman brief AZE IRN")
    assert html(again) == html(page) and markdown(again) == markdown(page)


def test_every_link_within_leads_somewhere_and_no_id_stands_twice(read: Reader) -> None:
    assert len(read.ids) == len(set(read.ids))
    within = {link[1:] for link in read.links if link.startswith("#")}
    assert within and within <= set(read.ids)


def test_nothing_is_fetched_and_nothing_runs(page: Any, read: Reader) -> None:
    policy = next(t for n, t in read.tags if n == "meta" and t.get("http-equiv"))
    assert "default-src 'none'" in (policy["content"] or "")
    names = {name for name, _ in read.tags}
    assert not names & {"script", "img", "iframe", "link", "object", "embed", "form", "audio"}
    assert not any(k.startswith("on") for _, told in read.tags for k in told)
    assert "@import" not in html(page) and not re.search(r"url\((?!#)", html(page))
    outside = [link for link in read.links if not link.startswith("#")]
    assert outside == ["https://h.example/1", "https://i.example/2"] or set(outside) == {
        "https://h.example/1",
        "https://i.example/2",
    }


def test_hostile_pages_are_shown_as_text(page: Any) -> None:
    shown = html(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    for hostile in ("<script", "<img", "\x1b", "\u202e", 'href="javascript:'):
        assert hostile not in shown
    told = markdown(page)
    assert "\\<script\\>" in told and not re.search(r"(?<!\\)<(script|img)", told)


def test_headings_landmarks_and_captions(read: Reader) -> None:
    names = [name for name, _ in read.tags]
    assert names.count("h1") == 1 and names.count("main") == 1 and names.count("nav") == 1
    assert names.count("table") == names.count("caption") == names.count("thead") > 3
    assert next(t for n, t in read.tags if n == "html")["lang"] == "en"
    figures = [t for n, t in read.tags if n == "svg"]
    assert len(figures) == 6 and all(t.get("aria-label") for t in figures)
    assert names.count("figcaption") == 3


def test_each_event_is_told_once_with_its_sentence_and_source(path: Path, page: Any) -> None:
    with Store.open(str(path)) as store:
        material = gather(store, "AZE", "IRN", knowledge=load())
    entries = [e for s in page.sections for b in s.blocks if isinstance(b, Entries)
               for e in b.entries]  # fmt: skip
    assert [e.event_id for e in entries] == [f.event.event_id for f in material.facts]
    assert list(page.numbers.values()) == list(range(1, len(entries) + 1))
    for fact, entry in zip(material.facts, entries, strict=True):
        sentences = {"".join(p.text for p in t.pieces) for t in entry.tellings}
        triggers = {p.text for t in entry.tellings for p in t.pieces if p.kind == "trigger"}
        assert sentences and triggers
        assert {t.source for t in entry.tellings} <= page.sources.keys()
        assert {r.mention.mention.trigger.text for r in fact.reports} == triggers


def test_copies_stand_below_what_they_copy(page: Any) -> None:
    (sources,) = next(s for s in page.sections if s.id == "sources").blocks
    copied = [s for s in sources.sources if s.copies]
    assert [len(s.copies) for s in copied] == [1]
    assert {copied[0].uri, copied[0].copies[0].uri} == {
        "https://h.example/1",
        "https://i.example/2",
    }
    label = page.sources[copied[0].doc_id]
    assert page.sources[copied[0].copies[0].doc_id] == f"{label}a"


def test_the_summary_rests_on_records(page: Any) -> None:
    told = " ".join(
        s.text for p in page.sections[0].blocks for s in p.sentences
    )  # fmt: skip
    assert "The record holds 8 events in which Azerbaijan and Iran both take part" in told
    assert "No report gives ground for a date of 2 of them." in told
    assert "One event is known from allegations only." in told
    assert "1 event was announced" in told or "1 event was" in told
    assert "None of the events of this store was audited by a person." in told
    refs = {e for p in page.sections[0].blocks for s in p.sentences for e in s.events}
    assert refs and refs <= page.numbers.keys()


def test_what_is_said_against_an_event_is_told(page: Any) -> None:
    contested = next(s for s in page.sections if s.id == "contested")
    rows = [r for b in contested.blocks if hasattr(b, "rows") for r in b.rows]
    assert [r.cells[1].text for r in rows] == ["denied"]
    assert "Aliyev" in rows[0].cells[3].text


def test_dates_asked_for_leave_out_the_undated_and_say_so(path: Path) -> None:
    with Store.open(str(path)) as store:
        page = brief(store, "AZE", "IRN", knowledge=load(), since="2021-01-01", until="2022-12-31")
    told = html(page)
    assert "2 undated events" in told and len(page.numbers) == 2
    assert page.subtitle == "2 events, from 2021-01-01 until 2022-12-31"


@pytest.mark.parametrize("pair", [("PER", "BOL"), ("IRN", "ARM"), ("AZE", "ARM")])
def test_pairs_with_little_or_nothing_say_so(path: Path, pair: tuple[str, str]) -> None:
    with Store.open(str(path)) as store:
        page = brief(store, *pair, knowledge=load())
    read = Reader(html(page))
    within = {link[1:] for link in read.links if link.startswith("#")}
    assert within <= set(read.ids) and len(read.ids) == len(set(read.ids))
    if pair == ("PER", "BOL"):
        told = " ".join(" ".join(read.text).split())
        assert "The record holds no event in which Peru and Bolivia both take part." in told
        assert "No event that happened has a place" in told


def test_undated_acts_stand_on_their_first_report_if_asked(path: Path) -> None:
    with Store.open(str(path)) as store:
        dated = gather(store, "AZE", "IRN", knowledge=load(), reported=True).dyad
        plain = gather(store, "AZE", "IRN", knowledge=load()).dyad
        page = brief(store, "AZE", "IRN", knowledge=load(), reported=True)
    assert plain.undated.flow.n_events > dated.undated.flow.n_events
    assert "on the day of the first report" in html(page)


def test_markdown_has_a_footnote_for_each_reference(page: Any) -> None:
    told = markdown(page)
    made = set(re.findall(r"^\[\^(\d+)\]:", told, re.MULTILINE))
    used = set(re.findall(r"\[\^(\d+)\](?!:)", told))
    assert used <= made == {str(n) for n in page.numbers.values()}
    for table in re.findall(r"(?:^\|.*\n)+", told, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1


@given(st.lists(st.integers(1, 60), max_size=40))
def test_references_tell_every_event_once(numbers: list[int]) -> None:
    known = {f"e-{n}": n for n in range(1, 61) if n % 7}
    refs, left = references([f"e-{n}" for n in numbers], known)
    wanted = {n for n in numbers if n % 7}
    shown: list[int] = []
    for ref in refs:
        first, _, last = ref.shown.partition("–")
        shown += range(int(first), int(last or first) + 1)
    assert len(refs) <= MOST_REFS and len(shown) == len(set(shown))
    assert set(shown) <= wanted and len(shown) + left == len(wanted)


@pytest.mark.parametrize(
    "uri",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[x", "a.txt", "//x"],
)
def test_only_addresses_of_the_web_are_linked(uri: str) -> None:
    assert web_address(uri) is None
    assert web_address("https://a.example/b?c=d") == "https://a.example/b?c=d"


def test_letters_of_copies_never_end() -> None:
    letters = _letters()
    found = [next(letters) for _ in range(703)]
    assert found[0] == "a" and found[25:28] == ["z", "aa", "ab"] and found[702] == "aaa"
    assert len(set(found)) == 703


def test_the_command_writes_the_file(path: Path, tmp_path: Path, capfd: Any) -> None:
    out = tmp_path / "b.html"
    store = ["--store", str(path)]
    assert run(["brief", "Azerbaijan", "ir", "-o", str(out), *store]) == 0
    assert "8 events in the brief" in capfd.readouterr().err
    first = out.read_bytes()
    assert first.startswith(b"<!doctype html>")
    assert f"dragoman brief AZE IRN --store {path}".encode() in first
    assert run(["brief", "AZE", "IRN", "--output", str(out), *store]) == 0
    assert out.read_bytes() == first
    note = tmp_path / "b.md"
    assert run(["brief", "AZE", "IRN", "-o", str(note), *store]) == 0
    assert note.read_text(encoding="utf-8").startswith("# Azerbaijan and Iran")
    assert run(["brief", "AZE", "IRN", "--format", "md", *store]) == 0
    assert capfd.readouterr().out.startswith("# Azerbaijan and Iran")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["AZE", "Azerbaijan"], "same-party"),
        (["AZE", "Atlantis"], "unknown-party"),
        (["AZE", "IRN", "--since", "soon"], "bad-date"),
    ],
)
def test_wrong_arguments_are_named(path: Path, arguments: list[str], code: str, capfd: Any) -> None:
    assert run(["brief", *arguments, "--store", str(path)]) == 2
    assert f"[{code}]" in capfd.readouterr().err
