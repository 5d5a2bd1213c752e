"""A made-up world of happenings, and the coded articles that report them.

Everything follows from a seed: 150 states that act as often as Zipf's law lets them, their
cities and office holders, happenings over two years, a quarter of them in crises between
two states, each told by one to eight reports that
differ as reports do (a state for its minister, a month for a day, the neighbouring day, a
country for its city, no mode, no object), five reports to an article, and a tenth of the
articles copies of others. The generator knows which reports tell of one happening.
"""

from __future__ import annotations

import hashlib
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.ontology import MODES
from dragoman.records import (
    Amount,
    Article,
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
    Topic,
    content_id,
)

STATES = 150
DAYS = 730
TOLD = 5
"""Reports in an article."""
COPIES = 0.1
"""Share of the articles that copy another."""
CRISES = 60
IN_CRISES = 0.25
"""Share of the happenings that fall into a crisis: two states, three to nine weeks."""
BODY_WORDS = 60
"""Words between two reports of an article."""
_FIRST_DAY = date(2021, 1, 1)
_TYPES = {
    "CONSULT": 24,
    "SUPPORT": 11,
    "ACCUSE": 14,
    "ASSAULT": 12,
    "AGREE": 8,
    "AID": 6,
    "COOPERATE": 6,
    "REQUEST": 5,
    "REJECT": 4,
    "THREATEN": 3,
    "SANCTION": 2,
    "MOBILIZE": 2,
    "COERCE": 2,
    "RETREAT": 1,
}
_REPORTS = {1: 40, 2: 20, 3: 13, 4: 9, 5: 7, 6: 5, 7: 3, 8: 3}
_MODALITIES = {
    Modality.ACTUAL: 82,
    Modality.FUTURE: 12,
    Modality.HYPOTHETICAL: 3,
    Modality.NEGATED: 3,
}
_KINDS = ("accord", "arms", "exercise", "measure", "other")
_OFFICES = ("president", "foreign minister", "defence minister", "prime minister", "speaker")
_AMOUNTS = {"ASSAULT": "dead", "AID": "money", "COERCE": "arrested", "MOBILIZE": "people"}


@dataclass(frozen=True, slots=True)
class _State:
    code: str
    name: str
    cities: tuple[Place, ...]
    persons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Happening:
    number: int
    type: str
    mode: str | None
    modality: Modality
    who: _State
    whom: _State | None
    who_person: tuple[str, str] | None
    whom_person: tuple[str, str] | None
    day: int
    place: tuple[_State, Place] | None
    thing: tuple[str, str] | None
    amount: float | None


@dataclass(frozen=True, slots=True)
class Reported:
    """An article with, for each of its mentions, the number of the happening that it tells."""

    coded: CodedArticle
    happenings: tuple[int, ...]


class World:
    """States, persons, places and words, from a seed."""

    def __init__(self, seed: int = 1) -> None:
        """Make the world; the same seed makes the same."""
        self._draw = random.Random(seed)
        self._words = self._made_words(6000)
        self._things = [
            (kind, " ".join(self._draw.sample(self._words[:900], 2)) + f" {kind}")
            for kind in _KINDS
            for _ in range(80)
        ]
        self._states = [self._state(n) for n in range(STATES)]
        self._weights = list(itertools.accumulate(1 / n for n in range(1, STATES + 1)))
        self._crises = [
            (*self._draw.sample(self._states[:40], 2), start, self._draw.randint(20, 60))
            for start in (self._draw.randrange(DAYS - 60) for _ in range(CRISES))
        ]

    def _made_words(self, count: int) -> list[str]:
        syllables = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
        made: dict[str, None] = {}
        while len(made) < count:
            made["".join(self._draw.choices(syllables, k=self._draw.choice((2, 3, 3, 4))))] = None
        return list(made)

    def _state(self, number: int) -> _State:
        draw = self._draw
        code = "".join(chr(65 + number // 26**k % 26) for k in (2, 1, 0))
        lat, lon = draw.uniform(-45, 60), draw.uniform(-160, 160)
        cities = tuple(
            Place(
                draw.choice(self._words).title() + f" {code.title()}",
                code,
                round(lat + draw.uniform(-2, 2), 3),
                round(lon + draw.uniform(-2, 2), 3),
                "city",
                geonameid=number * 100 + k,
            )
            for k in range(6)
        )
        persons = tuple(
            (" ".join(draw.sample(self._words, 2)), office)
            for office in (*_OFFICES, "spokesman", "envoy", "general")
        )
        return _State(code, draw.choice(self._words).title() + code, cities, persons)

    def articles(self, mentions: int) -> Iterator[Reported]:
        """Give articles with so many mentions in all, in an order of no meaning."""
        draw = self._draw
        total = max(1, mentions // TOLD)
        copied = int(total * COPIES)
        pool: dict[int, list[_Happening]] = defaultdict(list)
        left = (total - copied) * TOLD
        numbers = itertools.count()
        while left:
            happening = self._happening(next(numbers))
            told = min(left, draw.choices(list(_REPORTS), list(_REPORTS.values()))[0])
            for _ in range(told):
                # Most is told at once; a plan before, a little long after.
                late = draw.choices((0, 1, 2, 3, 20), (50, 30, 10, 6, 4))[0]
                pool[happening.day + late].append(happening)
            left -= told
        every: list[tuple[int, _Happening]] = []
        for day in sorted(pool):
            draw.shuffle(pool[day])
            every.extend((day, h) for h in pool[day])
        starts = list(range(0, len(every), TOLD))
        for number, start in enumerate(draw.sample(starts, len(starts))):
            told_here = every[start : start + TOLD]
            seed = draw.getrandbits(64)
            day = told_here[0][0]
            happenings = [h for _, h in told_here]
            yield self._article(f"page{number}", happenings, day, seed)
            if number < copied:
                later = day + draw.randint(0, 2)
                cut = draw.random() < 0.5
                yield self._article(f"copy{number}", happenings, later, seed, cut=cut)

    def _pick(self) -> _State:
        return self._draw.choices(self._states, cum_weights=self._weights)[0]

    def _happening(self, number: int) -> _Happening:
        draw = self._draw
        kind = draw.choices(list(_TYPES), list(_TYPES.values()))[0]
        who, whom, day = self._pick(), self._pick(), draw.randrange(DAYS)
        if draw.random() < IN_CRISES:
            *dyad, start, lasting = draw.choice(self._crises)
            who, whom = draw.sample(dyad, 2)
            day = start + draw.randrange(lasting)
        modes = MODES[kind]
        mode = draw.choice(modes[:4]) if modes and draw.random() < 0.7 else None
        whom_ = whom if whom is not who else None
        host = whom_ or who
        verbal = kind in ("ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT")
        placed = draw.random() < (0.35 if verbal else 0.75)
        return _Happening(
            number=number,
            type=kind,
            mode=mode,
            modality=draw.choices(list(_MODALITIES), list(_MODALITIES.values()))[0],
            who=who,
            whom=whom_,
            who_person=draw.choice(who.persons) if draw.random() < 0.55 else None,
            whom_person=draw.choice(whom_.persons) if whom_ and draw.random() < 0.3 else None,
            day=day,
            place=(host, draw.choice(host.cities)) if placed else None,
            thing=draw.choice(self._things) if draw.random() < 0.45 else None,
            amount=float(draw.randint(2, 400)) if kind in _AMOUNTS else None,
        )

    def _article(
        self, name: str, told: list[_Happening], day: int, seed: int, *, cut: bool = False
    ) -> Reported:
        """Write an article; the same seed gives the same body under another name.

        A copy that is ``cut`` lacks what stands between its last reports.
        """
        draw = random.Random(seed)
        published = _FIRST_DAY + timedelta(day)
        title = f"Title of {name}"
        text = title
        mentions: list[EventMention] = []
        for n, happening in enumerate(told):
            text += "\n\n"
            mention, text = self._tell(text, happening, day, draw)
            mentions.append(mention)
            rest = draw.choices(self._words, k=BODY_WORDS)
            text += " " + " ".join(rest[: 9 if cut and n > 2 else None]) + "."
        uri = f"pages/{name}"
        doc_id = content_id("d", text, title, uri)
        owned = tuple(_with_id(m, content_id("m", doc_id, str(n))) for n, m in enumerate(mentions))
        made = Article(
            doc_id=doc_id,
            uri=uri,
            title=title,
            publisher=f"paper {draw.randrange(300)}",
            author=None,
            published=_day(published, Basis.STATED),
            language="en",
            text=text,
            blocks=(
                Block(BlockKind.TITLE, 0, len(title)),
                Block(BlockKind.BODY, len(title) + 2, len(text)),
            ),
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
        return Reported(CodedArticle(made, Coding("en", owned, ())), tuple(h.number for h in told))

    def _tell(
        self, text: str, happening: _Happening, told_on: int, draw: random.Random
    ) -> tuple[EventMention, str]:
        """Add a sentence that tells of a happening, with what this report makes of it."""
        h, start = happening, len(text)
        by_person = h.who_person if draw.random() < 0.8 else None
        to_person = h.whom_person if draw.random() < 0.8 else None
        actor, text = _party(text, h.who, by_person)
        text += " "
        at = len(text)
        trigger_words = f"{h.type.lower()}{draw.choice(('', '-act', '-report'))}"
        text += trigger_words + " "
        recipients: tuple[Party, ...] = ()
        if h.whom is not None and draw.random() < 0.93:
            recipient, text = _party(text, h.whom, to_person)
            recipients = (recipient,)
        objects: tuple[Topic, ...] = ()
        if h.thing is not None and draw.random() < 0.75:
            kind, words = h.thing
            told = words if draw.random() < 0.8 else words.split(" ", 1)[1]
            text += " "
            objects = (Topic(told, len(text), len(text) + len(told), kind),)
            text += told
        amounts: tuple[Amount, ...] = ()
        if h.amount is not None and draw.random() < 0.7:
            value = h.amount if draw.random() < 0.8 else h.amount + draw.randint(1, 5)
            number = f"{value:g}"
            text += " "
            amounts = (Amount(number, len(text), len(text) + len(number), _AMOUNTS[h.type], value),)
            text += number
        text += "."
        mode = h.mode if draw.random() < 0.85 else None
        mention = EventMention(
            mention_id="",
            type=h.type if h.type not in ("AID", "COOPERATE") or draw.random() < 0.8 else "AID",
            mode=mode if h.type in MODES and mode in MODES[h.type] else None,
            contexts=("diplomatic",),
            modality=h.modality,
            trigger=Span(trigger_words, at, at + len(trigger_words)),
            actors=(actor,),
            recipients=recipients,
            date=self._date(h, told_on, draw),
            place=_place(h, draw),
            attribution=None,
            amounts=amounts,
            objects=objects,
            confidence=round(draw.uniform(0.4, 0.98), 2),
            sentence=(start, len(text)),
        )
        return mention, text

    @staticmethod
    def _date(h: _Happening, told_on: int, draw: random.Random) -> DateValue | None:
        """Return the date that a report gives: mostly the day, at times a neighbouring one."""
        at = _FIRST_DAY + timedelta(h.day)
        how = draw.random()
        if how < 0.10:
            return None
        if how < 0.18:
            first = at.replace(day=1)
            last = (first + timedelta(31)).replace(day=1) - timedelta(1)
            return DateValue(str(first), str(last), Precision.MONTH, Basis.STATED)
        if how < 0.23:
            return _day(at + timedelta(draw.choice((-1, 1))), Basis.RELATIVE)
        if how < 0.35:
            return _day(_FIRST_DAY + timedelta(told_on), Basis.INHERITED)
        return _day(at, Basis.RELATIVE if draw.random() < 0.5 else Basis.STATED)


def _day(day: date, basis: Basis) -> DateValue:
    return DateValue(str(day), str(day), Precision.DAY, basis)


def _place(h: _Happening, draw: random.Random) -> Place | None:
    if h.place is None or draw.random() < 0.3:
        return None
    state, city = h.place
    if draw.random() < 0.2:
        return Place(state.name, state.code, None, None, "country")
    return city


def _party(text: str, state: _State, person: tuple[str, str] | None) -> tuple[Party, str]:
    name = person[0].title() if person else state.name
    at = len(text)
    found = Party(
        text=name,
        start=at,
        end=at + len(name),
        name=name,
        id=f"person:{person[0].replace(' ', '-')}" if person else state.code,
        country=state.code,
        sector="GOV",
        role=person[1] if person else None,
    )
    return found, text + name


def _with_id(mention: EventMention, mention_id: str) -> EventMention:
    values = {f: getattr(mention, f) for f in EventMention.__dataclass_fields__}
    return EventMention(**values | {"mention_id": mention_id})
