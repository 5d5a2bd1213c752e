"""Number words; calendars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.resolve import calendars
from dragoman.resolve.lexicon import LANGUAGES, fold, number_lexicon, time_lexicon, tokenize
from dragoman.resolve.numbers import read_number


def test_solar_dates_agree_with_known_days() -> None:
    assert calendars.solar(1357, 11, 22) == date(1979, 2, 11)
    assert calendars.solar(1399, 12, 30) == date(2021, 3, 20)
    assert calendars.solar(1400, 12, 30) is None
    assert calendars.solar(1403, 5, 10) == date(2024, 7, 31)
    assert calendars.solar(1200, 1, 1) is None


@given(st.dates(date(1900, 1, 1), date(2090, 1, 1)))
def test_every_day_has_one_solar_date(value: date) -> None:
    year = calendars.solar_year_of(value)
    new_year = calendars.solar(year, 1, 1)
    next_year = calendars.solar(year + 1, 1, 1)
    assert new_year and next_year and new_year <= value < next_year
    assert (next_year - new_year).days in (365, 366)


@given(st.dates(), st.integers(0, 6))
def test_weekdays_near_a_day(value: date, number: int) -> None:
    before = calendars.weekday_on_or_before(value, number)
    after = calendars.weekday_on_or_after(value, number)
    if before:
        assert before.weekday() == number and timedelta(0) <= value - before < timedelta(7)
    if after:
        assert after.weekday() == number and timedelta(0) <= after - value < timedelta(7)


def test_moved_keeps_to_the_month() -> None:
    assert calendars.moved(date(2023, 1, 31), "month", 1) == date(2023, 2, 28)
    assert calendars.moved(date(2024, 2, 29), "year", 1) == date(2025, 2, 28)
    assert calendars.moved(date.max, "day", 1) is None
    assert calendars.moved(date(2023, 1, 1), "century", 1) is None


def test_every_language_has_all_its_months_and_weekdays() -> None:
    for language in LANGUAGES:
        lexicon = time_lexicon(language)
        classes = [*lexicon._phrases.values(), *lexicon._stems.values()]
        classes += [found for _, found in lexicon._patterns]
        assert {c["month"] for c in classes if "month" in c} == set(range(1, 13)), language
        assert {c["weekday"] for c in classes if "weekday" in c} == set(range(7)), language
        assert {c["today"] for c in classes if "today" in c} >= {-1, 0, 1}, language
        for name in ("last", "next", "ago", "since", "until", "after", "before"):
            assert any(name in c for c in classes), (language, name)
        numbers = number_lexicon(language)._phrases.values()
        assert {c["number"] for c in numbers if "number" in c} >= {1, 2, 10, 20, 100, 1000}


@given(st.text(max_size=40))
def test_tokens_lie_where_they_say(text: str) -> None:
    for token in tokenize(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.word == fold(text[token.start : token.end])


def test_folding_unites_variants() -> None:
    assert fold("İyul") == fold("iyul") == "iyul"
    assert fold("كتاب") == fold("کتاب")
    assert fold("آذار") == fold("اذار")
    assert fold("MIÉRCOLES") == fold("miercoles")
    assert fold("ё") == fold("Е")


@pytest.mark.parametrize(
    ("text", "language", "value", "words"),
    [
        ("one hundred", "en", 100, 2),
        ("seventeen hundred", "en", 1700, 2),
        ("two thousand 40", "en", 2040, 3),
        ("2 million 500 thousand", "en", 2_500_000, 4),
        ("3 thousand 5 million", "en", 3000, 2),
        ("soixante et quatre", "fr", 60, 1),
        ("soixante et onze", "fr", 71, 3),
        ("سه هزار و 40", "fa", 3040, 4),
        ("یک دهم", "fa", 1, 1),
        ("خمسة عشر", "ar", 15, 2),
        ("خمسة وعشرة", "ar", 5, 1),
    ],
)
def test_how_far_a_number_goes(text: str, language: str, value: float, words: int) -> None:
    items = list(number_lexicon(language).items(tokenize(text)))
    assert read_number(items, 0) == (value, words)
