"""What passes between finding a page and reading it: the page, its hints, the limits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from dragoman.errors import InputError


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the world reading may take in.

    Attributes:
        max_bytes: a page larger than this is not read (a page, not a file of pages).
        timeout: seconds to wait for a server, for connecting and for each read.
        max_seconds: seconds that one download may take in all.
        max_redirects: how many redirects of a URL are followed.
        allow_private: whether URLs may lead into private networks.
        user_agent: how we name ourselves to servers.
    """

    max_bytes: int = 20_000_000
    timeout: float = 20.0
    max_seconds: float = 60.0
    max_redirects: int = 5
    allow_private: bool = False
    user_agent: str = "dragoman/0.1 (news reader)"


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a page from outside it, as from the fields of a JSONL line."""

    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    author: str | None = None
    language: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came, unread.

    Attributes:
        uri: where it came from; for a file its name as it was given.
        data: the bytes.
        media: ``text/html``, ``text/plain``, ``application/pdf``, or an empty string where
            only a look at the bytes can tell.
        sha256: of the bytes; counted when it is not given.
        hints: what is known from outside.
        max_bytes: the limit the page came under.
    """

    uri: str
    data: bytes
    media: str = ""
    sha256: str = ""
    hints: Hints = field(default_factory=Hints)
    max_bytes: int = 20_000_000

    def __post_init__(self) -> None:
        """Count the hash where it was not given."""
        if not self.sha256:
            object.__setattr__(self, "sha256", hashlib.sha256(self.data).hexdigest())


@dataclass(frozen=True, slots=True)
class PageFailure:
    """A source, or a page in one, that cannot be had, and why."""

    uri: str
    error: InputError
