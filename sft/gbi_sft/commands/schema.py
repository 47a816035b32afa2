"""Prints the JSON Schema of a sample."""

from __future__ import annotations


def command() -> None:
    """The JSON Schema of a line of samples.jsonl."""
    from gbi_sft.data.schema import text

    print(text(), end="")
