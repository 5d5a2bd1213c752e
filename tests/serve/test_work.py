"""What is sent in: texts to code, pages to build."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_world import FakeCoder
from fastapi.testclient import TestClient
from serve_world import API, client, fill, many, rows_of

from dragoman.lines import code_lines
from dragoman.store import Store

TEXT = "Iran visited Azerbaijan on 2018-03-28 in Baku. Iran says it went well."
LONG = " It was a long day, and many came to see it, and much was said of it afterwards." * 5


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "s.db"
    fill(path, many(2))
    with Store.open(str(path)) as opened:
        yield opened


@pytest.fixture
def server(store: Store) -> TestClient:
    return client(store)


def test_code_answers_as_the_command_does(server: TestClient) -> None:
    given: list[Any] = [
        {"id": "x", "text": TEXT, "date": "2019-01-22", "lang": "en"},
        {"id": 7, "text": "\ud800 Iran aided Armenia <b>."},
        {"text": ""},
        {"id": 1, "lang": "en"},
        "a string",
        None,
        {"text": "Xx.", "lang": "xx"},
    ]
    lines = [json.dumps(g).encode() for g in given]
    expected = list(code_lines(iter(lines), FakeCoder()))
    answer = server.post(f"{API}/code", content=json.dumps(given), headers=JSON)
    assert answer.status_code == 200 and answer.json() == expected
    assert "<" not in answer.text
    assert [bool(r["error"]) for r in expected] == [False, False, True, True, True, True, False]
    assert expected[0]["events"] and expected[0]["statements"]
    one = server.post(f"{API}/code", json=given[0])
    assert one.json() == expected[0]
    assert server.post(f"{API}/code", json=[]).json() == []


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("address", ["code", "documents"])
def test_a_body_must_be_json(server: TestClient, address: str) -> None:
    for body in (b"{", b"\xff", b"[" * 100_000, b"3", b'"x"', b"null", b'{"text": NaN}', b""):
        answer = server.post(f"{API}/{address}", content=body, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (422, "bad-request"), body[:9]
    # A form of another page may send these without asking first.
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        answer = server.post(f"{API}/{address}", content=b"{}", headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (415, "not-json")
    many_more = [{"text": "x"}] * 1001
    assert server.post(f"{API}/{address}", json=many_more).status_code == 422


def test_pages_are_built_into_the_store(server: TestClient, store: Store) -> None:
    before = rows_of(server, "/events")
    given: list[Any] = [
        {"uri": "https://a.example/1", "text": TEXT + LONG, "date": "2018-03-29", "lang": "en"},
        {
            "uri": "https://a.example/2",
            "content": f"<html><body><article><h1>Aid</h1><p>Iran aided Armenia on 2020-02-03."
            f"{LONG}</p></article></body></html>",
        },
        {"uri": "https://a.example/3"},
        {"uri": "https://a.example/4", "text": "  "},
        "no page",
        {"text": "Armenia accused Iran on 2019-04-05." + LONG},
    ]
    answer = server.post(f"{API}/documents", json=given)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["read"] == 6 and told["skipped"] == []
    saved = {s["uri"]: s["doc_id"] for s in told["saved"]}
    nameless = next(uri for uri in saved if uri.startswith("urn:sha256:"))
    assert list(saved) == ["https://a.example/1", "https://a.example/2", nameless]
    assert [(f["uri"], f["code"]) for f in told["failed"]] == [
        ("https://a.example/3", "line-no-text"),
        ("https://a.example/4", "page-empty"),
        ("page 4", "line-not-object"),
    ]
    for uri, doc_id in saved.items():
        assert server.get(f"{API}/documents/{doc_id}").json()["uri"] == uri
    after = rows_of(server, "/events")
    assert len(after) == told["events"] == len(before) + 3
    again = server.post(f"{API}/documents", json=given).json()
    assert again["saved"] == [] and again["skipped"] == list(saved)
    assert len(again["failed"]) == 3
    assert rows_of(server, "/events") == after
    assert [r["n_saved"] for r in server.get(f"{API}/runs").json()["items"]] == [2, 3, 0]


def test_pages_sent_give_what_a_build_of_the_same_lines_gives(
    server: TestClient, tmp_path: Path
) -> None:
    from dragoman.pipeline import build

    given = [
        {"uri": "https://a.example/1", "text": TEXT + LONG, "date": "2018-03-29", "lang": "en"},
        {"uri": "https://a.example/2", "title": "War", "text": "Iran attacked Armenia." + LONG},
    ]
    assert len(server.post(f"{API}/documents", json=given).json()["saved"]) == 2
    lines = tmp_path / "pages.jsonl"
    lines.write_text("".join(json.dumps(g) + "\n" for g in given), encoding="utf-8")
    with Store.open(str(tmp_path / "other.db"), create=True) as other:
        build([str(lines)], other, FakeCoder())
        ids = {d.article.doc_id for d in other.documents()}
        expected = {e.event.event_id for e in other.events()}
    assert ids < {d["doc_id"] for d in rows_of(server, "/documents")}
    assert expected < {e["event_id"] for e in rows_of(server, "/events")}


def test_a_build_elsewhere_makes_a_page_wait(server: TestClient, store: Store) -> None:
    page = {"uri": "u", "text": TEXT + LONG}
    with store.building():
        answer = server.post(f"{API}/documents", json=page)
        assert (answer.status_code, answer.json()["code"]) == (503, "store-building")
        assert int(answer.headers["retry-after"]) > 0
        assert server.get(f"{API}/events").status_code == 200
    assert server.post(f"{API}/documents", json=page).json()["saved"][0]["uri"] == "u"


def test_a_server_of_an_earlier_moment_takes_no_pages(store: Store) -> None:
    past = client(store.as_of("2020-01-01"))
    answer = past.post(f"{API}/documents", json={"uri": "u", "text": TEXT})
    assert (answer.status_code, answer.json()["code"]) == (409, "store-past")
    assert past.post(f"{API}/code", json={"text": TEXT}).status_code == 200


def test_who_comes_when_all_turns_are_taken_is_told_to_wait(store: Store) -> None:
    server = client(store, posts=1, exports=1)
    served = server.app.state.service  # type: ignore[attr-defined]
    release = served.begin_export()
    with served.post():
        for answer in (
            server.post(f"{API}/code", json={"text": TEXT}),
            server.post(f"{API}/documents", json={"uri": "u", "text": TEXT}),
            server.get(f"{API}/events.csv"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (503, "busy")
            assert answer.headers["retry-after"]
    release()
    assert server.post(f"{API}/code", json={"text": TEXT}).status_code == 200
    for _ in range(3):  # each export gives its turn back
        assert server.get(f"{API}/events.csv").status_code == 200


def test_texts_are_limited(store: Store) -> None:
    server = client(store, characters=20, page_bytes=100)
    (row,) = server.post(f"{API}/code", json=[{"text": TEXT}]).json()
    assert row["error"]["code"] == "too-long"
    told = server.post(f"{API}/documents", json={"uri": "u", "text": TEXT + LONG}).json()
    assert told["failed"][0]["code"] == "page-too-large"
    assert io.BytesIO(server.get(f"{API}/documents.csv").content).readline()
