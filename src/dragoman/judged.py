"""What people decided, replayed on a coding: pure, importing records and ontology alone.

A judgement is tied to the characters of a trigger. Whatever a later coding makes of these
characters, a rejected mention stays out, and an accepted or corrected one stands as it was
judged, under the id that it had then. Both the store, which shows what stands, and the
linking of what it gives rest on this.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from dragoman.linkage import Bonds
from dragoman.ontology import MODES
from dragoman.records import Action, CodedArticle, EventMention, Judgement

VERDICTS = frozenset({Action.ACCEPT, Action.CORRECT, Action.REJECT})
"""What changes a mention; the rest joins or parts mentions, or is said beside them."""
TIES = frozenset({Action.MERGE, Action.SPLIT})
CORRECTABLE = ("type", "mode", "modality", "actors", "recipients", "date", "place")


class Spot(NamedTuple):
    """Where a mention stands; ``mention_id`` is the one it had when it was judged."""

    doc_id: str
    start: int
    end: int
    mention_id: str | None


def in_order(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Return judgements, the earliest first; the order is the same in every store."""
    return sorted(judgements, key=lambda j: (j.known_at, j.turn, j.judgement_id))


def corrected(mention: EventMention, fields: Mapping[str, object]) -> EventMention:
    """Return a mention with other values, given in plain form, for some of its fields.

    Raises:
        ValueError, TypeError, KeyError: a value is none of its field.
    """
    new = {name: value for name, value in fields.items() if name in CORRECTABLE}
    return EventMention.from_dict({**mention.to_dict(), **new}) if new else mention


def replay(coded: CodedArticle, judgements: Iterable[Judgement]) -> CodedArticle:
    """Return an article as people judged it.

    Of all verdicts on a mention the last one decides whether it stands; it then stands as
    that one saw it, with what anybody corrected. Judgements on other documents, undone
    ones and those whose characters read otherwise here are left out of account.
    """
    text, doc_id = coded.article.text, coded.article.doc_id
    verdicts = [
        j
        for j in in_order(judgements)
        if j.doc_id == doc_id and j.retired_at is None and j.action in VERDICTS and _stands(j, text)
    ]
    if not verdicts:
        return coded
    found = {m.mention_id: m for m in coded.coding.events}
    targets = _targets(verdicts, coded.coding.events)
    taken = _taken(targets, found)
    standing = [m for m in coded.coding.events if m.mention_id not in taken]
    judged: dict[str, str] = {}
    for mention_id, said in targets.items():
        made = _made(mention_id, said, found)
        if made is not None:
            standing.append(made)
            changed = any(j.action is Action.CORRECT for j in said)
            judged[mention_id] = "corrected" if changed else "confirmed"
    standing.sort(key=lambda m: (m.trigger.start, m.trigger.end))
    return dataclasses.replace(
        coded,
        coding=dataclasses.replace(coded.coding, events=tuple(standing)),
        judged=tuple(sorted(judged.items())),
    )


def _stands(j: Judgement, text: str) -> bool:
    seen = j.snapshot
    if seen is None:
        return 0 <= j.start < j.end <= len(text)
    return (seen.trigger.start, seen.trigger.end) == (j.start, j.end) and text[
        j.start : j.end
    ] == seen.trigger.text


def _targets(
    verdicts: Sequence[Judgement], events: Sequence[EventMention]
) -> dict[str, list[Judgement]]:
    """Return the verdicts by the id of the mention that they are about, in order."""
    seen = {(j.start, j.end): j.snapshot.mention_id for j in verdicts if j.snapshot is not None}
    targets: dict[str, list[Judgement]] = defaultdict(list)
    for j in verdicts:
        if j.snapshot is not None:
            targets[j.snapshot.mention_id].append(j)
            continue
        named = seen.get((j.start, j.end)) or locate(events, Spot(j.doc_id, j.start, j.end, None))
        if named is not None:
            targets[named].append(j)
    return targets


def _taken(
    targets: Mapping[str, Sequence[Judgement]], found: Mapping[str, EventMention]
) -> set[str]:
    """Return the mentions of the coding in whose place the judged ones stand.

    A judged mention that the coding lacks takes the place of the one that the coding found
    at its characters, if there is one. A mere rejection does so only for one of the same
    type: another type is another claim, which nobody has judged yet.
    """
    taken = {mention_id for mention_id in targets if mention_id in found}
    missing = sorted((said[-1].start, m) for m, said in targets.items() if m not in found)
    for _, mention_id in missing:
        said = targets[mention_id]
        types = {j.snapshot.type for j in said if j.snapshot is not None}
        types |= {str(j.fields["type"]) for j in said if "type" in j.fields}
        start, end = said[-1].start, said[-1].end
        near = [
            m
            for m in found.values()
            if m.mention_id not in taken
            and _overlap(m, start, end)
            and (
                m.type in types
                or (
                    said[-1].action is not Action.REJECT
                    and (m.trigger.start, m.trigger.end) == (start, end)
                )
            )
        ]
        nearest = locate(near, Spot(said[-1].doc_id, start, end, None))
        if nearest is not None:
            taken.add(nearest)
    return taken


def _made(
    mention_id: str, said: Sequence[Judgement], found: Mapping[str, EventMention]
) -> EventMention | None:
    """Return a mention as it was judged; None if it was rejected."""
    if said[-1].action is Action.REJECT:
        return None
    seen = [j.snapshot for j in said if j.snapshot is not None and j.action is not Action.REJECT]
    base = seen[-1] if seen else found.get(mention_id)
    if base is None:
        return None
    fields = {k: v for j in said if j.action is Action.CORRECT for k, v in j.fields.items()}
    made = corrected(base, fields)
    # One person's type and another's mode may not go together.
    mode = made.mode if made.mode in MODES.get(made.type, ()) else None
    return dataclasses.replace(made, mention_id=mention_id, mode=mode if fields else made.mode)


def _overlap(mention: EventMention, start: int, end: int) -> int:
    return max(0, min(mention.trigger.end, end) - max(mention.trigger.start, start))


def locate(mentions: Iterable[EventMention], spot: Spot) -> str | None:
    """Return the mention at a spot: that of the id, else the one whose trigger fits best."""
    there = [m for m in mentions if _overlap(m, spot.start, spot.end)]
    best = min(
        there,
        key=lambda m: (
            m.mention_id != spot.mention_id,
            (m.trigger.start, m.trigger.end) != (spot.start, spot.end),
            -_overlap(m, spot.start, spot.end),
            m.trigger.start,
            m.mention_id,
        ),
        default=None,
    )
    return None if best is None else best.mention_id


def spots(j: Judgement) -> tuple[Spot, Spot] | None:
    """Return what a merge or a split is about; None for any other judgement."""
    if j.action not in TIES or j.other_doc_id is None:
        return None
    if j.other_start is None or j.other_end is None:
        return None
    other = j.fields.get("other")
    return (
        Spot(j.doc_id, j.start, j.end, j.snapshot.mention_id if j.snapshot else None),
        Spot(j.other_doc_id, j.other_start, j.other_end, other if isinstance(other, str) else None),
    )


def bonds(judgements: Iterable[Judgement], located: Mapping[Spot, str]) -> Bonds:
    """Return which mentions people joined and which they parted.

    A later judgement overrules an earlier one. What is joined is one, whoever joined which
    two of it: what is split off leaves the rest together.

    Args:
        judgements: merges and splits; others are left out of account.
        located: the mentions that stand at the spots now; a spot that is missing has none.
    """
    # A mention that stands goes by its id, under whichever id it was judged.
    groups: dict[Spot | str, set[Spot | str]] = {}
    apart: set[frozenset[Spot | str]] = set()
    for j in in_order(judgements):
        pair = spots(j)
        if pair is None or j.retired_at is not None:
            continue
        a, b = (located.get(spot, spot) for spot in pair)
        if a == b:
            continue
        for node in (a, b):
            groups.setdefault(node, {node})
        if j.action is Action.SPLIT:
            if groups[a] is groups[b]:
                groups[a].discard(a)
                groups[a] = {a}
            apart.add(frozenset((a, b)))
        elif groups[a] is not groups[b]:
            apart -= {frozenset((x, y)) for x in groups[a] for y in groups[b]}
            groups[a] |= groups[b]
            for node in groups[b]:
                groups[node] = groups[a]
    together: set[tuple[str, str]] = set()
    for group in {id(g): g for g in groups.values()}.values():
        ids = sorted(node for node in group if isinstance(node, str))
        together |= set(pairwise(ids))
    parted: set[tuple[str, str]] = set()
    for two in apart:
        ids = sorted(node for node in two if isinstance(node, str))
        if len(ids) == 2:
            parted.add((ids[0], ids[1]))
    return Bonds(frozenset(together), frozenset(parted))
