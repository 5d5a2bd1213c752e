"""Fit what a confidence means: the share of such events that are wholly right.

::

    python -m evals.calibration --model FOLDER [--languages en] [--plot FILE.svg] [--write]

Codes the held-out passages with the raw scores of a model and fits an isotonic curve (pool
adjacent violators; Zadrozny and Elkan, 2002) from raw score to the share of events with
type, both sides' countries and modality right. It prints the expected calibration error
raw, fitted on the same events, and fitted on the other half of the passages. ``--write``
puts the curve into the model's ``model.json``, ``--plot`` draws the reliability diagram.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dragoman.coder import Coder
from dragoman.evaluate import score
from training import data

ROOT = Path(__file__).resolve().parent.parent
TEXTS = ROOT.parent / "shared" / "text"
BINS = 10
Judged = Sequence[tuple[float, bool]]
Curve = list[list[float]]


def isotonic(judged: Judged, least: int = 25) -> Curve:
    """Fit a rising curve through (score, right) pairs.

    Args:
        judged: raw scores and whether the event was right.
        least: events that a step of the curve rests on at least.

    Returns:
        Points ``[score, share]``, rising in both, from 0 to 1.
    """
    ordered = sorted(judged)
    blocks: list[list[float]] = []  # sum of scores, right ones, events
    for at in range(0, len(ordered), least):
        part = ordered[at : at + least]
        blocks.append([sum(s for s, _ in part), sum(r for _, r in part), len(part)])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    points = [[round(s / n, 4), round(r / n, 4)] for s, r, n in blocks]
    first, last = points[0], points[-1]
    return [[0.0, round(first[1] * 0.5, 4)], *points, [1.0, max(last[1], 0.99 * last[1] + 0.01)]]


def read_off(curve: Curve, scores: Sequence[float]) -> np.ndarray:
    """Return the calibrated value of each score."""
    raw, share = zip(*curve, strict=True)
    return np.interp(scores, raw, share)


def bins(values: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float, int]]:
    """Return (mean value, share right, events) of each tenth of the scale that has events."""
    v, r = np.array(values), np.array(right, dtype=float)
    at = np.minimum((v * BINS).astype(int), BINS - 1)
    return [
        (float(v[at == b].mean()), float(r[at == b].mean()), int((at == b).sum()))
        for b in range(BINS)
        if (at == b).any()
    ]


def error(values: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error: mean distance of value and share right, by events."""
    found = bins(values, right)
    return sum(n * abs(v - s) for v, s, n in found) / sum(n for _, _, n in found)


def plot(before: list[tuple[float, float, int]], after: list[tuple[float, float, int]]) -> str:
    """Return a reliability diagram as SVG: raw grey, calibrated (on the other half) black."""
    size, edge = 360, 46

    def x(v: float) -> float:
        return round(edge + v * size, 1)

    def y(v: float) -> float:
        return round(20 + size - v * size, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size + edge + 20} {size + 70}" '
        'font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#bbb" stroke-dasharray="4 4"/>',
        f'<path d="M{x(0)} {y(1)}V{y(0)}H{x(1)}" stroke="black" fill="none"/>',
    ]
    for v in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        parts.append(f'<text x="{x(v)}" y="{y(0) + 18}" text-anchor="middle">{v:g}</text>')
        parts.append(f'<text x="{x(0) - 8}" y="{y(v) + 4}" text-anchor="end">{v:g}</text>')
    for points, colour in ((before, "#999"), (after, "black")):
        line = " ".join(f"{x(v)},{y(s)}" for v, s, _ in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}"/>')
        for v, s, n in points:
            radius = round(2 + n**0.5 / 4, 1)
            parts.append(
                f'<circle cx="{x(v)}" cy="{y(s)}" r="{radius}" fill="{colour}">'
                f"<title>{n} events, {s:.2f} right</title></circle>"
            )
    parts.append(
        f'<text x="{x(0.5)}" y="{size + 56}" text-anchor="middle">confidence '
        "(grey: raw score; black: calibrated on the other half)</text>"
    )
    parts.append(
        f'<text x="14" y="{y(0.5)}" text-anchor="middle" '
        f'transform="rotate(-90 14 {y(0.5)})">share wholly right</text></svg>'
    )
    return "\n".join(parts) + "\n"


def judge(folder: Path, languages: set[str]) -> tuple[Judged, Judged]:
    """Code the held-out passages with raw scores; return two halves of judged events."""
    with tempfile.TemporaryDirectory() as place:
        plain = Path(place) / "model"
        shutil.copytree(folder, plain)
        info: dict[str, Any] = json.loads((plain / "model.json").read_text(encoding="utf-8"))
        info.pop("calibration", None)
        (plain / "model.json").write_text(json.dumps(info), encoding="utf-8")
        coder = Coder.load(plain)
        _, dev = data.split(*data.load_corpus(ROOT / "corpus", TEXTS))
        dev = [p for p in dev if p["lang"] in languages]
        halves = [[p for p in dev if data.number("half" + p["id"]) % 2 == h] for h in (0, 1)]
        first, second = (score(half, coder).total.judged for half in halves)
        return first, second


def main() -> None:
    """Fit and report; see the module's description."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--languages", default="en")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    halves = judge(args.model, set(args.languages.split(",")))
    everything = [*halves[0], *halves[1]]
    raw, right = [s for s, _ in everything], [r for _, r in everything]
    curve = isotonic(everything)
    crossed: list[float] = []
    for fitted, asked in ((halves[1], halves[0]), (halves[0], halves[1])):
        crossed += read_off(isotonic(fitted), [s for s, _ in asked]).tolist()
    print(f"{len(everything)} events, {sum(right) / len(right):.3f} wholly right")
    print(f"calibration error: raw {error(raw, right):.3f}")
    print(f"fitted on the same events {error(read_off(curve, raw).tolist(), right):.3f}")
    print(f"fitted on the other half {error(crossed, right):.3f}")
    if args.plot:
        args.plot.write_text(plot(bins(raw, right), bins(crossed, right)), encoding="utf-8")
    if args.write:
        path = args.model / "model.json"
        info = json.loads(path.read_text(encoding="utf-8"))
        info["calibration"] = curve
        path.write_text(json.dumps(info, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
