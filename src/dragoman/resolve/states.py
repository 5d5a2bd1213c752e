"""Which state a place belonged to at a date, for the states that came and went."""

from __future__ import annotations

from dataclasses import replace

from dragoman.knowledge import Hit, Knowledge

_SEATS = frozenset(("capital", "seat of power"))
#: Armed movements that ruled a state: from the day they took its capital to its loss.
_RULED = {"org:taliban": (("1996-09-27", "2001-11-13"), ("2021-08-15", "9999"))}

# Successor states by the day from which they count as their own (recognition at large).
_SUCCESSORS: dict[str, tuple[str, dict[str, str]]] = {
    "SUN": (
        "1922-12-30",
        {
            **dict.fromkeys(["EST", "LVA", "LTU"], "1991-09-06"),
            **dict.fromkeys(
                [
                    "ARM",
                    "AZE",
                    "BLR",
                    "GEO",
                    "KAZ",
                    "KGZ",
                    "MDA",
                    "RUS",
                    "TJK",
                    "TKM",
                    "UKR",
                    "UZB",
                ],
                "1991-12-26",
            ),
        },
    ),
    "YUG": (
        "1918-12-01",
        {
            "SVN": "1992-01-15",
            "HRV": "1992-01-15",
            "MKD": "1993-04-08",
            "BIH": "1992-04-06",
            "KOS": "1998-01-01",
            "MNE": "1997-01-01",
            "SRB": "1992-04-27",
        },
    ),
    "CSK": ("1918-10-28", {"CZE": "1993-01-01", "SVK": "1993-01-01"}),
}
# The federation went on under its name; its capital spoke for it.
_FEDERAL_CAPITAL = {
    "SRB": [("1992-04-27", "2003-02-04", "YUG"), ("2003-02-04", "2006-06-05", "SCG")]
}


def state_at(code: str, day: str | None, *, capital: bool = False) -> str:
    """Return the code of the state that a state's land was part of on a day.

    Args:
        code: the code of today.
        day: an ISO day, or null (today's code stays).
        capital: whether the capital or a seat of power was named, which spoke for the
            federation.
    """
    if day is None:
        return code
    if capital:
        for start, end, federation in _FEDERAL_CAPITAL.get(code, ()):
            if start <= day < end:
                return federation
    for old, (founded, parts) in _SUCCESSORS.items():
        if code in parts and founded <= day < parts[code]:
            return old
    return code


def dated(hit: Hit, year: int | None, day: str | None, knowledge: Knowledge) -> Hit:
    """Drop readings of the wrong time; give a place the state it lay in at the date.

    Args:
        hit: a known name in a text.
        year: of the text's publication; null leaves the hit as it is.
        day: of its publication.
        knowledge: gives the state's entry.
    """
    if year is None:
        return hit
    first = hit.readings[0]
    spans = _RULED.get(first.entry.id or "")
    if spans is not None and day is not None:
        rules = any(start <= day < end for start, end in spans)
        entry = replace(first.entry, sector="GOV" if rules else "REB")
        return replace(hit, readings=(replace(first, entry=entry), *hit.readings[1:]))
    then = state_at(first.entry.code, day, capital=first.kind in _SEATS)
    if then != first.entry.code and first.entry.kind != "person":
        home = knowledge.state(then)
        kept_id = first.entry.kind in ("organisation", "contested")
        entry = replace(first.entry, code=then) if kept_id or home is None else home
        return replace(hit, readings=(replace(first, entry=entry), *hit.readings[1:]))
    if len(hit.readings) < 2:
        return hit
    kept = tuple(c for c in hit.readings if c.entry.kind == "person" or c.entry.active(year))
    return replace(hit, readings=kept) if kept else hit
