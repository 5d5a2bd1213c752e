"""Offices and their holders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.knowledge import load
from dragoman.knowledge.check import coverage, terms
from dragoman.knowledge.offices import (
    MAIN,
    OFFICES,
    TermError,
    bounds,
    gaps,
    overlaps,
    parse,
)
from dragoman.knowledge.offices import coverage as covered

KNOWLEDGE = load()
LINE = "FRA | FM | foreign minister | Jeanne Exemple | {} | {} | high | "


def term(start, end, name="Jeanne Exemple", title="foreign minister"):
    return parse(f"FRA | FM | {title} | {name} | {start} | {end} | high | ")


@pytest.mark.parametrize(
    ("start", "end", "day", "covers"),
    [
        ("2013-08-15", "2017-05", "2013-08-14", False),
        ("2013-08-15", "2017-05", "2013-08-15", True),
        ("2013-08-15", "2017-05", "2017-04-30", True),
        ("2013-08-15", "2017-05", "2017-05-10", None),
        ("2013-08-15", "2017-05", "2017-06-01", False),
        ("2013", "2017", "2013-06-01", None),
        ("2013", "2017", "2015", True),
        ("2013", "2017", "2017", None),
        ("2013", "", "2031-01-01", True),
        ("?", "2017", "1990-01-01", None),
        ("2013", "?", "2012-12-31", False),
    ],
)
def test_a_term_covers_a_day_surely_or_maybe_or_not(start, end, day, covers):
    assert term(start, end).covers(day) is covers


@given(st.dates(), st.sampled_from((10, 7, 4)))
def test_the_bounds_of_a_value_hold_its_days(day, size):
    first, last = bounds(day.isoformat()[:size])
    assert first <= day.isoformat() <= last


@pytest.mark.parametrize(
    "line",
    [
        "FRA | FM | foreign minister | Jeanne Exemple | 2013",
        "FRA | XY | foreign minister | Jeanne Exemple | 2013 | | high | ",
        "FRA | FM | foreign minister | Jeanne Exemple | | | high | ",
        "FRA | FM | foreign minister | Jeanne Exemple | 2013-02-30 | | high | ",
        "FRA | FM | foreign minister | Jeanne Exemple | 2017 | 2013 | high | ",
        "FRA | FM | foreign minister | Jeanne Exemple | 2013 | | certain | ",
        "FRA | FM | foreign minister | | 2013 | | high | ",
    ],
)
def test_a_faulty_line_is_refused(line):
    with pytest.raises(TermError):
        parse(line)


def test_terms_that_surely_overlap_are_found():
    one, other = term("2010-01-01", "2014-06-01"), term("2014-05-01", "2018", "Paul Autre")
    assert len(list(overlaps([one, other]))) == 1
    assert not list(overlaps([one, term("2014-06", "2018", "Paul Autre")]))
    assert not list(overlaps([one, term("2014", "2018", "Paul Autre")]))
    assert not list(overlaps([one, term("2013", "2013", "P A", "foreign minister acting")]))
    assert len(list(overlaps([term("2010", ""), term("2014", "", "Paul Autre")]))) == 1


def test_coverage_and_gaps_of_an_office():
    whole = [term("1999", "2013-01-01"), term("2013-01-01", "", "Paul Autre")]
    assert covered(whole) == pytest.approx(1.0)
    half = [term("2000-01-01", "2013-01-01")]
    assert covered(half) == pytest.approx(0.5, abs=0.01)
    assert list(gaps([*half, term("2020", "", "Paul Autre")])) == [("2013-01-01", "2020-01-01")]


def test_the_data_name_holders_of_the_main_offices():
    read = terms()
    assert {t.office for t in read} <= set(OFFICES)
    assert len({t.code for t in read}) >= 150
    shares = coverage()
    for office in MAIN[:3]:
        known = [of[office] for of in shares.values() if office in of]
        assert sum(known) / len(known) > 0.8


def test_who_held_an_office_hangs_on_the_day():
    def who(code, office, day):
        return KNOWLEDGE.offices.holders(code, office, day)[0].term.holder

    assert who("DEU", "HG", "2004-03-01") == "Gerhard Schröder"
    assert who("DEU", "HG", "2015-03-01") == "Angela Merkel"
    assert who("FRA", "HS", "1999-03-01") == "Jacques Chirac"
    assert who("FRA", "HS", "2018-03-01") == "Emmanuel Macron"


@pytest.mark.parametrize(
    ("words", "language", "code", "offices"),
    [
        ("foreign minister", "en", "FRA", ["FM"]),
        ("minister of foreign affairs", "en", "FRA", ["FM"]),
        ("former foreign minister", "en", "FRA", []),
        ("deputy foreign minister", "en", "FRA", []),
        ("secretary of state", "en", "USA", ["FM"]),
        ("secretary of state", "en", "FRA", []),
        ("chancellor", "en", "DEU", ["HG"]),
        ("president", "en", "FRA", ["HS"]),
        ("president", "en", "IRN", ["HG"]),
        ("secretary general", "en", "org:nato", ["HD"]),
        ("secretary general", "en", "FRA", []),
        ("министра иностранных дел", "ru", "FRA", ["FM"]),
        ("disisleri bakaninin", "tr", "FRA", ["FM"]),
        ("وزير الخارجيه", "ar", "FRA", ["FM"]),
        ("ministro de asuntos exteriores", "es", "FRA", ["FM"]),
        ("ministre des affaires etrangeres", "fr", "DEU", ["FM"]),
        ("", "en", "FRA", []),
    ],
)
def test_a_phrase_means_an_office_if_it_holds_nothing_else(words, language, code, offices):
    assert KNOWLEDGE.offices.offices_named(words.split(), language, code) == offices


def test_a_term_known_until_a_day_is_open_after_it():
    term = parse("NLD | DM | minister | Ann *Smith | 2020-03 | 2024-05+ | high | ")
    assert (term.open, term.end, term.known, term.years()) == (False, None, "2024-05", "2020-2024")
    assert [term.covers(d) for d in ("2019", "2022", "2024-06-02")] == [False, True, None]
    with pytest.raises(TermError):
        parse("NLD | DM | minister | Ann *Smith | 2020-03 | 2019+ | high | ")
