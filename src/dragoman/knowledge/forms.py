"""Inflected forms of names, made when the knowledge is compiled.

Each function takes a base form and returns every form to be found in text. They
overgenerate on purpose: a form that no text has costs nothing.
"""

from __future__ import annotations

_HARD = "бвдзлмнпрстфкгхжшщцч"
_ADJECTIVE_ENDINGS = {
    "ый": ("ый", "ого", "ому", "ый", "ым", "ом"),
    "ий": ("ий", "ого", "ому", "ий", "им", "ом"),
    "ой": ("ой", "ого", "ому", "ой", "ым", "ом"),
    "ая": ("ая", "ой", "ой", "ую", "ой", "ой"),
    "яя": ("яя", "ей", "ей", "юю", "ей", "ей"),
    "ое": ("ое", "ого", "ому", "ое", "ым", "ом"),
    "ые": ("ые", "ых", "ым", "ые", "ыми", "ых"),
    "ие": ("ие", "их", "им", "ие", "ими", "их"),
}


def russian_cases(word: str) -> list[str]:
    """Return the six cases of one Russian word, taken for a noun or a full adjective."""
    lower = word.lower()
    ending = lower[-2:]
    if ending in _ADJECTIVE_ENDINGS and len(word) > 4 and not lower.endswith(("рий", "лий")):
        return [word[:-2] + e for e in _ADJECTIVE_ENDINGS[ending]]
    if lower.endswith("ия"):
        return [word[:-1] + e for e in ("я", "и", "и", "ю", "ей", "и")]
    if lower.endswith("я"):
        return [word[:-1] + e for e in ("я", "и", "е", "ю", "ей", "е")]
    if lower.endswith("а"):
        genitive = "и" if lower[-2] in "кгхжшщч" else "ы"
        return [word[:-1] + e for e in ("а", genitive, "е", "у", "ой", "е")]
    if lower.endswith("ты") or lower.endswith("вы") or lower.endswith("ны"):
        return [word[:-1] + e for e in ("ы", "ов", "ам", "ы", "ами", "ах")]
    if lower.endswith("й"):
        return [word[:-1] + e for e in ("й", "я", "ю", "я", "ем", "е")]
    if lower.endswith("ь"):
        return [word[:-1] + e for e in ("ь", "я", "ю", "и", "ем", "е", "ью")]
    if lower.endswith("ец") and len(word) > 4:
        stem = word[:-2] + ("йц" if lower[-3] in "аеоуия" else "ц")
        return [word, *(stem + e for e in ("а", "у", "ем", "е"))]
    if lower[-1] in _HARD:
        return [word, *(word + e for e in ("а", "у", "а", "ом", "е"))]
    return [word]


def _russian_plural(word: str) -> list[str]:
    lower = word.lower()
    if lower.endswith(("анин", "янин")):
        stem = word[:-2]
        return [stem + e for e in ("е", "", "ам", "ами", "ах")]
    if lower.endswith("ец"):
        stem = word[:-2] + ("йц" if lower[-3] in "аеоуия" else "ц")
        return [stem + e for e in ("ы", "ев", "ам", "ами", "ах")]
    if lower.endswith("ий"):
        return [word[:-1] + e for e in ("е", "х", "м", "ми")]
    stem = word[:-1] if lower[-1] in "ьа" else word
    return [stem + e for e in ("и", "ы", "ов", "ам", "ами", "ах", "ев", "ей", "")]


def russian(name: str, *, person: bool = False) -> set[str]:
    """Return the cases of a Russian name of one or more words.

    Adjectives before the first noun and that noun are declined together; what
    follows (a genitive, as in “Организация Объединенных Наций”) stays as it is. Names
    of persons are declined in every word.
    """
    words = name.split(" ")
    columns: list[list[str]] = []
    noun_seen = False
    for word in words:
        core = word.strip("«»")
        if (noun_seen and not person) or core.isupper() or len(core) < 3:
            columns.append([word])
            continue
        cases = [word.replace(core, c) for c in russian_cases(core)]
        adjective = core.lower()[-2:] in _ADJECTIVE_ENDINGS
        noun_seen = noun_seen or not adjective
        if person and core.endswith(("ов", "ев", "ёв", "ин", "ын")):
            cases.append(core + "ым")
        columns.append(cases)
    count = max(len(c) for c in columns)
    forms = {name}
    for i in range(count):
        forms.add(" ".join(c[i] if i < len(c) else c[-1 if len(c) == 1 else 0] for c in columns))
    if len(words) == 1 and "-" in name:
        head, _, tail = name.rpartition("-")
        forms |= {f"{head}-{c}" for c in russian_cases(tail)} if len(tail) > 2 else set()
    return forms


def russian_adjective(adjective: str) -> set[str]:
    """Return all forms of a Russian adjective from its masculine nominative."""
    stem = adjective[:-2]
    soft = adjective.endswith("ий") and adjective[-3] not in "кгх"
    endings = (
        ["ий", "его", "ему", "им", "ем", "яя", "ей", "юю", "ее", "ие", "их", "ими"]
        if soft
        else [
            "ий",
            "ый",
            "ой",
            "ого",
            "ому",
            "им",
            "ым",
            "ом",
            "ая",
            "ой",
            "ую",
            "ое",
            "ие",
            "ые",
            "их",
            "ых",
            "ими",
            "ыми",
        ]
    )
    return {stem + e for e in endings}


def russian_person(noun: str) -> set[str]:
    """Return the forms of a Russian noun for a person of a nation, both numbers."""
    if noun.endswith("ий"):
        return russian_adjective(noun)
    forms = set(russian_cases(noun)) | set(_russian_plural(noun))
    if noun == "турок":
        forms = {"турок", *("турк" + e for e in ("а", "у", "ом", "и", "ам", "ами", "ах"))}
    return {f for f in forms if len(f) > 2}


def english(adjective: str, *, noun: bool) -> set[str]:
    """Return an English adjective or noun of nationality with the noun's plural."""
    forms = {adjective}
    last = adjective.split(" ")[-1]
    if last.isupper() or "." in last or last.endswith(("ese", "ish", "ch", "ss", "sh")):
        return forms
    if noun or last.endswith(("an", "i", "n", "t", "k", "b", "sh", "r", "l", "o", "a", "e", "h")):
        forms.add(adjective + ("" if last.endswith("s") else "s"))
    return forms


def spanish(adjective: str) -> set[str]:
    """Return gender and number of a Spanish adjective from its masculine singular."""
    if adjective.endswith("o"):
        return {adjective[:-1] + e for e in ("o", "a", "os", "as")}
    if adjective.endswith("és"):
        return {adjective, *(adjective[:-2] + e for e in ("esa", "eses", "esas"))}
    if adjective.endswith(("án", "ín", "ón")):
        stem = adjective[:-2] + {"á": "a", "í": "i", "ó": "o"}[adjective[-2]] + "n"
        return {adjective, *(stem + e for e in ("a", "es", "as"))}
    if adjective.endswith("í"):
        return {adjective, adjective + "es", adjective + "s"}
    if adjective[-1] in "lrnsz":
        return {adjective, adjective + "a", adjective + "es", adjective + "as"}
    return {adjective, adjective + "s"}


def french(adjective: str) -> set[str]:
    """Return gender and number of a French adjective from its masculine singular."""
    if adjective.endswith("ien") or adjective.endswith("éen"):
        return {adjective, *(adjective + e for e in ("s", "ne", "nes"))}
    if adjective.endswith("grec"):
        return {adjective, adjective + "s", adjective + "que", adjective + "ques"}
    if adjective.endswith("c"):
        return {adjective, adjective + "s", adjective[:-1] + "que", adjective[:-1] + "ques"}
    if adjective.endswith("e"):
        return {adjective, adjective + "s"}
    forms = {adjective, adjective + "e", adjective + "es"}
    if not adjective.endswith("s"):
        forms.add(adjective + "s")
    if adjective.endswith("n"):
        forms |= {adjective + "ne", adjective + "nes"}
    return forms


def arabic(nisba: str) -> set[str]:
    """Return gender and number of an Arabic nisba; a second word takes the same ending."""
    words = nisba.split(" ")
    forms = {nisba}
    for ending in ("ة", "ون", "ين", "ان", "تان", "تين", "ات"):
        forms.add(" ".join(w + ending if w.endswith("ي") else w for w in words))
    if len(words) == 2:
        forms.add(words[0] + "ة " + words[1] + "ة")
    return forms


def nisba_of(name: str) -> str | None:
    """Derive the Arabic adjective of a one-word country name, or None."""
    if " " in name or len(name) < 4:
        return None
    stem = name[2:] if name.startswith("ال") and len(name) > 5 else name
    for ending in ("يا", "ا", "ة", "و"):
        if stem.endswith(ending) and len(stem) - len(ending) >= 3:
            stem = stem[: -len(ending)]
            break
    return stem + "ي" if not stem.endswith("ي") else stem


def persian(adjective: str) -> set[str]:
    """Return a Persian adjective of nationality with its plurals."""
    return {adjective, adjective + "ان", adjective + "ها", adjective + "های"}


def persian_of(name: str) -> str:
    """Derive the Persian adjective of a country name."""
    if name.endswith(("ا", "و")):
        return name + "یی"
    if name.endswith("ه"):
        return name + "\u200cای"
    return name + "ی"


def turkic_of(name: str, *, back: str = "aıou", front: str = "eəiöü") -> str:
    """Derive “from that country” in Turkish or Azerbaijani by vowel harmony."""
    vowels = [c for c in name.lower() if c in back + front]
    last = vowels[-1] if vowels else "a"
    suffix = {"a": "lı", "ı": "lı", "o": "lu", "u": "lu", "ö": "lü", "ü": "lü"}.get(last, "li")
    return name + suffix
