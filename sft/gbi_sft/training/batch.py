"""Samples as a model's inputs: a pack is one row without padding, else rows are padded to the longest.

A pack's positions start again with every sample: 1-D for most models; for a model with multimodal rotary positions (it
has `get_rope_index`) four rows, first the 1-D ones, which show where samples begin, then time, height and width.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from gbi_sft.training.encode import Encoded, Encoder
from gbi_sft.training.sight import widened

IGNORED = -100


@dataclass(frozen=True)
class Batch:
    """Inputs of a forward pass; `labels` (rows, T) are already those of the next token, -100 where none is taught.

    `tokens` are those of samples and `room` those that the model computes, padding included.
    """

    inputs: dict[str, Any]
    labels: torch.Tensor
    tokens: int
    room: int

    def to(self, device: Any) -> Batch:
        """The same on a device; patches that are bytes become numbers there."""
        moved = {name: one.to(device) if isinstance(one, torch.Tensor) else one for name, one in self.inputs.items()}
        return Batch(widened(moved), self.labels.to(device), self.tokens, self.room)


class Batcher:
    """Makes batches for one model; `rope` is its `get_rope_index`, None for 1-D positions."""

    def __init__(self, encoder: Encoder, model: Any, pad: int) -> None:
        self._encoder = encoder
        self._rope = rope_index(model)
        self._takes = frozenset(inspect.signature(model.forward).parameters)
        self._pad = pad

    def packed(self, samples: Sequence[Encoded], silent: bool = False) -> Batch:
        """One row of all samples, one after the other; `silent` teaches nothing of them."""
        ids = torch.from_numpy(np.concatenate([one.ids for one in samples]).astype(np.int64))[None]
        labels = torch.cat([_labels(one) for one in samples])[None]
        pixels = self._encoder.pixels(samples)
        inputs: dict[str, Any] = {
            "input_ids": ids,
            "position_ids": self._positions(samples, pixels),
            **self._known(pixels),
        }
        inputs["use_cache"] = False  # transformers looks for packs only where there is no cache
        if silent:
            labels = torch.full_like(labels, IGNORED)
        if "logits_to_keep" in self._takes:  # most of a row is prompt, whose logits nobody needs
            kept = torch.nonzero(labels[0] != IGNORED).flatten()
            kept = kept if len(kept) else torch.zeros(1, dtype=torch.long)
            inputs["logits_to_keep"], labels = kept, labels[:, kept]
        size = int(ids.shape[1])
        return Batch(inputs, labels, size, size)

    def padded(self, samples: Sequence[Encoded], silent: bool = False) -> Batch:
        """A row for each sample, padded on the right to the longest."""
        size = max(len(one) for one in samples)
        ids = torch.full((len(samples), size), self._pad)
        labels = torch.full((len(samples), size), IGNORED)
        seen = torch.zeros((len(samples), size), dtype=torch.long)
        kinds = torch.zeros((len(samples), size), dtype=torch.int32)
        for row, one in enumerate(samples):
            ids[row, : len(one)] = torch.from_numpy(one.ids.astype(np.int64))
            seen[row, : len(one)] = 1
            kinds[row, : len(one)] = torch.from_numpy(one.kinds.astype(np.int32))
            if not silent:
                labels[row, : len(one)] = _labels(one)
        pixels = self._encoder.pixels(samples)
        inputs: dict[str, Any] = {"input_ids": ids, "attention_mask": seen, "use_cache": False, **self._known(pixels)}
        if "mm_token_type_ids" in self._takes:
            inputs["mm_token_type_ids"] = kinds
        return Batch(inputs, labels, sum(len(one) for one in samples), len(samples) * size)

    def _known(self, pixels: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in pixels.items() if name in self._takes}

    def _positions(self, samples: Sequence[Encoded], pixels: dict[str, Any]) -> torch.Tensor:
        """(1, T), or (4, 1, T) for multimodal rotary positions."""
        line = torch.cat([torch.arange(len(one)) for one in samples])[None]
        if self._rope is None:
            return line
        grids = pixels.get("image_grid_thw")
        spaces, used = [], 0
        for one in samples:
            some = None if grids is None else grids[used : used + len(one.pictures)]
            used += len(one.pictures)
            ids = torch.from_numpy(one.ids.astype(np.int64))[None]
            kinds = torch.from_numpy(one.kinds.astype(np.int32))[None]
            spaces.append(self._rope(input_ids=ids, mm_token_type_ids=kinds, image_grid_thw=some)[0])
        return torch.cat([line[None], torch.cat(spaces, dim=-1)])


def rope_index(model: Any) -> Any:
    """The model's function for multimodal rotary positions, or None."""
    inner = getattr(model, "model", None)
    return getattr(inner, "get_rope_index", None) or getattr(model, "get_rope_index", None)


def _labels(one: Encoded) -> torch.Tensor:
    """The token that follows each, (T,), where that is taught."""
    labels = torch.full((len(one),), IGNORED)
    following = torch.from_numpy(one.ids[1:].astype(np.int64))
    taught = torch.from_numpy(one.taught[1:])
    labels[:-1][taught] = following[taught]
    return labels
