import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.annotate import MODELS, Tagger, check_model, passages, sentences
from dragoman.annotate.tagger import _decode as decode
from dragoman.errors import ModelError
from dragoman.tagged import Passage, TaggedPassage

TEXTS = [
    "Kenyan Foreign Minister Amina Mohamed visited Rwanda on Tuesday for talks on trade.",
    "Peru expelled two Bolivian diplomats. Bolivia called the move groundless and recalled its "
    "ambassador from Lima.",
    "The weather will be fine.",
    "Norway's prime minister said that his country would give Moldova 30 million euros.",
]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(MODELS / "en", threads=1)


def tag(tagger: Tagger, texts: list[str]) -> list[TaggedPassage]:
    return tagger.tag((t, p) for t in texts for p in passages(t, sentences(t, "en")))


def test_finds_plain_acts(tagger: Tagger) -> None:
    found = tag(tagger, TEXTS[:2])
    assert {t.type for t in found[0].triggers} >= {"CONSULT"}
    assert "SANCTION" in {t.type for t in found[1].triggers}


def test_offsets_point_into_the_text_given(tagger: Tagger) -> None:
    for text, one in zip(TEXTS, tag(tagger, TEXTS), strict=True):
        for span in (*one.triggers, *one.mentions):
            words = text[span.start : span.end]
            assert words and words == words.strip()
        for trigger in one.triggers:
            assert all(0 <= r.mention < len(one.mentions) for r in trigger.roles)


def test_a_batch_gives_what_single_passages_give(tagger: Tagger) -> None:
    alone = [tag(tagger, [t])[0] for t in TEXTS]
    for a, b in zip(alone, tag(tagger, TEXTS), strict=True):
        # Padding changes the last digits of int8 arithmetic, not what is found.
        assert [(t.start, t.end, t.type) for t in a.triggers] == [
            (t.start, t.end, t.type) for t in b.triggers
        ]


def test_twice_the_same(tagger: Tagger) -> None:
    assert tag(tagger, TEXTS) == tag(tagger, TEXTS)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_it_fail(tagger: Tagger, text: str) -> None:
    for one in tag(tagger, [text]):
        assert all(0 <= m.start < m.end <= len(text) for m in one.mentions)


def test_surrogates_and_endless_words(tagger: Tagger) -> None:
    text = "\ud800 Iran " + "x" * 5000 + " " + "word " * 400
    assert tagger.tag([(text, Passage(0, len(text), ((0, len(text)),)))])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODELS / "en", tmp_path / "en"))


def test_a_damaged_file_is_named(copy: Path) -> None:
    path = copy / "pair.onnx"
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(ModelError, match=r"pair\.onnx is damaged"):
        Tagger.load(copy)


@pytest.mark.parametrize("name", ["token.onnx", "tokenizer.json", "model.json"])
def test_a_missing_file_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelError, match=name if name != "model.json" else "no usable model"):
        Tagger.load(copy)


def test_another_label_version_is_refused(copy: Path) -> None:
    info = json.loads((copy / "model.json").read_text())
    info["labels"] = 999
    (copy / "model.json").write_text(json.dumps(info))
    with pytest.raises(ModelError, match="label version 999"):
        check_model(copy)


def test_confidence_is_read_off_the_models_table(copy: Path) -> None:
    path = copy / "model.json"
    info = json.loads(path.read_text(encoding="utf-8"))
    info.pop("calibration", None)
    path.write_text(json.dumps(info), encoding="utf-8")
    plain = Tagger.load(copy)
    assert plain.calibrated(0.4) == 0.4
    info["calibration"] = [[0.0, 0.0], [0.5, 0.2], [1.0, 0.8]]
    path.write_text(json.dumps(info), encoding="utf-8")
    fitted = Tagger.load(copy)
    assert [fitted.calibrated(x) for x in (0.0, 0.25, 0.75, 1.0)] == [0.0, 0.1, 0.5, 0.8]
    assert fitted.fingerprint != plain.fingerprint


def test_the_models_stay_small() -> None:
    assert sum(f.stat().st_size for f in MODELS.rglob("*") if f.is_file()) < 60e6


def test_a_trigger_whose_first_word_fell_short_is_opened() -> None:
    # No trigger, type one, type two, inside.
    chances = np.array([[0.9, 0.1, 0, 0], [0.55, 0.05, 0.4, 0], [0.2, 0, 0, 0.8]], np.float32)
    assert [(f.start, f.end, f.kind) for f in decode(chances, 2)] == [(1, 3, 1)]
    chances[1] = [0.85, 0.05, 0.1, 0]
    assert decode(chances, 2) == []
