import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.gold import read_gold
from dragoman.knowledge import load
from dragoman.records import Basis, DateValue, Precision, RawParty, RawSource, Stance
from dragoman.resolve.actors import ActorResolver
from dragoman.resolve.states import state_at
from evals.resolve_parties import CORPUS, report, resolve

KNOWLEDGE = load()


def parties(text, phrase, *, language="en", day=None, sector=None):
    published = DateValue(day, day, Precision.DAY, Basis.STATED) if day else None
    resolver = ActorResolver(text, language, published, KNOWLEDGE)
    start = text.index(phrase)
    raw = RawParty(phrase, start, start + len(phrase), sector)
    return resolver.party(raw, (0, len(text)))


def one(text, phrase, **options):
    (party,) = parties(text, phrase, **options)
    return party


def test_person_through_title():
    party = one(
        "Iranian Defense Minister Amir Hatami left.", "Iranian Defense Minister Amir Hatami"
    )
    assert (party.id, party.country, party.sector) == ("person:amir-hatami", "IRN", "MIL")
    assert party.reason


def test_person_that_no_table_knows():
    text = "Estonian Defense Minister Jaan Kuusk left."
    party = one(text, "Estonian Defense Minister Jaan Kuusk")
    assert (party.id, party.name, party.country) == ("person:jaan-kuusk", "Jaan Kuusk", "EST")


@pytest.mark.parametrize(
    ("phrase", "country", "sector"),
    [
        ("Azerbaijan’s Ministry of Defense", "AZE", "MIL"),
        ("Iranian ambassador to Armenia", "IRN", "GOV"),
        ("Russian-backed separatists in Ukraine", "UKR", "REB"),
        ("Pakistan-based militants", "PAK", "REB"),
        ("Nepalese police", "NPL", "COP"),
        ("UN peacekeepers from Uruguay", "UNO", "MIL"),
        ("Hezbollah fighters", "LBN", "REB"),
        ("the Kremlin", "RUS", "GOV"),
        ("Knesset", "ISR", "LEG"),
        ("Somaliland", "SOM", "PRE"),
    ],
)
def test_country_and_sector_of_a_phrase(phrase, country, sector):
    party = one(f"Yesterday {phrase} said so.", phrase)
    assert (party.country, party.sector) == (country, sector)


def test_state_has_its_code_and_organisation_its_id():
    assert one("Ankara said so.", "Ankara").id == "TUR"
    assert one("NATO said so.", "NATO").id == "org:nato"
    assert one("NATO said so.", "NATO").country == "IGO"


def test_the_taggers_sector_speaks_where_words_do_not():
    assert one("Israel struck.", "Israel", sector="MIL").sector == "MIL"
    assert one("Israeli police struck.", "Israeli police", sector="MIL").sector == "COP"


def test_a_bare_surname_is_told_by_the_date():
    assert one("Aliyev spoke.", "Aliyev", day="1997-05-01").id == "person:heydar-aliyev"
    later = one("Aliyev spoke.", "Aliyev", day="2019-05-01")
    assert later.id == "person:ilham-aliyev"
    assert later.candidates == ("person:heydar-aliyev",)


def test_another_bearer_of_a_known_surname_is_not_taken_for_him():
    assert one("The singer Rasim Aliyev sang.", "Rasim Aliyev").id != "person:ilham-aliyev"


def test_a_surname_finds_its_first_mention():
    text = "Estonian minister Jaan Kuusk arrived in Vilnius. Later Kuusk left."
    start = text.rindex("Kuusk")
    resolver = ActorResolver(text, "en", None, KNOWLEDGE)
    (party,) = resolver.party(RawParty("Kuusk", start, start + 5), (49, len(text)))
    assert (party.country, party.name) == ("EST", "Jaan Kuusk")


def test_both_countries_are_two_parties_of_one_span():
    text = "Peru and Chile argued for years. In Lima both countries signed."
    found = parties(text, "both countries")
    assert [p.country for p in found] == ["PER", "CHL"]
    assert {(p.start, p.end) for p in found} == {(found[0].start, found[0].end)}


def test_listed_states_are_several_parties():
    found = parties("Israeli and Syrian experts met.", "Israeli and Syrian experts")
    assert [p.country for p in found] == ["ISR", "SYR"]


def test_no_state_is_invented():
    party = one("Gunmen fired at a convoy.", "Gunmen")
    assert party.country is None
    assert party.id is None


def test_context_gives_a_low_score():
    party = one("Police in Nairobi fired on protesters.", "protesters")
    assert party.country == "KEN"
    assert party.score <= 0.7


def test_vanished_states_by_date():
    assert one("Moscow agreed.", "Moscow", day="1985-03-01").country == "SUN"
    assert one("Moscow agreed.", "Moscow", day="1995-03-01").country == "RUS"
    assert state_at("SRB", "1999-01-01", capital=True) == "YUG"
    assert state_at("SRB", None, capital=True) == "SRB"


@pytest.mark.parametrize(
    ("language", "phrase", "country", "sector"),
    [
        ("ru", "министр обороны Ирана Амир Хатами", "IRN", "MIL"),
        ("ru", "российские военные", "RUS", "MIL"),
        ("tr", "İran Dışişleri Bakanlığı", "IRN", "GOV"),
        ("tr", "Türk askerleri", "TUR", "MIL"),
        ("az", "İran Müdafiə Nazirliyi", "IRN", "MIL"),
        ("fa", "وزارت دفاع ارمنستان", "ARM", "MIL"),
        ("ar", "وزير الخارجية الإيراني", "IRN", "GOV"),
        ("ar", "الشرطة التركية", "TUR", "COP"),
        ("es", "ejército colombiano", "COL", "MIL"),
        ("fr", "police haïtienne", "HTI", "COP"),
    ],
)
def test_other_languages(language, phrase, country, sector):
    party = one(phrase, phrase, language=language)
    assert (party.country, party.sector) == (country, sector)


def test_attribution_is_resolved():
    text = "Iran's foreign ministry said the report was false."
    resolver = ActorResolver(text, "en", None, KNOWLEDGE)
    given_ = resolver.attribution(RawSource("Iran's foreign ministry", 0, 23, Stance.DENY))
    assert (given_.country, given_.stance) == ("IRN", Stance.DENY)


@given(st.text(min_size=1, max_size=200), st.data())
def test_any_text_and_span(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    language = data.draw(st.sampled_from(["en", "ru", "ar", "az", None]))
    resolver = ActorResolver(text, language, None, KNOWLEDGE)
    found = resolver.party(RawParty(text[start:end], start, end), (0, len(text)))
    assert found
    assert all(p.text == text[p.start : p.end] for p in found)


def test_floors_on_the_first_written_corpus():
    floors = json.loads((Path("evals") / "parties_floors.json").read_text(encoding="utf-8"))
    paths = sorted((CORPUS / "written").glob("*_first.jsonl"))
    found = [c for path in paths for c in resolve(read_gold(path), KNOWLEDGE)]
    scores = report(found)
    for language, floor in floors["languages"].items():
        for what, least in floor.items():
            assert scores[language][what] >= least, (language, what, scores[language][what])


@pytest.mark.parametrize("phrase", ["Major", "General", "Joint", "Chief", "Foreign"])
def test_scraps_of_titles_are_nobody(phrase):
    text = f"Estonia and Latvia signed. {phrase} talks began."
    found = parties(text, phrase)
    assert [(p.id, p.country) for p in found] == [(None, None)]


@pytest.mark.parametrize("phrase", ["The two", "two"])
def test_the_two_are_two_states(phrase):
    found = parties("Estonia and Latvia signed. The two will meet.", phrase)
    assert [p.country for p in found] == ["EST", "LVA"]


def test_a_number_alone_goes_by_context():
    party = one("Two soldiers died and seven were taken, when Senegalese guns spoke.", "seven")
    assert party.country is None or party.reason.startswith("by context")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("A man attacked the Azerbaijani embassy in Tehran and hurt two guards.", "two guards"),
        ("Gunman kills guard at Azerbaijan's embassy in Tehran", "guard"),
        ("The embassy of Azerbaijan in Tehran closed. Its staff left Iran.", "Its staff"),
        ("Two Azerbaijani drivers were held in Tabriz. The men were freed.", "The men"),
        ("Вооружённый человек напал на посольство Азербайджана в Тегеране. Охранник ранен.",
         "Охранник"),
    ],
)  # fmt: skip
def test_people_of_a_mission_and_persons_held_abroad_belong_to_their_state(text, phrase):
    language = "ru" if phrase == "Охранник" else "en"
    assert one(text, phrase, language=language, sector="CVL").country == "AZE"


def test_the_men_stay_open_where_persons_of_two_nations_were_named():
    text = "Estonian drivers met Latvian drivers. The men left."
    assert "persons" not in one(text, "The men", sector="CVL").reason


def test_another_given_name_is_another_person():
    text = "The spokesman of Iran, Seyyed Abbas Mousavi, spoke. Later Mousavi left."
    mousavi = "Mousavi left"
    start = text.index(mousavi)
    published = DateValue("2009-08-01", "2009-08-01", Precision.DAY, Basis.STATED)
    resolver = ActorResolver(text, "en", published, KNOWLEDGE)
    (party,) = resolver.party(RawParty("Mousavi", start, start + 7, None), (0, len(text)))
    assert party.id != "person:mir-hossein-mousavi"
    assert party.country == "IRN"


def test_a_headline_in_capitals_names_nobody() -> None:
    text = "KENYA, RWANDA SIGN PACT ON TRADE\n\nThe Pact was signed in Nairobi."
    start = text.index("Pact")
    resolver = ActorResolver(text, "en", None, load())
    found = resolver.party(RawParty("Pact", start, start + 4), (start - 4, len(text)))
    assert all(p.name is None or "SIGN" not in p.name for p in found)


def test_a_long_title_behind_the_name_tells_the_state() -> None:
    text = (
        "General Tomas Okello, Deputy Chief of Staff of the Ugandan Armed Forces, came to "
        "Moscow. Russian officers received him. Okello spoke of training."
    )
    start = text.rindex("Okello")
    resolver = ActorResolver(text, "en", None, load())
    found = resolver.party(RawParty("Okello", start, start + 6), (start, len(text)))
    assert [p.country for p in found] == ["UGA"]
