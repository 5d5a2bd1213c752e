"""A small world for the tests of what readers see: pages, a coder of one sentence form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.errors import UnreadablePageError
from dragoman.knowledge import Entry
from dragoman.records import (
    Amount,
    Article,
    Attribution,
    Basis,
    Block,
    BlockKind,
    CodedArticle,
    Coding,
    DateValue,
    EventMention,
    Modality,
    Party,
    Place,
    Precision,
    Span,
    Stance,
    Statement,
    content_id,
)

STATES = {"Iran": "IRN", "Azerbaijan": "AZE", "Armenia": "ARM", "ایران": "IRN", "ارمنستان": "ARM"}
NAMES = {"IRN": "Iran", "AZE": "Azerbaijan", "ARM": "Armenia"}
_ACTS = {
    "visited": ("CONSULT", "visit", Modality.ACTUAL),
    "will visit": ("CONSULT", "visit", Modality.FUTURE),
    "accused": ("ACCUSE", "allege", Modality.ACTUAL),
    "did not attack": ("ASSAULT", None, Modality.NEGATED),
    "attacked": ("ASSAULT", None, Modality.ACTUAL),
    "aided": ("AID", None, Modality.ACTUAL),
    "دیدار کرد": ("CONSULT", None, Modality.ACTUAL),
}
_STANCES = {"said": Stance.ASSERT, "denied": Stance.DENY, "alleged": Stance.ALLEGE}
_STATE = "|".join(STATES)
_SENTENCE = re.compile(
    rf"(?P<who>{_STATE}) (?P<act>{'|'.join(_ACTS)}) (?P<whom>{_STATE})"
    r"(?: on (?P<date>\d{4}(?:-\d{2}(?:-\d{2})?)?))?(?: in (?P<place>Baku))?"
    r"(?:, (?P<source>\w+) (?P<stance>said|denied|alleged))?"
)
_SAYS = re.compile(rf"(?P<who>{_STATE}) (?P<cue>says) (?P<content>[^.]+)\.")


def party(text: str, start: int, end: int) -> Party:
    code = STATES[text[start:end]]
    return Party(
        text[start:end], start, end, NAMES[code], code, code, "GOV", None, 0.9, "a state's name"
    )


def date(words: str | None) -> DateValue | None:
    if words is None:
        return None
    ends = {4: ("-01-01", "-12-31", Precision.YEAR), 7: ("-01", "-28", Precision.MONTH)}
    start, end, precision = ends.get(len(words), ("", "", Precision.DAY))
    return DateValue(words + start, words + end, precision, Basis.STATED, words)


class FakeCoder:
    """Codes sentences such as “Iran visited Azerbaijan on 2018-03-28 in Baku, Zarif said”."""

    fingerprint = "fake-1"

    def code(self, text: str, *, language: str | None = None, published: Any = None) -> Coding:
        return self._coding(text, language, "")

    def code_many(self, texts: Sequence[tuple[str, str | None, Any]]) -> list[Coding]:
        return [self._coding(text, language, "") for text, language, _ in texts]

    def code_articles(self, articles: Sequence[Article]) -> list[CodedArticle]:
        return [self.code_article(a) for a in articles]

    def code_article(self, article: Article) -> CodedArticle:
        return CodedArticle(article, self._coding(article.text, article.language, article.doc_id))

    def _coding(self, text: str, language: str | None, key: str) -> Coding:
        events = []
        for m in _SENTENCE.finditer(text):
            kind, mode, modality = _ACTS[m["act"]]
            source = None
            if m["source"]:
                source = Attribution(
                    m["source"],
                    *m.span("source"),
                    NAMES.get(STATES.get(m["source"], ""), m["source"]),
                    STATES.get(m["source"]),
                    _STANCES[m["stance"]],
                )
            start = max(text.rfind(". ", 0, m.start()) + 2, text.rfind("\n", 0, m.start()) + 1)
            stop = text.find(".", m.end())
            events.append(
                EventMention(
                    mention_id=content_id("m", key, str(m.start())) if key else "",
                    type=kind,
                    mode=mode,
                    contexts=(),
                    modality=modality,
                    trigger=Span(m["act"], *m.span("act")),
                    actors=(party(text, *m.span("who")),),
                    recipients=(party(text, *m.span("whom")),),
                    date=date(m["date"]),
                    place=Place("Baku", "AZE", 40.4, 49.9, "city", "Baku") if m["place"] else None,
                    attribution=source,
                    amounts=(Amount(m["who"], *m.span("who"), "other", 1.0),),
                    objects=(),
                    confidence=0.75,
                    sentence=(start, len(text) if stop < 0 else stop + 1),
                )
            )
        statements = tuple(
            Statement(
                content_id("s", key, str(m.start())) if key else "",
                party(text, *m.span("who")),
                Span(m["cue"], *m.span("cue")),
                Stance.DENY,
                Span(m["content"], *m.span("content")),
                0.5,
            )
            for m in _SAYS.finditer(text)
        )
        if language == "xx":
            return Coding(language, (), (), ("no model for the language 'xx' yet",))
        return Coding(language, tuple(events), statements)


@dataclass(frozen=True)
class FakePage:
    uri: str
    title: str
    body: str
    published: str | None = "2020-01-01"
    language: str = "en"

    @property
    def sha256(self) -> str:
        return hashlib.sha256((self.title + self.body).encode()).hexdigest()


class FakeReader:
    """Gives pages and reads them; a page of uri ``broken`` cannot be read."""

    version = "fake-1"

    def __init__(self, pages: Iterable[FakePage]) -> None:
        self._pages = list(pages)

    def pages(self, sources: Iterable[str]) -> Iterator[FakePage]:
        yield from self._pages

    def article(self, page: FakePage) -> Article:
        if page.uri == "broken":
            raise UnreadablePageError("page-empty", "broken: the page is empty")
        text = f"{page.title}\n\n{page.body}"
        return Article(
            doc_id=content_id("doc", text, page.uri),
            uri=page.uri,
            title=page.title,
            publisher="Araz Post",
            author=None,
            published=date(page.published),
            language=page.language,
            text=text,
            blocks=(
                Block(BlockKind.TITLE, 0, len(page.title)),
                Block(BlockKind.ADVERTISEMENT, None, None, 900, 920, "Buy!", "says so"),
                Block(BlockKind.BODY, len(page.title) + 2, len(text)),
            ),
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            notices=("read for a test",),
        )


PAGES = (
    FakePage(
        "a.txt", "A visit", "On a cold day Iran visited Azerbaijan on 2018-03-28 in Baku. End."
    ),
    FakePage(
        "b.txt",
        "Charges",
        "Azerbaijan accused Iran on 2021-09, Lavrov said. Iran says it is untrue.",
    ),
    FakePage(
        "c.txt",
        "Plans",
        "Iran will visit Azerbaijan on 2024-11-03. Iran aided Armenia on 2019.",
        None,
    ),
    FakePage("d.txt", "No attack", "Azerbaijan did not attack Iran, Aliyev denied.", None),
    FakePage("e.txt", "دیدار", "ایران دیدار کرد ارمنستان on 2022-10-21. پایان", "2022-10-22", "fa"),
    FakePage(
        "f\x1b[31m.txt",
        "[bold]=Evil[/bold]\x1b]0;x\x07\u202e",
        "Iran accused Armenia on 2023-05-05.",
    ),
)


class FakeKnowledge:
    """Knows the states of this world."""

    def state_code(self, text: str) -> str | None:
        table = {**{k.casefold(): v for k, v in STATES.items()}, "az": "AZE", "азербайджан": "AZE"}
        return table.get(text.casefold()) or (text.upper() if text.upper() in NAMES else None)

    def party_code(self, text: str) -> str | None:
        return self.state_code(text)

    def state(self, code: str) -> Entry | None:
        return Entry(code, "state", code, "GOV", NAMES[code], None, "") if code in NAMES else None

    def party(self, code: str) -> Entry | None:
        return self.state(code)

    def member_years(self, organisation: str) -> list[tuple[str, str]]:
        return []

    def entries(self) -> tuple[Entry, ...]:
        return ()
