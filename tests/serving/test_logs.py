"""Lines of vLLM's log, as it writes them: which are stages of a start, and what a failure means."""

from __future__ import annotations

import pytest

from gbi.models.serving import logs

HEAD = "(EngineCore pid=16231) INFO 11-22 18:44:12 "


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("[model.py:733] Resolved architecture: Qwen3VLForConditionalGeneration", "Qwen3VLForConditionalGeneration"),
        ("[core.py:133] Initializing a V1 LLM engine (v0.32.0) with config: model='m'", "the engine starts"),
        ("[gpu_model_runner.py:68] Starting to load model Qwen/Qwen3-VL-8B-Instruct...", "loading the weights"),
        ("[default_loader.py:501] Loading weights took 41.07 seconds", "weights loaded in 41.07 s"),
        ("[gpu_model_runner.py:1] Model loading took 16.78 GiB memory and 44.1 seconds", "the weights take 16.78 GiB"),
        ("[kv_cache_utils.py:2327] GPU KV cache size: 69,008 tokens, Maximum concurrency", "room for 69,008 tokens"),
        ("[core.py:402] init engine (profile, create kv cache, warmup model) took 36.84 s", "36.84 s"),
    ],
)
def test_stages_are_told_in_words(line: str, words: str) -> None:
    assert words in (logs.stage(HEAD + line) or "")


@pytest.mark.parametrize(
    "line",
    ["", 'INFO:     127.0.0.1:1 - "GET /health HTTP/1.1" 200 OK', HEAD + "[api_utils.py:347]  █     █ "],
)
def test_other_lines_are_not_shown(line: str) -> None:
    assert logs.stage(line) is None


@pytest.mark.parametrize(
    ("line", "what", "mend"),
    [
        ("ModuleNotFoundError: No module named 'vllm'", "has no vLLM", "GBI_SERVE_PYTHON"),
        (
            "ValueError: Free memory on device cuda:0 (3.1/23.6 GiB) on startup is less than desired GPU memory "
            "utilization (0.9, 21.3 GiB). Decrease GPU memory utilization",
            "too little of the GPU's memory is free",
            "--memory-share",
        ),
        (
            "ValueError: To serve at least one request with the model's max seq len (262144), (36.0 GiB KV cache is "
            "needed, which is larger than the available KV cache memory (2.1 GiB). Based on the available memory, the "
            "estimated maximum model length is 15296.",
            "15296 tokens at most",
            "lower --context",
        ),
        ("ValueError: No available memory for the cache blocks. Try", "no memory is left", "raise --memory-share"),
        ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate", "out of memory", "lower --memory-share"),
        ("OSError: [Errno 98] Address already in use", "the port is taken", "--port"),
        ("huggingface_hub.errors.RepositoryNotFoundError: 404", "no model of that name", "--model"),
        ("huggingface_hub.errors.GatedRepoError: 403", "asks for consent", "HF_TOKEN"),
        ("OSError: We couldn't connect to 'the hub' to load the files", "cannot be fetched", "folder"),
        ("OSError: [Errno 28] No space left on device", "disk is full", "HF_HOME"),
        (
            "Model architectures ['FooForCausalLM'] are not supported for now",
            "does not serve ['FooForC",
            "docs.vllm.ai",
        ),
        ("RuntimeError: Failed to infer device type", "no GPU is seen", "nvidia-smi"),
        ("api_server.py: error: unrecognized arguments: --wrong 3", "does not know --wrong 3", "after --"),
    ],
)
def test_a_failure_is_named_with_its_mend(line: str, what: str, mend: str) -> None:
    said = logs.diagnose(["INFO something before", f"(EngineCore pid=1) ERROR {line}", "INFO something after"])
    assert said is not None and what in said and mend in said


def test_an_unknown_failure_is_not_guessed_at() -> None:
    assert logs.diagnose(["INFO all is well", "Segmentation fault"]) is None


def test_the_last_words_are_the_errors_where_there_are_any() -> None:
    lines = ["INFO start", "ERROR one", "INFO between", "RuntimeError: two", "INFO end"]
    assert logs.last_words(lines).split("\n") == ["    ERROR one", "    RuntimeError: two"]
    assert logs.last_words(["INFO a", "INFO b"], count=1) == "    INFO b"
