"""Registers: events in, rows of agreements, visits, exercises, transfers and more out.

Pure functions: the same events give the same rows, in whatever order they come.
"""

from dragoman.registers.derive import derive
from dragoman.registers.facts import Fact

__all__ = ["Fact", "derive"]
