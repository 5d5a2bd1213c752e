"""Make a run out of a shipped model, to train on from where only the package is at hand.

Usage::

    python -m training.restore --model src/dragoman/annotate/models/en --out runs/shipped
    python -m training.train --init runs/shipped/best.pt --out runs/en …

Weights that the export rounded to eight bits come back as scale times integer, those in
half precision as they are; what the rounding took is lost, and a first epoch mends it.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx.numpy_helper import to_array
from torch import Tensor

from training import bases
from training.model import Tagger

_PARTS = {"token": "token", "pair": "pairs", "roles": "roles"}


def _module(node: str) -> str:
    """Return the module that a MatMul node computes: ``/mix/mix.0/MatMul_quant`` → ``mix.0``."""
    names: list[str] = []
    for name in node.strip("/").split("/")[:-1]:
        if names and name.startswith(f"{names[-1]}."):
            names[-1] = name
        else:
            names.append(name)
    return ".".join(names)


def weights(path: Path) -> dict[str, Tensor]:
    """Return the weights of an exported graph by the names of the modules they came from.

    Args:
        path: of ``token.onnx``, ``pair.onnx`` or ``roles.onnx``.
    """
    graph = onnx.load(str(path)).graph
    values = {i.name: to_array(i) for i in graph.initializer}

    def whole(name: str) -> Tensor:
        """Undo the rounding; a scale holds for an output channel, the last axis, or for all."""
        rounded = values[f"{name}_quantized"].astype(np.float32)
        zero = values[f"{name}_zero_point"].astype(np.float32)
        return torch.from_numpy((rounded - zero) * values[f"{name}_scale"])

    found: dict[str, Tensor] = {}
    for name, value in values.items():
        if name.endswith(".weight_quantized"):
            plain = name.removesuffix("_quantized")
            found[plain] = whole(plain)
        elif re.search(r"\.(weight|bias)(_half)?$", name) and value.dtype.kind == "f":
            found[name.removesuffix("_half")] = torch.from_numpy(value.astype(np.float32))
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            name = node.input[1].removesuffix("_quantized")
            found[f"{_module(node.name)}.weight"] = whole(name).T.contiguous()
    return found


def restore(folder: Path, out: Path) -> list[str]:
    """Write ``best.pt``, ``settings.json`` and ``tokenizer.json`` of a shipped model.

    Returns:
        Names of the weights that the graphs do not hold, which stay those of the base.
    """
    described = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    state: dict[str, Tensor] = {}
    for file, part in _PARTS.items():
        for name, value in weights(folder / f"{file}.onnx").items():
            state[f"{part}.{name}"] = value
    layers = 1 + max(int(m[1]) for k in state if (m := re.search(r"\.layer\.(\d+)\.", k)))
    _, encoder = bases.load(described["base"], [], layers)
    pieces = state["token.encoder.embeddings.word_embeddings.weight"].shape[0]
    encoder.resize_token_embeddings(pieces)
    model = Tagger(encoder)
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected:
        raise SystemExit(f"{folder} holds weights of another model: {', '.join(unexpected)}")
    out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), out / "best.pt")
    settings = {"base": described["base"], "layers": str(layers), "seed": described["seed"]}
    (out / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    shutil.copy(folder / "tokenizer.json", out / "tokenizer.json")
    return list(missing)


def main() -> None:
    """Restore; see the module's description."""
    parser = argparse.ArgumentParser(description="Make a run out of a shipped model.")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    missing = restore(args.model, args.out)
    print(f"{args.out}: restored; not in the graphs: {', '.join(missing) or 'nothing'}")


if __name__ == "__main__":
    main()
