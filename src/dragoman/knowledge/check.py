"""Check the knowledge's data.

::

    python -m dragoman.knowledge.check

Prints the faults (exit 1 if there are any) and, with ``--ambiguous``, the names that
mean several parties.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter, defaultdict

from dragoman.knowledge.compile import DATA, HISTORICAL, PACK, build, dumps, lines, script
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
    return found


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
    args = parser.parse_args()
    if args.ambiguous:
        print(json.dumps(ambiguous(), ensure_ascii=False, indent=1))
    wrong = faults()
    for fault in wrong:
        print(fault)
    print(f"{len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
