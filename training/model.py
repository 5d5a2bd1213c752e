"""The tagger: one transformer, token heads, and a pair model for roles and attributes."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from dragoman.annotate import labels as lab
from dragoman.annotate.words import N_SHAPES

PAIR = 192


class PairOut(NamedTuple):
    """Logits of the pair model; rows are pairs, triggers or spans."""

    roles: Tensor
    modes: Tensor
    modalities: Tensor
    stances: Tensor
    sectors: Tensor
    amount_kinds: Tensor
    object_kinds: Tensor


class TokenModel(nn.Module):
    """Word pieces in, a state and tag logits for each word out."""

    def __init__(self, encoder: Any, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.shapes = nn.Embedding(N_SHAPES, width)
        nn.init.zeros_(self.shapes.weight)
        self.dropout = nn.Dropout(dropout)
        self.mix = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Dropout(dropout))
        self.tags = nn.Linear(width, lab.N_TAGS)

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, shape_ids: Tensor, word_index: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Run the encoder.

        Args:
            input_ids: [batch, pieces] word pieces.
            attention_mask: [batch, pieces] 1 for pieces, 0 for padding.
            shape_ids: [batch, pieces] shape of each piece's word.
            word_index: [batch, words] position of each word's first piece.

        Returns:
            States [batch, words, width] and tag logits [batch, words, N_TAGS].
        """
        embedded = self.encoder.embeddings.word_embeddings(input_ids) + self.shapes(shape_ids)
        states = self.encoder(
            inputs_embeds=embedded, attention_mask=attention_mask
        ).last_hidden_state
        index = word_index.unsqueeze(-1).expand(-1, -1, states.shape[-1])
        gathered = torch.gather(states, 1, index)
        dropped = self.dropout(gathered)
        return gathered, self.tags(self.mix(dropped) + dropped)


class PairModel(nn.Module):
    """States of triggers and spans in; roles of pairs and attributes of both out."""

    def __init__(self, width: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.head = nn.Sequential(nn.Linear(2 * width, PAIR), nn.GELU(), nn.Dropout(dropout))
        self.span = nn.Sequential(nn.Linear(2 * width, PAIR), nn.GELU(), nn.Dropout(dropout))
        self.head_type = nn.Embedding(len(lab.HEAD_TYPES), PAIR)
        self.layer = nn.Embedding(len(lab.LAYERS), PAIR)
        self.distance = nn.Embedding(lab.N_DISTANCES, 48)
        self.pair = nn.Sequential(
            nn.Linear(3 * PAIR + 48, PAIR),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(PAIR, len(lab.ROLES)),
        )
        self.modes = nn.Linear(PAIR, len(lab.MODE_LABELS))
        self.modalities = nn.Linear(PAIR, len(lab.MODALITIES))
        self.stances = nn.Linear(PAIR, len(lab.STANCES))
        self.sectors = nn.Linear(PAIR, len(lab.SECTOR_LABELS))
        self.amount_kinds = nn.Linear(PAIR, len(lab.AMOUNT_KINDS))
        self.object_kinds = nn.Linear(PAIR, len(lab.OBJECT_KINDS))

    def forward(
        self,
        head_states: Tensor,
        head_types: Tensor,
        span_states: Tensor,
        span_layers: Tensor,
        pair_heads: Tensor,
        pair_spans: Tensor,
        pair_distances: Tensor,
    ) -> PairOut:
        """Score pairs.

        Args:
            head_states: [heads, 2 * width], states of the first and the last word.
            head_types: [heads] index into HEAD_TYPES.
            span_states: [spans, 2 * width].
            span_layers: [spans] index into LAYERS.
            pair_heads: [pairs] index into the heads.
            pair_spans: [pairs] index into the spans.
            pair_distances: [pairs] bucket of the distance.
        """
        heads = self.head(head_states)
        typed = heads + self.head_type(head_types)
        spans = self.span(span_states)
        layered = spans + self.layer(span_layers)
        left, right = typed[pair_heads], layered[pair_spans]
        pairs = torch.cat([left, right, left * right, self.distance(pair_distances)], -1)
        return PairOut(
            roles=self.pair(pairs),
            modes=self.modes(typed),
            modalities=self.modalities(heads),
            stances=self.stances(typed),
            sectors=self.sectors(spans),
            amount_kinds=self.amount_kinds(spans),
            object_kinds=self.object_kinds(spans),
        )


class RoleModel(nn.Module):
    """Reads a passage once more for each head, and tags the words of each of its roles.

    The head's words are marked by its type, all others by their distance to it; one
    transformer layer and one tag layer a role follow. So a span is chosen for the act
    it takes part in, not for the passage.
    """

    def __init__(self, width: int, dropout: float = 0.1, heads: int = 6) -> None:
        super().__init__()
        self.n_heads = heads
        self.types = nn.Embedding(len(lab.HEAD_TYPES), width)
        self.marks = nn.Embedding(len(lab.HEAD_TYPES), width)
        self.distances = nn.Embedding(2 * lab.MAX_DISTANCE + 1, width)
        for table in (self.types, self.marks, self.distances):
            nn.init.normal_(table.weight, std=0.02)
        self.before = nn.LayerNorm(width)
        self.joint = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.between = nn.LayerNorm(width)
        self.wide = nn.Linear(width, 2 * width)
        self.narrow = nn.Linear(2 * width, width)
        self.after = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)
        self.tags = nn.Linear(width, len(lab.SPAN_TAGS) * len(lab.ROLES))

    def forward(
        self,
        states: Tensor,
        word_mask: Tensor,
        rows: Tensor,
        starts: Tensor,
        ends: Tensor,
        types: Tensor,
    ) -> Tensor:
        """Tag the words of each head's roles.

        Args:
            states: [batch, words, width] from the token model.
            word_mask: [batch, words] 1 for words, 0 for padding.
            rows: [heads] passage of each head.
            starts: [heads] its first word.
            ends: [heads] its last word.
            types: [heads] index into HEAD_TYPES.

        Returns:
            Logits [heads, words, roles, 3].
        """
        x = states[rows]
        mask = word_mask[rows]
        n, words, width = x.shape[0], x.shape[1], x.shape[2]
        at = torch.arange(words, device=x.device).unsqueeze(0)
        before = torch.clamp(at - starts.unsqueeze(1), max=0)
        behind = torch.clamp(at - ends.unsqueeze(1), min=0)
        distance = torch.clamp(before + behind, -lab.MAX_DISTANCE, lab.MAX_DISTANCE)
        inside = ((distance == 0).to(x.dtype)).unsqueeze(-1)
        x = x + self.distances(distance + lab.MAX_DISTANCE) + self.types(types).unsqueeze(1)
        x = self.before(x + inside * self.marks(types).unsqueeze(1))
        size = width // self.n_heads
        joint = self.joint(x).reshape(n, words, 3, self.n_heads, size).permute(2, 0, 3, 1, 4)
        scores = joint[0] @ joint[1].transpose(-1, -2) * (size**-0.5)
        scores = scores + (1.0 - mask.to(x.dtype)).reshape(n, 1, 1, words) * -1e9
        mixed = (torch.softmax(scores, -1) @ joint[2]).permute(0, 2, 1, 3)
        x = self.between(x + self.dropout(self.out(mixed.reshape(n, words, width))))
        wide = self.narrow(nn.functional.gelu(self.wide(x)))
        x = self.after(x + self.dropout(wide))
        return self.tags(x).reshape(n, words, len(lab.ROLES), len(lab.SPAN_TAGS))


class Tagger(nn.Module):
    """The models, as they are trained together."""

    def __init__(self, encoder: Any, dropout: float = 0.1) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.token = TokenModel(encoder, dropout)
        self.pairs = PairModel(width, dropout)
        self.roles = RoleModel(width, dropout, heads=width // 64)
