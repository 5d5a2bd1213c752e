"""Annotation: language, sentences and passages, and the tagger."""

from __future__ import annotations

from pathlib import Path

from dragoman.annotate.segment import passages, sentences
from dragoman.annotate.tagger import Tagger, check_model

__all__ = ["MODELS", "Tagger", "check_model", "passages", "sentences"]

#: Where the package keeps its models, one folder each.
MODELS = Path(__file__).parent / "models"
