from __future__ import annotations

import pytest

from dragoman.errors import UnreadablePageError
from dragoman.read import Page, article
from dragoman.read.pdf import Line, headline, join_hyphens, spaced, strip_running


def pdf(pages: list[list[str]]) -> bytes:
    """Write a small PDF: one line of text a line, in Helvetica."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = "".join(
            f"({line.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj T*\n"
            for line in lines
        )
        stream = f"BT /F1 11 Tf 14 TL 50 800 Td\n{shown}ET".encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    refs = b" ".join(b"%d 0 R" % k for k in kids)
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (refs, len(kids))
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % p for p in places)
    out += b"trailer << /Size %d /Root 1 0 R /CreationDate (D:20200101) >>\n" % (len(objects) + 1)
    return out + b"startxref\n%d\n%%%%EOF\n" % table


BODY = [
    "Gulf Review", "",
    "The foreign ministers of Oman and Kuwait signed a memo-",
    "randum on the rescue of ships in Muscat on Sunday. The two",
    "navies will share their radar pictures and will meet every",
    "spring to plan a joint exercise, the Omani agency said.",
    "",
]  # fmt: skip


def test_lines_are_joined_and_running_heads_dropped() -> None:
    more = [
        "Kuwait had asked for a common centre in the strait as well,",
        "but the Omani side wants to see first how the radar link",
        "works, and the question was put off until the next meeting",
        "of the joint commission, which is to be held in Kuwait.",
    ]
    pages = [[*BODY, "Page 1"], ["Gulf Review", "", *more, "", "Page 2"]]
    pages.append(["Gulf Review", "", "Both sides thanked the pilots who took part.", "", "Page 3"])
    found = article(Page("r.pdf", pdf(pages)))
    assert "signed a memorandum on the rescue" in found.text
    assert "The two navies will share" in found.text
    assert "Page 2" not in found.text
    assert found.text.count("Gulf Review") == 0
    assert found.published is None
    assert all(b.source_start is None for b in found.blocks)


def test_a_pdf_of_pictures_alone_says_so() -> None:
    with pytest.raises(UnreadablePageError) as caught:
        article(Page("scan.pdf", pdf([[], []])))
    assert caught.value.code == "page-pdf-no-text"
    assert "scan.pdf" in caught.value.message


def test_a_cut_pdf_is_named_as_cut_or_read() -> None:
    whole = pdf([BODY * 3])
    for size in range(20, len(whole), 97):
        try:
            found = article(Page("cut.pdf", whole[:size]))
        except UnreadablePageError as error:
            assert error.code in ("page-truncated", "page-pdf-no-text", "page-no-article")
        else:
            assert "ministers" in found.text


def test_hyphens_join_small_letters_only() -> None:
    assert join_hyphens("memo-\nrandum, Azerbaijan-\nIran, a -\nb") == (
        "memorandum, Azerbaijan-Iran, a -\nb"
    )


def test_few_pages_lose_only_their_numbers() -> None:
    assert strip_running([["A line", "x", "- 1 -"], ["A line", "y", "2"]]) == [
        ["A line", "x"],
        ["A line", "y"],
    ]


def _sheet() -> list[Line]:
    rows = [
        ("Bulletin no. 4", 800.0, 15.0),
        ("Press office - 3 May 2024 - page 1 of 1", 780.0, 9.0),
        ("Ministers open the bridge", 750.0, 13.0),
        ("The ministers of both states opened the bridge on Thursday after ten", 730.0, 11.0),
        ("years of work. They thanked the builders.", 715.0, 11.0),
        ("Lorries will cross it from the first of June, the ministry said, and", 690.0, 11.0),
        ("trains from the autumn.", 675.0, 11.0),
        ("To unsubscribe write to us.", 640.0, 8.0),
    ]
    return [Line(*row) for row in rows]


def test_space_and_size_part_paragraphs_and_small_print_at_the_foot_goes() -> None:
    lines = spaced(_sheet())
    at = [i for i, line in enumerate(lines) if not line]
    assert [lines[i + 1].split()[0] for i in at] == ["Press", "Ministers", "The", "Lorries"]
    assert not any("unsubscribe" in line for line in lines)


def test_the_larger_lines_right_above_the_text_are_the_headline() -> None:
    assert headline(_sheet()) == "Ministers open the bridge"
    assert headline([line for line in _sheet() if line.size < 12]) is None
