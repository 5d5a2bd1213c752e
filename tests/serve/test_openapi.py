"""The OpenAPI document: true to the app, committed, documented, and held to by schemathesis."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis.config import (
    ChecksConfig,
    GenerationConfig,
    PositiveDataAcceptanceConfig,
    ProjectConfig,
    ProjectsConfig,
    SchemathesisConfig,
)
from serve_world import API, client, fill

from dragoman.present import formats
from dragoman.serve.__main__ import document
from dragoman.serve.listings import TABLES
from dragoman.store import Store

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = tempfile.TemporaryDirectory()
STORE = Path(FOLDER.name) / "s.db"
fill(STORE)
SERVER = client(Store.open(str(STORE)))

# What JSON Schema cannot say (a day that is in no calendar, since later than until, a cursor
# of another question) is refused with 400.
ACCEPTED = ["2xx", "304", "400", "404", "409", "503"]
CONFIG = SchemathesisConfig(
    projects=ProjectsConfig(
        default=ProjectConfig(
            checks=ChecksConfig(
                positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=ACCEPTED)
            ),
            generation=GenerationConfig(deterministic=True, max_examples=4),
        )
    )
)
# The file endpoints are one function; one of each kind stands for them.
FILES = re.compile(rf"^{API}/(events\.(csv|plover)|claims\.jsonl|visits\.parquet|actors\.xlsx)$")
schema = schemathesis.openapi.from_dict(SERVER.app.openapi(), config=CONFIG)  # type: ignore[attr-defined]
schema.app = SERVER.app
some = schema.exclude(
    lambda ctx: (
        "." in ctx.operation.path.removesuffix("openapi.json")
        and not FILES.match(ctx.operation.path)
    )
)


@some.parametrize()
@settings(max_examples=4, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_app_does_what_its_description_says(case: Any) -> None:
    case.call_and_validate()


def test_the_document_in_the_repository_is_that_of_the_app() -> None:
    written = (DOCS / "openapi.json").read_text(encoding="utf-8")
    assert written == document(), "python -m dragoman.serve > docs/openapi.json makes it anew"
    assert len(written) < 300_000


def test_the_document_is_served(server: TestClient) -> None:
    served = server.get(f"{API}/openapi.json").json()
    assert served == json.loads(document())


def test_every_endpoint_is_documented_and_every_documented_one_exists(server: TestClient) -> None:
    page = (DOCS / "rest.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `((?:GET|POST) /\S*)` \|", page, re.MULTILINE))
    tables = {f"GET /{t}" for t in TABLES}
    real = set()
    for path, item in server.get(f"{API}/openapi.json").json()["paths"].items():
        for method in item:
            assert path.startswith(API)
            name = f"{method.upper()} {path.removeprefix(API)}"
            table, _, form = name.partition(".")
            if table in tables and form in formats.FORMATS:
                name = "GET /TABLE.FORMAT"
            elif name in tables:
                name = "GET /TABLE"
            real.add(re.sub(r"\{(\w+?)\}", lambda m: m[1].upper(), name))
    registers = {"/agreements", "/visits", "/exercises", "/transfers", "/bodies", "/deployments"}
    real = {r for r in real if not any(f"{x}/" in r for x in registers)}
    real = {r.replace("/incidents/", "/REGISTER/") for r in real}
    assert documented == real


def test_every_table_has_all_its_files_described(server: TestClient) -> None:
    paths = server.get(f"{API}/openapi.json").json()["paths"]
    for table in TABLES:
        for form in formats.serving(table):
            assert f"{API}/{table}.{form.name}" in paths


def test_every_problem_code_of_the_page_is_used() -> None:
    page = (DOCS / "rest.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `([a-z-]+)` \| \d{3} \|", page, re.MULTILINE))
    source = "".join(
        p.read_text(encoding="utf-8")
        for p in (Path(__file__).parents[2] / "src" / "dragoman").rglob("*.py")
    )
    assert told and all(f'"{code}"' in source for code in told)
