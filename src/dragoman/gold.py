"""The format of gold passages: annotated texts to train on and to score against.

A gold file holds one JSON object a line::

    {"id": "…", "lang": "en", "date": "2019-01-22", "text": "…",
     "events": [{"type", "mode", "modality", "trigger": [s, e],
                 "actors": [{"span": [s, e], "code", "sector"}], "recipients": […],
                 "places": [[s, e]], "times": [[s, e]], "date": "2019-01-16",
                 "amounts": [{"span", "kind"}], "objects": [{"span", "kind"}],
                 "source": null or {"span", "stance"}}],
     "statements": [{"speaker": [s, e], "cue": [s, e], "content": [s, e], "stance"}]}

Spans are half-open offsets in Unicode code points of ``text``. A standoff file
has no ``text``; it is joined with the texts by ``id`` (:func:`read_texts`,
:func:`read_gold`). The id of a paragraph of a longer text is the text's id, ``#``
and the number of the line, counted from 0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dragoman.ontology import MODES, SECTORS, TYPES
from dragoman.ontology.kinds import AMOUNT_KINDS, MODALITIES, OBJECT_KINDS, STANCES

SOURCE_STANCES = ("assert", "allege", "deny", "doubt")
LANGUAGES = ("en", "ru", "tr", "az", "fa", "ar", "es", "fr")
_DATE = re.compile(r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")
_CODE = re.compile(r"^[A-Z0-9]{2,6}$")


class GoldError(ValueError):
    """A gold passage breaks the format; the message says where."""


def _check_span(text: str, span: Any, what: str) -> None:
    if (
        not isinstance(span, (list, tuple))
        or len(span) != 2
        or not all(isinstance(i, int) for i in span)
    ):
        raise GoldError(f"{what}: {span!r} is not [start, end]")
    start, end = span
    if not 0 <= start < end <= len(text):
        raise GoldError(f"{what}: {span!r} lies outside the text of {len(text)} characters")
    words = text[start:end]
    if words != words.strip():
        raise GoldError(f"{what}: {words!r} begins or ends with white space")


def _check_choice(value: Any, choices: Any, what: str) -> None:
    if value not in choices:
        raise GoldError(f"{what}: {value!r} is none of {', '.join(map(str, choices))}")


def check_passage(passage: Mapping[str, Any]) -> None:
    """Check one passage that carries its text.

    Raises:
        GoldError: naming the first fault found.
    """
    text = passage["text"]
    if not isinstance(text, str) or not text.strip():
        raise GoldError("the text is empty")
    _check_choice(passage.get("lang", "en"), LANGUAGES, "lang")
    if not _DATE.match(passage.get("date") or ""):
        raise GoldError(f"date: {passage['date']!r} is not YYYY-MM-DD")
    for n, event in enumerate(passage["events"], 1):
        at = f"event {n}"
        _check_choice(event["type"], TYPES, f"{at} type")
        modes = MODES[event["type"]]
        if event["mode"] is not None:
            _check_choice(event["mode"], modes or ("null",), f"{at} ({event['type']}) mode")
        _check_choice(event["modality"], MODALITIES, f"{at} modality")
        _check_span(text, event["trigger"], f"{at} trigger")
        for side in ("actors", "recipients"):
            for party in event[side]:
                _check_span(text, party["span"], f"{at} {side}")
                if not _CODE.match(party["code"]):
                    raise GoldError(f"{at} {side}: code {party['code']!r}")
                _check_choice(party["sector"], SECTORS, f"{at} {side} sector")
        for side in ("places", "times"):
            for span in event[side]:
                _check_span(text, span, f"{at} {side}")
        if not _DATE.match(event.get("date") or ""):
            raise GoldError(f"{at} date: {event['date']!r}")
        for amount in event["amounts"]:
            _check_span(text, amount["span"], f"{at} amounts")
            _check_choice(amount["kind"], AMOUNT_KINDS, f"{at} amount kind")
        for thing in event["objects"]:
            _check_span(text, thing["span"], f"{at} objects")
            _check_choice(thing["kind"], OBJECT_KINDS, f"{at} object kind")
        if event["source"] is not None:
            _check_span(text, event["source"]["span"], f"{at} source")
            _check_choice(event["source"]["stance"], SOURCE_STANCES, f"{at} source stance")
    for n, statement in enumerate(passage["statements"], 1):
        for part in ("speaker", "cue", "content"):
            _check_span(text, statement[part], f"statement {n} {part}")
        _check_choice(statement["stance"], STANCES, f"statement {n} stance")


def read_texts(path: Path) -> dict[str, dict[str, Any]]:
    """Read the texts that standoff annotations point into.

    Args:
        path: a JSONL file of items with ``id``, ``text`` and ``date``, or a folder of
            such files. Lines without these are passed over.

    Returns:
        Items by id; of texts of several lines each line too, under ``id#number``.
        Empty where the path does not exist.
    """
    found: dict[str, dict[str, Any]] = {}
    if not path.exists():
        return found
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        with file.open(encoding="utf-8") as lines:
            for item in map(json.loads, lines):
                if not all(k in item for k in ("id", "text", "date")):
                    continue
                found[item["id"]] = item
                parts = item["text"].split("\n")
                if len(parts) > 1:
                    for number, part in enumerate(parts):
                        found[f"{item['id']}#{number}"] = {
                            "text": part.strip(),
                            "date": item["date"],
                        }
    return found


def read_gold(
    path: Path, texts: Mapping[str, Mapping[str, Any]] | None = None
) -> Iterator[dict[str, Any]]:
    """Read a gold file, checked.

    Args:
        path: a JSONL file in the format above.
        texts: for a standoff file, items by id, each with ``text`` and ``date``.

    Yields:
        Passages with ``text``, ``date`` and ``lang``. Standoff lines whose text
        is not given are passed over.

    Raises:
        GoldError: a line breaks the format; names file and line.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                passage = json.loads(line)
                if "text" not in passage:
                    item = (texts or {}).get(passage["id"])
                    if item is None:
                        continue
                    passage = {"lang": "en", **passage, "text": item["text"], "date": item["date"]}
                check_passage(passage)
            except (GoldError, KeyError, TypeError, ValueError) as error:
                raise GoldError(f"{path}:{number}: {error}") from error
            yield passage
