"""Plain text as crawlers store it: which block of a page is what.

The blocks are labelled together by a trained chain (:mod:`dragoman.read.chain`) over
what can be seen of them (:mod:`dragoman.read.features`). Two things that hold for every
page are imposed on it: a page has one title at most, and a paragraph that a crawler
broke in two is one paragraph.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dragoman.read.blocks import Piece, ends_sentence, paragraphs, squeeze
from dragoman.read.chain import NEVER, Array, Chain, load_chain
from dragoman.read.dates import fold
from dragoman.read.features import features
from dragoman.records import BlockKind

#: Kinds that make up the clean text.
KEPT = frozenset(
    {BlockKind.TITLE, BlockKind.DATELINE, BlockKind.BODY, BlockKind.CAPTION, BlockKind.SUBTITLE}
)
#: A page of more blocks than this is a list or a log; its tail is not looked at.
MAX_BLOCKS = 20_000
#: A line that is a title with this chance is one if no other line is.
_LIKELY_TITLE = 0.08
#: Sentences above the title count as strays up to this share of those below it.
_STRAY = 0.2

#: What a feature says in words, by the longest beginning of its name that stands here.
#: The second list is asked only where the first gives nothing.
_TELLING = {
    "lex=share": "has words of sharing buttons",
    "lex=related": "has words that head other stories",
    "lex=most_read": "has words that head lists of read stories",
    "lex=comment": "has words of a comment form",
    "lex=advert": "has words of advertising",
    "lex=cookie": "has words of a cookie notice",
    "lex=menu": "has words of a menu",
    "lex=tags": "lists tags",
    "lex=weather": "has words of the weather",
    "lex=updated": "says when the page was updated",
    "lex=published": "says when the page was published",
    "lex=byline": "has words of a byline",
    "lex=caption": "has words of a picture's credit",
    "lex=source": "names a source",
    "lex=copyright": "is a copyright line",
    "lex=gadget": "has words of a page's gadgets",
    "lex=blank": "stands for something missing",
    "lex=press": "has words of a publication's name",
    "lex=money": "has words of a market ticker",
    "lex=said": "reports speech",
    "lex=weekday": "names a day of the week",
    "date=only": "is a date alone",
    "date=weekday": "is a date with its day of the week",
    "date=within": "has a date",
    "only=url": "is an address alone",
    "has=url": "has an address",
    "has=email": "has an e-mail address",
    "has=degree": "has a temperature",
    "has=clock": "has a time of day",
    "has=separator": "is parted by strokes or arrows",
    "has=sourceline": "is a source with its date",
    "has=sourcetag": "starts with a source in brackets",
    "has=credit": "ends with a picture's credit",
    "has=opening": "starts with a place and a dash",
    "near=weather": "stands beside the weather",
    "language=other": "is not in the story's language",
    "language=same": "is in the story's language",
    "place=before": "stands above the story",
    "place=after": "stands below the story",
    "place=inside": "stands among the story's sentences",
    "under=comment/after": "stands under a comment heading",
    "under=related/after": "stands under a heading of other stories",
    "under=most_read/after": "stands under a heading of other stories",
    "under=": "stands under a heading of other things",
    "overlap=0": "shares no words with the story",
    "overlap=1": "shares few words with the story",
    "overlap=": "shares the story's words",
    "anchor=0": "shares no words with the story's beginning",
    "anchor=": "shares words with the story's beginning",
    "repeated": "stands on the page twice",
    "nowords": "has no words",
    "sentences=2": "is made of sentences",
    "sentences=3": "is made of sentences",
    "allcaps": "is in capitals",
    "prev:lex=related": "follows a heading of other stories",
    "prev:lex=most_read": "follows a heading of other stories",
    "prev:lex=comment": "follows a comment heading",
    "prev:lex=advert": "follows advertising",
    "prev:kind=mark": "follows a list mark",
    "prev:kind=date": "follows a date",
    "next:kind=date": "precedes a date",
    "next:kind=sentences": "precedes sentences",
    "prev:kind=sentences": "follows sentences",
}
_SHAPE = {
    "namelike": "looks like a name",
    "len=": "has the length",
    "words=": "has the length",
    "stops=": "has the share of function words",
    "sentences=": "has the number of sentences",
    "end=": "ends so",
    "start=": "begins so",
    "shape=": "has the shape",
    "caps=": "has the capitals",
    "digits=": "has the digits",
    "prev": "follows what such blocks follow",
    "next": "precedes what such blocks precede",
    "gap=": "has the empty lines about it",
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A block with its kind, how sure that is (0 to 1), and why.

    ``parts`` are the pieces it was put together from: one, or the halves of a
    paragraph that was broken.
    """

    piece: Piece
    kind: BlockKind
    score: float
    reason: str
    parts: tuple[Piece, ...]


def _words(feature: str, table: dict[str, str]) -> str | None:
    for cut in range(len(feature), 2, -1):
        if feature[:cut] in table:
            return table[feature[:cut]]
    return None


def _reason(chain: Chain, names: Sequence[str], label: int, rival: int, score: float) -> str:
    """Say in words which features speak most for a label against the next best."""
    for table in (_TELLING, _SHAPE):
        gains: dict[str, float] = {}
        for name in names:
            row = chain.index.get(name)
            words = _words(name, table)
            if row is None or words is None:
                continue
            gain = float(chain.weights[row, label] - chain.weights[row, rival])
            gains[words] = gains.get(words, 0.0) + gain
        best = [w for w, g in sorted(gains.items(), key=lambda x: -x[1])[:2] if g > 0.15]
        if best:
            return f"{', '.join(best)} ({score:.2f})"
    return f"goes with its neighbours ({score:.2f})"


def _one_title(chain: Chain, scores: Array, pieces: Sequence[Piece]) -> list[int]:
    """Return the best labelling with at most one title."""
    path = chain.best(scores)
    title = chain.labels.index(BlockKind.TITLE)
    body = chain.labels.index(BlockKind.BODY)
    posteriors = chain.posteriors(scores)[:, title]
    named = [i for i, label in enumerate(path) if label == title]
    if not named and body in path:
        # None is sure enough; the likeliest line above the story, if any is likely.
        above = range(path.index(body))
        named = [i for i in above if posteriors[i] >= _LIKELY_TITLE]
    if not named:
        return path
    best = max(named, key=lambda i: (float(posteriors[i]), -i))
    scores = chain.forbid(scores, BlockKind.TITLE, but=best)
    path = chain.best(scores)
    size = [len(p.text) * (label == body) for p, label in zip(pieces, path, strict=True)]
    if 0 < sum(size[:best]) < _STRAY * sum(size[best:]):
        # A story stands under its title; a sentence or two above it are not of it.
        scores[:best, body] = -NEVER
        path = chain.best(scores)
    return path


def label(pieces: Sequence[Piece], *, title: str | None = None) -> list[Labelled]:
    """Label the blocks of a page, in order; nothing is joined yet.

    Args:
        pieces: the blocks.
        title: the title, where it is known from elsewhere. The block that repeats it is
            the title; if none does, it is thought of as standing first, and no block is.
    """
    pieces = list(pieces[:MAX_BLOCKS])
    if not pieces:
        return []
    chain = load_chain()
    at, absent = None, False
    if title and title.strip():
        wanted = fold(squeeze(title))
        at = next((i for i, p in enumerate(pieces) if fold(p.text) == wanted), None)
        if at is None:
            pieces.insert(0, Piece(squeeze(title), 0, 0, 0))
            at, absent = 0, True
    names = features(pieces)
    scores = chain.scores(names)
    if at is None:
        path = _one_title(chain, scores, pieces)
    else:
        scores = chain.forbid(scores, BlockKind.TITLE, but=at)
        path = chain.best(scores)
    posteriors = chain.posteriors(scores)
    out = []
    for i, piece in enumerate(pieces):
        if i == 0 and absent:
            continue
        ranked = np.argsort(-posteriors[i])
        rival = int(ranked[1] if int(ranked[0]) == path[i] else ranked[0])
        score = float(posteriors[i, path[i]])
        reason = _reason(chain, names[i], path[i], rival, score)
        out.append(Labelled(piece, chain.labels[path[i]], score, reason, (piece,)))
    return out


def _broken(before: Labelled, after: Labelled) -> bool:
    """Tell whether a crawler broke one paragraph into these two."""
    text = before.piece.text
    return (
        before.kind is BlockKind.BODY
        and after.kind is BlockKind.BODY
        and len(text) >= 40
        and not ends_sentence(text)
        and text[-1] not in "-–—"
        and (after.piece.text[:1].islower() or text[-1] in ",،")
        and not after.piece.text.startswith(("-", "–", "—", "•", "*"))
    )


def mend(blocks: Sequence[Labelled]) -> list[Labelled]:
    """Join the halves of broken paragraphs; only neighbours are joined."""
    out: list[Labelled] = []
    for block in blocks:
        if out and _broken(out[-1], block):
            last = out[-1]
            piece = Piece(
                f"{last.piece.text} {block.piece.text}",
                last.piece.start,
                block.piece.end,
                last.piece.gap,
            )
            out[-1] = replace(last, piece=piece, parts=last.parts + block.parts)
        else:
            out.append(block)
    return out


def read_plain(source: str) -> list[Labelled]:
    """Cut a plain text page into blocks and label them, in the page's order."""
    return mend(label(paragraphs(source)))


def whole_text(blocks: Sequence[Labelled]) -> tuple[list[Labelled], tuple[str, ...]]:
    """Find a story on a page where the chain found none, and say so in a notice.

    Blocks made of sentences are the story if they are most of the page; a few lines
    that somebody hands over as they are, are one as a whole. Else the list is empty.
    """
    size = sum(len(b.piece.text) for b in blocks)
    long = [b for b in blocks if len(b.piece.text) >= 80 and ends_sentence(b.piece.text)]
    if len(blocks) > 3 and sum(len(b.piece.text) for b in long) < 0.5 * size:
        return [], ()
    if not any(c.isalpha() for b in blocks for c in b.piece.text):
        return [], ()
    why = "the page has no story apart from other things"
    few = len(blocks) <= 3
    out = []
    for i, block in enumerate(blocks):
        head = few and i == 0 and len(blocks) > 1 and block.kind in KEPT
        story = (few and not head) or any(block is b for b in long)
        out.append(replace(block, kind=BlockKind.BODY, reason=why) if story else block)
    return out, ("no story was told apart from the page's other text; most of it is kept",)
