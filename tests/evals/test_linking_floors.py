"""The floors of linking: copies, reports of one happening, contested facts."""

import json
from pathlib import Path

import pytest

from evals import claims, copies, linking, relations

FOLDER = Path(linking.__file__).parent


def floors(name):
    return json.loads((FOLDER / f"{name}_floors.json").read_text(encoding="utf-8"))


def below(name, found):
    return [k for k, floor in floors(name).items() if found[k] < floor]


def test_copies_keep_their_floors():
    assert below("copies", copies.score()) == []


def test_links_keep_their_floors():
    found = linking.score(linking.coded_of(i) for i in linking.items(linking.HELD_OUT))
    flat = {f"{k}_{m}": v for k in ("pair", "b3") for m, v in found[k].items()}
    assert below("linking", {**flat, "whole": found["whole"]}) == []


def test_standing_keeps_its_floors():
    assert below("claims", claims.score()) == []


def test_relations_keep_their_floors():
    assert below("relations", relations.score(relations.HELD_OUT)) == []


def test_the_pairs_of_events_are_many_and_of_every_kind():
    every = [c for half in relations.HALVES for c in relations.cases(half)]
    kinds = [c["wanted"]["kind"] if c["wanted"] else "none" for c in every]
    assert len({c["id"] for c in every}) == len(every) >= 80
    assert len({c["items"][0]["lang"] for c in every}) == 8
    for kind in ("denies", "confirms", "fulfils", "follows", "none"):
        assert kinds.count(kind) >= 10


@pytest.mark.parametrize("name", "ABCD")
def test_the_sets_are_large_and_of_many_languages(name):
    items = list(linking.items(name))
    clusters = [e["cluster"] for i in items for e in i["events"]]
    assert len(items) >= 130
    assert len({i["id"] for i in items}) == len(items)
    assert len({i["lang"] for i in items}) == 8
    assert sum(clusters.count(c) > 1 for c in set(clusters)) >= 60


def test_what_was_learned_was_not_learned_from_the_held_out_set():
    with pytest.raises(SystemExit):
        next(linking.items("nowhere"))
    assert linking.HELD_OUT == "A"
