"""Addresses, against a server on this machine."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from dragoman.errors import InputError
from dragoman.read import Limits, Page, PageFailure, pages
from dragoman.read.fetch import check_url, fetch

OPEN = Limits(allow_private=True, max_bytes=5000, timeout=5, max_seconds=5, max_redirects=2)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/ok":
            self._answer(200, "<p>Привет</p>".encode("cp1251"), "text/html; charset=windows-1251")
        elif self.path == "/gzip":
            self._answer(200, gzip.compress(b"hello there"), "text/plain", encoding="gzip")
        elif self.path == "/bomb":
            self._answer(200, gzip.compress(b"0" * 1_000_000), "text/plain", encoding="gzip")
        elif self.path == "/big":
            self._answer(200, b"0" * 6000, "text/plain")
        elif self.path.startswith("/loop"):
            self.send_response(302)
            self.send_header("Location", "/loop" + str(len(self.path)) + self.path[1:])
            self.end_headers()
        elif self.path == "/file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
        else:
            self._answer(404, b"no", "text/plain")

    def _answer(self, code: int, body: bytes, kind: str, encoding: str = "") -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        if encoding:
            self.send_header("Content-Encoding", encoding)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()


def test_a_page_comes_with_its_charset(server: str) -> None:
    page = fetch(f"{server}/ok", limits=OPEN)
    assert page.media == "text/html"
    assert page.hints.charset == "windows-1251"
    assert fetch(f"{server}/gzip", limits=OPEN).data == b"hello there"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/none", "url-status"),
        ("/big", "url-too-large"),
        ("/bomb", "url-too-large"),
        ("/loop", "url-redirects"),
        ("/file", "url-status"),
    ],
)
def test_what_goes_wrong_has_its_own_code(server: str, path: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        fetch(server + path, limits=OPEN)
    assert caught.value.code == code


def test_private_networks_are_refused(server: str) -> None:
    (found,) = pages([f"{server}/ok"])
    assert isinstance(found, PageFailure)
    assert found.error.code == "url-private"


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1", "0.0.0.0"],
)
def test_a_name_with_one_private_address_is_refused(address: str) -> None:
    with pytest.raises(InputError) as caught:
        check_url(
            "http://news.example/",
            limits=Limits(),
            resolver=lambda h, p: ["93.184.216.34", address],
        )
    assert caught.value.code == "url-private"
    check_url("http://news.example/", limits=Limits(), resolver=lambda h, p: ["93.184.216.34"])


def test_nothing_listening_is_an_input_error() -> None:
    (found,) = pages(["http://127.0.0.1:9/"], limits=OPEN)
    assert not isinstance(found, Page)
    assert found.error.code == "url-failed"
