"""The command line for vLLM says all that was chosen, and what cannot work is refused before it starts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gbi import settings
from gbi.errors import AdapterError, ServeError
from gbi.models.serving import options
from gbi.models.serving.options import Adapter, ServeOptions
from support.adapter_made import write_adapter

PYTHON = Path("/opt/python")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "my-model"
    folder.mkdir()
    (folder / "config.json").write_text("{}", encoding="utf-8")
    return folder


def flags(wanted: ServeOptions) -> dict[str, str]:
    """The options of the command line with their values; "" for those that have none."""
    parts = options.command(wanted, PYTHON)[3:]
    found = {}
    for place, part in enumerate(parts):
        if part.startswith("--"):
            value = parts[place + 1] if place + 1 < len(parts) else "--"
            found[part] = "" if value.startswith("--") else value
    return found


def test_the_entry_is_the_module_that_every_build_of_vllm_has() -> None:
    command = options.command(ServeOptions(model="owner/name"), PYTHON)
    assert command[:3] == ("/opt/python", "-m", "vllm.entrypoints.openai.api_server")


def test_defaults_are_those_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GBI_SERVE_CONTEXT", "9000")
    said = flags(options.from_settings(settings.load(), (), ()))
    assert said["--model"] == said["--served-model-name"] == "Qwen/Qwen3-VL-8B-Instruct"
    assert said["--max-model-len"] == "9000" and said["--host"] == "127.0.0.1" and said["--port"] == "8000"
    assert json.loads(said["--limit-mm-per-prompt"]) == {"image": 8, "video": 0}
    assert "--enable-prefix-caching" in said and "--enable-lora" not in said
    assert "--tensor-parallel-size" not in said and "--data-parallel-size" not in said


def test_everything_that_is_chosen_is_said() -> None:
    wanted = ServeOptions(
        model="owner/name",
        host="localhost",
        port=9001,
        images=2,
        memory_share=0.5,
        dtype="bfloat16",
        prefix_caching=False,
        tensor_parallel=2,
        data_parallel=3,
        extra=("--enforce-eager", "--seed", "7"),
    )
    said = flags(wanted)
    assert said["--tensor-parallel-size"] == "2" and said["--data-parallel-size"] == "3"
    assert said["--gpu-memory-utilization"] == "0.5" and said["--dtype"] == "bfloat16"
    assert "--no-enable-prefix-caching" in said and said["--port"] == "9001"
    assert options.command(wanted, PYTHON)[-3:] == ("--enforce-eager", "--seed", "7")


def test_the_key_is_in_the_environment_and_not_on_the_command_line() -> None:
    wanted = ServeOptions(model="owner/name", key="sk-secret")
    assert "sk-secret" not in " ".join(options.command(wanted, PYTHON))
    assert options.environment(wanted, {"HOME": "/h"})["VLLM_API_KEY"] == "sk-secret"


def test_no_usage_statistics_are_sent_and_the_callers_environment_is_kept() -> None:
    made = options.environment(ServeOptions(model="owner/name"), {"HF_HOME": "/models"})
    assert made["VLLM_NO_USAGE_STATS"] == "1" and made["HF_HOME"] == "/models" and "VLLM_API_KEY" not in made


@pytest.mark.parametrize(("ranks", "limit"), [([4], 16), ([16, 33], 64), ([256], 256), ([300], 320)])
def test_the_limit_of_rank_fits_every_adapter(tmp_path: Path, ranks: list[int], limit: int) -> None:
    adapters = tuple(Adapter(name=f"a{rank}", path=write_adapter(tmp_path / f"{rank}", rank=rank)) for rank in ranks)
    said = flags(ServeOptions(model="owner/name", adapters=adapters))
    assert said["--max-lora-rank"] == f"{limit}" and said["--max-loras"] == f"{len(ranks)}"


def test_a_rank_beyond_every_limit_is_refused(tmp_path: Path) -> None:
    adapter = Adapter(name="wide", path=write_adapter(tmp_path / "a", rank=600))
    with pytest.raises(ServeError, match="up to 512"):
        options.command(ServeOptions(model="owner/name", adapters=(adapter,)), PYTHON)


def test_room_for_later_adapters_alone_turns_lora_on() -> None:
    said = flags(ServeOptions(model="owner/name", spare_adapters=2))
    assert said["--max-loras"] == "2" and said["--max-lora-rank"] == "16"


def test_an_adapter_of_the_vision_part_is_served_there_too(tmp_path: Path) -> None:
    folder = write_adapter(tmp_path / "a", layer="base_model.model.model.visual.blocks.0.attn.qkv")
    adapted = ServeOptions(model="owner/name", adapters=(Adapter(name="a", path=folder),))
    assert "--enable-tower-connector-lora" in flags(adapted)


def test_a_folder_is_served_under_its_own_name(model: Path) -> None:
    wanted = ServeOptions(model=f"{model}")
    assert wanted.name == "my-model" and flags(wanted)["--model"] == f"{model}"
    options.check(wanted)


@pytest.mark.parametrize("name", ["./nowhere", "/models/none", "~/none", "a/b/c"])
def test_a_missing_model_folder_is_refused_at_once(name: str) -> None:
    with pytest.raises(ServeError, match=r"no config\.json"):
        options.check(ServeOptions(model=name))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "gpu.example"])
def test_a_server_open_to_others_needs_a_key(host: str) -> None:
    with pytest.raises(ServeError, match="GBI_SERVE_KEY"):
        options.check(ServeOptions(model="owner/name", host=host))
    options.check(ServeOptions(model="owner/name", host=host, key="sk"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_server_for_this_machine_needs_none(host: str) -> None:
    options.check(ServeOptions(model="owner/name", host=host))


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/v1"),
        ("0.0.0.0", "http://127.0.0.1:8000/v1"),
        ("::1", "http://[::1]:8000/v1"),
    ],
)
def test_the_address_is_one_that_can_be_asked(host: str, url: str) -> None:
    assert ServeOptions(model="owner/name", host=host).url == url


def test_names_must_differ(tmp_path: Path, model: Path) -> None:
    folder = write_adapter(tmp_path / "a")
    twice = (Adapter(name="a", path=folder), Adapter(name="a", path=folder))
    with pytest.raises(ServeError, match="a names two models"):
        options.check(ServeOptions(model="owner/name", adapters=twice))
    with pytest.raises(ServeError, match="my-model names two models"):
        options.check(ServeOptions(model=f"{model}", adapters=(Adapter(name="my-model", path=folder),)))


def test_an_adapter_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AdapterError, match="no adapter folder"):
        options.check(ServeOptions(model="owner/name", adapters=(Adapter(name="a", path=tmp_path / "none"),)))


def test_an_adapter_is_written_name_and_folder() -> None:
    assert options.parse_adapter(" chart = adapters/a=b ") == Adapter(name="chart", path=Path("adapters/a=b"))


@pytest.mark.parametrize("text", ["chart", "=dir", "chart=", ""])
def test_another_form_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ServeError, match="write NAME=DIR"):
        options.parse_adapter(text)


@pytest.mark.parametrize(
    ("said", "context"),
    [
        ({"max_position_embeddings": 4096}, 4096),
        ({"text_config": {"max_position_embeddings": 4096, "rope_parameters": {"rope_type": "default"}}}, 4096),
        ({"text_config": {"max_position_embeddings": 4096, "rope_scaling": {"type": "mrope"}}}, 4096),
        ({"max_position_embeddings": 262144}, 16384),
        ({"max_position_embeddings": 4096, "rope_parameters": {"rope_type": "yarn", "factor": 8}}, 16384),
        ({}, 16384),
        ([], 16384),
    ],
)
def test_a_folders_model_gets_no_longer_context_than_it_was_made_for(model: Path, said: object, context: int) -> None:
    (model / "config.json").write_text(json.dumps(said), encoding="utf-8")
    assert options.fitted(ServeOptions(model=f"{model}")).context == context
    shorter = ServeOptions(model=f"{model}", context=1024)
    assert options.fitted(shorter) == shorter


def test_a_name_on_the_hub_and_a_broken_config_are_left_to_the_server(model: Path) -> None:
    (model / "config.json").write_text("{", encoding="utf-8")
    assert options.made_for(f"{model}") is None and options.made_for("owner/name") is None
    assert options.made_for(f"{model / 'none'}") is None
