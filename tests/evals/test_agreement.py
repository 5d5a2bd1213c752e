"""Agreement of two annotators, and what a confidence means."""

import pytest

from evals import agreement, calibration


def event(kind: str, trigger: list[int], actor: str = "FRA", modality: str = "actual") -> dict:  # type: ignore[type-arg]
    return {
        "type": kind,
        "modality": modality,
        "trigger": trigger,
        "actors": [{"span": [0, 6], "code": actor}],
        "recipients": [],
    }


def passage(*events: dict) -> dict:  # type: ignore[type-arg]
    return {"events": list(events), "statements": []}


def test_kappa_is_one_for_the_same_and_nought_for_chance() -> None:
    assert agreement.kappa([("a", "a"), ("b", "b")]) == 1.0
    assert agreement.kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]) == 0.0


def test_kappa_of_a_known_table() -> None:
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed .7, by chance .5.
    table = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert agreement.kappa(table) == pytest.approx(0.4)


def test_events_are_paired_by_overlap_and_type_first() -> None:
    first = [event("AID", [10, 15])]
    second = [event("AGREE", [8, 15]), event("AID", [10, 20])]
    pairs = agreement.paired(first, second)
    assert [(a["type"], b["type"]) for a, b in pairs] == [("AID", "AID")]


def test_agreement_counts_types_parties_and_whole_events() -> None:
    first = passage(event("AID", [10, 15]), event("ACCUSE", [30, 35]))
    second = passage(event("AID", [10, 15]), event("REJECT", [30, 35]), event("AID", [50, 55]))
    found = agreement.agreement([(first, second)])
    assert found["trigger f1"] == pytest.approx(0.8)
    assert found["trigger with type f1"] == pytest.approx(0.4)
    assert found["whole event f1"] == pytest.approx(0.4)
    assert found["actors exact f1"] == 1.0


def test_another_country_is_no_whole_event() -> None:
    found = agreement.agreement(
        [(passage(event("AID", [10, 15])), passage(event("AID", [10, 15], actor="DEU")))]
    )
    assert found["trigger with type f1"] == 1.0
    assert found["whole event f1"] == 0.0


def test_the_curve_rises_and_ends_at_one() -> None:
    judged = [(i / 200, (i * 7919) % 200 < i) for i in range(200)]
    curve = calibration.isotonic(judged)
    assert [p[0] for p in curve] == sorted(p[0] for p in curve)
    assert [p[1] for p in curve] == sorted(p[1] for p in curve)
    assert (curve[0][0], curve[-1][0]) == (0.0, 1.0)
    assert calibration.read_off(curve, [0.9])[0] > calibration.read_off(curve, [0.1])[0]


def test_calibration_lowers_the_error_of_a_boaster() -> None:
    judged = [(0.9 + (i % 10) / 100, i % 2 == 0) for i in range(200)]
    scores, right = [s for s, _ in judged], [r for _, r in judged]
    after = calibration.read_off(calibration.isotonic(judged), scores).tolist()
    assert calibration.error(scores, right) > 0.4
    assert calibration.error(after, right) < 0.15


def test_the_plot_is_svg_with_a_mark_a_bin() -> None:
    svg = calibration.plot([(0.5, 0.4, 10)], [(0.4, 0.4, 10)])
    assert svg.startswith("<svg") and svg.count("<circle") == 2
