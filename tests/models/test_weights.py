"""Models in this process: what is loaded, what is refused, and what the weights say."""

from __future__ import annotations

import builtins
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from gbi.errors import AdapterError, ModelError, ModelUnavailable
from gbi.models import Picture, Request, Turn
from gbi.models.transformers import LocalModel
from gbi.models.weights import Weights, weights


def asked(text: str = "How much?", **rest: Any) -> Request:
    return Request(turns=(Turn(parts=(text,)),), **{"max_tokens": 12, **rest})


@pytest.fixture(scope="module")
def plain(tiny_vlm: Path) -> LocalModel:
    return LocalModel(weights(str(tiny_vlm / "model"), None), seconds=60)


def test_a_true_adapter_changes_the_reply_and_the_name(plain: LocalModel, tiny_vlm: Path) -> None:
    tuned = LocalModel(Weights(str(tiny_vlm / "model"), tiny_vlm / "chart"), seconds=60)
    assert (plain.name, tuned.name) == ("model", "model+chart")
    assert plain.ask(asked()).text != tuned.ask(asked()).text


@pytest.mark.parametrize(
    ("adapter", "reason"),
    [
        ("zero", "changes nothing"),
        ("renamed", "does not fit the model: it has no weights for 42 layers"),
        ("none", "no"),
    ],
)
def test_an_adapter_that_does_nothing_is_refused(tiny_vlm: Path, adapter: str, reason: str) -> None:
    with pytest.raises(AdapterError, match=reason):
        LocalModel(Weights(str(tiny_vlm / "model"), tiny_vlm / adapter), seconds=60).ask(asked())


def test_an_adapter_of_another_size_is_refused(tiny_vlm: Path, tmp_path: Path) -> None:
    shutil.copytree(tiny_vlm / "chart", tmp_path / "wide")
    config = tmp_path / "wide/adapter_config.json"
    config.write_text(config.read_text("utf-8").replace('"r": 8', '"r": 4'), "utf-8")
    with pytest.raises(AdapterError, match="does not fit"):
        LocalModel(Weights(str(tiny_vlm / "model"), tmp_path / "wide"), seconds=60).ask(asked())


def test_what_is_no_model_is_told(tiny_vlm: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, reason in (
        (str(tmp_path / "none"), "there is no model folder"),
        (str(tmp_path / "empty"), "cannot be loaded"),
        (str(tiny_vlm / "chart"), "cannot be loaded"),
    ):
        with pytest.raises(ModelUnavailable, match=reason):
            LocalModel(Weights(name, None), seconds=60).ask(asked())


def test_a_model_that_brings_code_is_refused_and_its_code_not_run(tiny_vlm: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(tiny_vlm / "model", folder)
    config = folder / "config.json"
    own = '"auto_map": {"AutoConfig": "own.Own", "AutoModelForImageTextToText": "own.Own"}, "model_type": "own", "x"'
    config.write_text(config.read_text("utf-8").replace('"model_type": "qwen3_vl"', own + ': "y"', 1), "utf-8")
    (folder / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", "utf-8")
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        LocalModel(Weights(str(folder), None), seconds=60).ask(asked())
    assert not (tmp_path / "ran").exists()


def test_pickled_weights_are_refused(tiny_vlm: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    folder = tmp_path / "pickled"
    shutil.copytree(tiny_vlm / "model", folder)
    torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelUnavailable, match="cannot be loaded"):
        LocalModel(Weights(str(folder), None), seconds=60).ask(asked())


def test_the_extra_to_install_is_named_where_torch_is_missing(tiny_vlm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] in ("torch", "transformers"):
            raise ImportError(f"No module named {name}")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ModelUnavailable, match=r'pip install "gbi\[sft\]"'):
        LocalModel(Weights(str(tiny_vlm / "model"), None), seconds=60).ask(asked())


def test_weights_are_loaded_once_for_all_who_name_the_same(tiny_vlm: Path) -> None:
    name = str(tiny_vlm / "model")
    assert weights(name, None) is weights(name, None)
    assert weights(name, None) is not weights(name, tiny_vlm / "chart")


def test_sampling_keeps_to_its_seed(plain: LocalModel) -> None:
    import torch

    torch.manual_seed(5)
    before = torch.random.get_rng_state()
    first, again = (plain.ask(asked(temperature=1.5, seed=3)).text for _ in range(2))
    assert first == again
    assert plain.ask(asked(temperature=1.5, seed=4)).text != first
    assert torch.equal(torch.random.get_rng_state(), before)


def test_the_reply_depends_on_the_picture(plain: LocalModel, picture: Picture) -> None:
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (200, 120), "black").save(file, "PNG")
    texts = {
        plain.ask(Request(turns=(Turn(parts=(one, "Name the largest.")),), max_tokens=24)).text
        for one in (picture, Picture(png=file.getvalue()))
    }
    assert len(texts) == 2


def test_a_smaller_picture_takes_fewer_tokens(plain: LocalModel, picture: Picture) -> None:
    small = picture.model_copy(update={"max_pixels": 6000})
    whole, less = (
        plain.ask(Request(turns=(Turn(parts=(one, "?")),), max_tokens=1)).usage.prompt_tokens
        for one in (picture, small)
    )
    assert less < whole


def test_a_repetition_penalty_breaks_a_loop(plain: LocalModel) -> None:
    free, bound = (plain.ask(asked("loop", max_tokens=60, repetition_penalty=penalty)).text for penalty in (None, 1.8))
    assert len(set(bound)) > len(set(free))


def test_a_prompt_over_the_context_is_told_with_its_length(plain: LocalModel) -> None:
    with pytest.raises(ModelError, match=r"too long for the model: 9\d\d\d tokens"):
        plain.ask(asked("x" * 9000))


def test_whoever_waits_too_long_for_the_weights_is_told(tiny_vlm: Path) -> None:
    source = Weights(str(tiny_vlm / "model"), None)
    with source.use(60):
        started = time.monotonic()
        with pytest.raises(ModelUnavailable, match=r"was busy for 0\.2 s"):
            LocalModel(source, seconds=0.2).ask(asked())
        assert time.monotonic() - started < 30


def test_the_room_is_light() -> None:
    show = "import sys, gbi.models; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)
    heavy = {"torch", "transformers", "openai", "httpx2", "peft", "PIL", "numpy"}
    assert not heavy & set(run.stdout.split())
