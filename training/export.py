"""Export a trained tagger to int8 ONNX, with what the runtime needs beside it.

Usage::

    python -m training.export --run runs/en --out src/dragoman/annotate/models/en --langs en

The folder then holds ``token.onnx``, ``pair.onnx`` and ``roles.onnx`` (dynamic shapes;
weights int8, activations quantised as they come; the small pair model in half precision),
``tokenizer.json`` and ``model.json``: label version, languages, biases chosen on the
held-out passages, and the sha256 of every file, which the runtime checks.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer

from dragoman.annotate import labels as lab
from training import data
from training.batch import Batch, run
from training.model import Tagger
from training.runs import load_run


def _graph(
    module: torch.nn.Module,
    inputs: dict[str, Any],
    outputs: dict[str, dict[int, str]],
    dynamic: dict[str, dict[int, str]],
    path: Path,
) -> None:
    torch.onnx.export(
        module,
        tuple(inputs.values()),
        str(path),
        input_names=list(inputs),
        output_names=list(outputs),
        dynamic_axes=dynamic | outputs,
        opset_version=17,
        do_constant_folding=True,
        dynamo=False,
    )


def _quantise(source: Path, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(
            str(prepared),
            str(target),
            weight_type=QuantType.QInt8,
            per_channel=True,
            extra_options={"MatMulConstBOnly": True},
        )


def _halve(source: Path, target: Path) -> None:
    """Store a graph's large weights in half precision; it computes in full.

    The pair model's scores decide, and int8 would cost some of them; the casts are folded
    when the graph is opened.
    """
    graph = onnx.load(str(source))
    kept = []
    casts = []
    for weight in graph.graph.initializer:
        values = onnx.numpy_helper.to_array(weight)
        if values.dtype != np.float32 or values.size < 1024:
            kept.append(weight)
            continue
        half = onnx.numpy_helper.from_array(values.astype(np.float16), f"{weight.name}_half")
        kept.append(half)
        casts.append(onnx.helper.make_node("Cast", [half.name], [weight.name], to=1))
    del graph.graph.initializer[:]
    graph.graph.initializer.extend(kept)
    nodes = [*casts, *graph.graph.node]
    del graph.graph.node[:]
    graph.graph.node.extend(nodes)
    onnx.save(graph, str(target))


def export(model: Tagger, folder: Path, width: int) -> None:
    """Write both graphs, quantised."""
    model.eval()
    folder.mkdir(parents=True, exist_ok=True)
    ones = torch.ones(2, 7, dtype=torch.long)
    index = torch.tensor([[1, 2, 3], [1, 2, 4]])
    token_in = {
        "input_ids": ones * 5,
        "attention_mask": ones,
        "shape_ids": ones,
        "word_index": index,
    }
    pieces = {0: "batch", 1: "pieces"}
    words = {0: "batch", 1: "words"}
    pair_in = {
        "head_states": torch.randn(3, 2 * width),
        "head_types": torch.tensor([0, 1, 2]),
        "span_states": torch.randn(4, 2 * width),
        "span_layers": torch.tensor([0, 1, 2, 3]),
        "pair_heads": torch.tensor([0, 1, 2, 2, 1]),
        "pair_spans": torch.tensor([0, 1, 2, 3, 3]),
        "pair_distances": torch.tensor([0, 1, 2, 3, 4]),
    }
    heads, spans, pairs = {0: "heads"}, {0: "spans"}, {0: "pairs"}
    with tempfile.TemporaryDirectory() as temporary:
        full = Path(temporary) / "full.onnx"
        _graph(
            model.token,
            token_in,
            {"states": words, "tags": words},
            {
                "input_ids": pieces,
                "attention_mask": pieces,
                "shape_ids": pieces,
                "word_index": words,
            },
            full,
        )
        _quantise(full, folder / "token.onnx")
        _graph(
            model.pairs,
            pair_in,
            {
                "roles": pairs,
                "modes": heads,
                "modalities": heads,
                "stances": heads,
                "sectors": spans,
                "amount_kinds": spans,
                "object_kinds": spans,
            },
            {
                "head_states": heads,
                "head_types": heads,
                "span_states": spans,
                "span_layers": spans,
                "pair_heads": pairs,
                "pair_spans": pairs,
                "pair_distances": pairs,
            },
            full,
        )
        _halve(full, folder / "pair.onnx")
        _graph(
            model.roles,
            {
                "states": torch.randn(2, 5, width),
                "word_mask": torch.ones(2, 5, dtype=torch.long),
                "rows": torch.tensor([0, 1, 1]),
                "starts": torch.tensor([0, 1, 4]),
                "ends": torch.tensor([1, 1, 4]),
                "types": torch.tensor([0, 3, 16]),
            },
            {"tags": {0: "heads", 1: "words"}},
            {
                "states": words,
                "word_mask": words,
                "rows": heads,
                "starts": heads,
                "ends": heads,
                "types": heads,
            },
            full,
        )
        _quantise(full, folder / "roles.onnx")


def agreement(
    model: Tagger, folder: Path, examples: list[data.Example], tokenizer: Tokenizer
) -> float:
    """Return the share of words whose trigger tag int8 and full precision agree on."""
    session = ort.InferenceSession(str(folder / "token.onnx"), providers=["CPUExecutionProvider"])
    same = total = 0
    n = len(lab.TRIGGER_TAGS)
    for at in range(0, len(examples), 32):
        batch = Batch(examples[at : at + 32], tokenizer, "cpu")
        with torch.no_grad():
            logits, _, _ = run(model, batch)
        names = ("input_ids", "attention_mask", "shape_ids", "word_index")
        _, tags = session.run(None, {k: v.numpy() for k, v in zip(names, batch.token, strict=True)})
        for r, words in enumerate(batch.n_words):
            a = logits[r, :words, :n].argmax(-1).numpy()
            b = np.asarray(tags)[r, :words, :n].argmax(-1)
            same += int((a == b).sum())
            total += words
    return same / max(1, total)


def main() -> None:
    """Export; see the module's description."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--langs", default="en")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/text"))
    args = parser.parse_args()
    model, tokenizer, settings = load_run(args.run)
    width = model.token.encoder.config.hidden_size
    export(model, args.out, width)
    tokenizer.save(str(args.out / "tokenizer.json"), pretty=False)
    written, standoff = data.load_corpus(args.corpus, args.texts)
    langs = args.langs.split(",")
    dev = [data.example(p) for p in data.split(written, standoff)[1] if p["lang"] in langs]
    names = ("token.onnx", "pair.onnx", "roles.onnx", "tokenizer.json")
    described = {
        "format": 1,
        "labels": lab.LABEL_VERSION,
        "languages": langs,
        "base": settings.get("base", "minilm"),
        "trained_on": settings.get("train"),
        "seed": settings.get("seed"),
        "trigger_bias": 0.0,
        "role_threshold": 0.52,
        "role_mix": 0.65,
        "min_confidence": 0.3,
        "int8_agreement": round(agreement(model, args.out, dev, tokenizer), 4),
        "sha256": {n: hashlib.sha256((args.out / n).read_bytes()).hexdigest() for n in names},
    }
    (args.out / "model.json").write_text(json.dumps(described, indent=1) + "\n")
    size = sum((args.out / n).stat().st_size for n in names) / 1e6
    print(json.dumps(described), f"{size:.1f} MB")


if __name__ == "__main__":
    main()
