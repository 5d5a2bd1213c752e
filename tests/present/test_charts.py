"""Charts: the same bytes for the same records, marks that lead somewhere, words for each."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import brief_world
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dragoman
from dragoman.analysis import QUADS, Change, Edge, Flow, Network, Node
from dragoman.present.charts import Chart, dyad, dyad_chart, map_chart, network_chart
from dragoman.present.charts.geography import outlines
from dragoman.present.charts.map import Spot, _extent
from dragoman.present.charts.network import _places, tie_id


@pytest.fixture(scope="module")
def relation(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = brief_world.made(tmp_path_factory.mktemp("charts") / "world.db")
    with dragoman.open(path) as archive:
        return archive.dyad("AZE", "IRN", by="year")


def edge(a: str, b: str, sign: int, weight: float = 1.0) -> Edge:
    flow = Flow(1, max(sign, 0), max(-sign, 0), float(sign))
    return Edge(a, b, sign, weight, flow, 1, 0, 0, None, None, ("e-1",))


def network(*edges: Edge) -> Network:
    codes = sorted({c for e in edges for c in (e.a, e.b)})
    nodes = tuple(Node(c, f"State {c}", 1, 1, 0, 1, 1.0, 0.0, 0.0, 1) for c in codes)
    return Network(
        label="all", since=None, until=None, modalities=(), types=(),
        disputed=False, reported=False, nodes=nodes, edges=edges, balanced=0, unbalanced=0,
        triads=(), communities=(), modularity=None, meetings=(), similarities=(), n_events=1,
        undated=0, notes=(),
    )  # fmt: skip


def charts() -> list[Chart]:
    spots = (
        Spot("Baku", 40.4, 49.9, "city", (QUADS[0], QUADS[0], QUADS[3]), "#place-1"),
        Spot("<b>Iran & co</b>", 32.0, 53.0, "country", (QUADS[1],), "#place-2"),
        Spot("Ganja province", 40.7, 46.4, "province", ("",), "#place-3"),
    )
    return [
        map_chart(spots, ("AZE",)),
        map_chart(()),
        network_chart(network(edge("AZE", "IRN", 1), edge("ARM", "AZE", -1)), ("AZE", "IRN")),
        network_chart(network()),
    ]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("number", range(5))
def test_a_chart_is_sound_svg_always_the_same(relation: Any, number: int, narrow: bool) -> None:
    chart = [relation.chart(), *charts()][number]
    svg = chart.to_svg(narrow=narrow)
    assert svg == chart.to_svg(narrow=narrow)
    root = ET.fromstring(svg)
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    inline = chart.to_svg(narrow=narrow, inline=True)
    ET.fromstring(inline)
    assert "<style" not in inline and "var(--ink" in inline
    assert "<script" not in svg and "_blank" not in svg
    assert chart.to_png(narrow=narrow).startswith(b"\x89PNG")


def test_each_act_of_a_relation_is_a_mark_that_leads_to_it(relation: Any) -> None:
    svg = relation.chart().to_svg()
    leads = set(re.findall(r'<a href="#(e-[0-9a-f]+)"', svg))
    assert leads == {e for p in relation for e in p.events}
    assert leads
    for event in leads:
        words = re.search(rf'<a href="#{event}"[^>]*><title>([^<]+)</title>', svg)
        assert words is not None and ":" in words[1]


def test_marks_of_maps_and_networks_lead_to_their_lists() -> None:
    map_, _, graph, _ = charts()
    places = set(re.findall(r'<a href="(#[^"]+)"', map_.to_svg()))
    assert places == {"#place-1", "#place-2", "#place-3"}
    ties = set(re.findall(r'<a href="(#[^"]+)"', graph.to_svg()))
    assert ties == {"#tie-AZE-IRN", "#tie-ARM-AZE"}
    assert tie_id(edge("org:eu", "AZE", 1)) == "tie-org-eu-AZE"


def test_names_from_pages_are_text_in_a_chart() -> None:
    svg = charts()[0].to_svg()
    assert "<b>Iran" not in svg and "&lt;b&gt;Iran" in svg


def test_two_charts_on_a_page_share_no_id(relation: Any) -> None:
    told = [
        c.to_svg(narrow=narrow, inline=True)
        for c in (relation.chart(), charts()[0], charts()[2])
        for narrow in (False, True)
    ]
    ids = [i for svg in told for i in re.findall(r'\bid="([^"]+)"', svg)]
    assert len(ids) == len(set(ids)) > 10
    for svg in told:
        own = set(re.findall(r'\bid="([^"]+)"', svg))
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= own
        assert set(re.findall(r'<use [^>]*xlink:href="#([^"]+)"', svg)) <= own


def test_words_tell_what_a_chart_shows(relation: Any) -> None:
    told = relation.chart().description
    n = sum(p.flow.n_events for p in relation)
    assert told.startswith(f"{n} acts from 2018 to 2024:") and "No change point." in told
    map_, none, graph, empty = (c.description for c in charts())
    assert map_.startswith("3 places, 1 known as town or site")
    assert none == "No event with a place on the map."
    assert "3 parties and 2 ties, of which 1 with more cooperation" in graph
    assert empty == "No ties between parties."


def test_charts_are_written_by_the_name_of_the_file(relation: Any, tmp_path: Path) -> None:
    chart = relation.chart()
    assert chart.save(tmp_path / "c.svg").read_text(encoding="utf-8") == chart.to_svg()
    assert chart.save(tmp_path / "c.PNG").read_bytes().startswith(b"\x89PNG")


def test_outlines_are_closed_rings_with_codes_of_their_own() -> None:
    found = outlines()
    codes = [o.code for o in found if o.code]
    assert len(set(codes)) > 190
    assert {"AZE", "IRN", "ARM", "XKX"} <= set(codes)
    for o in found:
        assert all(ring[0] == ring[-1] and len(ring) >= 4 for ring in o.rings), o.code
        assert all(-180 <= w <= e <= 180 and -90 <= s <= n <= 90 for w, s, e, n in o.boxes)


PLACES = st.tuples(st.floats(-75, 80), st.floats(-179, 179))


@settings(max_examples=60)
@given(st.lists(PLACES, min_size=1, max_size=6), st.floats(0.5, 2.5))
def test_the_map_holds_every_place(where: list[tuple[float, float]], ratio: float) -> None:
    spots = [Spot("p", lat, lon, "city", (), "#p") for lat, lon in where]
    west, south, east, north = _extent(spots, ratio)
    margin = 25  # at the poles the middle is held away from them
    assert all(west <= s.lon <= east and south - margin <= s.lat <= north + margin for s in spots)


@settings(max_examples=40)
@given(st.sets(st.text("ABCDEF", min_size=3, max_size=3), min_size=1, max_size=12))
def test_no_two_parties_stand_on_one_spot(others: set[str]) -> None:
    found = network(edge("XXA", "XXB", 1), *(edge("XXA", o, 1) for o in sorted(others)))
    places = _places(found.nodes, found.edges, ("XXA", "XXB"))
    assert places.keys() == {n.code for n in found.nodes}
    spots = [(round(x, 3), round(y, 3)) for x, y in places.values()]
    assert len(set(spots)) == len(spots)


def test_change_points_are_marked_and_told(relation: Any) -> None:
    start = relation.dyad.periods[2].start
    break_ = Change(
        period="2020", day=start, measure="net", before=4.0, after=-9.5, periods_before=2,
        periods_after=4, documents_before=1.0, documents_after=1.0, direction="down", drivers=(),
        as_texts=False,
    )  # fmt: skip
    chart = dyad_chart(replace(relation.dyad, changes=(break_,)), {}, {})
    assert "1 change point: 2020, down from +4.0 to −9.5." in chart.description
    assert '<a href="#change-1"' in chart.to_svg()


def test_where_acts_are_many_a_bar_leads_to_its_period(
    relation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dyad, "MOST_BLOCKS", 2)
    svg = relation.chart().to_svg()
    assert "#e-" not in svg
    acted = {f"#p-{p.label}" for p in relation if p.flow.n_events}
    assert set(re.findall(r'<a href="(#[^"]+)"', svg)) == acted
