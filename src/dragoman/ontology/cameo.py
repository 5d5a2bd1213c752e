"""CAMEO: the nearest code of a PLOVER act, the act of a code, Goldstein's scores.

The data stand in ``cameo.yaml`` beside this file.
"""

from __future__ import annotations

import functools
from collections.abc import Collection
from importlib.resources import files
from typing import Any

import yaml

_ROOT = 2


@functools.cache
def _data() -> dict[str, Any]:
    text = files("dragoman.ontology").joinpath("cameo.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def cameo(
    event_type: str,
    mode: str | None = None,
    *,
    contexts: Collection[str] = (),
    objects: Collection[str] = (),
    sectors: Collection[str] = (),
    meant: str | None = None,
    icews: bool = False,
) -> str:
    """Return the nearest CAMEO code of an act.

    Args:
        event_type: PLOVER type.
        mode: its mode.
        contexts: of the event.
        objects: kinds of what it is about.
        sectors: of those who act; force by the armed forces has a root of its own.
        meant: the type of the planned act for which an AGREE stands.
        icews: only codes that ICEWS uses.

    >>> cameo("CONSULT", "visit"), cameo("ASSAULT", sectors=["MIL"])
    ('042', '190')
    """
    rule: dict[str, Any] = _data()["to_cameo"][event_type]
    code: str | None = rule.get("meant", {}).get(meant)
    for context in contexts:
        code = code or rule.get("both", {}).get(f"{mode}+{context}")
    code = code or rule.get("modes", {}).get(mode)
    for name, key in (("contexts", contexts), ("objects", objects)):
        code = code or next((c for k, c in rule.get(name, {}).items() if k in key), None)
    if code is None:
        code = rule["by_military"] if "by_military" in rule and "MIL" in sectors else rule["code"]
    if icews and code in _data()["not_in_icews"]:
        code = code[:-1] if len(code) > _ROOT + 1 else f"{code[:_ROOT]}0"
    return str(code)


def plover(code: str) -> tuple[str, str | None] | None:
    """Return type and mode of a CAMEO code; null for one that is no act in PLOVER's sense.

    >>> plover("0421"), plover("010"), plover("nonsense")
    (('CONSULT', 'visit'), None, None)
    """
    known: dict[str, str | None] = _data()["to_plover"]
    value = _inherited(known, code)
    if not value:
        return None
    event_type, _, mode = value.partition(" ")
    return event_type, mode or None


def goldstein(code: str) -> float | None:
    """Return Goldstein's score of a code, that of its nearest ancestor; null for no code.

    >>> goldstein("0842"), goldstein("195")
    (7.0, -10.0)
    """
    found = _inherited(_data()["goldstein"], code)
    return None if found is None else float(found)


def label(code: str) -> str:
    """Return what a code means in English; empty where we never write it."""
    return str(_data()["labels"].get(code, ""))


def cameo_quad(code: str) -> int:
    """Return the quad class of a code by its root: 1 verbal cooperation … 4 material conflict."""
    root = int(code[:_ROOT])
    return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4


def _inherited(table: dict[str, Any], code: str) -> Any:
    """Return the value of a code or of the nearest ancestor that has one."""
    for length in range(len(code), _ROOT - 1, -1):
        if code[:length] in table:
            return table[code[:length]]
    return None


def faults() -> list[str]:
    """Return what is wrong with the tables, in words."""
    from dragoman.ontology.plover import CONTEXTS, MODES, TYPES

    found = []
    data = _data()
    found += [f"{t}: no way to CAMEO" for t in TYPES if t not in data["to_cameo"]]
    for event_type, rule in data["to_cameo"].items():
        codes = [
            rule["code"],
            *(c for v in rule.values() if isinstance(v, dict) for c in v.values()),
        ]
        found += [f"{event_type}: {c} has no label" for c in codes if not label(c)]
        found += [f"{event_type}: {c} has no score" for c in codes if goldstein(c) is None]
        modes = set(rule.get("modes", {})) | {k.partition("+")[0] for k in rule.get("both", {})}
        found += [f"{event_type} has no mode {m}" for m in modes - set(MODES[event_type])]
        missing = set(MODES[event_type]) - set(rule.get("modes", {}))
        found += [f"{event_type} {m}: no way to CAMEO" for m in missing]
        named = set(rule.get("contexts", {})) | {k.partition("+")[2] for k in rule.get("both", {})}
        found += [f"there is no context {c}" for c in named - set(CONTEXTS)]
    for code, value in data["to_plover"].items():
        event_type, _, mode = (value or "").partition(" ")
        if value and (event_type not in TYPES or (mode and mode not in MODES[event_type])):
            found.append(f"{code}: PLOVER has no {value}")
    roots = [f"{n:02d}" for n in range(1, 21)]
    found += [f"root {r} has no type" for r in roots if r not in data["to_plover"]]
    found += [f"root {r} has no score" for r in roots if r not in data["goldstein"]]
    return found
