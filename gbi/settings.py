"""Settings from the environment (`GBI_...`) and `.env`; an unknown `GBI_` name is refused with the nearest one."""

from __future__ import annotations

import difflib
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from gbi.errors import SettingsError

OUTSIDE = frozenset({"GBI_DATA", "GBI_REQUIRE"})
"""Names the test suite reads; not settings of the program."""


class Settings(BaseSettings):
    """Every setting with its default. Sizes in bytes, times in seconds unless the name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="GBI_", env_file=".env", extra="ignore", frozen=True)

    max_file_bytes: int = Field(512 * 2**20, gt=0)
    max_pages: int = Field(2000, gt=0)
    max_pixels: int = Field(100_000_000, gt=0)
    max_unpacked_bytes: int = Field(1 * 2**30, gt=0)
    max_unpack_ratio: float = Field(200.0, gt=1)
    page_seconds: float = Field(60.0, gt=0)
    max_cells: int = Field(1_000_000, gt=0)  # a cell with its place takes about 2 kB

    sql_seconds: float = Field(20.0, gt=0)
    sql_memory_bytes: int = Field(1 * 2**30, gt=0)
    sql_rows: int = Field(10_000, gt=0)
    sql_idle_seconds: float = Field(300.0, gt=0)  # a workspace's SQL process ends when nothing was asked for so long

    ask_steps: int = Field(24, gt=0)  # deciding and doing count one each
    ask_seconds: float = Field(120.0, gt=0)
    max_question_chars: int = Field(4_000, gt=0)

    cache_dir: Path | None = None  # None: the user's cache folder
    desk_dir: Path | None = None  # where the desk keeps its workspaces; None: the user's data folder
    desk_workspaces: int = Field(8, gt=0)  # that the desk has open at once

    vlm_url: str | None = None  # of the server's API, ending in /v1
    vlm_model: str | None = None  # the served name (an adapter has its own), or a folder for transformers
    vlm_key: str | None = Field(None, repr=False)
    vlm_backend: str = "openai"
    vlm_adapter: Path | None = None  # a LoRA folder, for the transformers back end
    vlm_seconds: float = Field(60.0, gt=0)  # one call, its retries not counted in
    vlm_retries: int = Field(3, ge=0)
    vlm_concurrency: int = Field(16, gt=0)
    vlm_tokens: int = Field(2048, gt=0)  # the most that one reading may take
    vlm_pixels: int = Field(1_600_000, gt=0)  # the most pixels of one picture
    vlm_strategy: Literal["native", "tiles"] = "native"
    vlm_hints: bool = False  # give it the OCR's words with their positions
    llm_url: str | None = None  # None: the model that sees also dispatches
    llm_model: str | None = None
    llm_key: str | None = Field(None, repr=False)
    llm_backend: str = "openai"
    llm_seconds: float = Field(60.0, gt=0)
    llm_tokens: int = Field(16_000, gt=0)  # all of the dispatcher's calls for one question, prompt and output

    serve_python: Path | None = None  # the interpreter that has vLLM; None: this one
    serve_model: str = "Qwen/Qwen3-VL-8B-Instruct"  # a name on Hugging Face, or a folder
    serve_host: str = "127.0.0.1"
    serve_port: int = Field(8000, gt=0, lt=65536)
    serve_key: str | None = Field(None, repr=False)  # what clients must send; needed for any host but this one
    serve_context: int = Field(16_384, gt=0)  # tokens of one conversation, images included
    serve_images: int = Field(8, ge=0)  # the most images of one request
    serve_memory_share: float = Field(0.9, gt=0, le=1)  # of the GPU's memory: weights and cache
    serve_dtype: Literal["auto", "bfloat16", "float16", "float32"] = "auto"
    serve_prefix_caching: bool = True
    serve_tensor_parallel: int = Field(1, gt=0)  # GPUs that share one copy of the model
    serve_data_parallel: int = Field(1, gt=0)  # copies of the model
    serve_adapters: int = Field(0, ge=0)  # room for adapters loaded later; those of the start have theirs
    serve_ready_seconds: float = Field(3600.0, gt=0)  # a first start downloads the weights


def load(**overrides: Any) -> Settings:
    """Settings from the environment, then `overrides`.

    Raises `SettingsError` for an unknown `GBI_` variable (naming the nearest known one) or a bad value.
    """
    known = {f"GBI_{name.upper()}" for name in Settings.model_fields} | OUTSIDE
    for name in sorted({*os.environ, *_dotenv_names()}):
        if name.startswith("GBI_") and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise SettingsError(f"unknown setting {name}{hint}")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = "GBI_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}: {first['msg']}") from error


@lru_cache(maxsize=1)
def current() -> Settings:
    """The process's settings, loaded once."""
    return load()


def _dotenv_names() -> set[str]:
    path = Path(".env")
    if not path.is_file():
        return set()
    lines = (line.strip() for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
    return {
        line.split("=", 1)[0].strip().removeprefix("export ").strip()
        for line in lines
        if "=" in line and line[0] != "#"
    }
