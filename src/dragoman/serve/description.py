"""The OpenAPI document: what many endpoints have in common stands in it once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


def shared(whole: Json) -> Json:
    """Return a document in which equal parameters and faults are references to one of them."""
    held: dict[str, dict[str, Json]] = {"parameters": {}, "responses": {}}
    known: dict[str, str] = {}

    def put(sort: str, name: str, value: Json) -> Json:
        key = sort + json.dumps(value, sort_keys=True)
        if key not in known:
            n = 1 + sum(1 for other in held[sort] if other.rstrip("0123456789") == name)
            known[key] = name if n == 1 else f"{name}{n}"
            held[sort][known[key]] = value
        return {"$ref": f"#/components/{sort}/{known[key]}"}

    paths: Json = {}
    for path, item in whole["paths"].items():
        paths[path] = {}
        for method, operation in item.items():
            made = dict(operation)
            if "parameters" in made:
                made["parameters"] = [put("parameters", p["name"], p) for p in made["parameters"]]
            made["responses"] = {
                status: answer if status == "200" else put("responses", f"status{status}x", answer)
                for status, answer in made["responses"].items()
            }
            paths[path][method] = made
    return {**whole, "paths": paths, "components": {**whole["components"], **held}}


def parameters(whole: Json, path: str, method: str) -> Mapping[str, bool]:
    """Return the query parameters of an operation, each with whether it may be repeated."""
    operation = whole["paths"].get(path, {}).get(method, {})
    return {
        p["name"]: p["schema"].get("type") == "array"
        for p in operation.get("parameters", ())
        if p["in"] == "query"
    }


def methods(whole: Json, path: str) -> list[str]:
    """Return the methods that an address answers, over all operations with such an address."""
    found: set[str] = set()
    for template, item in whole["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path):
            found.update(method.upper() for method in item)
    return sorted(found)


def text(document: Json) -> str:
    """Return a document as JSON with a line for each path and each shape, so that diffs tell."""

    def lines(members: Mapping[str, Any], depth: int) -> str:
        rows = [
            f"{json.dumps(name)}: "
            + (lines(value, depth - 1) if depth else json.dumps(value, ensure_ascii=False))
            for name, value in members.items()
        ]
        return "{\n" + ",\n".join(rows) + "\n}"

    parts = [
        f"{json.dumps(name)}: "
        + (
            lines(value, 1 if name == "components" else 0)
            if name in ("paths", "components")
            else json.dumps(value, ensure_ascii=False)
        )
        for name, value in document.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"
