"""Train as the exported model computes: weights and activations rounded to eight bits.

The runtime holds weights as int8, a scale an output channel, and rounds activations to
uint8 over the range that a run shows. Rounding in the forward pass, with gradients that
pass it unchanged (Jacob et al., 2018), lets the last epochs learn to bear it.
"""

from __future__ import annotations

from types import MethodType
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from training.model import Tagger


def _through(value: Tensor, rounded: Tensor) -> Tensor:
    return value + (rounded - value).detach()


def weight(value: Tensor, channels: bool = True) -> Tensor:
    """Round a weight [out, in] to int8, a scale a row or one for all."""
    with torch.no_grad():
        most = value.abs().amax(1, keepdim=True) if channels else value.abs().max()
        scale = most.clamp(min=1e-8) / 127
        rounded = (value / scale).round().clamp(-127, 127) * scale
    return _through(value, rounded)


def activation(value: Tensor) -> Tensor:
    """Round activations to uint8 over each row's own range, as a run of one passage does."""
    with torch.no_grad():
        inner = tuple(range(1, value.dim()))
        low = value.amin(inner, keepdim=True).clamp(max=0)
        scale = (value.amax(inner, keepdim=True).clamp(min=0) - low).clamp(min=1e-8) / 255
        zero = (-low / scale).round()
        rounded = ((value / scale + zero).round().clamp(0, 255) - zero) * scale
    return _through(value, rounded)


def _linear(self: nn.Linear, value: Tensor) -> Tensor:
    return fn.linear(activation(value.float()), weight(self.weight), self.bias)


def _embedding(self: nn.Embedding, ids: Tensor) -> Tensor:
    with torch.no_grad():
        scale = self.weight.abs().max().clamp(min=1e-8) / 127
    taken = fn.embedding(ids, self.weight)
    return _through(taken, (taken.detach() / scale).round() * scale)


def round_off(model: Tagger) -> None:
    """Make the parts that are exported as int8 compute so from now on."""
    parts: list[Any] = [model.token, model.roles]
    for part in parts:
        for module in part.modules():
            if isinstance(module, nn.Linear):
                module.forward = MethodType(_linear, module)  # type: ignore[method-assign]
    words = model.token.encoder.embeddings.word_embeddings
    words.forward = MethodType(_embedding, words)
