"""What stands beside an export: a codebook, and all that is needed to make it again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.ontology import VERSION
from dragoman.present.formats import Format
from dragoman.present.formats.base import plain
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Asked

PROJECT = "Dragoman, a program that codes news pages to PLOVER with their evidence"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the records came from.

    Attributes:
        program: version of Dragoman that exports.
        store: the store, as it was named.
        as_of: the moment of which the store answered; null for now.
        exported_at: ISO 8601 in UTC.
        knowledge: version of the knowledge in the installation; empty if not looked at.
        models: of the installation, by language.
        runs: builds that made the store: number, end, version and fingerprint (of reader,
            model and knowledge, on which the coding depends).
    """

    program: str
    store: str
    as_of: str | None
    exported_at: str
    knowledge: str = ""
    models: Mapping[str, str] | None = None
    runs: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """An export that is done: what was asked, how many rows came of it, what was lost."""

    form: Format
    asked: Asked
    rows: int
    losses: Losses


def citation(origin: Origin, exported: Exported) -> str:
    """Return how to cite the data, in a sentence."""
    moment = f", as it stood on {origin.as_of}" if origin.as_of else ""
    return (
        f"Events coded by Dragoman {origin.program} (ontology {VERSION}) from the store "
        f"{origin.store}{moment}; {exported.form.title}, exported on {origin.exported_at[:10]}."
    )


def meta(origin: Origin, exported: Exported, *, name: str, sha256: str) -> dict[str, Any]:
    """Return all about an export as plain values.

    Args:
        origin: where it comes from.
        exported: what was done.
        name: of the file.
        sha256: of its bytes.
    """
    query = {k: v for k, v in exported.asked.query.to_dict().items() if v not in (None, [], ())}
    asked = exported.asked
    if asked.include:
        query["include"] = sorted(asked.include)
    if asked.text:
        query["text"] = True
    return {
        "file": name,
        "sha256": sha256,
        "table": asked.table,
        "format": exported.form.name,
        "title": exported.form.title,
        "media_type": exported.form.media_type,
        "rows": exported.rows,
        "query": query,
        "as_of": origin.as_of,
        "exported_at": origin.exported_at,
        "versions": {
            "dragoman": origin.program,
            "ontology": VERSION,
            "knowledge": origin.knowledge,
            "models": dict(origin.models or {}),
            "runs": [dict(r) for r in origin.runs],
        },
        "store": origin.store,
        "citation": citation(origin, exported),
        "losses": exported.losses.to_dict(),
        "columns": [c.to_dict() for c in exported.form.writer().columns(asked.table)],
    }


def meta_json(values: Mapping[str, Any]) -> bytes:
    """Return them as JSON for people and programs."""
    text = json.dumps(values, ensure_ascii=False, indent=1)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def codebook(values: Mapping[str, Any], rules: Sequence[str]) -> bytes:
    """Return the codebook as Markdown.

    Args:
        values: from :func:`meta`.
        rules: of the format.
    """
    lines = [
        f"# {values['file']}",
        "",
        f"{values['title']}: {values['rows']} rows of {values['table']}. {PROJECT}.",
        "",
        "Cite as: " + values["citation"],
        "",
        "## What was asked",
        "",
        *[f"- {k}: {_words(v)}" for k, v in values["query"].items()],
        *([] if values["query"] else ["- all of them"]),
        *([f"- as the store stood on {values['as_of']}"] if values["as_of"] else []),
        "",
        "## What was lost",
        "",
        *_lost(values["losses"]),
        "",
        "## How rows are made",
        "",
        *[f"- {r}" for r in rules],
        "",
        "## Columns",
        "",
        "| column | what it holds |",
        "|---|---|",
        *[
            f"| {_cell(c['name'])} | {_cell(c['means']) or 'always empty'} |"
            for c in values["columns"]
        ],
        "",
        "## Versions",
        "",
        *_versions(values),
    ]
    return ("\n".join(lines) + "\n").encode("utf-8", "backslashreplace")


def _lost(losses: Mapping[str, Any]) -> list[str]:
    lines = []
    left = sum(r["records"] for r in losses["left_out"])
    if losses["left_out"]:
        lines += [
            f"{left} of {losses['records']} records are left out:",
            "",
            "| records | why | such as |",
            "|---:|---|---|",
            *[f"| {r['records']} | {_cell(r['reason'])} | {', '.join(r['examples'])} |"
              for r in losses["left_out"]],
            "",
        ]  # fmt: skip
    if losses["fields"]:
        lines += [
            "Fields that records have and rows do not:",
            "",
            "| field | records | why |",
            "|---|---:|---|",
            *[f"| {_cell(f['field'])} | {f['records']} | {_cell(f['reason'])} |"
              for f in losses["fields"]],
        ]  # fmt: skip
    return lines or ["Nothing."]


def _versions(values: Mapping[str, Any]) -> list[str]:
    v = values["versions"]
    return [
        f"- Dragoman {v['dragoman']}, ontology {v['ontology']}"
        + (f", knowledge {v['knowledge']}" if v["knowledge"] else ""),
        *[f"- model of {k}: {x}" for k, x in v["models"].items()],
        *[
            f"- run {r['run']} of the store, ended {r['ended_at']}: Dragoman {r['version']}, "
            f"fingerprint {r['fingerprint']}"
            for r in v["runs"]
        ],
        f"- exported {values['exported_at']} from {plain(values['store'])}",
        f"- SHA-256 of {plain(values['file'])}: {values['sha256']}",
    ]


def _words(value: Any) -> str:
    return ", ".join(str(v) for v in value) if isinstance(value, (list, tuple)) else str(value)


def _cell(text: str) -> str:
    return plain(text).replace("|", "\\|")
