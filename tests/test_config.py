from __future__ import annotations

from pathlib import Path

import pytest

from dragoman.config import Settings, load, store_location
from dragoman.errors import UsageError


def test_defaults_need_neither_file_nor_environment(tmp_path: Path) -> None:
    assert load(environment={}, folder=tmp_path) == Settings()


def test_environment_beats_the_file_and_the_file_beats_the_default(tmp_path: Path) -> None:
    (tmp_path / "dragoman.toml").write_text('code_batch = 7\nfetch_timeout = 9\nmodel = "m"\n')
    settings = load(environment={"DRAGOMAN_CODE_BATCH": "3"}, folder=tmp_path)
    assert (settings.code_batch, settings.fetch_timeout, settings.model) == (3, 9, "m")
    assert settings.code_max_characters == Settings().code_max_characters


def test_a_named_file_is_read_instead(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("code_batch = 5")
    (tmp_path / "dragoman.toml").write_text("code_batch = 7")
    environment = {"DRAGOMAN_CONFIG": str(other)}
    assert load(environment=environment, folder=tmp_path).code_batch == 5
    other.unlink()
    with pytest.raises(UsageError, match="DRAGOMAN_CONFIG"):
        load(environment=environment, folder=tmp_path)


@pytest.mark.parametrize(
    ("toml", "names"),
    [
        ("bach = 3", "bach"),
        ('code_batch = "3"', "code_batch"),
        ("code_batch = 0", "code_batch"),
        ("code_batch = true", "code_batch"),
        ("model = 3", "model"),
        ("code_batch = ", "dragoman.toml"),
    ],
)
def test_a_wrong_file_is_an_error_that_names_the_key(tmp_path: Path, toml: str, names: str) -> None:
    (tmp_path / "dragoman.toml").write_text(toml)
    with pytest.raises(UsageError, match=names):
        load(environment={}, folder=tmp_path)


@pytest.mark.parametrize("value", ["many", "0", "-1", "1.5"])
def test_a_wrong_variable_is_an_error_that_names_it(tmp_path: Path, value: str) -> None:
    with pytest.raises(UsageError, match="DRAGOMAN_CODE_BATCH"):
        load(environment={"DRAGOMAN_CODE_BATCH": value}, folder=tmp_path)


def test_the_store_is_the_option_else_the_file_here_else_the_variable(tmp_path: Path) -> None:
    named = Settings(store="elsewhere.db")
    assert store_location(None, Settings(), folder=tmp_path) == ("dragoman.db", None)
    assert store_location(None, named, folder=tmp_path) == ("elsewhere.db", None)
    assert store_location("x.db", named, folder=tmp_path) == ("x.db", None)
    (tmp_path / "dragoman.db").touch()
    location, remark = store_location(None, named, folder=tmp_path)
    assert location == "dragoman.db"
    assert remark is not None and "elsewhere.db" in remark
