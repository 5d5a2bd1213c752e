"""A person at work: keys, questions, and the events one after the other."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from dragoman.cli.state import console, emit, say, styled
from dragoman.errors import DragomanError, UsageError
from dragoman.present.text import clean, number
from dragoman.records import (
    Action,
    Judgement,
    Party,
    Place,
)
from dragoman.review import Case, done_by, last_stroke, told
from dragoman.stored import StoredEvent, StoredMention

if TYPE_CHECKING:
    from dragoman.present.timeline import Report
    from dragoman.store import Store

_NEXT = frozenset({"", " ", "\r", "\n"})
_QUIT = frozenset({"q", "\x04", "\x1a"})
_AUDIT_KEYS = "a right, r wrong, c correct, n note, u undo, space next, q quit, ? help"
_KEYS = (
    "a accept, c correct, r reject, m merge, s split, n note, u undo, space next, q quit, ? help"
)


class Ended(Exception):  # noqa: N818 - the end of the input is no error
    """There is no more input."""


class Keys:
    """What a person types: single keys on a terminal, else lines of stdin."""

    def __init__(self) -> None:
        """Find out which."""
        self.terminal = sys.stdin.isatty()

    def key(self) -> tuple[str, str]:
        """Return a key, and what follows it on its line.

        Raises:
            Ended: there is no more input.
            KeyboardInterrupt: Ctrl-C.
        """
        if self.terminal:
            try:
                return typer.getchar(), ""
            except EOFError:
                raise Ended from None
        line = self._line()
        return line[:1], line[1:].strip()

    def ask(self, question: str) -> str:
        """Return the answer to a question; empty for none."""
        print(f"{question}: ", end="" if self.terminal else "\n", file=sys.stderr, flush=True)
        return self._line().strip()

    def _line(self) -> str:
        line = sys.stdin.readline()
        if not line:
            raise Ended
        return line.strip("\r\n").strip()


class Desk:
    """Puts events before a person and keeps what he decides, each stroke at once."""

    def __init__(self, store: Store, who: str, keys: Keys, *, sample: str | None = None) -> None:
        """Take a place.

        Args:
            store: open for writing.
            who: the person.
            keys: what he types.
            sample: of the audit, if this is one.
        """
        self._store = store
        self._who = who
        self._keys = keys
        self._sample = sample
        self._out = console()
        self._strokes: list[list[Judgement]] = []
        self._seen: set[str] = set()

    @property
    def judged(self) -> int:
        """How many events were judged and not taken back."""
        return len({s[0].event_id for s in self._strokes if s and s[0].action is not Action.NOTE})

    def go_through(self, event_ids: Sequence[str]) -> None:
        """Show events until all are seen, the person quits or the input ends."""
        waiting = list(event_ids)
        total = len(waiting)
        try:
            while waiting:
                stored = self._store.event(waiting.pop(0))
                if stored is None or self._done(stored):
                    continue
                again = self._one(stored, f"{total - len(waiting)} of {total}")
                if again is not None:
                    waiting[:0] = again
        except Ended:
            pass

    def _done(self, stored: StoredEvent) -> bool:
        """Return whether the event was judged in this sitting, perhaps as part of another."""
        if stored.event.event_id in self._seen:
            return True
        every = [j for stroke in self._strokes for j in stroke]
        return not done_by(every, self._who).isdisjoint(stored.event.mentions)

    def _one(self, stored: StoredEvent, head: str) -> list[str] | None:
        """Let the person deal with an event; return the events that come next after an undo."""
        reports = self._show(stored, head)
        while True:
            key, rest = self._keys.key()
            if key in _NEXT:
                self._seen.add(stored.event.event_id)
                return None
            key = key.lower()
            if key in _QUIT:
                raise Ended
            if key == "?":
                self._help()
                continue
            if key == "u":
                shown = self._undo()
                if shown is not None:
                    return [shown, stored.event.event_id]
                continue
            try:
                if self._stroke(key, rest, stored, reports):
                    return None
            except UsageError as error:
                say(f"dragoman: [{error.code}] {error.message}")
            except DragomanError as error:
                if error.code != "store-building":
                    raise
                say(f"dragoman: [{error.code}] {error.message} Nothing was kept; judge again then.")
            if key == "n":
                reports = self._show(stored, head)

    def _show(self, stored: StoredEvent, head: str) -> list[Report]:
        from dragoman.present import review as shown
        from dragoman.present.timeline import Report

        mentions = self._store.mentions(stored.event.mentions)
        reports = [Report(m, self._store.document(m.doc_id)) for m in mentions]
        ids = set(stored.event.mentions)
        notes = [
            j
            for j in self._store.judgements({m.doc_id for m in mentions})
            if j.action is Action.NOTE and j.snapshot is not None and j.snapshot.mention_id in ids
        ]
        ((stored, ties),) = self._store.tied([stored])
        seen = told(stored, ties)
        for piece in shown.card(seen, reports, notes, head=head, styled=styled(self._out)):
            emit(self._out, piece)
        sys.stdout.flush()
        say(_AUDIT_KEYS if self._sample else _KEYS)
        return reports

    def _help(self) -> None:
        from dragoman.present.review import help_lines

        for line in help_lines(audit=self._sample is not None):
            say(line.plain)

    def _stroke(self, key: str, rest: str, stored: StoredEvent, reports: Sequence[Report]) -> bool:
        """Do what a key says; return whether the event is dealt with."""
        from dragoman.present.timeline import chosen

        lead = chosen(stored, [r for r in reports if r.mention.mention.type == stored.event.type])
        case = Case(stored.event, [r.mention for r in reports], self._who, self._sample)
        if lead is None:
            lead = reports[0]
        if key == "a":
            return self._keep(case.accept(lead.mention))
        if key == "r":
            return self._keep(case.reject())
        if key == "n":
            text = rest or self._keys.ask("note")
            if text:
                self._keep(case.note(lead.mention, text))
            return False
        if key == "c":
            return self._keep(case.correct(self._corrections(rest, reports)))
        if key in {"m", "s"} and self._sample:
            raise UsageError("not-in-audit", "events are joined and parted in `dragoman review`")
        if key == "m":
            return self._keep(case.merge(self._other(rest, stored)))
        if key == "s":
            return self._keep(case.split(self._numbers(rest, len(reports))))
        raise UsageError("no-such-key", f"{key!r} does nothing; ? shows the keys")

    def _keep(self, given: list[Judgement]) -> bool:
        from dragoman.pipeline import judge

        if given:
            self._strokes.append(judge(self._store, given))
        return bool(given)

    def _undo(self) -> str | None:
        """Take back the last stroke, also one of an earlier sitting; return its event."""
        from dragoman.pipeline import judge

        stroke = self._strokes[-1] if self._strokes else []
        if not stroke:
            own = [j for j in self._store.judgements(who=self._who) if j.sample == self._sample]
            stroke = last_stroke(own)
        if not stroke:
            say("there is nothing to undo")
            return None
        gone = judge(self._store, undone=[j.judgement_id for j in stroke])
        if self._strokes:
            self._strokes.pop()
        say(f"undone: {gone[0].action} of {gone[0].event_id}" if gone else "it was undone already")
        first = stroke[0].snapshot
        event = self._store.event_of(first.mention_id) if first is not None else None
        if event is None:
            return None
        self._seen.discard(event.event.event_id)
        return event.event.event_id

    # Questions.

    def _corrections(
        self, rest: str, reports: Sequence[Report]
    ) -> list[tuple[StoredMention, dict[str, object]]]:
        from dragoman.amend import FIELDS, correction

        words = rest or self._keys.ask("which field is what? [REPORT] FIELD VALUE")
        wanted: Sequence[Report] = reports
        head, _, tail = words.partition(" ")
        if head.isdecimal():
            wanted = [reports[n - 1] for n in self._numbers(head, len(reports), some=False)]
            words = tail.strip()
        field, _, value = words.partition(" ")
        if not field:
            return []
        if not value and field.lower() in FIELDS:
            value = self._keys.ask(field)
        change = correction(field, value, party_of=_party, place_of=_place)
        return [
            (r.mention, change(r.mention.mention, r.document.article.text if r.document else ""))
            for r in wanted
        ]

    def _other(self, rest: str, stored: StoredEvent) -> list[StoredMention]:
        from dragoman.cli.state import knowledge
        from dragoman.finding import find

        name = rest or self._keys.ask("the same as which event? ID")
        if not name:
            return []
        other = find(self._store, name, knowledge).event
        if other is None:
            raise UsageError("not-an-event", f"{name} is no event")
        if other.event.event_id == stored.event.event_id:
            raise UsageError("not-an-event", f"{name} is this event")
        return self._store.mentions(other.event.mentions)

    def _numbers(self, rest: str, count: int, *, some: bool = True) -> set[int]:
        """Return numbers of reports; with ``some`` not of all."""
        words = rest or self._keys.ask("which reports tell of something else? numbers")
        found = set(words.replace(",", " ").split())
        numbers = {int(w) for w in found if w.isdecimal()}
        if len(numbers) < len(found) or not numbers <= set(range(1, count + 1)):
            raise UsageError("bad-number", f"{clean(words)!r}: reports go from 1 to {count}")
        if some and len(numbers) == count:
            raise UsageError("bad-number", f"the event has {number(count, 'report')}; leave one")
        return numbers


def _party(words: str) -> Party:
    """Return the party that a name or a code means, at no characters."""
    from dragoman.cli.state import knowledge, party_code

    code, known = party_code(words), knowledge()
    entry = known.state(code) or next((e for e in known.entries() if e.id == code), None)
    if entry is None:
        country = None if ":" in code else code
        return Party("", 0, 0, words, code, country, None, None, 1.0, "given by a person")
    return Party(
        "", 0, 0, entry.name, entry.id, entry.code, entry.sector, None, 1.0, "given by a person"
    )


def _place(words: str) -> Place:
    """Return the place of ``Baku``, ``Baku, AZE`` or a state."""
    from dragoman.cli.state import knowledge
    from dragoman.resolve.gazetteer import load

    known, gazetteer = knowledge(), load()
    name, _, state = (w.strip() for w in words.rpartition(",")) if "," in words else (words, "", "")
    country = known.state_code(state) if state else None
    if state and country is None:
        raise UsageError("unknown-place", f"{state!r} is no state; write such as “Baku, AZE”")
    if not state and (code := known.state_code(name)) and not gazetteer.find(name):
        entry, middle = known.state(code), gazetteer.middle(code)
        lat, lon = middle or (None, None)
        return Place(entry.name if entry else code, code, lat, lon, "country")
    found = [e for e in gazetteer.find(name) if country in (None, e.country)]
    if found:
        e = gazetteer.within(max(found, key=lambda e: (e.capital, e.population)))
        return Place(
            e.name, e.country, e.lat, e.lon, e.precision, None, e.geonameid, e.admin1, e.admin2
        )
    if country is None:
        raise UsageError(
            "unknown-place", f"no place is known as {name!r}; give its state too: {name}, AZE"
        )
    return Place(name, country, None, None, "site")
