"""The REST API over one store: ``create_app`` makes it, ``dragoman serve`` runs it.

Every answer is that of one moment of the store, so that pages fit together however the
store grows meanwhile. Reading and coding run in threads; see ``docs/rest.md``.
"""

from __future__ import annotations

from dragoman.serve.app import create_app
from dragoman.serve.limits import Limits

__all__ = ["Limits", "create_app"]
