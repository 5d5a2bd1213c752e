from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console, RenderableType

from dragoman.present import dates, detail, marks, tables, words
from dragoman.present.text import blank, clean, inline, is_rtl, shorten, window
from dragoman.present.timeline import Report, chosen, entry
from dragoman.records import (
    Article,
    Attribution,
    Basis,
    Block,
    BlockKind,
    Conflict,
    DateValue,
    Event,
    EventMention,
    FieldValue,
    LinkReason,
    Modality,
    Party,
    Precision,
    Span,
    Stance,
)
from dragoman.stored import StoredDocument, StoredEvent, StoredMention

any_text = st.text(st.characters(exclude_categories=()), max_size=80)


def rendered(pieces: Iterable[RenderableType], width: int, *, terminal: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=terminal, markup=False, emoji=False,
                      highlight=False, color_system="truecolor" if terminal else None)  # fmt: skip
    for piece in pieces:
        console.print(piece)
    return out.getvalue()


def party(text: str, start: int, code: str | None = None, **more: str) -> Party:
    return Party(text, start, start + len(text), name=more.get("name"), id=code, country=code,
                 sector=more.get("sector", "GOV"))  # fmt: skip


TEXT = "A title\n\nThe Iranian police detained two men. ایران گفت که حمله کرد. Nothing else."
SECOND = TEXT.index("ایران")


def mention(mention_id: str = "m-1", **changes: object) -> EventMention:
    values: dict[str, object] = {
        "mention_id": mention_id,
        "type": "COERCE",
        "mode": "arrest",
        "contexts": ("legal",),
        "modality": Modality.ACTUAL,
        "trigger": Span("detained", 28, 36),
        "actors": (party("The Iranian police", 9, "IRN", name="Iran", sector="COP"),),
        "recipients": (party("two men", 37),),
        "date": DateValue("2021-09-15", "2021-09-15", Precision.DAY, Basis.RELATIVE, "Wednesday"),
        "place": None,
        "attribution": None,
        "amounts": (),
        "objects": (),
        "confidence": 0.8,
        "sentence": (9, 45),
    }
    return EventMention(**(values | changes))  # type: ignore[arg-type]


def event(*mentions: EventMention, **changes: object) -> StoredEvent:
    m = mentions[0]
    values: dict[str, object] = {
        "event_id": "e-0123456789abcdef",
        "type": m.type,
        "mode": m.mode,
        "contexts": m.contexts,
        "modality": m.modality,
        "actors": m.actors,
        "recipients": m.recipients,
        "date": m.date,
        "place": m.place,
        "amounts": (),
        "objects": (),
        "mentions": tuple(x.mention_id for x in mentions),
        "n_reports": len(mentions),
        "n_sources": 1,
        "conflicts": (),
        "links": (),
        "confidence": m.confidence,
    }
    return StoredEvent(Event(**(values | changes)), "machine", "2026-01-01", "2026-01-01")  # type: ignore[arg-type]


def document(text: str = TEXT, doc_id: str = "doc-1", copy_of: str | None = None) -> StoredDocument:
    article = Article(doc_id, "a.txt", "A title", None, None, None, "en", text)
    return StoredDocument(article, copy_of, 1, "2026-01-01")


def report(m: EventMention, source: StoredDocument | None = None) -> Report:
    source = source or document()
    return Report(StoredMention(m, source.article.doc_id, "e-0123456789abcdef"), source)


@given(any_text)
def test_nothing_a_page_says_can_steer_a_terminal(text: str) -> None:
    for shown in (clean(text), blank(text), shorten(text, 20)):
        assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in shown)
        assert not any(c in shown for c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200e")
        shown.encode("utf-8")
    assert len(blank(text)) == len(text)
    assert len(shorten(text, 20)) <= 20


@given(any_text, st.integers(0, 80), st.integers(0, 20), st.integers(1, 60))
def test_a_window_holds_its_focus(text: str, start: int, length: int, width: int) -> None:
    start = min(start, len(text))
    end = min(len(text), start + length)
    first, last = window(text, (start, end), width)
    assert 0 <= first <= last <= len(text)
    assert last - first <= width
    if end - start <= width // 2:
        assert first <= start and end <= last


@pytest.mark.parametrize(
    ("date", "label"),
    [
        (None, "undated"),
        (("2023-09-10", "2023-09-10", "day", "stated"), "2023-09-10"),
        (("2023-09-10", "2023-09-10", "day", "relative"), "~2023-09-10"),
        (("2023-09-01", "2023-09-30", "month", "stated"), "Sep 2023"),
        (("2023-09-04", "2023-09-10", "week", "inherited"), "~week of 2023-09-04"),
        (("2023-01-01", "2023-12-31", "year", "stated"), "2023"),
        (("2023-06-01", "2023-08-31", "season", "stated"), "Jun–Aug 2023"),
        (("2022-12-01", "2023-02-28", "season", "stated"), "Dec 2022–Feb 2023"),
        (("2023-09-10", "2023-09-12", "range", "stated"), "2023-09-10…12"),
        (("2020-01-01", "2022-12-31", "range", "stated"), "2020–2022"),
        ((None, "2014-12-31", "before", "stated"), "before 2015"),
        ((None, "2015-03-09", "before", "stated"), "until 2015-03-09"),
        (("2016-01-01", None, "after", "stated"), "since 2016"),
        (("2015-03-10", None, "after", "stated"), "since 2015-03-10"),
    ],
)
def test_dates_are_no_more_exact_than_what_is_known(
    date: tuple[str | None, str | None, str, str] | None, label: str
) -> None:
    value = date and DateValue(date[0], date[1], Precision(date[2]), Basis(date[3]))
    assert dates.label(value or None) == label
    assert dates.describe(value or None)


def test_parties_in_words() -> None:
    iran, police = party("Iran", 0, "IRN", name="Iran"), mention().actors[0]
    nobody = party("two men", 37)
    assert (
        words.parties([iran], [party("Baku", 0, "AZE", name="Azerbaijan")]) == "Iran → Azerbaijan"
    )
    assert words.parties([police], [nobody]) == "Iran (COP) → “two men”"
    assert words.parties([iran, iran, police], []) == "Iran and Iran (COP)"
    assert words.parties([], [iran]) == "(not named) → Iran"
    assert words.parties([], []) == "nobody named"


@pytest.mark.parametrize(
    ("text", "name", "country", "shown"),
    [
        ("Kremlin aide Yuri Ushakov", "Yuri Ushakov", "RUS", "Kremlin aide Yuri Ushakov (RUS)"),
        ("his office", "Ebrahim Raisi", "IRN", "his office (Ebrahim Raisi)"),
        ("Interior Ministry", "Azerbaijan", "AZE", "Interior Ministry (Azerbaijan)"),
        ("a witness", None, None, "a witness"),
    ],
)
def test_sources_keep_the_words_of_the_text(
    text: str, name: str | None, country: str | None, shown: str
) -> None:
    source = Attribution(text, 0, len(text), name, country, Stance.ALLEGE)
    assert words.attribution(source) == f"alleged by {shown}"


def test_names_that_run_from_right_to_left_are_isolated() -> None:
    name = inline("ایران")
    assert is_rtl(name) and name[0] == "\u2068" and name[-1] == "\u2069"
    assert cell_len(name) == 5


def test_the_sentence_is_marked() -> None:
    plain = marks.sentence(TEXT, mention(), styled=False).plain
    assert plain == "The Iranian police *detained* two men."
    styled = marks.sentence(TEXT, mention())
    assert styled.plain == "The Iranian police detained two men."
    marked = {(s.style, styled.plain[s.start : s.end]) for s in styled.spans}
    assert marked == {
        (marks.PARTY, "The Iranian police"),
        (marks.TRIGGER, "detained"),
        (marks.PARTY, "two men"),
    }


def test_letters_of_a_marked_word_stay_joined() -> None:
    m = mention(trigger=Span("حمله", SECOND + 14, SECOND + 18), sentence=(SECOND, SECOND + 23),
                actors=(party("ایران", SECOND, "IRN"),), recipients=())  # fmt: skip
    out = rendered([marks.sentence(TEXT, m)], 80, terminal=True)
    assert "ایران" in out


def test_a_long_sentence_is_cut_around_its_trigger() -> None:
    text = "word " * 100 + "detained " + "word " * 100
    m = mention(trigger=Span("detained", 500, 508), sentence=(0, len(text)), actors=(),
                recipients=())  # fmt: skip
    shown = marks.sentence(text, m, width=100, styled=False).plain
    assert "*detained*" in shown and len(shown) < 120
    assert shown.startswith("… ") and shown.endswith(" …")


@pytest.mark.parametrize("width", [40, 64, 80, 200])
def test_an_entry_fits_every_terminal(width: int) -> None:
    stored = event(
        mention(),
        mention("m-2"),
        conflicts=(
            Conflict(
                "date", (FieldValue("2021-09-15", ("m-1",)), FieldValue("2021-09-16", ("m-2",)))
            ),
        ),
    )
    source = Attribution("the ministry", 0, 12, None, "IRN", Stance.DENY)
    reports = [report(mention()), report(mention("m-2", attribution=source))]
    out = rendered([entry(stored, reports, width=width, styled=False)], width)
    assert all(cell_len(line) <= width for line in out.splitlines())
    flat = " ".join(out.split())
    for part in ("~2021-09-15", "COERCE", "arrest", "2 reports / 1 source", "e-01234567",
                 "reports disagree on date", "2021-09-16", "denied by"):  # fmt: skip
        assert part in flat, part


def test_the_most_direct_report_lends_its_sentence() -> None:
    hearsay = mention("m-1", attribution=Attribution("x", 0, 1, None, None, Stance.ASSERT))
    direct, planned = mention("m-2"), mention("m-3", modality=Modality.FUTURE)
    copied = report(mention("m-0"), document(copy_of="doc-0"))
    stored = event(direct)
    best = chosen(stored, [report(hearsay), report(planned), copied, report(direct)])
    assert best is not None and best.mention.mention.mention_id == "m-2"
    assert chosen(stored, []) is None


def test_a_headline_lends_its_words_only_if_nothing_else_does() -> None:
    headline = replace(
        document(), article=replace(document().article, blocks=(Block(BlockKind.TITLE, 0, 40),))
    )
    told, dated = mention("m-2", date=None), mention("m-3")
    stored = event(mention())
    best = chosen(stored, [report(mention(), headline), report(told), report(dated)])
    assert best is not None and best.mention.mention.mention_id == "m-3"
    only = chosen(stored, [report(mention(), headline)])
    assert only is not None


@given(any_text, st.integers(0, 40), st.integers(0, 10))
def test_any_text_can_be_shown(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(len(text), start + length)
    m = mention(trigger=Span(text[start:end], start, end), sentence=(0, len(text)),
                actors=(Party(text, 0, len(text), text),), recipients=())  # fmt: skip
    stored = event(m)
    source = document(text)
    reports = [report(m, source)]
    shown = rendered([entry(stored, reports, width=80, styled=False)], 80)
    shown += rendered(detail.event(stored, reports, styled=False), 80)
    shown += rendered(detail.document(source, [reports[0].mention], styled=False), 80)
    shown += rendered(
        [tables.events([stored]).render(80), tables.documents([source]).render(40)], 80
    )
    assert "\x1b" not in shown and "\x07" not in shown


def test_an_event_in_full() -> None:
    link = LinkReason("m-2", 0.7, ("same parties", "dates a day apart"))
    conflict = Conflict("date", (FieldValue("2021-09-15", ("m-1",)), FieldValue("x", ("m-2",))))
    stored = event(mention(), mention("m-2"), links=(link,), conflicts=(conflict,))
    reports = [report(mention()), Report(StoredMention(mention("m-2"), "doc-9", None), None)]
    flat = " ".join(rendered(detail.event(stored, reports, styled=False), 100).split())
    for part in (
        "counted from the date of publication", "“Wednesday”", "same parties; dates a day apart",
        "score 0.70", "2021-09-15 (report 1)", "x (report 2)", "doc-9 (not in the store)",
        "“detained” at 28–36", "no sound date of publication", "material conflict",
    ):  # fmt: skip
        assert part in flat, part
