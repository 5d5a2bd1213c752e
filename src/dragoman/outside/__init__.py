"""Events of outside sources (POLECAT, ICEWS, GDELT, ACLED), to compare with our own."""

from __future__ import annotations

from dragoman.compared import Comparison, OutsideEvent
from dragoman.outside.reading import FORMATS, Fault, read

__all__ = ["FORMATS", "Comparison", "Fault", "OutsideEvent", "read"]
