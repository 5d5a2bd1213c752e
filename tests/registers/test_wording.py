from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.knowledge.text import LANGUAGES
from dragoman.registers.wording import _lists, _numerals, numbers, ordinals, terms


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "the third meeting", 3),
        ("en", "the 12th session", 12),
        ("ru", "третье заседание комиссии", 3),
        ("ru", "на 5-м заседании", 5),
        ("tr", "komisyonun üçüncü toplantısı", 3),
        ("tr", "11. toplantı", 11),
        ("az", "komissiyanın dördüncü iclası", 4),
        ("az", "7-ci iclas", 7),
        ("fa", "سومین نشست کمیسیون", 3),
        ("fa", "نشست دوم", 2),
        ("ar", "الاجتماع الثالث", 3),
        ("ar", "الدورة الثانية عشرة", 12),
        ("es", "la tercera reunión", 3),
        ("es", "la 4ª sesión", 4),
        ("fr", "la deuxième session", 2),
        ("fr", "la 6e réunion", 6),
        (None, "VIII session", 8),
    ],
)
def test_ordinals_in_eight_languages(language: str | None, text: str, number: int) -> None:
    assert number in [n.value for n in ordinals(text, language)]


def test_a_number_is_no_ordinal() -> None:
    assert not ordinals("пять стран и шесть встреч", "ru")
    assert not ordinals("five states met on September 10", "en")


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "a memorandum of understanding", "memorandum"),
        ("en", "several MoUs", "memorandum"),
        ("ru", "подписали договор о дружбе", "treaty"),
        ("ru", "итоговое коммюнике", "communique"),
        ("tr", "mutabakat zaptı imzaladı", "memorandum"),
        ("tr", "Şuşa Beyannamesi'ni", "declaration"),
        ("az", "anlaşma memorandumu", "memorandum"),
        ("az", "fəaliyyət planı", "plan"),
        ("fa", "یادداشت تفاهم", "memorandum"),
        ("fa", "قرارداد", "contract"),
        ("ar", "مذكرة تفاهم", "memorandum"),
        ("ar", "وقعا على البروتوكول", "protocol"),
        ("es", "un tratado de paz", "treaty"),
        ("fr", "un protocole d’accord", "protocol"),
        ("fr", "la feuille de route", "plan"),
    ],
)
def test_kinds_of_agreements_in_eight_languages(language: str, text: str, kind: str) -> None:
    assert kind in [f.term for f in terms("accord", text, language)]


def test_a_contract_is_no_agreement_to_meet() -> None:
    assert not terms("accord", "they договорились встретиться", "ru")
    assert not terms("accord", "a planned visit, contracted muscles", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_of_numerals_is_whole(language: str) -> None:
    assert len(_numerals()["ordinals"][language]["stems"]) == 20
    assert len(_numerals()["numbers"][language]) == 19


def test_lists_speak_all_languages_or_say_why_not() -> None:
    for name, by_term in _lists().items():
        spoken = {lang for by in by_term.values() for lang in by}
        assert spoken == set(LANGUAGES) or name == "days_of", name


@given(st.text(max_size=60), st.sampled_from((*LANGUAGES, None, "xx")))
def test_what_is_found_stands_in_the_text(text: str, language: str | None) -> None:
    for name in ("accord", "body", "exercise", "arms", "step"):
        for f in terms(name, text, language):
            assert 0 <= f.start < f.end <= len(text)
    for n in (*ordinals(text, language), *numbers(text, language)):
        assert 0 <= n.start < n.end <= len(text)


def test_offsets_survive_letters_that_fold_to_several() -> None:
    text = "ﬃ İ\u200cŞuşa Beyannamesi'ni"
    (found,) = terms("accord", text, "tr")
    assert text[found.start : found.end] == "Beyannamesi"
