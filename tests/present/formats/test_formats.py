"""Each format is opened by a reader of its own world, and never by a mirror of our writer."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import bibtexparser
import geojson
import networkx
import openpyxl
import pandas
import pytest
import rispy
import vobject
from export_world import BAKU, SEEN, World, event_of, hostile, ordinary
from factories import Told
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pybtex.database import parse_bytes
from pyld import jsonld

from dragoman.errors import UsageError
from dragoman.ontology import TYPES
from dragoman.present import formats
from dragoman.present.csv import COLUMNS
from dragoman.present.formats import ROWS
from dragoman.present.formats.about import Exported
from dragoman.present.formats.base import FORMULA, defused, refused
from dragoman.present.formats.labelstudio import config
from dragoman.present.formats.material import Asked
from dragoman.present.formats.sipri import PREAMBLE
from dragoman.registered import REGISTERS
from dragoman.stored import StoredEvent

FORMATS = tuple(formats.FORMATS.values())
NASTY = st.sampled_from(
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "a\tb", "a\nb\r\nc",
     "nul\x00bell\x07esc\x1b[31m", "\ud800", "\u202eevil", '"quoted", and; more', "</a><script>",
     "{brace} \\cmd_x #1 100% R&D ~^$", "line\u2028sep", "ایران", "Doe, John and Roe, Jane",
     "ER  - \nTY  - X", "BEGIN:VEVENT", "]]>", "'apostrophe", "🛰" * 40]
)  # fmt: skip
TEXT = NASTY | st.text(st.characters(exclude_categories=()), min_size=1, max_size=30)


def export(
    name: str, world: World, table: str | None = None, **asked: Any
) -> tuple[bytes, Exported]:
    form = formats.named(name)
    out = io.BytesIO()
    wanted = Asked(table or form.tables[0], **asked)
    done = formats.write(form, world, wanted, out, lambda register: ())
    return out.getvalue(), done


def table_of(data: bytes, **options: Any) -> pandas.DataFrame:
    return pandas.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, **options)


def tsv(data: bytes, **options: Any) -> pandas.DataFrame:
    return table_of(data, sep="\t", quoting=3, **options)


# The registry.


def test_the_registry_is_whole() -> None:
    assert len(FORMATS) >= 24
    for form in FORMATS:
        writer = form.writer()
        assert writer.RULES and all(r.endswith((".", "`")) for r in writer.RULES), form.name
        assert form.extension.startswith(".") and "/" in form.media_type
        for table in form.tables:
            names = [c.name for c in writer.columns(table)]
            assert len(names) == len(set(names)), form.name


@pytest.mark.parametrize(
    ("name", "count"),
    [("polecat", 40), ("gdelt", 61), ("gdelt-mentions", 16), ("icews", 20), ("acled", 31),
     ("ucdp", 49), ("sipri", 17), ("dcad", 30), ("mme", 64), ("jme", 53)],
)  # fmt: skip
def test_formats_have_as_many_columns_as_their_models(name: str, count: int) -> None:
    form = formats.named(name)
    assert len(form.writer().columns(form.tables[0])) == count


def test_what_a_format_does_not_serve_is_told() -> None:
    with pytest.raises(UsageError, match="polecat is made of events, not of documents"):
        export("polecat", World(), "documents")
    with pytest.raises(UsageError, match="no format 'xls'"):
        formats.named("xls")


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "followthemoney", None)
    with pytest.raises(UsageError, match=r"needs the package followthemoney.*dragoman\[ftm\]"):
        export("ftm", ordinary())


# Any text, in any format.


def needs(form: formats.Format) -> None:
    """Skip where the package of an extra, which the format needs, is not installed."""
    if form.name == "ftm":
        pytest.importorskip("followthemoney")


@settings(max_examples=25)
@given(TEXT)
@pytest.mark.parametrize("form", FORMATS, ids=lambda f: f.name)
def test_no_text_breaks_a_format(form: formats.Format, words: str) -> None:
    needs(form)
    world = hostile(words)
    for table in form.tables:
        if table in REGISTERS:
            continue
        data, done = export(form.name, world, table, text=table == "documents")
        rows = list(READERS[form.name](data))
        if form.name in ("gdelt", "polecat", "plover", "icews", "geojson", "timelinejs", "ics"):
            assert len(rows) == done.rows >= 1
        elif form.name in ("doccano", "labelstudio", "ris", "bibtex", "csv", "jsonl", "xlsx"):
            assert len(rows) == done.rows


def _spreadsheet(data: bytes, **options: Any) -> Iterator[Any]:
    found = table_of(data, **options)
    for cell in (c for row in found.itertuples(index=False) for c in row):
        assert not (isinstance(cell, str) and cell.startswith(FORMULA)) or _number(cell), cell
    yield from found.itertuples(index=False)


def _number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", cell) is not None


def _xlsx(data: bytes) -> Iterator[Any]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                assert cell.data_type != "f" and cell.hyperlink is None
                if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix
            yield row


def _lines(data: bytes) -> Iterator[Any]:
    for line in data.decode("utf-8").splitlines():
        yield json.loads(line)


def _calendar(data: bytes) -> Iterator[Any]:
    (calendar,) = vobject.readComponents(data.decode("utf-8"))
    yield from calendar.contents.get("vevent", [])


def _network(data: bytes) -> Iterator[Any]:
    read = networkx.read_gexf if b"<gexf" in data else networkx.read_graphml
    etree.fromstring(data)
    yield from read(io.BytesIO(data)).edges


READERS: dict[str, Any] = {
    "jsonl": _lines,
    "plover": _lines,
    "ftm": _lines,
    "doccano": _lines,
    "csv": _spreadsheet,
    "acled": _spreadsheet,
    "ucdp": _spreadsheet,
    "parquet": lambda data: pandas.read_parquet(io.BytesIO(data)).itertuples(),
    "xlsx": _xlsx,
    **{n: lambda d: _spreadsheet(d, sep="\t", quoting=3) for n in ("polecat", "icews")},
    **{n: lambda d: _spreadsheet(d, sep="\t", quoting=3, header=None)
       for n in ("gdelt", "gdelt-mentions")},
    "geojson": lambda data: geojson.loads(data.decode("utf-8")).features,
    "graphml": _network,
    "gexf": _network,
    "ics": _calendar,
    "timelinejs": lambda data: json.loads(data)["events"],
    "jsonld": lambda data: json.loads(data)["items"],
    "labelstudio": json.loads,
    "ris": lambda data: rispy.loads(data.decode("utf-8")),
    "bibtex": lambda data: parse_bytes(data, "bibtex").entries.values(),
    **dict.fromkeys(("dcad", "mme", "jme", "colt"), _spreadsheet),
    "sipri": lambda d: _spreadsheet(d, skiprows=len(PREAMBLE)),
}  # fmt: skip


def test_every_format_has_a_reader_here() -> None:
    assert READERS.keys() == formats.FORMATS.keys()


@given(TEXT)
def test_formulas_are_defused_and_numbers_stay(words: str) -> None:
    cell = defused(words)
    assert not cell.startswith(FORMULA) and not re.search("[\t\r\n\x00]", cell)
    assert defused(-3.5) == "-3.5" and defused(-7) == "-7"
    if not words.startswith("'"):
        assert not refused(cell).startswith("'")


# What stands in them.


def test_polecat() -> None:
    data, done = export("polecat", ordinary())
    rows = tsv(data)
    assert len(rows) == done.rows
    visit = rows.iloc[0]
    assert visit["Event Type"] == "CONSULT" and visit["Event Mode"] == "visit"
    assert (visit["Event Date"], visit["Intensity"]) == ("2018-02-21", "4")
    assert (visit["Actor Country"], visit["Actor COW"]) == ("IRN", "630")
    assert (visit["City"], visit["Province"], visit["Feature Type"]) == ("Baku", "Baki", "PPL")
    assert (visit["Quad Code"], visit["Source"]) == ("VERBAL COOPERATION", "Araz Post")
    assert visit["Wikipedia Actor ID"] == "None"
    battle = rows[rows["Event Type"] == "ASSAULT"].iloc[0]
    assert battle["Actor Country"] == "ARM; AZE" and battle["Recipient Country"] == "None"
    assert battle["District"] == "Tovuz" and battle["City"] == "None"
    agreed = rows[rows["Event Type"] == "AGREE"].iloc[0]
    assert agreed["Event Date"] == "2021-05-01"
    assert not (rows["Event Mode"] == "arrest").any()  # somebody denies it
    asked = tsv(export("polecat", ordinary(), include=frozenset({"contested", "coarse-dates"}))[0])
    assert (asked["Event Mode"] == "arrest").any() and (asked["Event Type"] == "AID").any()


def test_plover() -> None:
    rows = list(_lines(export("plover", ordinary())[0]))
    visit = rows[0]
    assert {"id", "date", "actor", "event"} <= visit.keys()
    assert all(
        isinstance(visit[k], list) for k in ("actor", "recipient", "event", "mode", "context")
    )
    assert visit["quad_code"] == 1 and len(visit["reports"]) == 2
    start, end = visit["text_info"]["start"], visit["text_info"]["end"]
    assert end - start == len(visit["text_info"]["text_story"])
    negated = next(r for r in rows if r["event"] == ["COERCE"] and r["mode"] == ["cyber"])
    assert "negation" in negated["context"] and negated["modality"] == "negated"
    held = next(r for r in rows if r["mode" if "mode" in r else "event"] == ["arrest"])
    assert held["comment"] == "Denied by Azerbaijan."
    planned = next(r for r in rows if "planned" in r)
    assert planned["event"] == ["AGREE"] and planned["planned"]["date"] == "2021-06-01"
    assert not [k for r in rows for k, v in r.items() if v in (None, "", [], {})]


def test_gdelt_events_and_mentions_fit_each_other() -> None:
    w = ordinary()
    events = tsv(export("gdelt", w)[0], header=None)
    mentions = tsv(export("gdelt-mentions", w)[0], header=None)
    assert events.shape[1] == 61 and mentions.shape[1] == 16
    assert set(mentions[0]) == set(events[0]) and events[0].is_unique
    assert events[0].map(lambda x: 0 < int(x) < 2**63).all()
    visit = events.iloc[0]
    assert list(visit[[1, 2, 3]]) == ["20180221", "201802", "2018"]
    assert float(visit[4]) == pytest.approx(2018 + 51 / 365, abs=1e-4)
    assert list(visit[[5, 7, 12, 15]]) == ["IRNMIL", "IRN", "MIL", "AZEMIL"]
    assert list(visit[[26, 27, 28, 29, 30]]) == ["042", "042", "04", "1", "1.9"]
    assert list(visit[[31, 32, 33]]) == ["2", "2", "2"]
    # ActionGeo: type, name, FIPS country, and then the coordinates.
    assert list(visit[[51, 52, 53]]) == ["4", "Baku, Baki, Azerbaijan", "AJ"]
    assert list(visit[[56, 57]]) == ["40.378", "49.892"]
    assert visit[59] == "20260102030405"
    fight = events[events[26] == "193"]
    assert set(fight[5]) == {"ARMMIL", "AZEMIL"} and len(fight) == 2
    for row in mentions.itertuples(index=False):
        article = next(a.article for a in w.articles if a.article.uri == row[5])
        assert int(row[12]) == len(article.text)
        names = {"IRNMIL": "Amir Hatami", "IRNGOV": "Iran"}
        actor = events[events[0] == row[0]].iloc[0][5]
        if actor in names and row[7]:
            assert article.text[int(row[7]) :].startswith(("Amir Hatami", "Iran"))
    web = mentions[mentions[5].str.startswith("http")]
    assert (web[3] == "1").all() and (web[2] == "20180223000000").all()


def test_icews() -> None:
    rows = tsv(export("icews", ordinary())[0])
    assert rows["Event ID"].is_unique
    visit = rows[rows["CAMEO Code"].isin(["042", "043"])]
    assert list(visit["CAMEO Code"]) == ["042", "043"]
    assert list(visit["Source Country"]) == ["Iran", "Azerbaijan"]
    assert list(visit["Intensity"]) == ["1.9", "2.8"]
    assert not rows["CAMEO Code"].isin(["155", "176", "1834", "1951", "1952"]).any()
    fight = rows[rows["CAMEO Code"] == "193"]
    assert sorted(fight["Source Country"]) == ["Armenia", "Azerbaijan"]
    assert list(fight["City"]) == ["", ""] and list(fight["District"]) == ["Tovuz"] * 2


def test_acled() -> None:
    w = ordinary()
    w.event_told(
        Told("ASSAULT", "ISR", "LBN", "drone", "2021-05-05", amounts=(("dead", 3.0),), sector="CVL")
    )
    rows = table_of(export("acled", w)[0])
    battle, drone, arrest = (rows[rows["event_type"] == t].iloc[0] for t in (
        "Battles", "Explosions/Remote violence", "Strategic developments"))  # fmt: skip
    assert (battle["sub_event_type"], battle["fatalities"]) == ("Armed clash", "7")
    assert battle["actor1"] == "Military Forces of Armenia"
    assert battle["interaction"] == "18"  # Armenia's forces are abroad
    assert (battle["iso"], battle["country"], battle["geo_precision"]) == ("031", "Azerbaijan", "2")
    assert drone["civilian_targeting"] == "Civilian targeting"
    assert arrest["sub_event_type"] == "Arrests" and "Denied by Azerbaijan." in arrest["notes"]
    assert not rows["event_type"].str.contains("CONSULT").any()


def test_ucdp() -> None:
    rows = table_of(export("ucdp", ordinary())[0])
    (battle,) = rows.to_dict("records")
    assert (battle["best"], battle["low"], battle["high"]) == ("7", "7", "7")
    assert battle["type_of_violence"] == "1" and battle["deaths_unknown"] == "7"
    assert (battle["side_a"], battle["gwnoa"]) == ("Government of Armenia", "371")
    assert (battle["date_prec"], battle["where_prec"]) == ("1", "3")
    assert battle["geom_wkt"] == "POINT (49.892 40.378)"
    assert battle["region"] == "Europe" and battle["date_start"] == "2020-09-27 00:00:00.000"


def test_followthemoney() -> None:
    ftm = pytest.importorskip("followthemoney")
    data, done = export("ftm", ordinary())
    entities = [ftm.model.get_proxy(row) for row in _lines(data)]
    assert len(entities) == done.rows and len({e.id for e in entities}) == len(entities)
    by_id = {e.id: e for e in entities}
    for entity in entities:
        entity.schema.validate(entity.to_dict())
        for prop, value in entity.itervalues():
            if prop.type.name == "entity":
                assert value in by_id, (entity.schema.name, prop.name)
                assert by_id[value].schema.is_a(prop.range), (prop.name, by_id[value].schema)
    visit = next(e for e in entities if "plover:CONSULT-visit" in e.get("keywords", quiet=True))
    assert visit.get("startDate") == ["2018-02-21"] and visit.get("country") == ["az"]
    assert {by_id[i].caption for i in visit.get("organizer")} == {"Amir Hatami"}
    aid = next(e for e in entities if e.get("keywords", quiet=True) == ["plover:AID"])
    assert aid.get("startDate") == ["2019-05"]
    assert next(e for e in entities if e.schema.name == "Payment").get("amount") == ["1000000"]
    modalities = {s.event.event_id: s.event.modality for s in ordinary().stored}
    assert all(modalities[e.id] == "actual" for e in entities if e.schema.name == "Event")


def test_geojson() -> None:
    w = ordinary()
    found = geojson.loads(export("geojson", w)[0].decode())
    assert found.is_valid and len(found.features) == len(w.stored)
    (visit,) = [f for f in found.features if f.properties["mode"] == "visit" and f.geometry]
    assert visit.geometry.coordinates == [49.892, 40.378] and visit.properties["middle"] is False
    w.event_told(
        Told("AID", "IRN", "AZE"), place=replace(BAKU, name="Azerbaijan", precision="country")
    )
    last = geojson.loads(export("geojson", w)[0].decode()).features[-1]
    assert last.properties["middle"] is True


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networks(name: str) -> None:
    w = ordinary()
    w.event_told(Told("COERCE", "AZE", "IRN", "arrest", "2023-01-05"))
    data, done = export(name, w)
    read = networkx.read_graphml if name == "graphml" else networkx.read_gexf
    found = read(io.BytesIO(data))
    edges = list(found.edges(data=True))
    assert len(edges) == done.rows
    arrests = next(
        d for a, b, d in edges if (a, b) == ("AZE", "IRN") and d["event_type"] == "COERCE"
    )
    assert (arrests["weight"], arrests["disputed"]) == (2, 1)
    assert (arrests["first"], arrests["last"]) == ("2021-09-15", "2023-01-05")
    assert {d["modality"] for *_, d in edges} == {"actual", "future", "negated"}
    (fight,) = [d for *_, d in edges if d["event_type"] == "ASSAULT"]
    assert fight["mutual"] is True or fight["mutual"] == "true"


def test_calendar() -> None:
    w = ordinary()
    entries = list(_calendar(export("ics", w)[0]))
    by_type = {e.categories.value[0]: e for e in entries}
    battle = by_type["ASSAULT"]
    assert battle.dtstart.value.isoformat() == "2020-09-27"
    assert battle.dtend.value.isoformat() == "2020-09-28"
    assert {e.status.value for e in entries} == {"CONFIRMED", "TENTATIVE"}
    held = next(e for e in entries if "arrest" in e.categories.value)
    assert "Denied by Azerbaijan." in held.description.value
    assert all(e.uid.value.endswith("@dragoman") for e in entries)
    assert all(len(line) <= 75 for line in export("ics", w)[0].split(b"\r\n"))


def test_timelinejs() -> None:
    w = hostile("<img src=x onerror=alert(1)>")
    (slide,) = json.loads(export("timelinejs", w)[0])["events"]
    assert slide["start_date"] == {"year": 2018, "month": 2, "day": 21}
    assert "<img" not in slide["text"]["headline"] + slide["text"]["text"]
    slides = json.loads(export("timelinejs", ordinary())[0])["events"]
    (month,) = [s for s in slides if s["group"] == "AID"]
    assert month["start_date"] == {"year": 2019, "month": 5}
    assert any("[planned]" in s["text"]["headline"] for s in slides)
    assert any("[contested]" in s["text"]["headline"] for s in slides)


def test_references() -> None:
    w = ordinary()
    ris = rispy.loads(export("ris", w)[0].decode())
    assert len(ris) == len(w.articles)
    assert (ris[0]["title"], ris[0]["year"]) == (w.articles[0].article.title, "2018")
    assert ris[1]["urls"] == ["http://example.org/a?b=1&c=%20d"]
    data = export("bibtex", w)[0]
    entries = parse_bytes(data, "bibtex").entries
    other = bibtexparser.loads(data.decode()).entries_dict
    assert set(entries) == set(other) == {a.article.doc_id for a in w.articles}
    one = entries[w.articles[1].article.doc_id].fields
    assert one["url"] == "http://example.org/a?b=1&c=%20d" and one["date"] == "2018-02-23"
    assert one["month"] == "February"


@given(TEXT)
def test_titles_survive_references(words: str) -> None:
    w = hostile(words)
    title = " ".join(re.sub("[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", words).split())
    if not title or re.search("[\ud800-\udfff]", title):
        return
    (work,) = rispy.loads(export("ris", w)[0].decode())
    assert " ".join(work["title"].split()) == title
    (entry,) = parse_bytes(export("bibtex", w)[0], "bibtex").entries.values()
    plain = entry.fields["title"]
    signs = {
        "backslash": "\\",
        "asciitilde": "~",
        "asciicircum": "^",
        "braceleft": "{",
        "braceright": "}",
    }
    pattern = rf"\\text({'|'.join(signs)}){{}}|\\([&%$#_])"
    plain = re.sub(pattern, lambda m: signs[m[1]] if m[1] else m[2], plain[1:-1])
    assert " ".join(plain.split()) == title


def _spans(task: dict[str, Any]) -> Iterator[tuple[str, str]]:
    text = task["data"]["text"]
    for item in task["predictions"][0]["result"]:
        if item["type"] == "labels":
            value = item["value"]
            assert text[value["start"] : value["end"]] == value["text"]
            yield value["labels"][0], value["text"]


def test_annotations() -> None:
    w = ordinary()
    tasks = json.loads(export("labelstudio", w)[0])
    labels = {x.get("value") for x in etree.fromstring(config()).iter("Label")}
    assert labels >= set(TYPES)
    first = list(_spans(tasks[0]))
    assert {("CONSULT", "visited"), ("actor", "Amir Hatami"), ("recipient", "Azerbaijan")} <= set(
        first
    )
    for task in tasks:
        result = task["predictions"][0]["result"]
        ids = {r["id"] for r in result if r["type"] == "labels"}
        joined = [r for r in result if r["type"] == "relation"]
        assert all({r["from_id"], r["to_id"]} <= ids for r in joined)
        assert {x for r in result for x in r.get("labels", ())} <= labels
    rows = list(_lines(export("doccano", w)[0]))
    entities = {e["id"]: (r["text"], e) for r in rows for e in r["entities"]}
    assert len(entities) == sum(len(r["entities"]) for r in rows)
    for row in rows:
        for relation in row["relations"]:
            assert all(entities[relation[k]][0] == row["text"] for k in ("from_id", "to_id"))
        words = {
            (e["label"], row["text"][e["start_offset"] : e["end_offset"]]) for e in row["entities"]
        }
        task = next(t for t in tasks if t["data"]["doc_id"] == row["doc_id"])
        assert words == set(_spans(task))


_OA = "http://www.w3.org/ns/oa#"
_CONTEXT = {
    "@context": {
        "id": "@id", "type": "@type", "oa": _OA, "as": "http://www.w3.org/ns/activitystreams#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/", "dctypes": "http://purl.org/dc/dcmitype/",
        "AnnotationPage": "as:OrderedCollectionPage", "Annotation": "oa:Annotation",
        "TextualBody": "oa:TextualBody", "Text": "dctypes:Text", "Dataset": "dctypes:Dataset",
        "TextPositionSelector": "oa:TextPositionSelector",
        "TextQuoteSelector": "oa:TextQuoteSelector",
        "items": {"@id": "as:items", "@container": "@list"}, "body": {"@id": "oa:hasBody"},
        "target": {"@id": "oa:hasTarget"}, "source": {"@id": "oa:hasSource"},
        "selector": {"@id": "oa:hasSelector"}, "start": "oa:start", "end": "oa:end",
        "exact": "oa:exact", "prefix": "oa:prefix", "suffix": "oa:suffix", "value": "rdf:value",
        "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
        "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
        "classifying": "oa:classifying", "identifying": "oa:identifying", "linking": "oa:linking",
        "tagging": "oa:tagging", "format": "dc:format", "language": "dc:language",
        "via": {"@id": "oa:via", "@type": "@id"}, "created": "dcterms:created",
    }
}  # fmt: skip


def test_web_annotations_expand_and_point_at_their_words() -> None:
    w = ordinary()
    data, done = export("jsonld", w)

    def load(url: str, options: Any) -> dict[str, Any]:
        assert url == "http://www.w3.org/ns/anno.jsonld"
        return {"contextUrl": None, "documentUrl": url, "document": _CONTEXT}

    (page,) = jsonld.expand(json.loads(data), {"documentLoader": load})
    items = page["http://www.w3.org/ns/activitystreams#items"][0]["@list"]
    assert len(items) == done.rows and len({i["@id"] for i in items}) == done.rows
    texts = {f"urn:dragoman:{a.article.doc_id}": a.article.text for a in w.articles}
    for item in items:
        assert item["@type"] == [f"{_OA}Annotation"]
        (target,) = item[f"{_OA}hasTarget"]
        text = texts[target[f"{_OA}hasSource"][0]["@id"]]
        position, quote = target[f"{_OA}hasSelector"]
        start, end = (position[f"{_OA}{k}"][0]["@value"] for k in ("start", "end"))
        exact, prefix, suffix = (
            quote[f"{_OA}{k}"][0]["@value"] for k in ("exact", "prefix", "suffix")
        )
        assert text[start:end] == exact
        assert text[:start].endswith(prefix) and text[end:].startswith(suffix)


def test_excel_is_typed_and_has_the_columns_of_csv() -> None:
    data, _ = export("xlsx", ordinary())
    sheet = openpyxl.load_workbook(io.BytesIO(data))["events"]
    names = [c.value for c in sheet[1]]
    assert names == list(COLUMNS["events"])
    assert isinstance(sheet.cell(2, names.index("n_reports") + 1).value, int)
    assert isinstance(sheet.cell(2, names.index("place_lat") + 1).value, float)


def test_excel_goes_on_in_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.present.formats.xlsx.SHEET", 3)
    w = ordinary()
    book = openpyxl.load_workbook(io.BytesIO(export("xlsx", w)[0]))
    assert book.sheetnames == ["events", "events 2", "events 3"]
    assert sum(s.max_row - 1 for s in book) == len(w.stored)


# Memory.


class _Counted(StoredEvent):
    held = 0
    most = 0

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        type(self).held += 1
        type(self).most = max(self.most, self.held)

    def __del__(self) -> None:
        type(self).held -= 1


class _Stream(World):
    """A world whose events are made when they are asked for."""

    count = 1_000

    def events(self, query: Any = None) -> Iterator[StoredEvent]:
        (mention,) = self.articles[0].coding.events
        for n in range(self.count):
            yield _Counted(event_of([mention], event_id=f"e-{n:016x}"), "machine", SEEN, SEEN)

    def tied(self, stored: Any) -> Iterator[Any]:
        for one in stored:
            yield one, ()


@pytest.mark.parametrize(
    "form",
    [f for f in FORMATS if "events" in f.tables and f.name != "parquet"],
    ids=lambda f: f.name,
)
def test_events_are_let_go_as_they_are_written(form: formats.Format) -> None:
    needs(form)
    w = _Stream()
    w.tell(
        Told(
            "ASSAULT",
            "ARM",
            "AZE",
            "firearms",
            "2020-09-27",
            amounts=(("dead", 2.0),),
            sector="MIL",
        )
    )
    _Counted.held = _Counted.most = 0
    _, done = export(form.name, w)
    assert done.rows >= 1
    assert _Counted.most <= 5, "a format holds what it has written"


def test_every_table_of_rows_is_served_by_every_row_format() -> None:
    for name in ("jsonl", "csv", "parquet", "xlsx"):
        assert formats.named(name).tables == ROWS
    w = ordinary()
    for table in ("events", "claims", "statements", "documents", "actors"):
        sizes = {
            len(list(READERS[n](export(n, w, table)[0])))
            for n in ("jsonl", "csv", "parquet", "xlsx")
        }
        assert len(sizes) == 1, table


def test_codebooks_describe_every_column(tmp_path: Path) -> None:
    for form in FORMATS:
        for table in form.tables:
            for column in form.writer().columns(table):
                assert column.means or form.name not in ("jsonl", "csv", "parquet", "xlsx")
