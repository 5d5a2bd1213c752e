"""What others say of the matter of a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from dragoman.records import Party
from dragoman.registered import Comment, Evidence
from dragoman.registers.facts import Item, code_of, in_order, inside, spanned, told
from dragoman.registers.wording import first, terms

_LISTS = {
    "agreements": ("accord",),
    "visits": ("visit",),
    "exercises": ("exercise",),
    "transfers": ("deal",),
    "bodies": ("body",),
    "deployments": ("forces",),
    "incidents": ("attack", "clash"),
}
"""Word lists that name the matter of each register."""
_SAYS = {
    "ACCUSE": "criticised",
    "REJECT": "rejected",
    "THREATEN": "threatened",
    "SUPPORT": "praised",
}
_REACH = 2500
"""A remark is about what was told so many characters before it at most."""


class Remarks:
    """The remarks of all documents, handed out to the rows that they are about.

    A remark is an event that praises, criticises, accuses, rejects or threatens, whose
    sentence names a matter of the register's sort. It goes to the row told last before it
    in the same document, or in its own sentence.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._by_doc: dict[str, list[Item]] = defaultdict(list)
        for item in in_order(i for i in items if _remarks(i)):
            for doc in item.docs:
                self._by_doc[doc].append(item)
        self._places: dict[str, dict[str, list[tuple[int, str]]]] = {}

    def settle(self, register: str, items: Iterable[Item]) -> None:
        """Learn where a register's events are told, before its rows ask for remarks."""
        places: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for item in items:
            for doc, at in item.docs.items():
                if doc in self._by_doc:
                    places[doc].append((at, item.id))
        self._places[register] = {doc: sorted(where) for doc, where in places.items()}

    def on(
        self, register: str, group: Sequence[Item], parties: frozenset[str]
    ) -> tuple[Comment, ...]:
        """Return the comments on a row: remarks of events, then claims of third parties.

        Args:
            register: whose row it is.
            group: its events.
            parties: ids of the row's parties; their own claims are no comments.
        """
        found: dict[tuple[str | None, str, str], Comment] = {}
        mine = {i.id for i in group}
        for doc in sorted({d for i in group for d in i.docs}):
            for remark in self._by_doc.get(doc, ()):
                if remark.id not in mine and self._about(register, doc, remark, mine):
                    for comment in _comment(remark, doc, register):
                        found.setdefault((comment.name, comment.says, remark.id), comment)
        for item in group:
            for comment in _claims(item, parties):
                found.setdefault((comment.name, comment.says, ""), comment)
        return tuple(found.values())

    def _about(self, register: str, doc: str, remark: Item, mine: set[str]) -> bool:
        at = remark.docs[doc]
        # The matter is named in the sentence of the remark, or it is no remark on it.
        if not any(
            t.doc_id == doc and _names(register, t.sentence, t.language) for t in remark.tellings
        ):
            return False
        before = [
            (place, name)
            for place, name in self._places.get(register, {}).get(doc, ())
            if place <= at + 200 and at - place <= _REACH and name != remark.id
        ]
        return bool(before) and max(before)[1] in mine


def _names(register: str, sentence: str, language: str | None) -> bool:
    return any(terms(name, sentence, language) for name in _LISTS[register])


def _remarks(item: Item) -> bool:
    e = item.event
    if not item.done or e.type not in _SAYS:
        return False
    if e.type == "SUPPORT":
        return item.trigger_says("praise") is not None and not item.trigger_says("step")
    return bool(e.actors)


def _says(item: Item) -> str:
    if item.event.type == "ACCUSE" and item.event.mode == "allege":
        return "accused"
    return _SAYS[item.event.type]


def _comment(item: Item, doc: str, register: str) -> list[Comment]:
    day = item.event.date.start if item.event.date else None
    voices: dict[str | None, tuple[Party, list[Evidence]]] = {}
    for t, p, side in item.parties():
        if side or t.doc_id != doc:
            continue
        key = code_of(p) or p.text
        kept = voices.setdefault(key, (p, []))
        for one in (spanned(item, t, p.text, p.start, p.end), told(item, t)):
            if one not in kept[1]:
                kept[1].append(one)
        for name in _LISTS[register]:
            matter = first(name, t.sentence, t.language)
            if matter is not None:
                one = inside(item, t, matter)
                if one not in kept[1]:
                    kept[1].append(one)
                break
    said_on = day or next((t.published for t in item.tellings if t.doc_id == doc), None)
    return [
        Comment(p.name or p.text, p.country, _says(item), said_on, tuple(evidence), item.id)
        for p, evidence in voices.values()
    ]


def _claims(item: Item, parties: frozenset[str]) -> list[Comment]:
    """Return what third parties claim of an event, where they are states or named."""
    by_mention = {t.mention.mention_id: t for t in item.tellings}
    found = []
    for claim in item.event.claims:
        t = by_mention.get(claim.mention_id)
        if t is None or not (claim.country or claim.name) or claim.country in parties:
            continue
        source = t.mention.attribution
        if source is not None and source.text == claim.text:
            one = spanned(item, t, source.text, source.start, source.end)
        else:
            one = told(item, t)
        found.append(
            Comment(claim.name or claim.text, claim.country, claim.says, claim.said_on, (one,))
        )
    return found
