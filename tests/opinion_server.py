"""A chat endpoint on this machine, with faults: it speaks the protocol, and breaks it on demand."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Handler", dict[str, Any]], None]
_ACTS = {
    "visited": ("CONSULT", "visit", "actual"),
    "will visit": ("CONSULT", "visit", "future"),
    "accused": ("ACCUSE", "allege", "actual"),
    "attacked": ("ASSAULT", None, "actual"),
    "aided": ("AID", None, "actual"),
}
_SENTENCE = re.compile(rf"([A-Z]\w+) ({'|'.join(_ACTS)}) ([A-Z]\w+)(?: on (\d{{4}}-\d\d-\d\d))?")


class Handler(BaseHTTPRequestHandler):
    """Hands each request to what the server was told to do with it."""

    server: ChatServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with self.server.lock:
            self.server.requests.append({"path": self.path, "headers": self.headers, "body": body})
            turn = len(self.server.requests) - 1
            script = self.server.script
            act = script[turn] if turn < len(script) else self.server.rest
        try:
            act(self, body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def reply(self, status: int, data: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass


class ChatServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.requests: list[dict[str, Any]] = []
        self.script: list[Answer] = []
        self.rest: Answer = coded
        self.ended = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def passages(self) -> list[str]:
        """Return the texts that were asked about, in order."""
        return [passage_of(r["body"])["text"] for r in self.requests]


@contextmanager
def chat_server() -> Iterator[ChatServer]:
    server = ChatServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


def passage_of(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body["messages"][-1]["content"])
    return found


def chat(content: Any) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}}
    return json.dumps({"object": "chat.completion", "choices": [choice]}).encode()


def events_of(text: str) -> list[dict[str, Any]]:
    """Code sentences such as “Iran visited Azerbaijan”, as a model would."""
    return [
        {
            "type": _ACTS[m[2]][0],
            "mode": _ACTS[m[2]][1],
            "modality": _ACTS[m[2]][2],
            "trigger": m[2],
            "actors": [m[1]],
            "recipients": [m[3]],
            "times": [m[4]] if m[4] else [],
        }
        for m in _SENTENCE.finditer(text)
    ]


def coded(handler: Handler, body: dict[str, Any]) -> None:
    events = events_of(passage_of(body)["text"])
    handler.reply(200, chat(json.dumps({"events": events, "statements": []})))


def saying(content: Any) -> Answer:
    return lambda handler, _: handler.reply(200, chat(content))


def raw(data: bytes) -> Answer:
    return lambda handler, _: handler.reply(200, data)


def status(code: int, text: str = "no", **headers: str) -> Answer:
    return lambda handler, _: handler.reply(code, text.encode(), **headers)


def silent(handler: Handler, _: dict[str, Any]) -> None:
    """Say nothing until the test is over."""
    handler.server.ended.wait()


def trickling(handler: Handler, _: dict[str, Any]) -> None:
    """Send a byte now and then, so that no single wait is long."""
    handler.send_response(200)
    handler.send_header("content-length", "100000")
    handler.end_headers()
    while not handler.server.ended.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def cut(handler: Handler, body: dict[str, Any]) -> None:
    """Promise more than is sent."""
    handler.send_response(200)
    handler.send_header("content-length", "5000")
    handler.end_headers()
    handler.wfile.write(chat("{")[:40])
    handler.wfile.flush()
    handler.close_connection = True


def endless(handler: Handler, _: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.send_header("content-length", str(50_000_000))
    handler.end_headers()
    for _n in range(5000):
        handler.wfile.write(b"x" * 10_000)
