from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.read.dates import find_dates, fold, jalali_to_gregorian, parse_stated


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-03-07", "2018-03-07"),
        ("2018/03/07 12:00", "2018-03-07"),
        ("22.01.2019", "2019-01-22"),
        ("22/01/2019 - 14:22", "2019-01-22"),
        ("01/22/2019", "2019-01-22"),
        ("17-09-2022 | 09:15", "2022-09-17"),
        ("By N. Lee September 13, 2023", "2023-09-13"),
        ("Sept. 3, 2023", "2023-09-03"),
        ("Thursday, 28 Jan 2010", "2010-01-28"),
        ("the 1st of March 2010", "2010-03-01"),
        ("13 мая 2004 г.", "2004-05-13"),
        ("1 МАРТА 2018, 14:35", "2018-03-01"),
        ("12 Eylül 2016 Pazartesi 15:10", "2016-09-12"),
        ("30 ARALIK 2020", "2020-12-30"),
        ("3 KASIM 2020", "2020-11-03"),
        ("9 oktyabr 2021, 12:40", "2021-10-09"),
        ("5 İYUN 2020", "2020-06-05"),
        ("27 كانون الثاني 2019", "2019-01-27"),
        ("٥ يونيو ٢٠٢٢", "2022-06-05"),
        ("30 تموز/يوليو 2023", "2023-07-30"),
        ("۲۷ ژوئن ۲۰۱۱", "2011-06-27"),
        ("۸ آذر ۱۴۰۰ - ۱۴:۳۰", "2021-11-29"),
        ("1395/10/01", "2016-12-21"),
        ("۶ سرطان ۱۳۹۰", "2011-06-27"),
        ("12 de abril de 2023", "2023-04-12"),
        ("1er mars 2021", "2021-03-01"),
        ("Publié le 16 mars 2021 à 11h42", "2021-03-16"),
    ],
)
def test_days_in_the_forms_of_eight_languages(text: str, day: str) -> None:
    found = find_dates(text)
    assert [f.value.start for f in found] == [day]
    assert found[0].value.end == day
    assert text[found[0].start : found[0].end] == found[0].value.text


@pytest.mark.parametrize(
    "text",
    [
        "March 29", "10:45", "2019", "© 2019", "12.5.3", "1.2.3.4", "31.02.2019", "45/45/2019",
        "1450-13-01", "version 2.10.2019.4", "may 300", "13 maybe 2020", "", "99 March 2019",
    ],
)  # fmt: skip
def test_what_is_no_full_date_is_none(text: str) -> None:
    assert find_dates(text) == []


def test_a_day_that_could_be_a_month_is_read_by_the_language_or_not_at_all() -> None:
    assert find_dates("03/04/2019") == []
    assert find_dates("03/04/2019", language="en") == []
    assert find_dates("03/04/2019", language="fr")[0].value.start == "2019-04-03"
    assert find_dates("04/04/2019", language="en")[0].value.start == "2019-04-04"


def test_a_month_with_its_year_has_month_precision() -> None:
    (found,) = find_dates("February 2020")
    assert (found.value.start, found.value.end) == ("2020-02-01", "2020-02-29")
    assert found.value.precision == "month"
    assert found.value.basis == "stated"


@pytest.mark.parametrize(
    ("text", "start", "precision"),
    [
        ("2019-01-22T10:00:00+03:00", "2019-01-22", "day"),
        ("2019-01", "2019-01-01", "month"),
        ("2019", "2019-01-01", "year"),
        ("22 January 2019", "2019-01-22", "day"),
    ],
)
def test_stated_dates_keep_their_precision(text: str, start: str, precision: str) -> None:
    value = parse_stated(text)
    assert value is not None
    assert (value.start, value.precision) == (start, precision)


@pytest.mark.parametrize("text", ["", "yesterday", "2019-13", "0001-01-01", "2019-02-30", "9999"])
def test_stated_nonsense_is_null(text: str) -> None:
    assert parse_stated(text) is None


@pytest.mark.parametrize(
    ("jalali", "iso"),
    [
        ((1357, 11, 22), "1979-02-11"), ((1399, 12, 30), "2021-03-20"),
        ((1400, 1, 1), "2021-03-21"),
        ((1403, 12, 30), "2025-03-20"), ((1404, 1, 1), "2025-03-21"), ((1402, 1, 29), "2023-04-18"),
    ],
)  # fmt: skip
def test_solar_hijri_days(jalali: tuple[int, int, int], iso: str) -> None:
    assert jalali_to_gregorian(*jalali).isoformat() == iso


def test_solar_hijri_days_follow_each_other() -> None:
    day = jalali_to_gregorian(1380, 1, 1)
    for year in range(1380, 1420):
        for month in range(1, 13):
            for number in range(1, 32):
                try:
                    found = jalali_to_gregorian(year, month, number)
                except ValueError:
                    continue
                assert found == day
                day += datetime.timedelta(days=1)


@given(st.text(max_size=80))
def test_any_text_is_searched_and_folding_keeps_places(text: str) -> None:
    assert len(fold(text)) == len(text)
    for found in find_dates(text):
        assert text[found.start : found.end] == found.value.text
    parse_stated(text)


@given(st.dates(min_value=datetime.date(1950, 1, 1), max_value=datetime.date(2090, 1, 1)))
def test_every_day_is_found_in_every_form(day: datetime.date) -> None:
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%B %d, %Y"):
        (found,) = find_dates(f"x {day.strftime(form)} y")
        assert found.value.start == day.isoformat()
