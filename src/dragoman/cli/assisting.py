"""Commands that join a store and language models: mcp, opine."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli import state
from dragoman.cli.options import (
    AsOfOption,
    JsonOption,
    KnowledgeOption,
    LimitOption,
    ModelOption,
    StoreOption,
)
from dragoman.cli.state import STATE, fail, load_coder, open_store, print_json, say
from dragoman.errors import UsageError
from dragoman.present.text import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.opinion.endpoint import Address
    from dragoman.opinions import Told


def mcp(
    store: StoreOption = None,
    as_of: AsOfOption = None,
    model: ModelOption = None,
    knowledge: KnowledgeOption = None,
) -> None:
    """Serve a store to an assistant: the Model Context Protocol over stdin and stdout.

    Tools: search, timeline, dyad, show, code. Their answers carry sources, and nothing is
    written.
    """
    from functools import cache

    from dragoman.assistant.answers import Answers

    try:
        from dragoman.assistant.server import server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "pydantic"):
            raise
        raise UsageError(
            "mcp-missing",
            "the package mcp is not installed, which speaks the protocol; install it with "
            "pip install 'dragoman[mcp]'",
        ) from None
    with open_store(store, as_of) as opened:
        answers = Answers(
            opened,
            knowledge=cache(lambda: state.knowledge(knowledge)),
            coder=cache(lambda: load_coder(model, knowledge)),
        )
        say(f"dragoman: serving {opened.path} over stdin and stdout; end it with Ctrl-C")
        server(answers).run()


def opine(
    endpoint: Annotated[
        str | None,
        typer.Option(
            "--endpoint",
            metavar="URL",
            help="Base of an OpenAI-compatible endpoint, such as http://localhost:8080/v1. Without "
            "it: the setting opinion_endpoint; there is no default.",
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="NAME", help="Name of the model there."),
    ] = None,
    key_env: Annotated[
        str | None,
        typer.Option(
            "--key-env",
            metavar="VARIABLE",
            help="Variable of the environment that holds the key, if the endpoint wants one.",
        ),
    ] = None,
    limit: LimitOption = None,
    knowledge: KnowledgeOption = None,
    store: StoreOption = None,
    json_: JsonOption = False,
) -> None:
    """Ask a second coder, a language model, about the documents of a store.

    It is a run of its own, which replaces nothing; `dragoman diff` compares it with a build.
    Run again, it goes on where it was.
    """
    settings = STATE.settings()
    named, asked = endpoint or settings.opinion_endpoint, model or settings.opinion_model
    if not named or not asked:
        raise UsageError(
            "no-endpoint",
            "no text leaves this machine unless you say where to: give --endpoint URL and --model "
            "NAME, or set opinion_endpoint and opinion_model in dragoman.toml",
        )
    from dragoman.opinion.endpoint import Endpoint, address, key_of
    from dragoman.opinions import coder_name
    from dragoman.opinions import opine as ask_all

    where = address(named)
    key = key_of(key_env or settings.opinion_key_env)
    coder = load_coder(None, knowledge)
    try:
        client = Endpoint(where, asked, key=key, timeout=float(settings.opinion_timeout))
    except ModuleNotFoundError as error:
        if error.name != "httpx":
            raise
        raise UsageError(
            "httpx-missing",
            "the package httpx is not installed, which asks endpoints; install it with "
            "pip install 'dragoman[opinion]'",
        ) from None
    with open_store(store) as opened, client, _progress() as told:
        say(f"dragoman: {_whereto(where)}")
        name = coder_name(asked, where.host)
        result = ask_all(opened, coder, client, name=name, limit=limit, told=told)
    for uri, failure in result.failed:
        fail(uri, failure)
    if json_:
        print_json(
            {
                "run": result.run,
                "asked": result.asked,
                "saved": result.saved,
                "skipped": result.skipped,
                "left": result.left,
                "events": result.events,
                "failed": [
                    {"uri": u, "code": e.code, "message": e.message} for u, e in result.failed
                ],
                "dropped": result.dropped,
            }
        )
    say(
        f"run {result.run}: {number(result.asked, 'document')} asked about, {result.saved} whole, "
        f"{result.skipped} whole before, {result.left} left; {number(result.events, 'act')}"
    )
    if result.dropped:
        each = ", ".join(f"{n} {reason}" for reason, n in result.dropped.items())
        say(f"dropped from its answers: {each}")
    say(f"`dragoman diff BUILD {result.run}` compares it with a build (`dragoman runs`)")
    if STATE.failed:
        raise typer.Exit(1)


COMMANDS = (mcp, opine)


def _whereto(where: Address) -> str:
    """Return in words where text goes."""
    if where.local:
        return f"text goes to {where.host}, which is this machine"
    plain = "" if where.secret else ", not encrypted"
    return f"text of the store's documents LEAVES THIS MACHINE for {where.host}{plain}"


@contextmanager
def _progress() -> Iterator[Told | None]:
    """Yield what is told of each document: on a terminal a line that is written over."""
    import sys

    from dragoman.cli.state import shows_bars
    from dragoman.present.text import shorten

    if not shows_bars():
        yield None
        return

    def told(uri: str, done: int, total: int) -> None:
        print(f"\r\x1b[K{done}/{total} {shorten(uri, 60)}", end="", file=sys.stderr, flush=True)

    try:
        yield told
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
