from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.annotate import segment
from dragoman.annotate.segment import MAX_SENTENCE_WORDS, MAX_WORDS, passages, sentences
from dragoman.annotate.words import words


def cut(text: str, language: str = "en") -> list[str]:
    return [text[s:e] for s, e in sentences(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The envoy landed at 5 p.m. Tuesday in Kabul. He left at once.", 2),
        ("Maj. Gen. Bello spoke to Lt. Col. Ruiz. They agreed.", 2),
        ("The U.S. embassy closed. Staff left.", 2),
        ("The pact was signed on Jan. 16 in Lomé. It runs for a year.", 2),
    ],
)
def test_abbreviations_do_not_end_sentences(text: str, expected: int) -> None:
    assert len(cut(text)) == expected


def test_other_scripts_and_ordinals() -> None:
    assert len(cut("وصل الوزير إلى باكو. والتقى بالرئيس؟ نعم.", "ar")) == 3
    assert len(cut("Komisyonun 5. toplantısı Ankara'da yapıldı. Tutanak imzalandı.", "tr")) == 2
    assert len(cut("Стороны подписали протокол. Встреча завершилась.", "ru")) == 2


def test_a_line_break_always_ends_a_sentence() -> None:
    assert cut("Headline without stop\n\nThe body. Goes on") == [
        "Headline without stop",
        "The body.",
        "Goes on",
    ]


@given(st.text(alphabet=st.sampled_from("ab.,!?;\n \u2028\u200céж؟A1"), max_size=300))
def test_no_character_is_lost_or_doubled(text: str) -> None:
    spans = sentences(text, "en")
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    covered = "".join(text[s:e] for s, e in spans)
    assert "".join(covered.split()) == "".join(text.split())
    kept = passages(text, spans)
    assert "".join("".join(text[s:e].split()) for p in kept for s, e in p.sentences) == "".join(
        covered.split()
    )


def test_passages_keep_to_their_size_and_blocks() -> None:
    sentence = "The two delegations met again in the capital on the same day. "
    text = sentence * 30 + "\n\n" + "word " * 500
    kept = passages(text, sentences(text, "en"))
    sizes = [len(words(text[p.start : p.end])) for p in kept]
    assert max(sizes) <= max(MAX_WORDS, MAX_SENTENCE_WORDS)
    assert not any("\n\n" in text[p.start : p.end] for p in kept)
    assert sum(sizes) == len(words(text))


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    text = ("one two three four five six seven eight nine, " * 40).strip()
    kept = passages(text, sentences(text, "en"))
    assert len(kept) > 1
    assert all(text[p.end - 1] == "," for p in kept)


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\u0085"])
def test_separators_of_lines_do_not_stop_the_segmenter(sign: str) -> None:
    for text in (f".{sign}", f"!{sign}0", f"He left.{sign}She stayed.", f"“Yes.”{sign}"):
        spans = sentences(text, "en")
        assert "".join("".join(text[s:e].split()) for s, e in spans) == "".join(text.split())


def test_a_panic_of_the_segmenter_leaves_the_block_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(language: str, text: str) -> list[str]:
        raise PanicException("byte index 3 is not a char boundary")

    monkeypatch.setattr(segment, "_segment", lambda: panic)
    assert sentences("One. Two.", "en") == [(0, 9)]
