from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_world import Doc, check, registers, rows, tied

from dragoman.registered import REGISTERS, Registers, parties_of
from dragoman.registers import derive

AI = ("Azerbaijan=AZE", "Iran=IRN")


def codes(cells: object) -> set[str | None]:
    return {c.country for c in cells}  # type: ignore[attr-defined]


# -- agreements ---------------------------------------------------------------------------


def test_an_agreement_gathers_the_steps_of_its_life() -> None:
    a = Doc("a", "2020-03-02")
    signed = a.tells("Azerbaijan and Iran signed the Araz Treaty on transit in Baku.", "SUPPORT",
                     "signed", AI, date="2020-03-01", place=("Baku", "AZE", "city"),
                     objects=[("Araz Treaty", "accord")])  # fmt: skip
    b = Doc("b", "2021-01-02")
    ratified = b.tells("Iran ratified the Araz Treaty with Azerbaijan.", "SUPPORT", "ratified",
                       ["Iran=IRN"], ["Azerbaijan=AZE"], date="2021-01-01",
                       objects=[("Araz Treaty", "accord")])  # fmt: skip
    c = Doc("c", "2024-01-02")
    c.tells("Azerbaijan denounced the Araz Treaty with Iran.", "SANCTION", "denounced",
            ["Azerbaijan=AZE"], ["Iran=IRN"], mode="withdraw", date="2024-01-01",
            objects=[("Araz Treaty", "accord")])  # fmt: skip
    (row,) = derive([*tied(ratified, signed, step="ratified"), *c.facts]).agreements
    assert row.kind and row.kind.value == "treaty"
    assert row.status == "ended"
    assert row.signed and row.signed.value.start == "2020-03-01"
    assert row.ratified and row.ratified.value.start == "2021-01-01"
    assert row.ended and row.ended.value.start == "2024-01-01"
    assert row.subject and row.subject.value.startswith("transit")
    assert codes(row.parties) == {"AZE", "IRN"}
    assert row.in_force is None and row.count is None and row.level is None


def test_several_documents_at_once_are_counted() -> None:
    a = Doc("a")
    a.tells("Azerbaijan and Iran signed five documents.", "SUPPORT", "signed", AI,
            objects=[("documents", "accord")])  # fmt: skip
    b = Doc("b", language="ru")
    b.tells("Азербайджан и Иран подписали пять меморандумов.", "SUPPORT", "подписали",
            ["Азербайджан=AZE", "Иран=IRN"], objects=[("меморандумов", "accord")])  # fmt: skip
    first, second = registers(a, b).agreements
    assert {r.count.value for r in (first, second) if r.count} == {5.0}
    assert {r.kind.value for r in (first, second) if r.kind} == {"document", "memorandum"}


def test_a_plan_to_sign_is_planned_and_one_signature_of_two_reports_is_one_row() -> None:
    a = Doc("a")
    a.tells("Azerbaijan and Iran will sign a protocol.", "SUPPORT", "will sign", AI,
            modality="future", objects=[("protocol", "accord")])  # fmt: skip
    b = Doc("b")
    b.tells("Azerbaijan and Iran sign a memorandum on energy.", "SUPPORT", "sign", AI,
            objects=[("memorandum", "accord")])  # fmt: skip
    b.tells("The memorandum was signed by Azerbaijan and Iran on May 2.", "SUPPORT", "signed", AI,
            date="2020-05-02", objects=[("memorandum", "accord")])  # fmt: skip
    found = registers(a, b).agreements
    assert sorted(r.status for r in found) == ["planned", "signed"]
    (planned,) = (r for r in found if r.status == "planned")
    assert planned.signed is None
    (done,) = (r for r in found if r.status == "signed")
    assert len(done.events) == 2


def test_two_kinds_of_paper_of_one_day_stay_two() -> None:
    a = Doc("a")
    a.tells("Azerbaijan and Iran signed a treaty.", "SUPPORT", "signed", AI, date="2020-05-02",
            objects=[("treaty", "accord")])  # fmt: skip
    a.tells("Azerbaijan and Iran also signed a protocol.", "SUPPORT", "signed", AI,
            date="2020-05-02", objects=[("protocol", "accord")])  # fmt: skip
    assert len(registers(a).agreements) == 2


def test_reports_that_differ_keep_both_values() -> None:
    a = Doc("a", "2022-03-12")
    a.tells("Azerbaijan and Iran signed a memorandum on March 11.", "SUPPORT", "signed", AI,
            date="2022-03-11", objects=[("memorandum", "accord")])  # fmt: skip
    a.tells("Azerbaijan and Iran signed the memorandum on March 10.", "SUPPORT", "signed", AI,
            date="2022-03-10", objects=[("memorandum", "accord")])  # fmt: skip
    (row,) = registers(a).agreements
    assert row.signed is not None
    told = {row.signed.value.start, *(v.value for v in row.signed.others)}
    assert told == {"2022-03-10", "2022-03-11"}


def test_a_word_in_passing_makes_no_row() -> None:
    a = Doc("a")
    a.tells("Iran praised the treaty.", "SUPPORT", "praised", ["Iran=IRN"],
            objects=[("treaty", "accord")])  # fmt: skip
    a.tells("Azerbaijan thanked Iran.", "SUPPORT", "thanked", ["Azerbaijan=AZE"], ["Iran=IRN"])
    a.tells("The war over the land ended.", "ASSAULT", "war", date="2020")
    a.tells("Such meetings help.", "CONSULT", "meetings", modality="hypothetical")
    a.tells("Israel has been a supplier of arms to Azerbaijan.", "COOPERATE", "supplier",
            ["Israel=ISR"], ["Azerbaijan=AZE"], objects=[("arms", "arms")])  # fmt: skip
    assert registers(a) == Registers()


# -- visits -------------------------------------------------------------------------------


def test_a_visit_with_its_meetings_its_days_and_what_was_signed() -> None:
    a = Doc("a", "2022-03-12")
    a.tells("Minister Ghasemi arrived in Baku on March 10 for a three-day visit.", "CONSULT",
            "arrived", ["Ghasemi=person:ghasemi@IRN/minister"], ["Baku=AZE"], mode="visit",
            date="2022-03-10", place=("Baku", "AZE", "city"))  # fmt: skip
    a.tells("President Aliyev received the minister of Iran.", "CONSULT", "received",
            ["President Aliyev=person:aliyev@AZE/president"], ["Iran=IRN"])  # fmt: skip
    a.tells("On March 11 Azerbaijan and Iran signed a memorandum in Baku.", "SUPPORT", "signed",
            AI, date="2022-03-11", place=("Baku", "AZE", "city"),
            objects=[("memorandum", "accord")])  # fmt: skip
    found = registers(a)
    (visit,) = found.visits
    assert visit.status == "held" and visit.form and visit.form.value == "visit"
    assert [p.id for p in visit.visitors] == ["person:ghasemi"]
    assert visit.role and visit.role.value == "minister"
    assert [p.id for p in visit.met] == ["person:aliyev"]
    assert visit.days and visit.days.value == 3
    assert [link.row_id for link in visit.signed] == [found.agreements[0].row_id]


def test_the_host_who_receives_is_no_visitor() -> None:
    a = Doc("a")
    a.tells("President Aliyev received Minister Zarif in Baku.", "CONSULT", "received",
            ["President Aliyev=person:aliyev@AZE/president"],
            ["Minister Zarif=person:zarif@IRN/foreign minister"], mode="visit",
            place=("Baku", "AZE", "city"))  # fmt: skip
    (visit,) = registers(a).visits
    assert [p.id for p in visit.visitors] == ["person:zarif"]
    assert [p.id for p in visit.hosts] == ["AZE"]
    assert visit.role and visit.role.value == "foreign minister"


def test_planned_and_held_visits_are_one_life_when_fulfilled() -> None:
    a, b = Doc("a", "2024-01-01"), Doc("b", "2024-02-02")
    plan = a.tells("Zarif will visit Azerbaijan.", "CONSULT", "will visit",
                   ["Zarif=person:zarif@IRN/foreign minister"], ["Azerbaijan=AZE"],
                   mode="visit", modality="future")  # fmt: skip
    (row,) = registers(a).visits
    assert row.status == "planned"
    deed = b.tells("Zarif visited Azerbaijan.", "CONSULT", "visited",
                   ["Zarif=person:zarif@IRN/foreign minister"], ["Azerbaijan=AZE"],
                   mode="visit", date="2024-02-01")  # fmt: skip
    (joined,) = derive(tied(deed, plan, "fulfils")).visits
    assert joined.status == "held" and len(joined.events) == 2
    assert joined.row_id == row.row_id, "the first report names the row"


def test_a_call_and_the_visit_promised_in_it_are_two() -> None:
    a = Doc("a")
    sentence = "Aliyev and Zarif spoke by telephone and Zarif accepted to visit Baku."
    people = ["Aliyev=person:aliyev@AZE/president", "Zarif=person:zarif@IRN/foreign minister"]
    a.tells(sentence, "CONSULT", "spoke", people, mode="phone")
    a.tells(sentence, "CONSULT", "visit", people[1:], ["Baku=AZE"], mode="visit",
            modality="future", again=True)  # fmt: skip
    assert sorted(r.form.value for r in registers(a).visits if r.form) == ["call", "visit"]


# -- exercises ----------------------------------------------------------------------------


def test_an_exercise_with_its_promise_kind_manner_and_comment() -> None:
    a = Doc("a", "2024-06-10")
    sentence = "Azerbaijan and Iran have agreed to hold simultaneous tactical exercises."
    a.tells(sentence, "AGREE", "agreed", AI, date="2024-06-09")
    a.tells(sentence, "COOPERATE", "exercises", AI[:1], AI[1:], modality="future", again=True,
            objects=[("exercises", "exercise")])  # fmt: skip
    a.tells("Iran will also hold parallel exercises as a signal to Armenia.", "COOPERATE",
            "exercises", ["Iran=IRN"], modality="future")  # fmt: skip
    a.tells("Russia criticised the exercises.", "ACCUSE", "criticised", ["Russia=RUS"],
            mode="disapprove")  # fmt: skip
    (row,) = registers(a).exercises
    assert row.status == "planned" and row.date is None
    assert codes(row.parties) == {"AZE", "IRN"}
    assert row.manner and row.manner.value == "parallel"
    assert row.kind and row.kind.value == "tactical"
    assert row.announced and row.announced.value.start == "2024-06-09"
    assert codes(row.against) == {"ARM"}
    assert [(c.country, c.says) for c in row.comments] == [("RUS", "criticised")]


def test_a_drill_near_a_border_is_not_held_with_the_neighbour() -> None:
    a = Doc("a")
    a.tells("Iran held a large drill near the border with Azerbaijan.", "COOPERATE", "drill",
            ["Iran=IRN"], ["Azerbaijan=AZE"], date="2021-10-01")  # fmt: skip
    (row,) = registers(a).exercises
    assert codes(row.parties) == {"IRN"} and row.manner and row.manner.value == "alone"


def test_an_exercise_has_name_troops_and_days() -> None:
    a = Doc("a")
    a.tells("Some 3,000 soldiers of Azerbaijan and Iran began the five-day exercise Araz-2024.",
            "COOPERATE", "exercise", ["Azerbaijan=AZE"], ["Iran=IRN"], date="2024-11-03",
            amounts=[("3,000 soldiers", "people", 3000.0)])  # fmt: skip
    (row,) = registers(a).exercises
    assert row.name and row.name.value == "Araz-2024"
    assert row.troops and row.troops.value == 3000
    assert row.days and row.days.value == 5


# -- transfers ----------------------------------------------------------------------------


def test_a_deal_in_arms_from_order_to_delivery() -> None:
    a = Doc("a", "2023-11-14")
    ordered = a.tells("Azerbaijan bought 12 missile launchers from Israel for $80 million.",
                      "COOPERATE", "bought", ["Azerbaijan=AZE"], ["Israel=ISR"],
                      date="2023-11-01", contexts=["military"],
                      objects=[("missile launchers", "arms")],
                      amounts=[("12", "weapons", 12.0), ("$80 million", "money", 8e7)])  # fmt: skip
    b = Doc("b", "2024-05-02")
    delivered = b.tells("Israel delivered the missile launchers to Azerbaijan.", "COOPERATE",
                        "delivered", ["Israel=ISR"], ["Azerbaijan=AZE"], date="2024-05-01",
                        contexts=["military"], objects=[("missile launchers", "arms")])  # fmt: skip
    (row,) = derive(tied(delivered, ordered, step="delivered")).transfers
    assert row.status == "delivered"
    assert codes(row.suppliers) == {"ISR"} and codes(row.recipients) == {"AZE"}
    assert row.number and row.number.value == 12
    assert row.value and row.value.value == 8e7
    assert row.ordered and row.ordered.value.start == "2023-11-01"
    assert row.delivered and row.delivered.value.start == "2024-05-01"
    assert row.category and row.category.value == "Missiles"


def test_what_may_be_delivered_was_not_ordered() -> None:
    a = Doc("a")
    a.tells("Israel could deliver drones to Armenia.", "COOPERATE", "deliver", ["Israel=ISR"],
            ["Armenia=ARM"], modality="hypothetical", objects=[("drones", "arms")])  # fmt: skip
    (row,) = registers(a).transfers
    assert row.status == "possible" and row.delivered is None and row.ordered is None


def test_who_gives_is_not_guessed() -> None:
    a = Doc("a")
    a.tells("India and Armenia signed arms contracts.", "SUPPORT", "signed",
            ["India=IND", "Armenia=ARM"], contexts=["military"],
            objects=[("arms contracts", "accord")])  # fmt: skip
    (row,) = registers(a).transfers
    assert (row.suppliers, row.recipients) == ((), ())
    assert codes(row.parties) == {"IND", "ARM"}


# -- bodies -------------------------------------------------------------------------------


def _third() -> Doc:
    doc = Doc("third", "2023-09-13")
    doc.tells("In Baku, Azerbaijan and Iran closed on September 10 the third meeting of the Joint "
              "Commission that the two keep for the military field.", "CONSULT", "meeting",
              AI, mode="multilateral", date="2023-09-10", place=("Baku", "AZE", "city"),
              objects=[("Joint Commission", "body")])  # fmt: skip
    doc.tells("Azerbaijan and Iran signed the final protocol of the third Joint Commission in "
              "the military field.", "SUPPORT", "signed", AI, date="2023-09-10",
              objects=[("final protocol", "accord")])  # fmt: skip
    return doc


def _founding() -> Doc:
    doc = Doc("founding", "2024-06-13")
    doc.tells("For defense a joint Azerbaijani-Iranian commission had been established back on "
              "April 21, 2015.", "SUPPORT", "established", ["Azerbaijani=AZE", "Iranian=IRN"],
              date="2015-04-21")  # fmt: skip
    return doc


def test_the_third_meeting_finds_the_founding_that_another_page_tells() -> None:
    third, founding = _third(), _founding()
    (row,) = registers(third, founding).bodies
    assert row.founded and row.founded.value.start == "2015-04-21"
    assert row.status == "working"
    (session,) = row.sessions
    assert session.number and session.number.value == 3
    assert session.date and session.date.value.start == "2023-09-10"
    assert session.outcome and session.outcome.value == "final protocol"
    assert {e.doc_id for e in row.founded.evidence} == {"doc-founding"}


def test_another_commission_of_the_same_two_is_another_body() -> None:
    trade = Doc("trade")
    trade.tells("The joint commission on trade between Azerbaijan and Iran held its fifth session.",
                "CONSULT", "session", AI, date="2023-11-01")  # fmt: skip
    found = registers(_third(), _founding(), trade).bodies
    assert sorted(r.field.value for r in found if r.field) == ["defence", "trade"]


def test_a_commission_to_be_founded_is_planned() -> None:
    a = Doc("a", language="ru")
    a.tells("Армения и Азербайджан договорились создать комиссию по делимитации границы.", "AGREE",
            "договорились", ["Армения=ARM", "Азербайджан=AZE"],
            objects=[("комиссию", "body")])  # fmt: skip
    (row,) = registers(a).bodies
    assert row.status == "planned" and row.founded is None
    assert row.field and row.field.value == "border"


@pytest.mark.parametrize(
    ("language", "sentence", "trigger", "who"),
    [
        ("ru", "Прошло третье заседание совместной комиссии Азербайджана и Ирана.", "заседание",
         ("Азербайджана=AZE", "Ирана=IRN")),
        ("tr", "Azerbaycan ile İran ortak komisyonunun üçüncü toplantısı yapıldı.", "toplantısı",
         ("Azerbaycan=AZE", "İran=IRN")),
        ("az", "Azərbaycan və İran birgə komissiyasının üçüncü iclası keçirildi.", "iclası",
         ("Azərbaycan=AZE", "İran=IRN")),
        ("fa", "سومین نشست کمیسیون مشترک ایران و آذربایجان برگزار شد.", "نشست",
         ("ایران=IRN", "آذربایجان=AZE")),
        ("ar", "عقد الاجتماع الثالث للجنة المشتركة بين إيران وأذربيجان.", "الاجتماع",
         ("إيران=IRN", "أذربيجان=AZE")),
        ("es", "Irán y Azerbaiyán celebraron la tercera reunión de la comisión mixta.", "reunión",
         ("Irán=IRN", "Azerbaiyán=AZE")),
        ("fr", "L'Iran et l'Azerbaïdjan ont tenu la troisième session de la commission mixte.",
         "session", ("Iran=IRN", "Azerbaïdjan=AZE")),
    ],
)  # fmt: skip
def test_sessions_are_numbered_in_every_language(
    language: str, sentence: str, trigger: str, who: tuple[str, ...]
) -> None:
    doc = Doc("x", language=language)
    doc.tells(sentence, "CONSULT", trigger, who)
    (row,) = registers(doc).bodies
    assert [s.number.value for s in row.sessions if s.number] == [3]


# -- deployments --------------------------------------------------------------------------


def test_a_deployment_and_one_denied() -> None:
    a = Doc("a", "2023-09-13")
    a.tells("Russia deployed 1,960 peacekeepers in Karabakh.", "MOBILIZE", "deployed",
            ["Russia=RUS"], mode="troops", date="2020-11-10",
            place=("Karabakh", "AZE", "region"),
            amounts=[("1,960 peacekeepers", "people", 1960.0)])  # fmt: skip
    a.tells("Iran denied that it was massing troops.", "MOBILIZE", "massing", ["Iran=IRN"],
            mode="troops", modality="negated", standing="denied")  # fmt: skip
    first, second = registers(a).deployments
    assert first.kind and first.kind.value == "peacekeeping" and first.status == "deployed"
    assert first.troops and first.troops.value == 1960
    assert codes(first.hosts) == {"AZE"}
    assert second.status == "denied" and second.since is None


# -- incidents ----------------------------------------------------------------------------


def test_an_incident_with_its_victims_and_what_is_said_of_it() -> None:
    a = Doc("a", "2023-01-28")
    a.tells("A gunman attacked the Azerbaijani embassy in Tehran, which left one death and two "
            "injuries.", "ASSAULT", "attacked", [], ["Azerbaijani embassy=AZE"],
            mode="firearms", date="2023-01-27", place=("Tehran", "IRN", "city"))  # fmt: skip
    a.tells("Turkey condemned the attack.", "ACCUSE", "condemned", ["Turkey=TUR"],
            mode="disapprove")  # fmt: skip
    a.tells("Turkey condemned the attack.", "ASSAULT", "attack", [], [], again=True)
    (row,) = registers(a).incidents
    assert row.dead and row.dead.value == 1
    assert row.injured and row.injured.value == 2
    assert row.means and row.means.value == "firearms"
    assert [p.value for p in row.targets] == ["Azerbaijani embassy"]
    assert [(c.country, c.says) for c in row.comments] == [("TUR", "criticised")]


def test_who_is_only_accused_did_not_do_it() -> None:
    a = Doc("a", "2021-11-26")
    a.tells("Armenia accused Azerbaijan of shelling its positions.", "ASSAULT", "shelling",
            ["Azerbaijan=AZE"], mode="heavy-weapons", claims=[("ARM", "alleged")],
            standing="alleged")  # fmt: skip
    (row,) = registers(a).incidents
    assert row.status == "alleged" and row.perpetrators == ()
    assert codes(row.blamed_on) == {"AZE"}
    assert [(c.country, c.says) for c in row.comments] == [("ARM", "alleged")]


def test_who_claims_an_attack_stands_apart_from_who_is_blamed() -> None:
    a = Doc("a", "2023-06-03")
    a.tells("Russia said that Russia struck a depot of Armenia.", "ASSAULT", "struck",
            ["Russia=RUS"], ["Armenia=ARM"], mode="aerial", date="2023-06-01",
            source=("Russia", "RUS", "assert"), claims=[("RUS", "asserted")],
            standing="attributed")  # fmt: skip
    (row,) = registers(a).incidents
    assert codes(row.claimed_by) == {"RUS"} and row.blamed_on == ()
    assert codes(row.perpetrators) == {"RUS"}


def test_a_named_treaty_is_not_one_of_the_documents_signed_beside_it() -> None:
    a = Doc("a")
    a.tells("Azerbaijan and Iran signed five documents in Baku.", "SUPPORT", "signed", AI,
            objects=[("documents", "accord")])  # fmt: skip
    a.tells("Azerbaijan ratified the Treaty on Friendship with Iran.", "SUPPORT", "ratified",
            AI[:1], AI[1:], objects=[("Treaty on Friendship", "accord")])  # fmt: skip
    found = registers(a).agreements
    assert sorted(r.status for r in found) == ["ratified", "signed"]


def test_victims_of_two_sides_add_up() -> None:
    a = Doc("a", language="ru")
    a.tells("16 ноября в боях погибли шесть армянских и семь азербайджанских военных.", "ASSAULT",
            "боях", ["армянских=ARM", "азербайджанских=AZE"], date="2021-11-16",
            amounts=[("шесть", "dead", 6.0), ("семь", "dead", 7.0)])  # fmt: skip
    (row,) = registers(a).incidents
    assert row.dead and row.dead.value == 13 and row.dead.others == ()
    assert row.kind and row.kind.value == "clash"


# -- all of them --------------------------------------------------------------------------


def _world() -> list[Doc]:
    docs = [_third(), _founding()]
    a = Doc("x1", "2022-03-12")
    a.tells("Ghasemi arrived in Baku on March 10.", "CONSULT", "arrived",
            ["Ghasemi=person:ghasemi@IRN/minister"], ["Baku=AZE"], mode="visit",
            date="2022-03-10", place=("Baku", "AZE", "city"))  # fmt: skip
    a.tells("Azerbaijan and Iran signed a memorandum in Baku.", "SUPPORT", "signed", AI,
            date="2022-03-10", objects=[("memorandum", "accord")])  # fmt: skip
    a.tells("Armenia criticised the memorandum.", "ACCUSE", "criticised", ["Armenia=ARM"],
            mode="disapprove", objects=[("memorandum", "accord")])  # fmt: skip
    b = Doc("x2", "2021-10-06")
    b.tells("Iran held a drill.", "COOPERATE", "drill", ["Iran=IRN"], date="2021-10-01")
    b.tells("Russia sent troops to Armenia.", "MOBILIZE", "sent", ["Russia=RUS"], ["Armenia=ARM"],
            mode="troops")  # fmt: skip
    b.tells("Israel sold drones to Azerbaijan.", "COOPERATE", "sold", ["Israel=ISR"],
            ["Azerbaijan=AZE"], objects=[("drones", "arms")], contexts=["military"])  # fmt: skip
    b.tells("Gunmen attacked a post of Armenia.", "ASSAULT", "attacked", [], ["Armenia=ARM"])
    return [*docs, a, b]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_the_order_of_the_events_does_not_matter(seed: int) -> None:
    docs = _world()
    facts = [f for d in docs for f in d.facts]
    wanted = derive(facts)
    assert all(wanted.rows(r) for r in REGISTERS)
    shuffled = list(facts)
    random.Random(seed).shuffle(shuffled)
    assert derive(shuffled) == wanted


@settings(max_examples=30, deadline=None)
@given(st.sets(st.sampled_from(["x1", "x2", "body"])))
def test_a_split_of_unrelated_events_gives_the_union(chosen: set[str]) -> None:
    def facts(names: set[str]) -> list:  # type: ignore[type-arg]
        return [
            f
            for d in _world()
            for f in d.facts
            if (d.name if d.name[0] == "x" else "body") in names
        ]

    every = {"x1", "x2", "body"}
    whole = derive(facts(every))
    one, other = derive(facts(chosen)), derive(facts(every - chosen))
    for name in REGISTERS:
        assert set(whole.rows(name)) == {*one.rows(name), *other.rows(name)}


def test_every_cell_has_evidence_in_its_events() -> None:
    docs = _world()
    found = registers(*docs)
    for row in rows(found):
        assert all(p.evidence for p in parties_of(row))
    check(found, [f for d in docs for f in d.facts], {f"doc-{d.name}": d.text for d in docs})


def test_only_what_is_wanted_is_derived() -> None:
    docs = _world()
    facts = [f for d in docs for f in d.facts]
    every = derive(facts)
    for name in REGISTERS:
        one = derive(facts, wanted=(name,))
        assert one.rows(name) == every.rows(name)
        assert not any(one.rows(r) for r in REGISTERS if r != name)
    with pytest.raises(KeyError):
        derive(facts, wanted=("treaties",))


@pytest.mark.parametrize("modality", ["future", "hypothetical", "negated"])
def test_what_is_not_told_as_done_never_counts_as_done(modality: str) -> None:
    done = {"signed", "held", "delivered", "ordered", "working", "founded", "deployed", "happened"}
    docs = []
    for d in _world():
        copy = Doc(d.name, d.published)
        copy.text = d.text
        copy.facts = [_with(f, modality) for f in d.facts]
        docs.append(copy)
    found = derive([f for d in docs for f in d.facts])
    statuses = {r.status for r in rows(found)}
    assert not statuses & done
    assert not any(s.status == "held" for b in found.bodies for s in b.sessions)


def _with(fact, modality: str):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    from dragoman.records import Modality

    tellings = tuple(
        replace(t, mention=replace(t.mention, modality=Modality(modality))) for t in fact.tellings
    )
    return replace(fact, event=replace(fact.event, modality=Modality(modality)), tellings=tellings)
