"""Single things, evidence, analyses, history: each the same as the commands give."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from serve_world import API, client, fill, many, rows_of

from dragoman.registered import REGISTERS
from dragoman.store import Store


def test_each_thing_of_a_listing_is_found_by_its_id(server: TestClient) -> None:
    tables = {
        "events": "event_id",
        "statements": "statement_id",
        "documents": "doc_id",
        "actors": "id",
        **dict.fromkeys(REGISTERS, "row_id"),
    }
    seen = set()
    for table, name in tables.items():
        for row in rows_of(server, f"/{table}"):
            answer = server.get(f"{API}/{table}/{row[name]}")
            assert answer.json() == row
            seen.add(table)
    assert {"events", "statements", "documents", "actors", "visits", "incidents"} <= seen


@pytest.mark.parametrize(
    "address",
    [
        "events/e-0",
        "events/e-0/reports",
        "statements/s-0",
        "documents/doc-0",
        "documents/doc-0/reports",
        "documents/doc-0/statements",
        "actors/nobody/at/all",
        "visits/vis-0",
        "visits/vis-0/evidence",
        "events?party=nowhere",
        "timeline/nowhere",
        "dyads/AZE/nowhere",
        "network?party=nowhere",
        "diff/1/99",
    ],
)
def test_what_is_not_there_is_404(server: TestClient, address: str) -> None:
    answer = server.get(f"{API}/{address}")
    assert answer.status_code == 404
    assert answer.json()["code"] in ("unknown-id", "unknown-party", "unknown-run")


def test_an_actor_is_found_by_any_of_its_names(server: TestClient) -> None:
    iran = server.get(f"{API}/actors/IRN").json()
    assert iran["name"] == "Iran" and iran["n_events"] > 3
    assert server.get(f"{API}/actors/ایران").json() == iran


def test_reports_stand_in_the_text_where_they_say(server: TestClient) -> None:
    count = 0
    for event in rows_of(server, "/events"):
        found = server.get(f"{API}/events/{event['event_id']}/reports").json()["items"]
        assert [r["mention_id"] for r in found] == [r["mention_id"] for r in event["reports"]]
        for report in found:
            text = server.get(f"{API}/documents/{report['doc_id']}?text=true").json()["text"]
            assert text[report["start"] : report["end"]] == report["sentence"]
            assert text[report["trigger_start"] : report["trigger_end"]] == report["trigger"]
            assert report["event_id"] == event["event_id"]
            count += 1
    assert count > 6


def test_a_document_tells_what_was_found_in_it(server: TestClient) -> None:
    reports, said = 0, 0
    for document in rows_of(server, "/documents"):
        address = f"{API}/documents/{document['doc_id']}"
        found = server.get(f"{address}/reports").json()["items"]
        assert {r["doc_id"] for r in found} <= {document["doc_id"]}
        starts = [r["start"] for r in found]
        assert (
            starts == sorted(starts)
            and len({r["event_id"] for r in found}) == (document["n_events"])
        )
        statements = server.get(f"{address}/statements").json()["items"]
        assert all(s["doc_id"] == document["doc_id"] for s in statements)
        reports, said = reports + len(found), said + len(statements)
    assert reports > 6 and said == len(rows_of(server, "/statements")) > 0


def test_the_evidence_of_a_row_stands_in_the_texts(server: TestClient) -> None:
    count = 0
    for register in REGISTERS:
        for row in rows_of(server, f"/{register}"):
            found = server.get(f"{API}/{register}/{row['row_id']}/evidence").json()
            assert {r["mention_id"] for r in found["reports"]} == set(row["mentions"])
            for e in found["evidence"]:
                text = server.get(f"{API}/documents/{e['doc_id']}?text=true").json()["text"]
                assert text[e["start"] : e["end"]] == e["text"]
                count += 1
    assert count > 3


def test_a_dyad_and_a_network_are_those_of_the_library(
    server: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli_world import FakeKnowledge

    from dragoman import analyst
    from dragoman.analyse.dyad import Question
    from dragoman.analyse.network import Scope

    known = FakeKnowledge()
    at = server.get(f"{API}/health").json()["as_of"]
    view = store.as_of(at)
    question = Question(by="year", since="2015-01-01", modalities=("actual", "future"))
    expected = analyst.dyad(view, ["AZE"], ["IRN"], knowledge=known, question=question)  # type: ignore[arg-type]
    asked = "by=year&since=2015&modality=actual&modality=future"
    answer = server.get(f"{API}/dyads/az/Iran?{asked}").json()
    assert answer["dyad"] == _json(expected.to_dict())
    assert answer["dyad"]["total"]["flow"]["n_events"] > 1
    alone = server.get(f"{API}/dyads/AZE").json()["dyad"]
    assert alone["b"]["code"] == "*"
    compared = server.get(f"{API}/dyads/AZE/IRN?windows=2018..2019,2021").json()["dyad"]
    assert compared["comparison"] is not None
    for wrong in ("windows=2018,2017..2019", "windows=2018,2019&compare=2019", "compare=2019-99"):
        assert server.get(f"{API}/dyads/AZE/IRN?{wrong}").status_code == 400
    found = analyst.network(view, knowledge=known, parties=["IRN", "ARM"], scope=Scope(by="year"))  # type: ignore[arg-type]
    answer = server.get(f"{API}/network?by=year&party=IRN&party=Armenia").json()
    assert answer["networks"] == [_json(n.to_dict()) for n in found] != []
    same = server.get(f"{API}/dyads/AZE/AZE")
    assert (same.status_code, same.json()["code"]) == (400, "same-party")


def _json(value: object) -> object:
    import json

    return json.loads(json.dumps(value))


def test_search_runs_and_diff(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    fill(path, many(4))
    fill(path, many(8))
    with Store.open(str(path)) as store:
        server = client(store)
        hits = server.get(f"{API}/search?q=accused&limit=3").json()["items"]
        assert hits == [h.to_dict() for h in store.search("accused", 3)] and len(hits) == 3
        assert server.get(f"{API}/search?q=%22").json()["items"] == []
        runs = server.get(f"{API}/runs").json()["items"]
        assert [r["n_saved"] for r in runs] == [4, 4]
        changes = server.get(f"{API}/diff/1/2").json()
        assert {c["change"] for c in changes["items"]} >= {"new"} and not changes["more"]
        short = server.get(f"{API}/diff/1/2?limit=1").json()
        assert short == {"items": changes["items"][:1], "more": True}
        health = server.get(f"{API}/health").json()
        assert health.items() >= {"status": "ok", "store": "s.db"}.items()
        assert health["events"] == len(rows_of(server, "/events"))


def test_an_empty_store_answers(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "s.db"), create=True) as store:
        server = client(store)
        for address in ("events", "documents", "visits", "actors", "search?q=x", "network"):
            assert server.get(f"{API}/{address}").status_code == 200
        assert server.get(f"{API}/health").json()["began"] is None
