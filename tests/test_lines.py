from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dragoman.errors import ModelError
from dragoman.lines import code_lines, dump, parse_line, read_lines
from dragoman.records import (
    Amount,
    Article,
    Attribution,
    Basis,
    Block,
    BlockKind,
    CodedArticle,
    Coding,
    DateValue,
    EventMention,
    Modality,
    Party,
    Place,
    Precision,
    Span,
    Stance,
    Statement,
    Topic,
)

LIMIT = 2_000


def coding(text: str, language: str | None, published: DateValue | None) -> Coding:
    """One event and one statement over the text's words; nothing in a text of spaces."""
    half = len(text) // 2 or 1
    if not text:
        return Coding(language, (), ())

    def span(start: int, end: int) -> tuple[str, int, int]:
        return text[start:end], start, end

    party = Party(*span(0, half), name="Iran", id="IRN", country="IRN", sector="GOV")
    unknown = Party(*span(0, len(text)))
    event = EventMention(
        mention_id="",
        type="CONSULT",
        mode=None,
        contexts=("military",),
        modality=Modality.ACTUAL,
        trigger=Span(*span(0, half)),
        actors=(party,),
        recipients=(unknown,),
        date=published,
        place=Place("Baku", "AZE", 40.4, 49.9, "city", "Baku"),
        attribution=Attribution(*span(0, half), name=None, country=None, stance=Stance.DENY),
        amounts=(Amount(*span(0, 1), kind="dead", value=3.0),),
        objects=(Topic(*span(0, 1), kind="accord"),),
        confidence=0.5,
        sentence=(0, len(text)),
    )
    statement = Statement("", None, Span(*span(0, half)), Stance.DENY, None, 0.5)
    return Coding(language, (event,), (statement,), ("a notice",))


class FakeCoder:
    """A coder that fails on texts with “explode” and keeps what it was given."""

    def __init__(self) -> None:
        self.batches: list[int] = []
        self.given: list[tuple[str, str | None, DateValue | None]] = []

    def code_many(
        self, texts: Sequence[tuple[str, str | None, DateValue | None]], /
    ) -> list[Coding]:
        self.batches.append(len(texts))
        self.given.extend(texts)
        for text, _, _ in texts:
            text.encode("utf-8")
            assert "\x00" not in text
            if "explode" in text:
                raise RuntimeError("boom")
        return [coding(*job) for job in texts]

    def code_articles(self, articles: Sequence[Article], /) -> list[CodedArticle]:
        return [CodedArticle(a, coding(a.text, a.language, a.published)) for a in articles]


def run(*lines: bytes | str | None, **options: Any) -> list[dict[str, Any]]:
    coder = options.pop("coder", None) or FakeCoder()
    rows = list(code_lines(lines, coder, max_characters=LIMIT, **options))
    return [json.loads(dump(row)) for row in rows]


def spans(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [s for v in value for s in spans(v)]
    if isinstance(value, dict):
        own = (
            [value]
            if {"text", "start", "end"} <= value.keys() and isinstance(value["start"], int)
            else []
        )
        return own + [s for v in value.values() for s in spans(v)]
    return []


def test_the_shape_is_the_contract_s() -> None:
    (row,) = run('{"id": "x1", "text": "Iran spoke", "date": "2019-01-22", "lang": "en"}')
    assert list(row) == ["id", "lang", "events", "statements", "notices", "error"]
    assert (row["id"], row["lang"], row["error"]) == ("x1", "en", None)
    (event,) = row["events"]
    assert event.keys() >= {
        "type", "mode", "contexts", "modality", "trigger", "actors", "recipients", "date",
        "place", "attribution", "amounts", "confidence",
    }  # fmt: skip
    assert event["mode"] is None
    assert event["trigger"] == {"text": "Iran ", "start": 0, "end": 5}
    assert event["actors"][0].items() >= {
        "text": "Iran ", "start": 0, "end": 5, "name": "Iran", "id": "IRN", "country": "IRN",
        "sector": "GOV",
    }.items()  # fmt: skip
    assert event["recipients"][0]["country"] is None
    assert event["date"] == {
        "start": "2019-01-22", "end": "2019-01-22", "precision": "day", "basis": "stated",
        "text": None,
    }  # fmt: skip
    assert event["place"] == {
        "name": "Baku", "country": "AZE", "lat": 40.4, "lon": 49.9, "precision": "city",
        "text": "Baku",
    }  # fmt: skip
    assert event["attribution"]["stance"] == "deny"
    assert event["amounts"][0].items() >= {"value": 3.0, "low": None, "unit": None}.items()
    (statement,) = row["statements"]
    assert statement["speaker"] is None and statement["content"] is None
    assert statement["stance"] == "deny" and statement["cue"]["start"] == 0


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "empty-line"),
        ("   ", "empty-line"),
        ("{", "bad-json"),
        ("nonsense", "bad-json"),
        ('{"text": NaN}', "bad-json"),
        ("[" * 100_000, "bad-json"),
        ('{"text": "a", "id": ' + "9" * 5000 + "}", "bad-json"),
        ("[1]", "not-an-object"),
        ('"text"', "not-an-object"),
        ("{}", "no-text"),
        ('{"text": null}', "no-text"),
        ('{"text": ""}', "no-text"),
        ('{"text": " \\n"}', "no-text"),
        ('{"text": 3}', "text-not-string"),
        ('{"text": ["a"]}', "text-not-string"),
        ('{"text": "%s"}' % ("a" * (LIMIT + 1)), "too-long"),
        (b'{"text": "\xff"}', "bad-encoding"),
        (None, "too-long"),
        ('{"text": "a", "id": 1e999}', "bad-id"),
        ('{"text": "a", "doc_id": "d"}', "bad-article"),
        ('{"text": "a", "doc_id": "d", "uri": "u", "blocks": 3}', "bad-article"),
        ('{"text": "explode"}', "not-coded"),
    ],
)
def test_a_bad_line_has_an_error_and_no_events(line: bytes | str | None, code: str) -> None:
    (row,) = run(line)
    assert row["error"]["code"] == code
    assert row["error"]["message"]
    assert row["events"] == [] and row["statements"] == []


@pytest.mark.parametrize("key", ["x", 3, 1.5, None, True, [1, {"a": None}], {"k": "v"}])
def test_an_id_of_any_type_comes_back(key: Any) -> None:
    good, bad = run(json.dumps({"id": key, "text": "Iran spoke"}), json.dumps({"id": key}))
    assert good["id"] == bad["id"] == key
    assert type(good["id"]) is type(key)


@pytest.mark.parametrize(
    ("given_date", "start", "end", "precision"),
    [
        ("2019-01-22", "2019-01-22", "2019-01-22", "day"),
        ("2019-01-22T10:00:00Z", "2019-01-22", "2019-01-22", "day"),
        ("2019-02", "2019-02-01", "2019-02-28", "month"),
        ("2019-12", "2019-12-01", "2019-12-31", "month"),
        ("2019", "2019-01-01", "2019-12-31", "year"),
    ],
)
def test_dates_of_publication(given_date: str, start: str, end: str, precision: str) -> None:
    line = parse_line(json.dumps({"text": "a b", "date": given_date}))
    assert line.published == DateValue(start, end, Precision(precision), Basis.STATED)
    assert line.notices == ()


@pytest.mark.parametrize("value", ["yesterday", "2019-13-01", "2019-02-30", 20190122, [], "0000"])
def test_a_date_that_is_none_is_left_out_with_a_notice(value: Any) -> None:
    (row,) = run(json.dumps({"text": "Iran spoke", "date": value}))
    assert row["error"] is None
    assert row["events"][0]["date"] is None
    assert any("date" in n for n in row["notices"])


@pytest.mark.parametrize(("value", "code"), [("en-US", "en"), ("RU", "ru"), (None, None)])
def test_languages(value: str | None, code: str | None) -> None:
    line = parse_line(json.dumps({"text": "a b", "lang": value}))
    assert line.language == code and line.notices == ()


def test_a_language_that_is_none_is_left_out_with_a_notice() -> None:
    line = parse_line('{"text": "a b", "lang": 7}')
    assert line.language is None and len(line.notices) == 1


def test_one_text_that_fails_does_not_take_its_batch_along() -> None:
    coder = FakeCoder()
    rows = run(*(f'{{"id": {n}, "text": "{t}"}}' for n, t in enumerate(["a b", "explode", "c d"])),
               coder=coder, batch=3)  # fmt: skip
    assert [r["error"] and r["error"]["code"] for r in rows] == [None, "not-coded", None]
    assert len(rows[2]["events"]) == 1


def test_a_model_that_fails_stops_the_run() -> None:
    class Broken(FakeCoder):
        def code_many(self, texts: Any, /) -> list[Coding]:
            raise ModelError("model-broken", "the model is damaged")

    with pytest.raises(ModelError):
        run('{"text": "a b"}', coder=Broken())


def test_texts_are_batched_and_answers_do_not_wait_for_the_end() -> None:
    coder = FakeCoder()
    taken = 0

    def endless() -> Any:
        nonlocal taken
        while True:
            taken += 1
            yield '{"text": "a b"}'

    rows = code_lines(endless(), coder, batch=4)
    next(rows)
    assert taken == 4 and coder.batches == [4]


def test_an_article_goes_to_the_coder_whole() -> None:
    article = Article(
        "doc-1", "a.txt", "T", "P", None,
        DateValue("2020-01-01", "2020-01-01", Precision.DAY, Basis.STATED), "en", "T\n\nIran spoke",
        (Block(BlockKind.TITLE, 0, 1),),
    )  # fmt: skip
    seen: list[Article] = []

    class Keeping(FakeCoder):
        def code_articles(self, articles: Sequence[Article], /) -> list[CodedArticle]:
            seen.extend(articles)
            return super().code_articles(articles)

    (row,) = run(json.dumps(article.to_dict()), coder=Keeping())
    assert seen == [article]
    assert row["id"] == "doc-1" and row["error"] is None and row["events"]


def test_lone_surrogates_and_nul_keep_offsets_and_text() -> None:
    text = "Iran \ud800 spoke \x00 😀 Baku"
    coder = FakeCoder()
    (row,) = run(json.dumps({"text": text, "id": "\udfff"}), coder=coder)
    assert row["error"] is None and row["id"] == "\udfff"
    assert len(coder.given[0][0]) == len(text)
    for span in spans(row):
        assert text[span["start"] : span["end"]] == span["text"]


def test_lines_end_at_line_feeds_only_and_giants_are_passed_over() -> None:
    stream = io.BytesIO("a\u2028b\x85c\r\n\nlast".encode())
    assert list(read_lines(stream)) == ["a\u2028b\x85c".encode(), b"", b"last"]
    giant = b"x" * 1_500_000
    lines = list(read_lines(io.BytesIO(giant + b"\n" + b"next\n" + giant), max_characters=10))
    assert lines == [None, b"next", None]


def test_a_line_of_a_megabyte_is_an_error_and_the_next_is_coded() -> None:
    long = json.dumps({"id": 1, "text": "a " * 500_000})
    rows = run(long, '{"id": 2, "text": "a b"}')
    assert [r["id"] for r in rows] == [1, 2]
    assert rows[0]["error"]["code"] == "too-long" and rows[1]["error"] is None


any_text = st.text(st.characters(exclude_categories=()), max_size=40)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)
objects = st.fixed_dictionaries(
    {},
    optional={
        "id": any_json,
        "text": any_text | any_json,
        "date": any_json | st.dates().map(str),
        "lang": any_json,
        "doc_id": any_json,
        "uri": any_json,
        "blocks": any_json,
    },
)
any_line = st.one_of(
    st.binary(max_size=60),
    any_text,
    objects.map(json.dumps),
    objects.map(lambda o: json.dumps(o, ensure_ascii=False).encode("utf-8", "surrogatepass")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(any_line, max_size=8), st.integers(1, 5))
@example([b"\xef\xbb\xbf{}"], 1)
def test_a_line_out_for_each_line_in_whatever_it_is(lines: list[bytes | str], batch: int) -> None:
    rows = list(code_lines(lines, FakeCoder(), max_characters=LIMIT, batch=batch))
    assert len(rows) == len(lines)
    for line, row in zip(lines, rows, strict=True):
        written = dump(row)
        written.encode("utf-8")
        assert "\n" not in written
        back = json.loads(written)
        if back["error"] is not None:
            assert back["events"] == []
            continue
        source = json.loads(line)
        assert back["id"] == source.get("id", source.get("doc_id"))
        for span in spans([back["events"], back["statements"]]):
            assert source["text"][span["start"] : span["end"]] == span["text"]
