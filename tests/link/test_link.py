from __future__ import annotations

import dataclasses
from itertools import combinations, pairwise

import pytest
from factories import Told, article
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.link import link
from dragoman.link.cluster import candidates
from dragoman.link.compare import compare
from dragoman.link.families import FAMILY, SYMMETRIC, modes_agree
from dragoman.link.report import reports_of
from dragoman.ontology import MODES, TYPES
from dragoman.records import Basis, CodedArticle, Event, Modality

BAKU = ("Baku", "AZE", "city")
TEHRAN = ("Tehran", "IRN", "city")
VISIT = Told(
    "CONSULT", "IRN/amir-hatami", "AZE", "visit", "2019-01-22", place=BAKU, trigger="visited"
)


def change(told: Told, **values: object) -> Told:
    return dataclasses.replace(told, **values)  # type: ignore[arg-type]


def events(*articles: CodedArticle) -> tuple[Event, ...]:
    return link(articles).events


def two(a: Told, b: Told) -> tuple[Event, ...]:
    """Return the events of two independent pages."""
    return events(article("a", [a]), article("b", [b]))


def test_two_reports_of_one_visit_are_one_event() -> None:
    (event,) = two(VISIT, VISIT)
    assert (event.n_reports, event.n_sources) == (2, 2)
    assert event.conflicts == ()
    assert event.date is not None and event.date.start == "2019-01-22"
    assert [p.id for p in event.actors] == ["person:amir-hatami"]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (change(VISIT, modality=Modality.FUTURE), "a plan is not its fulfilment"),
        (change(VISIT, modality=Modality.HYPOTHETICAL), "a supposition is no act"),
        (change(VISIT, modality=Modality.NEGATED), "what was not is no act"),
        (change(VISIT, denied_by="Baku"), "what is told only to be denied is no act"),
        (change(VISIT, type="AGREE", mode=None), "a promise made there"),
        (change(VISIT, type="SUPPORT", mode=None), "a paper signed there"),
        (change(VISIT, mode="phone"), "a call is no visit"),
        (change(VISIT, who="IRN/javad-zarif"), "another minister"),
        (change(VISIT, whom="TUR"), "another host"),
        (change(VISIT, date="2019-02-22"), "a month later"),
        (change(VISIT, place=TEHRAN), "another city"),
    ],
)
def test_what_differs_stays_apart(other: Told, why: str) -> None:
    assert len(two(VISIT, other)) == 2, why


def test_the_denied_report_is_negated() -> None:
    found = two(VISIT, change(VISIT, denied_by="Baku"))
    assert sorted(e.modality for e in found) == [Modality.ACTUAL, Modality.NEGATED]


def test_direction_matters_where_the_type_has_one() -> None:
    accused = Told("ACCUSE", "AZE", "ARM", "allege", "2020-07-12")
    assert len(two(accused, change(accused, who="ARM", whom="AZE"))) == 2
    met = Told("CONSULT", "AZE", "ARM", None, "2020-07-12")
    assert len(two(met, change(met, who="ARM", whom="AZE"))) == 1


def test_two_reports_that_disagree_on_the_day_are_one_event_with_a_conflict() -> None:
    later = change(VISIT, date="2019-01-23")
    (event,) = events(article("a", [VISIT]), article("b", [later]), article("c", [later]))
    (conflict,) = event.conflicts
    assert conflict.field == "date"
    assert [(v.value, len(v.reports)) for v in conflict.values] == [
        ("2019-01-23", 2),
        ("2019-01-22", 1),
    ]
    assert event.date is not None and event.date.start == "2019-01-23", "two texts against one"


def test_a_shared_object_also_joins_reports_that_disagree_on_the_day() -> None:
    signed = Told(
        "SUPPORT", "AZE IRN", "", None, "2019-01-22", place=BAKU, objects=("the transit accord",)
    )
    (event,) = two(signed, change(signed, date="2019-01-24"))
    assert [c.field for c in event.conflicts] == ["date"]


def test_a_shared_office_joins_where_one_report_leaves_out_the_name() -> None:
    named, unnamed = (
        _in_office(article(name, [told]), office)
        for name, told, office in (
            ("a", VISIT, "defense minister"),
            ("b", change(VISIT, who="IRN", place=None), "minister of defense"),
        )
    )
    (event,) = events(named, unnamed)
    assert event.conflicts == ()
    assert [p.id for p in event.actors] == ["person:amir-hatami"]
    other = _in_office(article("b", [change(VISIT, who="IRN", date="2019-01-23")]), "president")
    assert len(events(named, other)) == 2


def _in_office(coded: CodedArticle, office: str) -> CodedArticle:
    made = tuple(
        dataclasses.replace(m, actors=tuple(dataclasses.replace(p, role=office) for p in m.actors))
        for m in coded.coding.events
    )
    return dataclasses.replace(coded, coding=dataclasses.replace(coded.coding, events=made))


def test_days_differ_and_nothing_else_is_shared_but_parties_and_place() -> None:
    strike = Told("ASSAULT", "AZE", "ARM", "drone", "2020-10-01", place=("Shusha", "AZE", "city"))
    assert len(two(strike, change(strike, date="2020-10-02"))) == 2


def test_two_days_in_one_report_are_two_events_for_all_reports() -> None:
    second = change(VISIT, date="2019-01-23", trigger="returned")
    found = events(article("a", [VISIT, second]), article("b", [VISIT]), article("c", [second]))
    assert sorted(e.n_reports for e in found) == [2, 2]
    assert all(not e.conflicts for e in found)


def test_two_acts_in_one_sentence_stay_two_for_all_reports() -> None:
    coded = article("a", [VISIT, change(VISIT, trigger="called on")])
    first, second = coded.coding.events
    whole = (first.sentence[0], second.sentence[1])
    both = tuple(dataclasses.replace(m, sentence=whole) for m in (first, second))
    coded = dataclasses.replace(coded, coding=dataclasses.replace(coded.coding, events=both))
    assert len(events(coded)) == 2
    assert len(events(coded, article("b", [VISIT]))) == 2


def test_praise_and_signature_in_one_report_are_two() -> None:
    praised = Told("SUPPORT", "AZE", "IRN", None, None, trigger="praised")
    assert len(events(article("a", [MEMO, praised]))) == 2
    again = change(MEMO, date=None, place=None, objects=("Memorandum on a road",))
    assert len(events(article("a", [MEMO, again]))) == 1


def test_an_exercise_of_two_is_not_one_of_three() -> None:
    two_sided = Told("COOPERATE", "AZE TUR", "", None, None, place=BAKU, objects=("drills",))
    three = change(two_sided, who="AZE TUR GEO", place=None, objects=("special forces",))
    assert len(events(article("a", [two_sided, three]))) == 2


def test_a_fight_is_not_one_of_its_strikes() -> None:
    fight = Told("ASSAULT", "AZE ARM", "", None, None, trigger="fought")
    strike = Told("ASSAULT", "AZE", "ARM", "heavy-weapons", None, trigger="shelled")
    assert len(events(article("a", [fight, strike]))) == 2


def test_one_shared_country_is_not_enough_for_independent_texts() -> None:
    riot = Told("PROTEST", "GEO", "", None, "2019-06-20", trigger="rallied", extra=" over wages")
    miners = change(riot, date="2019-06-21", trigger="marched", extra=" against closing pits")
    assert len(two(riot, miners)) == 2
    there = change(riot, place=("Tbilisi", "GEO", "city"))
    assert len(two(there, change(there, trigger="marched"))) == 1
    closed = Told("COERCE", "GEO", "RUS", "restrict", "2019-06-20", objects=("border crossing",))
    assert len(two(closed, change(closed, whom="", objects=("flight ban",)))) == 2


def test_two_papers_signed_on_one_day_are_two() -> None:
    signed = Told("SUPPORT", "AZE IRN", "", None, "2019-01-22", objects=("the border accord",))
    assert len(two(signed, change(signed, objects=("a tourism memorandum",)))) == 2
    assert len(two(signed, change(signed, objects=("a border treaty",)))) == 1


MEMO = Told(
    "SUPPORT",
    "AZE IRN",
    "",
    None,
    "2022-03-11",
    place=BAKU,
    objects=("memorandum of understanding",),
    trigger="signed",
)


def test_a_memorandum_of_the_same_sort_a_day_apart_is_one_with_a_conflict() -> None:
    (event,) = two(MEMO, change(MEMO, date="2022-03-10"))
    assert [c.field for c in event.conflicts] == ["date"]
    assert len(two(MEMO, change(MEMO, date="2022-03-08"))) == 2, "the sort alone is too little"
    about = "memorandum of understanding on tourism"
    other = "memorandum of understanding on fisheries"
    found = two(change(MEMO, objects=(about,)), change(MEMO, objects=(other,), date="2022-03-10"))
    assert len(found) == 2, "two memoranda"
    found = two(
        change(MEMO, objects=(about,)),
        change(MEMO, objects=("Memorandum on tourism",), date="2022-03-09"),
    )
    assert len(found) == 1, "the same memorandum"


def test_a_copy_that_counts_from_another_day_joins_its_original() -> None:
    body = " ".join(f"word{n} of the wire" for n in range(40))
    told = change(MEMO, date="2022-03-11", basis=Basis.RELATIVE)
    moved = change(told, date="2022-03-18", extra=" local time")
    found = link([article("a", [told], body=body), article("b", [moved], body=body)])
    assert len(found.copies) == 1
    (event,) = found.events
    assert (event.n_sources, event.conflicts) == (1, ())


def test_an_undated_report_joins_within_its_document_only() -> None:
    undated = change(VISIT, date=None, trigger="met", mode=None)
    assert len(events(article("a", [VISIT, undated]))) == 1
    assert len(two(VISIT, undated)) == 2


def test_a_month_alone_joins_only_with_more_evidence() -> None:
    pact = Told("SUPPORT", "AZE IRN", "", None, "2019-01-22", objects=("border accord",))
    month = change(pact, date="2019-01")
    assert len(two(change(pact, objects=()), change(month, objects=()))) <= 2
    (event,) = two(pact, month)
    assert event.date is not None and event.date.precision == "day", "the precise date is shown"
    assert event.conflicts == ()


def test_reports_of_one_weapon_and_of_its_victims_are_one_assault() -> None:
    strike = Told("ASSAULT", "AZE", "ARM", "aerial", "2020-10-01", place=("Goris", "ARM", "city"))
    (event,) = two(
        change(strike, amounts=(("dead", 3),)),
        change(strike, mode="targeted", amounts=(("dead", 5),)),
    )
    assert {c.field for c in event.conflicts} == {"mode", "amounts"}
    assert [a.value for a in event.amounts] in ([3], [5]), "one report's number, never a mean"


def test_copies_count_once_and_their_moved_dates_are_no_conflict() -> None:
    words = " ".join(f"word{n} spoken about the border road" for n in range(40))
    told = change(VISIT, basis=Basis.RELATIVE, trigger="visited")
    original = article("a", [told], published="2019-01-22", body=words)
    found = link(
        [
            original,
            _moved(article("b", [told], published="2019-01-29", body=words, title="Another")),
        ]
    )
    assert list(found.copies.values()) == [original.article.doc_id]
    (event,) = found.events
    assert (event.n_reports, event.n_sources, event.conflicts) == (2, 1, ())
    assert event.date is not None and event.date.start == "2019-01-22"


def _moved(coded: CodedArticle) -> CodedArticle:
    """Return the article with its dates counted from a week later."""
    moved = tuple(
        dataclasses.replace(
            m, date=dataclasses.replace(m.date, start="2019-01-29", end="2019-01-29")
        )
        for m in coded.coding.events
        if m.date
    )
    return dataclasses.replace(coded, coding=dataclasses.replace(coded.coding, events=moved))


def test_every_link_has_its_reasons() -> None:
    (event,) = two(VISIT, change(VISIT, date="2019-01-23"))
    assert [x.mention_id for x in event.links] == list(event.mentions)
    for reason in event.links:
        assert 0.5 <= reason.score <= 1
        assert "same parties: AZE, IRN" in reason.reasons
        assert "but dates differ by a few days" in reason.reasons


def test_a_document_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="ids of their own"):
        link([article("a", [VISIT])] * 2)


def test_nothing_to_link() -> None:
    assert link([]).events == ()
    assert link([article("a")]).events == ()


COUNTRIES = ["AZE", "IRN", "ARM"]
TOLD = st.builds(
    Told,
    type=st.sampled_from(["CONSULT", "SUPPORT", "ASSAULT", "AID", "COOPERATE"]),
    who=st.sampled_from([*COUNTRIES, "IRN/amir-hatami", "IRN/javad-zarif", "", "AZE ARM"]),
    whom=st.sampled_from([*COUNTRIES, ""]),
    date=st.sampled_from(
        [None, "2019-01-22", "2019-01-23", "2019-01-25", "2019-01", "2019", "<2019-01-24"]
    ),
    place=st.sampled_from([None, BAKU, TEHRAN, ("Iran", "IRN", "country")]),
    modality=st.sampled_from([Modality.ACTUAL, Modality.ACTUAL, Modality.FUTURE]),
    objects=st.sampled_from([(), ("transit accord",), ("gas",)]),
    trigger=st.sampled_from(["acted", "met"]),
)
PAGES = st.lists(
    st.tuples(
        st.lists(TOLD, max_size=4),
        st.sampled_from([None, "2019-01-22", "2019-01-24"]),
        st.sampled_from([None, " ".join(f"shared{n}" for n in range(60))]),
    ),
    max_size=6,
)


@settings(max_examples=150, deadline=None)
@given(PAGES, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_events(
    pages: list[tuple[list[Told], str | None, str | None]], random: object
) -> None:
    coded = [article(str(n), t, published=p, body=b) for n, (t, p, b) in enumerate(pages)]
    shuffled = list(coded)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    once, again = link(coded), link(shuffled)
    assert once.events == again.events
    assert once.copies == again.copies
    told = sorted(m.mention_id for c in coded for m in c.coding.events)
    assert sorted(m for e in once.events for m in e.mentions) == told, "each mention once"
    assert all(a.event_id < b.event_id for a, b in pairwise(once.events))


@settings(max_examples=80, deadline=None)
@given(PAGES)
def test_no_event_mixes_what_cannot_be_one(
    pages: list[tuple[list[Told], str | None, str | None]],
) -> None:
    coded = [article(str(n), t, published=p, body=b) for n, (t, p, b) in enumerate(pages)]
    by_id = {m.mention_id: (c, m) for c in coded for m in c.coding.events}
    copies = link(coded).copies
    for event in link(coded).events:
        members = [by_id[i] for i in event.mentions]
        assert len({FAMILY[m.type] for _, m in members}) == 1
        assert len({m.modality for _, m in members}) == 1
        assert event.n_sources == len(
            {copies.get(c.article.doc_id, c.article.doc_id) for c, _ in members}
        )
        for c in {c.article.doc_id for c, _ in members}:
            days = {
                m.date.start
                for d, m in members
                if d.article.doc_id == c and m.date and m.date.precision == "day"
            }
            assert len(days) < 2, "two stated days of one text"


def test_the_table_of_families_names_real_types_and_modes() -> None:
    assert set(FAMILY) == set(TYPES)
    assert set(TYPES) >= SYMMETRIC
    for kind in TYPES:
        for mode in MODES[kind]:
            assert modes_agree(kind, mode, kind, mode)
            assert modes_agree(kind, mode, kind, None)
    assert not modes_agree("CONSULT", "visit", "CONSULT", "phone")
    assert modes_agree("ASSAULT", "aerial", "ASSAULT", "targeted")


@settings(max_examples=60, deadline=None)
@given(PAGES)
def test_candidates_come_once_and_miss_no_link(
    pages: list[tuple[list[Told], str | None, str | None]],
) -> None:
    coded = [article(str(n), t, published=p, body=b) for n, (t, p, b) in enumerate(pages)]
    reports = sorted((r for c in coded for r in reports_of(c)), key=lambda r: r.key)
    pairs = list(candidates(reports))
    assert len(pairs) == len(set(pairs))
    assert all(i < j for i, j in pairs)
    links = {
        (i, j)
        for i, j in combinations(range(len(reports)), 2)
        if compare(reports[i], reports[j]).links
    }
    assert links <= set(pairs)
