"""The forms of training data that are read and written: a form is one file with a `FORMAT`, one line in `FORMATS`."""

from __future__ import annotations

import importlib

from gbi_sft.data.formats.form import Format
from gbi_sft.folder import DataError

FORMATS = {
    "gbi": "samples.jsonl and its pictures, all that a sample holds",
    "llava": "LLaVA: conversations of human and gpt, <image> in the text",
    "sharegpt": "ShareGPT: conversations of from and value, or of role and content, with a list of images",
    "messages": "messages of role and text with a list of images (ms-swift, LLaMA-Factory)",
    "qwen": "Qwen: messages whose content is a list of pictures and texts",
    "chartqa": "ChartQA: png and questions.jsonl, or upstream's JSON files of imgname, query, label",
    "deplot": "pairs of a picture and a linearised table, TITLE | ... <0x0A> a | b",
    "charts": "charts beside the CSV of their data: png and tables",
    "corrections": "what people corrected in the desk: corrections.jsonl with its figures, folder or ZIP",
}
"""Name and line of help of every form; its module is `gbi_sft.data.formats.<name>_format`."""


def load(name: str) -> Format:
    """The form of that name. Raises `DataError` for an unknown one."""
    if name not in FORMATS:
        raise DataError(f"{name!r} is no known form; there are {', '.join(FORMATS)}")
    form: Format = importlib.import_module(f"{__name__}.{name}_format").FORMAT
    return form
