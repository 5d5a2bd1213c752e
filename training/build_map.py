"""Build the outlines of states for maps from the npm package world-atlas (Natural Earth, 1:50m).

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m training.build_map package/countries-50m.json

Writes ``src/dragoman/present/charts/data/countries.json.gz``: TopoJSON without names. Lines that
states share are simplified once, so that no gaps arise (D. Douglas and T. Peucker, 1973).
"""

from __future__ import annotations

import gzip
import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.core import get_global

OUT = Path(__file__).parent.parent / "src/dragoman/present/charts/data/countries.json.gz"
TOLERANCE = 0.025
"""Degrees that a simplified line may be off; a map of a small state is 300 pixels for 4 degrees."""
# Areas without a number of their own in ISO 3166: by their names in the file.
_UNNUMBERED = {"Kosovo": "XKX"}


def simplified(points: list[tuple[float, float]], tolerance: float) -> list[tuple[float, float]]:
    """Return a line without the points that lie within the tolerance of the rest."""
    if len(points) < 3:
        return points
    keep = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        low, high = waiting.pop()
        (x1, y1), (x2, y2) = points[low], points[high]
        dx, dy = x2 - x1, y2 - y1
        length = (dx * dx + dy * dy) ** 0.5
        worst, at = 0.0, -1
        for n in range(low + 1, high):
            x, y = points[n]
            if length:
                off = abs(dy * (x - x1) - dx * (y - y1)) / length
            else:  # a ring: its ends are one point
                off = ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
            if off > worst:
                worst, at = off, n
        if worst > tolerance:
            keep.add(at)
            waiting += [(low, at), (at, high)]
    return [points[n] for n in sorted(keep)]


def built(topology: dict[str, Any]) -> dict[str, Any]:
    """Return the topology with alpha-3 codes for ids and simplified arcs."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    alpha3 = {}
    aliases = get_global("territory_aliases")
    numbers = {k: v[0] for k, v in aliases.items() if k.isdigit() and len(v) == 1}
    letters = {v[0]: k for k, v in aliases.items() if len(k) == 3 and k.isalpha() and len(v) == 1}
    for number, alpha2 in numbers.items():
        alpha3[number] = letters.get(alpha2)
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        line = [(round(a * 1000), round(b * 1000)) for a, b in simplified(points, TOLERANCE)]
        steps = [line[0]]
        steps += [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line)]
        arcs.append([n for step in steps for n in step])
    states = []
    for g in topology["objects"]["countries"]["geometries"]:
        name = g["properties"]["name"]
        code = alpha3.get(g.get("id")) or _UNNUMBERED.get(name)
        polygons = g["arcs"] if g["type"] == "MultiPolygon" else [g["arcs"]]
        states.append({"code": code, "polygons": polygons})
        if code is None:
            print(f"no code: {name}", file=sys.stderr)
    return {"unit": 0.001, "arcs": arcs, "states": states}


def main() -> None:
    """Build the file."""
    topology = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    data = json.dumps(built(topology), separators=(",", ":")).encode()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_bytes(gzip.compress(data, 9, mtime=0))
    print(f"{OUT}: {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
