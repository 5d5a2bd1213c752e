"""Registers: events in, rows of agreements, visits, exercises, transfers and more out.

Pure functions: the same events give the same rows, in whatever order they come.
"""

from dragoman.registers.derive import Fact, derive

__all__ = ["Fact", "derive"]
