"""What is told apart in plain text, page by page."""

from __future__ import annotations

from dragoman.read import Hints, Page, article
from dragoman.records import Article, BlockKind


def read(text: str, uri: str = "x", **hints: str) -> Article:
    return article(Page(uri, text.encode(), media="text/plain", hints=Hints(**hints)))


def kinds(found: Article) -> dict[str, BlockKind]:
    return {b.text or "": b.kind for b in found.blocks}


BRIDGE = """Georgia and Armenia open new bridge at Sadakhlo
The prime ministers of Georgia and Armenia opened a bridge over the Debed on Saturday, replacing \
one built in 1937.
It cost 9 million euros and was paid for by a European loan.
"""


def test_a_clock_above_the_title_is_no_date() -> None:
    found = read("61.2 F\nBoston\nFriday, March 8, 2024\n\n" + BRIDGE)
    assert found.published is None
    assert found.title == "Georgia and Armenia open new bridge at Sadakhlo"
    assert "Boston" not in found.text


def test_an_update_a_copyright_year_and_a_comment_give_no_date() -> None:
    found = read(
        f"Last update: 4 May 2024 10:00\n\n{BRIDGE}\nComments (1)\nNino\n12 May 2024\n"
        "I drove over it today and the asphalt already has a hole, which nobody saw.\n"
        "© 2024 Herald. All rights reserved."
    )
    assert found.published is None
    assert "asphalt" not in found.text


def test_the_pages_own_date_goes_before_the_sources() -> None:
    found = read(BRIDGE.replace("Sadakhlo\n", "Sadakhlo\n15.10.2018\nLevant News (13 May 2018)\n"))
    assert found.published is not None
    assert found.published.start == "2018-10-15"
    assert found.publisher == "Levant News"


def test_a_dateline_and_a_day_in_the_address_give_the_date() -> None:
    line = "TBILISI, May 3, 2019 (Wire) - The prime ministers"
    opened = read(BRIDGE.replace("The prime ministers", line))
    assert opened.published is not None and opened.published.start == "2019-05-03"
    there = read(BRIDGE, uri="https://news.example/2019/05/04/bridge")
    assert there.published is not None and there.published.start == "2019-05-04"
    assert read(BRIDGE + "On May 3, 2019 both had met in Tbilisi, they said.\n").published is None


def test_a_paragraph_broken_in_two_is_one_again() -> None:
    found = read(
        "Two states sign pact\n\nThe two ministers signed a pact on grain, on rail freight and on "
        "the rivers that\n\nboth states share, officials in the capital said on Monday.\n\n"
        "It runs for ten years.\n"
    )
    joined = [b for b in found.blocks if b.kind is BlockKind.BODY]
    assert len(joined) == 2
    assert "rivers that both states share" in found.text


def test_short_and_quoted_paragraphs_stay() -> None:
    found = read(
        "Baku, Tehran agree on rail link\n12 July 2016\nThe transport ministers of Iran and "
        "Azerbaijan agreed on Tuesday to finish the railway by 2018.\n\n“We will build it.”\n\n"
        "Mutual trade grew.\n\nThe loan of 500 million dollars will come from a state bank, "
        "according to a document seen by reporters.\n"
    )
    assert "“We will build it.”" in found.text
    assert "Mutual trade grew." in found.text


def test_lines_between_the_paragraphs_go_and_the_rest_stays_in_order() -> None:
    found = read(
        "Iraq, Kuwait sign fishing pact\nBy Omar Said | May 5, 2021\nIraq and Kuwait signed a pact "
        "on fishing in the Khor Abdullah on Wednesday.\nAdvertisement\nThe pact lets forty boats "
        "of either side work north of buoy 162.\nREAD MORE: Gulf states meet in Riyadh\nKuwait had "
        "arrested six Iraqi fishermen in April and freed them last week.\nFollow us on Twitter\n"
    )
    assert "Riyadh" not in found.text and "Advertisement" not in found.text
    order = [found.text.index(w) for w in ("Khor Abdullah", "forty boats", "six Iraqi")]
    assert order == sorted(order)
    assert found.author == "Omar Said"


def test_text_wrapped_by_hand_is_joined() -> None:
    found = read(
        "TEHRAN (Agency) - Iran's foreign minister arrived in Baku on Monday for talks\n"
        "with his Azerbaijani counterpart about transit, the Caspian and the border\n"
        "rivers, the ministry said in a statement that was published late in the\n"
        "evening.\n\n"
        "He will meet the president on Tuesday and open a consulate in the afternoon.\n"
        "The visit is the first in two years and follows an exchange of notes.\n"
    )
    assert len([b for b in found.blocks if b.kind is BlockKind.BODY]) == 2
    assert "talks with his Azerbaijani counterpart" in found.text


def test_every_block_says_why() -> None:
    found = read(BRIDGE + "Related articles\nPrices rise\n")
    assert all(b.reason and "(" in b.reason for b in found.blocks)
    assert kinds(found)["Related articles"] is BlockKind.NAVIGATION


def test_a_title_known_from_outside_is_no_block_where_the_text_lacks_it() -> None:
    found = read("The ministers met in Baku on Tuesday and signed an accord.", title="Accord")
    assert found.title == "Accord"
    assert [b.kind for b in found.blocks] == [BlockKind.BODY]
