"""The tagger at run time: onnxruntime, tokenizers and numpy alone.

A model is a folder with ``token.onnx`` (word pieces → a state and tag logits a word),
``roles.onnx`` (states and a trigger → the words of each of its roles), ``pair.onnx``
(states of triggers and spans → mode, modality, stance, sector, kind), ``tokenizer.json``
and ``model.json``; ``gate.npy``, where there is one, tells which passages need not be read.
Each file's hash is checked before it is opened.
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
from dragoman.annotate.gate import FILE as GATE
from dragoman.annotate.gate import Gate
from dragoman.annotate.words import shape, words
from dragoman.errors import ModelError
from dragoman.records import Modality, Stance
from dragoman.tagged import (
    Passage,
    TaggedMention,
    TaggedPassage,
    TaggedRole,
    TaggedTrigger,
)

MAX_PIECES = 256
#: Chance of any begin tag that lets a trigger open before a word that goes on with one.
_LEAST_BEGIN = 0.3
_FILES = ("token.onnx", "pair.onnx", "roles.onnx", "tokenizer.json")
_N_TRIGGER = len(lab.TRIGGER_TAGS)
_SAY = len(lab.HEAD_TYPES) - 1
_LAYER = {name: i for i, name in enumerate(lab.LAYERS)}
_ROLE_LAYERS = tuple(dict.fromkeys(lab.ROLE_LAYER.values()))
_ROLE = {name: i for i, name in enumerate(lab.ROLES)}
_ROLES_OF = {False: lab.EVENT_ROLES, True: lab.CUE_ROLES}
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


#: A span: first word, word behind the last, layer.
_Key = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class _Link:
    """A span that fills a role of a head, by the head's index."""

    head: int
    role: str
    span: _Key
    score: float


@dataclass(frozen=True, slots=True)
class _Attributes:
    """What the pair model says: ``roles`` a row a pair, the rest a row a head or span."""

    keys: list[_Key]
    roles: Floats
    modes: Floats
    modalities: Floats
    stances: Floats
    sectors: Floats
    amounts: Floats
    objects: Floats


class Tagger:
    """A loaded model. Make one a process with :meth:`load`."""

    def __init__(
        self, folder: Path, info: dict[str, Any], sessions: Sequence[Any], tokenizer: Any
    ) -> None:
        self.folder = folder
        self.info = info
        self.languages: frozenset[str] = frozenset(info["languages"])
        self._token, self._pair, self._roles = sessions
        self._tokenizer = tokenizer
        self._bias = float(info.get("trigger_bias", 0.0))
        self._threshold = float(info.get("role_threshold", 0.5))
        self._mix = float(info.get("role_mix", 0.5))
        points = info.get("calibration") or [[0.0, 0.0], [1.0, 1.0]]
        self._raw, self._share = zip(*points, strict=True)
        #: Passes over passages that hold nothing; null reads every passage.
        self.gate: Gate | None = None
        if GATE in info["sha256"]:
            self.gate = Gate.load(folder, float(info["gate_threshold"]))
        #: Of the held-out events below 0.3, 2 in 60 had type and both parties right.
        self.min_confidence = float(info.get("min_confidence", 0.0))

    def calibrated(self, confidence: float) -> float:
        """Return the share of events of a raw score that were wholly right when held out.

        Between the points of the model's table (``evals/calibration.py``) it is linear.
        """
        return round(float(np.interp(confidence, self._raw, self._share)), 4)

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change with any file of the model."""
        files = [n for n in (*_FILES, GATE) if n in self.info["sha256"]]
        joined = "".join(self.info["sha256"][n] for n in files) + json.dumps(
            [
                *([self.info["gate_threshold"]] if self.gate else ()),
                *(self._bias, self._threshold, self._mix, self.min_confidence),
                *(self._raw, self._share),
            ]
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
                    str(folder / name),
                    options,
                    providers=["CPUExecutionProvider"],
                    # Fused, the normalisation takes four times as long as its parts.
                    disabled_optimizers={"SkipLayerNormFusion"},
                )
                for name in _FILES[:3]
            ]
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:
            raise ModelError(
                "model-broken", f"the model in {folder} cannot be opened: {error}"
            ) from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(folder, info, sessions, tokenizer)

    def tag(self, items: Iterable[tuple[str, Passage]]) -> list[TaggedPassage]:
        """Tag passages.

        Args:
            items: texts with the passages to read in them; passages of many texts may be
                given at once. Words beyond :data:`MAX_PIECES` word pieces
                of a passage stay without tags.

        Returns:
            A tagged passage each, in order, offsets into the text that was given.
        """
        # One passage a run: the activations of an int8 graph are scaled over the whole run,
        # so in a batch what is found in a passage would hang on its neighbours. On a CPU
        # batches are no faster.
        return [self._run(text, passage) for text, passage in items]

    def _encode(self, tokens: list[str], offsets: list[tuple[int, int]]) -> _Encoded:
        clean = tokens[: MAX_PIECES + 1]
        if not all(t.isascii() for t in clean):
            # A lone surrogate is no character that a tokenizer could read.
            clean = [t.encode("utf-8", "replace").decode("utf-8") for t in clean]
        encoding = self._tokenizer.encode(clean, is_pretokenized=True)
        ids, word_ids = encoding.ids, encoding.word_ids
        if len(ids) > MAX_PIECES:
            ids, word_ids = [*ids[: MAX_PIECES - 1], ids[-1]], [*word_ids[: MAX_PIECES - 1], None]
        first: list[int] = []
        of_words = [shape(t) for t in clean]
        shapes: list[int] = []
        for i, w in enumerate(word_ids):
            if w is None:
                shapes.append(0)
                continue
            shapes.append(of_words[w])
            if w == len(first):
                first.append(i)
        return _Encoded(offsets, ids, shapes, first)

    def _run(self, text: str, passage: Passage) -> TaggedPassage:
        offsets = [
            (passage.start + s, passage.start + e)
            for s, e in words(text[passage.start : passage.end])
        ]
        tokens = [text[s:e] for s, e in offsets]
        if self.gate is not None and not self.gate.opens(tokens):
            return TaggedPassage(passage)
        encoded = self._encode(tokens, offsets)
        if not encoded.first:
            return TaggedPassage(passage)
        states, tags = self._token.run(
            None,
            {
                "input_ids": np.array([encoded.ids], np.int64),
                "attention_mask": np.ones((1, len(encoded.ids)), np.int64),
                "shape_ids": np.array([encoded.shapes], np.int64),
                "word_index": np.array([encoded.first], np.int64),
            },
        )
        row = tags[0]
        # Behind the tags of triggers, three of each layer of spans: [words, layers, 3].
        layers = _softmax(row[:, _N_TRIGGER:].reshape(len(row), -1, 3))
        heads = self._heads(row, layers)
        if not heads:
            return TaggedPassage(passage)
        offered = self._offered(layers, text, encoded.offsets)
        links, attributes = self._chosen(text, encoded, states, heads, offered)
        return _result(passage, encoded.offsets, heads, links, attributes)

    def _heads(self, row: Floats, layers: Floats) -> list[_Found]:
        logits = row[:, :_N_TRIGGER].copy()
        logits[:, 0] -= self._bias
        found = _decode(_softmax(logits), _N_TRIGGER - 2)
        cues = _decode(layers[:, _LAYER["cue"]], 1)
        return found + [_Found(c.start, c.end, _SAY, c.score) for c in cues]

    def _offered(
        self, layers: Floats, text: str, offsets: list[tuple[int, int]]
    ) -> dict[str, list[_Found]]:
        """Find the spans of each layer that the passage offers, whatever the trigger."""
        return {
            layer: [_whole(text, offsets, s) for s in _decode(layers[:, _LAYER[layer]], 1)]
            for layer in _ROLE_LAYERS
        }

    def _chosen(
        self,
        text: str,
        encoded: _Encoded,
        states: Floats,
        heads: Sequence[_Found],
        offered: dict[str, list[_Found]],
    ) -> tuple[list[_Link], _Attributes]:
        """Choose the spans that fill each head's roles.

        Candidates are the spans that the passage offers and those that the role model
        marks for the head; the score of one is the weighted mean of what the role model
        says of its words and what the pair model says of it.
        """
        (marks,) = self._roles.run(
            None,
            {
                "states": states,
                "word_mask": np.ones(states.shape[:2], np.int64),
                "rows": np.zeros(len(heads), np.int64),
                "starts": np.array([h.start for h in heads], np.int64),
                "ends": np.array([h.end - 1 for h in heads], np.int64),
                "types": np.array([h.kind for h in heads], np.int64),
            },
        )
        spans: dict[_Key, int] = {}
        wanted: list[tuple[int, int, str, float]] = []
        shares = _softmax(marks)
        for i, h in enumerate(heads):
            for role in _ROLES_OF[h.kind == _SAY]:
                layer = lab.ROLE_LAYER[role]
                chances = shares[i, :, _ROLE[role]]
                own = [_whole(text, encoded.offsets, s) for s in _decode(chances, 1)]
                fitting = {(s.start, s.end) for s in (*own, *offered[layer])}
                outside = chances[:, 0].tolist() if fitting else []
                for start, end in fitting:
                    marked = 1.0 - sum(outside[start:end]) / (end - start)
                    at = spans.setdefault((start, end, layer), len(spans))
                    wanted.append((i, at, role, marked))
        keys = list(spans)
        attributes = self._attributes(states[0], heads, keys, wanted)
        links = []
        for (i, at, role, marked), paired in zip(wanted, attributes.roles, strict=False):
            score = self._mix * marked + (1 - self._mix) * float(paired[_ROLE[role]])
            if score >= self._threshold:
                links.append(_Link(i, role, keys[at], score))
        return _without_rivals(links), attributes

    def _attributes(
        self,
        states: Floats,
        heads: Sequence[_Found],
        keys: Sequence[_Key],
        wanted: Sequence[tuple[int, int, str, float]],
    ) -> _Attributes:
        """Run the pair model over heads, spans and the pairs of both."""

        def edges(found: list[tuple[int, int]]) -> Floats:
            first = states[[s for s, _ in found]]
            last = states[[e - 1 for _, e in found]]
            return np.concatenate([first, last], axis=1)

        pairs = np.array([(i, at) for i, at, _, _ in wanted] or [(0, 0)], np.int64)
        distances = [
            lab.distance_bucket(heads[i].start, heads[i].end, keys[at][0], keys[at][1])
            for i, at, _, _ in wanted
        ]
        roles, modes, modalities, stances, sectors, amounts, objects = self._pair.run(
            None,
            {
                "head_states": edges([(h.start, h.end) for h in heads]),
                "head_types": np.array([h.kind for h in heads], np.int64),
                "span_states": edges([k[:2] for k in keys] or [(0, 1)]),
                "span_layers": np.array([_LAYER[k[2]] for k in keys] or [0], np.int64),
                "pair_heads": pairs[:, 0],
                "pair_spans": pairs[:, 1],
                "pair_distances": np.array(distances or [0], np.int64),
            },
        )
        return _Attributes(
            list(keys), _sigmoid(roles), modes, modalities, stances, sectors, amounts, objects
        )


def _result(
    passage: Passage,
    offsets: list[tuple[int, int]],
    heads: Sequence[_Found],
    links: Sequence[_Link],
    found: _Attributes,
) -> TaggedPassage:
    """Put triggers, spans and links of a passage together."""
    scores: dict[_Key, float] = {}
    for link in links:
        scores[link.span] = max(scores.get(link.span, 0.0), link.score)
    at = {key: j for j, key in enumerate(found.keys)}
    mentions: list[TaggedMention] = []
    place: dict[_Key, int] = {}
    for key in sorted(scores):
        start, end, layer = key
        kind = sector = None
        if layer == "amount":
            kind = lab.AMOUNT_KINDS[int(np.argmax(found.amounts[at[key]]))]
        elif layer == "object":
            kind = lab.OBJECT_KINDS[int(np.argmax(found.objects[at[key]]))]
        elif layer in ("party", "source"):
            sector = lab.SECTOR_LABELS[int(np.argmax(found.sectors[at[key]]))]
        place[key] = len(mentions)
        mentions.append(
            TaggedMention(offsets[start][0], offsets[end - 1][1], layer, kind, scores[key], sector)
        )
    roles: list[list[TaggedRole]] = [[] for _ in heads]
    for link in links:
        roles[link.head].append(TaggedRole(place[link.span], link.role, link.score))
    triggers = []
    for i, h in enumerate(heads):
        mode = lab.MODE_LABELS[int(np.argmax(found.modes[i] + _MODE_MASK[h.kind]))]
        triggers.append(
            TaggedTrigger(
                start=offsets[h.start][0],
                end=offsets[h.end - 1][1],
                type=lab.HEAD_TYPES[h.kind],
                score=h.score,
                mode=None if h.kind == _SAY or mode.endswith(":-") else mode.split(":")[1],
                modality=Modality(lab.MODALITIES[int(np.argmax(found.modalities[i]))]),
                stance=Stance(lab.STANCES[int(np.argmax(found.stances[i]))]),
                roles=tuple(roles[i]),
            )
        )
    return TaggedPassage(passage, tuple(triggers), tuple(mentions))


def _without_rivals(links: list[_Link]) -> list[_Link]:
    """Of overlapping spans for one role, and for actor and recipient, keep the surest."""
    kept: dict[int, list[_Link]] = {}
    for link in sorted(links, key=lambda k: (-k.score, k.span)):
        sides = {"actor", "recipient"} if link.role in ("actor", "recipient") else {link.role}
        if not any(
            other.role in sides and link.span[0] < other.span[1] and other.span[0] < link.span[1]
            for other in kept.get(link.head, ())
        ):
            kept.setdefault(link.head, []).append(link)
    return [
        link
        for head in sorted(kept)
        for link in sorted(kept[head], key=lambda k: (k.span[0], k.role))
    ]


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


def _decode(chances: Floats, begins: int) -> list[_Found]:
    """Read spans from tag probabilities [words, 1 + begins + 1].

    Two spans of one span layer never touch in the corpora: where the second begins
    right behind the first, it is its continuation. Triggers of two types may touch.
    """
    best = chances.argmax(axis=-1)
    inside = begins + 1
    found: list[_Found] = []
    tagged = np.flatnonzero(best)
    for i, tag in zip(tagged.tolist(), best[tagged].tolist(), strict=True):
        touches = bool(found) and found[-1].end == i
        if touches and (tag == inside or (tag == 1 and begins == 1)):
            last = found[-1]
            found[-1] = _Found(last.start, i + 1, last.kind, last.score)
        elif 1 <= tag <= begins:
            found.append(_Found(i, i + 1, tag - 1, float(chances[i, tag])))
        elif tag == inside and i and begins > 1:
            # “mass [shooting]”: the second word is sure, the first one fell short of a begin.
            starts = chances[i - 1, 1:inside]
            if float(starts.sum()) >= _LEAST_BEGIN:
                kind = int(starts.argmax())
                found.append(_Found(i - 1, i + 1, kind, float(starts[kind])))
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
        if GATE in info["sha256"]:
            expected[GATE] = info["sha256"][GATE]
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
