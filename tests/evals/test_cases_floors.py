"""The floors of what is resolved: cases written to be hard, and links of real news."""

import pytest

from evals import contexts, resolve_cases, resolve_links


@pytest.mark.parametrize("kind", resolve_cases.KINDS)
def test_cases_keep_their_floors(kind):
    assert resolve_cases.below({kind: resolve_cases.report(kind)}) == []


@pytest.mark.parametrize("kind", resolve_cases.KINDS)
def test_there_are_cases_enough_in_all_languages(kind):
    cases = resolve_cases.cases(kind)
    assert len(cases) >= 200
    assert len({c["id"] for c in cases}) == len(cases)
    assert {c["lang"] for c in cases if "lang" in c} == {
        *("en", "ru", "tr", "az", "fa", "ar", "es", "fr")
    }


def test_links_of_real_news_lead_to_the_country_that_their_titles_name():
    if not (resolve_links.TEXTS / resolve_links.FILE).exists():
        pytest.skip("the texts of real news are not at hand")
    assert resolve_links.below(resolve_links.report()) == []


def test_a_title_is_judged_by_the_state_it_names():
    assert resolve_links.meant("Ministry of Defence (Armenia)") == ("office", "ARM")
    assert resolve_links.meant("Finland") == ("state", "FIN")
    assert resolve_links.meant("Winter War") is None


def test_contexts_keep_their_floor():
    assert contexts.main(["--json"]) == 0
    told = contexts.cases()
    assert len(told) >= 60 and len({c["lang"] for c in told}) == 8
