"""The register of agreements: what was agreed, signed, ratified, in force and ended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dragoman.records import Modality, Party
from dragoman.registered import Agreement, NumberCell, PartyCell, Telling, TextCell
from dragoman.registers.cells import (
    Said,
    amount_cell,
    date_cell,
    object_terms,
    objects_of,
    party_cells,
    persons,
    place_cell,
    text_cell,
)
from dragoman.registers.comments import Remarks
from dragoman.registers.facts import Item, code_of, evidence, inside, is_person, states_named
from dragoman.registers.gather import dates_clash, groups, places_clash, within_one
from dragoman.registers.rows import common, days_of_row
from dragoman.registers.rows import names as names_of
from dragoman.registers.subjects import counted, level, subject
from dragoman.registers.wording import folded, terms

_GENERAL = frozenset({"agreement", "document"})
_RANKS = ("negotiated", "agreed", "signed", "ratified", "in force", "implemented", "suspended")
_TYPES = frozenset({"SUPPORT", "AGREE", "COOPERATE", "CONSULT", "SANCTION", "CONCEDE", "RETREAT"})
_LATE = frozenset({"left", "ended", "suspended"})
_NEAR = 80
_CAPITALS = re.compile(r"(?:[^\W\d_a-zа-яёçğışöüə][^\W\d_]+ ){1,3}$")
_WORD = re.compile(r"[^\W\d_]{3,}")


def step_of(item: Item) -> str | None:
    """Return which step in the life of an agreement an event is; None if it is none."""
    e = item.event
    if e.type not in _TYPES:
        return None
    papers = has_paper(item)
    said = item.trigger_says("step")
    if said == "signed" and e.type in ("SUPPORT", "AGREE", "COOPERATE"):
        return "signed"
    if not papers:
        return None
    if said in ("ratified", "in force"):
        return said
    if e.type == "SANCTION":
        return said if said in _LATE else None
    if said in _LATE and e.type not in ("SUPPORT", "COOPERATE"):
        return said
    if e.type == "CONSULT":
        return "agreed" if said == "agreed" else "negotiated" if said == "negotiated" else None
    if e.type == "AGREE":
        return "agreed"
    return said if said in ("agreed", "negotiated") else None


def has_paper(item: Item) -> bool:
    """Whether an event names an agreement as its object."""
    return any(
        terms("accord", text, t.language) or _is_name(text)
        for _, t, text, _ in objects_of([item], "accord")
    )


def _is_name(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and all(w[:1].isupper() for w in words if len(w) > 3)


def _own_words(item: Item) -> frozenset[str]:
    """Return the words that name an agreement and no other: not its kind, not its parties."""
    found: set[str] = set()
    for _, t, text, _ in objects_of([item], "accord"):
        taken = [(f.start, f.end) for f in terms("accord", text, t.language)]
        taken += [(start, end) for _, start, end in states_named(text, t.language)]
        found |= {
            folded(m[0]).text
            for m in _WORD.finditer(text)
            if not any(start < m.end() and m.start() < end for start, end in taken)
            and m[0][:1].isupper()
        }
    return frozenset(found)


def _kinds(items: Iterable[Item]) -> frozenset[str]:
    return frozenset(term for term, _ in _kind_said(list(items))) - _GENERAL


def _kind_said(items: Sequence[Item]) -> list[Said]:
    """Return what sorts of agreement the objects say, else the sentence beside the trigger."""
    said = object_terms(items, "accord", "accord")
    if said:
        return said
    return [(f.term, inside(i, t, f)) for i in items for t, f in i.near("accord", within=_NEAR)]


def agreements(items: Sequence[Item], remarks: Remarks) -> list[Agreement]:
    """Return the agreements that events tell of, each with the events of its life."""
    steps = {i.id: s for i in items if (s := step_of(i)) is not None and _worth(i)}
    names = {i.id: _own_words(i) for i in items if i.id in steps}
    kinds = {i.id: _kinds([i]) for i in items if i.id in steps}

    def keys(item: Item) -> list[str]:
        words = names[item.id]
        if len(item.codes) < 2 or not words:
            return []
        return [f"{'|'.join(sorted(item.codes))}|{' '.join(sorted(words))}"]

    def same(a: Item, b: Item) -> bool:
        if a.sentences & b.sentences and (a.done, steps[a.id]) == (b.done, steps[b.id]):
            return within_one(a, b) or bool(a.codes & b.codes)
        if not within_one(a, b):
            return False
        if a.done and b.done and (steps[a.id] == steps[b.id] or not (names[a.id] | names[b.id])):
            # “the memorandum” of one step is that of the next; a named one is another.
            one, other = kinds[a.id], kinds[b.id]
            return steps[a.id] == steps[b.id] or not one or not other or bool(one & other)
        return bool(names[a.id] & names[b.id])

    def clash(a: Item, b: Item) -> bool:
        one, other = kinds[a.id], kinds[b.id]
        if one and other and not one & other:
            return True
        ours, theirs = names[a.id], names[b.id]
        if ours and theirs and not ours & theirs and len(ours | theirs) > 1:
            return True
        if steps[a.id] != steps[b.id] or a.done != b.done:
            return False
        return dates_clash(a, b) or places_clash(a, b)

    chosen = [i for i in items if i.id in steps]
    remarks.settle("agreements", chosen)
    found = []
    for group in groups(chosen, same=same, clash=clash, keys=keys):
        row = _row(group, steps, remarks)
        if row is not None:
            found.append(row)
    return sorted(found, key=lambda r: days_of_row(r.signed or r.agreed or r.ended, r.row_id))


def _worth(item: Item) -> bool:
    """Whether an event is more than talk: imagined ones count only if they name a paper."""
    if item.modality is Modality.HYPOTHETICAL:
        return has_paper(item) and len(item.codes) > 1
    return bool(item.codes)


def _row(group: list[Item], steps: dict[str, str], remarks: Remarks) -> Agreement | None:
    def at(step: str) -> list[Item]:
        return [i for i in group if steps[i.id] == step and i.done]

    done = [i for i in group if i.done]
    status, leading = _status(group, done, steps)
    signing = at("signed")
    told = signing or [i for i in group if steps[i.id] == "signed"] or group
    kind = text_cell(_specific(_kind_said(told) or _kind_said(group)))
    parties = _parties(group, signing)
    if not parties:
        return None
    name = _name(group)
    count, counted_kind = counted(told, "accord")
    kind = counted_kind or kind
    return Agreement(
        **common(
            "agreements",
            group,
            status,
            leading,
            f"{_title(name, kind, count)}: {names_of(parties)}",
        ),
        parties=parties,
        name=name,
        kind=kind,
        count=count,
        subject=subject(told, "accord"),
        level=level(told),
        signatories=persons(signing, _signs),
        place=place_cell(signing) if signing else place_cell(group),
        value=amount_cell(group, "money"),
        comments=remarks.on("agreements", group, frozenset(p.id or p.value for p in parties)),
        agreed=date_cell(at("agreed")),
        signed=date_cell(signing),
        ratified=date_cell(at("ratified")),
        in_force=date_cell(at("in force")),
        suspended=date_cell(at("suspended")),
        ended=date_cell(at("ended") + at("left")),
    )


def _signs(item: Item, t: Telling, party: Party, side: bool) -> bool:
    return is_person(party)


def _status(group: list[Item], done: list[Item], steps: dict[str, str]) -> tuple[str, list[Item]]:
    """Return how far the agreement came, and the events that say so."""
    if not done:
        order = (Modality.FUTURE, Modality.HYPOTHETICAL, Modality.NEGATED)
        modality = min((i.modality for i in group), key=order.index)
        word = {"future": "planned", "hypothetical": "possible", "negated": "denied"}[modality]
        return word, [i for i in group if i.modality is modality]
    ranks = (*_RANKS, "left", "ended")
    status = max((steps[i.id] for i in done), key=ranks.index)
    return status, [i for i in done if steps[i.id] == status]


def _parties(group: list[Item], signing: list[Item]) -> tuple[PartyCell, ...]:
    """Return the parties: of the signing where it names two, else of all."""
    cells = party_cells(signing, _takes_part)
    return cells if len(cells) > 1 else party_cells(group, _takes_part)


def _takes_part(item: Item, t: Telling, party: Party, side: bool) -> bool:
    return code_of(party) is not None and party.sector != "PRE"


def _specific(said: list[Said]) -> list[Said]:
    """Leave the general words out where a special one is said of the same paper."""
    special = [s for s in said if s[0] not in _GENERAL]
    return special or said


def _name(group: Sequence[Item]) -> TextCell | None:
    """Return the name of an agreement, where it has one of its own."""
    said = [
        (text.strip(), one)
        for i, t, text, one in objects_of(group, "accord")
        if _own_words(i) and _has_own(text, t)
    ]
    return text_cell(sorted(said or _named_beside(group), key=lambda s: -len(s[0])))


def _named_beside(group: Sequence[Item]) -> list[Said]:
    """Return names that stand before the word for the kind: “the Shusha Declaration”."""
    said: list[Said] = []
    for item in group:
        for t in item.tellings:
            words = [w for w in t.sentence.split() if len(w) > 3 and w[0].isalpha()]
            if 2 * sum(w[0].isupper() for w in words) > len(words):
                continue  # a headline, where capitals say nothing
            for _, f in item.near("accord", within=_NEAR) if t is item.tellings[0] else ():
                before = _CAPITALS.search(t.sentence[: f.start])
                if before is None or not t.sentence[f.start].isupper() or before.start() == 0:
                    continue
                if states_named(before[0], t.language):
                    continue
                low = t.mention.sentence[0]
                one = evidence(item, t, before.start() + low, f.end + low)
                said.append((one.text, one))
    return said


def _has_own(text: str, t: Telling) -> bool:
    taken = [(f.start, f.end) for f in terms("accord", text, t.language)]
    taken += [(start, end) for _, start, end in states_named(text, t.language)]
    return any(
        m[0][:1].isupper() and not any(s < m.end() and m.start() < e for s, e in taken)
        for m in _WORD.finditer(text)
    )


def _title(name: TextCell | None, kind: TextCell | None, count: NumberCell | None) -> str:
    if count:
        of = kind.value if kind else "agreement"
        return f"{count.value:g} {of}s" + (f", among them {name.value}" if name else "")
    return name.value if name else kind.value if kind else "agreement"


__all__ = ["agreements", "has_paper", "step_of"]
