"""Trained runs, opened again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from training import bases
from training.model import Tagger


def load_run(folder: Path, device: str = "cpu") -> tuple[Tagger, Tokenizer, dict[str, Any]]:
    """Open a run's best weights.

    Args:
        folder: of the run, finished or stopped.
        device: where the weights go.

    Returns:
        The model, its tokenizer, and the run's settings.
    """
    settings: dict[str, Any] = {}
    # ``run.json`` is written at the end of a run; one that was stopped has the first alone.
    for name in ("settings.json", "run.json"):
        if (folder / name).exists():
            settings |= json.loads((folder / name).read_text(encoding="utf-8"))
    _, encoder = bases.load(settings.get("base", "minilm"), [], int(settings.get("layers", 0)))
    state = torch.load(folder / "best.pt", weights_only=True, map_location=device)
    pieces = state["token.encoder.embeddings.word_embeddings.weight"].shape[0]
    encoder.resize_token_embeddings(pieces)
    model = Tagger(encoder).to(device)
    model.load_state_dict(state)
    return model, Tokenizer.from_file(str(folder / "tokenizer.json")), settings
