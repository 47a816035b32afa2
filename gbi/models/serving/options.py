"""What a model server is started with, and the command line and environment that say so to vLLM."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from pathlib import Path

from gbi.errors import ServeError
from gbi.models import adapter_files
from gbi.settings import Settings
from gbi.types import Frozen

RANKS = (16, 32, 64, 128, 256, 320, 512)
"""The limits of rank that vLLM knows; memory is set aside for the limit, whatever the adapters' rank."""

PROMPT_LOGPROBS = 20  # the most of each token; the parity check asks for fewer


class Adapter(Frozen):
    """A LoRA adapter: the name that requests give as their model, and its folder."""

    name: str
    path: Path


class ServeOptions(Frozen):
    """All that `gbi serve` decides. `extra` goes to vLLM as it is, after everything else."""

    model: str
    adapters: tuple[Adapter, ...] = ()
    host: str = "127.0.0.1"
    port: int = 8000
    key: str | None = None
    context: int = 16_384
    images: int = 8
    memory_share: float = 0.9
    dtype: str = "auto"
    prefix_caching: bool = True
    tensor_parallel: int = 1
    data_parallel: int = 1
    spare_adapters: int = 0
    extra: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the base model is called in requests: its name on the hub, or its folder's name."""
        return Path(self.model).resolve().name if is_folder(self.model) else self.model

    @property
    def url(self) -> str:
        """Where this machine reaches the server's API."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host
        return f"http://[{host}]:{self.port}/v1" if ":" in host else f"http://{host}:{self.port}/v1"


def from_settings(settings: Settings, adapters: tuple[Adapter, ...], extra: tuple[str, ...]) -> ServeOptions:
    """The options that the settings name."""
    return ServeOptions(
        model=settings.serve_model,
        adapters=adapters,
        host=settings.serve_host,
        port=settings.serve_port,
        key=settings.serve_key,
        context=settings.serve_context,
        images=settings.serve_images,
        memory_share=settings.serve_memory_share,
        dtype=settings.serve_dtype,
        prefix_caching=settings.serve_prefix_caching,
        tensor_parallel=settings.serve_tensor_parallel,
        data_parallel=settings.serve_data_parallel,
        spare_adapters=settings.serve_adapters,
        extra=extra,
    )


def parse_adapter(text: str) -> Adapter:
    """An adapter from "NAME=DIR". Raises `ServeError` for another form."""
    name, sign, folder = text.partition("=")
    if not (sign and name.strip() and folder.strip()):
        raise ServeError(f"{text!r} does not name an adapter; write NAME=DIR, as in chart=adapters/chart")
    return Adapter(name=name.strip(), path=Path(folder.strip()).expanduser())


def is_folder(model: str) -> bool:
    """Whether the model is given as a folder, not as a name on the hub ("owner/name")."""
    return model.startswith((".", "/", "~")) or Path(model).is_dir() or model.count("/") > 1


def check(options: ServeOptions) -> None:
    """Refuses what vLLM would fail on after a minute, or what would be open to the network.

    Raises `ServeError`, and `AdapterError` for a folder that holds no adapter.
    """
    if is_folder(options.model) and not (Path(options.model).expanduser() / "config.json").is_file():
        raise ServeError(
            f"{options.model} is not a model folder: it has no config.json; correct --model (GBI_SERVE_MODEL)"
        )
    names = [options.name, *(adapter.name for adapter in options.adapters)]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ServeError(f"{', '.join(doubled)} names two models; give each adapter a name of its own")
    if options.key is None and not _only_here(options.host):
        raise ServeError(
            f"{options.host} can be reached from other machines; set GBI_SERVE_KEY to the key that clients must send"
        )
    for adapter in options.adapters:
        adapter_files.read(adapter.path)


def made_for(model: str) -> int | None:
    """The most tokens of one conversation that the model in a folder was made for; None where it cannot be known here.

    Names on the hub are vLLM's to look up, and so are models whose positions are stretched (`rope_type`).
    """
    if not is_folder(model):
        return None
    try:
        said = json.loads((Path(model).expanduser() / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    text = said.get("text_config", said) if isinstance(said, dict) else {}
    most, rope = text.get("max_position_embeddings"), text.get("rope_parameters") or text.get("rope_scaling") or {}
    kind = rope.get("rope_type", rope.get("type", "default"))
    return most if isinstance(most, int) and kind in ("default", "mrope") else None


def fitted(options: ServeOptions) -> ServeOptions:
    """The options with the context that the model has, where a longer one is wished: vLLM would refuse to start."""
    most = made_for(options.model)
    return options if most is None or options.context <= most else options.model_copy(update={"context": most})


def command(options: ServeOptions, python: Path) -> tuple[str, ...]:
    """The command line. The key is not on it, since other users of the machine could read it there."""
    model = f"{Path(options.model).expanduser().resolve()}" if is_folder(options.model) else options.model
    parts = [f"{python}", "-m", "vllm.entrypoints.openai.api_server", "--model", model]
    parts += ["--served-model-name", options.name, "--host", options.host, "--port", f"{options.port}"]
    parts += ["--max-model-len", f"{options.context}", "--dtype", options.dtype]
    parts += ["--gpu-memory-utilization", f"{options.memory_share}"]
    parts += ["--limit-mm-per-prompt", json.dumps({"image": options.images, "video": 0})]
    parts += ["--enable-prefix-caching" if options.prefix_caching else "--no-enable-prefix-caching"]
    parts += ["--max-logprobs", f"{PROMPT_LOGPROBS}"]
    if options.tensor_parallel > 1:
        parts += ["--tensor-parallel-size", f"{options.tensor_parallel}"]
    if options.data_parallel > 1:
        parts += ["--data-parallel-size", f"{options.data_parallel}"]
    return (*parts, *_lora(options), *options.extra)


def environment(options: ServeOptions, outside: Mapping[str, str]) -> dict[str, str]:
    """The server's environment: the caller's, with the key, hot loading of adapters, and no usage statistics sent."""
    own = {"VLLM_NO_USAGE_STATS": "1", "VLLM_ALLOW_RUNTIME_LORA_UPDATING": "True", "PYTHONUNBUFFERED": "1"}
    if options.key is not None:
        own["VLLM_API_KEY"] = options.key
    return {**outside, **own}


def max_rank(options: ServeOptions) -> int:
    """The lowest limit of rank that fits all adapters of the start, 16 at least; adapters loaded later must keep it.

    Raises `ServeError` for a rank that vLLM cannot serve.
    """
    wanted = max((adapter_files.read(adapter.path).rank for adapter in options.adapters), default=0)
    for rank in RANKS:
        if rank >= wanted:
            return rank
    raise ServeError(f"an adapter has rank {wanted}; vLLM serves up to {RANKS[-1]}")


def slots(options: ServeOptions) -> int:
    """How many adapters can work at once; 0: the server has no LoRA. Each takes memory of the highest rank."""
    return len(options.adapters) + options.spare_adapters


def _lora(options: ServeOptions) -> tuple[str, ...]:
    """No adapter is named here: each is loaded over HTTP once it has passed its check."""
    room = slots(options)
    if not room:
        return ()
    parts = ("--enable-lora", "--max-loras", f"{room}", "--max-lora-rank", f"{max_rank(options)}")
    sees = any(adapter_files.read(adapter.path).sees for adapter in options.adapters)
    return (*parts, "--enable-tower-connector-lora") if sees else parts


def _only_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
