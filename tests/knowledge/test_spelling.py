"""Spellings of one name fall together, those of two stay apart."""

import pytest

from dragoman.knowledge import load
from dragoman.knowledge.spelling import skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abbas Araghchi", "Abbas Araqchi"),
        ("Mohammad Bagheri", "Mohammed Baqeri"),
        ("Mohammad Bagherī", "Mohammad Bagheri"),
        ("Muammar Gaddafi", "Moammar Qaddafi"),
        ("Abdel Fattah el-Sisi", "Abdul Fatah al Sisi"),
        ("Hossein Amir-Abdollahian", "Hussein Amirabdollahian"),
        ("Nikita Khrushchev", "Nikita Hruschev"),
        ("Jamal Khashoggi", "Jamal Khashuggi"),
    ],
)
def test_spellings_of_one_name_have_one_skeleton(one, other):
    assert skeleton(one) == skeleton(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Heydar Aliyev", "Ilham Aliyev"),
        ("Hassan Rouhani", "Hassan Nasrallah"),
        ("George Bush", "George Bishop"),
        ("Sergei Ivanov", "Igor Ivanov"),
    ],
)
def test_two_names_have_two(one, other):
    assert skeleton(one) != skeleton(other)


def test_one_word_and_other_scripts_have_none():
    assert skeleton("Araghchi") == skeleton("عباس عراقچی") == skeleton("") == ""


def test_a_person_is_found_by_another_spelling_within_his_state():
    knowledge = load()
    known = knowledge.find_party("Abbas Araghchi")[0].entry
    assert knowledge.spelled("Abas Araqchi", "IRN") == known
    assert knowledge.spelled("Abas Araqchi", "FRA") is None
    assert knowledge.spelled("Nobody Atall", "IRN") is None
