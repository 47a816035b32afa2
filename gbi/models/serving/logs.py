"""What vLLM's log says, for a person: how far a start has come, and why it failed with the mend.

The patterns are those of vLLM 0.32; a line that none of them knows is simply not shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

STAGES: tuple[tuple[str, str], ...] = (
    (r"Resolved architecture: (\S+)", "the model is a {}"),
    (r"Initializing a V1 LLM engine", "the engine starts"),
    (r"Starting to load model", "loading the weights"),
    (r"Downloading weights|Time spent downloading weights", "downloading the weights"),
    (r"Loading (?:weights|safetensors checkpoint) took ([\d.]+) seconds", "weights loaded in {} s"),
    (r"Model loading took ([\d.]+ ?GiB)", "the weights take {}"),
    (r"torch\.compile takes ([\d.]+) s", "compiled in {} s"),
    (r"(?:GPU|CPU) KV cache size: ([\d,]+) tokens", "room for {} tokens in the cache"),
    (r"Capturing CUDA graphs", "recording CUDA graphs"),
    (r"init engine .* took ([\d.]+) s", "the engine is up after {} s"),
    (r"Application startup complete", "the server listens"),
)
"""Pattern, and the words for it with the pattern's group."""

NO_VLLM = "install it in an environment of its own and set GBI_SERVE_PYTHON to that one's python (docs/gpu.md)"

FAILURES: tuple[tuple[str, str, str], ...] = (
    (r"No module named '?vllm'?", "this Python has no vLLM", NO_VLLM),
    (
        r"Free memory on device.*less than desired",
        "too little of the GPU's memory is free",
        "stop what else runs on the GPU (nvidia-smi lists it), or lower --memory-share",
    ),
    (
        r"estimated maximum model length is (\d+)",
        "the context does not fit beside the weights; it may be {} tokens at most",
        "lower --context, or raise --memory-share",
    ),
    (
        r"No available memory for the cache blocks|larger than the available KV cache",
        "no memory is left for the cache beside the weights",
        "raise --memory-share (up to 0.95), lower --context or --images, or take a smaller or quantized model",
    ),
    (
        r"CUDA out of memory|OutOfMemoryError|DefaultCPUAllocator: can't allocate",
        "out of memory",
        "lower --memory-share, --context or --images, or take a smaller model, or more GPUs with --tensor-parallel",
    ),
    (r"[Aa]ddress already in use", "the port is taken", "choose another --port, or stop what listens there"),
    (
        r"(?:Repository Not Found|is not a local folder and is not a valid model identifier|RepositoryNotFoundError)",
        "there is no model of that name",
        "correct --model; a private one needs HF_TOKEN",
    ),
    (r"GatedRepoError|gated repo", "the model's owner asks for consent", "accept it on the hub and set HF_TOKEN"),
    (
        r"LocalEntryNotFoundError|couldn't connect to|Failed to resolve|offline mode",
        "the weights are not here and cannot be fetched",
        "connect once, or download the model and give its folder with --model",
    ),
    (r"No space left on device", "the disk is full", "free some, or set HF_HOME to a larger one"),
    (
        r"[Mm]odel architectures? (\[.*?\]) (?:are|is) not supported",
        "vLLM does not serve {}",
        "take a model that it does: docs.vllm.ai lists them",
    ),
    (
        r"max_model_len \((\d+)\) is greater than",
        "the context of {} tokens is more than the model was made for",
        "lower --context",
    ),
    (
        r"no CUDA-capable device|Failed to infer device type|Found no NVIDIA driver",
        "no GPU is seen",
        "check the driver with nvidia-smi; without a GPU, install a vLLM build for the CPU",
    ),
    (r"error: unrecognized arguments: (.*)", "vLLM does not know {}", "correct what stands after --"),
)
"""Pattern, what happened, the mend; the most telling first, since one failure leaves many lines."""


def stage(line: str) -> str | None:
    """The words for a line of vLLM's log that marks a step of its start; None for all others."""
    for pattern, words in STAGES:
        if found := re.search(pattern, line):
            return words.format(*found.groups())
    return None


def diagnose(lines: Sequence[str]) -> str | None:
    """What went wrong and the mend, from the log of a server that died; None for a failure that is not known."""
    text = "\n".join(lines)
    for pattern, words, mend in FAILURES:
        if found := re.search(pattern, text):
            return f"{words.format(*found.groups())}; {mend}"
    return None


def last_words(lines: Sequence[str], count: int = 12) -> str:
    """The end of a log: its last errors where it has any, else its last lines."""
    errors = [line for line in lines if re.search(r"\bERROR\b|Error:|error:|Exception", line)]
    return "\n".join(f"    {line[:240]}" for line in (errors or list(lines))[-count:])
