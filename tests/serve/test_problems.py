"""One shape for every fault, limits, and what stands on every answer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cli_world import FakeCoder, FakeKnowledge
from fastapi.testclient import TestClient
from serve_world import API, client

from dragoman.errors import ModelError, StoreError
from dragoman.serve import Limits, create_app
from dragoman.serve.answers import dumped
from dragoman.serve.guard import Guard, Rate
from dragoman.store import Store

JSON = {"Content-Type": "application/json"}


def check(answer: Any, status: int, code: str, path: str) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert set(body) - {"errors"} == {"type", "title", "status", "detail", "instance", "code"}
    assert body["type"] == f"urn:dragoman:problem:{code}"
    assert (body["status"], body["code"], body["instance"]) == (status, code, path)
    assert body["title"] and body["detail"]
    dressed(answer)


def dressed(answer: Any) -> None:
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert not any(h.startswith("access-control-") for h in answer.headers)


def test_every_fault_has_one_shape(server: TestClient) -> None:
    for address, status, code in (
        ("/", 404, "no-such-address"),
        ("/docs", 404, "no-such-address"),
        ("/openapi.json", 404, "no-such-address"),
        (f"{API}/events/", 404, "no-such-address"),
        (f"{API}/events.nope", 404, "no-such-address"),
        (f"{API}/events/e-1", 404, "unknown-id"),
        (f"{API}/events?party=nowhere", 404, "unknown-party"),
        (f"{API}/events?since=2023-13", 400, "bad-date"),
        (f"{API}/events?since=2023&until=2022", 400, "bad-date"),
        (f"{API}/events?as_of=soon", 400, "bad-date"),
        (f"{API}/events?cursor=abcdefgh", 400, "bad-cursor"),
        (f"{API}/events?since=yesterday", 422, "bad-request"),
        (f"{API}/events?limit=0", 422, "bad-request"),
        (f"{API}/events?type=DANCE", 422, "bad-request"),
        (f"{API}/events?typ=AID", 422, "bad-request"),
        (f"{API}/events?format=pdf", 422, "bad-request"),
        (f"{API}/actors?since=2020", 422, "bad-request"),
        (f"{API}/claims?contested=maybe", 422, "bad-request"),
        (f"{API}/events?since=2020&since=2021", 422, "bad-request"),
        (f"{API}/search", 422, "bad-request"),
        (f"{API}/diff/x/1", 422, "bad-request"),
        (f"{API}/dyads/AZE/IRN?by=week", 422, "bad-request"),
    ):
        answer = server.get(address)
        check(answer, status, code, address.partition("?")[0])


def test_a_broken_request_names_each_fault(server: TestClient) -> None:
    body = server.get(f"{API}/events?limit=0&type=DANCE").json()
    assert {e["where"] for e in body["errors"]} == {"query.limit", "query.type"}
    assert all("null" not in e["message"].lower() for e in body["errors"])


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "POST", "HEAD", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(server: TestClient, method: str) -> None:
    answer = server.request(method, f"{API}/events")
    assert answer.status_code == 405 and answer.headers["allow"] == "GET"
    dressed(answer)
    if method != "HEAD":
        check(answer, 405, "method-not-allowed", f"{API}/events")


def test_good_answers_carry_the_headers_too(server: TestClient) -> None:
    for address in ("events", "events.csv", "openapi.json", "health"):
        dressed(server.get(f"{API}/{address}"))


def test_what_pages_say_never_becomes_markup(server: TestClient) -> None:
    answer = server.get(f"{API}/documents")
    assert any("<script>" in d["title"] for d in answer.json()["items"])
    assert "<" not in answer.text and ">" not in answer.text
    wrong = server.get(f"{API}/events/<script>alert(1)<")
    assert wrong.status_code == 404 and "<" not in wrong.text
    assert b"<" not in dumped({"a": ["</script>"]})


def test_a_body_may_not_be_too_large(store: Store) -> None:
    server = client(store, body_bytes=100)
    for content in (b" " * 101, iter([b" " * 60, b" " * 60])):
        answer = server.post(f"{API}/code", content=content, headers=JSON)
        check(answer, 413, "body-too-large", f"{API}/code")
        assert answer.headers["retry-after"]
    assert server.post(f"{API}/code", content=b"[]".ljust(100), headers=JSON).json() == []
    assert server.post(f"{API}/code", content=iter([b"[", b"]"]), headers=JSON).json() == []


def test_posts_of_a_client_are_limited(store: Store) -> None:
    now = [0.0]
    app = create_app(
        store,
        coder=FakeCoder,  # type: ignore[arg-type]
        knowledge=FakeKnowledge,  # type: ignore[arg-type]
        limits=Limits(posts_per_minute=3),
        clock=lambda: now[0],
    )
    server, other = TestClient(app, client=("a", 1)), TestClient(app, client=("b", 1))
    statuses = [server.post(f"{API}/code", json=[]).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    answer = server.post(f"{API}/code", json=[])
    check(answer, 429, "too-many-requests", f"{API}/code")
    assert answer.headers["retry-after"] == "20"
    assert server.get(f"{API}/health").status_code == 200
    assert other.post(f"{API}/code", json=[]).status_code == 200
    now[0] += 20
    assert server.post(f"{API}/code", json=[]).status_code == 200
    assert server.post(f"{API}/code", json=[]).status_code == 429


def test_clients_are_not_remembered_without_end() -> None:
    rate = Rate(1, clock=lambda: 0.0)
    for n in range(20_000):
        rate.wait(str(n))
    assert len(rate._held) <= 10_000


def test_a_foreign_name_is_refused(store: Store) -> None:
    server = client(store, hosts=("127.0.0.1", "localhost", "[::1]"))
    for host in ("127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000"):
        assert server.get(f"{API}/health", headers={"Host": host}).status_code == 200
    for host in ("evil.example", "127.0.0.1.evil.example:8000", "[::2]:8000", ""):
        answer = server.get(f"{API}/health", headers={"Host": host})
        check(answer, 421, "wrong-host", f"{API}/health")


def test_what_nobody_foresaw_tells_nothing_of_the_inside(
    server: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Store) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(Store, "runs", fail)
    answer = server.get(f"{API}/runs")
    check(answer, 500, "internal", f"{API}/runs")
    assert "secret" not in answer.text


def test_faults_of_store_and_model_have_their_status(
    server: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(self: Store) -> None:
        raise StoreError("store-locked", "locked by another program")

    monkeypatch.setattr(Store, "runs", locked)
    answer = server.get(f"{API}/runs")
    check(answer, 503, "store-locked", f"{API}/runs")
    assert answer.headers["retry-after"]

    def broken() -> Any:
        raise ModelError("model-missing", "there is no model")

    served = server.app.state.service  # type: ignore[attr-defined]
    monkeypatch.setattr(served, "_coder", None)
    monkeypatch.setattr(served, "_make_coder", broken)
    check(server.post(f"{API}/code", json=[{"text": "x"}]), 503, "model-missing", f"{API}/code")


def test_a_file_that_fails_at_once_is_a_problem_and_later_a_cut(
    server: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dragoman.present import formats

    def early(*_: Any, **__: Any) -> None:
        raise StoreError("store-damaged", "is damaged")

    monkeypatch.setattr(formats, "write", early)
    check(server.get(f"{API}/events.csv"), 503, "store-damaged", f"{API}/events.csv")

    def late(form: Any, holdings: Any, asked: Any, out: Any, register: Any) -> None:
        out.write(b"x" * 100_000)
        raise StoreError("store-damaged", "is damaged")

    monkeypatch.setattr(formats, "write", late)
    loud = TestClient(server.app)
    with pytest.raises(RuntimeError, match="already started"):
        loud.get(f"{API}/events.csv")
    monkeypatch.undo()
    assert server.get(f"{API}/events.csv").status_code == 200


def test_an_export_that_nobody_reads_is_given_up(store: Store) -> None:
    import threading

    from dragoman.present.formats import named
    from dragoman.serve.answers import file

    over = threading.Event()
    failed: list[BaseException] = []

    def write(out: Any) -> None:
        try:
            while True:
                out.write(b"x" * 65_536)
        except BrokenPipeError as error:
            failed.append(error)
            raise

    file(named("csv"), "events", "tag", write, stall=0.2, release=over.set)
    assert over.wait(30) and failed


def test_other_kinds_of_messages_pass_the_guard() -> None:
    seen: list[str] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    asyncio.run(Guard(inner, Limits())({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"]
