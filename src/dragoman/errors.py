"""Every error that Dragoman raises on purpose.

::

    DragomanError
      UsageError            exit 2   the command or an argument is wrong
      InputError            exit 1   one input cannot be used; the batch goes on
        UnreadablePageError
        BadLineError
      StoreError            exit 3   the store cannot be opened or is damaged
      ModelError            exit 3   the model cannot be opened or is damaged

Each carries a short ``code`` that users can search for, a message that names the
input and what to do, and the exit code of the command line.
"""

from __future__ import annotations


class DragomanError(Exception):
    """Base of all errors raised on purpose.

    Attributes:
        code: a stable word such as ``page-empty``.
        message: what is wrong with which input, and what to do.
    """

    exit_code = 1

    def __init__(self, code: str, message: str) -> None:
        """Keep code and message; the message alone is shown."""
        super().__init__(message)
        self.code = code
        self.message = message


class UsageError(DragomanError):
    """The command or an argument is wrong."""

    exit_code = 2


class InputError(DragomanError):
    """One input cannot be used."""

    exit_code = 1


class UnreadablePageError(InputError):
    """A page cannot be read: empty, binary, too large, broken, or no article in it."""


class BadLineError(InputError):
    """A line of a JSONL input is not what it should be."""


class StoreError(DragomanError):
    """The store cannot be opened, or what it holds is damaged."""

    exit_code = 3


class ModelError(DragomanError):
    """The model cannot be opened, or its files are not what they should be."""

    exit_code = 3
