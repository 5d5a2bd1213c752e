"""The command line: a thin mirror of the library.

``dragoman.cli:main`` is what the installed program calls. Everything heavy (the model, the
store, Arrow, the readers) is imported by the command that needs it.
"""

from __future__ import annotations

from dragoman.cli.main import app, main, run

__all__ = ["app", "main", "run"]
