"""The command that answers over HTTP: serve."""

from __future__ import annotations

import ipaddress
import logging
import socket
from typing import Annotated

import typer

from dragoman.cli import state
from dragoman.cli.options import AsOfOption, KnowledgeOption, ModelOption, StoreOption
from dragoman.cli.state import STATE, open_store, say
from dragoman.errors import UsageError

_LOOPBACK = "127.0.0.1"


def serve(
    store: StoreOption = None,
    host: Annotated[
        str,
        typer.Option("--host", metavar="ADDRESS", help="Address of this machine: a loopback one."),
    ] = _LOOPBACK,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, metavar="N", help="Port; 0 takes a free one.")
    ] = 8000,
    as_of: AsOfOption = None,
    model: ModelOption = None,
    knowledge: KnowledgeOption = None,
) -> None:
    """Answer over HTTP, with the REST API, until stopped.

    Only for this machine: there are no accounts.
    """
    names = _names(host)
    import uvicorn

    from dragoman.serve import Limits, create_app

    settings = STATE.settings()
    limits = Limits(
        body_bytes=settings.serve_max_body_bytes,
        posts_per_minute=settings.serve_posts_per_minute,
        hosts=names,
        page_bytes=settings.max_page_bytes,
        characters=settings.code_max_characters,
        batch=settings.code_batch,
    )
    with open_store(store, as_of) as opened, _bound(host, port) as listening:
        app = create_app(
            opened,
            coder=lambda: state.load_coder(model, knowledge),
            knowledge=lambda: state.knowledge(knowledge),
            limits=limits,
        )
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level=logging.INFO if STATE.debug else logging.CRITICAL,
            access_log=STATE.debug,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            timeout_graceful_shutdown=5,
        )
        address, number = listening.getsockname()[:2]
        shown = f"[{address}]" if ":" in address else address
        then = f" as of {opened.moment}" if opened.moment else ""
        say(f"{opened.path}{then} is served at http://{shown}:{number}/api/v1; Ctrl-C stops it")
        uvicorn.Server(config).run(sockets=[listening])


COMMANDS = (serve,)


def _names(host: str) -> tuple[str, ...]:
    """Return by which names a loopback address may be called.

    Raises:
        UsageError: it is none.
    """
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise UsageError(
            "not-loopback",
            f"--host {host}: others could read the store and write to it, since there are no "
            f"accounts yet; serve on {_LOOPBACK}, and let others in by a tunnel, such as "
            "ssh -L 8000:127.0.0.1:8000",
        )
    return tuple(dict.fromkeys(("localhost", _LOOPBACK, "[::1]", host, f"[{host}]")))


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket at an address.

    Raises:
        UsageError: it cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)  # so that whoever reads the address on stderr can call at once
    except OSError as error:
        made.close()
        raise UsageError(
            "port-taken",
            f"{host}, port {port}: cannot be listened to ({error.strerror or error}); choose "
            "another --port",
        ) from None
    return made
