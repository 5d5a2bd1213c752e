"""The tagger at run time: onnxruntime, tokenizers and numpy alone.

A model is a folder with ``token.onnx`` (word pieces → a state and tag logits a word),
``pair.onnx`` (states of triggers and spans → roles and attributes), ``tokenizer.json``
and ``model.json``. Each file's hash is checked before it is opened.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dragoman.annotate import labels as lab
from dragoman.annotate.words import shape, words
from dragoman.errors import ModelError
from dragoman.records import (
    Modality,
    Passage,
    Stance,
    TaggedMention,
    TaggedPassage,
    TaggedRole,
    TaggedTrigger,
)

MAX_PIECES = 256
#: Word pieces, padding included, that one run of the encoder takes at most.
BATCH_PIECES = 4096
_FILES = ("token.onnx", "pair.onnx", "tokenizer.json")
_N_TRIGGER = len(lab.TRIGGER_TAGS)
_SAY = len(lab.HEAD_TYPES) - 1
_LAYER = {name: i for i, name in enumerate(lab.LAYERS)}
_ALLOWED = np.array(
    [
        [
            [
                r in (lab.CUE_ROLES if cue else lab.EVENT_ROLES) and lab.ROLE_LAYER[r] == layer
                for r in lab.ROLES
            ]
            for layer in lab.LAYERS
        ]
        for cue in (False, True)
    ]
)
_MODE_MASK = np.array(
    [[0.0 if m.split(":")[0] == t else -1e9 for m in lab.MODE_LABELS] for t in lab.HEAD_TYPES]
)

Floats = npt.NDArray[np.float32]


def _sigmoid(x: Floats) -> Floats:
    chances: Floats = (1.0 / (1.0 + np.exp(-x))).astype(np.float32)
    return chances


def _softmax(x: Floats) -> Floats:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    chances: Floats = (e / e.sum(axis=-1, keepdims=True)).astype(np.float32)
    return chances


@dataclass(frozen=True, slots=True)
class _Encoded:
    """One passage, ready for the encoder."""

    at: int
    offsets: list[tuple[int, int]]
    ids: list[int]
    shapes: list[int]
    first: list[int]


@dataclass(frozen=True, slots=True)
class _Found:
    """A span of words with its score; ``kind`` is the begin tag's number, from 0."""

    start: int
    end: int
    kind: int
    score: float


class Tagger:
    """A loaded model. Make one a process with :meth:`load`."""

    def __init__(
        self, folder: Path, info: dict[str, Any], token: Any, pair: Any, tokenizer: Any
    ) -> None:
        self.folder = folder
        self.info = info
        self.languages: frozenset[str] = frozenset(info["languages"])
        self._token = token
        self._pair = pair
        self._tokenizer = tokenizer
        self._bias = float(info.get("trigger_bias", 0.0))
        self._threshold = float(info.get("role_threshold", 0.5))

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change with any file of the model."""
        joined = "".join(self.info["sha256"][n] for n in _FILES) + json.dumps(
            [self._bias, self._threshold]
        )
        return hashlib.sha256(joined.encode()).hexdigest()[:16]

    @classmethod
    def load(cls, folder: Path, *, threads: int = 0) -> Tagger:
        """Open a model.

        Args:
            folder: holds the files named above.
            threads: of one run; 0 lets onnxruntime take all cores.

        Raises:
            ModelError: a file is missing or damaged, or of another format.
        """
        info = check_model(folder)
        import onnxruntime as ort
        from tokenizers import Tokenizer

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        try:
            sessions = [
                ort.InferenceSession(
                    str(folder / name), options, providers=["CPUExecutionProvider"]
                )
                for name in _FILES[:2]
            ]
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelError(
                "model-broken", f"the model in {folder} cannot be opened: {error}"
            ) from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(folder, info, sessions[0], sessions[1], tokenizer)

    def tag(self, items: Iterable[tuple[str, Passage]]) -> list[TaggedPassage]:
        """Tag passages.

        Args:
            items: texts with the passages to read in them; passages of many texts may be
                given at once, which is faster. Words beyond :data:`MAX_PIECES` word pieces
                of a passage stay without tags.

        Returns:
            A tagged passage each, in order, offsets into the text that was given.
        """
        given = list(items)
        done: list[TaggedPassage] = [TaggedPassage(passage) for _, passage in given]
        encoded = [self._encode(at, text, passage) for at, (text, passage) in enumerate(given)]
        ready = sorted((e for e in encoded if e.first), key=lambda e: len(e.ids))
        while ready:
            size = 1
            while size < len(ready) and (size + 1) * len(ready[size].ids) <= BATCH_PIECES:
                size += 1
            batch, ready = ready[:size], ready[size:]
            for one, tagged in zip(batch, self._run(batch, given), strict=True):
                done[one.at] = tagged
        return done

    def _encode(self, at: int, text: str, passage: Passage) -> _Encoded:
        base = passage.start
        offsets = words(text[passage.start : passage.end])
        tokens = [text[base + s : base + e] for s, e in offsets]
        # A lone surrogate is no character that a tokenizer could read.
        clean = [t.encode("utf-8", "replace").decode("utf-8") for t in tokens[: MAX_PIECES + 1]]
        encoding = self._tokenizer.encode(clean, is_pretokenized=True)
        ids, word_ids = encoding.ids, encoding.word_ids
        if len(ids) > MAX_PIECES:
            ids, word_ids = [*ids[: MAX_PIECES - 1], ids[-1]], [*word_ids[: MAX_PIECES - 1], None]
        first: list[int] = []
        shapes: list[int] = []
        for i, w in enumerate(word_ids):
            shapes.append(0 if w is None else shape(tokens[w]))
            if w is not None and w == len(first):
                first.append(i)
        return _Encoded(at, [(base + s, base + e) for s, e in offsets], ids, shapes, first)

    def _run(
        self, batch: Sequence[_Encoded], given: Sequence[tuple[str, Passage]]
    ) -> list[TaggedPassage]:
        rows, pieces = len(batch), max(len(e.ids) for e in batch)
        n_words = max(len(e.first) for e in batch)
        ids = np.zeros((rows, pieces), np.int64)
        mask = np.zeros((rows, pieces), np.int64)
        shapes = np.zeros((rows, pieces), np.int64)
        index = np.zeros((rows, n_words), np.int64)
        for r, e in enumerate(batch):
            ids[r, : len(e.ids)] = e.ids
            mask[r, : len(e.ids)] = 1
            shapes[r, : len(e.ids)] = e.shapes
            index[r, : len(e.first)] = e.first
        states, tags = self._token.run(
            None,
            {
                "input_ids": ids,
                "attention_mask": mask,
                "shape_ids": shapes,
                "word_index": index,
            },
        )
        heads: list[list[_Found]] = []
        spans: list[list[_Found]] = []
        for r, e in enumerate(batch):
            row = tags[r, : len(e.first)]
            heads.append(self._heads(row))
            text = given[e.at][0]
            spans.append([_whole(text, e.offsets, s) for s in self._spans(row)])
        return self._pairs(batch, given, states, heads, spans)

    def _heads(self, row: Floats) -> list[_Found]:
        logits = row[:, :_N_TRIGGER].copy()
        logits[:, 0] -= self._bias
        found = _decode(_softmax(logits), _N_TRIGGER - 2)
        at = _N_TRIGGER + 3 * _LAYER["cue"]
        cues = _decode(_softmax(row[:, at : at + 3]), 1)
        return found + [_Found(c.start, c.end, _SAY, c.score) for c in cues]

    def _spans(self, row: Floats) -> list[_Found]:
        found: list[_Found] = []
        for layer, i in _LAYER.items():
            if layer == "cue":
                continue
            at = _N_TRIGGER + 3 * i
            found += [
                _Found(s.start, s.end, i, s.score)
                for s in _decode(_softmax(row[:, at : at + 3]), 1)
            ]
        return found

    def _pairs(
        self,
        batch: Sequence[_Encoded],
        given: Sequence[tuple[str, Passage]],
        states: Floats,
        heads: list[list[_Found]],
        spans: list[list[_Found]],
    ) -> list[TaggedPassage]:
        flat_heads = [(r, h) for r, hs in enumerate(heads) for h in hs]
        flat_spans = [(r, s) for r, ss in enumerate(spans) for s in ss]
        if not flat_heads:
            return [TaggedPassage(given[e.at][1]) for e in batch]
        pairs: list[tuple[int, int, int]] = []
        by_row: dict[int, list[int]] = {}
        for j, (r, _) in enumerate(flat_spans):
            by_row.setdefault(r, []).append(j)
        for i, (r, h) in enumerate(flat_heads):
            for j in by_row.get(r, ()):
                s = flat_spans[j][1]
                if _ALLOWED[int(h.kind == _SAY), s.kind].any():
                    pairs.append((i, j, lab.distance_bucket(h.start, h.end, s.start, s.end)))
        width = states.shape[-1]
        none = np.zeros((1, 2 * width), np.float32)

        def edges(found: list[tuple[int, _Found]]) -> Floats:
            if not found:
                return none
            rows = np.array([r for r, _ in found])
            first = states[rows, [f.start for _, f in found]]
            last = states[rows, [f.end - 1 for _, f in found]]
            return np.concatenate([first, last], axis=1)

        table = np.array(pairs or [(0, 0, 0)], np.int64)
        out = self._pair.run(
            None,
            {
                "head_states": edges(flat_heads),
                "head_types": np.array([h.kind for _, h in flat_heads], np.int64),
                "span_states": edges(flat_spans),
                "span_layers": np.array([s.kind for _, s in flat_spans] or [0], np.int64),
                "pair_heads": table[:, 0],
                "pair_spans": table[:, 1],
                "pair_distances": table[:, 2],
            },
        )
        roles, modes, modalities, stances, sectors, amounts, objects = out
        roles = _sigmoid(roles)
        linked: dict[int, list[tuple[int, str, float]]] = {}
        for (i, j, _), scores in zip(pairs, roles, strict=False):
            h, s = flat_heads[i][1], flat_spans[j][1]
            allowed = _ALLOWED[int(h.kind == _SAY), s.kind]
            best = int(np.argmax(np.where(allowed, scores, -1)))
            if scores[best] >= self._threshold:
                linked.setdefault(i, []).append((j, lab.ROLES[best], float(scores[best])))
        result: list[TaggedPassage] = []
        head_at = span_at = 0
        for r, e in enumerate(batch):
            mentions = tuple(
                _mention(e, s, j, sectors, amounts, objects)
                for j, s in enumerate(spans[r], start=span_at)
            )
            triggers = []
            for i, h in enumerate(heads[r], start=head_at):
                event_type = lab.HEAD_TYPES[h.kind]
                mode = lab.MODE_LABELS[int(np.argmax(modes[i] + _MODE_MASK[h.kind]))]
                triggers.append(
                    TaggedTrigger(
                        start=e.offsets[h.start][0],
                        end=e.offsets[h.end - 1][1],
                        type=event_type,
                        score=h.score,
                        mode=None if h.kind == _SAY or mode.endswith(":-") else mode.split(":")[1],
                        modality=Modality(lab.MODALITIES[int(np.argmax(modalities[i]))]),
                        stance=Stance(lab.STANCES[int(np.argmax(stances[i]))]),
                        roles=tuple(
                            TaggedRole(j - span_at, role, score)
                            for j, role, score in linked.get(i, ())
                        ),
                    )
                )
            result.append(TaggedPassage(given[e.at][1], tuple(triggers), mentions))
            head_at += len(heads[r])
            span_at += len(spans[r])
        return result


def _whole(text: str, offsets: list[tuple[int, int]], span: _Found) -> _Found:
    """Let a span that ends on a hyphen take in the rest of the hyphened word."""
    end = span.end
    while (
        end < len(offsets)
        and text[offsets[end - 1][0]] in "-‑–"
        and offsets[end][0] == offsets[end - 1][1]
    ):
        end += 1
        if end < len(offsets) and text[offsets[end][0]] in "-‑":
            end += 1
    return _Found(span.start, end, span.kind, span.score)


def _mention(
    e: _Encoded, s: _Found, j: int, sectors: Floats, amounts: Floats, objects: Floats
) -> TaggedMention:
    layer = lab.LAYERS[s.kind]
    kind = sector = None
    if layer == "amount":
        kind = lab.AMOUNT_KINDS[int(np.argmax(amounts[j]))]
    elif layer == "object":
        kind = lab.OBJECT_KINDS[int(np.argmax(objects[j]))]
    elif layer in ("party", "source"):
        sector = lab.SECTOR_LABELS[int(np.argmax(sectors[j]))]
    return TaggedMention(
        start=e.offsets[s.start][0],
        end=e.offsets[s.end - 1][1],
        layer=layer,
        kind=kind,
        score=s.score,
        sector=sector,
    )


def _decode(chances: Floats, begins: int) -> list[_Found]:
    """Read spans from tag probabilities [words, 1 + begins + 1].

    Two spans of one span layer never touch in the corpora: where the second begins
    right behind the first, it is its continuation. Triggers of two types may touch.
    """
    best = chances.argmax(axis=-1)
    inside = begins + 1
    found: list[_Found] = []
    for i, tag in enumerate(best.tolist()):
        touches = bool(found) and found[-1].end == i
        if touches and (tag == inside or (tag == 1 and begins == 1)):
            last = found[-1]
            found[-1] = _Found(last.start, i + 1, last.kind, last.score)
        elif 1 <= tag <= begins:
            found.append(_Found(i, i + 1, tag - 1, float(chances[i, tag])))
    return found


def check_model(folder: Path) -> dict[str, Any]:
    """Read ``model.json`` and check every file against its hash.

    Raises:
        ModelError: says which file is wrong and what to do.
    """
    repair = "install Dragoman again"
    try:
        info = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        expected = {name: info["sha256"][name] for name in _FILES}
        languages, version = info["languages"], info["labels"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            "model-missing", f"there is no usable model in {folder} ({error}); {repair}"
        ) from error
    if version != lab.LABEL_VERSION or not languages:
        raise ModelError(
            "model-version", f"the model in {folder} is of label version {version}; {repair}"
        )
    for name, digest in expected.items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            raise ModelError("model-missing", f"{folder / name}: {error}; {repair}") from error
        if found != digest:
            raise ModelError("model-damaged", f"{folder / name} is damaged; {repair}")
    return dict(info)
