"""MiniLM written out for one text at a time: the same weights and results as transformers' BertModel, fewer steps.

The danger: the graph torch writes of BertModel is full of work for batches and masks that are never used here. The
rule: this form must give BertModel's own numbers (`check_same` before every export), at about a third less time.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import nn


class OneTextLayer(nn.Module):
    """One of BertModel's layers on (pieces, width): query, key and value in one multiplication."""

    def __init__(self, layer: Any, heads: int) -> None:
        super().__init__()
        own = layer.attention.self
        self.heads, self.size = heads, own.query.out_features // heads
        # 1/√size is folded into the query.
        scale = 1 / math.sqrt(self.size)
        weight = torch.cat([own.query.weight * scale, own.key.weight, own.value.weight]).detach()
        bias = torch.cat([own.query.bias * scale, own.key.bias, own.value.bias]).detach()
        self.weight, self.bias = nn.Parameter(weight.T.contiguous()), nn.Parameter(bias)
        self.out, self.out_norm = layer.attention.output.dense, layer.attention.output.LayerNorm
        self.up, self.down, self.norm = layer.intermediate.dense, layer.output.dense, layer.output.LayerNorm

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        width = self.heads * self.size
        query, key, value = (hidden @ self.weight + self.bias).split(width, dim=1)
        query = query.reshape(-1, self.heads, self.size).transpose(0, 1)
        key = key.reshape(-1, self.heads, self.size).permute(1, 2, 0)
        value = value.reshape(-1, self.heads, self.size).transpose(0, 1)
        seen = ((query @ key).softmax(dim=-1) @ value).transpose(0, 1).reshape(-1, width)
        hidden = self.out_norm(self.out(seen) + hidden)
        return self.norm(self.down(nn.functional.gelu(self.up(hidden))) + hidden)


class OneText(nn.Module):
    """(1, pieces) whole numbers → (pieces, 384): BertModel's last hidden state for one text without padding."""

    def __init__(self, bert: Any) -> None:
        super().__init__()
        table = bert.embeddings
        self.words, self.norm = table.word_embeddings, table.LayerNorm
        places = table.position_embeddings.weight + table.token_type_embeddings.weight[0]
        self.places = nn.Parameter(places.detach().clone())
        self.layers = nn.ModuleList(
            OneTextLayer(layer, bert.config.num_attention_heads) for layer in bert.encoder.layer
        )

    def embedded(self, input_ids: torch.Tensor) -> torch.Tensor:
        """(pieces, 384) before the first layer."""
        return self.norm(self.words(input_ids[0]) + self.places[: input_ids.shape[1]])

    def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
        hidden = self.embedded(input_ids)
        for layer in self.layers:
            hidden = layer(hidden)
        return hidden


def check_same(found: torch.Tensor, expected: torch.Tensor) -> None:
    """Refuses a rewritten model whose numbers are not the original's."""
    worst = float((found - expected).abs().max())
    if worst > 1e-3:
        raise SystemExit(f"The one-text form differs from the original by {worst:.2g}; .001 is allowed.")
