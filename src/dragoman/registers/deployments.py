"""The register of deployments and missions: whose forces went where, for what, until when."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.records import Amount, Modality, Party
from dragoman.registered import Deployment, PartyCell, PlaceCell, Telling, TextCell
from dragoman.registers.cells import (
    Said,
    amount_cell,
    date_cell,
    objects_of,
    party_cells,
    place_cell,
    text_cell,
)
from dragoman.registers.comments import Remarks
from dragoman.registers.facts import Item, code_of, inside, spanned, state_name, trigger_in
from dragoman.registers.gather import dates_clash, groups, places_clash
from dragoman.registers.rows import common, days_of_row, modal, names
from dragoman.registers.wording import nearest, terms

_NEAR = 60
_FORCES = frozenset({"troops", "weapons", "militia", None})


def step_of(item: Item) -> str | None:
    """Return ``deployed`` or ``withdrawn`` for an event of forces; None for any other."""
    e = item.event
    if not item.codes or item.trigger_says("exercise"):
        return None
    if item.modality is Modality.HYPOTHETICAL:
        return None
    if e.type == "MOBILIZE" and e.mode in _FORCES:
        return "deployed" if _of_forces(item) else None
    if e.type == "RETREAT" and e.mode == "withdraw":
        soldiers = any(p.sector in ("MIL", "REB", "PRM") for p in e.actors)
        return "withdrawn" if _of_forces(item) and (soldiers or _said(item)) else None
    if e.type in ("AID", "COOPERATE") and item.near("mission", within=90):
        counted = any(a.kind in ("people", "other") for a in e.amounts)
        sent = item.near("stationed", within=90)
        return (
            "deployed"
            if sent and (counted or "peacekeeping" in e.contexts or _said(item))
            else None
        )
    return None


def _of_forces(item: Item) -> bool:
    return bool(item.near("forces", within=_NEAR)) or any(
        p.sector in ("MIL", "PRM") for p in item.event.actors
    )


def _said(item: Item) -> bool:
    return bool(item.trigger_says("withdrawn") or item.near("forces", within=_NEAR))


def deployments(items: Sequence[Item], remarks: Remarks) -> list[Deployment]:
    """Return the deployments that events tell of."""
    steps = {i.id: s for i in items if (s := step_of(i)) is not None}
    chosen = [i for i in items if i.id in steps]
    remarks.settle("deployments", chosen)

    def same(a: Item, b: Item) -> bool:
        if not (a.actors and a.actors & b.actors) or a.modality is not b.modality:
            return False
        ours, theirs = a.event.place, b.event.place
        return bool(a.sentences & b.sentences) or (
            ours is not None and theirs is not None and ours.name == theirs.name
        )

    def clash(a: Item, b: Item) -> bool:
        return places_clash(a, b) or (steps[a.id] == steps[b.id] and dates_clash(a, b, 30))

    found = [_row(group, steps, remarks) for group in groups(chosen, same=same, clash=clash)]
    return sorted(found, key=lambda r: days_of_row(r.since or r.until, r.row_id))


def _row(group: list[Item], steps: dict[str, str], remarks: Remarks) -> Deployment:
    status, leading = modal(group, "deployed")
    if status == "deployed":
        gone = [i for i in leading if steps[i.id] == "withdrawn"]
        status, leading = ("withdrawn", gone) if gone else (status, leading)
    sent = [i for i in group if steps[i.id] == "deployed"]
    gone = [i for i in group if steps[i.id] == "withdrawn"]

    def sends(item: Item, t: Telling, party: Party, side: bool) -> bool:
        return not side

    parties = party_cells(group, sends)
    ours = {p.country for p in parties}
    place = place_cell(group)
    hosts = _hosts(place, ours)

    def faces(item: Item, t: Telling, party: Party, side: bool) -> bool:
        here = t.mention.sentence[0] <= party.start < t.mention.sentence[1]
        return side and here and item.event.type == "MOBILIZE" and code_of(party) not in ours

    kind = _kind(group)
    word = kind.value if kind else "deployment"
    return Deployment(
        **common(
            "deployments",
            group,
            status,
            leading,
            f"{word}: {names(parties)}" + (f", {place.value.name}" if place else ""),
        ),
        kind=kind,
        parties=parties,
        hosts=hosts,
        against=party_cells(sent, faces),
        forces=_forces(group),
        troops=amount_cell(group, "people") or amount_cell(group, "other", _of_men),
        mission=_mission(group),
        place=place,
        since=date_cell([i for i in sent if i.done]) or date_cell(sent),
        until=date_cell(gone),
        comments=remarks.on("deployments", group, frozenset(c for c in ours if c)),
    )


def _hosts(place: PlaceCell | None, ours: set[str | None]) -> tuple[PartyCell, ...]:
    country = place.value.country if place else None
    if place is None or country is None or country in ours:
        return ()
    name = state_name(country)
    if name is None:
        return ()
    return (PartyCell(name, place.evidence, country, country, "GOV"),)


def _of_men(t: Telling, amount: Amount) -> bool:
    low = t.mention.sentence[0]
    after = t.sentence[amount.start - low : amount.end - low + 20]
    return any(
        f.term in ("troops", "peacekeeping", "observers")
        for f in terms("forces", after, t.language)
    )


def _kind(group: Sequence[Item]) -> TextCell | None:
    said: list[Said] = []
    for item in group:
        for t in item.tellings:
            found = [
                f
                for f in terms("forces", t.sentence, t.language)
                if abs(f.start - trigger_in(t)[0]) <= 2 * _NEAR
            ]
            special = [f for f in found if f.term in ("peacekeeping", "observers")]
            near = nearest("forces", t.sentence, trigger_in(t), t.language, within=_NEAR)
            chosen = special[0] if special else near
            if chosen is not None:
                said.append((chosen.term, inside(item, t, chosen)))
    return text_cell(said)


def _forces(group: Sequence[Item]) -> tuple[TextCell, ...]:
    """Return what was sent: the troops and arms that are named, in the words of the text."""
    said: list[Said] = [
        (text, one)
        for kind in ("arms", "body", "other", "mission")
        for _, t, text, one in objects_of(group, kind)
        if terms("forces", text, t.language)
    ]
    if not said:
        said = [
            (p.text, spanned(item, t, p.text, p.start, p.end))
            for item in group
            for t, p, side in item.parties()
            if not side and terms("forces", p.text, t.language)
        ]
    found: dict[str, TextCell] = {}
    for value, _ in said:
        cell = text_cell(s for s in said if s[0] == value)
        if cell is not None:
            found[value] = cell
    return tuple(found.values())


def _mission(group: Sequence[Item]) -> TextCell | None:
    said: list[Said] = [
        (text, one)
        for _, t, text, one in objects_of(group, "mission")
        if terms("mission", text, t.language)
    ]
    return text_cell(said)
