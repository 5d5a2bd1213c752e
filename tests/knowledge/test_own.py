"""Knowledge of the user's own, added to the pack."""

import pytest

from dragoman.errors import UsageError
from dragoman.knowledge import load

ORGANISATION = (
    "lakes-pact IGO GOV alliance | en=Lakes Pact; LKP | ru=Озёрный пакт | fr=Pacte des Lacs\n"
)
OFFICE = "TZA | FM | foreign minister | Neema *Kapalata | 2031-02 | | high | Неема Капалата\n"


def folder(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return str(tmp_path)


def test_organisations_persons_and_offices_of_ones_own_are_found(tmp_path):
    own = load(folder(tmp_path, organisations=ORGANISATION, offices=OFFICE))
    assert [h.entry.id for h in own.scan("Talks of the Lakes Pact began", "en")] == [
        "org:lakes-pact"
    ]
    assert [h.entry.id for h in own.scan("Страны Озёрного пакта", "ru")] == ["org:lakes-pact"]
    held = own.offices.holders("TZA", "FM", "2031-06-01")
    assert [h.term.holder for h in held][:1] == ["Neema Kapalata"]
    assert own.entry(held[0].entry).code == "TZA"
    assert [h.entry.name for h in own.scan("Министр Капалата", "ru")] == ["Neema Kapalata"]


def test_what_is_built_in_stays_and_the_fingerprints_differ(tmp_path):
    plain = load()
    own = load(folder(tmp_path, organisations=ORGANISATION))
    assert own.fingerprint != plain.fingerprint
    assert not plain.find_party("Lakes Pact")
    for text in ("Azerbaijan", "NATO", "Sergey Lavrov"):
        assert [c.entry.id for c in own.find_party(text)] == [
            c.entry.id for c in plain.find_party(text)
        ]


def test_a_known_organisation_gets_a_further_name(tmp_path):
    own = load(folder(tmp_path, organisations="nato IGO MIL alliance | en=The Atlantic Club\n"))
    assert own.find_party("The Atlantic Club")[0].entry.id == "org:nato"


def test_a_person_that_is_known_gets_a_further_spelling(tmp_path):
    line = "Sergey Lavrov | RUS GOV | foreign minister | 2004- | Sergej Lawrow\n"
    own = load(folder(tmp_path, persons=line))
    assert own.find_party("Sergej Lawrow")[0].entry.id == "person:sergey-lavrov"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("offices", "TZA | FM | minister | Somebody | 2031\n", "offices.txt:1: eight fields"),
        ("offices", "QQQ | FM | minister | Some Body | 2031 | | high |\n", "unknown state"),
        ("offices", "TZA | XX | minister | Some Body | 2031 | | high |\n", "unknown office"),
        ("offices", "TZA | FM | minister | Some Body | 2031-13 | | high |\n", "no date"),
        ("persons", "Somebody\n", "persons.txt:1: five fields"),
        ("organisations", "one two\n", "organisations.txt:1: id, code"),
        ("words_en", "QQQ n:Nowhere\n", "words_en.txt:1: unknown code"),
    ],
)
def test_a_faulty_line_is_named(tmp_path, name, text, said):
    with pytest.raises(UsageError) as raised:
        load(folder(tmp_path, **{name: text}))
    assert said in raised.value.message
    assert str(tmp_path) in raised.value.message


def test_a_folder_without_data_is_refused(tmp_path):
    with pytest.raises(UsageError, match="holds none of the files"):
        load(str(tmp_path))
    with pytest.raises(UsageError, match="is not a folder"):
        load(str(tmp_path / "absent"))


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "persons.txt").write_bytes(b"\xff\xfe\x00\x80\n")
    with pytest.raises(UsageError, match="UTF-8"):
        load(str(tmp_path))
