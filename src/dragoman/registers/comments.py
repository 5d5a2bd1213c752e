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
    "deployments": ("stationed",),
    "incidents": ("attack", "clash"),
}
"""Word lists that name the matter of each register."""
_SAYS = {
    "ACCUSE": "criticised",
    "REJECT": "rejected",
    "THREATEN": "threatened",
    "SUPPORT": "praised",
}
_AHEAD = 200
_OWN = frozenset({"incidents", "deployments"})
"""Registers in which what a party says of it counts too: whose deed it is may be in dispute."""
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
        self._sentences: dict[str, frozenset[tuple[str, int]]] = {}
        self._places: dict[str, dict[str, list[tuple[bool, int, str]]]] = {}

    def settle(self, register: str, items: Iterable[Item]) -> None:
        """Learn where a register's events are told, before its rows ask for remarks."""
        places: dict[str, list[tuple[bool, int, str]]] = defaultdict(list)
        for item in items:
            if register == "deployments":
                self._sentences[item.id] = item.sentences
            # What is called by its name is spoken of rather than what is not, and a deed
            # rather than a plan.
            named = any(item.trigger_says(name) for name in _LISTS[register])
            for doc, at in item.docs.items():
                if doc in self._by_doc:
                    places[doc].append((item.done and named, at, item.id))
        self._places[register] = {doc: sorted(where) for doc, where in places.items()}

    def echoes(self, item: Item) -> bool:
        """Whether an event is only what a remark speaks of: “condemned the visit”."""
        if item.event.date is not None or item.event.place is not None:
            return False
        remarks = {s for doc in item.docs for r in self._by_doc.get(doc, ()) for s in r.sentences}
        return bool(item.sentences) and item.sentences <= remarks

    def on(
        self, register: str, group: Sequence[Item], parties: frozenset[str]
    ) -> tuple[Comment, ...]:
        """Return the comments on a row: remarks of events, then claims of third parties.

        Args:
            register: whose row it is.
            group: its events.
            parties: ids of the row's parties; their own claims are no comments.
        """
        found: dict[tuple[str | None, str], Comment] = {}
        mine = {i.id for i in group}
        for doc in sorted({d for i in group for d in i.docs}):
            for remark in self._by_doc.get(doc, ()):
                if remark.id not in mine and self._about(register, doc, remark, mine):
                    for comment in _comment(remark, doc, register, parties):
                        found.setdefault((comment.name, comment.says), comment)
        for item in group:
            for comment in _claims(item, parties):
                found.setdefault((comment.name, comment.says), comment)
        return tuple(found.values())

    def _about(self, register: str, doc: str, remark: Item, mine: set[str]) -> bool:
        at = remark.docs[doc]
        if register == "deployments":
            own = {s for d, s in self._sentences.items() if d in mine}
            return any(remark.sentences & s for s in own)
        if register in _OWN and remark.event.type == "SUPPORT":
            return False
        # The matter is named in the sentence of the remark, or it is no remark on it.
        if not any(
            t.doc_id == doc and _names(register, t.sentence, t.language) for t in remark.tellings
        ):
            return False
        before = [
            (held, place, name)
            for held, place, name in self._places.get(register, {}).get(doc, ())
            if place <= at + _AHEAD and at - place <= _REACH and name != remark.id
        ]
        return bool(before) and max(before)[2] in mine


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


def _comment(item: Item, doc: str, register: str, parties: frozenset[str]) -> list[Comment]:
    day = item.event.date.start if item.event.date else None
    voices: dict[str | None, tuple[Party, list[Evidence]]] = {}
    for t, p, side in item.parties():
        if side or t.doc_id != doc:
            continue
        key = code_of(p) or p.text
        # A former official speaks for himself.
        if register not in _OWN and p.country in parties and p.sector != "ELI":
            continue
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
