from __future__ import annotations

import random

from factories import article

from dragoman.link.copies import find_copies
from dragoman.records import CodedArticle

RANDOM = random.Random(7)
WORDS = [
    f"{a}{b}" for a in ("ba", "ke", "mo", "ti", "zu", "ra") for b in ("lan", "dor", "mis", "tek")
]


def prose(n: int, seed: int) -> str:
    """Return ``n`` sentences of made-up words, other ones for each seed."""
    draw = random.Random(seed)
    return " ".join(
        " ".join(draw.choice(WORDS) for _ in range(12)).capitalize() + "." for _ in range(n)
    )


def copies(*articles: CodedArticle) -> dict[str, str]:
    """Return the copies by uri."""
    names = {a.article.doc_id: a.article.uri.removeprefix("pages/") for a in articles}
    found = find_copies(a.article for a in articles)
    again = find_copies(a.article for a in reversed(articles))
    assert found == again, "the order must not matter"
    return {names[c]: names[o] for c, o in found.items()}


def test_the_same_text_under_another_title_is_a_copy_of_the_earlier() -> None:
    text = prose(20, 1)
    assert copies(
        article("b", body=text, published="2020-01-02", title="One"),
        article("a", body=text, published="2020-01-03", title="Two"),
        article("c", body=text, title="Undated"),
    ) == {"a": "b", "c": "b"}


def test_a_cut_text_and_one_with_furniture_are_copies() -> None:
    text = prose(20, 2)
    cut = " ".join(text.split()[:70])
    assert copies(
        article("whole", body=text, published="2020-01-01"),
        article("cut", body=cut, published="2020-01-02"),
        article("furnished", body=prose(5, 3) + " " + text, published="2020-01-03"),
    ) == {"cut": "whole", "furnished": "whole"}


def test_independent_texts_are_no_copies() -> None:
    assert copies(*(article(str(n), body=prose(15, 100 + n)) for n in range(30))) == {}


def test_a_bulletin_with_other_figures_is_no_copy() -> None:
    def bulletin(day: int) -> str:
        draw = random.Random(day)
        return " ".join(
            f"In the direction of {WORDS[n]} the units in the villages and on the nameless "
            f"heights of that district opened fire {draw.randint(10, 99)} times with "
            f"{draw.randint(100, 999)} rounds in all."
            for n in range(12)
        )

    assert copies(article("a", body=bulletin(1)), article("b", body=bulletin(2))) == {}


def test_a_round_up_does_not_make_its_sources_copies_of_each_other() -> None:
    one, other = prose(12, 11), prose(12, 12)
    found = copies(
        article("one", body=one, published="2020-01-01"),
        article("other", body=other, published="2020-01-01"),
        article("both", body=one + " " + other, published="2020-01-02"),
    )
    assert list(found) == ["both"]
    assert found["both"] in {"one", "other"}


def test_a_report_and_its_denial_are_no_copies() -> None:
    quoted = (
        "ordered a halt to all patrols and to the laying of mines along the northern stretch "
        "of the border between the two countries until the end of the month"
    )
    assert (
        copies(
            article(
                "a", body=f"Speaking in the capital on Friday, the Ruritanian minister {quoted}."
            ),
            article(
                "b",
                body="On Sunday the ministry in a terse note denies media reports that the "
                f"minister had {quoted}.",
            ),
        )
        == {}
    )


def test_short_and_empty_texts() -> None:
    short = article("a", body="Short."), article("b", body="Short.")
    first = min(short, key=lambda a: a.article.doc_id).article.uri.removeprefix("pages/")
    assert list(copies(*short).values()) == [first]
    assert copies(article("a", title="", body=""), article("b", title="", body="")) == {}
    assert copies(article("a", body="One thing."), article("b", body="Another thing.")) == {}
