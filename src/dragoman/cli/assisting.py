"""Commands that open a store to language models: mcp."""

from __future__ import annotations

from dragoman.cli import state
from dragoman.cli.options import AsOfOption, KnowledgeOption, ModelOption, StoreOption
from dragoman.cli.state import load_coder, open_store, say
from dragoman.errors import UsageError


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


COMMANDS = (mcp,)
