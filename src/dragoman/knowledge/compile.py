"""Compile the knowledge's data files into the pack that is loaded at run time.

::

    python -m dragoman.knowledge.compile

The pack is JSON: entries (one a party that can be meant), an index a language from
folded names to entries, and names and capitals for display. It holds the digest of the
files it was made of, so that the check can tell an old pack.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from importlib.resources import files
from pathlib import Path
from typing import Any

from dragoman.knowledge import forms, members, offices
from dragoman.knowledge.codes import HISTORICAL, RULED_BY, SECOND_HALVES, SHARED, SPECIAL
from dragoman.knowledge.text import LANGUAGES, cut, fold, has_article, key

VERSION = "2026.11.1"
DATA = Path(str(files("dragoman.knowledge").joinpath("data")))
PACK = "pack.json.gz"
SOURCES = (
    "names.json",
    *(f"words_{language}.txt" for language in LANGUAGES),
    "contested.txt",
    "organisations.txt",
    "persons.txt",
    "persons_more.txt",
    "offices.txt",
    "office_words.txt",
    "members.txt",
    "regions.txt",
    "regions_other.txt",
    "cities.txt",
)

_CASELESS_SCRIPTS = ("ar", "fa")
_PERSON_LANGUAGES = {"cyrillic": ("ru",), "arabic": ("ar", "fa"), "latin": ("tr", "az", "es", "fr")}
_FAMILY_FIRST = ("CHN", "TWN", "KOR", "PRK", "SGP", "VNM", "UNO")


class PackError(ValueError):
    """A data file breaks its format; the message names file and line."""


def digest() -> str:
    """Return a digest of the data files and of the code that compiles them."""
    h = hashlib.sha256(VERSION.encode())
    for name in SOURCES:
        h.update((DATA / name).read_bytes())
    for name in ("codes.py", "compile.py", "forms.py", "members.py", "offices.py", "text.py"):
        h.update((DATA.parent / name).read_bytes())
    return h.hexdigest()[:16]


def lines(name: str, folder: Path = DATA) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines of a data file that are neither empty nor a comment.

    Of another folder than the package's own, a file may be missing.
    """
    path = folder / name
    if folder != DATA and not path.exists():
        return
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.strip()


def slug(name: str) -> str:
    """Return a name as an id: folded words joined by hyphens."""
    return re.sub(r"[^\w]+", "-", fold(name)).strip("-")


def _split(text: str, sign: str) -> list[str]:
    return [part.strip() for part in text.split(sign) if part.strip()]


def script(text: str) -> str:
    """Return the script most letters of a text are written in."""
    counts = {"arabic": 0, "cyrillic": 0, "latin": 0}
    for char in text:
        if "\u0600" <= char <= "\u06ff":
            counts["arabic"] += 1
        elif "\u0400" <= char <= "\u04ff":
            counts["cyrillic"] += 1
        elif char.isalpha():
            counts["latin"] += 1
    return max(counts, key=lambda s: counts[s])


class Builder:
    """Puts the pack together from the lines of a folder's files."""

    def __init__(self, folder: Path = DATA) -> None:
        self.folder = folder
        self.entries: list[list[Any]] = []
        self.index: dict[str, dict[str, set[str]]] = {language: {} for language in LANGUAGES}
        self.by_id: dict[str, int] = {}
        self.names: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
        self.capitals: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
        self.held: list[list[Any]] = []
        self.words: dict[str, list[list[str]]] = {language: [] for language in LANGUAGES}
        self.members: dict[str, list[tuple[str, str]]] = {}

    @classmethod
    def upon(cls, pack: dict[str, Any], folder: Path) -> Builder:
        """Begin with what a pack holds, to add a folder's files to it."""
        builder = cls(folder)
        builder.entries = [list(row) for row in pack["entries"]]
        builder.by_id = {row[0]: i for i, row in enumerate(builder.entries) if row[0]}
        builder.index = {
            language: {words: set(value.split(" ")) for words, value in cut(index).items()}
            for language, index in pack["index"].items()
        }
        builder.names = {language: dict(names) for language, names in pack["names"].items()}
        builder.capitals = {k: dict(v) for k, v in pack["capitals"].items()}
        builder.held = [list(row) for row in pack["offices"]]
        builder.members = dict(pack["members"])
        builder.words = {k: [list(row) for row in v] for k, v in pack["office_words"].items()}
        return builder

    def lines(self, name: str) -> Iterator[tuple[int, str]]:
        """Yield the lines of one of the folder's files."""
        return lines(name, self.folder)

    def entry(
        self,
        ident: str | None,
        kind: str,
        code: str,
        sector: str,
        name: str,
        *,
        role: str | None = None,
        years: str = "",
    ) -> int:
        """Return the number of an entry, a new one if its id is new."""
        if ident is not None and ident in self.by_id:
            return self.by_id[ident]
        self.entries.append([ident, kind, code, sector, name, role, years])
        number = len(self.entries) - 1
        if ident is not None:
            self.by_id[ident] = number
        return number

    def add(
        self, language: str, alias: str, number: int, kind: str, *, capital: bool | None = None
    ) -> None:
        """Index an alias. Flags: u upper case wanted, c capital, l the article, or none."""
        folded = key(alias, language)
        if len(folded) < (3 if language in _CASELESS_SCRIPTS else 2):
            return
        flag = ""
        if language not in _CASELESS_SCRIPTS:
            letters = re.sub(r"[^\w]|\d", "", alias)
            if letters and letters == letters.upper() and len(letters) <= 6 and " " not in alias:
                flag = "u"
            elif capital if capital is not None else alias[:1].isupper():
                flag = "c"
        elif language == "ar" and kind in "os" and " " not in folded and has_article(alias):
            # “القاعدة” is al-Qaeda, “قاعدة” a base.
            flag = "l"
        self.index[language].setdefault(folded, set()).add(f"{number}{kind}{flag}")

    def cases(
        self, language: str, alias: str, number: int, kind: str, *, person: bool = False
    ) -> None:
        """Index a name in the cases its language has."""
        if language == "ru":
            for form in forms.russian(alias, person=person):
                self.add("ru", form, number, kind, capital=alias.lstrip('«“"')[:1].isupper())
        else:
            self.add(language, alias, number, kind)

    # states -----------------------------------------------------------------

    def states(self) -> None:
        """Read states and territories, their names, capitals and words."""
        data = json.loads((DATA / "names.json").read_text(encoding="utf-8"))
        codes: dict[str, str] = {**data["alpha3"], **SPECIAL}
        for language in LANGUAGES:
            for alpha2, names in data["names"][language].items():
                own = codes.get(alpha2, alpha2)
                code = RULED_BY.get(alpha2, own)
                sector = "PRE" if alpha2 == "EH" else "GOV"
                ident = code if code == own else f"place:{own.lower()}"
                english = data["names"]["en"][alpha2][0]
                kind = "state" if code == own else "territory"
                number = self.entry(ident, kind, code, sector, english)
                self.names[language][own] = names[0]
                for name in names:
                    if alpha2 in ("CD", "CG") and " - " in name:
                        continue
                    self.cases(language, name, number, "n")
            for alpha2, city in data["capitals"][language].items():
                own = codes.get(alpha2, alpha2)
                if alpha2 in RULED_BY or own not in self.by_id:
                    continue
                self.capitals[language][own] = city
                self.cases(language, city, self.by_id[own], "c")
        for code in HISTORICAL:
            self.entry(code, "state", code, "GOV", code)
        self.state_words()

    def state_words(self) -> None:
        """Read adjectives, demonyms, seats and further names of states."""
        for language in LANGUAGES:
            for number, line in self.lines(f"words_{language}.txt"):
                self._words(language, number, line)

    def _words(self, language: str, line_number: int, line: str) -> None:
        code, _, rest = line.partition(" ")
        if code not in self.by_id:
            raise PackError(f"words_{language}.txt:{line_number}: unknown code {code!r}")
        number = self.by_id[code]
        state_name = self.names[language].get(code, "")
        for part in _split(rest, ";"):
            sort, _, values = part.partition(":")
            if sort not in "nadDcm":
                raise PackError(f"words_{language}.txt:{line_number}: unknown field {sort!r}")
            for i, value in enumerate(_split(values, "|")):
                if sort == "n":
                    self.cases(language, value, number, "n")
                    if i == 0 and code in HISTORICAL:
                        self.names[language][code] = value
                        if language == "en":
                            self.entries[number][4] = value
                elif sort == "c":
                    self.cases(language, value, number, "c")
                    if i == 0 and code not in HISTORICAL:
                        self.capitals[language][code] = value
                elif sort == "m":
                    self.cases(language, value, number, "m")
                elif sort == "D":
                    self.add(language, value, number, "d")
                else:
                    self._adjective(language, value, number, noun=sort == "d")
        if state_name and " a:" not in " " + rest:
            self._derived(language, state_name, number)

    def derive(self) -> None:
        """Index adjectives that follow from the name, where no word file gives them."""
        for language in ("ar", "fa", "tr", "az"):
            for code, name in self.names[language].items():
                if code in self.by_id:
                    self._derived(language, name, self.by_id[code])

    def _derived(self, language: str, name: str, number: int) -> None:
        if language == "ar":
            nisba = forms.nisba_of(name)
            if nisba:
                for form in forms.arabic(nisba):
                    self.add(language, form, number, "a")
        elif language == "fa" and " " not in name:
            for form in forms.persian(forms.persian_of(name)):
                self.add(language, form, number, "a")
        elif language in ("tr", "az") and " " not in name and "-" not in name:
            self.add(language, forms.turkic_of(name), number, "a", capital=False)

    def _adjective(self, language: str, value: str, number: int, *, noun: bool) -> None:
        kind = "d" if noun else "a"
        if language == "en":
            found: Iterable[str] = forms.english(value, noun=noun)
        elif language == "ru":
            found = forms.russian_person(value) if noun else forms.russian_adjective(value)
        elif language == "es":
            found = forms.spanish(value)
        elif language == "fr":
            found = forms.french(value)
        elif language == "ar":
            found = forms.arabic(value)
        elif language == "fa":
            found = forms.persian(value)
        else:
            found = {value}
        for form in found:
            plural = language == "en" and form != value
            self.add(language, form, number, "d" if plural else kind)

    # organisations, contested entities ---------------------------------------

    def organisations(self, name: str, kind: str) -> None:
        """Read a file of organisations or contested entities."""
        for number, line in self.lines(name):
            head, *parts = _split(line, "|")
            words = head.split()
            if len(words) < 4:
                raise PackError(f"{name}:{number}: id, code, sector and type are wanted")
            ident, code, sector, sort = words[:4]
            years = "".join(w for w in words[4:])
            each = ident.endswith("*")
            ident = ident.rstrip("*")
            aliases = {}
            for part in parts:
                tongue, _, listed = part.partition("=")
                aliases[tongue] = _split(listed, ";")
            shown = aliases.get("en", [ident])[0]
            main = self.entry(
                f"org:{ident}", kind, code, sector, shown, role=sort, years=_until(years)
            )
            for language, values in aliases.items():
                if language not in LANGUAGES:
                    continue
                for i, value in enumerate(values):
                    owner = main
                    if each and i:
                        own_id = f"org:{slug(value)}"
                        owner = self.entry(own_id, kind, code, sector, value, role=sort)
                    letter = "e" if kind == "contested" else "o"
                    self.cases(language, value, owner, letter)
                    if language == "ru" and kind == "contested" and value.endswith("ский"):
                        for form in forms.russian_adjective(value):
                            self.add("ru", form, owner, letter)
                    if language == "en" and not each:
                        for other in ("es", "fr", "tr", "az"):
                            if not aliases.get(other) and " " not in value:
                                self.add(other, value, owner, letter)

    # persons ------------------------------------------------------------------

    def persons(self) -> None:
        """Read persons, and the offices that they held."""
        read = [
            (source, *self._person_line(source, number, line))
            for source in ("persons.txt", "persons_more.txt")
            for number, line in self.lines(source)
        ]
        terms = self._terms()
        people = self._people()
        known = people.keys() | {(slug(name), code) for _, name, code, *_ in read}
        read += [("offices.txt", *row) for row in self._holders(terms, known)]
        bearers: dict[str, set[str]] = defaultdict(set)
        given: set[str] = set()
        for _, name, code, *_ in read:
            surname = self._surname(name, name, code)
            bearers[fold(surname)].add(code)
            given.update(fold(w) for w in name.replace("*", "").split(" ") if w not in surname)
        for source, name, code, sector, role, years, aliases in read:
            shown = name.replace("*", "")
            owner = people.get((slug(name), code), -1)
            if owner < 0:
                ident = self._free(f"person:{slug(shown)}")
                owner = self.entry(ident, "person", code, sector, shown, role=role, years=years)
            surname = fold(self._surname(name, name, code))
            # Of the many, a surname alone names nobody where others bear it too.
            alone = source == "persons.txt" or (
                len(surname) > 3 and len(bearers[surname]) == 1 and surname not in given
            )
            for language in LANGUAGES:
                if language not in ("ru", "ar", "fa"):
                    self._person(language, name, owner, name, code, alone)
            for alias in _split(aliases, ";"):
                kind = script(alias)
                if kind == "latin":
                    for language in ("en", "tr", "az", "es", "fr"):
                        self._person(language, alias, owner, name, code, alone)
                else:
                    for language in _PERSON_LANGUAGES[kind]:
                        self._person(language, alias, owner, name, code, alone)

        self._hold_offices(terms)

    def _people(self) -> dict[tuple[str, str], int]:
        """Return the persons there are by name and state."""
        people: dict[tuple[str, str], int] = {}
        for number, row in enumerate(self.entries):
            if row[1] == "person":
                people.setdefault((slug(row[4]), row[2]), number)
        return people

    def _free(self, ident: str) -> str:
        while ident in self.by_id:
            ident += "-2"
        return ident

    def _terms(self) -> list[offices.Term]:
        found = []
        for number, line in self.lines("offices.txt"):
            try:
                term = offices.parse(line)
            except offices.TermError as error:
                raise PackError(f"offices.txt:{number}: {error}") from None
            if term.code not in self.by_id:
                raise PackError(f"offices.txt:{number}: unknown state or organisation {term.code}")
            found.append(term)
        return found

    def _holders(
        self, terms: Iterable[offices.Term], known: Set[tuple[str, str]]
    ) -> list[tuple[str, str, str, str, str, str]]:
        """Return the lines of persons whom only the offices name."""
        found: dict[tuple[str, str], list[offices.Term]] = {}
        for term in terms:
            found.setdefault((slug(term.name), self._state_of(term)), []).append(term)
        rows = []
        for (who, code), held in found.items():
            if (who, code) in known:
                continue
            last = max(held, key=lambda t: (t.open, t.start or ""))
            years = ",".join(dict.fromkeys(t.years() for t in held))
            aliases = "; ".join(dict.fromkeys(a for t in held for a in t.aliases))
            sector = offices.SECTOR.get(last.office, "GOV")
            rows.append((last.holder, code, sector, last.title, years, aliases))
        return rows

    def _state_of(self, term: offices.Term) -> str:
        return str(self.entries[self.by_id[term.code]][2])

    def _hold_offices(self, terms: Iterable[offices.Term]) -> None:
        """Tie each term to its holder's entry, and lend the entry the term's years."""
        people = self._people()
        for term in terms:
            owner = people[slug(term.name), self._state_of(term)]
            row = self.entries[owner]
            if row[6] and term.years() not in row[6].split(","):
                row[6] += "," + term.years()
            row_held = [term.code, term.office, term.title, owner, term.start, term.end, term.open,
                        term.confidence, term.acting]  # fmt: skip
            self.held.append([*row_held, term.known] if term.known else row_held)

    def _person_line(
        self, source: str, number: int, line: str
    ) -> tuple[str, str, str, str, str, str]:
        parts = [p.strip() for p in line.split("|")]
        if len(parts) < 5:
            raise PackError(f"{source}:{number}: five fields are wanted")
        name, place, role, years, aliases = parts[:5]
        code, _, sector = place.partition(" ")
        return name, code, sector, role, years, aliases

    def _person(
        self, language: str, alias: str, owner: int, name: str, code: str, alone: bool
    ) -> None:
        """Index one spelling of a person's name, and the surname in it if it may stand alone."""
        shown = alias.replace("*", "")
        words = shown.split(" ")
        if len(words) == 1:
            if len(fold(shown)) > 2 and alone:
                self.cases(language, shown, owner, "s", person=True)
            return
        self.cases(language, shown, owner, "p", person=True)
        surname = self._surname(alias, name, code)
        if (
            not alone
            or len(fold(surname)) < 2
            or re.search(r"\b[IVX]+\b|Jr", surname)
            or fold(surname) in SHARED
            or fold(surname) in SECOND_HALVES
        ):
            return
        self.cases(language, surname, owner, "s", person=True)
        stripped = re.sub(r"^(?:al|el|as|ash|ul)-", "", surname)
        if stripped != surname:
            self.cases(language, stripped, owner, "s")

    def _surname(self, alias: str, name: str, code: str) -> str:
        words = alias.replace("*", "").split(" ")
        if name.startswith("*"):
            family = code in _FAMILY_FIRST and script(alias) == "latin" and len(words[0]) > 1
            return words[0] if family else ""
        if "*" not in name:
            return words[-1]
        wanted = name.partition("*")[2]
        if alias == name or fold(alias).endswith(fold(wanted)):
            return wanted
        return words[-1] if " " not in wanted and script(alias) != "latin" else ""

    def office_words(self) -> None:
        """Read, by language: folded words for an office, the office, its states if few."""
        for number, line in self.lines("office_words.txt"):
            head, _, words = line.partition("|")
            language, _, office = head.strip().partition(" ")
            if language not in LANGUAGES or office not in offices.OFFICES:
                raise PackError(f"office_words.txt:{number}: unknown {head.strip()!r}")
            for value in _split(words, ";"):
                word, _, codes = value.partition("@")
                folded = " ".join(
                    key(part.rstrip("*"), language) + ("*" if part.endswith("*") else "")
                    for part in word.split()
                )
                self.words[language].append([folded, office, codes])

    def read_members(self) -> None:
        """Read the members of organisations."""
        for number, line in self.lines("members.txt"):
            try:
                ident, listed = members.parse(line)
            except members.MemberError as error:
                raise PackError(f"members.txt:{number}: {error}") from None
            for known in (ident, *(code for code, _ in listed)):
                if known not in self.by_id:
                    raise PackError(f"members.txt:{number}: unknown {known}")
            self.members[ident] = listed

    # places -------------------------------------------------------------------

    def regions(self) -> None:
        """Read regions and cities, which stand for their state."""
        for name in ("regions.txt", "regions_other.txt", "cities.txt"):
            for number, line in self.lines(name):
                parts = _split(line, "|")
                language = parts.pop(0) if name == "regions_other.txt" else "en"
                if len(parts) != 2:
                    raise PackError(f"{name}:{number}: a code and names are wanted")
                code, names = parts
                if code not in self.by_id:
                    if name == "cities.txt":
                        continue
                    raise PackError(f"{name}:{number}: unknown code {code!r}")
                for value in _split(names, ";"):
                    ident = f"place:{code.lower()}:{slug(value)}"
                    owner = self.entry(ident, "place", code, "GOV", value)
                    sort = "y" if name == "cities.txt" else "r"
                    self.cases(language, value, owner, sort)
                    if language == "en":
                        for other in ("es", "fr"):
                            self.add(other, value, owner, sort)

    def parties(self) -> None:
        """Read all that is no state: bodies, persons with their offices, members, regions."""
        self.organisations("contested.txt", "contested")
        self.organisations("organisations.txt", "organisation")
        self.persons()
        self.office_words()
        self.read_members()
        self.regions()

    def pack(self, digest: str) -> dict[str, Any]:
        """Return the pack; ``digest`` tells what it was made of."""
        return {
            "version": VERSION,
            "digest": digest,
            "entries": self.entries,
            "names": self.names,
            "capitals": self.capitals,
            "offices": self.held,
            "office_words": self.words,
            "members": self.members,
            "index": {
                language: {k: " ".join(sorted(v)) for k, v in sorted(index.items())}
                for language, index in self.index.items()
            },
        }


def _until(years: str) -> str:
    return f"-{years.removeprefix('until=')}" if years.startswith("until=") else years


def build() -> dict[str, Any]:
    """Read the data files and return the pack.

    Raises:
        PackError: a file breaks its format; names file and line.
    """
    builder = Builder()
    builder.states()
    builder.derive()
    builder.parties()
    return builder.pack(digest())


def dumps(pack: dict[str, Any]) -> str:
    """Return the pack as the text that its file holds."""
    # The index of a language is one string, cut up when the language is first met.
    index = {
        language: "\n".join(f"{words}\t{value}" for words, value in entries.items())
        for language, entries in pack["index"].items()
    }
    return json.dumps(pack | {"index": index}, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> None:
    """Write the pack beside the data files."""
    pack = build()
    (DATA / PACK).write_bytes(gzip.compress(dumps(pack).encode(), 9, mtime=0))
    sizes = {language: len(index) for language, index in pack["index"].items()}
    print(f"{len(pack['entries'])} entries, names by language: {sizes}")


if __name__ == "__main__":
    main()
