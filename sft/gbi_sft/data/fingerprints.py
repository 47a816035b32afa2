"""What a sample looks and reads like, for finding its near copies: hashes of pictures, of words, and its numbers.

Two charts of one template with other numbers look alike to a perceptual hash, and their tables share most words. What
tells them apart are the numbers of the gold (or of question and reply), and the pixels where the marks end; what tells
copies apart (another JPEG quality, another size) is spread evenly. So a hash only proposes pairs; numbers, words and
then `difference` decide.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from gbi_sft.data.pictures import FAULTS, why
from gbi_sft.folder import DataError, picture_path
from gbi_sft.sample import Sample
from gbi_sft.wording import table_reply

HASH_SIDE = 16
"""A perceptual hash has HASH_SIDE squared bits."""
PERMUTATIONS = 128
SEED = 1
WIDEST = 512
TILE = 16
ASPECT = 0.03
_WORDS = re.compile(r"[\u3400-\u9fff]|[^\W\d_]+|\d+(?:[.,]\d+)*")
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")


def said(sample: Sample) -> str:
    """What the sample teaches: of a table the gold as JSON, else the question and the reply. The gold behind a question
    is left out, for all questions on one chart share it."""
    if sample.task == "table" and sample.gold:
        return table_reply(sample.gold)
    return f"{sample.question or _last(sample, 'user')}\n{sample.answer or _last(sample, 'assistant')}"


def numbers(text: str) -> str:
    """A digest of all numbers in the text, in any order; thousands separators left out."""
    found = sorted(match.replace(",", "") for match in _NUMBERS.findall(text))
    return hashlib.sha256(" ".join(found).encode()).hexdigest()[:16]


def words(text: str) -> Iterator[bytes]:
    """Words, Chinese characters and numbers, alone and in pairs."""
    found = _WORDS.findall(text.casefold())
    yield from (word.encode() for word in found)
    yield from (f"{a} {b}".encode() for a, b in pairwise(found))


def minhash(text: str) -> Any:
    """The `datasketch.MinHash` of the text's words."""
    from datasketch import MinHash

    made = MinHash(num_perm=PERMUTATIONS, seed=SEED)
    made.update_batch(list(words(text)))
    return made


def picture_hash(picture: Path | bytes) -> bytes:
    """The perceptual hash (of the discrete cosine transform) of a picture on white, HASH_SIDE**2 bits.

    Raises `DataError` for a picture that does not open.
    """
    import imagehash

    return np.packbits(imagehash.phash(grey(picture), hash_size=HASH_SIDE).hash).tobytes()


def grey(picture: Path | bytes) -> Image.Image:
    """The picture (a file, or its bytes) in grey on white, at most WIDEST px wide and high.

    Raises `DataError` when it does not open.
    """
    try:
        with Image.open(io.BytesIO(picture) if isinstance(picture, bytes) else picture) as image:
            image.draft("RGB", (WIDEST, WIDEST))
            rgba = image.convert("RGBA")
            flat = Image.new("RGBA", rgba.size, "white")
            flat.alpha_composite(rgba)
            found = flat.convert("L")
            found.thumbnail((WIDEST, WIDEST), Image.Resampling.BOX)
            return found
    except FAULTS as error:
        name = "" if isinstance(picture, bytes) else f" {picture.name}"
        raise DataError(f"the picture{name} does not open ({why(error)})") from error


def fingerprint(sample: Sample, folder: Path) -> dict[str, Any]:
    """Columns of a row: `hashes` of the pictures, `numbers` with the answer, `minhash`, `task`.

    A picture that does not open has the hash b"", which is like no other.
    """
    text = said(sample)
    known = table_reply(sample.gold) if sample.gold else ""
    return {
        "hashes": [_hash(picture_path(folder, picture)) for picture in sample.pictures],
        "numbers": f"{numbers(f'{text} {known}')} {sample.answer.casefold().strip()}",
        "minhash": minhash(text).hashvalues.astype(np.int64).tolist(),
        "task": sample.task,
    }


def difference(first: Path | bytes, second: Path | bytes) -> float:
    """How far two pictures differ where they differ most: the largest mean of grey levels' distance (0 to 255) over
    a square of TILE px, at the smaller one's size; 255 where their shapes differ."""
    a, b = grey(first), grey(second)
    if abs(a.width * b.height - b.width * a.height) > ASPECT * a.width * b.height:
        return 255.0
    size = min(a.size, b.size)
    shown = [np.asarray(_soft(image, size), dtype=np.float32) for image in (a, b)]
    apart = np.abs(shown[0] - shown[1])
    tall, wide = (-(-side // TILE) * TILE for side in apart.shape)
    padded = np.zeros((tall, wide), dtype=np.float32)
    padded[: apart.shape[0], : apart.shape[1]] = apart
    return float(padded.reshape(tall // TILE, TILE, wide // TILE, TILE).mean(axis=(1, 3)).max())


def _soft(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Small and a little blurred, so that where the grid of pixels fell counts for less."""
    return image.resize(size, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(1.5))


def _hash(path: Path) -> bytes:
    try:
        return picture_hash(path)
    except DataError:
        return b""


def _last(sample: Sample, role: str) -> str:
    return next((turn.text for turn in reversed(sample.turns) if turn.role == role), "")
