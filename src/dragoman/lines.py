"""The line protocol of ``dragoman code``: one line in, one line out, whatever happens.

A line is a text with its id, or an article as ``dragoman read`` writes it. What goes
wrong with a line stands in that line's ``error``; nothing that a line can hold stops
the others.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from dragoman.errors import ModelError
from dragoman.records import (
    Amount,
    Article,
    Attribution,
    Basis,
    CodedArticle,
    Coding,
    DateValue,
    EventMention,
    Party,
    Place,
    Precision,
    Span,
    Statement,
    Topic,
)

MAX_CHARACTERS = 200_000
BATCH = 32
# A character takes up to 12 bytes in JSON (an escaped pair); ids and fields beside the text
# get the rest. A line beyond that is passed over without being held in memory.
_BYTES_A_CHARACTER = 12
_ROOM = 1_000_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ][0-9:.,Zz+\- ]*)?)?)?")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*")


class LineCoder(Protocol):
    """What the protocol needs of a coder."""

    def code_many(
        self, texts: Sequence[tuple[str, str | None, DateValue | None]], /
    ) -> list[Coding]:
        """Code texts, each with its language and its date of publication, if known."""

    def code_articles(self, articles: Sequence[Article], /) -> list[CodedArticle]:
        """Code articles."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the input: a text, an article, or what is wrong with it."""

    id: Any = None
    text: str = ""
    language: str | None = None
    published: DateValue | None = None
    article: Article | None = None
    notices: tuple[str, ...] = ()
    error: tuple[str, str] | None = None


def read_lines(stream: BinaryIO, *, max_characters: int = MAX_CHARACTERS) -> Iterator[bytes | None]:
    """Yield the lines of a stream without their ends; None for a line beyond all measure.

    Only a line feed ends a line; the last line need not have one.
    """
    limit = max_characters * _BYTES_A_CHARACTER + _ROOM
    while raw := stream.readline(limit):
        if raw.endswith(b"\n"):
            yield raw[:-1].removesuffix(b"\r")
        elif len(raw) < limit:
            yield raw
        else:
            while (rest := stream.readline(_ROOM)) and not rest.endswith(b"\n"):
                pass
            yield None


def parse_line(raw: bytes | str | None, *, max_characters: int = MAX_CHARACTERS) -> Line:
    """Read one line; what is wrong with it is told in :attr:`Line.error`, never raised."""
    if raw is None:
        return _bad(
            "too-long",
            f"the line is too long to be read; cut it into texts of at most "
            f"{max_characters} characters",
        )
    try:
        text = raw.decode("utf-8") if isinstance(raw, bytes) else raw
    except UnicodeDecodeError as error:
        return _bad("bad-encoding", f"the line is not UTF-8 (byte {error.start})")
    text = text.removeprefix("\ufeff")
    if not text.strip():
        return _bad("empty-line", "the line is empty")
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        return _bad("bad-json", "the line is nested too deeply")
    except ValueError as error:
        return _bad("bad-json", f"the line is not JSON: {error}")
    if not isinstance(data, dict):
        return _bad("not-an-object", 'the line is JSON, but no object with "text"')
    return parse_object(data, max_characters=max_characters)


def code_lines(
    lines: Iterable[bytes | str | None],
    coder: LineCoder,
    *,
    max_characters: int = MAX_CHARACTERS,
    batch: int = BATCH,
) -> Iterator[dict[str, Any]]:
    """Yield an output object for each line, in the same order.

    Raises:
        ModelError: the model itself fails. All else is told in the lines.
    """
    parsed = (parse_line(raw, max_characters=max_characters) for raw in lines)
    yield from code_parsed(parsed, coder, batch=batch)


def code_parsed(
    lines: Iterable[Line], coder: LineCoder, *, batch: int = BATCH
) -> Iterator[dict[str, Any]]:
    """Yield an output object for each line that was read already; see :func:`code_lines`."""
    waiting: list[Line] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) >= batch:
            yield from _coded(waiting, coder)
            waiting = []
    yield from _coded(waiting, coder)


def dump(value: dict[str, Any]) -> str:
    """Return a JSON line that any UTF-8 stream can take: lone surrogates stay escaped."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if _SURROGATE.search(text):
        return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text


def output(line: Line, coding: Coding | None, error: tuple[str, str] | None) -> dict[str, Any]:
    """Return the output object of a line; spans are cut from the text that came in."""
    notices = [*line.notices, *(coding.notices if coding else ())]
    return {
        "id": line.id,
        "lang": (coding.language if coding else None) or line.language,
        "events": [_event(e, line.text) for e in coding.events] if coding else [],
        "statements": [_statement(s, line.text) for s in coding.statements] if coding else [],
        "notices": notices,
        "error": None if error is None else {"code": error[0], "message": error[1]},
    }


def _bad(code: str, message: str, key: Any = None) -> Line:
    return Line(id=key, error=(code, message))


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(value: Any) -> bool:
    """Whether a value can be echoed as JSON (``1e999`` reads as infinity)."""
    try:
        # Two levels more than will be written, so that depth cannot fail later.
        json.dumps([[value]], allow_nan=False)
    except (ValueError, RecursionError):
        return False
    return True


def parse_object(data: Mapping[str, Any], *, max_characters: int = MAX_CHARACTERS) -> Line:
    """Read what a line holds; what is wrong with it is told in :attr:`Line.error`."""
    key = data.get("id", data.get("doc_id"))
    if not _finite(key):
        return _bad("bad-id", "the id cannot be written as JSON")
    if "text" not in data or data["text"] is None:
        return _bad("no-text", 'the line has no "text"', key)
    text = data["text"]
    if not isinstance(text, str):
        return _bad("text-not-string", f'"text" is not a string but {_json_type(text)}', key)
    if not text.strip():
        return _bad("no-text", '"text" is empty', key)
    if len(text) > max_characters:
        return _bad(
            "too-long",
            f"the text has {len(text)} characters, more than {max_characters}; cut it into "
            "passages, or raise code_max_characters",
            key,
        )
    if "doc_id" in data:
        return _article_line(key, text, data)
    language, language_notice = _language(data.get("lang"))
    published, date_notice = _published(data.get("date"))
    return Line(
        id=key,
        text=text,
        language=language,
        published=published,
        notices=tuple(n for n in (language_notice, date_notice) if n),
    )


def _article_line(key: Any, text: str, data: Mapping[str, Any]) -> Line:
    try:
        article = Article.from_dict(dict(data))
        sound = all(
            block.start is None
            or (block.end is not None and 0 <= block.start <= block.end <= len(text))
            for block in article.blocks
        ) and all(
            value is None or isinstance(value, str)
            for value in (article.doc_id, article.uri, article.title, article.language)
        )
    except (TypeError, ValueError, KeyError, AttributeError):
        sound = False
    if not sound:
        return _bad(
            "bad-article",
            'the line has a "doc_id" but is no article as `dragoman read` writes it; for a plain '
            'text give "id" and "text" only',
            key,
        )
    return Line(id=key, text=text, language=article.language, article=article)


def _language(value: Any) -> tuple[str | None, str | None]:
    if value is None or value == "":
        return None, None
    if isinstance(value, str) and _LANGUAGE.fullmatch(value.strip()):
        return re.split("[-_]", value.strip())[0].lower(), None
    return None, f"lang {_short(value)} is no language code and was not used"


def _published(value: Any) -> tuple[DateValue | None, str | None]:
    if value is None or value == "":
        return None, None
    match = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(g) if g else None for g in match.groups())
        if year is None:
            raise ValueError
        return _stretch(year, month, day), None
    except ValueError:
        return None, (
            f"date {_short(value)} is not YYYY-MM-DD and was not used: dates that the text counts "
            "from its publication stay open"
        )


def _stretch(year: int, month: int | None, day: int | None) -> DateValue:
    if month is not None and day is not None:
        start = end = datetime.date(year, month, day)
        precision = Precision.DAY
    elif month is not None:
        start = datetime.date(year, month, 1)
        following = (
            datetime.date(year + month // 12, month % 12 + 1, 1)
            if (year, month) != (9999, 12)
            else None
        )
        end = (
            datetime.date.fromordinal(following.toordinal() - 1) if following else datetime.date.max
        )
        precision = Precision.MONTH
    else:
        start, end, precision = (
            datetime.date(year, 1, 1),
            datetime.date(year, 12, 31),
            Precision.YEAR,
        )
    return DateValue(start.isoformat(), end.isoformat(), precision, Basis.STATED)


def _short(value: Any) -> str:
    try:
        words = json.dumps(value, ensure_ascii=True)
    except RecursionError:
        words = "[...]"
    return words if len(words) <= 40 else words[:37] + "..."


def _json_type(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, (int, float)):
        return "a number"
    return "a list" if isinstance(value, list) else "an object"


def _clean(text: str) -> str:
    """Put a replacement character for lone surrogates and NUL, which no tokenizer takes.

    The length stays, so that offsets hold for the text that came in.
    """
    return _SURROGATE.sub("\ufffd", text).replace("\x00", "\ufffd")


def _coded(lines: Sequence[Line], coder: LineCoder) -> Iterator[dict[str, Any]]:
    """Code a batch at once; what fails with others is tried alone, to find who is to blame."""
    texts = [n for n, line in enumerate(lines) if line.error is None and line.article is None]
    articles = [n for n, line in enumerate(lines) if line.article is not None]
    found = _together(lines, texts, coder) | _together(lines, articles, coder)
    for n, line in enumerate(lines):
        outcome = found.get(n)
        if isinstance(outcome, Coding):
            yield output(line, outcome, None)
        elif line.error is not None:
            yield output(line, None, line.error)
        else:
            message = f"the coder failed on this text: {outcome!r}"
            yield output(line, None, ("not-coded", message))


def _together(
    lines: Sequence[Line], numbers: Sequence[int], coder: LineCoder
) -> dict[int, Coding | Exception]:
    """Code the lines of some numbers, all texts or all articles; each gets a coding or an error."""
    if not numbers:
        return {}
    try:
        return dict(zip(numbers, _codings([lines[n] for n in numbers], coder), strict=True))
    except ModelError:
        raise
    except Exception as error:
        if len(numbers) == 1:
            return {numbers[0]: error}
    alone = [_together(lines, [n], coder) for n in numbers]
    return {n: outcome for one in alone for n, outcome in one.items()}


def _codings(lines: Sequence[Line], coder: LineCoder) -> list[Coding]:
    if lines[0].article is None:
        return coder.code_many([(_clean(x.text), x.language, x.published) for x in lines])
    articles = [
        dataclasses.replace(x.article, text=_clean(x.text)) for x in lines if x.article is not None
    ]
    return [coded.coding for coded in coder.code_articles(articles)]


def _span(span: Span | Party | Amount | Topic | Attribution, text: str) -> dict[str, Any]:
    return {"text": text[span.start : span.end], "start": span.start, "end": span.end}


def _party(party: Party, text: str) -> dict[str, Any]:
    return {
        **_span(party, text),
        "name": party.name,
        "id": party.id,
        "country": party.country,
        "sector": party.sector,
        "role": party.role,
    }


def _date(date: DateValue | None) -> dict[str, Any] | None:
    return None if date is None else date.to_dict()


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    keys = ("name", "country", "lat", "lon", "precision", "text")
    return {key: getattr(place, key) for key in keys}


def _attribution(source: Attribution | None, text: str) -> dict[str, Any] | None:
    if source is None:
        return None
    return {
        **_span(source, text),
        "name": source.name,
        "country": source.country,
        "stance": str(source.stance),
    }


def _event(event: EventMention, text: str) -> dict[str, Any]:
    return {
        "type": event.type,
        "mode": event.mode,
        "contexts": list(event.contexts),
        "modality": str(event.modality),
        "trigger": _span(event.trigger, text),
        "actors": [_party(p, text) for p in event.actors],
        "recipients": [_party(p, text) for p in event.recipients],
        "date": _date(event.date),
        "place": _place(event.place),
        "attribution": _attribution(event.attribution, text),
        "amounts": [
            {
                **_span(a, text),
                "kind": a.kind,
                "value": a.value,
                "low": a.low,
                "high": a.high,
                "unit": a.unit,
            }
            for a in event.amounts
        ],
        "objects": [{**_span(o, text), "kind": o.kind} for o in event.objects],
        "confidence": event.confidence,
    }


def _statement(statement: Statement, text: str) -> dict[str, Any]:
    speaker = statement.speaker
    content = statement.content
    return {
        "speaker": None if speaker is None else _party(speaker, text),
        "cue": _span(statement.cue, text),
        "stance": str(statement.stance),
        "content": None if content is None else _span(content, text),
        "confidence": statement.confidence,
    }
