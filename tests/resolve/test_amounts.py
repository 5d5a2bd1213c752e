"""Amounts: value, bounds and unit from words and digits in eight languages."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.gold import AMOUNT_KINDS
from dragoman.records import Amount
from dragoman.resolve.amounts import parse_amount
from dragoman.resolve.lexicon import LANGUAGES


def parsed(text: str, language: str = "en", kind: str = "people") -> Amount:
    return parse_amount(Amount(text, 0, len(text), kind), language)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("26", "en", 26),
        ("1,200", "en", 1200),
        ("1.5 million", "en", 1_500_000),
        ("1.7m", "en", 1_700_000),
        ("twenty", "en", 20),
        ("twenty-four", "en", 24),
        ("a hundred and five others", "en", 105),
        ("three hundred and sixteen", "en", 316),
        ("two thousand five hundred", "en", 2500),
        ("half a million", "en", 500_000),
        ("two and a half million", "en", 2_500_000),
        ("two dozen", "en", 24),
        ("a thousand men", "en", 1000),
        ("18 MiG-29 fighters", "en", 18),
        ("three S-300 batteries", "en", 3),
        ("no survivors", "en", 0),
        ("an observer", "en", 1),
        ("12 тыс.", "ru", 12_000),
        ("2,5 тыс. человек", "ru", 2500),
        ("50 тысяч 183 человека", "ru", 50_183),
        ("шестеро полицейских", "ru", 6),
        ("двадцать три тысячи пятьсот", "ru", 23_500),
        ("полтора миллиона", "ru", 1_500_000),
        ("on beş", "tr", 15),
        ("yirmi üç", "tr", 23),
        ("90 bin", "tr", 90_000),
        ("1.400", "tr", 1400),
        ("bin beş yüz", "tr", 1500),
        ("iyirmi beş nəfər", "az", 25),
        ("300 min hərbçi", "az", 300_000),
        ("۱۲۰", "fa", 120),
        ("۳۰ هزار نفر", "fa", 30_000),
        ("بیست و سه نفر", "fa", 23),
        ("صد و پنجاه", "fa", 150),
        ("١٢٠", "ar", 120),
        ("٢٬٥٠٠", "ar", 2500),
        ("ثلاثة وعشرون", "ar", 23),
        ("خمسة عشر جنديا", "ar", 15),
        ("مئة وخمسة وعشرين ألفا", "ar", 125_000),
        ("40 ألف نسمة", "ar", 40_000),
        ("2.745", "es", 2745),
        ("1,28 millones", "es", 1_280_000),
        ("treinta y dos mil", "es", 32_000),
        ("dos mil millones", "es", 2_000_000_000),
        ("doscientos cincuenta", "es", 250),
        ("1 960 soldats", "fr", 1960),
        ("136 000 évacués", "fr", 136_000),
        ("quatre-vingt-dix-sept", "fr", 97),
        ("soixante et onze", "fr", 71),
        ("un million et demi", "fr", 1_500_000),
    ],
)
def test_exact(text: str, language: str, value: float) -> None:
    found = parsed(text, language)
    assert (found.value, found.low, found.high) == (value, value, value)
    assert found.unit == "persons"


@pytest.mark.parametrize(
    ("text", "language", "value", "low", "high"),
    [
        ("at least 26", "en", 26, 26, None),
        ("more than 1,200", "en", 1200, 1200, None),
        ("no fewer than forty", "en", 40, 40, None),
        ("up to 20", "en", 20, None, 20),
        ("fewer than 100", "en", 100, None, 100),
        ("nearly 200", "en", 200, 180, 200),
        ("some 300", "en", 300, 270, 330),
        ("sixty-odd", "en", 60, 54, 66),
        ("between 15,000 and 20,000", "en", None, 15_000, 20_000),
        ("20-30", "en", None, 20, 30),
        ("four to six thousand", "en", None, 4000, 6000),
        ("dozens", "en", None, 24, 99),
        ("several dozen", "en", None, 36, 99),
        ("hundreds", "en", None, 200, 999),
        ("tens of thousands", "en", None, 20_000, 99_999),
        ("several", "en", None, 2, 9),
        ("не менее 26", "ru", 26, 26, None),
        ("свыше 800", "ru", 800, 800, None),
        ("около 5 тыс.", "ru", 5000, 4500, 5500),
        ("десятки", "ru", None, 24, 99),
        ("тысячи людей", "ru", None, 2000, 9999),
        ("en az 185", "tr", 185, 185, None),
        ("1400'ü aşkın", "tr", 1400, 1400, None),
        ("9 binin üzerinde", "tr", 9000, 9000, None),
        ("yüzlerce", "tr", None, 200, 999),
        ("yüz binlerce kişi", "tr", None, 200_000, 999_999),
        ("ən azı 300 nəfər", "az", 300, 300, None),
        ("136 mindən çox sakin", "az", 136_000, 136_000, None),
        ("minlərlə", "az", None, 2000, 9999),
        ("دست‌کم ۲۲ نفر", "fa", 22, 22, None),
        ("بیش از صد تن", "fa", 100, 100, None),
        ("ده‌ها نفر", "fa", None, 24, 99),
        ("ما لا يقل عن 20", "ar", 20, 20, None),
        ("أكثر من 100", "ar", 100, 100, None),
        ("عشرات", "ar", None, 24, 99),
        ("مئات الآلاف", "ar", None, 200_000, 999_999),
        ("al menos 20", "es", 20, 20, None),
        ("más de 2.800", "es", 2800, 2800, None),
        ("decenas", "es", None, 24, 99),
        ("unos cuarenta", "es", 40, 36, 44),
        ("au moins deux personnes", "fr", 2, 2, None),
        ("une centaine de", "fr", 100, 90, 110),
        ("une trentaine de combattants", "fr", 30, 27, 33),
        ("plus d'un millier", "fr", 1000, 1000, None),
        ("des milliers", "fr", None, 2000, 9999),
    ],
)
def test_bounds(
    text: str, language: str, value: float | None, low: float | None, high: float | None
) -> None:
    found = parsed(text, language)
    assert (found.value, found.low, found.high) == (value, low, high)


@pytest.mark.parametrize(
    ("text", "language", "value", "unit"),
    [
        ("$1.5 billion", "en", 1.5e9, "USD"),
        ("$10m", "en", 1e7, "USD"),
        ("$2.2bn", "en", 2.2e9, "USD"),
        ("A$2.6 million", "en", 2.6e6, "AUD"),
        ("€500 million", "en", 5e8, "EUR"),
        ("a billion dollars", "en", 1e9, "USD"),
        ("12-million-dollar", "en", 1.2e7, "USD"),
        ("25 million pounds", "en", 2.5e7, "GBP"),
        ("40 million Egyptian pounds", "en", 4e7, "EGP"),
        ("500 million Canadian dollars", "en", 5e8, "CAD"),
        ("60 million francs", "en", 6e7, None),
        ("2 млрд долларов", "ru", 2e9, "USD"),
        ("150 млн рублей", "ru", 1.5e8, "RUB"),
        ("4 milyon dolar", "tr", 4e6, "USD"),
        ("50 milyard avroluk", "az", 5e10, "EUR"),
        ("20 milyon manat", "az", 2e7, "AZN"),
        ("سه میلیارد دلاری", "fa", 3e9, "USD"),
        ("۳۰ میلیون یورویی", "fa", 3e7, "EUR"),
        ("12 مليار دولار", "ar", 1.2e10, "USD"),
        ("11 millones de euros", "es", 1.1e7, "EUR"),
        ("12,5 millions d'euros", "fr", 1.25e7, "EUR"),
    ],
)
def test_money(text: str, language: str, value: float, unit: str | None) -> None:
    found = parsed(text, language, "money")
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("40 percent", "en", 40),
        ("five-percent", "en", 5),
        ("half", "en", 50),
        ("a third", "en", 33.33),
        ("three quarters", "en", 75),
        ("8,33%", "ru", 8.33),
        ("yüzde 25", "tr", 25),
        ("moitié", "fr", 50),
        ("trois quarts", "fr", 75),
    ],
)
def test_share(text: str, language: str, value: float) -> None:
    found = parsed(text, language, "share")
    assert (found.value, found.unit) == (value, "percent")


@pytest.mark.parametrize(
    ("text", "language", "unit"),
    [
        ("18 MiG-29 fighters", "en", "MiG-29 fighters"),
        ("50,000 tonnes of rice", "en", "tonnes of rice"),
        ("300'den fazla", "tr", None),
        ("une vingtaine de drones russes", "fr", "drones russes"),
        ("17", "en", None),
    ],
)
def test_unit_of_things(text: str, language: str, unit: str | None) -> None:
    assert parsed(text, language, "weapons").unit == unit


@pytest.mark.parametrize("text", ["its speaker", "Chris Hani", "the remainder", "", "—"])
def test_no_number_no_value(text: str) -> None:
    found = parsed(text, kind="dead")
    assert (found.value, found.low, found.high) == (None, None, None)


def test_the_words_and_their_place_are_kept() -> None:
    given_ = Amount("at least 26", 40, 51, "dead")
    found = parse_amount(given_, "en")
    assert (found.text, found.start, found.end, found.kind) == ("at least 26", 40, 51, "dead")


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=60) | st.text("0123456789.,-' $€kmb%", max_size=60),
    st.sampled_from([*LANGUAGES, None, "de"]),
    st.sampled_from(AMOUNT_KINDS),
)
def test_any_text_is_read_without_fault(text: str, language: str | None, kind: str) -> None:
    found = parse_amount(Amount(text, 0, len(text), kind), language)
    numbers = [n for n in (found.value, found.low, found.high) if n is not None]
    assert all(math.isfinite(n) and n >= 0 for n in numbers)
    if found.low is not None and found.high is not None:
        assert found.low <= found.high
