"""The written corpus: what it must hold, and the page of examples made from it."""

from pathlib import Path

import pytest

from dragoman.gold import read_gold
from training import corpus_check, guide_examples

ROOT = Path(__file__).parent.parent


def _passage(identifier: str, text: str) -> dict[str, object]:
    return {"id": identifier, "lang": "en", "text": text, "events": [], "statements": []}


def test_names_and_numbers_are_masked() -> None:
    assert corpus_check.masked("On 3 May Togo's envoy left Lomé.") == [
        *("N", "0", "N", "N", "s", "envoy", "left", "N"),
    ]


def test_a_template_with_other_names_repeats() -> None:
    first = (
        "Togo's foreign minister Koffi arrived in Accra on Monday for two days of talks on cocoa."
    )
    second = (
        "Peru's foreign minister Flores arrived in Quito on Friday for four days of talks on fish."
    )
    other = "Fishermen blocked the harbour until the navy gave them back their boats and nets."
    pairs = corpus_check.repeating(
        [_passage("a", first), _passage("b", second), _passage("c", other)]
    )
    assert {p for p, _ in pairs} == {"a", "b"}


def test_growth_counts_words_read_and_different_words() -> None:
    assert corpus_check.growth([_passage("a", "one two"), _passage("b", "two three")], 2) == [
        (2, 2),
        (4, 3),
    ]


def test_the_written_corpus_holds_what_it_should() -> None:
    files = sorted((ROOT / "corpus" / "written").glob("*.jsonl"))
    passages = [p for f in files for p in read_gold(f)]
    languages: dict[str, list[dict[str, object]]] = {}
    for passage in passages:
        languages.setdefault(passage["lang"], []).append(passage)
    tallies = {k: corpus_check.tally(v) for k, v in languages.items()}
    repeats = len(corpus_check.repeating(passages))
    assert corpus_check.short_of(tallies, repeats, corpus_check.tally(passages)) == []


def test_a_small_corpus_is_named_short() -> None:
    tally = corpus_check.tally([_passage("a", "Nothing happened.")])
    faults = corpus_check.short_of({"en": tally}, 1, tally)
    assert "passages: 1, wanted 6000" in faults
    assert "1 of 1 passages repeat another" in faults


@pytest.fixture(scope="module")
def examples() -> str:
    return guide_examples.page(guide_examples.english(ROOT / "corpus"))


def test_the_examples_page_is_what_the_corpus_gives(examples: str) -> None:
    assert guide_examples.PAGE.read_text(encoding="utf-8") == examples


def test_everything_marked_has_ten_examples(examples: str) -> None:
    for section in examples.split("\n#")[2:]:
        title, _, body = section.partition("\n")
        found = sum(line.startswith("- ") for line in body.splitlines())
        # The heading of a type holds nothing itself; its modes stand below it.
        wanted = 0 if title.removeprefix("# ") in corpus_check.TYPES else guide_examples.EXAMPLES
        assert found == wanted, title
