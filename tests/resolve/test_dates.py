"""Dates of mentions: which expression counts, and what it is read against."""

from __future__ import annotations

import pytest

from dragoman.records import (
    Basis,
    DateValue,
    Modality,
    Precision,
    Span,
)
from dragoman.resolve.dates import DateResolver
from dragoman.tagged import RawMention, RawParty

PUBLISHED = DateValue("2023-03-15", "2023-03-15", Precision.DAY, Basis.STATED)


def mention(
    text: str,
    trigger: str,
    *times: str,
    modality: Modality = Modality.ACTUAL,
    type_: str = "CONSULT",
    party: str | None = None,
) -> RawMention:
    def span(words: str, after: int = 0) -> Span:
        start = text.index(words, after)
        return Span(words, start, start + len(words))

    parties = ()
    if party:
        found = span(party)
        parties = (RawParty(party, found.start, found.end),)
    return RawMention(
        type=type_,
        mode=None,
        contexts=(),
        modality=modality,
        trigger=span(trigger),
        actors=parties,
        recipients=(),
        places=(),
        times=tuple(span(t) for t in times),
        source=None,
        amounts=(),
        objects=(),
        sentence=(0, len(text)),
        confidence=1.0,
    )


def sentences(text: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for part in text.split(". "):
        end = min(start + len(part) + 2, len(text))
        found.append((start, end))
        start = end
    return found


def dated(
    text: str,
    *mentions: RawMention,
    language: str = "en",
    published: DateValue | None = PUBLISHED,
    headline: tuple[int, int] | None = None,
) -> list[DateValue | None]:
    resolver = DateResolver(text, language, published, sentences(text), headline, mentions=mentions)
    return [resolver.date(m) for m in mentions]


def test_the_contracts_example() -> None:
    text = "Iranian Defense Minister Amir Hatami visited Azerbaijan on February 21."
    published = DateValue("2019-01-22", "2019-01-22", Precision.DAY, Basis.STATED)
    (found,) = dated(text, mention(text, "visited", "on February 21"), published=published)
    assert found == DateValue(
        "2018-02-21", "2018-02-21", Precision.DAY, Basis.STATED, "on February 21"
    )


def test_a_mention_without_words_of_time_has_no_date() -> None:
    text = "The ministers met in Baku."
    assert dated(text, mention(text, "met")) == [None]


def test_another_acts_words_of_time_are_not_borrowed() -> None:
    text = "On Monday the ministers met in Baku and condemned the raid."
    met, condemned = mention(text, "met", "On Monday"), mention(text, "condemned")
    found = dated(text, met, condemned)
    assert found[0] is not None and found[0].start == "2023-03-13"
    assert found[1] is None


def test_modality_decides_the_direction() -> None:
    text = "They will meet on Sunday."
    met = "They met on Sunday."
    (past,) = dated(met, mention(met, "met", "on Sunday"))
    (future,) = dated(text, mention(text, "meet", "on Sunday", modality=Modality.FUTURE))
    (negated,) = dated(text, mention(text, "meet", "on Sunday", modality=Modality.NEGATED))
    assert past is not None and past.start == "2023-03-12"
    assert future is not None and future.start == "2023-03-19"
    assert negated is None


@pytest.mark.parametrize(
    ("text", "language", "trigger", "words", "expected"),
    [
        ("They will meet on Sunday.", "en", "meet", "on Sunday", "2023-03-19"),
        ("They are due to meet on Sunday.", "en", "meet", "on Sunday", "2023-03-19"),
        ("They met on Sunday and will act.", "en", "met", "on Sunday", "2023-03-12"),
        ("On Sunday he said that they will meet.", "en", "meet", "On Sunday", "2023-03-12"),
        ("Dimanche, Rome recevra Tunis.", "fr", "recevra", "Dimanche", "2023-03-19"),
        ("El domingo firmarán el pacto.", "es", "firmarán", "El domingo", "2023-03-19"),
        ("Делегации встретятся в воскресенье.", "ru", "встретятся", "в воскресенье", "2023-03-19"),
        ("Стороны находятся в воскресенье.", "ru", "находятся", "в воскресенье", "2023-03-12"),
        ("سيلتقي الوزيران يوم الأحد.", "ar", "سيلتقي", "يوم الأحد", "2023-03-19"),
        ("Bakanlar pazar günü görüşecek.", "tr", "görüşecek", "pazar günü", "2023-03-19"),
        ("Nazirlər bazar günü görüşəcək.", "az", "görüşəcək", "bazar günü", "2023-03-19"),
    ],
)
def test_words_that_tell_what_lies_ahead(
    text: str, language: str, trigger: str, words: str, expected: str
) -> None:
    (found,) = dated(text, mention(text, trigger, words), language=language)
    assert found is not None and found.start == expected


def test_a_lunar_date_is_found_in_the_text() -> None:
    text = "انتهت المحادثات في 5 شوال 1443. وغادر الوفد في اليوم التالي."
    (found,) = dated(text, mention(text, "غادر", "في اليوم التالي"), language="ar")
    assert found is not None and found.start == "2022-05-07"


def test_the_order_of_day_and_month_comes_from_the_text() -> None:
    text = "They met on 3/2. They signed on 20/2."
    (found,) = dated(text, mention(text, "met", "on 3/2"))
    assert found is not None and found.start == "2023-02-03"
    alone = "They met on 3/2 and signed, working 24/7."
    assert dated(alone, mention(alone, "met", "on 3/2")) == [None]


def test_seasons_of_two_southern_states() -> None:
    text = "Chile and Argentina will hold drills this autumn."
    future = mention(text, "hold drills", "this autumn", modality=Modality.FUTURE)
    (found,) = dated(text, future)
    assert found is not None and (found.start, found.end) == ("2023-03-01", "2023-05-31")


def test_words_that_count_from_what_follows_name_no_day() -> None:
    text = "Rome attend une semaine avant de signer."
    assert dated(text, mention(text, "attend", "une semaine avant"), language="fr") == [None]


def test_a_span_cut_short_is_completed() -> None:
    text = "The talks were held on June 12, 2019 in Doha."
    (found,) = dated(text, mention(text, "talks", "June 12"))
    assert found is not None and found.start == "2019-06-12"
    assert found.text == "June 12, 2019"


def test_two_spans_of_one_date_are_joined() -> None:
    text = "The talks were held on June 12, 2019 in Doha."
    (found,) = dated(text, mention(text, "talks", "on June 12", "2019"), published=None)
    assert found is not None and found.start == "2019-06-12"


def test_the_most_telling_span_counts() -> None:
    text = "In 2022 talks were held for three days from Monday to 14 March 2022 in Doha."
    (found,) = dated(text, mention(text, "talks", "In 2022", "for three days", "14 March 2022"))
    assert found is not None and found.end == "2022-03-14"


def test_one_day_of_two_named_together() -> None:
    text = "They met on Monday and on Tuesday signed the pact."
    met, signed = mention(text, "met", "on Monday"), mention(text, "signed", "on Tuesday")
    found = dated(text, met, signed)
    assert [f and f.start for f in found] == ["2023-03-13", "2023-03-14"]


def test_the_day_spoken_of_comes_from_an_earlier_sentence() -> None:
    text = "The minister arrived on Friday. He left the next day. The aides stayed."
    arrived, left = mention(text, "arrived", "on Friday"), mention(text, "left", "the next day")
    found = dated(text, arrived, left)
    assert found[1] is not None
    assert (found[1].start, found[1].basis) == ("2023-03-11", Basis.INHERITED)


def test_an_event_counted_from_is_dated_backwards() -> None:
    text = "He was flown home on Thursday, six days after the cabinet approved it."
    (found,) = dated(text, mention(text, "approved", "six days after"))
    assert found is not None and found.start == "2023-03-03"


def test_without_publication_relative_words_stay_without_a_date() -> None:
    text = "They met on Sunday and last month, and on June 12."
    for words in ("on Sunday", "last month", "on June 12"):
        assert dated(text, mention(text, "met", words), published=None) == [None]


def test_another_date_of_the_text_lends_its_year() -> None:
    text = "They met on June 3, 2011. The pact was signed on June 12."
    (found,) = dated(text, mention(text, "signed", "on June 12"), published=None)
    assert found is not None
    assert (found.start, found.basis) == ("2011-06-12", Basis.INHERITED)
    two_years = "They met on June 3, 2011 and May 4, 2012. The pact was signed on June 12."
    (found,) = dated(two_years, mention(two_years, "signed", "on June 12"), published=None)
    assert found is None


def test_a_dateline_gives_the_day_of_reference() -> None:
    text = "BAKU, January 22, 2019 (Trend) - The ministers met on Sunday."
    (found,) = dated(text, mention(text, "met", "on Sunday"), published=None)
    assert found is not None and found.start == "2019-01-20"
    plain = "Since January 22, 2019 the ministers have met on Sunday."
    assert dated(plain, mention(plain, "met", "on Sunday"), published=None) == [None]


def test_a_month_of_publication_is_no_day_to_count_from() -> None:
    month = DateValue("2023-03-01", "2023-03-31", Precision.MONTH, Basis.STATED)
    text = "They met yesterday and on March 9."
    assert dated(text, mention(text, "met", "yesterday"), published=month) == [None]
    (found,) = dated(text, mention(text, "met", "on March 9"), published=month)
    assert found is not None
    assert (found.start, found.basis) == ("2023-03-09", Basis.INHERITED)


def test_headline_and_body_lend_each_other_dates() -> None:
    text = "Hatami visits Baku\n\nIranian minister Hatami arrived in Baku on Monday."
    head = mention(text, "visits", party="Hatami")
    start = text.index("Hatami", 20)
    body = mention(text, "arrived", "on Monday")
    body = RawMention.from_dict(
        {**body.to_dict(), "actors": [RawParty("Hatami", start, start + 6).to_dict()]}
    )
    found = dated(text, head, body, headline=(0, 18))
    assert found[0] is not None
    assert (found[0].start, found[0].basis) == ("2023-03-13", Basis.INHERITED)
    other = mention(text, "visits", type_="ACCUSE", party="Hatami")
    assert dated(text, other, body, headline=(0, 18))[0] is None


def test_an_unknown_language_is_read_by_its_script() -> None:
    text = "Переговоры прошли во вторник."
    (found,) = dated(text, mention(text, "Переговоры", "во вторник"), language="uk")
    assert found is not None and found.start == "2023-03-14"


def test_a_dateline_close_to_publication_goes_before_it() -> None:
    text = "GENEVA, March 13 - The ministers met yesterday."
    (found,) = dated(text, mention(text, "met", "yesterday"))
    assert found is not None and found.start == "2023-03-12"
    old = "GENEVA, January 13 - The ministers met yesterday."
    (found,) = dated(old, mention(old, "met", "yesterday"))
    assert found is not None and found.start == "2023-03-14"


def test_words_that_open_a_sentence_date_its_first_act() -> None:
    text = "On March 10 Russia imposed sanctions on Georgia and recalled its envoy."
    imposed, recalled = mention(text, "imposed"), mention(text, "recalled")
    found = dated(text, imposed, recalled)
    assert found[0] is not None and found[0].start == "2023-03-10"
    assert found[1] is None
    clause = "On March 10 the minister who attacked Georgia resigned."
    assert dated(clause, mention(clause, "attacked")) == [None]
    planned = mention(text, "imposed", modality=Modality.FUTURE)
    assert dated(text, planned) == [None]


def test_a_span_that_is_cut_before_the_date_is_completed() -> None:
    text = "They will meet at the end of May in Doha."
    (found,) = dated(text, mention(text, "meet", "at", modality=Modality.FUTURE))
    assert found is not None and found.start == "2023-05-21"


def test_a_long_text_with_many_mentions_is_read() -> None:
    text = "On Monday they met. " * 200
    mentions = [
        RawMention.from_dict(
            {
                **mention(text, "met").to_dict(),
                "trigger": {"text": "met", "start": n * 20 + 15, "end": n * 20 + 18},
                "times": [{"text": "On Monday", "start": n * 20, "end": n * 20 + 9}],
                "sentence": (n * 20, n * 20 + 20),
            }
        )
        for n in range(200)
    ]
    found = dated(text, *mentions, headline=(0, 20))
    assert {f.start for f in found if f} == {"2023-03-13"} and len(found) == 200


def test_the_hour_of_a_day_from_which_on_something_holds() -> None:
    text = "Qadağa martın 20-dən, saat 21:00-dan qüvvəyə minəcək."
    future = mention(text, "qüvvəyə minəcək", "saat 21:00-dan", modality=Modality.FUTURE)
    (found,) = dated(text, future, language="az")
    assert found is not None and found.start == "2023-03-20"
