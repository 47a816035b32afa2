"""A vision-language model's weights in this process: loaded when first needed, once for all who ask for the same.

Only safetensors are read and no code that a model brings is run. An adapter that does not fit the model is refused:
peft itself only warns, and answers as if there were none.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from gbi.errors import AdapterError, ModelUnavailable, first_line
from gbi.models import adapter_files
from gbi.torchvision_ops import declare_when_imported

INSTALL = 'pip install "gbi[sft]"'


class Weights:
    """The processor and the model, `name` a folder or a hub id, with a LoRA folder over it or None."""

    def __init__(self, name: str, adapter: Path | None) -> None:
        self.name = name
        self.adapter = adapter
        self._loaded: tuple[Any, Any] | None = None
        self._lock = threading.Lock()  # one generation at a time: the random state and the memory are shared

    @contextmanager
    def use(self, seconds: float) -> Iterator[tuple[Any, Any]]:
        """Processor and model for one caller at a time.

        Raises `ModelUnavailable` when another caller keeps them for `seconds`, when a library is missing, or when the
        model cannot be loaded; `AdapterError` for an adapter that does nothing or does not fit.
        """
        if not self._lock.acquire(timeout=seconds):
            raise ModelUnavailable(f"the model {self.name} was busy for {seconds:g} s")
        try:
            if self._loaded is None:
                self._loaded = _load(self.name, self.adapter)
            yield self._loaded
        finally:
            self._lock.release()

    def release(self) -> None:
        """Gives the memory back; the next use loads again."""
        with self._lock:
            self._loaded = None


@lru_cache(maxsize=4)
def weights(name: str, adapter: Path | None) -> Weights:
    """The one object for this model and adapter."""
    return Weights(name, adapter)


def _load(name: str, adapter: Path | None) -> tuple[Any, Any]:
    if name.count("/") != 1 and not Path(name).is_dir():  # a hub name is OWNER/MODEL
        raise ModelUnavailable(f"there is no model folder {name}: set GBI_VLM_MODEL to a folder or a hub name")
    declare_when_imported()
    try:
        import torch
        from transformers import AutoModelForImageTextToText, AutoProcessor
    except (ImportError, RuntimeError) as error:  # RuntimeError: torchvision built for another torch
        raise ModelUnavailable(f"a model in this process needs torch and transformers: {INSTALL} ({error})") from error
    place = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        with _quietly():
            processor = AutoProcessor.from_pretrained(name, trust_remote_code=False)
            model = AutoModelForImageTextToText.from_pretrained(
                name,
                dtype=torch.float32 if place == "cpu" else "auto",  # bfloat16 is slow on most CPUs
                trust_remote_code=False,
                use_safetensors=True,
            )
    except ImportError as error:
        raise ModelUnavailable(
            f"the model {name} needs more than is installed: {INSTALL} ({first_line(error)})"
        ) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelUnavailable(
            f"the model {name} cannot be loaded: set GBI_VLM_MODEL to a folder or a hub name of a model that sees "
            f"and needs no code of its own ({first_line(error)})"
        ) from error
    if adapter is not None:
        model = _adapted(model, adapter)
    return processor, model.to(place).eval()


def _adapted(model: Any, folder: Path) -> Any:
    files = adapter_files.read(folder)
    if files.silent:
        raise AdapterError(f"the adapter {folder.name} changes nothing: all its B matrices are zero; was it trained?")
    try:
        from peft import PeftModel, get_peft_model_state_dict
    except ImportError as error:
        raise ModelUnavailable(f"an adapter needs peft: {INSTALL}") from error
    try:
        with _quietly():
            tuned = PeftModel.from_pretrained(model, folder, use_safetensors=True)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise AdapterError(f"the adapter {folder.name} does not fit the model: {first_line(error)}") from error
    missing = set(get_peft_model_state_dict(tuned)) - set(files.tensors)
    if missing:
        raise AdapterError(
            f"the adapter {folder.name} does not fit the model: it has no weights for {len(missing)} layers, "
            f"{min(missing)} among them; was it trained on this model?"
        )
    return tuned


@contextmanager
def _quietly() -> Iterator[None]:
    """Without progress bars and peft's warning, which `_adapted` turns into an error."""
    import warnings

    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Found missing adapter keys")
            yield
    finally:
        if shown:
            logging.enable_progress_bar()
