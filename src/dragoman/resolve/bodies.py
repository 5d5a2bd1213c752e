"""Which organisation a definite description takes up: “the group”, “the alliance”."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.knowledge import Entry, Hit, Knowledge
from dragoman.knowledge.text import Token, key
from dragoman.resolve.grammar import Grammar

_REACH = 500
_ARMED = ("armed", "movement", "crime")
_JOINT = ("alliance", "bloc", "union", "igo", "eu", "un", "organisation")
#: Beginnings of nouns and the types of organisation that each can take up.
_NOUNS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "group": _ARMED, "movement": (*_ARMED, "party"), "militia": _ARMED, "faction": _ARMED,
        "alliance": ("alliance",), "bloc": _JOINT, "union": ("union", "eu", "igo"),
        "organisation": (*_JOINT, *_ARMED, "ngo"), "organization": (*_JOINT, *_ARMED, "ngo"),
        "pact": ("alliance",), "company": ("company",), "firm": ("company",), "party": ("party",),
        "tribunal": ("court",), "watchdog": ("un", "igo", "ngo"), "agency": ("un", "igo"),
    },
    "ru": {
        "группировк": _ARMED, "движени": (*_ARMED, "party"), "альянс": ("alliance",),
        "блок": _JOINT, "союз": ("union", "eu", "igo"), "организаци": (*_JOINT, *_ARMED, "ngo"),
        "компани": ("company",), "концерн": ("company",), "трибунал": ("court",),
        "агентств": ("un", "igo"),
    },
    "tr": {
        "orgut": (*_ARMED, "igo", "ngo", "alliance"), "hareket": (*_ARMED, "party"),
        "ittifak": ("alliance",), "birlik": ("union", "eu", "igo"), "sirket": ("company",),
        "grup": _ARMED, "kurulus": (*_JOINT, "ngo"), "teskilat": _JOINT,
    },
    "az": {
        "qruplasma": _ARMED, "hərəkat": (*_ARMED, "party"), "alyans": ("alliance",),
        "ittifaq": ("alliance", "union", "eu"), "təskilat": (*_JOINT, *_ARMED, "ngo"),
        "sirkət": ("company",), "qurum": (*_JOINT, "ngo"),
    },
    "fa": {
        "گروه": _ARMED, "جنبش": (*_ARMED, "party"), "اتحاديه": ("union", "eu", "igo"),
        "ايتلاف": ("alliance",), "پيمان": ("alliance",), "سازمان": (*_JOINT, *_ARMED, "ngo"),
        "شركت": ("company",), "اژانس": ("un", "igo"),
    },
    "ar": {
        "جماعه": _ARMED, "حركه": (*_ARMED, "party"), "تنظيم": _ARMED, "حلف": ("alliance",),
        "اتحاد": ("union", "eu", "igo"), "منظمه": (*_JOINT, *_ARMED, "ngo"),
        "شركه": ("company",), "حزب": (*_ARMED, "party"), "وكاله": ("un", "igo"),
    },
    "es": {
        "grupo": _ARMED, "movimiento": (*_ARMED, "party"), "guerrilla": _ARMED,
        "alianza": ("alliance",), "bloque": _JOINT, "organizacion": (*_JOINT, *_ARMED, "ngo"),
        "organismo": (*_JOINT,), "empresa": ("company",), "compania": ("company",),
        "petrolera": ("company",),
    },
    "fr": {
        "groupe": (*_ARMED, "company"), "mouvement": (*_ARMED, "party"),
        "alliance": ("alliance",), "bloc": _JOINT, "organisation": (*_JOINT, *_ARMED, "ngo"),
        "compagnie": ("company",), "entreprise": ("company",), "guerilla": _ARMED,
        "agence": ("un", "igo"), "milice": _ARMED,
    },
}  # fmt: skip
#: Adjectives that such a phrase may hold besides.
_BESIDE = {
    "en": "armed terrorist rebel militant islamist jihadist extremist palestinian shia sunni "
    "regional military western atlantic",
    "ru": "террористическая вооруженная военный североатлантический исламистская",
    "tr": "teror silahli askeri",
    "az": "terror silahli hərbi",
    "fa": "تروريستي مسلح شبه نظامي نظامي",
    "ar": "ارهابي مسلح ارهابيه مسلحه اطلسي شمال عسكري",
    "es": "armado terrorista islamista atlantica militar",
    "fr": "arme terroriste islamiste atlantique militaire jihadiste",
}
#: The alliance that is meant where a text names none.
_ALLIANCE = "NATO"


class Bodies:
    """The organisations that one text names."""

    def __init__(
        self,
        hits: Sequence[Hit],
        language: str | None,
        grammar: Grammar,
        knowledge: Knowledge,
    ) -> None:
        """Take the names of a text and the small words of its language."""
        self._knowledge = knowledge
        tongue = language if language in _NOUNS else "en"
        self._hits = [h for h in hits if h.kind == "organisation"]
        self._this = grammar.this
        self._tongue = tongue
        self._nouns = {key(noun, tongue): types for noun, types in _NOUNS[tongue].items()}
        self._beside = frozenset(key(w, tongue) for w in _BESIDE[tongue].split())

    def meant(self, start: int, words: Sequence[Token]) -> tuple[Entry, float] | None:
        """Return the organisation that a description takes up and a score, or null.

        The nearest one before it of a type that its noun can mean; an alliance where the
        text names none is NATO. Null where the phrase holds more than an article, an
        adjective of such bodies and the noun.

        Args:
            start: where the phrase begins.
            words: its words.
        """
        kept = [key(w.folded, self._tongue) for w in words]
        kept = [w for w in kept if w not in self._this and w not in self._beside]
        if len(kept) != 1:
            return None
        types = next((t for noun, t in self._nouns.items() if self._is(kept[0], noun)), None)
        if types is None:
            return None
        for hit in reversed(self._hits):
            if start - _REACH < hit.end <= start and hit.entry.role in types:
                return hit.entry, 0.7
        if types == ("alliance",):
            return next(
                ((c.entry, 0.5) for c in self._knowledge.find_party(_ALLIANCE, language="en")),
                None,
            )
        return None

    def _is(self, word: str, noun: str) -> bool:
        """Return whether a word is a form of a noun in the singular."""
        if self._tongue in ("en", "es", "fr"):
            return word == noun
        if self._tongue in ("fa", "ar"):
            return word in (noun, f"و{noun}", f"ل{noun}", f"ب{noun}")
        return word.startswith(noun) and len(word) <= len(noun) + 6
