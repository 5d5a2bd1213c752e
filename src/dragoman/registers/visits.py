"""The register of visits and meetings: who met whom, where, for how long, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from dragoman.records import Modality, Party, Precision
from dragoman.registered import Agreement, Link, PartyCell, PlaceCell, Telling, TextCell, Visit
from dragoman.registers.cells import Said, date_cell, party_cells, persons, place_cell, text_cell
from dragoman.registers.comments import Remarks
from dragoman.registers.facts import (
    Item,
    code_of,
    evidence,
    is_person,
    spanned,
    state_name,
    told,
    trigger_in,
)
from dragoman.registers.gather import dates_clash, groups, places_clash
from dragoman.registers.offices import office_of
from dragoman.registers.papers import Papers
from dragoman.registers.rows import common, days_of_row, modal, names
from dragoman.registers.subjects import lasting, phrase
from dragoman.registers.wording import terms

Wanted = Callable[[Item, Telling, Party, bool], bool]
_FORMS = {
    "visit": "visit",
    "multilateral": "multilateral meeting",
    "third-party": "meeting in a third country",
    "phone": "call",
    "mediation": "mediation",
}


def is_visit(item: Item) -> bool:
    """Whether an event is a visit or a meeting, and more than a passing word about such."""
    e = item.event
    if e.type != "CONSULT":
        return False
    if not (item.trigger_says("visit") or item.trigger_says("meeting")):
        return False
    if item.trigger_says("step") in ("agreed",):
        return False
    placed = e.place is not None and e.date is not None
    if item.modality is Modality.HYPOTHETICAL:
        return bool(item.codes) and (e.date is not None or e.place is not None)
    return bool(item.codes) or placed


def _where(item: Item) -> str | None:
    return item.event.place.country if item.event.place else None


def _hosting(item: Item) -> bool:
    return item.trigger_says("hosts") is not None


def _people(item: Item) -> frozenset[str]:
    return item.persons or item.codes


def visits(items: Sequence[Item], remarks: Remarks, papers: Papers) -> list[Visit]:
    """Return the visits and meetings that events tell of.

    Args:
        items: the events.
        remarks: of the documents.
        papers: agreements, to tell which were signed there.
    """
    chosen = [i for i in items if is_visit(i) and not remarks.echoes(i)]
    anchors = _anchors(chosen)
    remarks.settle("visits", chosen)

    def same(a: Item, b: Item) -> bool:
        if (a.event.mode == "phone") != (b.event.mode == "phone"):
            return False
        if a.id in anchors.get(b.id, ()):
            return True
        if a.done != b.done:
            # “arrived for a three-day visit”: the second word is no plan.
            return bool(a.sentences & b.sentences) and bool(_people(a) & _people(b))
        if a.sentences & b.sentences:
            return bool(a.codes & b.codes) or not a.codes or not b.codes
        if not _people(a) & _people(b):
            return False
        together = a.overlaps(b, 1)
        placed = a.event.place is not None and b.event.place is not None
        if together and placed:
            return True
        # One day and the same few, or one town and no word of another day.
        return bool(a.persons & b.persons) and (bool(together) or (placed and together is None))

    def clash(a: Item, b: Item) -> bool:
        return dates_clash(a, b, 1) or places_clash(a, b)

    found = [
        _row(group, remarks, papers)
        for group in groups(chosen, same=same, clash=clash, ties=("fulfils",))
    ]
    return sorted(found, key=lambda r: days_of_row(r.date, r.row_id))


def _anchors(chosen: Sequence[Item]) -> dict[str, set[str]]:
    """Return for each meeting without day and place the visit in whose course it was.

    That is the latest visit told before it in the same document, between the same states.
    """
    by_doc: dict[str, list[Item]] = {}
    for item in chosen:
        for doc in item.docs:
            by_doc.setdefault(doc, []).append(item)
    found: dict[str, set[str]] = {}
    for doc, told_there in by_doc.items():
        told_there.sort(key=lambda i: (i.docs[doc], i.id))
        for n, item in enumerate(told_there):
            e = item.event
            if e.date is not None or e.mode == "phone" or not item.done or not item.codes:
                continue
            before = [
                (v.days or ("", ""), -n, v)
                for n, v in enumerate(told_there[:n])
                if v.event.mode == "visit" and v.done and (v.days or v.event.place)
            ]
            # Of several the latest in time: the others are what led up to it.
            visit = max(before, default=None, key=lambda b: b[:2])
            if visit and item.codes <= visit[2].codes and not places_clash(item, visit[2]):
                found.setdefault(item.id, set()).add(visit[2].id)
    return found


def _row(group: list[Item], remarks: Remarks, papers: Papers) -> Visit:
    status, leading = modal(group, "held")
    best = [i for i in leading if i.event.mode == "visit"] or leading
    place = place_cell(leading) or place_cell(group)
    where = place.value.country if place else None
    form = _form(best, where)
    travelled = form is not None and form.value == "visit"

    def visiting(item: Item, t: Telling, party: Party, side: bool) -> bool:
        code = code_of(party)
        if not travelled:
            return True
        if where is not None and _foreign(item, where):
            return code != where
        if _hosting(item):
            # “the deputy minister received the delegation”, both told as acting
            return side or (not item.recipients and t.mention.actors[0] != party)
        return not side

    def hosting(item: Item, t: Telling, party: Party, side: bool) -> bool:
        return travelled and not visiting(item, t, party, side)

    visitors = persons(leading, visiting) or party_cells(leading, visiting)
    guests: set[str | None] = {p.country or p.id for p in visitors}
    if travelled:
        others = [
            p for p in party_cells(leading, visiting) if p.country and p.country not in guests
        ]
        visitors = (*visitors, *others)
    else:
        visitors = _everyone(leading)
    hosts = party_cells(leading, hosting)
    if travelled and place is not None and not hosts:
        hosts = _by_place(place, guests)
    met = persons(leading, hosting)
    days = date_cell(leading) or date_cell(group)
    row = Visit(
        **common("visits", group, status, leading, _title(form, visitors, hosts, place)),
        form=form,
        visitors=visitors,
        role=_role(leading, visiting),
        hosts=hosts,
        met=met,
        place=place,
        date=days,
        days=lasting(leading, "visit"),
        purpose=_purpose(leading),
        comments=remarks.on(
            "visits", group, frozenset(c for p in (*visitors, *hosts) if (c := p.country))
        ),
    )
    links = tuple(_signed_there(row, group, papers))
    return replace(row, signed=links)


def _by_place(place: PlaceCell, guests: set[str | None]) -> tuple[PartyCell, ...]:
    """Return whose country it was, where the text names the place alone."""
    code = place.value.country
    name = state_name(code) if code else None
    if code is None or name is None or code in guests:
        return ()
    return (PartyCell(name, place.evidence, code, code, "GOV"),)


def _foreign(item: Item, where: str) -> bool:
    """Whether the country of the place tells hosts from guests."""
    return where in item.codes and len(item.codes) > 1


def _everyone(items: Sequence[Item]) -> tuple[PartyCell, ...]:
    """Return all who met: persons, and the states that no person stands for."""
    people = persons(items)
    sent = {p.country for p in people}
    states = [p for p in party_cells(items) if p.country not in sent]
    return (*people, *states)


def _form(items: Sequence[Item], where: str | None) -> TextCell | None:
    said: list[Said] = []
    for item in items:
        form = _FORMS.get(item.event.mode or "", "meeting")
        homes = {p.country for _, p, _ in item.parties()}
        if form == "visit" and len(item.codes) < 2 and not item.trigger_says("visit"):
            form = "meeting" if not where or where in homes else form
        if form == "visit" and len(item.codes) > 1 and where and where not in homes:
            form = "meeting in a third country"
        if form == "meeting in a third country" and where in homes:
            form = "meeting"
        said += [(form, told(item, t)) for t in item.tellings]
    return text_cell(said)


def _role(items: Sequence[Item], wanted: Wanted) -> TextCell | None:
    """Return the office of the first visitor who has one."""
    for item in items:
        for t, party, side in item.parties():
            if not wanted(item, t, party, side):
                continue
            office = office_of(party.role or "", t.language)
            if office is None and not is_person(party):
                office = office_of(party.text, t.language)
            if office is not None:
                return text_cell([(office, spanned(item, t, party.text, party.start, party.end))])
    return None


def _purpose(items: Sequence[Item]) -> TextCell | None:
    said: list[Said] = []
    for item in items:
        for t in item.tellings:
            at = trigger_in(t)
            for f in terms("purpose", t.sentence, t.language):
                if f.term == "after" and not at[1] <= f.start <= at[1] + 90:
                    continue
                span = phrase(t.sentence, "purpose", f.start, f.end, t.language)
                if span is not None:
                    low = t.mention.sentence[0]
                    start = min(f.start, span[0]) if f.term == "after" else span[0]
                    one = evidence(item, t, start + low, span[1] + low)
                    said.append((one.text, one))
                    break
    return text_cell(said)


def _title(
    form: TextCell | None,
    visitors: tuple[PartyCell, ...],
    hosts: tuple[PartyCell, ...],
    place: PlaceCell | None,
) -> str:
    what = form.value if form else "meeting"
    who = names(visitors) or "nobody named"
    whom = f" → {names(hosts)}" if hosts else ""
    known = {p.value for p in (*visitors, *hosts)}
    where = f", {place.value.name}" if place and place.value.name not in known else ""
    return f"{what}: {who}{whom}{where}"


def _signed_there(row: Visit, group: list[Item], papers: Papers) -> Iterator[Link]:
    """Yield the agreements signed on a visit: told with it, by its parties, on its days."""
    codes = {c for i in group for c in i.codes}
    docs = {d for i in group for d in i.docs}
    if row.status != "held" or row.form is None or row.form.value == "call":
        return
    for agreement in papers.told_in(docs):
        if agreement.signed is None:
            yield from _signed_by(row, agreement, docs)
            continue
        parties = {p.id for p in agreement.parties}
        told_there = [e for e in agreement.signed.evidence if e.doc_id in docs]
        if not told_there or len(parties & codes) < 2:
            continue
        if row.date is None or not _same_days(row, agreement):
            continue
        place, other = row.place, agreement.place
        if place and other and place.value.country != other.value.country:
            continue
        yield Link(agreement.row_id, agreement.title, tuple(told_there))


def _signed_by(row: Visit, agreement: Agreement, docs: set[str]) -> Iterator[Link]:
    """Yield an agreement without a day that the visitors themselves signed."""
    ours = {p.id for p in (*row.visitors, *row.met)} - {None}
    marks = [
        e for p in agreement.signatories if p.id in ours for e in p.evidence if e.doc_id in docs
    ]
    if marks and agreement.status == "signed":
        yield Link(agreement.row_id, agreement.title, tuple(marks))


def _same_days(row: Visit, agreement: Agreement) -> bool:
    assert row.date is not None and agreement.signed is not None
    a, b = row.date.value, agreement.signed.value
    if Precision.YEAR in (a.precision, b.precision):
        return False
    first, last = a.start or a.end or "", a.end or a.start or ""
    if row.days is not None and a.start:
        last = (date.fromisoformat(a.start) + timedelta(days=int(row.days.value) - 1)).isoformat()
    return (b.start or b.end or "") <= last and first <= (b.end or b.start or "")
