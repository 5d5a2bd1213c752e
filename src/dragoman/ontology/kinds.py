"""Closed lists beside PLOVER's own: modality, stance, kinds of amounts and objects.

Their order is part of the model's format (see ``annotate/labels.py``).
"""

from __future__ import annotations

MODALITIES = ("actual", "future", "hypothetical", "negated")
STANCES = ("assert", "allege", "deny", "doubt", "support", "oppose")
AMOUNT_KINDS = ("dead", "injured", "arrested", "people", "money", "weapons", "share", "other")
OBJECT_KINDS = (
    "accord",
    "arms",
    "exercise",
    "body",
    "mission",
    "territory",
    "measure",
    "other",
)
