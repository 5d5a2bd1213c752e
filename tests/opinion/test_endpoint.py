"""The wire: limits, tries, and that nothing goes anywhere but where it was told to go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from opinion_server import (
    ChatServer,
    chat,
    chat_server,
    cut,
    endless,
    raw,
    saying,
    silent,
    status,
    trickling,
)

from dragoman.errors import ModelError, UsageError
from dragoman.opinion.endpoint import AnswerError, Endpoint, address, key_of

ASKED = [{"role": "user", "content": json.dumps({"text": "Iran visited Armenia."})}]
SECRET = "sk-very-secret"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server() as running:
        yield running


class Client:
    """An endpoint that remembers how long it would have slept."""

    def __init__(self, server: ChatServer, **options: Any) -> None:
        self.slept: list[float] = []
        where = address(server.base)
        self.endpoint = Endpoint(where, "m1", sleep=self.slept.append, **options)

    def ask(self) -> str:
        with self.endpoint:
            return self.endpoint.ask(ASKED)


def test_it_speaks_the_protocol(server: ChatServer) -> None:
    server.rest = saying("hello")
    assert Client(server, key=SECRET).ask() == "hello"
    (request,) = server.requests
    assert request["path"] == "/v1/chat/completions"
    assert request["headers"]["authorization"] == f"Bearer {SECRET}"
    assert request["body"]["model"] == "m1" and request["body"]["messages"] == ASKED
    assert request["body"]["temperature"] == 0 and not request["body"]["stream"]


def test_content_in_parts_is_put_together(server: ChatServer) -> None:
    server.rest = saying([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}])
    assert Client(server).ask() == "ab"


@pytest.mark.parametrize("fault", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_later_and_later(server: ChatServer, fault: int) -> None:
    server.script = [status(fault), status(fault), status(fault)]
    server.rest = saying("at last")
    client = Client(server)
    assert client.ask() == "at last"
    assert len(server.requests) == 4 and len(client.slept) == 3
    assert client.slept == sorted(client.slept) and client.slept[0] >= 0.5


def test_it_gives_up_after_four_tries(server: ChatServer) -> None:
    server.rest = status(429, "slow down")
    client = Client(server)
    with pytest.raises(AnswerError) as raised:
        client.ask()
    assert raised.value.code == "endpoint-busy" and "slow down" in raised.value.message
    assert len(server.requests) == 4 and len(client.slept) == 3


@pytest.mark.parametrize(
    ("told", "waited"), [("7", 7.0), ("0", 0.0), ("100000", 60.0), ("soon", None), ("-1", None)]
)
def test_it_waits_as_the_server_says(server: ChatServer, told: str, waited: float | None) -> None:
    server.script = [status(429, retry_after=told)]
    server.rest = saying("yes")
    client = Client(server)
    assert client.ask() == "yes"
    (slept,) = client.slept
    assert slept == waited if waited is not None else 0.5 < slept < 2


@pytest.mark.parametrize(("slow", "code"), [(silent, "endpoint-timeout"),
                                            (trickling, "endpoint-timeout"),
                                            (cut, "endpoint-unreachable")])  # fmt: skip
def test_a_reply_that_never_ends_or_is_cut(server: ChatServer, slow: Any, code: str) -> None:
    server.rest = slow
    with pytest.raises(AnswerError) as raised:
        Client(server, timeout=0.3).ask()
    assert raised.value.code == code
    assert len(server.requests) == 4


def test_a_reply_that_is_too_large_is_not_read_to_its_end(server: ChatServer) -> None:
    server.rest = endless
    with pytest.raises(AnswerError) as raised:
        Client(server).ask()
    assert raised.value.code == "answer-too-large" and len(server.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [b"", b"hello", b"[]", b"{}", b'{"choices": []}', b'{"choices": [{"message": null}]}', b"\xff",
     chat(None), chat(7), chat([{"type": "text"}]), b"[" * 50_000],
)  # fmt: skip
def test_what_is_no_chat_is_no_answer(server: ChatServer, reply: bytes) -> None:
    server.rest = raw(reply)
    with pytest.raises(AnswerError) as raised:
        Client(server).ask()
    assert raised.value.code == "answer-not-chat"


def test_a_server_that_knows_less_of_the_protocol_is_asked_more_simply(server: ChatServer) -> None:
    server.script = [status(400, "response_format is not known")]
    server.rest = saying("fine")
    assert Client(server).ask() == "fine"
    assert set(server.requests[1]["body"]) == {"model", "messages", "stream"}


def test_a_refusal_of_one_passage_is_no_refusal_of_all(server: ChatServer) -> None:
    server.rest = status(400, "content filter")
    with pytest.raises(AnswerError) as raised:
        Client(server).ask()
    assert raised.value.code == "endpoint-rejected" and len(server.requests) == 2


@pytest.mark.parametrize("fault", [401, 403, 404])
def test_a_wrong_key_or_address_ends_all_at_once(server: ChatServer, fault: int) -> None:
    server.rest = status(fault, f"your key {SECRET} is wrong")
    with pytest.raises(ModelError) as raised:
        Client(server, key=SECRET).ask()
    assert raised.value.code == "endpoint-refused" and raised.value.exit_code == 3
    assert SECRET not in raised.value.message and len(server.requests) == 1


def test_no_redirection_is_followed(server: ChatServer) -> None:
    with chat_server() as elsewhere:
        server.rest = status(307, location=f"{elsewhere.base}/chat/completions")
        with pytest.raises(AnswerError):
            Client(server).ask()
        assert elsewhere.requests == []


def test_an_address_of_this_machine_is_reached_past_any_proxy(
    server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chat_server() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.base.removesuffix("/v1"))
        server.rest = saying("direct")
        assert Client(server).ask() == "direct"
        assert proxy.requests == []


def test_nobody_there(server: ChatServer) -> None:
    base = server.base
    server.server_close()
    with (
        Endpoint(address(base), "m", sleep=lambda _: None) as endpoint,
        pytest.raises(AnswerError) as raised,
    ):
        endpoint.ask(ASKED)
    assert raised.value.code == "endpoint-unreachable"


@pytest.mark.parametrize(
    ("given", "url", "local"),
    [
        ("http://localhost:8080/v1", "http://localhost:8080/v1/chat/completions", True),
        ("http://127.0.0.1/v1/", "http://127.0.0.1/v1/chat/completions", True),
        ("http://[::1]:1/v1", "http://[::1]:1/v1/chat/completions", True),
        ("http://127.9.9.9", "http://127.9.9.9/chat/completions", True),
        ("https://h.example/v1/chat/completions", "https://h.example/v1/chat/completions", False),
        ("http://192.168.0.9:1/v1", "http://192.168.0.9:1/v1/chat/completions", False),
        ("http://localhost.example/v1", "http://localhost.example/v1/chat/completions", False),
        ("http://127.0.0.1.example/v1", "http://127.0.0.1.example/v1/chat/completions", False),
        ("http://0.0.0.0/v1", "http://0.0.0.0/v1/chat/completions", False),
    ],
)
def test_addresses(given: str, url: str, local: bool) -> None:
    found = address(given)
    assert (found.url, found.local) == (url, local)
    assert found.secret == given.startswith("https")


@pytest.mark.parametrize(
    "wrong",
    ["", "localhost:8080", "ftp://h/v1", "http://", "http://user:pw@h/v1", "http://h:x/v1",
     "file:///etc/passwd", "http://h/v1?key=1", "http://[::1/v1"],
)  # fmt: skip
def test_wrong_addresses(wrong: str) -> None:
    with pytest.raises(UsageError) as raised:
        address(wrong)
    assert raised.value.code == "bad-endpoint" and "pw" not in raised.value.message


def test_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    assert key_of(None) is None
    monkeypatch.setenv("A_KEY", f" {SECRET}\n")
    assert key_of("A_KEY") == SECRET
    for value in ("", "ключ", "a\nb"):
        monkeypatch.setenv("A_KEY", value)
        with pytest.raises(UsageError):
            key_of("A_KEY")
