import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.annotate import MODELS, Tagger, passages, sentences
from dragoman.annotate.gate import FILE, SIZE, Gate, features
from dragoman.errors import ModelError
from training import gate as trainer

ACT = "Peru expelled two Bolivian diplomats."
CALM = "The weather will be fine."


def words(text: str) -> list[str]:
    return text.split()


def only(word: str, value: int = 100) -> np.ndarray:
    weights = np.zeros(SIZE, np.int8)
    weights[features([word])] = value
    return weights


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The English model with a gate that lets “expelled” through and nothing else."""
    folder = tmp_path / "en"
    shutil.copytree(MODELS / "en", folder)
    np.save(folder / FILE, only("expelled"), allow_pickle=False)
    info = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    info["gate_threshold"] = 50
    info["sha256"][FILE] = hashlib.sha256((folder / FILE).read_bytes()).hexdigest()
    (folder / "model.json").write_text(json.dumps(info), encoding="utf-8")
    return folder


def found(tagger: Tagger, text: str) -> list[str]:
    tagged = tagger.tag((text, p) for p in passages(text, sentences(text, "en")))
    return [t.type for one in tagged for t in one.triggers]


def test_case_counts_for_nothing_and_order_only_for_pairs() -> None:
    assert set(features(["Troops", "Left"])) == set(features(["troops", "left"]))
    assert set(features(["a", "b"])) != set(features(["b", "a"]))
    assert features([]).size == 0


@given(st.lists(st.text(min_size=1, max_size=20), max_size=40))
def test_any_words_have_features_within_bounds(tokens: list[str]) -> None:
    found = features(tokens)
    assert len(set(found.tolist())) == len(found)
    assert all(0 <= f < SIZE for f in found)


def test_a_gate_opens_at_its_threshold() -> None:
    gate = Gate(only("expelled"), 100)
    assert gate.opens(words("Peru Expelled two"))
    assert not gate.opens(words("Peru invited two"))
    assert not gate.opens([])


def test_passages_that_the_gate_shuts_out_are_not_read(model: Path) -> None:
    gated = Tagger.load(model, threads=1)
    assert found(gated, ACT) == ["SANCTION"]
    assert found(gated, "Peru banished two Bolivian diplomats.") == []
    gated.gate = None
    assert found(gated, "Peru banished two Bolivian diplomats.") != []


def test_the_fingerprint_tells_the_gate(model: Path) -> None:
    assert Tagger.load(model).fingerprint != Tagger.load(MODELS / "en").fingerprint


def test_a_damaged_gate_is_named(model: Path) -> None:
    (model / FILE).write_bytes(b"x" * 50)
    with pytest.raises(ModelError, match=r"gate\.npy is damaged"):
        Tagger.load(model)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / FILE, np.zeros(7, np.int8), allow_pickle=False)
    with pytest.raises(ValueError, match="holds no gate"):
        Gate.load(tmp_path, 0.0)


def test_training_learns_which_words_tell_an_act() -> None:
    acts = [f"{a} {v} {b}" for a in ("Peru", "Chad", "Iraq", "Oman") for v in ("struck", "expelled")
            for b in ("Mali", "Cuba", "Laos")]  # fmt: skip
    calm = [f"{a} {v} {b}" for a in ("Peru", "Chad", "Iraq", "Oman") for v in ("likes", "resembles")
            for b in ("Mali", "Cuba", "Laos")]  # fmt: skip
    cases = [trainer.gold({"text": t, "events": [1], "statements": []}) for t in acts]
    cases += [trainer.gold({"text": t, "events": [], "statements": []}) for t in calm]
    weights, bias = trainer.fit(cases)

    def score(text: str) -> float:
        return float(weights[features(text.split())].sum()) + bias

    assert score("Niger struck Benin") > 0 > score("Niger likes Benin")


def test_the_threshold_loses_no_more_than_it_may() -> None:
    scores = np.array([-3.0, -2.0, -1.0, 0.0, 1.0])
    events = np.array([0, 1, 0, 5, 194])
    assert trainer.threshold(scores, events, 0.0) == -2.0
    assert trainer.threshold(scores, events, 0.005) == 0.0
    assert trainer.threshold(scores, events, 0.05) == 1.0
