"""The small model as a folder: the same bytes for a seed, near places near, small enough."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gbi_sft.small import tokenizer as words
from gbi_sft.small.architecture import Shape, build

TINY = Shape(width=64, layers=1, heads=1, key_heads=1, head_width=64, inner=64, sight_layers=2, sight_width=64)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.is_file()}


def test_a_seed_is_one_model(tmp_path: Path) -> None:
    first, second, other = (build(tmp_path / name, TINY, seed) for name, seed in (("a", 3), ("b", 3), ("c", 4)))
    assert digests(first) == digests(second)
    assert digests(first)["model.safetensors"] != digests(other)["model.safetensors"]
    assert {"tokenizer.json", "preprocessor_config.json", "chat_template.jinja"} <= set(digests(first))


def test_building_leaves_the_random_state_alone(tmp_path: Path) -> None:
    import torch

    torch.manual_seed(1)
    expected = torch.rand(1)
    torch.manual_seed(1)
    build(tmp_path, TINY, 9)
    assert torch.rand(1) == expected


def test_near_places_are_near(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    (table,) = (
        weight
        for name, weight in load_file(build(tmp_path, TINY) / "model.safetensors").items()
        if "embed_tokens" in name
    )
    places = words.place_numbers()

    def alike(a: int, b: int) -> float:
        return float(torch.cosine_similarity(table[places[a][1]], table[places[b][1]], dim=0))

    assert alike(500, 501) > 0.95
    assert alike(500, 501) > alike(500, 530) > alike(500, 900)
    used = [number for token, number in words.vocabulary().items() if token != words.END]  # padding is zero
    spread = table[used].std(dim=1)
    assert spread.max() < 2 * spread.min()  # no kind of token is louder than the others


def test_the_usual_shape_has_at_most_ten_million_weights(tmp_path: Path) -> None:
    from safetensors.torch import load_file

    count = sum(weight.numel() for weight in load_file(build(tmp_path) / "model.safetensors").values())
    assert 3_000_000 < count < 10_000_000
