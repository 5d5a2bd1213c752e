"""Members of organisations."""

import pytest

from dragoman.knowledge import load
from dragoman.knowledge.members import MemberError, parse, within

KNOWLEDGE = load()


@pytest.mark.parametrize(
    ("years", "year", "inside"),
    [
        ("", 1990, True),
        ("2009-", None, True),
        ("2009-", 2008, False),
        ("2009-", 2009, True),
        ("-2020", 2020, True),
        ("-2020", 2021, False),
        ("1992-1999,2008-", 2003, False),
        ("1992-1999,2008-", 2010, True),
        ("2012", 2012, True),
        ("2012", 2013, False),
    ],
)
def test_years_of_membership(years, year, inside):
    assert within(years, year) is inside


def test_a_line_gives_id_and_members():
    assert parse("nato | FRA FIN(2023-)") == ("org:nato", [("FRA", ""), ("FIN", "2023-")])
    assert parse("EUR | FRA")[0] == "EUR"


@pytest.mark.parametrize(
    "line", ["nato", "nato |", "| FRA", "nato | France", "nato | FRA(x)", "nato | FRA FRA"]
)
def test_a_faulty_line_is_refused(line):
    with pytest.raises(MemberError):
        parse(line)


def test_who_belongs_hangs_on_the_year():
    assert "FIN" in KNOWLEDGE.members("org:nato", 2024)
    assert "FIN" not in KNOWLEDGE.members("org:nato", 2020)
    assert "GBR" in KNOWLEDGE.members("EUR", 2010)
    assert "GBR" not in KNOWLEDGE.members("EUR", 2024)
    assert len(KNOWLEDGE.members("EUR", 2024)) == 27
    assert KNOWLEDGE.members("org:unheard-of") == []
    assert "org:nato" in KNOWLEDGE.memberships("TUR", 2000)


def test_members_with_their_years():
    years = dict(KNOWLEDGE.member_years("org:nato"))
    assert years["FIN"] == "2023-" and years["FRA"] == ""
    assert KNOWLEDGE.member_years("org:unheard-of") == []


def test_a_party_by_its_code_or_id():
    assert KNOWLEDGE.party("AZE").name == "Azerbaijan"
    assert KNOWLEDGE.party("EUR").name == "European Union"
    assert KNOWLEDGE.party("org:nato").name == "NATO"
    assert KNOWLEDGE.party("org:unheard-of") is None
