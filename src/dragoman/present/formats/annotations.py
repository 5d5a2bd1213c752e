"""The annotations of a document, as doccano and Label Studio show them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.records import EventMention, Modality
from dragoman.stored import StoredDocument

LABELS = ("actor", "recipient", "source", "place", "date", "amount", "object", "speaker", "cue",
          "content")  # fmt: skip
"""Labels of spans beside the PLOVER types, which are those of triggers."""
RULES = (
    "A text a document, its clean text, with a span for each trigger (labelled with the PLOVER "
    "type), party, source, place, date, amount and object, and for speaker, cue and content of "
    "statements. Relations lead from the trigger, or from the cue, to the rest.",
    "Offsets are half-open and count Unicode characters.",
)
_ROOM = "a span has a label and no more (counted by event mention)"


@dataclass(frozen=True, slots=True)
class Spot:
    """A labelled stretch of the text."""

    id: int
    label: str
    start: int
    end: int


@dataclass(slots=True)
class Marked:
    """A document with its spans, and the relations between them: from, to, sort."""

    document: StoredDocument
    spots: dict[tuple[str, int, int], Spot] = field(default_factory=dict)
    relations: dict[tuple[int, int, str], None] = field(default_factory=dict)
    confidence: list[float] = field(default_factory=list)

    def add(self, label: str, start: int, end: int) -> Spot | None:
        """Mark a stretch once; null if it does not lie within the text."""
        if not 0 <= start < end <= len(self.document.article.text):
            return None
        found = self.spots.get((label, start, end))
        if found is None:
            found = Spot(len(self.spots) + 1, label, start, end)
            self.spots[label, start, end] = found
        return found

    def join(self, source: Spot | None, target: Spot | None, sort: str) -> None:
        """Let a relation lead from one span to another."""
        if source is not None and target is not None:
            self.relations[source.id, target.id, sort] = None


def marked(material: Material, losses: Losses) -> Iterator[Marked]:
    """Give the documents with what was found in them."""
    for document in material.documents():
        losses.seen += 1
        doc_id = document.article.doc_id
        made = Marked(document)
        for stored in material.holdings.mentions_of_document(doc_id):
            _mention(made, stored.mention)
            made.confidence.append(stored.mention.confidence)
            for name, held in _unmarked(stored.mention).items():
                if held:
                    losses.lost(name, _ROOM, stored.mention.mention_id)
        for said in material.holdings.statements(doc_id):
            s = said.statement
            cue = made.add("cue", s.cue.start, s.cue.end)
            if s.speaker is not None:
                made.join(cue, made.add("speaker", s.speaker.start, s.speaker.end), "speaker")
            if s.content is not None:
                made.join(cue, made.add("content", s.content.start, s.content.end), "content")
        yield made


def _unmarked(m: EventMention) -> dict[str, object]:
    """Return what a mention has and no span shows."""
    return {
        "mode": m.mode,
        "contexts": m.contexts,
        "modality": m.modality is not Modality.ACTUAL,
        "stance of the source": m.attribution,
        "names of parties": any(p.name for p in (*m.actors, *m.recipients)),
    }


def _mention(made: Marked, m: EventMention) -> None:
    trigger = made.add(m.type, m.trigger.start, m.trigger.end)
    for p in m.actors:
        made.join(trigger, made.add("actor", p.start, p.end), "actor")
    for p in m.recipients:
        made.join(trigger, made.add("recipient", p.start, p.end), "recipient")
    for a in m.amounts:
        made.join(trigger, made.add("amount", a.start, a.end), "amount")
    for o in m.objects:
        made.join(trigger, made.add("object", o.start, o.end), "object")
    if m.attribution is not None:
        source = made.add("source", m.attribution.start, m.attribution.end)
        made.join(trigger, source, "source")
    for label, words in (("place", m.place and m.place.text), ("date", m.date and m.date.text)):
        # Places and dates carry their words and no offsets; they are looked for in the sentence.
        at = made.document.article.text.find(words, *m.sentence) if words else -1
        if words and at >= 0:
            made.join(trigger, made.add(label, at, at + len(words)), label)
