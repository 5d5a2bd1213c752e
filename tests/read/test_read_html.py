from __future__ import annotations

import pytest

from dragoman.read import Page, article
from dragoman.records import BlockKind

STORY = """
<p>Finland and Estonia agreed on Monday to lay a second cable under the gulf, the two energy
ministers said after a meeting in Tallinn.</p>
<p>“We shall not wait for the next storm,” said the Estonian minister, who came by ferry.</p>
<p>The cable is to carry 700 megawatts from 2027. Each side will pay half of the cost, which is
put at one billion euros, and a joint company will run it.</p>
<p>Finland had asked for a third cable.</p>
"""


def page(head: str = "", before: str = "", inside: str = "", after: str = "") -> Page:
    html = f"""<!doctype html><html><head>
<title>Finland, Estonia agree on second cable | Gulf Herald</title>{head}</head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>{before}
<main><article><h1>Finland, Estonia agree on second cable</h1>{inside}{STORY}</article></main>
<aside class="related"><h3>Related articles</h3><ul><li><a href="/x">Ferry fares rise again
before the summer and nobody knows why, say the passengers of the morning boat</a></li></ul></aside>
<section id="comments"><h3>2 comments</h3><div class="comment"><time datetime="2001-01-01">then
</time><p>I remember when they laid the first cable and how the whole village came to see it.</p>
</div></section>{after}
<footer>© 2015 Gulf Herald. All rights reserved.</footer></body></html>"""
    return Page("https://gulf.example/n/1", html.encode())


def start(found: Page) -> str | None:
    published = article(found).published
    return published.start if published else None


def test_the_story_stays_and_the_furniture_goes() -> None:
    found = article(page())
    for words in ("second cable under", "next storm", "joint company", "asked for a third cable"):
        assert words in found.text
    for words in ("Ferry fares", "the whole village", "All rights", "Home", "Related"):
        assert words not in found.text
    assert found.title == "Finland, Estonia agree on second cable"
    assert found.publisher is not None and "ulf" in found.publisher
    assert found.language == "en"
    assert found.text.index("Monday") < found.text.index("storm") < found.text.index("third cable")
    assert any(b.kind is BlockKind.TITLE for b in found.blocks)


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2024-02-05T10:00:00Z">',
        '<meta name="dc.date.issued" content="2024-02-05">',
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "dateModified": '
        '"2024-03-01", "datePublished": "2024-02-05T01:02:03+02:00"}]}</script>',
        '<script type="application/ld+json">{broken</script>'
        '<meta itemprop="datePublished" content="5 February 2024">',
    ],
)
def test_metadata_give_the_date(head: str) -> None:
    assert start(page(head=head)) == "2024-02-05"


def test_a_time_element_in_the_story_gives_the_date() -> None:
    inside = '<p><time class="entry-date published" datetime="2024-02-05">5 Feb</time></p>'
    assert start(page(inside=inside)) == "2024-02-05"


def test_a_byline_seen_by_the_reader_gives_the_date() -> None:
    assert start(page(inside="<p>By Mari Tamm | 5 February 2024</p>")) == "2024-02-05"


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"head": '<meta property="article:modified_time" content="2024-03-01T00:00:00Z">'},
        {"head": '<script type="application/ld+json">{"@type": "NewsArticle", "dateModified": '
                 '"2024-03-01"}</script>'},
        {"before": "<div>45.6 F</div><div>New York</div><div>Friday, March 29, 2024</div>"},
        {"before": '<div class="widget"><time datetime="2024-03-29">Friday</time></div>'},
        {"after": "<p>Last update: 28 April 2024 11:45</p>"},
        {"inside": '<p><time class="updated modified" datetime="2024-03-01">x</time></p>'},
    ],
)  # fmt: skip
def test_no_sound_date_is_null(parts: dict[str, str]) -> None:
    assert start(page(**parts)) is None


def test_broken_html_is_read_as_far_as_it_goes() -> None:
    cut = page().data.split(b"Each side")[0]
    found = article(Page("https://gulf.example/n/1", cut))
    assert "second cable under" in found.text
    assert "700 megawatts" in found.text


def test_deep_nesting_and_lies_about_encoding_do_not_break_it() -> None:
    deep = "<div>" * 3000 + STORY + "</div>" * 3000
    head = '<?xml version="1.0" encoding="utf-16"?>'
    data = f"{head}<html><head></head><body>{deep}</body></html>".encode()
    assert "second cable" in article(Page("x", data)).text


def test_text_in_tables_and_lines_parted_by_breaks_is_read() -> None:
    lines = "<br>".join(
        [
            "Latvia handed a note to the embassy of Belarus on Tuesday, the ministry said in Riga.",
            "The note asks why two buses were stopped at the border for eleven hours in the cold.",
            "Minsk has promised an answer by the end of the week, a spokesman told reporters.",
        ]
    )
    data = f"<html><body><table><tr><td>{lines}</td></tr></table></body></html>".encode()
    found = article(Page("x", data))
    assert "note to the embassy" in found.text and "end of the week" in found.text


def test_lines_in_elements_marked_as_advertising_are_left_out() -> None:
    advert = '<div class="ad-slot"><p>Fly to Tallinn from 49 euros with us every day!</p></div>'
    found = article(page(inside=advert))
    kinds = {b.kind for b in found.blocks if b.text and b.text.startswith("Fly to Tallinn")}
    assert kinds == {BlockKind.ADVERTISEMENT}
    assert "Fly to Tallinn" not in found.text


def test_a_story_within_an_element_named_like_advertising_stays() -> None:
    whole = page().data.decode().replace("<article>", '<article class="promo banner">')
    assert "Each side will pay half" in article(Page("p.html", whole.encode())).text
