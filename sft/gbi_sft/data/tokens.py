"""Counts the tokens of a text as a model's own tokenizer does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gbi_sft.folder import DataError


def counter(model: Path) -> Callable[[str], int]:
    """How many tokens a text is, special ones left out. Raises `DataError` for a folder without a tokenizer."""
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(str(model), trust_remote_code=False, local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{model} holds no tokenizer ({error}); give the folder of a model") from error
    return lambda text: len(tokenizer(text, add_special_tokens=False)["input_ids"])
