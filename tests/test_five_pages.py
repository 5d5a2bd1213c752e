"""Real pages as a crawler stored them go through whole; skipped where they are not at hand."""

import re
from pathlib import Path

import pytest

from dragoman.coder import Coder
from dragoman.read import article, pages
from dragoman.records import CodedArticle, Modality, Stance

FOLDER = Path(__file__).parents[2] / "shared" / "pages"
if not FOLDER.exists():
    pytest.skip("the real pages are not at hand", allow_module_level=True)

#: By the beginning of the name: date of publication, and words of the page's furniture.
EXPECTED = {
    "000": ("2018-03-07", ["Squish", "Posted by", "Nic", "commented 338"]),
    "001": ("2023-09-13", ["Newsroom", "Last update", "April 28, 2024"]),
    "002": ("2019-01-22", ["Kaynak", "https://"]),
    "003": (None, ["COP29", "Leave a review", "1 comment", "72,000"]),
    "004": (None, ["45.6", "Advertisement", "Donate", "Must read", "Latest article"]),
}
FOREIGN = re.compile("[\u0400-\u04ffəƏ]")


@pytest.fixture(scope="module")
def coded() -> dict[str, CodedArticle]:
    articles = [article(p) for p in pages([str(FOLDER)])]
    found = Coder.load(threads=1).code_articles(articles)
    return {Path(c.article.uri).name[:3]: c for c in found}


@pytest.mark.parametrize("name", EXPECTED)
def test_dates_and_furniture(coded: dict[str, CodedArticle], name: str) -> None:
    day, furniture = EXPECTED[name]
    found = coded[name].article
    assert (found.published.start if found.published else None) == day
    assert found.title and found.title in found.text
    assert not [words for words in furniture if words in found.text]
    assert not FOREIGN.search(found.text)
    # The page less its furniture: nine tenths of its letters that are not left out.
    out = sum(len(b.text or "") for b in found.blocks if b.start is None)
    whole = sum(len(p.data.decode("utf-8")) for p in pages([found.uri]))
    assert len(found.text) > 0.9 * (whole - out)


@pytest.mark.parametrize("name", EXPECTED)
def test_events_lie_in_the_text_and_have_parties_of_it(
    coded: dict[str, CodedArticle], name: str
) -> None:
    text = coded[name].article.text
    events = coded[name].coding.events
    assert events
    for event in events:
        for span in (event.trigger, *event.actors, *event.recipients):
            assert text[span.start : span.end] == span.text


def test_a_denied_build_up_of_troops_has_not_happened(coded: dict[str, CodedArticle]) -> None:
    text = coded["001"].article.text
    denied = text.index("has been amassing")
    inside = [
        e
        for e in coded["001"].coding.events
        if denied <= e.trigger.start < denied + len("has been amassing troops along its border")
    ]
    assert inside
    assert all(e.modality is Modality.NEGATED for e in inside)
    assert {e.attribution.stance for e in inside if e.attribution} == {Stance.DENY}


def test_planned_drills_are_future(coded: dict[str, CodedArticle]) -> None:
    text = coded["003"].article.text
    planned = [
        e for e in coded["003"].coding.events if "June 12" in text[e.sentence[0] : e.sentence[1]]
    ]
    assert planned
    assert {e.modality for e in planned} == {Modality.FUTURE}
