from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from factories import Told, article

from dragoman.link import link, whole
from dragoman.present.shapes import actor_json, document_json, event_json, statement_json
from dragoman.store import Store

VISIT = Told(
    "CONSULT",
    "IRN/amir-hatami",
    "AZE",
    "visit",
    "2019-01-22",
    place=("Baku", "AZE", "city"),
    amounts=(("people", 40),),
    objects=("transit accord",),
    trigger="visited",
    statements=("visited",),
)


def test_the_shapes_have_the_fields_that_programs_outside_read(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "s.db"), create=True) as store:
        run = store.start_run("x")
        for name, day in (("a", "2019-01-22"), ("b", "2019-01-23")):
            told = [dataclasses.replace(VISIT, date=day)]
            store.save(article(name, told, published=day), page_sha256=name, run=run)
        found = link(store.coded())
        store.save_delta(whole(found), linker="x")
        documents = {d.article.doc_id: d for d in store.documents()}
        (stored,) = store.events()
        event = event_json(stored, store.mentions(stored.event.mentions), documents)
        document = document_json(next(store.documents()), text=True)
        statement = next(store.statements())
        said = statement_json(statement, documents[statement.doc_id])
        actor = actor_json(next(store.actors()))
    for shape in (event, document, said, actor):
        assert json.loads(json.dumps(shape)) == shape
    assert {
        "event_id", "type", "mode", "contexts", "quad", "intensity", "modality", "actors",
        "recipients", "date", "place", "amounts", "n_reports", "n_sources", "reports", "conflicts",
        "status", "first_seen", "last_changed",
    } <= set(event)  # fmt: skip
    assert (event["quad"], event["intensity"]) == ("verbal cooperation", 4.0)
    assert event["actors"] == [
        {
            "id": "person:amir-hatami",
            "name": "Amir Hatami",
            "country": "IRN",
            "sector": "GOV",
            "role": None,
        }
    ]
    assert event["date"] == {
        "start": "2019-01-22",
        "end": "2019-01-22",
        "precision": "day",
        "basis": "stated",
    }
    assert set(event["place"]) == {"name", "country", "lat", "lon", "precision"}
    assert {"value", "low", "high", "unit", "text"} <= set(event["amounts"][0])
    first = event["reports"][0]
    assert {
        "mention_id", "doc_id", "uri", "publisher", "published", "sentence", "start", "end",
        "trigger", "modality", "attribution", "confidence",
    } <= set(first)  # fmt: skip
    text = documents[first["doc_id"]].article.text
    assert text[first["start"] : first["end"]] == first["sentence"]
    assert first["trigger"] == "visited"
    (conflict,) = event["conflicts"]
    assert conflict["field"] == "date"
    assert {v["value"] for v in conflict["values"]} == {"2019-01-22", "2019-01-23"}
    assert {r for v in conflict["values"] for r in v["reports"]} == {
        r["mention_id"] for r in event["reports"]
    }
    assert {
        "doc_id", "uri", "title", "publisher", "author", "published", "language", "text", "blocks",
        "copy_of", "n_events", "sha256",
    } <= set(document)  # fmt: skip
    assert {"kind", "start", "end"} == set(document["blocks"][0])
    assert document["n_events"] == 1
    assert said["cue"]["text"] == "visited"


def test_a_document_comes_without_its_text_unless_wanted(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "s.db"), create=True) as store:
        store.save(article("a"), page_sha256="a", run=store.start_run("x"))
        (document,) = store.documents()
    shape = document_json(document)
    assert "text" not in shape
    assert shape["published"] is None
