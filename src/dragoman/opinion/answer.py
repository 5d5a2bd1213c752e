"""From a second coder's answer to tags: what points to characters of the text, and no more.

An answer is untrusted: it may be cut, nonsense, or written by whoever wrote the article. Each
string that it quotes must stand in the passage to the letter; what does not is dropped and
counted, by what was wrong with it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from dragoman.ontology import MODES
from dragoman.ontology.kinds import AMOUNT_KINDS, OBJECT_KINDS
from dragoman.records import Modality, Record, Stance
from dragoman.tagged import Passage, TaggedMention, TaggedPassage, TaggedRole, TaggedTrigger

CONFIDENCE = 0.5
"""Of every tag: nothing measures how sure such a coder is, or how often it is right."""
MOST = 60
"""Events, and statements, that one passage may give; the rest is dropped."""
_LONGEST_TRIGGER = 80
_LONGEST_PHRASE = 300
_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)```", re.DOTALL | re.IGNORECASE)
_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_NUMBERED = re.compile(r"(.+)@(\d{1,3})", re.DOTALL)
# Tuples, since what is looked up may be of any type.
_STANCES = tuple(str(s) for s in Stance)
_SOURCE_STANCES = ("assert", "allege", "deny", "doubt")
_MODALITIES = tuple(str(m) for m in Modality)


class BadAnswerError(ValueError):
    """The answer is no JSON object of the form that was asked for."""


@dataclass(frozen=True, slots=True)
class Found(Record):
    """What an answer gives for a passage.

    Attributes:
        tagged: the tags, with offsets into the article's text.
        dropped: what was not taken, by reason, with how often.
    """

    tagged: TaggedPassage
    dropped: tuple[tuple[str, int], ...] = ()


def read_answer(answer: str, text: str, passage: Passage) -> Found:
    """Take from an answer what stands in the passage.

    Args:
        answer: what the coder wrote: a JSON object, also within a fence or after thoughts.
        text: of the article.
        passage: which was asked about.

    Raises:
        BadAnswerError: it holds no JSON object with the lists ``events`` and ``statements``.
    """
    data = _parsed(answer)
    reading = _Reading(text, passage)
    events, statements = _list(data, "events"), _list(data, "statements")
    for name, values in (("events", events), ("statements", statements)):
        if len(values) > MOST:
            reading.dropped[f"{name}-too-many"] += len(values) - MOST
    for event in events[:MOST]:
        reading.event(event)
    for statement in statements[:MOST]:
        reading.statement(statement)
    tagged = TaggedPassage(passage, tuple(reading.triggers), tuple(reading.mentions))
    return Found(tagged, tuple(sorted(reading.dropped.items())))


def _parsed(answer: str) -> dict[str, Any]:
    bare = _THOUGHT.sub("", answer)
    fenced = _FENCE.search(bare)
    for candidate in (bare, fenced[1] if fenced else None, _braced(bare)):
        if candidate is None:
            continue
        try:
            data = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict) and ("events" in data or "statements" in data):
            return data
    raise BadAnswerError("the answer is no JSON object with events and statements")


def _braced(text: str) -> str | None:
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else None


def _list(data: dict[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadAnswerError(f"{key} is no list")
    return value


@dataclass(slots=True)
class _Reading:
    """One answer, being read."""

    text: str
    passage: Passage
    triggers: list[TaggedTrigger] = field(default_factory=list)
    mentions: list[TaggedMention] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    taken: set[tuple[str, int, int]] = field(default_factory=set)

    def event(self, event: Any) -> None:
        """Take an event whose type and modality are known and whose trigger stands there."""
        if not isinstance(event, dict):
            self.dropped["event-not-an-object"] += 1
            return
        kind, modality = event.get("type"), event.get("modality")
        if not isinstance(kind, str) or kind not in MODES:
            self.dropped["event-unknown-type"] += 1
            return
        if modality not in _MODALITIES:
            self.dropped["event-unknown-modality"] += 1
            return
        span = self._trigger(event.get("trigger"), kind)
        if span is None:
            return
        mode = event.get("mode")
        if mode is not None and mode not in MODES[kind]:
            self.dropped["mode-unknown"] += 1
            mode = None
        roles: list[TaggedRole] = []
        for role in ("actor", "recipient"):
            self._phrases(event.get(f"{role}s"), role, "party", span, roles)
        self._phrases(event.get("places"), "place", "place", span, roles)
        self._phrases(event.get("times"), "time", "time", span, roles)
        self._kinds(event.get("amounts"), "amount", AMOUNT_KINDS, span, roles)
        self._kinds(event.get("objects"), "object", OBJECT_KINDS, span, roles)
        stance = Stance.ASSERT
        source = event.get("source")
        if isinstance(source, dict) and self._role(
            source.get("text"), "source", "source", None, span, roles
        ):
            if source.get("stance") in _SOURCE_STANCES:
                stance = Stance(source["stance"])
            else:
                self.dropped["stance-unknown"] += 1
        self.triggers.append(
            TaggedTrigger(*span, kind, CONFIDENCE, mode, Modality(modality), stance, tuple(roles))
        )

    def statement(self, statement: Any) -> None:
        """Take a statement whose cue stands there."""
        if not isinstance(statement, dict):
            self.dropped["statement-not-an-object"] += 1
            return
        if statement.get("stance") not in _STANCES:
            self.dropped["statement-unknown-stance"] += 1
            return
        span = self._trigger(statement.get("cue"), "SAY")
        if span is None:
            return
        roles: list[TaggedRole] = []
        for role, layer in (("speaker", "party"), ("content", "content")):
            if statement.get(role) is not None:
                self._role(statement[role], role, layer, None, span, roles)
        self.triggers.append(
            TaggedTrigger(
                *span,
                "SAY",
                CONFIDENCE,
                None,
                Modality.ACTUAL,
                Stance(statement["stance"]),
                tuple(roles),
            )
        )

    def _trigger(self, words: Any, kind: str) -> tuple[int, int] | None:
        name = "cue" if kind == "SAY" else "trigger"
        if isinstance(words, str) and len(words) > _LONGEST_TRIGGER:
            self.dropped[f"{name}-too-long"] += 1
            return None
        for start, end in self._places(words):
            # The same words told again, without a number, are meant where they stand next.
            if (kind, start, end) not in self.taken:
                self.taken.add((kind, start, end))
                return start, end
        repeated = bool(self._places(words))
        self.dropped[f"{name}-{'repeated' if repeated else 'not-in-text'}"] += 1
        return None

    def _phrases(
        self, values: Any, role: str, layer: str, near: tuple[int, int], roles: list[TaggedRole]
    ) -> None:
        if values is None:
            return
        if not isinstance(values, list):
            self.dropped[f"{role}-not-a-list"] += 1
            return
        for value in values:
            self._role(value, role, layer, None, near, roles)

    def _kinds(
        self,
        values: Any,
        role: str,
        known: tuple[str, ...],
        near: tuple[int, int],
        roles: list[TaggedRole],
    ) -> None:
        for value in values if isinstance(values, list) else []:
            if not isinstance(value, dict):
                self.dropped[f"{role}-not-an-object"] += 1
                continue
            kind = value.get("kind")
            self._role(
                value.get("text"), role, role, kind if kind in known else "other", near, roles
            )

    def _role(
        self,
        words: Any,
        role: str,
        layer: str,
        kind: str | None,
        near: tuple[int, int],
        roles: list[TaggedRole],
    ) -> bool:
        """Take a phrase, where it stands nearest to its trigger; return whether it stands."""
        places = self._places(words)
        longest = len(self.text) if role == "content" else _LONGEST_PHRASE
        if not places or len(words) > longest:
            self.dropped[f"{role}-{'too-long' if places else 'not-in-text'}"] += 1
            return False
        start, end = min(places, key=lambda p: (max(near[0] - p[1], p[0] - near[1], 0), p[0]))
        mention = TaggedMention(start, end, layer, kind, CONFIDENCE)
        if mention not in self.mentions:
            self.mentions.append(mention)
        roles.append(TaggedRole(self.mentions.index(mention), role, CONFIDENCE))
        return True

    def _places(self, words: Any) -> list[tuple[int, int]]:
        """Return where in the article the passage holds words; whole ones before parts.

        Words that end in ``@2`` stand for their second occurrence.
        """
        if not isinstance(words, str) or not words.strip():
            return []
        numbered = _NUMBERED.fullmatch(words)
        found = self._occurrences(words)
        if found or numbered is None:
            return found
        of_all, n = self._occurrences(numbered[1]), int(numbered[2])
        return of_all[n - 1 : n] if n else []

    def _occurrences(self, words: str) -> list[tuple[int, int]]:
        words = words.strip()
        inside = self.text[self.passage.start : self.passage.end]
        spans = [
            (self.passage.start + m.start(), self.passage.start + m.end())
            for m in re.finditer(re.escape(words), inside)
        ]
        whole = [s for s in spans if not self._cuts(*s)]
        return whole or spans

    def _cuts(self, start: int, end: int) -> bool:
        """Return whether a span begins or ends within a word."""
        text = self.text
        return (start > 0 and text[start].isalnum() and text[start - 1].isalnum()) or (
            end < len(text) and text[end - 1].isalnum() and text[end].isalnum()
        )
