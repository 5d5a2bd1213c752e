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
from dragoman.read.chain import Array, Chain, load_chain
from dragoman.read.dates import fold
from dragoman.read.features import features
from dragoman.records import BlockKind

#: Kinds that make up the clean text.
KEPT = frozenset(
    {BlockKind.TITLE, BlockKind.DATELINE, BlockKind.BODY, BlockKind.CAPTION, BlockKind.SUBTITLE}
)
#: A page of more blocks than this is a list or a log; its tail is not looked at.
MAX_BLOCKS = 20_000

_WORDS = {
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
    "lex=money": "has words of a market ticker",
    "lex=said": "reports speech",
    "date=only": "is a date alone",
    "date=within": "has a date",
    "only=url": "is an address alone",
    "has=url": "has an address",
    "has=degree": "has a temperature",
    "has=clock": "has a time of day",
    "has=sourceline": "is a source with its date",
    "has=sourcetag": "starts with a source in brackets",
    "has=opening": "starts with a place and a dash",
    "near=weather": "stands beside the weather",
    "language=other": "is not in the story's language",
    "language=same": "is in the story's language",
    "place=before": "stands before the story",
    "place=after": "stands after the story",
    "place=inside": "stands among the story's sentences",
    "under": "stands under a heading of other things",
    "overlap": "shares or does not share the story's words",
    "namelike": "looks like a name",
    "repeated": "stands on the page twice",
    "len": "by its length",
    "words": "by its length",
    "stops": "by its share of function words",
    "sentences": "by its sentences",
    "end": "by its ending",
    "start": "by its beginning",
    "shape": "by its shape",
    "caps": "by its capitals",
    "allcaps": "is in capitals",
    "digits": "by its digits",
    "nowords": "has no words",
    "prev:": "by what stands before it",
    "prev2:": "by what stands before it",
    "next:": "by what stands after it",
    "next2:": "by what stands after it",
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


def _words(feature: str) -> str | None:
    for cut in (feature, feature.split("/")[0], feature.split("=")[0]):
        if cut in _WORDS:
            return _WORDS[cut]
    head = feature.split(":")[0] + ":"
    return _WORDS.get(head)


def _reason(chain: Chain, names: Sequence[str], label: int, rival: int, score: float) -> str:
    """Say in words which features speak most for a label against the next best."""
    gains: dict[str, float] = {}
    for name in names:
        row = chain.index.get(name)
        words = _words(name)
        if row is None or words is None:
            continue
        gain = float(chain.weights[row, label] - chain.weights[row, rival])
        gains[words] = gains.get(words, 0.0) + gain
    best = [w for w, g in sorted(gains.items(), key=lambda x: -x[1])[:2] if g > 0.1]
    return f"{', '.join(best) or 'by its neighbours'} ({score:.2f})"


def _one_title(chain: Chain, scores: Array) -> list[int]:
    """Return the best labelling with at most one title."""
    path = chain.best(scores)
    column = chain.labels.index(BlockKind.TITLE)
    named = [i for i, label in enumerate(path) if label == column]
    if len(named) <= 1:
        return path
    posteriors = chain.posteriors(scores)[:, column]
    best = max(named, key=lambda i: (float(posteriors[i]), -i))
    return chain.best(chain.forbid(scores, BlockKind.TITLE, but=best))


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
        path = _one_title(chain, scores)
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
    """Return a text in which no story was told apart as its own story, with a notice.

    That is right for a few lines that somebody hands over as they are. Of more lines
    none is a story: then the list is empty.
    """
    if len(blocks) > 3 or not any(c.isalpha() for b in blocks for c in b.piece.text):
        return [], ()
    why = "the text has no story apart from other things"
    out = [
        b if b.kind in KEPT and len(blocks) > 1 and i == 0
        else replace(b, kind=BlockKind.BODY, reason=why)
        for i, b in enumerate(blocks)
    ]  # fmt: skip
    return out, ("no story was told apart; the text is kept whole",)
