"""Train the block classifier of ``dragoman.read`` on the pages of ``corpus/pages``.

A linear-chain conditional random field, by full-batch Adam in numpy; a minute or two
on one core. Each training page is seen as it is and in altered forms: furniture
dropped, moved between pages, put before or after the story; empty lines put in and
taken out; paragraphs replaced by passages of ``corpus/written``. Seeded; the same
corpus gives the same weights.

Usage::

    python -m training.read_blocks [--copies 13] [--steps 200]
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dragoman.read.blocks import Piece, squeeze
from dragoman.read.features import features

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "src" / "dragoman" / "read" / "block_weights.json"
LABELS = (
    "title", "dateline", "body", "caption", "subtitle", "byline", "source", "teaser", "comment",
    "navigation", "advertisement", "other",
)  # fmt: skip

STORY = ("title", "subtitle", "dateline", "byline", "body", "caption")

Block = tuple[str, str, int]
"""Label, text, empty lines before."""
Array = NDArray[np.float64]


def load(split: str | None = None) -> list[dict[str, Any]]:
    """Return the pages of a split, or all."""
    pages = []
    for path in sorted((ROOT / "corpus" / "pages").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            page = json.loads(line)
            if split is None or page["split"] == split:
                pages.append(page)
    return pages


def blocks_of(page: dict[str, Any]) -> list[Block]:
    """Return a page's blocks with the empty lines before each."""
    out: list[Block] = []
    last = 0
    for block in page["blocks"]:
        gap = max(0, page["text"][last : block["start"]].count("\n") - 1)
        out.append((block["kind"], squeeze(page["text"][block["start"] : block["end"]]), gap))
        last = block["end"]
    return out


def passages() -> dict[str, list[str]]:
    """Return the written passages of the corpus by language, as body paragraphs."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "corpus" / "written").glob("*_first.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.setdefault(row["lang"], []).append(squeeze(row["text"]))
    return found


def _runs(blocks: list[Block]) -> list[list[Block]]:
    """Cut a page into runs of furniture and of story."""
    out: list[list[Block]] = []
    for block in blocks:
        kind = block[0] in STORY
        if out and (out[-1][0][0] in STORY) == kind:
            out[-1].append(block)
        else:
            out.append([block])
    return out


def _long(blocks: list[Block], pool: list[str], rng: random.Random) -> list[Block]:
    """Make a story long and wandering, as briefings and surveys are: it is one story still."""
    bodies = [i for i, b in enumerate(blocks) if b[0] == "body"]
    if len(bodies) < 2:
        return blocks
    prefix = rng.choice(
        (("", ""), ("", ""), ("QUESTION: ", "MR FOX: "), ("Q: ", "A: "), ("— ", ""))
    )
    more = []
    for number in range(rng.randint(5, 30)):
        more.append(("body", prefix[number % 2] + rng.choice(pool), blocks[bodies[1]][2]))
    at = bodies[-1]
    return blocks[:at] + more + blocks[at:]


def _cut(blocks: list[Block], rng: random.Random) -> list[Block]:
    """Let a page begin at its title or end with its story, as many stored pages do."""
    bodies = [i for i, b in enumerate(blocks) if b[0] == "body"]
    title = next((i for i, b in enumerate(blocks) if b[0] == "title"), None)
    if bodies and rng.random() < 0.3:
        blocks = blocks[: bodies[-1] + 1]
    if title is not None and rng.random() < 0.2:
        blocks = blocks[title:]
    return blocks


def _odd_lines(pages: list[dict[str, Any]], rng: random.Random) -> list[Block]:
    """Return one to three lines of furniture from anywhere."""
    kinds = ("other", "navigation", "advertisement", "source")
    lines = [b for p in rng.sample(pages, 6) for b in blocks_of(p) if b[0] in kinds]
    return rng.sample(lines, min(len(lines), rng.randint(1, 3)))


def _with_source(
    blocks: list[Block], pages: list[dict[str, Any]], rng: random.Random
) -> list[Block]:
    """Put a source line of another page under the head or behind the story."""
    lines = [b for p in pages for b in blocks_of(p) if b[0] == "source"]
    bodies = [i for i, b in enumerate(blocks) if b[0] == "body"]
    if not bodies:
        return blocks
    title = next((b[1] for b in blocks if b[0] == "title"), "a story")
    slug = "-".join(re.findall(r"\w+", title.lower())[:8])
    site = rng.choice(("example.org", "news.example.com", "gazeta.example", "agency.example.net"))
    name = rng.choice(("Gulf Courier", "Хроника дня", "Ada Postası", "Le Quotidien", "Wire24"))
    date = rng.choice(("3 May 2011", "12.03.2017", "21 Nisan 2019", "7 июля 2020", "2014-10-02"))
    foot = [
        ("source", f"https://{site}/{rng.randint(10, 99999)}/{slug}", 1),
        ("source", f"www.{site}/news/{slug}.html", 1),
        ("source", rng.choice(("Source:", "Kaynak:", "Источник:", "Source: " + name)), 1),
        ("source", f"Posted by: {rng.choice(('admin', 'kestrel', 'newsdesk', 'm.t.'))}", 0),
    ]
    if rng.random() < 0.35:
        under = rng.choice((*lines, ("source", f"{name} ({date})", 1)))
        at = bodies[0]
        blocks = [*blocks[:at], under, *blocks[at:]]
        bodies = [i for i, b in enumerate(blocks) if b[0] == "body"]
    chosen = rng.sample(foot, rng.randint(1, 2)) if rng.random() < 0.7 else [rng.choice(lines)]
    at = bodies[-1] + 1
    return [*blocks[:at], *chosen, *blocks[at:]]


def _with_caption(blocks: list[Block], pool: list[str], rng: random.Random) -> list[Block]:
    """Put a caption with its credit before or among the paragraphs."""
    bodies = [i for i, b in enumerate(blocks) if b[0] == "body"]
    if not bodies:
        return blocks
    sentence = rng.choice(pool).split(". ")[0].rstrip(".")[:220]
    name = rng.choice(("Defence ministry", "Reuters", "A. Petrov", "Mfa.Gov", "AA", "EPA-EFE"))
    style = rng.choice(
        ("{0}. / {1}", "{0} / {1}", "{0}. Photo: {1}", "{0} (Photo: {1})", "{0} | {1}",
         "{0}. © {1}", "Фото: {1}. {0}", "{0}. Foto: {1}", "{0}. [{1}]", "{0}. {1}/Handout")
    )  # fmt: skip
    at = rng.choice((bodies[0], bodies[0], rng.choice(bodies)))
    return [*blocks[:at], ("caption", style.format(sentence, name), 1), *blocks[at:]]


def _tail(
    language: str,
    pages: list[dict[str, Any]],
    written: dict[str, list[str]],
    rng: random.Random,
) -> list[Block]:
    """Return teasers or comments as long as paragraphs: what they say must not matter."""
    alike = [p for p in pages if p["language"] == language]
    heads: dict[str, list[str]] = {"teaser": [], "comment": []}
    names: list[list[Block]] = []
    for page in alike:
        blocks = blocks_of(page)
        for before, block in itertools.pairwise(blocks):
            if block[0] in heads and before[0] in ("navigation", "other") and len(before[1]) > 2:
                heads[block[0]].append(before[1])
        run = list(itertools.takewhile(lambda b: len(b[1]) < 50, _after_heads(blocks)))
        if run:
            names.append(run)
    kind = rng.choice(("teaser", "comment"))
    if not heads[kind]:
        return []
    out: list[Block] = [("navigation", rng.choice(heads[kind]), 0)]
    mark = rng.choice(("", "", "-", "•", "»"))
    for _ in range(rng.randint(1, 5)):
        own = language if rng.random() < 0.6 else rng.choice(sorted(written))
        text = rng.choice(written.get(own) or written["en"])
        if kind == "comment" and names:
            out.extend(rng.choice(names))
        elif mark:
            out.append(("other", mark, 0))
        out.append((kind, text, 0))
    return out


def _after_heads(blocks: list[Block]) -> list[Block]:
    """Return the first run of comment blocks: a name, a date, what is said."""
    start = next((i for i, b in enumerate(blocks) if b[0] == "comment"), len(blocks))
    return list(itertools.takewhile(lambda b: b[0] == "comment", blocks[start:]))


def altered(
    page: dict[str, Any],
    pages: list[dict[str, Any]],
    written: dict[str, list[str]],
    rng: random.Random,
) -> list[Block]:
    """Return one altered form of a page."""
    blocks = blocks_of(page)
    out: list[Block] = []
    replace = rng.random() < 0.35
    pool = written.get(page["language"]) or written["en"]
    drop = rng.choice((0.0, 0.1, 0.3, 0.6))
    gone = False
    for kind, written_text, gap in blocks:
        text = written_text
        if kind == "body":
            if replace and len(text) > 100 and rng.random() < 0.6:
                text = rng.choice(pool)
            elif rng.random() < 0.06:
                continue
            sentences = text.split(". ")
            if rng.random() < 0.08 and len(text) > 160 and len(sentences) < 6:
                # As crawlers break paragraphs: somewhere between two words.
                words = text.split()
                cut = rng.randrange(len(words) // 3, len(words) - 2)
                out.append((kind, " ".join(words[:cut]), gap))
                out.append((kind, " ".join(words[cut:]), gap))
                continue
        elif kind == "title":
            if rng.random() < 0.15:
                text = text.upper()
        elif kind in ("dateline", "byline", "subtitle", "caption", "source"):
            if rng.random() < 0.2:
                continue
        elif kind in ("teaser", "comment"):
            # They go with their heading: no page has them bare.
            if gone:
                continue
        elif rng.random() < drop:
            gone = True
            continue
        else:
            gone = False
        out.append((kind, text, gap))
    if rng.random() < 0.15:
        out = _long(out, pool, rng)
    if rng.random() < 0.45:
        # A run of furniture of another page, where such runs stand: top, bottom or between.
        other = blocks_of(rng.choice(pages))
        runs = _runs(other)
        furniture = [
            (i, r) for i, r in enumerate(runs)
            if r[0][0] not in STORY and r[0][0] != "source"
        ]  # fmt: skip
        if furniture:
            i, run = rng.choice(furniture)
            if i == 0 or rng.random() < 0.25:
                out = run + out
            elif i == len(runs) - 1:
                out = out + run
            else:
                bodies = [j for j, b in enumerate(out) if b[0] == "body"]
                if len(bodies) > 2 and len(run) <= 3:
                    j = rng.choice(bodies[1:])
                    out = out[:j] + run + out[j:]
    out = _cut(out, rng)
    if rng.random() < 0.3:
        out = out + _tail(page["language"], pages, written, rng)
    elif rng.random() < 0.3:
        out = out + _odd_lines(pages, rng)
    if rng.random() < 0.2:
        out = _with_source(out, pages, rng)
    if rng.random() < 0.2:
        out = _with_caption(out, pool, rng)
    mode = rng.random()
    if mode < 0.3:
        out = [(k, t, 0) for k, t, _ in out]
    elif mode < 0.6:
        out = [(k, t, 1) for k, t, _ in out]
    elif mode < 0.7:
        out = [(k, t, int(k == "body")) for k, t, _ in out]
    return out


def pieces_of(blocks: list[Block]) -> list[Piece]:
    """Return the blocks as the reader would see them."""
    out = []
    at = 0
    for _, text, gap in blocks:
        out.append(Piece(text, at, at + len(text), gap))
        at += len(text) + 1 + gap
    return out


def _lse(values: Array, axis: int) -> Array:
    top = values.max(axis=axis, keepdims=True)
    out = top + np.log(np.exp(values - top).sum(axis=axis, keepdims=True))
    return np.asarray(out.squeeze(axis))


class Batch:
    """All pages, padded to one length."""

    def __init__(self, pages: list[list[Block]], least: int) -> None:
        """Count features and lay out the pages; features seen less often are left out."""
        seen: dict[str, int] = {}
        rows = []
        for blocks in pages:
            found = features(pieces_of(blocks))
            rows.append(found)
            for names in found:
                for name in names:
                    seen[name] = seen.get(name, 0) + 1
        self.index = {n: i for i, n in enumerate(sorted(n for n, c in seen.items() if c >= least))}
        self.length = np.array([len(p) for p in pages])
        longest = int(self.length.max())
        total = int(self.length.sum())
        self.x = np.zeros((total, len(self.index)), dtype=np.float32)
        self.where = np.zeros((len(pages), longest), dtype=np.intp)
        self.gold = np.zeros((len(pages), longest), dtype=np.intp)
        self.mask = np.arange(longest)[None, :] < self.length[:, None]
        at = 0
        for p, (blocks, found) in enumerate(zip(pages, rows, strict=True)):
            for t, names in enumerate(found):
                self.x[at, [self.index[n] for n in names if n in self.index]] = 1
                self.where[p, t] = at
                self.gold[p, t] = LABELS.index(blocks[t][0])
                at += 1


def train(batch: Batch, *, steps: int, decay: float, rate: float) -> dict[str, Array]:
    """Fit the weights; ``decay`` is the L2 penalty a block."""
    k = len(LABELS)
    par = {
        "weights": np.zeros((len(batch.index), k)),
        "moves": np.zeros((k, k)),
        "first": np.zeros(k),
        "last": np.zeros(k),
    }
    m = {n: np.zeros_like(v) for n, v in par.items()}
    v = {n: np.zeros_like(x) for n, x in par.items()}
    pages, longest = batch.gold.shape
    total = int(batch.length.sum())
    ends = batch.length - 1
    every = np.arange(pages)
    onehot = np.eye(k)[batch.gold] * batch.mask[:, :, None]
    gold_moves = np.zeros((k, k))
    inner = batch.mask[:, 1:]
    np.add.at(gold_moves, (batch.gold[:, :-1][inner], batch.gold[:, 1:][inner]), 1)
    gold_first = onehot[:, 0].sum(axis=0)
    gold_last = onehot[every, ends].sum(axis=0)
    for step in range(1, steps + 1):
        s = (batch.x @ par["weights"].astype(np.float32)).astype(np.float64)[batch.where]
        a = np.zeros((pages, longest, k))
        b = np.zeros((pages, longest, k))
        a[:, 0] = par["first"] + s[:, 0]
        for t in range(1, longest):
            a[:, t] = _lse(a[:, t - 1][:, :, None] + par["moves"][None], 1) + s[:, t]
        b[every, ends] = par["last"]
        for t in range(longest - 2, -1, -1):
            nxt = _lse(par["moves"][None] + (s[:, t + 1] + b[:, t + 1])[:, None, :], 2)
            b[:, t] = np.where((t < ends)[:, None], nxt, b[:, t])
        z = _lse(a[every, ends] + par["last"], 1)
        post = np.exp(a + b - z[:, None, None]) * batch.mask[:, :, None]
        moves = np.zeros((k, k))
        for t in range(longest - 1):
            on = t < ends
            if not on.any():
                break
            w = (
                a[on, t][:, :, None]
                + par["moves"][None]
                + (s[on, t + 1] + b[on, t + 1])[:, None, :]
                - z[on, None, None]
            )
            moves += np.exp(w).sum(axis=0)
        delta = np.zeros((total, k))
        delta[batch.where[batch.mask]] = (post - onehot)[batch.mask]
        grad = {
            "weights": (batch.x.T @ delta.astype(np.float32)).astype(np.float64),
            "moves": moves - gold_moves,
            "first": post[:, 0].sum(axis=0) - gold_first,
            "last": post[every, ends].sum(axis=0) - gold_last,
        }
        for name, value in par.items():
            g = grad[name] / total + decay * value
            m[name] = 0.9 * m[name] + 0.1 * g
            v[name] = 0.999 * v[name] + 0.001 * g * g
            par[name] = value - rate * (m[name] / (1 - 0.9**step)) / (
                np.sqrt(v[name] / (1 - 0.999**step)) + 1e-8
            )
        if step % 50 == 0 or step == 1:
            right = (post.argmax(axis=2) == batch.gold)[batch.mask].mean()
            gold_score = (s * onehot).sum() + (par["moves"] * gold_moves).sum()
            loss = (z.sum() - gold_score) / total
            sys.stderr.write(f"step {step}: loss about {loss:.4f}, right {right:.4f}\n")
    return par


def main() -> int:
    """Train and write the weights; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--copies", type=int, default=13)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--decay", type=float, default=1e-4)
    parser.add_argument("--rate", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    pages = load("train")
    written = passages()
    seen = [blocks_of(p) for p in pages]
    for page in pages:
        seen.extend(altered(page, pages, written, rng) for _ in range(given.copies))
    batch = Batch([s for s in seen if s], least=8)
    sys.stderr.write(f"{len(seen)} pages, {batch.x.shape[0]} blocks, {len(batch.index)} features\n")
    par = train(batch, steps=given.steps, decay=given.decay, rate=given.rate)
    rows = {n: [round(float(w), 3) for w in par["weights"][i]] for n, i in batch.index.items()}
    data = {
        "labels": LABELS,
        "moves": [[round(float(w), 3) for w in row] for row in par["moves"]],
        "first": [round(float(w), 3) for w in par["first"]],
        "last": [round(float(w), 3) for w in par["last"]],
        "weights": rows,
    }
    body = json.dumps(data, ensure_ascii=False)
    OUT.write_text(body.replace('], "', '],\n"') + "\n", encoding="utf-8")
    sys.stderr.write(f"{OUT.name}: {OUT.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
