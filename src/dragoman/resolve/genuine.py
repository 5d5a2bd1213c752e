"""Which known names of a text are names there, and not parts of other words' sense."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.knowledge import Hit
from dragoman.knowledge.text import Token
from dragoman.resolve.naming import PEOPLE
from dragoman.resolve.sectors import SectorLexicon

#: “Latin American”, “Central American”: no adjective of the United States.
_CONTINENTAL = frozenset(("central", "latin", "south", "north", "inter", "pan", "meso", "ibero"))
#: What is called after a person is not the person: streets, schools, airports, palaces.
_CALLED_AFTER = {
    "en": (
        "street avenue boulevard square airport university stadium bridge hospital prize palace "
        "highway institute foundation library doctrine"
    ),
    "es": (
        "calle avenida plaza palacio aeropuerto universidad estadio puente hospital premio "
        "paseo bulevar fundacion instituto puerto"
    ),
    "fr": (
        "rue avenue boulevard place palais aeroport universite stade pont hopital prix quai "
        "fondation institut lycee square"
    ),
    "ru": (
        "улица улице улицы улицу проспект проспекте проспекта площадь площади аэропорт аэропорта "
        "университет университета мост премия премии фонд фонда имени дворец дворца бульвар"
    ),
    "tr": "",
    "az": "",
    "fa": "خيابان ميدان فرودگاه دانشگاه پل بزرگراه بيمارستان جايزه كاخ",
    "ar": "شارع ميدان ساحه مطار جامعه جسر جادة جاده مستشفي جايزه قصر دوار",
}
#: The same after the name: “Sheremetyevo”, “Atatürk Havalimanı”, “Heydar Aliyev Center”.
_AFTER = {
    "en": (
        "street avenue boulevard square airport university stadium bridge hospital prize palace "
        "highway institute foundation library doctrine center centre"
    ),
    "tr": (
        "caddesi sokagi bulvari meydani havalimani universitesi stadi koprusu hastanesi vakfi "
        "sarayi odulu caddesinde caddesinin bulvarinda bulvarinin meydaninda havalimaninda "
        "havalimanina universitesinde koprusunde barajı baraji"
    ),
    "az": (
        "kuçəsi kucəsi prospekti meydani aeroportu universiteti stadionu korpusu xəstəxanasi "
        "fondu sarayi mukafati kucəsində prospektində meydaninda aeroportunda prospektinə merkezi "
        "mərkəzi mərkəzində bulvari"
    ),
}
#: Whose name is known without their state, be it a common word.
_FIRST = frozenset(("president", "supreme leader", "king", "prime minister"))
_LINKS = frozenset(("de", "del", "la", "du", "des", "d", "of", "the", "al", "el"))


def _near(hit: Hit, year: int | None, after: int) -> bool:
    """Return whether a bearer of a surname was known two years on, up to some years before."""
    return year is None or any(
        start - 2 <= year <= end + after
        for c in hit.readings
        if c.entry.kind == "person"
        for start, end in c.entry.spans()
    )


def _goes_on(words: Sequence[Token], last: int, named: set[int], text: str) -> bool:
    """Return whether a Spanish town's name goes on: “Santiago del Estero”, no capital.

    Args:
        words: of the text.
        last: index of the last word of the known name.
        named: where known names begin; “San José de Costa Rica” is its own.
        text: the text.
    """
    at = last + 1
    while at < len(words) and words[at].folded in ("de", "del", "la", "los", "las"):
        at += 1
    if at == last + 1 or at >= len(words):
        return False
    between = text[words[last].end : words[at].start]
    plain = all(c.isalpha() or c == " " for c in between)
    return plain and words[at].capital and words[at].start not in named


def _inside_name(words: Sequence[Token], last: int, end: int, text: str) -> bool:
    """Return whether an apostrophe behind a name is part of a longer one: “Ma'rib”.

    Args:
        words: of the text.
        last: index of the last word of the known name.
        end: where it ends.
        text: the text.
    """
    after = words[last + 1] if last + 1 < len(words) else None
    return (
        after is not None
        and after.start == end + 1
        and text[end] in "'’ʼ"
        and after.folded not in ("s", "d", "ll", "ve", "re")
    )


def genuine(
    hits: Sequence[Hit],
    words: Sequence[Token],
    text: str,
    language: str | None,
    lexicon: SectorLexicon,
    year: int | None,
) -> list[Hit]:
    """Return the names of a text without those that only look so.

    Dropped are “American” behind the name of a part of the continent, bare surnames in the
    names of streets, schools and the like, and those of persons long gone or not yet known.
    In Arabic and Persian, which have no capitals, where a surname is often a common word,
    somebody must speak for the person: a full name, the state, or else the years.

    Args:
        hits: the known names.
        words: of the text.
        text: the text.
        language: its language, if known.
        lexicon: words that tell sectors.
        year: of its publication, if known.
    """
    named = {h.start for h in hits}
    unicase = language in ("ar", "fa")
    ends = {w.end: i for i, w in enumerate(words)}
    starts = {w.start: i for i, w in enumerate(words)}
    codes = {h.entry.code for h in hits if h.kind not in PEOPLE}
    full = {h.entry.id for h in hits if h.kind == "full name"}
    before = frozenset(_CALLED_AFTER.get(language or "en", "").split())
    after = frozenset(_AFTER.get(language or "en", "").split())

    def kept(hit: Hit) -> bool:
        first, last = starts.get(hit.start), ends.get(hit.end)
        if first is None or last is None:
            return True
        if language in (None, "en") and hit.kind in ("adjective", "person of the nation"):
            return not (
                hit.entry.code == "USA"
                and first
                and words[first - 1].folded in _CONTINENTAL
                and text[words[first - 1].end : hit.start] in (" ", "-")
            )
        if hit.kind in ("capital", "city"):
            return not (language == "es" and _goes_on(words, last, named, text))
        if hit.kind != "surname":
            return True
        if language in (None, "en", "es", "fr") and _inside_name(words, last, hit.end, text):
            return False
        if hit.entry.id in full:
            return True
        if not _near(hit, year, 12):
            return False
        if unicase and hit.entry.code not in codes:
            noun = lexicon.words(words[first : last + 1])
            if noun and (hit.entry.role not in _FIRST or not hit.entry.active(year)):
                return False
            if not _near(hit, year, 2):
                return False
        at = first - 1
        while at > 0 and first - at < 3 and words[at].folded in _LINKS:
            at -= 1
        if at >= 0 and words[at].folded in before and words[first - 1].end + 1 >= hit.start:
            return False
        follower = words[last + 1] if last + 1 < len(words) else None
        return not (
            follower is not None
            and follower.folded in after
            and text[hit.end : follower.start] == " "
            and (follower.capital or language != "en")
        )

    return [h for h in hits if kept(h)]
