from __future__ import annotations

import io
from typing import Any

import pytest
from export_world import BAKU, World, span
from factories import Told

from dragoman.present import formats
from dragoman.present.formats.about import Exported
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Asked, Material
from dragoman.present.formats.places import priogrid, where
from dragoman.present.formats.standard import Act, acts, pairs
from dragoman.records import Attribution, Claim, Modality, Place, Precision, Stance


def coded(world: World, **options: Any) -> tuple[list[Act], Losses]:
    include = frozenset(options.pop("include", ()))
    losses = Losses()
    material = Material(world, Asked("events", include=include))
    return list(acts(material, losses, lost={}, **options)), losses


def only(world: World, **options: Any) -> Act:
    (act,) = coded(world, **options)[0]
    return act


@pytest.mark.parametrize(
    ("type_", "becomes"),
    [("CONSULT", "AGREE"), ("SUPPORT", "AGREE"), ("COOPERATE", "AGREE"), ("AID", "AGREE"),
     ("RETREAT", "CONCEDE"), ("CONCEDE", "CONCEDE")],
)  # fmt: skip
def test_a_plan_is_a_promise_on_the_day_it_was_told(type_: str, becomes: str) -> None:
    w = World()
    w.event_told(
        Told(type_, "IRN", "AZE", None, "2021-06-01", modality=Modality.FUTURE),
        published="2021-05-01",
    )
    act = only(w)
    assert (act.type, act.meant, act.modality) == (becomes, type_, "actual")
    assert act.start == act.end == "2021-05-01"


def test_a_plan_of_which_no_report_has_a_date_is_left_out() -> None:
    w = World()
    w.event_told(
        Told("CONSULT", "IRN", "AZE", None, "2021-06-01", modality=Modality.FUTURE), published=None
    )
    found, losses = coded(w)
    assert found == [] and "a plan, and no report of it has a date" in losses.left_out


@pytest.mark.parametrize(("whom", "kept"), [("AZE", 1), ("TUR", 2)])
def test_a_plan_is_dropped_where_its_text_tells_the_promise(whom: str, kept: int) -> None:
    w = World()
    plan, promise = w.tell(
        Told("CONSULT", "IRN", "AZE", "visit", "2021-06-01", modality=Modality.FUTURE),
        Told("AGREE", "IRN", whom, None, "2021-05-01"),
        published="2021-05-02",
    )
    w.happen(plan, reported="2021-05-02")
    w.happen(promise, reported="2021-05-02")
    assert len(coded(w)[0]) == kept


@pytest.mark.parametrize("modality", [Modality.HYPOTHETICAL, Modality.NEGATED])
def test_what_did_not_happen_is_left_out_unless_the_format_can_say_so(modality: Modality) -> None:
    w = World()
    w.event_told(Told("COERCE", "RUS", "GEO", "arrest", "2020-02-02", modality=modality))
    assert coded(w)[0] == []
    assert only(w, modalities=True).modality is modality


@pytest.mark.parametrize(
    ("source", "date", "becomes"),
    [
        ("IRN", None, "THREATEN"),
        ("TUR", None, None),
        (None, None, None),
        ("IRN", "2021-06-01", None),
    ],
)
def test_what_a_state_announces_to_do_to_another_is_a_threat(
    source: str | None, date: str | None, becomes: str | None
) -> None:
    from dataclasses import replace

    w = World()
    (m,) = w.tell(
        Told("ASSAULT", "IRN", "ISR", "aerial", date, modality=Modality.FUTURE),
        published="2021-05-01",
    )
    said = Attribution("x", 0, 1, None, source, Stance.ASSERT) if source else None
    m = replace(m, attribution=said)
    w.articles[0] = replace(w.articles[0], coding=replace(w.articles[0].coding, events=(m,)))
    w.happen(m, reported="2021-05-01")
    assert [(a.type, a.mode) for a in coded(w)[0]] == ([(becomes, "violence")] if becomes else [])


def test_what_is_disputed_is_left_out_unless_asked_for() -> None:
    w = World()
    w.event_told(
        Told("ACCUSE", "AZE", "IRN", "allege", "2020-01-01"),
        claims=(Claim("m", None, "Iran", "IRN", "denied", None),),
        standing="contested",
    )
    assert coded(w)[0] == []
    assert only(w, include=["contested"]).type == "ACCUSE"
    assert only(w, disputes=True).happening.disputes == ["Denied by Iran."]


@pytest.mark.parametrize("precision", list(Precision))
def test_only_dates_known_to_the_day_or_week_are_written(precision: Precision) -> None:
    w = World()
    date = {
        Precision.BEFORE: span("", "2020-01-31", precision),
        Precision.AFTER: span("2020-01-01", None, precision),
    }.get(precision, span("2020-01-01", "2020-01-31", precision))
    from dataclasses import replace

    w.event_told(Told("AID", "IRN", "ARM"), date=replace(date, start=date.start or None))
    exact = precision in (Precision.DAY, Precision.WEEK, Precision.RANGE)
    assert len(coded(w)[0]) == exact
    act = only(w, include=["coarse-dates"])
    assert act.start == ("2020-01-31" if precision is Precision.BEFORE else "2020-01-01")


def test_plover_wants_parties() -> None:
    w = World()
    w.event_told(Told("AID", "", "ARM", None, "2020-01-01"))
    w.event_told(Told("AID", "IRN", "", None, "2020-01-01"))
    w.event_told(Told("COOPERATE", "IRN ARM", "", None, "2020-01-01"))
    w.event_told(Told("PROTEST", "IRN", "", None, "2020-01-01"))
    found, losses = coded(w, plover=True)
    assert [a.type for a in found] == ["COOPERATE", "PROTEST"]
    assert losses.seen == 4 and sum(t.count for t in losses.left_out.values()) == 2


@pytest.mark.parametrize(
    ("who", "whom", "both_ways", "expected"),
    [
        ("IRN RUS", "AZE ARM", False, ["IRN AZE", "IRN ARM", "RUS AZE", "RUS ARM"]),
        ("IRN RUS AZE", "", False, ["IRN RUS", "IRN AZE", "RUS AZE"]),
        ("IRN RUS", "", True, ["IRN RUS", "RUS IRN"]),
        ("IRN", "", True, ["IRN None"]),
        ("", "AZE", False, ["None AZE"]),
        ("IRN IRN", "IRN AZE", False, ["IRN AZE"]),
    ],
)
def test_pairs(who: str, whom: str, both_ways: bool, expected: list[str]) -> None:
    w = World()
    w.event_told(Told("ACCUSE", who, whom, None, "2020-01-01"))
    found = pairs(only(w, actor=False), both_ways=both_ways)
    assert [f"{a and a.country} {b and b.country}" for a, b in found] == expected


def test_no_level_of_a_place_is_finer_than_what_is_known() -> None:
    assert where(BAKU).city == "Baku" and where(BAKU).exact == (40.378, 49.892)
    country = where(Place("Azerbaijan", "AZE", 40.4, 47.6, "country"))
    assert (country.city, country.province, country.name) == (None, None, None)
    assert country.exact == (None, None) and country.feature == "PCLI"
    province = where(Place("Syunik", "ARM", 39.2, 46.4, "province", admin2="x"))
    assert (province.province, province.district, province.city) == ("Syunik", None, None)
    assert where(None).country is None


@pytest.mark.parametrize(
    ("lat", "lon", "cell"),
    # The cell of Kabul by PRIO-GRID's own rule: rows of 720 cells from the south pole.
    [(-90, -180, 1), (34.53, 69.17, 249 * 720 + 498 + 1), (90, 180, 360 * 720)],
)
def test_cells_of_priogrid(lat: float, lon: float, cell: int) -> None:
    assert priogrid(lat, lon) == cell


def test_whatever_is_not_written_is_told() -> None:
    """For every format of acts: events that were looked at are written or left out for a reason."""
    from export_world import ordinary

    w = ordinary()
    for name in ("polecat", "plover", "gdelt", "icews", "acled", "ucdp", "ics", "timelinejs"):
        done: Exported = formats.write(formats.named(name), w, Asked("events"), io.BytesIO())
        left = sum(t.count for t in done.losses.left_out.values())
        written = set()
        out = io.BytesIO()
        formats.write(formats.named(name), w, Asked("events"), out)
        text = out.getvalue().decode()
        if name == "gdelt":
            continue
        written = {s.event.event_id for s in w.stored if s.event.event_id in text}
        assert done.losses.seen == len(w.stored) == left + len(written), name
