"""The label sets of the tagger, in the order of its outputs.

The order is part of the model's format: :data:`LABEL_VERSION` is written into every
model, and a model of another version is refused.
"""

from __future__ import annotations

from dragoman.ontology import MODES, SECTORS, TYPES
from dragoman.ontology.kinds import AMOUNT_KINDS, MODALITIES, OBJECT_KINDS, STANCES

LABEL_VERSION = 1

__all__ = [
    "AMOUNT_KINDS",
    "CUE_ROLES",
    "EVENT_ROLES",
    "HEAD_TYPES",
    "LABEL_VERSION",
    "LAYERS",
    "MAX_DISTANCE",
    "MODALITIES",
    "MODE_LABELS",
    "N_DISTANCES",
    "N_TAGS",
    "OBJECT_KINDS",
    "ROLES",
    "ROLE_LAYER",
    "SECTOR_LABELS",
    "SPAN_TAGS",
    "STANCES",
    "TRIGGER_TAGS",
    "distance_bucket",
]

#: Trigger tags: outside, the first word of a trigger of each type, any further word.
TRIGGER_TAGS: tuple[str, ...] = ("O", *(f"B-{t}" for t in TYPES), "I")

#: Span layers, each tagged apart (outside, begin, inside), so that layers may overlap.
LAYERS: tuple[str, ...] = (
    "cue",
    "party",
    "source",
    "place",
    "time",
    "amount",
    "object",
    "content",
)
SPAN_TAGS = ("O", "B", "I")

#: Roles from a trigger (or from the cue of a statement) to a span.
ROLES: tuple[str, ...] = (
    "actor",
    "recipient",
    "source",
    "place",
    "time",
    "amount",
    "object",
    "speaker",
    "content",
)
#: The layer that a role takes its spans from.
ROLE_LAYER: dict[str, str] = {
    "actor": "party",
    "recipient": "party",
    "source": "source",
    "place": "place",
    "time": "time",
    "amount": "amount",
    "object": "object",
    "speaker": "source",
    "content": "content",
}
EVENT_ROLES = ROLES[:7]
CUE_ROLES = ROLES[7:]

#: What a head of the pair model reads: the event types, then the cue of a statement.
HEAD_TYPES: tuple[str, ...] = (*TYPES, "SAY")
#: Every mode of every type as ``TYPE:mode``; the first of each type means none.
MODE_LABELS: tuple[str, ...] = tuple(f"{t}:{m}" for t in TYPES for m in ("-", *MODES[t]))
SECTOR_LABELS: tuple[str, ...] = tuple(SECTORS)
#: Width of the token output: trigger tags, then three for each layer.
N_TAGS = len(TRIGGER_TAGS) + len(SPAN_TAGS) * len(LAYERS)

#: Distances in words from trigger to span fall into these buckets, signed.
_EDGES = (0, 1, 2, 3, 4, 7, 12, 20, 40, 80)
N_DISTANCES = 2 * len(_EDGES) + 1


def distance_bucket(trigger_start: int, trigger_end: int, start: int, end: int) -> int:
    """Return the bucket of the signed distance in words between two half-open spans."""
    if start >= trigger_end:
        gap, sign = start - trigger_end, 1
    elif end <= trigger_start:
        gap, sign = trigger_start - end, -1
    else:
        return len(_EDGES)
    step = sum(1 for edge in _EDGES if gap > edge)
    step = min(step, len(_EDGES) - 1) + 1
    return len(_EDGES) + sign * step


#: Distances in words that the role model tells apart, to either side.
MAX_DISTANCE = 40
