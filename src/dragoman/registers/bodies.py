"""The register of bodies: joint commissions, councils, working groups, and their sessions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dragoman.records import Modality
from dragoman.registered import (
    Body,
    Evidence,
    Link,
    PartyCell,
    Session,
    Telling,
    TextCell,
)
from dragoman.registers.cells import (
    Said,
    date_cell,
    longest,
    number_cell,
    objects_of,
    place_cell,
    text_cell,
)
from dragoman.registers.comments import Remarks
from dragoman.registers.facts import (
    Item,
    evidence,
    in_order,
    inside,
    spanned,
    state_name,
    states_named,
    trigger_in,
)
from dragoman.registers.gather import groups
from dragoman.registers.papers import Papers
from dragoman.registers.rows import common, names
from dragoman.registers.wording import Found, nearest, ordinals, terms

_TYPES = frozenset({"CONSULT", "AGREE", "SUPPORT", "COOPERATE", "REJECT", "SANCTION"})
_BEFORE, _AFTER = 45, 110
_NEAR = 90
_RANKS = ("proposed", "planned", "founded", "working", "to resume", "suspended", "ended")
_OF = re.compile(r"[^\w]*(?:[^\W\d_]+[\s'’-]+){0,3}$")


@dataclass(frozen=True, slots=True)
class Named:
    """A body as one report names it.

    Attributes:
        telling: the report.
        word: the word for its kind, in the sentence.
        codes: its states, where the words around it name two or more.
        field: what it is for.
    """

    telling: Telling
    word: Found
    codes: frozenset[str]
    field: Found | None


def named_in(item: Item) -> list[Named]:
    """Return where the reports of an event name a joint body beside their trigger."""
    if item.event.type not in _TYPES:
        return []
    found = []
    for t in item.tellings:
        word = nearest("body", t.sentence, trigger_in(t), t.language, within=_NEAR)
        if word is None or any(
            f.start < word.end and word.start < f.end
            for f in terms("no_body", t.sentence, t.language)
        ):
            continue
        start, end = max(0, word.start - _BEFORE), min(len(t.sentence), word.end + _AFTER)
        around = t.sentence[start:end]
        codes = frozenset(code for code, *_ in states_named(around, t.language))
        joint = terms("joint", around, t.language)
        if not joint and len(codes) < 2 and len(item.codes) < 2:
            continue
        at = (word.start, word.end)
        field = nearest("field", t.sentence, at, t.language, within=60)
        found.append(Named(t, word, codes if len(codes) > 1 else frozenset(), field))
    return found


def part_of(item: Item, named: Sequence[Named]) -> str:
    """Return what an event is in the life of a body."""
    if item.trigger_says("founded"):
        return "founded"
    said = item.trigger_says("step")
    if said in ("suspended", "ended"):
        return said
    if item.trigger_says("resumed"):
        return "to resume" if item.modality is not Modality.ACTUAL else "working"
    if item.event.type == "CONSULT":
        return "named" if item.modality is Modality.HYPOTHETICAL else "session"
    for n in named:
        low, high = max(0, n.word.start - _BEFORE), n.word.start
        before = n.telling.sentence[low:high]
        if terms("founded", before, n.telling.language):
            return "promised"
        if terms("resumed", before, n.telling.language):
            return "to resume"
    if item.event.type in ("SUPPORT", "COOPERATE") and said == "signed":
        return "session"
    return "proposed" if item.event.type == "AGREE" and said == "offered" else "named"


NamedBy = Mapping[str, Sequence[Named]]


def bodies(items: Sequence[Item], remarks: Remarks, papers: Papers) -> list[Body]:
    """Return the joint bodies that events tell of, with their sessions.

    Two reports, however many years apart, are of one body if it is of one kind, of the
    same states and for the same field.
    """
    named = {i.id: n for i in items if (n := named_in(i))}
    chosen = [i for i in items if i.id in named]
    remarks.settle("bodies", chosen)
    parts = {i.id: part_of(i, named[i.id]) for i in chosen}
    states = {i.id: _states(i, named[i.id]) for i in chosen}
    kinds = {i.id: {n.word.term for n in named[i.id]} for i in chosen}
    fields = {i.id: {n.field.term for n in named[i.id] if n.field} for i in chosen}

    def keys(item: Item) -> list[str]:
        who = states[item.id]
        if len(who) < 2:
            return []
        pair = "|".join(sorted(who))
        return [f"{k}|{pair}|{f}" for k in sorted(kinds[item.id]) for f in sorted(fields[item.id])]

    def same(a: Item, b: Item) -> bool:
        if not kinds[a.id] & kinds[b.id]:
            return False
        ours, theirs = states[a.id], states[b.id]
        return not ours or not theirs or ours <= theirs or theirs <= ours

    def clash(a: Item, b: Item) -> bool:
        ours, theirs = fields[a.id], fields[b.id]
        if ours and theirs and not ours & theirs:
            return True
        one, other = states[a.id], states[b.id]
        return len(one) > 1 and len(other) > 1 and not (one <= other or other <= one)

    found = []
    for group in groups(chosen, same=same, clash=clash, keys=keys):
        if all(parts[i.id] == "named" for i in group):
            continue
        row = _row(group, named, parts, states, remarks, papers)
        if row.parties:
            found.append(row)
    return sorted(found, key=_order)


def _order(row: Body) -> tuple[bool, str, str]:
    dates = [row.founded, *(s.date for s in row.sessions)]
    day = min((d.value.start or d.value.end or "" for d in dates if d), default="")
    return (not day, day, row.row_id)


def _states(item: Item, named: Sequence[Named]) -> frozenset[str]:
    told = [n.codes for n in named if n.codes]
    if told:
        return min(told, key=lambda c: (len(c), sorted(c)))
    docs = {n.telling.mention.mention_id for n in named}
    return frozenset(
        p.country
        for t, p, _ in item.parties()
        if t.mention.mention_id in docs and p.country and state_name(p.country)
    )


def _row(
    group: list[Item],
    named: NamedBy,
    parts: Mapping[str, str],
    states: Mapping[str, frozenset[str]],
    remarks: Remarks,
    papers: Papers,
) -> Body:
    def at(*wanted: str) -> list[Item]:
        return [i for i in group if parts[i.id] in wanted]

    founding = [i for i in at("founded") if i.done]
    sittings = _sessions(at("session"), named, papers)
    status, leading = _status(group, parts, sittings)
    parties = _parties(group, named, states)
    kind = text_cell(
        (n.word.term, inside(i, n.telling, n.word)) for i in group for n in named[i.id]
    )
    name = _name(group, named)
    title = name.value if name else kind.value if kind else "body"
    return Body(
        **common("bodies", group, status, leading, f"{title}: {names(parties)}"),
        name=name,
        kind=kind,
        parties=parties,
        field=text_cell(
            (n.field.term, inside(i, n.telling, n.field))
            for i in group
            for n in named[i.id]
            if n.field
        ),
        founded=date_cell(founding),
        ended=date_cell([i for i in at("ended", "suspended") if i.done]),
        sessions=sittings,
        comments=remarks.on("bodies", group, frozenset(p.id or p.value for p in parties)),
    )


def _status(
    group: list[Item], parts: Mapping[str, str], sittings: Sequence[Session]
) -> tuple[str, list[Item]]:
    reached: dict[str, list[Item]] = defaultdict(list)
    held = {e for s in sittings if s.status == "held" for e in s.events}
    for item in group:
        part = parts[item.id]
        if item.modality is Modality.NEGATED or item.modality is Modality.HYPOTHETICAL:
            continue
        if part == "to resume":
            reached["to resume"].append(item)
        elif part in ("ended", "suspended", "working") and item.done:
            reached[part].append(item)
        elif part == "founded" and item.done:
            reached["founded"].append(item)
        elif part == "proposed" and item.done:
            reached["proposed"].append(item)
        elif part == "session" and item.id in held:
            reached["working"].append(item)
        elif part in ("founded", "promised", "session"):
            reached["planned"].append(item)
    if reached:
        status = max(reached, key=_RANKS.index)
        return status, reached[status]
    denied = all(i.modality is Modality.NEGATED for i in group)
    known = any(i.done for i in group)
    return ("working" if known else "denied" if denied else "possible"), list(group)


def _parties(
    group: list[Item], named: NamedBy, states: Mapping[str, frozenset[str]]
) -> tuple[PartyCell, ...]:
    """Return the states of the body, by the words around its name, else of its events."""
    found: dict[str, dict[Evidence, None]] = {}
    for item in group:
        for n in named[item.id]:
            t = n.telling
            start = max(0, n.word.start - _BEFORE)
            around = t.sentence[start : n.word.end + _AFTER]
            low = t.mention.sentence[0] + start
            for code, first, last in states_named(around, t.language):
                if code in n.codes and code in states[item.id]:
                    one = evidence(item, t, low + first, low + last)
                    found.setdefault(code, {})[one] = None
    if len(found) > 1:
        return tuple(PartyCell(state_name(c) or c, tuple(e), c, c, "GOV") for c, e in found.items())
    marks: dict[str, list[Evidence]] = {}
    for item in group:
        for t, p, _ in item.parties():
            if p.country in states[item.id]:
                marks.setdefault(p.country, []).append(spanned(item, t, p.text, p.start, p.end))
    return tuple(
        PartyCell(state_name(c) or c, tuple(dict.fromkeys(e)), c, c, "GOV")
        for c, e in marks.items()
    )


def _name(group: list[Item], named: NamedBy) -> TextCell | None:
    said: list[Said] = [
        (text.strip(), one)
        for i, t, text, one in objects_of(group, "body")
        if any(n.telling is t for n in named[i.id]) and terms("body", text, t.language)
    ]
    return longest(said)


def number_of(t: Telling, word: Found) -> tuple[int, int, int] | None:
    """Return which sitting it was and the characters that say so: “the third meeting of”."""
    for matter in (*terms("session", t.sentence, t.language), word):
        for n in ordinals(t.sentence, t.language):
            before = t.sentence[n.end : matter.start]
            if n.end <= matter.start and len(before) <= 28 and _OF.fullmatch(before):
                return n.value, n.start, n.end
            if t.language in ("ar", "fa") and 0 <= n.start - matter.end <= 2:
                return n.value, n.start, n.end
    return None


def _sessions(items: list[Item], named: NamedBy, papers: Papers) -> tuple[Session, ...]:
    """Return the sittings of a body, those of one number or of one time taken together."""
    told = [i for i in items if i.modality in (Modality.ACTUAL, Modality.FUTURE)]
    numbers: dict[str, list[tuple[float, Evidence]]] = {}
    for item in told:
        numbers[item.id] = []
        for n in named[item.id]:
            which = number_of(n.telling, n.word)
            if which is not None:
                low = n.telling.mention.sentence[0]
                one = evidence(item, n.telling, which[1] + low, which[2] + low)
                numbers[item.id].append((float(which[0]), one))

    def same(a: Item, b: Item) -> bool:
        ours, theirs = {v for v, _ in numbers[a.id]}, {v for v, _ in numbers[b.id]}
        if ours and theirs:
            return bool(ours & theirs)
        return a.overlaps(b, 1) is not False

    def clash(a: Item, b: Item) -> bool:
        ours, theirs = {v for v, _ in numbers[a.id]}, {v for v, _ in numbers[b.id]}
        return bool(ours and theirs and not ours & theirs) or a.overlaps(b, 10) is False

    def keys(item: Item) -> list[str]:
        days = [f"day {item.days[0]}"] if item.days and item.days[0] == item.days[1] else []
        return [f"number {v:g}" for v, _ in numbers[item.id]] + days

    found = []
    for group in groups(told, same=same, clash=clash, keys=keys):
        held = [i for i in group if i.done]
        found.append(
            Session(
                number=number_cell([x for i in group for x in numbers[i.id]]),
                date=date_cell(held or group),
                place=place_cell(held or group),
                outcome=_outcome(group),
                signed=_links(group, papers),
                events=tuple(i.id for i in group),
                status="held" if held else "planned",
            )
        )
    return tuple(sorted(found, key=_session_order))


def _session_order(s: Session) -> tuple[float, bool, str, tuple[str, ...]]:
    day = (s.date.value.start or s.date.value.end or "") if s.date else ""
    return (s.number.value if s.number else 1e9, not day, day, s.events)


def _outcome(group: Sequence[Item]) -> TextCell | None:
    """Return what a sitting brought about: the paper signed there."""
    said = [
        (text, one)
        for i, t, text, one in objects_of(in_order(group), "accord")
        if i.done and i.trigger_says("step") == "signed" and terms("accord", text, t.language)
    ]
    return longest(said)


def _links(group: Sequence[Item], papers: Papers) -> tuple[Link, ...]:
    return tuple(
        Link(a.row_id, a.title, a.signed.evidence if a.signed else ())
        for a in papers.of(i.id for i in group)
        if a.status not in ("planned", "possible", "denied")
    )


__all__ = ["bodies", "named_in", "number_of"]
