"""The command `dragoman serve`: where it listens, where it refuses to, how it ends."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from dragoman.cli import run


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "192.168.1.2", "::", "example.org", "", "127.0.0.1.evil.example"]
)
def test_no_other_address_than_a_loopback_one(
    host: str, shared_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve", "--store", str(shared_path), "--host", host]) == 2
    told = capfd.readouterr()
    assert "[not-loopback]" in told.err and "no accounts" in told.err and not told.out


def test_a_port_that_is_taken_is_told(shared_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = str(held.getsockname()[1])
        assert run(["serve", "--store", str(shared_path), "--port", port]) == 2
    assert "[port-taken]" in capfd.readouterr().err


def test_a_store_that_is_missing_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--store", str(tmp_path / "none.db"), "--port", "0"]) == 3
    assert "[store-missing]" in capfd.readouterr().err


def test_it_serves_until_it_is_stopped(shared_path: Path) -> None:
    program = "from dragoman.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "serve", "--store", str(shared_path), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Whoever runs the tests in the background may have interrupts ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        try:
            assert process.stderr is not None and process.stdout is not None
            line = process.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+/api/v1", line)
            assert found, line
            with urllib.request.urlopen(f"{found[0]}/events?limit=2") as answer:
                assert len(json.load(answer)["items"]) == 2
                assert answer.headers["x-content-type-options"] == "nosniff"
                assert answer.headers["server"] is None
            rebound = urllib.request.Request(f"{found[0]}/health", headers={"Host": "evil.example"})
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(rebound)
            refused.value.close()
            assert refused.value.code == 421
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 130
            assert "[interrupted]" in process.stderr.read() and process.stdout.read() == ""
        finally:
            process.kill()
