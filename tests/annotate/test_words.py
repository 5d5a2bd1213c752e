from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dragoman.annotate.words import N_SHAPES, shape, word_span, words


@given(st.text())
def test_words_cover_everything_but_white_space(text: str) -> None:
    spans = words(text)
    assert "".join(text[s:e] for s, e in spans) == "".join(text.split()) or any(
        c.isspace() for s, e in spans for c in text[s:e]
    )
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert all(0 < shape(text[s:e]) < N_SHAPES for s, e in spans)


def test_possessives_and_hyphens_are_cut() -> None:
    text = "Azerbaijan's Iranian-backed U.S. men"
    assert [text[s:e] for s, e in words(text)] == [
        "Azerbaijan",
        "'",
        "s",
        "Iranian",
        "-",
        "backed",
        "U",
        ".",
        "S",
        ".",
        "men",
    ]


def test_combining_marks_and_joiners_stay_in_their_word() -> None:
    assert len(words("مُحَمَّد")) == 1
    assert len(words("هسته\u200cای")) == 1


def test_word_span_finds_the_words_that_characters_touch() -> None:
    offsets = words("Iran and Iraq signed")
    assert word_span(offsets, 0, 4) == (0, 1)
    assert word_span(offsets, 6, 14) == (1, 3)
    assert word_span(offsets, 4, 5) is None
