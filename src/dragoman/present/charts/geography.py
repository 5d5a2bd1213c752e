"""Outlines of states, from Natural Earth; the file is made by ``training/build_map.py``."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A state: rings of points, the holes among them.

    Attributes:
        code: alpha-3; null for areas without one.
        box: west, south, east, north, of each ring.
    """

    code: str | None
    rings: tuple[tuple[Point, ...], ...]
    boxes: tuple[tuple[float, float, float, float], ...]


@lru_cache(maxsize=1)
def outlines() -> tuple[Outline, ...]:
    """Return the outlines of all states (read once a process)."""
    packed = files("dragoman.present.charts").joinpath("data", "countries.json.gz").read_bytes()
    data = json.loads(gzip.decompress(packed))
    arcs = [_points(steps, data["unit"]) for steps in data["arcs"]]
    found = []
    for state in data["states"]:
        every = (_ring(ring, arcs) for polygon in state["polygons"] for ring in polygon)
        # Of an islet simplifying may leave a stroke.
        rings = tuple(ring for ring in every if len(ring) > 3)
        boxes = tuple(
            (min(x for x, _ in r), min(y for _, y in r), max(x for x, _ in r), max(y for _, y in r))
            for r in rings
        )
        found.append(Outline(state["code"], rings, boxes))
    return tuple(found)


def _points(steps: list[int], unit: float) -> list[Point]:
    x = y = 0
    points = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x * unit, y * unit))
    return points


def _ring(numbers: list[int], arcs: list[list[Point]]) -> tuple[Point, ...]:
    """Join arcs; one with a negative number is walked backwards (as TopoJSON has it)."""
    ring: list[Point] = []
    for n in numbers:
        arc = arcs[n] if n >= 0 else arcs[~n][::-1]
        ring.extend(arc[1:] if ring else arc)
    return tuple(ring)
