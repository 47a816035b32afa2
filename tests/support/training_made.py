"""Data sets and settings for tests of training: small pictures, conversations of very different lengths."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from gbi_sft import folder as folders
from gbi_sft.sample import Image as ImagePiece
from gbi_sft.sample import Sample, Text, Turn

WORDS = ("bar", "line", "axis", "total", "42", "3.5%", "销售额", "2024", "growth", "none")


def samples_made(folder: Path, count: int = 12, seed: int = 0, longest: int = 40, pictures: bool = True) -> Path:
    """Writes `count` samples with pictures of 64 to 128 px and replies of 1 to `longest` words; returns the folder."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        shown = [folders.keep_picture(folder, *_picture(chance))] if pictures else []
        made.append(
            Sample(
                id=f"s{number}",
                task="other",
                pictures=tuple(shown),
                turns=_turns(chance, bool(shown), longest, 1 + number % 2),
            )
        )
    folders.write(folder, made)
    return folder


def settings_made(model: Path, data: Path, out: Path, **changed: Any) -> dict[str, Any]:
    """Settings of a short float32 LoRA training, for `Training.model_validate`; `changed` are laid over them."""
    said: dict[str, Any] = {
        "model": str(model),
        "out": str(out),
        "data": [{"folder": str(data)}],
        "lora": {"rank": 4, "alpha": 8},
        "steps": 4,
        "samples_per_step": 4,
        "max_tokens": 1024,
        "precision": "float32",
        "lr": 0.01,
        "workers": 0,
    }
    return {**said, **changed}


def _turns(chance: random.Random, picture: bool, longest: int, rounds: int) -> tuple[Turn, ...]:
    turns = [Turn(role="system", content=(Text(text="You read charts."),))]
    for number in range(rounds):
        shown = (ImagePiece(image=0),) if picture and number == 0 else ()
        turns.append(Turn(role="user", content=(*shown, Text(text=_words(chance, 1 + longest // 4)))))
        turns.append(Turn(role="assistant", content=(Text(text=_words(chance, longest)),)))
    return tuple(turns)


def _words(chance: random.Random, most: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, most)))


def _picture(chance: random.Random) -> tuple[bytes, int, int]:
    width, height = chance.choice((64, 96, 128)), chance.choice((64, 96))
    image = Image.new("RGB", (width, height), "white")
    for left in range(4, width - 12, 16):
        ImageDraw.Draw(image).rectangle((left, chance.randint(4, height - 8), left + 10, height - 4), fill="teal")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue(), width, height
