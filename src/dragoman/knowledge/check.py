"""Check the knowledge's data.

::

    python -m dragoman.knowledge.check

Prints the faults (exit 1 if there are any); with ``--ambiguous`` the names that mean
several parties; with ``--coverage`` what part of the days since 2000 the main offices of
each state have a holder, and their gaps.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict

from dragoman.knowledge import offices
from dragoman.knowledge.codes import HISTORICAL
from dragoman.knowledge.compile import DATA, PACK, build, dumps, lines, script
from dragoman.knowledge.text import LANGUAGES
from dragoman.ontology import SECTORS

_SPECIAL = frozenset(("IGO", "NGO", "MNC", "IMG", "ISM", "UNO", "EUR", "KOS"))
_SCRIPTS = {"ru": "cyrillic", "fa": "arabic", "ar": "arabic"}
_YEARS = re.compile(r"(?:\d{4})?(?:-(?:\d{4})?)?(?:,\d{4}(?:-(?:\d{4})?)?)*")


def faults() -> list[str]:
    """Return what is wrong with the data, in words; empty if nothing is.

    Looks for a pack that is not what the data compile to, unknown codes and sectors,
    one id used twice, years that run backwards, words in a wrong script, and states
    without a name or a capital.
    """
    pack = build()
    found = []
    path = DATA / PACK
    if not path.exists() or gzip.decompress(path.read_bytes()).decode() != dumps(pack):
        found.append(f"{PACK} is not what the data compile to; run the compiler")
    states = {row[0] for row in pack["entries"] if row[1] == "state"}
    known = states | _SPECIAL | set(HISTORICAL)
    ids = Counter(row[0] for row in pack["entries"] if row[0])
    found += [f"id {i} stands {n} times" for i, n in ids.items() if n > 1]
    for ident, kind, code, sector, name, _, years in pack["entries"]:
        what = ident or name
        if code not in known:
            found.append(f"{what}: unknown code {code}")
        if sector not in SECTORS:
            found.append(f"{what}: unknown sector {sector}")
        if not name.strip():
            found.append(f"{what}: no name")
        if years and kind == "person":
            found += _year_faults(what, years)
    for code in states:
        if code not in pack["names"]["en"]:
            found.append(f"{code}: no English name")
        for language in LANGUAGES:
            name = pack["names"][language].get(code)
            wanted = _SCRIPTS.get(language, "latin")
            if name and script(name) != wanted:
                found.append(f"{code}: name {name} in {language} is not in {wanted} script")
    for language in LANGUAGES:
        found += _word_faults(language)
    return found + _office_faults()


#: Offices that several hold at once: by the constitution, of rival governments, or because
#: news gives two posts one title (India's service chiefs and chief of defence staff).
_COLLECTIVE = frozenset(
    (
        *(("BIH", "HS"), ("SMR", "HS"), ("AND", "HS"), ("LBY", "HG"), ("LBY", "HS")),
        *(("PRK", "HS"), ("IND", "CS"), ("IRN", "HS"), ("UKR", "CS"), ("PAK", "CS")),
        *(
            ("ISR", "HG"),
            ("GMB", "HS"),
            ("MDG", "HS"),
            ("MDG", "HG"),
            ("MDA", "HG"),
            ("THA", "HG"),
            ("YEM", "HS"),
            ("YEM", "HG"),
            ("SOM", "HS"),
            ("CIV", "HS"),
        ),
    )
)
#: A ministry has several spokespersons, a parliament two chambers, a state many services.
_SEVERAL = ("SK", "SP", "SY")


def terms() -> list[offices.Term]:
    """Return the terms of ``offices.txt``, in its order."""
    return [offices.parse(line) for _, line in lines("offices.txt")]


def _office_faults() -> list[str]:
    read = terms()
    alone = [t for t in read if (t.code, t.office) not in _COLLECTIVE and t.office not in _SEVERAL]
    found = [f"offices.txt: {said}" for said in offices.overlaps(alone)]
    counted = Counter((t.code, t.office, t.name, t.start) for t in read)
    return found + [
        f"offices.txt: {' '.join(map(str, k))} twice" for k, n in counted.items() if n > 1
    ]


def coverage() -> dict[str, dict[str, float]]:
    """Return for each state and main office the share of days since 2000 with a holder."""
    held = offices.by_office(terms())
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for (code, office), listed in held.items():
        if office in offices.MAIN and not code.startswith("org:"):
            found[code][office] = round(offices.coverage(listed), 3)
    return {code: dict(sorted(of.items())) for code, of in sorted(found.items())}


def _said_coverage() -> list[str]:
    held = offices.by_office(terms())
    found = coverage()
    said = [
        f"{code}: " + ", ".join(f"{o} {s:.2f}" for o, s in of.items()) for code, of in found.items()
    ]
    for office in offices.MAIN:
        shares = [of[office] for of in found.values() if office in of]
        if shares:
            mean = sum(shares) / len(shares)
            said.append(f"{offices.OFFICES[office]}: {len(shares)} states, {mean:.2f} of the days")
    for (code, office), listed in sorted(held.items()):
        said += [f"gap: {code} {office} {start} to {end}" for start, end in offices.gaps(listed)]
    return [*said, f"{sum(map(len, held.values()))} terms in {len(held)} offices"]


def _year_faults(what: str, years: str) -> list[str]:
    if not _YEARS.fullmatch(years):
        return [f"{what}: years {years!r} cannot be read"]
    found = []
    for stretch in years.split(","):
        start, _, end = stretch.partition("-")
        if start and end and int(start) > int(end):
            found.append(f"{what}: {stretch} runs backwards")
        found += [f"{what}: {y} is no year" for y in (start, end) if y and not 1900 < int(y) < 2100]
    return found


def _word_faults(language: str) -> list[str]:
    wanted = _SCRIPTS.get(language, "latin")
    found = []
    codes: Counter[str] = Counter()
    for number, line in lines(f"words_{language}.txt"):
        code, _, rest = line.partition(" ")
        codes[code] += 1
        for value in re.split(r"[;|]", re.sub(r"\b[nadDcm]:", "", rest)):
            letters = [c for c in value if c.isalpha()]
            if letters and script(value) != wanted:
                found.append(f"words_{language}.txt:{number}: {value.strip()!r} not in {wanted}")
    found += [f"words_{language}.txt: {c} stands {n} times" for c, n in codes.items() if n > 1]
    return found


def ambiguous() -> dict[str, list[str]]:
    """Return the names that mean parties of several states, with their ids, by language."""
    pack = build()
    found: dict[str, list[str]] = defaultdict(list)
    for language, index in pack["index"].items():
        for name, value in index.items():
            rows = [pack["entries"][int(re.match(r"\d+", v).group())] for v in value.split()]  # type: ignore[union-attr]
            if len({row[2] for row in rows}) > 1:
                shown = ", ".join(sorted({str(row[0] or row[4]) for row in rows}))
                found[language].append(f"{name}: {shown}")
    return dict(found)


def main() -> int:
    """Print what was found; return the exit code."""
    parser = argparse.ArgumentParser(description="Check the knowledge's data.")
    parser.add_argument("--ambiguous", action="store_true", help="list names of several parties")
    parser.add_argument("--coverage", action="store_true", help="list how far the offices reach")
    args = parser.parse_args()
    if args.coverage:
        print("\n".join(_said_coverage()))
    if args.ambiguous:
        print(json.dumps(ambiguous(), ensure_ascii=False, indent=1))
    wrong = faults()
    for fault in wrong:
        print(fault)
    print(f"{len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
