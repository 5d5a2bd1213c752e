"""The register of exercises: who drills with whom, where, how, against whom it is said to be."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman.records import Modality, Party
from dragoman.registered import Exercise, PartyCell, Telling, TextCell
from dragoman.registers.cells import (
    Said,
    amount_cell,
    date_cell,
    listed,
    objects_of,
    party_cells,
    place_cell,
    text_cell,
)
from dragoman.registers.comments import Remarks
from dragoman.registers.facts import (
    STATE_SECTORS,
    Item,
    evidence,
    inside,
    state_name,
    states_named,
    trigger_in,
)
from dragoman.registers.gather import dates_clash, groups, places_clash
from dragoman.registers.rows import common, days_of_row, modal, names
from dragoman.registers.subjects import lasting
from dragoman.registers.wording import nearest, terms

_TYPES = frozenset({"COOPERATE", "MOBILIZE", "ASSAULT", "CONSULT", "AGREE"})
_QUOTED = re.compile(r"[«“\"„‘]([^«»“”\"„‟’]{3,60})[»”\"’]")
_NUMBERED = re.compile(
    r"\b(?:[^\W\d_a-zа-яё][^\W\d_]+[ ]){0,3}[^\W\d_a-zа-яё][^\W\d_]+[-–](?:19|20)?\d\d\b"
    r"|\b(?:[^\W\d_a-zа-яё][^\W\d_]+[ ]){2,4}(?:19|20)\d\d\b"
)
_NEAR = 70


def is_exercise(item: Item) -> bool:
    """Whether an event is an exercise, or the promise to hold one."""
    e = item.event
    if e.type not in _TYPES or (not item.codes and e.date is None and e.place is None):
        return False
    if item.trigger_says("exercise"):
        return True
    objects = any(
        terms("exercise", text, t.language) for _, t, text, _ in objects_of([item], "exercise")
    )
    if e.type == "COOPERATE":
        return objects
    # “agreed to hold exercises”: the promise; the exercise is named beside it.
    return e.type == "AGREE" and (objects or bool(item.near("exercise", within=_NEAR)))


def exercises(items: Sequence[Item], remarks: Remarks) -> list[Exercise]:
    """Return the exercises that events tell of, with their announcements."""
    chosen = [i for i in items if is_exercise(i) and not remarks.echoes(i)]
    remarks.settle("exercises", chosen)
    held = {d for i in chosen if i.event.type != "AGREE" for d in i.docs}

    def same(a: Item, b: Item) -> bool:
        if a.sentences & b.sentences:
            return bool(a.codes & b.codes) or not (a.codes and b.codes)
        if len(a.codes) > 1 and a.codes == b.codes:
            return True
        if a.modality is not b.modality or not (a.codes and b.codes):
            return False
        if a.codes == b.codes:
            return True
        planned = a.modality is Modality.FUTURE
        return planned and (a.codes <= b.codes or b.codes <= a.codes)

    def clash(a: Item, b: Item) -> bool:
        if "AGREE" in (a.event.type, b.event.type):
            return False
        return dates_clash(a, b, 5) or places_clash(a, b)

    found = []
    for group in groups(chosen, same=same, clash=clash):
        # A promise alone, in a text that tells of the exercise apart, is no second exercise.
        if all(i.event.type == "AGREE" for i in group) and not set(group[0].docs) - held:
            continue
        found.append(_row(group, remarks))
    return sorted(found, key=lambda r: days_of_row(r.date, r.row_id))


def _row(group: list[Item], remarks: Remarks) -> Exercise:
    acts = [i for i in group if i.event.type != "AGREE"]
    promises = [i for i in group if i.event.type == "AGREE"]
    status, leading = modal(_sure(acts), "held") if acts else ("planned", promises)
    parties = _states(leading) or _states(group)
    # A promise of several that names one of them does not make it drill alone.
    manner = _manner(group, parties if len(parties) > 1 or not promises else ())
    kind = listed(acts or group, "exercise_kind", within=_NEAR)
    name = _name(group)
    place = place_cell(leading) or place_cell(acts)
    how = f"{manner.value} " if manner and manner.value != "alone" else ""
    title = name.value if name else f"{how}exercise"
    return Exercise(
        **common("exercises", group, status, leading, f"{title}: {names(parties)}"),
        name=name,
        parties=parties,
        place=place,
        date=date_cell(leading),
        days=lasting(leading, "exercise", "exercise_kind"),
        announced=date_cell([i for i in promises if i.done]),
        kind=kind,
        manner=manner,
        troops=amount_cell(acts, "people", _troops),
        against=_against(group, parties),
        comments=remarks.on("exercises", group, frozenset(p.id or p.value for p in parties)),
    )


def _sure(acts: list[Item]) -> list[Item]:
    """Leave out deeds without day and place in a text that tells of a plan.

    There “as the exercises proceed” takes up the plan.
    """
    planned = {d for i in acts if i.modality is Modality.FUTURE for d in i.docs}
    sure = [
        i
        for i in acts
        if not (i.done and not i.event.date and not i.event.place and planned & set(i.docs))
    ]
    return sure or acts


def _states(items: Sequence[Item]) -> tuple[PartyCell, ...]:
    def takes_part(item: Item, t: Telling, party: Party, side: bool) -> bool:
        return party.sector in STATE_SECTORS and party.country is not None

    return party_cells(items, takes_part)


def _troops(t: Telling, amount: object) -> bool:
    return bool(terms("forces", t.sentence, t.language))


def _manner(group: Sequence[Item], parties: Sequence[PartyCell]) -> TextCell | None:
    """Return how they drill: as the text says, else by how many take part."""
    said: list[Said] = []
    for item in group:
        for t in item.tellings:
            at = nearest("exercise", t.sentence, trigger_in(t), t.language, within=_NEAR)
            if at is None:
                continue
            word = nearest("manner", t.sentence, (at.start, at.end), t.language, within=30)
            if word is not None:
                said.append((word.term, inside(item, t, word)))
    # Drills at the same time on two sides are parallel even where somebody calls them joint.
    said.sort(key=lambda s: s[0] != "parallel")
    cell = text_cell(said)
    if cell is not None:
        return text_cell([s for s in said if s[0] == said[0][0]])
    if not parties:
        return None
    count = "joint" if len(parties) > 1 else "alone"
    return TextCell(count, tuple(e for p in parties for e in p.evidence))


def _name(group: Sequence[Item]) -> TextCell | None:
    said: list[Said] = []
    for item in group:
        for t in item.tellings:
            low = t.mention.sentence[0]
            near = nearest("exercise", t.sentence, trigger_in(t), t.language, within=_NEAR)
            if near is None:
                continue
            for m in (*_QUOTED.finditer(t.sentence), *_NUMBERED.finditer(t.sentence)):
                gap = max(m.start() - near.end, near.start - m.end(), 0)
                words = m[1] if m.re is _QUOTED else m[0]
                if gap <= 25 and words[:1].isupper() and len(words.split()) <= 5:
                    at = m.start(1) if m.re is _QUOTED else m.start()
                    said.append((words, evidence(item, t, at + low, at + len(words) + low)))
                    break
    return text_cell(said)


def _against(group: Sequence[Item], parties: Sequence[PartyCell]) -> tuple[PartyCell, ...]:
    """Return against whom the sentences of the exercise say it is."""
    ours = {p.id for p in parties}
    found: dict[str, PartyCell] = {}
    for item in group:
        for t in item.tellings:
            for f in terms("against", t.sentence, t.language):
                ahead = t.sentence[f.end : f.end + 40]
                for code, start, end in states_named(ahead, t.language, capitals=True)[:1]:
                    if code in ours or re.search(r"[,.;]", ahead[:start]):
                        continue
                    low = t.mention.sentence[0] + f.end
                    one = evidence(item, t, low + start, low + end)
                    kept = found.get(code)
                    marks = (*kept.evidence, one) if kept else (one,)
                    found[code] = PartyCell(
                        state_name(code) or code, tuple(dict.fromkeys(marks)), code, code, "GOV"
                    )
    return tuple(found.values())


__all__ = ["exercises", "is_exercise"]
