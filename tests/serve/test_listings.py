"""Listings: pages that fit together, filters, files, ETags."""

from __future__ import annotations

import base64
import io
import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from cli_world import FakePage
from fastapi import Request
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serve_world import API, client, fill, many, pages_of, rows_of

from dragoman.present import formats
from dragoman.present.formats.material import Asked
from dragoman.serve.asked import following
from dragoman.serve.limits import PAGE
from dragoman.serve.listings import TABLES
from dragoman.shaping import Shaper
from dragoman.store import Store
from dragoman.stored import EventQuery


def exported(store: Store, table: str, form: str, **asked: Any) -> bytes:
    out = io.BytesIO()
    query = asked.pop("query", EventQuery())
    formats.write(
        formats.named(form), store, Asked(table, query, **asked), out, Shaper(store).register
    )
    return out.getvalue()


def export_rows(store: Store, table: str, **asked: Any) -> list[Any]:
    return [json.loads(x) for x in exported(store, table, "jsonl", **asked).splitlines()]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crowd") / "s.db"
    fill(path, many(40))
    return path


@pytest.fixture(scope="module")
def crowded(crowd: Path) -> Iterator[tuple[Store, TestClient]]:
    with Store.open(str(crowd)) as store:
        yield store, client(store)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("size", [1, 7])
def test_pages_give_every_row_once_in_the_order_of_the_export(
    crowded: tuple[Store, TestClient], table: str, size: int
) -> None:
    store, server = crowded
    expected = export_rows(store, table)
    pages = pages_of(server, f"/{table}?limit={size}")
    assert [row for page in pages for row in page["items"]] == expected
    assert all(len(page["items"]) == size for page in pages[:-1])
    assert len({page["as_of"] for page in pages}) == 1
    if table in ("events", "claims", "statements", "documents"):
        assert len(expected) > 10
    else:
        assert expected or table not in ("actors", "visits", "incidents")


@pytest.mark.parametrize("table", ["events", "claims", "statements", "documents", "visits"])
def test_pages_stay_those_of_their_moment_while_the_store_grows(
    crowd: Path, tmp_path: Path, table: str
) -> None:
    crowd = Path(shutil.copy(crowd, tmp_path))
    with Store.open(str(crowd)) as store:
        server = client(store)
        expected = export_rows(store, table)
        found, address, number = [], f"{API}/{table}?limit=4", 0
        while address:
            page = server.get(address).json()
            found += page["items"]
            address = page["next"]
            # Each page sees a build: new pages, and one that is replaced.
            fresh = many(2, since=100 + 2 * number)
            changed = FakePage("many-1.txt", "Changed", f"Iran aided Armenia in {number}.")
            if number < 4:
                fill(crowd, [*fresh, changed])
            number += 1
        # Counts such as n_events may not change, either.
        assert found == expected
        assert rows_of(server, f"/{table}") == export_rows(store, table) != expected


def test_a_page_has_a_usual_and_a_largest_size(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    fill(path, many(PAGE + 1))
    with Store.open(str(path)) as store:
        server = client(store)
        assert len(server.get(f"{API}/documents").json()["items"]) == PAGE
        whole = server.get(f"{API}/documents?limit=1000000").json()
        assert len(whole["items"]) == PAGE + 1 and whole["next"] is None


def test_filters_are_those_of_the_command_line(server: TestClient, store: Store) -> None:
    cases = {
        "party=AZE&party=Iran": EventQuery(a="AZE", b="IRN"),
        "party=az": EventQuery(a="AZE"),
        "since=2019&until=2021": EventQuery(since="2019-01-01", until="2021-12-31"),
        "type=ASSAULT&type=AID": EventQuery(types=("ASSAULT", "AID")),
        "modality=future": EventQuery(modalities=("future",)),
    }
    every = export_rows(store, "events")
    for asked, query in cases.items():
        expected = export_rows(store, "events", query=query)
        assert rows_of(server, f"/events?limit=1&{asked}") == expected
        assert expected and expected != every, asked
    contested = rows_of(server, "/claims?contested=true")
    assert contested == export_rows(store, "claims", disputed=True)
    assert 0 < len(contested) < len(rows_of(server, "/claims?contested=false"))
    documents = rows_of(server, "/documents?text=true")
    assert documents == export_rows(store, "documents", text=True) and documents[0]["text"]
    assert "text" not in rows_of(server, "/documents")[0]
    visits = rows_of(server, "/visits?party=Armenia")
    assert visits == export_rows(store, "visits", query=EventQuery(a="ARM"))
    assert len(visits) < len(rows_of(server, "/visits"))


def test_as_of_answers_as_the_store_did(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    fill(path, many(3))
    with Store.open(str(path)) as store:
        server = client(store)
        then = server.get(f"{API}/health").json()["as_of"]
        before = rows_of(server, "/events")
        fill(path, many(9))
        assert rows_of(server, f"/events?as_of={then}") == before
        assert len(rows_of(server, "/events")) > len(before)
        assert rows_of(server, "/events?as_of=1999-01-01") == []
        past = client(store.as_of(then))
        assert rows_of(past, "/events") == before
        assert rows_of(past, "/events?as_of=2100-01-01") == before


def test_a_timeline_is_the_events_of_its_parties(server: TestClient) -> None:
    two = rows_of(server, "/events?party=AZE&party=IRN")
    assert rows_of(server, "/timeline/Azerbaijan/irn?limit=1") == two
    one = rows_of(server, "/timeline/AZE")
    assert one == rows_of(server, "/events?party=AZE") and len(one) > len(two) > 1
    some = rows_of(server, "/timeline/AZE/IRN?type=CONSULT&since=2018&until=2018")
    assert [r["type"] for r in some] == ["CONSULT"]


def test_a_cursor_goes_with_its_question_alone(server: TestClient) -> None:
    page = server.get(f"{API}/events?limit=1&type=CONSULT").json()
    cursor = page["cursor"]
    assert server.get(f"{API}/events?limit=3&type=CONSULT&cursor={cursor}").status_code == 200
    for wrong in (
        f"events?cursor={cursor}",
        f"claims?type=CONSULT&cursor={cursor}",
        f"events?type=CONSULT&as_of=2030&cursor={cursor}",
        f"events?type=CONSULT&cursor={cursor[:-4]}",
        "events?cursor=WzEsMl0xxx",
    ):
        answer = server.get(f"{API}/{wrong}")
        assert (answer.status_code, answer.json()["code"]) == (400, "bad-cursor"), wrong


def test_a_cursor_to_a_row_that_is_not_there_is_refused(server: TestClient) -> None:
    at = server.get(f"{API}/health").json()["as_of"]
    for table in ("events", "documents", "statements", "actors", "visits"):
        scope = {"type": "http", "path": f"{API}/{table}", "query_string": b"", "headers": []}
        _, address = following(Request(scope), at, "e-nothing")
        answer = server.get(address)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown-id"), table


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.text(max_size=40)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=8,
    ).map(lambda v: base64.urlsafe_b64encode(json.dumps(v).encode()).decode().rstrip("="))
)
def test_no_cursor_breaks_the_server(server: TestClient, cursor: str) -> None:
    answer = server.get(f"{API}/events", params={"cursor": cursor})
    assert answer.status_code in (400, 422)
    assert answer.json()["code"] in ("bad-cursor", "bad-request")


def test_many_may_ask_at_once(server: TestClient) -> None:
    addresses = ["/events", "/claims", "/statements", "/network", "/search?q=Iran", "/visits"]
    with ThreadPoolExecutor(36) as pool:
        answers = list(pool.map(lambda a: server.get(API + a), addresses * 12))
    assert {a.status_code for a in answers} == {200}
    by_address = [answers[n :: len(addresses)] for n in range(len(addresses))]
    assert all(len({a.content for a in same}) == 1 for same in by_address)


# Files.


@pytest.mark.parametrize("table", TABLES)
def test_files_are_those_of_the_export(server: TestClient, store: Store, table: str) -> None:
    for form in ("jsonl", "csv"):
        expected = exported(store, table, form)
        for address in (f"/{table}.{form}", f"/{table}?format={form}"):
            answer = server.get(API + address)
            assert answer.content == expected
            assert answer.headers["content-type"].startswith(formats.named(form).media_type)
            assert f'filename="{table}.{form}"' in answer.headers["content-disposition"]
    parquet = server.get(f"{API}/{table}.parquet").content
    expected_table = pq.read_table(io.BytesIO(exported(store, table, "parquet")))
    assert pq.read_table(io.BytesIO(parquet)).equals(expected_table)


@pytest.mark.parametrize(
    ("table", "form"),
    [
        (f.tables[0], f.name)
        for f in formats.FORMATS.values()
        if f.name not in ("jsonl", "csv", "parquet", "ftm")
    ],
)
def test_every_format_has_a_file(server: TestClient, store: Store, table: str, form: str) -> None:
    answer = server.get(f"{API}/{table}.{form}")
    assert answer.status_code == 200
    if form == "xlsx":
        assert answer.content.startswith(b"PK")
    else:
        expected = exported(store, table, form)
        assert len(answer.content) == len(expected)  # some hold the time of writing


def test_a_file_takes_the_filters(server: TestClient, store: Store) -> None:
    expected = exported(store, "events", "csv", query=EventQuery(a="AZE", b="IRN", limit=2))
    assert server.get(f"{API}/events.csv?party=AZE&party=IRN&limit=2").content == expected
    assert expected.count(b"\n") >= 3
    asked = "/claims?format=jsonl&contested=true"
    assert server.get(API + asked).content == exported(store, "claims", "jsonl", disputed=True)
    refused = server.get(f"{API}/events?format=csv&cursor=abcdefgh")
    assert (refused.status_code, refused.json()["code"]) == (400, "bad-option")


def test_a_large_file_comes_in_chunks(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    fill(path, many(150))
    with Store.open(str(path)) as store:
        server = client(store)
        for form in ("jsonl", "csv"):
            expected = exported(store, "events", form)
            assert server.get(f"{API}/events.{form}").content == expected
        assert len(exported(store, "events", "jsonl")) > 2 * 65_536


# ETags.


def test_what_has_not_changed_is_not_sent_again(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    fill(path, many(6))
    addresses = [
        "/events",
        "/events?type=CONSULT",
        "/events.csv",
        "/documents?limit=2",
        "/search?q=Number",
        "/runs",
        "/network",
        "/dyads/IRN/ARM",
        "/openapi.json",
    ]
    with Store.open(str(path)) as store:
        server = client(store)
        tags = {a: server.get(API + a).headers["etag"] for a in addresses}
        assert len(set(tags.values())) == len(tags)
        assert all(tag.startswith('W/"') for tag in tags.values())
        for address, tag in tags.items():
            again = server.get(API + address, headers={"If-None-Match": f'"x", {tag}'})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == tag
            assert server.get(API + address, headers={"If-None-Match": '"x"'}).status_code == 200
        fill(path, many(9))
        for address, tag in tags.items():
            again = server.get(API + address, headers={"If-None-Match": tag})
            assert again.status_code == (304 if address == "/openapi.json" else 200), address
