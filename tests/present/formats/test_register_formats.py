"""The formats made of registers, read by pandas, as their users read them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pandas
import pytest
from export_world import BAKU, World, span
from factories import Told, day

from dragoman.present import formats
from dragoman.present.formats.about import Exported
from dragoman.present.formats.material import Asked
from dragoman.records import Basis, DateValue, Precision
from dragoman.registered import (
    Agreement,
    DateCell,
    Exercise,
    Link,
    NumberCell,
    PartyCell,
    PlaceCell,
    Row,
    TextCell,
    Transfer,
    Variant,
    Visit,
)

STATES = {"AZE": "Azerbaijan", "IRN": "Iran", "TUR": "Turkey", "ISR": "Israel", "ARM": "Armenia"}


def party(code: str, **more: Any) -> PartyCell:
    return PartyCell(
        more.pop("value", STATES[code]), (), id=more.pop("id", code), country=code, **more
    )


def on(words: str, basis: Basis = Basis.STATED, **more: Any) -> DateCell:
    date = day(words, basis)
    assert date is not None
    return DateCell(date, (), **more)


def common(
    n: int, status: str, events: tuple[str, ...] = (), mentions: tuple[str, ...] = ()
) -> Any:
    return {
        "row_id": f"row-{n}", "title": f"row {n}", "status": status, "standing": "reported",
        "events": events, "mentions": mentions, "n_sources": 1, "confidence": 0.5,
    }  # fmt: skip


def export(
    name: str, rows: Iterable[Row], world: World | None = None, *, skip: int = 0
) -> tuple[list[dict[str, str]], Exported]:
    form = formats.named(name)
    out = io.BytesIO()
    held = tuple(rows)
    done = formats.write(form, world or World(), Asked(form.tables[0]), out, lambda _: held)
    found = pandas.read_csv(
        io.BytesIO(out.getvalue()), dtype=str, keep_default_na=False, skiprows=skip
    )
    assert len(found) == done.rows
    return found.to_dict("records"), done


def reasons(done: Exported) -> dict[str, int]:
    return {reason: tally.count for reason, tally in done.losses.left_out.items()}


def test_sipri() -> None:
    deal = {
        "suppliers": (party("ISR"), party("TUR")),
        "recipients": (party("AZE"),),
        "item": TextCell("=drones", ()),
        "category": TextCell("Aircraft", ()),
        "value": NumberCell(5e6, (), unit="USD"),
    }
    rows, done = export(
        "sipri",
        [
            Transfer(**common(1, "delivered"), **deal, number=NumberCell(4, (), 4, 4),
                     ordered=on("2016-03"), delivered=on("2018", Basis.RELATIVE)),
            Transfer(**common(2, "offered"), **deal),
            Transfer(**common(3, "ordered"), parties=(party("ISR"),)),
        ],
        skip=11,
    )  # fmt: skip
    assert [r["Supplier"] for r in rows] == ["Israel", "Turkey"]
    first = rows[0]
    assert (first["Order date"], first["Order date is estimate"]) == ("2016", "No")
    assert (first["Delivery year"], first["Delivery year is estimate"]) == ("2018", "Yes")
    assert (first["Numbers delivered"], first["Numbers delivered is estimate"]) == ("4", "No")
    assert first["Designation"] == "'=drones" and first["TIV deal unit"] == ""
    assert reasons(done) == {
        "neither ordered nor delivered (offered)": 1, "no text tells who gives and who gets": 1
    }  # fmt: skip
    assert {k for k, _ in done.losses.fields} >= {"value", "ordered", "evidence"}


def test_dcad() -> None:
    w = World()
    military = w.event_told(Told("SUPPORT", "AZE IRN", "", contexts=("military",))).event_id
    trade = w.event_told(Told("SUPPORT", "AZE IRN", "", contexts=("economic",))).event_id
    three = (party("IRN"), party("AZE"), party("TUR"))
    rows, done = export(
        "dcad",
        [
            Agreement(**common(1, "ratified", (military,)), parties=three, signed=on("2019-01-16"),
                      ratified=on("2019-06")),
            Agreement(**common(2, "signed", (trade,)), parties=three),
            Agreement(**common(3, "negotiated", (military,)), parties=three),
            Agreement(**common(4, "signed", (military,)), parties=three[:1]),
        ],
        w,
    )  # fmt: skip
    assert [(r["ccode1"], r["ccode2"]) for r in rows] == [
        ("373", "630"),
        ("373", "640"),
        ("630", "640"),
    ]
    assert [rows[0][f"sign{x}"] for x in ("Day", "Month", "Year")] == ["16", "1", "2019"]
    assert [rows[0][f"EIF{x}"] for x in ("Day", "Month", "Year")] == ["", "6", "2019"]
    assert sum(reasons(done).values()) == 3 and len(reasons(done)) == 3


@pytest.mark.parametrize("name", ["mme", "jme"])
def test_exercises(name: str) -> None:
    place = PlaceCell(BAKU, ())
    rows, done = export(
        name,
        [
            Exercise(**common(1, "held"), parties=(party("TUR"), party("AZE")), place=place,
                     kind=TextCell("naval", ()), name=TextCell("Anatolian Star", ()),
                     date=DateCell(span("2021-09-12", "2021-09-20", Precision.RANGE), ())),
            Exercise(**common(2, "held"), parties=(party("TUR"), party("AZE")), date=on("2021-09")),
            Exercise(**common(3, "held"), parties=(party("IRN"),)),
            Exercise(**common(4, "planned"), parties=(party("TUR"), party("AZE"))),
        ],
    )  # fmt: skip
    first, second = rows
    assert [first[k] for k in ("s.year", "s.month", "s.day", "e.day")] == ["2021", "9", "12", "20"]
    assert [second[k] for k in ("s.year", "s.month", "s.day")] == ["2021", "9", "xx"]
    if name == "mme":
        assert (first["Sea"], first["Land"], second["Sea"]) == ("1", "0", "0")
        assert (first["StateA"], first["StateB"], first["StateC"]) == ("Turkey", "Azerbaijan", "")
        assert (first["StartDate"], second["StartDate"]) == ("2021-09-12", "2021-09-xx")
    else:
        assert (first["State A"], first["State B"]) == ("TUR", "AZE")
        assert first["Which state hosted the exercise?"] == "AZE"
    assert sorted(reasons(done).values()) == [1, 1]


def test_colt() -> None:
    w = World()
    (m,) = w.tell(Told("CONSULT", "IRN", "AZE", "visit"), uri="https://example.org/1")
    place = PlaceCell(BAKU, ())
    rouhani = party("IRN", value="Hassan Rouhani", id="person:hassan-rouhani", role="president")
    aliyev = party("AZE", value="Ilham Aliyev", id="person:ilham-aliyev", role="president")
    deputy = party("IRN", value="A Deputy", id="person:x", role="deputy foreign minister")
    rows, done = export(
        "colt",
        [
            Visit(**common(1, "held", mentions=(m.mention_id,)), form=TextCell("visit", ()),
                  visitors=(rouhani, deputy), hosts=(party("AZE"),), met=(aliyev,), place=place,
                  date=on("2018-03-28"), signed=(Link("agr-1", "x"),)),
            Visit(**common(2, "planned"), visitors=(rouhani,), place=place),
            Visit(**common(3, "held"), form=TextCell("call", ()), visitors=(rouhani,), place=place),
            Visit(**common(4, "held"), visitors=(deputy,), place=place),
            Visit(**common(5, "held"), visitors=(rouhani,)),
            Visit(**common(6, "held"), visitors=(aliyev,), place=place),
        ],
        w,
    )  # fmt: skip
    (row,) = rows
    assert (row["LeaderFullName"], row["LeaderRole"], row["LeaderCountryISO"]) == (
        "Hassan Rouhani", "S", "IRN",
    )  # fmt: skip
    assert (row["CountryVisited"], row["CityVisited"], row["TripYear"]) == (
        "Azerbaijan",
        "Baku",
        "2018",
    )
    assert (row["TripStartDate"], row["TripEndDate"]) == ("2018-03-28", "2018-03-28")
    assert (row["MetHostHoGS"], row["HostHOGSName"]) == ("Yes", "Ilham Aliyev")
    assert (row["SignedAgreement"], row["MetNonhostHOGS"]) == ("Yes", "")
    assert row["SourceLink1"] == "https://example.org/1" and row["SourceLink33"] == ""
    assert sum(reasons(done).values()) == 5 and len(reasons(done)) == 5


def test_what_reports_disagree_on_is_an_estimate() -> None:
    from dragoman.present.formats.registry import estimated, parts

    assert not estimated(on("2018-03")) and not estimated(None)
    assert estimated(on("2018-03", others=(Variant("2019", ()),)))
    assert estimated(on("2018", Basis.RELATIVE))
    both = DateValue("2018-01-01", "2019-12-31", Precision.RANGE, Basis.STATED)
    assert estimated(DateCell(both, ()))
    assert parts(day("2018-03")) == ("2018", "03", "") and parts(day("2018")) == ("2018", "", "")
    assert parts(day("<2018-03-01")) == ("", "", "") and parts(None) == ("", "", "")
