"""Kinds of pages, encodings, and pages that cannot be read."""

from __future__ import annotations

import codecs

import pytest

from dragoman.errors import UnreadablePageError
from dragoman.read import Hints, Page, article
from dragoman.records import BlockKind

EN = (
    "Ministers sign water accord\n\nBy Ann Lee | 4 March 2021\n\n"
    "The water ministers of Turkey and Iraq signed an accord in Ankara on Wednesday, the two "
    "ministries said.\n\nIt sets the flow of the Tigris at the border for ten years, and a joint "
    "commission will measure it every month.\n"
)
RU = (
    "Министры подписали соглашение о воде\n\nМинистры водного хозяйства Турции и Ирака подписали "
    "в среду соглашение в Анкаре, сообщили в двух ведомствах.\n\nОно определяет сток Тигра на "
    "границе на десять лет вперёд.\n"
)
TR = (
    "Su anlaşması imzalandı\n\nTürkiye ile Irak'ın su bakanları çarşamba günü Ankara'da bir "
    "anlaşma imzaladı. Anlaşma, Dicle'nin sınırdaki akışını on yıl için belirliyor.\n"
)


def code(data: bytes, **more: object) -> str:
    with pytest.raises(UnreadablePageError) as caught:
        article(Page("in/put.x", data, **more))  # type: ignore[arg-type]
    assert "in/put.x" in caught.value.message
    return caught.value.code


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", "page-empty"),
        (b" \n\t \r\n", "page-empty"),
        (codecs.BOM_UTF8 + b"\n", "page-empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "page-binary"),
        (b"PK\x03\x04" + b"x" * 50, "page-binary"),
        (b"abc\0\x01\x02\0def\0" * 20, "page-binary"),
        (b"%PDF-1.7\n1 0 obj\n<< /Type /Cat", "page-truncated"),
        (b"%PDF-1.7\nnonsense\n%%EOF", "page-pdf-broken"),
        (b"<!doctype html><html><head><title>A title and no", "page-truncated"),
        (b"<html><head></head><body><script>1</script></body></html>", "page-no-article"),
        (b"<rss version='2.0'><channel></channel></rss>", "page-feed"),
        (bytes(range(0x80, 0xA0)) * 30 + b"\x81\x8d\x8f\x90" * 40, "page-undecodable"),
    ],
)
def test_each_unreadable_page_has_its_own_code(data: bytes, wanted: str) -> None:
    assert code(data) == wanted


def test_a_page_above_the_limit_is_refused() -> None:
    assert code(b"word " * 100, max_bytes=100) == "page-too-large"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_encodings_with_and_without_marks(encoding: str) -> None:
    found = article(Page("x", RU.encode(encoding)))
    assert found.title == "Министры подписали соглашение о воде"
    assert found.language == "ru"


@pytest.mark.parametrize(
    ("text", "encoding", "word"),
    [(RU, "cp1251", "подписали"), (RU, "koi8-r", "подписали"), (TR * 3, "cp1254", "anlaşma")],
)
def test_other_encodings_are_told_by_the_bytes(text: str, encoding: str, word: str) -> None:
    found = article(Page("x", text.encode(encoding)))
    assert word in found.text
    assert any(n.startswith("encoding guessed") for n in found.notices)


def test_a_declared_charset_is_taken_and_a_wrong_one_is_not() -> None:
    page = f"<html><head><meta charset='windows-1251'></head><body><p>{RU}</p></body></html>"
    assert "подписали" in article(Page("x", page.encode("cp1251"))).text
    assert "подписали" in article(Page("x", page.encode("utf-8"))).text
    plain = article(Page("x", RU.encode("cp1251"), hints=Hints(charset="windows-1251")))
    assert "подписали" in plain.text


def test_a_text_cut_inside_a_character_is_read_with_a_notice() -> None:
    found = article(Page("x", RU.strip(" .\n").encode()[:-1]))
    assert "the page breaks off in the middle of a character" in found.notices


def test_windows_line_ends_and_odd_spaces_change_nothing_but_offsets() -> None:
    one = article(Page("x", EN.encode()))
    two = article(Page("x", EN.replace("\n", "\r\n").replace(" the ", " \u00a0the  ").encode()))
    assert one.text == two.text
    assert one.doc_id == two.doc_id


def test_the_fields_of_a_plain_page() -> None:
    found = article(Page("https://www.daily.example/a", EN.encode(), media="text/plain"))
    assert found.title == "Ministers sign water accord"
    assert found.author == "Ann Lee"
    assert found.publisher == "daily.example"
    assert found.published is not None and found.published.start == "2021-03-04"
    assert found.language == "en"
    assert [b.kind for b in found.blocks] == [
        BlockKind.TITLE, BlockKind.BYLINE, BlockKind.BODY, BlockKind.BODY,
    ]  # fmt: skip


def test_a_sentence_alone_is_kept_whole_and_said_so() -> None:
    found = article(Page("x", b"Iran and Oman signed an accord."))
    assert found.text == "Iran and Oman signed an accord."
    assert any("language guessed from 6 words" in n for n in found.notices)


def test_what_is_known_from_outside_goes_first() -> None:
    hints = Hints(title="A given title", date="2020", publisher="P", author="A", language="EN-us")
    found = article(Page("x", EN.encode(), hints=hints))
    assert (found.title, found.publisher, found.author) == ("A given title", "P", "A")
    assert found.language == "en"
    assert found.published is not None
    assert (found.published.start, found.published.precision) == ("2020-01-01", "year")


def test_text_that_speaks_of_tags_is_text_where_it_was_given_as_text() -> None:
    data = (
        EN + "\nUse <p> and </p> and <br> to part them, the manual of the ministry says."
    ).encode()
    found = article(Page("x", data, media="text/plain"))
    assert "<p> and </p>" in found.text
