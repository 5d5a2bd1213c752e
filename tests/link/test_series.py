"""Names across scripts, and which of a series an act is."""

import pytest

from dragoman.link import link
from dragoman.link.evidence import weights
from dragoman.link.names import bones, names_in, place_bones
from dragoman.link.ordinals import turn_of
from dragoman.link.steps import step_in
from tests.factories import Told, article
from training.linking import PRIOR

TALKS = Told("CONSULT", "AZE ARM", "", "third-party", "2024-03-05", trigger="the third round")


@pytest.mark.parametrize(
    "words",
    [
        ("Marikana", "Марикана", "ماريكانا", "ماریکانا"),
        ("Zelensky", "Зеленский", "زيلينسكي"),
        ("Guterres", "Гутерриш", "غوتيريش"),
        ("Kharkiv", "Харькове", "خاركيف"),
    ],
)
def test_a_name_has_the_same_bones_in_every_script(words: tuple[str, ...]) -> None:
    assert len({bones(w) for w in words}) == 1
    assert bones(words[0])


def test_other_names_have_other_bones_and_short_ones_have_none() -> None:
    assert bones("Marikana") != bones("Mariupol")
    assert bones("Goma") == bones("") == bones("Oye") == ""
    assert place_bones("camp of Marikana") & place_bones("рудник Марикана")


def test_names_are_the_words_with_capitals_outside_what_is_left_out() -> None:
    text = "The mine at Marikana is in Transvaal, said nobody."
    assert names_in(text, 0, len(text), ()) == {bones("Marikana"), bones("Transvaal")}
    at = text.index("Marikana")
    assert names_in(text, 0, len(text), [(at, at + 8)]) == {bones("Transvaal")}


@pytest.mark.parametrize(
    ("text", "act", "turn"),
    [
        ("The third round of talks was held in Oslo.", "talks", ("round", 3)),
        ("The 15th session of the commission met.", "met", ("session", 15)),
        ("Состоялся третий раунд переговоров.", "переговоров", ("round", 3)),
        ("15-я сессия комиссии прошла в Баку.", "прошла", ("session", 15)),
        ("Görüşmelerin üçüncü turu yapıldı.", "yapıldı", ("round", 3)),
        ("Komisyonun 15. toplantısı yapıldı.", "toplantısı", ("meeting", 15)),
        ("Danışıqların üçüncü raundu keçirildi.", "keçirildi", ("round", 3)),
        ("دور سوم مذاکرات در اسلو برگزار شد", "مذاکرات", ("round", 3)),
        ("عقدت الجولة الثالثة من المحادثات", "المحادثات", ("round", 3)),
        ("la tercera ronda de conversaciones", "conversaciones", ("round", 3)),
        ("le troisième cycle de pourparlers", "pourparlers", ("round", 3)),
        ("On 15 March talks were held.", "talks", None),
        ("The two held a second day of talks.", "talks", None),
        ("В пятницу встреча прошла.", "встреча", None),
        ("After the second round the third round was held.", "was held", ("round", 3)),
    ],
)
def test_the_number_in_a_series_is_read(text: str, act: str, turn: tuple[str, int] | None) -> None:
    at = text.index(act)
    assert turn_of(text, at, at + len(act), (0, len(text))) == turn


def test_two_rounds_of_one_day_are_two() -> None:
    other = Told("CONSULT", "AZE ARM", "", "third-party", "2024-03-05", trigger="the fourth round")
    assert len(link([article("a", [TALKS]), article("b", [TALKS])]).events) == 1
    assert len(link([article("a", [TALKS]), article("b", [other])]).events) == 2
    assert len(link([article("a", [TALKS, other])]).events) == 2


def test_steps_are_read_with_the_letters_of_turkish_and_azerbaijani() -> None:
    assert step_in("askıya aldı") == "suspended"
    assert step_in("dəvət etdi") == "invited"
    assert step_in("imzaladı") == "signed"
    assert step_in("walked") is None


def test_what_weighs_by_judgement_was_learned_too() -> None:
    assert PRIOR.keys() <= weights().keys()
    assert weights()["turn differs"] < -3 < 0 < weights()["turn same"]
