"""Write the OpenAPI document to stdout: ``python -m dragoman.serve > docs/openapi.json``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from dragoman.serve.app import create_app
from dragoman.serve.description import text
from dragoman.store import Store


def document() -> str:
    """Return the OpenAPI document of every server of this version."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(str(Path(folder) / "empty.db"), create=True) as store,
    ):
        return text(create_app(store).openapi())


if __name__ == "__main__":
    sys.stdout.write(document())
