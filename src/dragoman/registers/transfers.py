"""The register of arms transfers: who sells or gives what to whom, ordered and delivered."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.records import Modality, Party
from dragoman.registered import PartyCell, Telling, TextCell, Transfer
from dragoman.registers.cells import (
    Said,
    amount_cell,
    date_cell,
    longest,
    objects_of,
    party_cells,
    text_cell,
)
from dragoman.registers.comments import Remarks
from dragoman.registers.facts import Item, inside, states_named
from dragoman.registers.gather import dates_clash, groups
from dragoman.registers.rows import common, days_of_row, names
from dragoman.registers.wording import folded, nearest, terms

_TYPES = frozenset({"COOPERATE", "AID", "SUPPORT", "AGREE", "CONSULT", "SANCTION", "REJECT"})
_STEPS = {
    "delivered": "delivered",
    "ordered": "ordered",
    "signed": "ordered",
    "offered": "offered",
    "agreed": "offered",
    "negotiated": "negotiated",
    "suspended": "suspended",
    "ended": "cancelled",
}
_RANKS = ("negotiated", "offered", "ordered", "delivered", "suspended", "cancelled")
_NEAR = 90


def step_of(item: Item) -> str | None:
    """Return which step of a deal in arms an event is; None if it is none."""
    e = item.event
    if e.type not in _TYPES or item.trigger_says("dealer") or not item.codes:
        return None
    if item.trigger_says("exercise") or not _arms(item):
        return None
    said = item.trigger_says("step")
    step = _STEPS.get(said or "")
    if step == "delivered" and _passes_by(item):
        return None
    if e.type in ("SANCTION", "REJECT"):
        return "suspended" if step == "suspended" else "cancelled" if step == "cancelled" else None
    if e.type == "CONSULT":
        return "negotiated" if step else None
    if step is None:
        return {"AID": "delivered", "AGREE": "offered"}.get(e.type)
    return step


def _arms(item: Item) -> bool:
    """Whether an event is about arms: its object, else what it buys or signs."""
    if any(terms("arms", text, t.language) for _, t, text, _ in objects_of([item], "arms")):
        return True
    accords = objects_of([item], "accord")
    if any(terms("arms", text, t.language) for _, t, text, _ in accords):
        return True
    if item.trigger_says("arms"):
        return True
    step = item.trigger_says("step")
    military = "military" in item.event.contexts
    if step in ("delivered", "ordered") and military:
        return bool(item.near("arms", within=40))
    # “signed the contract with the Defence Ministry”: a contract of a defence ministry.
    contract = any(
        f.term == "contract" for _, t, x, _ in accords for f in terms("accord", x, t.language)
    )
    return military and contract


def _passes_by(item: Item) -> bool:
    """Whether what is sent goes along or near somewhere, and to nobody: “along its border”."""
    for _, t, _, one in objects_of([item], "arms"):
        after = t.sentence[one.end - t.mention.sentence[0] :][:25]
        if any(f.term == "before" for f in terms("beside", after, t.language)):
            return True
    return False


def _items(item: Item) -> frozenset[str]:
    """Return the telling words of what is transferred."""
    words = {
        w
        for _, t, text, _ in objects_of([item], "arms")
        for w in folded(text).text.split()
        if len(w) > 3
    }
    general = {w for w in words for f in terms("arms", w) if f.term == "Other"}
    return frozenset(words - general)


def transfers(items: Sequence[Item], remarks: Remarks) -> list[Transfer]:
    """Return the arms transfers that events tell of, each with the steps of its deal."""
    chosen, steps = [], {}
    deals = {i.id: s for i in items if (s := step_of(i)) is not None}
    told = {(d, frozenset(i.codes)) for i in items if i.id in deals for d in i.docs}
    for i in items:
        if i.id in deals:
            steps[i.id] = deals[i.id]
            chosen.append(i)
        elif _bare_step(i) and any((d, frozenset(i.codes)) in told for d in i.docs):
            # “deliveries are to begin in 2024”, in the text that tells of the deal.
            steps[i.id] = _STEPS[i.trigger_says("step") or ""]
            chosen.append(i)

    remarks.settle("transfers", chosen)

    def same(a: Item, b: Item) -> bool:
        if a.sentences & b.sentences and a.codes & b.codes:
            return True
        pair = a.codes & b.codes
        if len(pair) < 2 and not (pair and (len(a.codes) == 1 or len(b.codes) == 1)):
            return False
        ours, theirs = _items(a), _items(b)
        return not ours or not theirs or bool(ours & theirs)

    def clash(a: Item, b: Item) -> bool:
        if Modality.HYPOTHETICAL in (a.modality, b.modality) and a.modality is not b.modality:
            return True
        if Modality.NEGATED in (a.modality, b.modality) and a.modality is not b.modality:
            return True
        return steps[a.id] == steps[b.id] and a.modality is b.modality and dates_clash(a, b, 60)

    found = [_row(group, steps, remarks) for group in groups(chosen, same=same, clash=clash)]
    return sorted(found, key=lambda r: days_of_row(r.ordered or r.delivered or r.offered, r.row_id))


def _bare_step(item: Item) -> bool:
    return (
        item.event.type in ("COOPERATE", "AID")
        and "military" in item.event.contexts
        and item.trigger_says("step") in ("delivered", "ordered")
        and not item.trigger_says("dealer")
        and not objects_of([item], "other")
    )


def _row(group: list[Item], steps: dict[str, str], remarks: Remarks) -> Transfer:
    done = [i for i in group if i.done]
    if done:
        status = max((steps[i.id] for i in done), key=_RANKS.index)
        leading = [i for i in done if steps[i.id] == status]
    else:
        order = (Modality.FUTURE, Modality.HYPOTHETICAL, Modality.NEGATED)
        modality = min((i.modality for i in group), key=order.index)
        status = {"future": "planned", "hypothetical": "possible", "negated": "denied"}[modality]
        leading = [i for i in group if i.modality is modality]

    def at(*wanted: str) -> list[Item]:
        return [i for i in done if steps[i.id] in wanted]

    def supplies(item: Item, t: Telling, party: Party, side: bool) -> bool:
        return _sided(item) and side == _buys(item)

    def receives(item: Item, t: Telling, party: Party, side: bool) -> bool:
        return _sided(item) and side != _buys(item)

    suppliers = party_cells(group, supplies)
    given = {p.id or p.value for p in suppliers}
    recipients = tuple(p for p in party_cells(group, receives) if (p.id or p.value) not in given)
    known = given | {p.id or p.value for p in recipients}
    parties = tuple(p for p in party_cells(group) if (p.id or p.value) not in known)
    item = longest(_item_said(group))
    return Transfer(
        **common("transfers", group, status, leading, _title(suppliers, recipients, parties, item)),
        suppliers=suppliers,
        recipients=recipients,
        parties=parties,
        item=item,
        category=_category(group),
        number=amount_cell(group, "weapons"),
        value=amount_cell(group, "money"),
        offered=date_cell(at("offered", "negotiated")),
        ordered=date_cell(at("ordered")),
        delivered=date_cell(at("delivered")),
        ended=date_cell(at("suspended", "cancelled")),
        comments=remarks.on(
            "transfers",
            group,
            frozenset(p.country or "" for p in (*suppliers, *recipients, *parties)),
        ),
    )


def _sided(item: Item) -> bool:
    """Whether the event tells who gives and who gets."""
    return bool(item.actors and item.recipients - item.actors)


def _buys(item: Item) -> bool:
    return item.trigger_says("buys") is not None


def _item_said(group: Sequence[Item]) -> list[Said]:
    said = []
    for _, t, text, one in objects_of(group, "arms"):
        if terms("arms", text, t.language) or not states_named(text, t.language):
            said.append((text, one))
    return said


def _category(group: Sequence[Item]) -> TextCell | None:
    said: list[Said] = []
    for _, t, text, one in objects_of(group, "arms"):
        said += [(f.term, one) for f in terms("arms", text, t.language)[:1]]
    if not said:
        for i in group:
            for t in i.tellings:
                low = t.mention.trigger.start - t.mention.sentence[0]
                f = nearest("arms", t.sentence, (low, low), t.language, within=_NEAR)
                if f is not None:
                    said.append((f.term, inside(i, t, f)))
    special = [s for s in said if s[0] != "Other"]
    return text_cell(special or said)


def _title(
    suppliers: tuple[PartyCell, ...],
    recipients: tuple[PartyCell, ...],
    parties: tuple[PartyCell, ...],
    item: TextCell | None,
) -> str:
    what = item.value if item else "arms"
    if suppliers or recipients:
        return f"{what}: {names(suppliers) or '?'} → {names(recipients) or '?'}"
    return f"{what}: {names(parties) or '?'}"
