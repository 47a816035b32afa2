"""A model in this process, by transformers, with a LoRA by peft: for machines that have a model but no server.

One request at a time. Nothing constrains the output here: a form is asked for in words, and callers validate anyway.
"""

from __future__ import annotations

import copy
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any, Literal

from gbi.errors import ModelError, ModelUnavailable, SettingsError
from gbi.models.chat import pictures_of, system_text
from gbi.models.model import Model, Picture, Reply, Request, Usage, attempted
from gbi.models.pictures import opened
from gbi.models.weights import Weights, weights
from gbi.settings import Settings


class LocalModel:
    """A model's weights as a `gbi.models.Model`; `seconds` bound a call, waiting for other callers included."""

    def __init__(self, source: Weights, seconds: float) -> None:
        self._weights = source
        self._seconds = seconds
        self._spent = Usage()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The folder's or hub's name of the model, and of the adapter behind a plus."""
        source = self._weights
        model = Path(source.name).name if Path(source.name).is_dir() else source.name
        return model if source.adapter is None else f"{model}+{source.adapter.name}"

    def ask(self, request: Request) -> Reply:
        """The whole reply. Raises `ModelUnavailable` where it cannot be loaded or takes too long, else `ModelError`."""
        return self._write(request)

    def ask_all(self, requests: Sequence[Request]) -> list[Reply | ModelError]:
        """Replies one after the other, failures in their places."""
        return [attempted(self, request) for request in requests]

    def stream(self, request: Request) -> Iterator[str]:
        """The reply's pieces as they are made, in a thread that ends when the caller leaves off. Raises as `ask`."""
        pieces = _Pieces()
        with ThreadPoolExecutor(1, "gbi-model-stream") as thread:
            writing = thread.submit(self._write, request, pieces)
            writing.add_done_callback(lambda _: pieces.close())
            try:
                yield from pieces
            finally:
                pieces.left.set()
            writing.result()

    def usage(self) -> Usage:
        """The sum of all calls so far."""
        return self._spent

    def close(self) -> None:
        """Gives the memory back; asking again loads again."""
        self._weights.release()

    def _write(self, request: Request, pieces: _Pieces | None = None) -> Reply:
        started = time.monotonic()
        limit_s = self._seconds if request.seconds is None else min(request.seconds, self._seconds)
        cost = Usage(calls=1, images=len(pictures_of(request)))
        try:
            with self._weights.use(limit_s) as (processor, model):
                text, finish, tokens = _generate(processor, model, request, limit_s, pieces)
            cost += tokens
        finally:
            cost += Usage(seconds=time.monotonic() - started)
            with self._lock:
                self._spent += cost
        return Reply(text=text, finish=finish, model=self.name, usage=cost)


def _generate(
    processor: Any, model: Any, request: Request, limit_s: float, pieces: _Pieces | None
) -> tuple[str, Literal["stop", "length"], Usage]:
    import torch

    inputs = processor.apply_chat_template(
        _conversation(request), tokenize=True, add_generation_prompt=True, return_dict=True, return_tensors="pt"
    ).to(model.device)
    length = inputs["input_ids"].shape[1]
    room = getattr(model.config.get_text_config(), "max_position_embeddings", length + request.max_tokens) - length
    if room <= 0:
        raise ModelError(
            f"the request is too long for the model: {length} tokens; send fewer or smaller pictures (GBI_VLM_PIXELS)"
        )
    config = _config(model, request, min(request.max_tokens, room), limit_s)
    extra: dict[str, Any] = {} if pieces is None else pieces.arguments(processor)
    started = time.monotonic()
    seeded = nullcontext() if request.seed is None else torch.random.fork_rng()
    try:
        with torch.inference_mode(), seeded:
            if request.seed is not None:
                torch.manual_seed(request.seed)
            made = model.generate(**inputs, generation_config=config, **extra)[0, length:]
    except torch.OutOfMemoryError as error:
        raise ModelError("the request does not fit into the memory: send smaller pictures (GBI_VLM_PIXELS)") from error
    ended = bool(len(made)) and int(made[-1]) in _ends(config)
    if not ended and len(made) < config.max_new_tokens and time.monotonic() - started >= limit_s:
        raise ModelUnavailable(f"the model took longer than {limit_s:g} s; raise GBI_VLM_SECONDS or ask for less")
    tokens = Usage(prompt_tokens=length, completion_tokens=len(made))
    return processor.decode(made, skip_special_tokens=True), "stop" if ended else "length", tokens


def _config(model: Any, request: Request, max_tokens: int, limit_s: float) -> Any:
    """The model's own generation settings with the request's over them."""
    config = copy.deepcopy(model.generation_config)
    config.max_new_tokens, config.max_length, config.max_time = max_tokens, None, limit_s
    config.do_sample = request.temperature > 0
    config.temperature = request.temperature if config.do_sample else None
    if not config.do_sample:
        config.top_p = config.top_k = None
    if request.repetition_penalty is not None:
        config.repetition_penalty = request.repetition_penalty
    return config


def _ends(config: Any) -> set[int]:
    ends = config.eos_token_id
    return set(ends) if isinstance(ends, list) else {ends}


def _conversation(request: Request) -> list[dict[str, Any]]:
    system = system_text(request)
    first = [{"role": "system", "content": [{"type": "text", "text": system}]}] if system else []
    return [*first, *({"role": turn.role, "content": [_part(part) for part in turn.parts]} for turn in request.turns)]


def _part(part: str | Picture) -> dict[str, Any]:
    return {"type": "text", "text": part} if isinstance(part, str) else {"type": "image", "image": opened(part)}


class _Pieces:
    """Text on its way from the thread that generates to the one that reads; `left` is set when nobody reads on.

    The streamers of transformers wait for a space, which JSON and Chinese seldom have; this one waits only for the rest
    of a character that is several tokens.
    """

    def __init__(self) -> None:
        self.left = threading.Event()
        self._ready: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._decode: Any = None
        self._tokens: list[int] | None = None  # None until the prompt, which comes first, went by
        self._shown = (0, 0)  # tokens from the first on give the context in which those from the second are new

    def arguments(self, processor: Any) -> dict[str, Any]:
        """What `generate` takes so that pieces arrive here and it ends early when nobody wants them."""
        import torch
        from transformers import StoppingCriteriaList

        def nobody_reads(tokens: Any, scores: Any, **rest: Any) -> Any:
            return torch.full((tokens.shape[0],), self.left.is_set(), device=tokens.device)

        self._decode = partial(processor.decode, skip_special_tokens=True)
        return {"streamer": self, "stopping_criteria": StoppingCriteriaList([nobody_reads])}

    def put(self, tokens: Any) -> None:
        """Takes the prompt, then each new token."""
        if self._tokens is None:
            self._tokens = []
            return
        self._tokens += tokens.flatten().tolist()
        self._show(whole=False)

    def end(self) -> None:
        """The last token has come."""
        if self._tokens:
            self._show(whole=True)

    def close(self) -> None:
        """No piece comes after this, however the generation ended."""
        self._ready.put(None)

    def __iter__(self) -> Iterator[str]:
        while (piece := self._ready.get()) is not None:
            yield piece

    def _show(self, *, whole: bool) -> None:
        tokens = self._tokens or []
        context, new = self._shown
        before, now = self._decode(tokens[context:new]), self._decode(tokens[context:])
        if len(now) > len(before) and (whole or not now.endswith("\ufffd")):
            self._ready.put(now[len(before) :])
            self._shown = (new, len(tokens))


def connect(settings: Settings, role: Literal["vlm", "llm"]) -> Model:
    """The model of `vlm_model` and `vlm_adapter`, which also is the language model. Raises `SettingsError`."""
    if settings.vlm_model is None:
        raise SettingsError("set GBI_VLM_MODEL to a model's folder or hub name for the transformers back end")
    seconds = settings.llm_seconds if role == "llm" else settings.vlm_seconds
    return LocalModel(weights(settings.vlm_model, settings.vlm_adapter), seconds)
