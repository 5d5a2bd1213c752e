"""The server over stdio, asked by the SDK's own client."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from cli_world import PAGES, FakeCoder, FakeReader

from dragoman.pipeline import build
from dragoman.store import Store

mcp = pytest.importorskip("mcp")
START = "from dragoman.cli import main; main()"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mcp") / "small.db"
    with Store.open(str(path), create=True) as opened:
        build([], opened, FakeCoder(), reader=FakeReader(PAGES))
    return path


def asked(store: Path, ask: Callable[[Any], Awaitable[Any]], *options: str) -> Any:
    """Start a server, put questions to it with the SDK's client, and end it."""
    parameters = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-c", START, "mcp", "--store", str(store), *options],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )

    async def talk() -> Any:
        with anyio.fail_after(300):
            async with mcp.Client(mcp.stdio_client(parameters)) as client:
                return await ask(client)

    return anyio.run(talk)


def contents(path: Path) -> str:
    with Store.open(str(path)) as opened, opened._reads() as connection:
        rows = [
            [tuple(r) for r in connection.exec_driver_sql(f"SELECT * FROM {table}")]
            for table in ("runs", "documents", "codings", "mentions", "events", "relations")
        ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_an_assistant_gets_sourced_records(store: Path) -> None:
    before = contents(store)

    async def ask(client: Any) -> dict[str, Any]:
        tools = (await client.list_tools()).tools
        answers = {"tools": tools}
        for name, arguments in (
            ("timeline", {"a": "AZE", "b": "Iran", "limit": 1}),
            ("search", {"query": "visited"}),
            ("dyad", {"a": "AZE", "b": "IRN", "by": "year"}),
            ("show", {"id": "AZE"}),
            ("code", {"text": "Peru expelled two Bolivian diplomats.", "date": "2020-01-01"}),
        ):
            answers[name] = await client.call_tool(name, arguments)
        told = answers["timeline"].structured_content
        answers["next"] = await client.call_tool(
            "timeline", {"a": "AZE", "b": "Iran", "limit": 1, "cursor": told["cursor"]}
        )
        answers["one"] = await client.call_tool("show", {"id": told["records"][0]["event_id"]})
        return answers

    answers = asked(store, ask)
    tools = answers.pop("tools")
    assert [t.name for t in tools] == ["search", "timeline", "dyad", "show", "code"]
    assert all(t.annotations.read_only_hint and t.description and t.output_schema for t in tools)
    for name, result in answers.items():
        assert not result.is_error, (name, result)
        assert json.loads(result.content[0].text) == result.structured_content
        assert result.structured_content["records"], name
        assert all(r["sources"] for r in result.structured_content["records"]), name
    first, second = (answers[n].structured_content["records"][0] for n in ("timeline", "next"))
    assert first["event_id"] != second["event_id"]
    (source,) = first["sources"]
    assert source["event_id"] == first["event_id"]
    assert source["uri"] == "a.txt" and source["publisher"] == {"quoted": "Araz Post"}
    assert source["sentence"]["quoted"].startswith("On a cold day Iran visited")
    coded = answers["code"].structured_content["records"][0]
    assert coded["actors"][0]["country"] == "PER"
    assert contents(store) == before


def test_errors_have_a_code_and_say_what_to_do(store: Path) -> None:
    calls: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("timeline", {"a": "Atlantis"}, "unknown-party"),
        ("timeline", {"a": "AZE", "since": "soon"}, "bad-date"),
        ("timeline", {"a": "AZE", "limit": 1000}, "bad-limit"),
        ("timeline", {"a": "AZE", "cursor": "x"}, "bad-cursor"),
        ("timeline", {"limit": "many"}, "bad-argument"),
        ("show", {"id": "e-nothing"}, "unknown-id"),
        ("search", {"query": " "}, "empty-query"),
        ("code", {"text": ""}, "no-text"),
        ("delete", {}, "bad-call"),
    )

    async def ask(client: Any) -> list[Any]:
        return [await client.call_tool(name, arguments) for name, arguments, _ in calls]

    for result, (name, _, code) in zip(asked(store, ask), calls, strict=True):
        assert result.is_error, name
        error = result.structured_content["error"]
        assert error["code"] == code, error
        assert len(error["message"]) > 10 and "Traceback" not in error["message"]


def test_the_server_can_speak_of_an_earlier_day(store: Path) -> None:
    async def ask(client: Any) -> Any:
        return await client.call_tool("timeline", {"a": "AZE"})

    answer = asked(store, ask, "--as-of", "2001-01-01").structured_content
    assert (answer["records"], answer["as_of"]) == ([], "2001-01-01T23:59:59Z")


def test_without_the_package_the_command_says_what_to_install(store: Path) -> None:
    hidden = f"import sys; sys.modules['mcp'] = None; {START}"
    done = subprocess.run(
        [sys.executable, "-c", hidden, "mcp", "--store", str(store)],
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "[mcp-missing]" in done.stderr and "dragoman[mcp]" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_server_ends_when_its_client_does(store: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", START, "mcp", "--store", str(store)],
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stdout) == (0, "")
