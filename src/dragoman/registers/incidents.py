"""The register of incidents: attacks, clashes, seizures; who is hurt, who is blamed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from dragoman.records import Claim, Modality, Party
from dragoman.registered import (
    Evidence,
    Incident,
    NumberCell,
    PartyCell,
    PlaceCell,
    Telling,
    TextCell,
)
from dragoman.registers.cells import (
    Said,
    amount_cell,
    date_cell,
    number_cell,
    party_cells,
    place_cell,
    text_cell,
)
from dragoman.registers.comments import Remarks
from dragoman.registers.facts import (
    Item,
    code_of,
    evidence,
    inside,
    spanned,
    states_named,
    told,
    trigger_in,
)
from dragoman.registers.gather import dates_clash, groups, places_clash, within_one
from dragoman.registers.rows import common, days_of_row, modal, names
from dragoman.registers.wording import Counted, numbers, terms

_SEIZURES = frozenset({"seize"})
_FOR = frozenset({"asserted", "alleged", "confirmed"})
_STATUS = {"alleged": "alleged", "contested": "contested", "denied": "denied"}
_ARTICLE = 24
_MEN = frozenset({"UAF", "CVL", "CRM", "REB", "UNK"})
Wanted = Callable[[Item, Telling, Party, bool], bool]


def is_incident(item: Item) -> bool:
    """Whether an event is an incident, and not a war as a whole or a word in passing."""
    e = item.event
    if e.type == "COERCE":
        taken = item.trigger_says("seizure") is not None
        return e.mode in _SEIZURES and taken and bool(item.codes) and item.done
    if e.type != "ASSAULT" or item.trigger_says("war") or item.trigger_says("exercise"):
        return False
    if item.modality is Modality.HYPOTHETICAL:
        return False
    return bool(item.codes or e.actors or e.recipients or e.amounts)


def refers(item: Item) -> bool:
    """Whether an event only refers to something told before: “condemned the attack”."""
    e = item.event
    if e.date is not None or e.amounts:
        return False
    return all(_definite(t) for t in item.tellings)


def _definite(t: Telling) -> bool:
    start, end = trigger_in(t)
    trigger = t.sentence[start:end]
    if not terms("attack", trigger, t.language) and not terms("clash", trigger, t.language):
        return False
    before = t.sentence[max(0, start - _ARTICLE) : start]
    found = terms("definite", before, t.language)
    return bool(found) and re.fullmatch(r"\s*(?:\w+\s+)?", before[found[-1].end :]) is not None


def incidents(items: Sequence[Item], remarks: Remarks) -> list[Incident]:
    """Return the incidents that events tell of."""
    chosen = [i for i in items if is_incident(i)]
    remarks.settle("incidents", chosen)
    echoes = {i.id for i in chosen if refers(i)}

    def same(a: Item, b: Item) -> bool:
        if a.event.type != b.event.type:
            return False
        if b.id in echoes:
            return a.done and b.done
        if a.sentences & b.sentences:
            return within_one(a, b) and a.event.mode == b.event.mode
        if a.modality is not b.modality or not within_one(a, b):
            return False
        return bool(a.overlaps(b)) and not places_clash(a, b)

    def clash(a: Item, b: Item) -> bool:
        return dates_clash(a, b, 1) or (
            a.id not in echoes and b.id not in echoes and places_clash(a, b)
        )

    # An echo belongs to what was told last before it in its document.
    last: dict[tuple[str, str], str] = {}
    for item in chosen:
        if item.id in echoes:
            for doc, at in item.docs.items():
                before = [
                    (i.docs[doc], i.id)
                    for i in chosen
                    if doc in i.docs and i.docs[doc] < at and i.id not in echoes
                ]
                if before:
                    last[doc, item.id] = max(before)[1]

    def belongs(a: Item, b: Item) -> bool:
        if b.id in echoes and a.id not in echoes:
            return any(last.get((doc, b.id)) == a.id for doc in b.docs)
        return a.id not in echoes and b.id not in echoes and same(a, b)

    found = []
    for group in groups(chosen, same=belongs, clash=clash):
        main = [i for i in group if i.id not in echoes]
        if main:
            found.append(_row(group, main, remarks))
    return sorted(found, key=lambda r: days_of_row(r.date, r.row_id))


def _row(group: list[Item], main: list[Item], remarks: Remarks) -> Incident:
    status, leading = modal(main, "happened")
    row = common("incidents", group, status, leading, "")
    status = _STATUS.get(row["standing"], status) if status == "happened" else status
    blamed = {i.id for i in main if _blamed(i)}

    def acts(item: Item, t: Telling, party: Party, side: bool) -> bool:
        return not side and item.id not in blamed

    def accused(item: Item, t: Telling, party: Party, side: bool) -> bool:
        return not side and item.id in blamed

    def suffers(item: Item, t: Telling, party: Party, side: bool) -> bool:
        return side

    kind = _kind(main)
    perpetrators = _concrete(main, acts)
    targets = _concrete(main, suffers)
    place = place_cell(main)
    doers = {c for i in main if i.id not in blamed for c in i.actors}
    title = _title(kind, perpetrators, targets, place)
    return Incident(
        **{**row, "status": status, "title": title},
        kind=kind,
        means=text_cell(
            (i.event.mode, told(i, t))
            for i in main
            if i.event.mode and _is_means(i)
            for t in i.tellings
        ),
        perpetrators=perpetrators,
        targets=targets,
        place=place,
        date=date_cell(main),
        dead=amount_cell(group, "dead") or _casualties(main, "dead"),
        injured=amount_cell(group, "injured") or _casualties(main, "hurt"),
        captured=amount_cell(group, "arrested"),
        claimed_by=_claimed(main, doers),
        blamed_on=party_cells(main, accused),
        comments=remarks.on("incidents", group, frozenset(doers)),
    )


def _concrete(items: Sequence[Item], wanted: Wanted) -> tuple[PartyCell, ...]:
    """Return those who did it or suffered it as the text names them.

    Unnamed men of one state are taken for the same, since reports call one gunman “a man”.
    """
    found: dict[tuple[str | None, ...], PartyCell] = {}
    for cell in party_cells(items, wanted, states=False):
        first = cell.evidence[0].text
        state = cell.id is not None and cell.id == cell.country
        side = all(e.event_id in {i.id for i in items} for e in cell.evidence)
        key: tuple[str | None, ...] = (cell.id or cell.value,)
        if cell.id is None and cell.country and cell.sector in _MEN and side:
            key = (cell.country, "men")
        kept = found.get(key)
        if kept is not None:
            found[key] = replace(kept, evidence=(*kept.evidence, *cell.evidence))
        else:
            named = first if state and _more_than_state(first) else cell.value
            found[key] = replace(cell, value=named)
    return tuple(found.values())


def _more_than_state(words: str) -> bool:
    """Whether words name something of a state, such as its embassy."""
    left = words
    for _, start, end in reversed(states_named(words, None, capitals=True)):
        left = left[:start] + left[end:]
    return len(re.findall(r"[^\W\d_]{3,}", left)) > 0


def _casualties(items: Sequence[Item], name: str) -> NumberCell | None:
    """Return a number of victims that stands beside its word: “one death and two injuries”."""
    said = []
    for item in items:
        for t in item.tellings:
            low = t.mention.sentence[0]
            counts = [
                (n.value, n.start, n.end)
                for n in (
                    *numbers(t.sentence, t.language),
                    *(Counted(1, f.start, f.end) for f in terms("one", t.sentence, t.language)),
                )
            ]
            for f in terms(name, t.sentence, t.language):
                for value, start, end in sorted(counts, key=lambda c: -c[1]):
                    if value == 1 and t.sentence[end : f.start].strip():
                        continue  # “one” counts right before its word alone
                    if end <= f.start and re.fullmatch(
                        r"\s+(?:[^\W\d_]+\s+)?", t.sentence[end : f.start]
                    ):
                        said.append((float(value), evidence(item, t, start + low, f.end + low)))
                        break
    return number_cell(said)


def _is_means(item: Item) -> bool:
    return item.event.type == "ASSAULT" and item.event.mode not in ("targeted", "destroy", "abduct")


def _blamed(item: Item) -> bool:
    """Whether an act is known only from those who accuse somebody else of it."""
    claims = [c for c in item.event.claims if c.says in _FOR]
    if not claims or any(c.says != "alleged" for c in claims):
        return False
    return all(c.country not in item.actors for c in claims)


def _kind(items: Sequence[Item]) -> TextCell | None:
    said: list[Said] = []
    for item in items:
        e = item.event
        for t in item.tellings:
            clash = terms("clash", t.mention.trigger.text, t.language)
            if e.type == "COERCE":
                said.append(("seizure", told(item, t)))
            elif e.mode == "abduct":
                said.append(("abduction", told(item, t)))
            elif clash and not (e.actors and e.recipients):
                start = t.mention.trigger.start - t.mention.sentence[0]
                f = clash[0]._replace(start=clash[0].start + start, end=clash[0].end + start)
                said.append(("clash", inside(item, t, f)))
            else:
                said.append(("attack", told(item, t)))
    return text_cell(said)


def _claimed(items: Sequence[Item], doers: set[str]) -> tuple[PartyCell, ...]:
    """Return who says of himself that he did it."""
    found: dict[str, tuple[PartyCell, list[Evidence]]] = {}
    for item in items:
        by_mention = {t.mention.mention_id: t for t in item.tellings}
        for claim in item.event.claims:
            t = by_mention.get(claim.mention_id)
            if t is None or claim.says not in ("asserted", "confirmed"):
                continue
            who = next((p for p in t.mention.actors if _speaks(claim, p, doers)), None)
            if who is None:
                continue
            source = t.mention.attribution
            one = (
                spanned(item, t, source.text, source.start, source.end) if source else told(item, t)
            )
            name = claim.name or who.name or who.text
            cell = PartyCell(name, (), None, claim.country)
            found.setdefault(name, (cell, []))[1].append(one)
    return tuple(replace(c, evidence=tuple(dict.fromkeys(e))) for c, e in found.values())


def _speaks(claim: Claim, party: Party, doers: set[str]) -> bool:
    """Whether a claim is a doer's own: of the same name, or of the state that did it."""
    if claim.name and claim.name == party.name:
        return True
    return claim.country is not None and claim.country == code_of(party) and claim.country in doers


def _title(
    kind: TextCell | None,
    doers: tuple[PartyCell, ...],
    targets: tuple[PartyCell, ...],
    place: PlaceCell | None,
) -> str:
    what = kind.value if kind else "incident"
    who = names(doers)
    whom = names(targets)
    sides = " → ".join(filter(None, (who or ("?" if whom else ""), whom)))
    where = f", {place.value.name}" if place else ""
    return f"{what}: {sides or '?'}{where}"


__all__ = ["incidents", "is_incident", "refers"]
