"""Attention that never crosses from one packed sample to the next, without a mask of all tokens against all.

A pack is one row whose positions start again at 0 with every sample. Transformers hands those positions to the
attention function of every decoder layer; "segments" cuts the row there and runs torch's causal attention on each
piece, so that the work grows with the sum of squared sample lengths and not with the square of the pack's. It is
registered by name, as flash attention is, and does what sdpa does for all that is no pack.
"""

from __future__ import annotations

import importlib.util
from typing import Any

import torch
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import repeat_kv, sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

from gbi_sft.training.config import Attention

NAME = "segments"


def register() -> None:
    """Makes the name known to transformers; calling it again changes nothing."""
    AttentionInterface.register(NAME, segment_attention)
    AttentionMaskInterface.register(NAME, segment_mask)


def choose(wish: Attention, device: str) -> str:
    """The attention to load a model with: flash where it is installed and there is a GPU, else segments."""
    if wish == "auto":
        flash = device == "cuda" and importlib.util.find_spec("flash_attn") is not None
        return "flash_attention_2" if flash else NAME
    return wish


def segment_mask(batch_size: int, q_length: int, kv_length: int, **kwargs: Any) -> torch.Tensor | None:
    """No mask for a row without padding, which is cut by its positions; else what sdpa has, of (batch, 1, q, kv)."""
    if batch_size == 1 and q_length == kv_length and kwargs.get("attention_mask") is None:
        return None
    mask: torch.Tensor | None = sdpa_mask(batch_size=batch_size, q_length=q_length, kv_length=kv_length, **kwargs)
    return mask


def segment_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    dropout: float = 0.0,
    scaling: float | None = None,
    **kwargs: Any,
) -> tuple[torch.Tensor, None]:
    """Query (1, heads, T, d), key and value (1, kv heads, T, d); the result is (1, T, heads, d), as sdpa's."""
    lengths = _lengths(module, query, key, attention_mask, kwargs)
    if len(lengths) < 2:
        done: tuple[torch.Tensor, None] = sdpa_attention_forward(
            module, query, key, value, attention_mask, dropout=dropout, scaling=scaling, **kwargs
        )
        return done
    groups = query.shape[1] // key.shape[1]
    pieces = zip(
        *(part.split(lengths, dim=2) for part in (query, repeat_kv(key, groups), repeat_kv(value, groups))), strict=True
    )
    seen = [
        torch.nn.functional.scaled_dot_product_attention(q, k, v, dropout_p=dropout, scale=scaling, is_causal=True)
        for q, k, v in pieces
    ]
    return torch.cat(seen, dim=2).transpose(1, 2).contiguous(), None


def _lengths(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    mask: torch.Tensor | None,
    kwargs: dict[str, Any],
) -> list[int]:
    """Tokens of each sample of a pack; none for anything else (a vision tower, generation, padded rows)."""
    positions = kwargs.get("position_ids")
    causal = kwargs.get("is_causal")
    causal = getattr(module, "is_causal", False) if causal is None else causal
    if positions is None or mask is not None or not causal or positions.ndim != 2 or positions.shape[0] != 1:
        return []
    if query.shape[2] != key.shape[2] or positions.shape[1] != query.shape[2]:
        return []
    starts = torch.nonzero(positions[0] == 0).flatten()
    ends = torch.cat([starts[1:], starts.new_tensor([positions.shape[1]])])
    lengths: list[int] = (ends - starts).tolist()
    return lengths
