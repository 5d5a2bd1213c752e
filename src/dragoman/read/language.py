"""The language of a text: py3langid over the body, with care where it is short."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier

#: Languages that Dragoman reads; a short text is taken to be in one of them.
SUPPORTED = ("en", "ru", "tr", "az", "fa", "ar", "es", "fr")

_WORD = re.compile(r"[^\W\d_]+")
_FEW_WORDS = 25
_SURE = 0.6
_SAMPLE = 6000


@cache
def _identifier(supported_only: bool) -> Any:
    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    if supported_only:
        found.set_languages(SUPPORTED)
    return found


def detect(text: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the ISO 639-1 code of a text's language, and notices where it is not sure.

    A text of few words is placed among the supported languages only; one without
    letters has no language.
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample)
    if not words:
        return None, ()
    notices: list[str] = []
    short = len(words) < _FEW_WORDS
    code, score = _identifier(short).classify(sample)
    # Only Azerbaijani of the eight has this letter, and much of it: no model needed.
    if sample.count("ə") + sample.count("Ə") > 0.02 * len(sample) and code in ("tr", "en"):
        code = "az"
    if short:
        plural = "" if len(words) == 1 else "s"
        notices.append(f"language guessed from {len(words)} word{plural}: {code}")
    elif score < _SURE:
        notices.append(f"language not sure: {code} ({score:.2f})")
    return str(code), tuple(notices)
