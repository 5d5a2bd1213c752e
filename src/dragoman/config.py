"""The one configuration of the program: a frozen object, read once at the edge.

A value is taken from the first of these that gives one:

1. the option on the command line (``--store``, ``--model``, ``--batch`` …);
2. the environment, as ``DRAGOMAN_`` and the key in capitals (``DRAGOMAN_MAX_PAGE_BYTES``);
3. ``dragoman.toml`` in the working folder, or the file that ``DRAGOMAN_CONFIG`` names;
4. the default below.

The store alone has a rule of its own (:func:`store_location`).
"""

from __future__ import annotations

import dataclasses
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dragoman.errors import UsageError

CONFIG_FILE = "dragoman.toml"
DEFAULT_STORE = "dragoman.db"
_PREFIX = "DRAGOMAN_"
_CONFIG_VARIABLE = _PREFIX + "CONFIG"


def _key(default: Any, *, means: str, least: int | None = None) -> Any:
    return dataclasses.field(default=default, metadata={"means": means, "least": least})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings, each with its default.

    ``Field.metadata["means"]`` says in words what a setting is for; the reference
    page of the documentation is held to this list by a test.
    """

    store: str | None = _key(
        None, means="path or database URL of the store, where no dragoman.db lies here"
    )
    model: str | None = _key(None, means="folder of the model, instead of the one built in")
    knowledge: str | None = _key(
        None, means="folder with knowledge of your own, added to what is built in"
    )
    who: str | None = _key(None, means="your name in `review`; the name you log in with without it")
    code_max_characters: int = _key(
        200_000, means="longest text that `code` accepts, in characters", least=1
    )
    code_batch: int = _key(32, means="texts that `code` hands to the model at a time", least=1)
    max_page_bytes: int = _key(
        20_000_000, means="largest page that `read` and `build` accept, in bytes", least=1
    )
    fetch_timeout: int = _key(20, means="seconds to wait for a page on the web", least=1)
    serve_max_body_bytes: int = _key(
        10_000_000, means="largest body of a request that `serve` accepts, in bytes", least=1
    )
    serve_posts_per_minute: int = _key(
        60, means="POST requests that `serve` accepts of one client in a minute", least=1
    )
    opinion_endpoint: str | None = _key(
        None,
        means="address of the chat endpoint that `opine` asks, such as http://localhost:8080/v1",
    )
    opinion_model: str | None = _key(None, means="name of the model that `opine` asks there")
    opinion_key_env: str | None = _key(
        None, means="variable of the environment that holds the key for that endpoint"
    )
    opinion_timeout: int = _key(
        120, means="seconds that one answer of that endpoint may take", least=1
    )


def load(*, environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Read the settings from environment, file and defaults.

    Args:
        environment: instead of ``os.environ``.
        folder: where ``dragoman.toml`` is looked for, instead of the working folder.

    Raises:
        UsageError: naming the key, its value and where it stands.
    """
    environment = os.environ if environment is None else environment
    folder = Path.cwd() if folder is None else folder
    named = environment.get(_CONFIG_VARIABLE)
    path = Path(named) if named else folder / CONFIG_FILE
    values = _from_file(path, must_exist=bool(named))
    values.update(_from_environment(environment))
    return Settings(**values)


def store_location(
    option: str | None, settings: Settings, *, folder: Path | None = None
) -> tuple[str, str | None]:
    """Return where the store is, and a remark when something else was passed over.

    The option ``--store`` decides; without it ``dragoman.db`` in the working folder, if
    there is one; else the setting ``store`` (``DRAGOMAN_STORE``); else a new
    ``dragoman.db`` in the working folder.
    """
    if option:
        return option, None
    here = (Path.cwd() if folder is None else folder) / DEFAULT_STORE
    if settings.store is None:
        return DEFAULT_STORE, None
    if not here.exists() or settings.store == DEFAULT_STORE:
        return settings.store, None
    return (
        DEFAULT_STORE,
        f"using {DEFAULT_STORE} in this folder, not {settings.store} (DRAGOMAN_STORE or the key "
        "store); --store chooses",
    )


def fields() -> tuple[tuple[str, str, Any], ...]:
    """Return name, meaning and default of each setting."""
    return tuple(
        (f.name, str(f.metadata["means"]), f.default) for f in dataclasses.fields(Settings)
    )


def _from_file(path: Path, *, must_exist: bool) -> dict[str, Any]:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        if must_exist:
            raise UsageError(
                "config-missing", f"{path} does not exist, but {_CONFIG_VARIABLE} names it"
            ) from None
        return {}
    except OSError as error:
        raise UsageError("config-unreadable", f"{path} cannot be read: {error.strerror}") from None
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError("config-broken", f"{path} is not sound TOML: {error}") from None
    known = {f.name: f for f in dataclasses.fields(Settings)}
    values: dict[str, Any] = {}
    for name, value in data.items():
        if name not in known:
            raise UsageError(
                "config-key", f"{path}: unknown key {name!r}; known are {', '.join(known)}"
            )
        values[name] = _checked(known[name], value, f"{path}: {name}")
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for f in dataclasses.fields(Settings):
        variable = _PREFIX + f.name.upper()
        text = environment.get(variable, "").strip()
        if not text:
            continue
        value: Any = text
        if isinstance(f.default, int):
            try:
                value = int(text.replace("_", ""))
            except ValueError:
                raise UsageError(
                    "config-value", f"{variable}: {text!r} is not a whole number"
                ) from None
        values[f.name] = _checked(f, value, variable)
    return values


def _checked(f: dataclasses.Field[Any], value: Any, where: str) -> Any:
    wanted = int if isinstance(f.default, int) else str
    if not isinstance(value, wanted) or isinstance(value, bool):
        words = "a whole number" if wanted is int else "a string"
        raise UsageError("config-value", f"{where}: {value!r} is not {words}")
    least = f.metadata["least"]
    if least is not None and value < least:
        raise UsageError("config-value", f"{where}: {value} is less than {least}")
    return value
