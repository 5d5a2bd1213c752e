from __future__ import annotations

import io
from typing import Any

import pytest
from export_world import World, ordinary, span
from factories import Told
from hypothesis import given
from hypothesis import strategies as st

from dragoman.compared import Comparison, OutsideEvent
from dragoman.errors import UsageError
from dragoman.ontology import TYPES
from dragoman.outside import Fault, read
from dragoman.outside.match import FAMILIES, compare, fits
from dragoman.present import formats
from dragoman.present.formats.material import Asked
from dragoman.records import Event, Precision

POLECAT = (
    "Event ID\tEvent Date\tEvent Type\tEvent Mode\tActor Name\tActor Country\t"
    "Recipient Name\tRecipient Country"
)
ICEWS = "Event ID\tEvent Date\tSource Name\tSource Country\tCAMEO Code\tTarget Name\tTarget Country"
ACLED = (
    "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,iso,country"
)


def rows(text: str, form: str | None = None) -> list[OutsideEvent | Fault]:
    return list(read(io.BytesIO(text.encode()), name="x", form=form)[1])


def gdelt(code: str = "042", day: str = "20180221", who: str = "IRN", whom: str = "AZE") -> str:
    cells = [""] * 61
    cells[0], cells[1], cells[26] = "1", day, code
    cells[5], cells[6], cells[7] = f"{who}GOV", "A", who
    cells[15], cells[16], cells[17] = f"{whom}GOV", "B", whom
    return "\t".join(cells)


def row(type_: str = "CONSULT", day: str = "2018-02-21", who: str = "IRN", whom: str = "AZE",
        **more: Any) -> OutsideEvent:  # fmt: skip
    return OutsideEvent(
        "test", 1, "1", day, type_, type_, tuple(who.split()), tuple(whom.split()), **more
    )


def ours(
    type_: str = "CONSULT",
    who: str = "IRN",
    whom: str = "AZE",
    date: str | None = "2018-02-21",
    **changes: Any,
) -> Event:
    return World().event_told(Told(type_, who, whom, None, date), **changes)


def test_polecat_rows() -> None:
    found = rows(
        f"{POLECAT}\n"
        "a\t2018-02-21\tCONSULT\tvisit\tHatami\tIRN\tNone\tAZE\n"
        "b\t2019-01-01\tTHREAT\tNone\t'=x\tUSA; GBR\tNone\tNone\t\t\n"
    )
    assert found[0] == OutsideEvent(
        "polecat",
        2,
        "a",
        "2018-02-21",
        "CONSULT",
        "CONSULT visit",
        ("IRN",),
        ("AZE",),
        text="Hatami",
    )
    second = found[1]
    assert isinstance(second, OutsideEvent)
    assert (second.type, second.actors, second.recipients) == ("THREATEN", ("USA", "GBR"), ())
    assert second.text == "=x"


def test_icews_rows() -> None:
    found = rows(
        f"{ICEWS}\n1\t2018-02-21\tA\tRussian Federation\t042\tB\tAzerbaijan\n"
        "2\t2/21/2017\tA\tIran\t36\tB\tNA\n3\t2017-01-01\tA\tIran\t010\tB\tIran\n"
    )
    assert [
        (r.type, r.day, r.actors, r.recipients) for r in found if isinstance(r, OutsideEvent)
    ] == [
        ("CONSULT", "2018-02-21", ("RUS",), ("AZE",)),
        ("AGREE", "2017-02-21", ("IRN",), ()),
        (None, "2017-01-01", ("IRN",), ("IRN",)),
    ]


def test_gdelt_rows() -> None:
    (one, other) = rows(gdelt() + "\n" + gdelt("190", "20200927", "KSV", "SRB") + "\n")
    assert isinstance(one, OutsideEvent) and isinstance(other, OutsideEvent)
    assert (one.type, one.day, one.actors, one.recipients) == (
        "CONSULT", "2018-02-21", ("IRN",), ("AZE",)
    )  # fmt: skip
    assert (other.type, other.actors) == ("ASSAULT", ("KOS",))


def test_acled_rows() -> None:
    found = rows(
        f"{ACLED}\n"
        "A1,27 September 2020,1,Battles,Armed clash,Military Forces of Azerbaijan (2003-),"
        '"Military Forces of Armenia (2018-), the ""new""\nline",031,Azerbaijan\n'
        "A2,2021-01-01,3,Protests,Peaceful protest,Protesters (Iran),,364,Iran\n"
        "A3,2021-01-02,1,Strategic developments,Other,x,y,364,Iran\n"
    )
    assert all(isinstance(r, OutsideEvent) for r in found)
    assert [(r.line, r.type, r.actors, r.recipients, r.month) for r in found] == [  # type: ignore[union-attr]
        (2, "ASSAULT", ("AZE",), ("ARM",), False),
        (4, "PROTEST", ("IRN",), (), True),
        (5, None, ("IRN",), ("IRN",), False),
    ]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (f"{POLECAT}\na\t2018-13-40\tCONSULT\t\t\tIRN\t\tAZE\n", 2, "no date: '2018-13-40'"),
        (f"{POLECAT}\n\na\t2018-01-01\tDANCE\t\t\tIRN\t\tAZE\n", 3, "PLOVER lacks: 'DANCE'"),
        (f"{POLECAT}\na\t2018-01-01\n", 2, "has 2 columns, not 8"),
        (f"{ICEWS}\n1\t2018-01-01\tA\tIran\tx\tB\tIran\n", 2, "no CAMEO code: 'x'"),
        (f"{gdelt()}\n1\t2\t3\n", 2, "has 3 columns, not 61"),
        (f"{ACLED}\nA1,yesterday,1,Battles,,a,b,1,x\n", 2, "no date: 'yesterday'"),
    ],
)
def test_a_bad_line_is_named_and_the_next_is_read(text: str, line: int, says: str) -> None:
    (fault,) = [r for r in rows(text) if isinstance(r, Fault)]
    assert fault.line == line and says in fault.message
    good = text.splitlines()[0] if text.startswith("1") else None
    if good:
        assert len(rows(text + good + "\n")) == 3


@pytest.mark.parametrize(
    ("text", "form", "code"),
    [
        ("", None, "empty-file"),
        ("a,b\n1,2\n", None, "unknown-format"),
        ("a\tb\n", "icews", "bad-header"),
    ],
)
def test_a_file_that_is_none(text: str, form: str | None, code: str) -> None:
    with pytest.raises(UsageError) as error:
        rows(text, form)
    assert error.value.code == code


@given(st.binary(max_size=300), st.sampled_from(["polecat", "icews", "gdelt", "acled", None]))
def test_no_bytes_break_the_reader(data: bytes, form: str | None) -> None:
    head = {"polecat": POLECAT, "icews": ICEWS, "acled": ACLED}.get(form or "", "")
    lines = [f"{head}\n".encode(), *io.BytesIO(data)] if head else list(io.BytesIO(data))
    try:
        for found in read(lines, name="x", form=form)[1]:
            assert isinstance(found, (OutsideEvent, Fault))
    except UsageError:
        pass


def test_latin_1_is_read() -> None:
    data = f"{ICEWS}\n1\t2018-02-21\tErdoğan\tTurkey\t042\tCuraçao\tIran\n".encode()
    data += "2\t2018-02-21\tJosé\tSpain\t042\tB\tIran\n".encode("latin-1")
    found = list(read(io.BytesIO(data), name="x")[1])
    assert [r.text for r in found if isinstance(r, OutsideEvent)] == [
        "Erdoğan → Curaçao",
        "José → B",
    ]


# The rule.


@pytest.mark.parametrize(
    ("day", "same"),
    [("2018-02-20", True), ("2018-02-21", True), ("2018-02-22", True), ("2018-02-23", False),
     ("2018-02-19", False)],
)  # fmt: skip
def test_days_may_be_one_apart(day: str, same: bool) -> None:
    assert fits(row(day=day), ours()) is same


def test_months_are_enough_where_either_knows_no_more() -> None:
    assert fits(row(day="2018-02-01"), ours(date="2018-02"))
    assert not fits(row(day="2018-03-01"), ours(date="2018-02"))
    assert fits(row(day="2018-02-01", month=True), ours())
    assert fits(row(day="2018-07-01"), ours(date="2018"))
    assert not fits(row(), ours(date=None))
    season = ours(date=None, type_="CONSULT")
    assert season.date is None
    week = ours(date="2018-02-21")
    from dataclasses import replace

    week = replace(week, date=span("2018-02-19", "2018-02-25", Precision.WEEK))
    assert fits(row(day="2018-02-26"), week) and not fits(row(day="2018-02-27"), week)


def test_sides_count_but_where_telling_decides_them() -> None:
    assert fits(row("CONSULT", who="AZE", whom="IRN"), ours("CONSULT"))
    assert not fits(row("ACCUSE", who="AZE", whom="IRN"), ours("ACCUSE"))
    assert fits(row("ACCUSE", who="AZE", whom="IRN", directed=False), ours("ACCUSE"))
    assert fits(row("ASSAULT"), ours("ASSAULT", "AZE IRN", ""))
    assert not fits(row(whom="TUR"), ours())
    assert not fits(row(who="AZE", whom="AZE"), ours())
    assert fits(row(who="AZE", whom="AZE"), ours("CONSULT", "IRN AZE", "AZE"))
    assert fits(row(whom=""), ours(whom="")) and not fits(row(whom=""), ours())


def test_types_of_one_family_fit() -> None:
    assert FAMILIES.keys() == set(TYPES)
    assert fits(row("AID"), ours("COOPERATE")) and fits(row("SUPPORT"), ours("AGREE"))
    assert not fits(row("CONSULT"), ours("AGREE")) and not fits(row("ACCUSE"), ours("THREATEN"))


def run(world: World, found: list[OutsideEvent | Fault], **more: Any) -> Comparison:
    faults: list[Fault] = []
    made = compare(
        (s.event for s in world.stored), found, source=more.pop("source", "test"),
        title=lambda e: e.event_id, fault=faults.append, **more,
    )  # fmt: skip
    assert not faults
    return made


@pytest.mark.parametrize("name", ["polecat", "icews", "gdelt", "acled"])
def test_what_we_export_is_found_again(name: str) -> None:
    """Each actual event that a format carries is matched by the rows that it became."""
    w = ordinary()
    out = io.BytesIO()
    done = formats.write(formats.named(name), w, Asked("events"), out)
    out.seek(0)
    form, found = read(out, name="x")
    assert form == name
    made = run(w, list(found), source=form)
    plans = sum(s.event.modality == "future" for s in w.stored) if name != "acled" else 0
    assert made.rows == done.rows
    assert made.rows - made.rows_matched == plans
    carried = made.events_matched
    written = {e.event_id for s in w.stored if (e := s.event).event_id.encode() in out.getvalue()}
    if name != "gdelt":
        assert carried == len(written) - plans


def test_counts_add_up() -> None:
    w = World()
    w.event_told(Told("CONSULT", "IRN", "AZE", None, "2018-02-21"))
    w.event_told(Told("ACCUSE", "IRN", "AZE", None, "2018-02-25"))
    w.event_told(Told("ACCUSE", "IRN", "AZE", None, None))
    w.event_told(Told("ACCUSE", "IRN", "AZE", None, "2031-02-25"))
    made = run(
        w,
        [row(), row(day="2018-02-22"), row("SANCTION"), row(whom="TUR"), row(who="", whom=""),
         row(type_=None), row("ACCUSE", day="2018-03-01")],  # type: ignore[arg-type]
    )  # fmt: skip
    assert (made.rows, made.rows_matched, made.events, made.events_matched) == (5, 2, 2, 1)
    assert (made.first, made.last) == ("2018-02-21", "2018-03-01")
    assert sum(made.left_out.values()) == 4
    for shares in (made.types.values(), made.months.values()):
        assert sum(s.matched for s in shares) == 1
        assert sum(s.here for s in shares) == 1
        assert sum(s.there for s in shares) == made.rows - made.rows_matched
    assert made.types["SANCTION"].there == 1 and made.months["2018-03"].there == 1
    assert [p.event_id for p in made.pairs] == [w.stored[0].event.event_id]
    assert len(made.pairs[0].rows) == 2 and len(made.there) == 3


def test_a_source_is_not_charged_with_what_it_does_not_record() -> None:
    w = World()
    w.event_told(Told("CONSULT", "IRN", "AZE", None, "2018-02-21"))
    w.event_told(Told("ASSAULT", "IRN", "AZE", None, "2018-02-21"))
    made = run(w, [row("ASSAULT", who="ARM", whom="TUR")], source="acled")
    assert (made.events, made.types["ASSAULT"].here) == (1, 1) and "CONSULT" not in made.types


@given(st.permutations(range(4)), st.sampled_from(sorted(TYPES)))
def test_the_order_of_rows_changes_nothing(order: list[int], type_: str) -> None:
    w = World()
    w.event_told(Told(type_, "IRN", "AZE", None, "2018-02-21"))
    w.event_told(Told(type_, "IRN", "AZE", None, "2018-02"))
    found: list[OutsideEvent | Fault] = [
        row(type_),
        row(type_, day="2018-02-22"),
        row(type_, day="2018-02-28"),
        row(type_, whom="ARM"),
    ]
    made = run(w, [found[n] for n in order])
    assert (made.rows_matched, made.events_matched) == (3, 2)
