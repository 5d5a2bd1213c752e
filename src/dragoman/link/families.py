"""The one table of what may be the same happening under another label.

Reports of one happening do not always get one type: a delivery of arms is AID to one
reporter and COOPERATE to another; a raid is told by its weapon here and by its victims
there. The tables below say which labels may stand for one happening. All else is kept
apart: above all, talks (CONSULT), the promise made there (AGREE) and the paper signed
there (SUPPORT) are three happenings.
"""

from __future__ import annotations

from dragoman.ontology import TYPES

_SHARED: dict[str, tuple[str, ...]] = {
    # One-sided or two-sided benefit is often a matter of words.
    "exchange": ("COOPERATE", "AID"),
}

FAMILY: dict[str, str] = {t: t.lower() for t in TYPES} | {
    t: name for name, types in _SHARED.items() for t in types
}
"""Family of each type; only mentions of one family can be one happening."""

_TOGETHER: dict[str, tuple[frozenset[str], ...]] = {
    "ASSAULT": (
        frozenset(
            {
                "targeted",
                "destroy",
                "primitive",
                "firearms",
                "explosives",
                "suicide-attack",
                "aerial",
                "drone",
                "heavy-weapons",
                "unconventional",
            }
        ),
        frozenset({"beat", "primitive", "torture", "crowd-control"}),
    ),
    "MOBILIZE": (frozenset({"troops", "weapons", "militia"}), frozenset({"troops", "police"})),
    "PROTEST": (frozenset({"demo", "riot", "obstruct", "vandalize"}),),
    "COERCE": (frozenset({"restrict", "censor", "curfew", "martial-law"}),),
    "ACCUSE": (frozenset({"allege", "disapprove"}),),
    "CONSULT": (frozenset({"third-party", "multilateral"}),),
}

SYMMETRIC: frozenset[str] = frozenset({"CONSULT", "COOPERATE"})
"""Types whose direction is a matter of telling: who is actor and who recipient is ignored."""

VERBAL: frozenset[str] = frozenset({"AGREE", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
"""Types that are words: one party says several such things to another within one report.

SUPPORT is one of them: it praises, recognises and signs, and has no modes to tell which.
"""


def modes_agree(type_a: str, mode_a: str | None, type_b: str, mode_b: str | None) -> bool:
    """Return whether two labels of one family can stand for one happening.

    A missing mode agrees with any; across types of a family modes are not compared,
    for they come from different lists.
    """
    if mode_a is None or mode_b is None or mode_a == mode_b or type_a != type_b:
        return True
    return any(mode_a in group and mode_b in group for group in _TOGETHER.get(type_a, ()))
