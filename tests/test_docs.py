"""The reference page and the program say the same, in both directions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from dragoman import config
from dragoman.cli import app
from dragoman.present.parquet import SCHEMAS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
_SECTION = re.compile(r"^### dragoman (\w+(?: \w+)?)\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
SECTIONS = dict(_SECTION.findall(PAGE))


def commands() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        found[name] = command
        for inner, subcommand in getattr(command, "commands", {}).items():
            found[f"{name} {inner}"] = subcommand
    return found


def options(command: Any) -> Iterator[list[str]]:
    for parameter in command.params:
        if parameter.param_type_name == "option" and "--help" not in parameter.opts:
            yield [*parameter.opts, *parameter.secondary_opts]


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    assert set(SECTIONS) == set(commands())


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_is_documented_and_every_documented_one_exists(name: str) -> None:
    documented = set(re.findall(r"`(--[a-z-]+|-[a-z]\b)(?![a-z])", SECTIONS[name]))
    real = [o for names in options(commands()[name]) for o in names]
    missing = [o for o in real if o not in documented]
    assert not missing, f"docs/reference.md, dragoman {name}: {missing}"
    # An option that is named elsewhere in a section (such as --model) must exist there too.
    assert documented <= set(real), f"dragoman {name} has no {documented - set(real)}"


def test_every_command_and_option_explains_itself() -> None:
    for name, command in commands().items():
        assert command.help, name
        for parameter in command.params:
            assert parameter.help, f"{name} {parameter.name}"


def test_options_of_the_program_are_documented() -> None:
    head = PAGE.partition("## Making")[0]
    for names in options(typer.main.get_command(app)):
        assert any(f"`dragoman {n}" in head for n in names), names


def test_every_setting_is_documented_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| (.+) \|$", PAGE.partition("## Settings")[2], re.M)
    assert rows == [
        (name, "none" if default is None else str(default), means)
        for name, means, default in config.fields()
    ]


def test_errors_of_lines_are_documented() -> None:
    source = (ROOT / "src" / "dragoman" / "lines.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'_bad\(\s*"([a-z-]+)"', source)) | {"not-coded"}
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", SECTIONS["code"], re.M))
    assert codes == documented


def test_tables_of_list_and_export_are_documented() -> None:
    for table in SCHEMAS:
        assert f"`{table}`" in SECTIONS["list"]


def test_samples_are_all_explained() -> None:
    folder = ROOT / "samples"
    explained = set(re.findall(r"^\| `([^`]+)` \|", (folder / "README.md").read_text(), re.M))
    assert explained == {p.name for p in folder.iterdir()} - {"README.md"}


def test_every_format_is_in_the_table_of_exports() -> None:
    from dragoman.present.formats import FORMATS

    page = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?`) \| ([^|]+) \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE)
    documented = {
        name: tables for names, tables in rows for name in re.findall(r"`([^`]+)`", names)
    }
    assert documented.keys() == FORMATS.keys()
    for form in FORMATS.values():
        assert documented[form.name] == ("all" if len(form.tables) > 1 else form.tables[0])
        assert f"`{form.name}`" in SECTIONS["export"]
