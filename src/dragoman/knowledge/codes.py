"""Codes beside ISO 3166-1: rulers of dependencies, states no more; names that tell nobody."""

from __future__ import annotations

# Dependencies take the code of the ruling state (ontology, section 4).
RULED_BY = {
    **dict.fromkeys(
        ["AI", "BM", "IO", "VG", "KY", "FK", "GI", "GG", "IM", "JE", "MS", "PN", "SH", "TC", "GS"],
        "GBR",
    ),
    **dict.fromkeys(["AS", "GU", "MP", "PR", "VI", "UM"], "USA"),
    **dict.fromkeys(["AW", "BQ", "CW", "SX"], "NLD"),
    **dict.fromkeys(
        ["BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"], "FRA"
    ),
    **dict.fromkeys(["CC", "CX", "HM", "NF"], "AUS"),
    **dict.fromkeys(["BV", "SJ"], "NOR"),
    **dict.fromkeys(["FO", "GL"], "DNK"),
    "AX": "FIN",
    "TK": "NZL",
    "EH": "MAR",
}
SPECIAL = {"XK": "KOS", "EU": "EUR", "UN": "UNO"}
HISTORICAL = {
    "SUN": (1922, 1991),
    "YUG": (1918, 2003),
    "CSK": (1918, 1992),
    "DDR": (1949, 1990),
    "SCG": (2003, 2006),
}

#: Surnames that mean something else more often than their bearer.
SHARED = frozenset(
    (
        *("hague", "major", "wine", "may", "dan", "ali", "omar", "shah", "khan", "singh"),
        *("royal", "green", "muslim", "sheikh", "long", "sharaf"),
    )
)
#: The second word of a compound name (نصر الله, نور الدين), which alone names nobody.
SECOND_HALVES = frozenset(
    ("الله", "الدين", "الرحمن", "الرحيم", "الاسلام", "الحق", "العزيز", "الكريم", "القادر")
)
