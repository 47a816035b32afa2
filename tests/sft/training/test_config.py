"""Settings of a training: what is refused, and with which words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import gbi_sft
from gbi_sft.training.config import Training, TrainingError, load

GOOD: dict[str, Any] = {
    "model": "owner/model",
    "out": "run",
    "data": [{"folder": "charts"}],
    "lora": {"rank": 8},
    "epochs": 1,
}


def written(folder: Path, **changed: Any) -> Path:
    path = folder / "train.yaml"
    said = {key: value for key, value in {**GOOD, **changed}.items() if value is not None}
    path.write_text(yaml.safe_dump(said), encoding="utf-8")
    return path


def test_folders_are_beside_the_file_and_hub_names_stay(tmp_path: Path) -> None:
    training = load(written(tmp_path))
    assert (training.out, training.data[0].folder) == (tmp_path / "run", tmp_path / "charts")
    assert training.model == "owner/model"
    (tmp_path / "base").mkdir()
    assert load(written(tmp_path, model="base")).model == str(tmp_path / "base")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sheduler": "cosine"}, "unknown key sheduler; did you mean schedule?"),
        ({"lora": {"ranks": 8}}, "lora: unknown key ranks; did you mean rank?"),
        ({"data": [{"folder": "a", "ration": 1}]}, "data: unknown key ration; did you mean ratio?"),
        ({"zzzz": 1}, "unknown key zzzz; there are model, out, data"),
        ({"full": True}, "either lora: {rank: 16} or full: true"),
        ({"lora": None}, "either lora: {rank: 16} or full: true"),
        ({"steps": 5}, "either steps or epochs"),
        ({"epochs": None}, "either steps or epochs"),
        ({"samples_per_step": 4, "tokens_per_step": 4096}, "not both"),
        ({"tokens_per_step": 4096, "packing": False}, "needs packing"),
        ({"lora": None, "full": True, "quantise": "4bit"}, "give lora in full's place"),
        ({"max_tokens": 100, "pack_tokens": 50}, "pack_tokens must hold"),
        ({"parts": {"vision": "("}}, "no regular expression"),
        ({"lr": -1}, "lr: Input should be greater than 0"),
        ({"data": []}, "data: "),
        ({"train": ["tongue"]}, "train.0: "),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(TrainingError) as caught:
        load(written(tmp_path, **changed))
    assert said in str(caught.value)
    assert "train.yaml" in str(caught.value)


@pytest.mark.parametrize(("text", "said"), [("a: [", "no YAML"), ("- 1", "holds no settings"), ("", "no settings")])
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "train.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError, match=said):
        load(path)
    with pytest.raises(TrainingError, match="cannot be read"):
        load(tmp_path / "absent.yaml")


def test_a_pack_holds_a_whole_sample_by_default() -> None:
    assert Training.model_validate({**GOOD, "max_tokens": 77}).pack_length == 77
    assert Training.model_validate({**GOOD, "max_tokens": 77, "pack_tokens": 99}).pack_length == 99


def test_the_examples_of_the_documents_are_trainings(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "training.md").read_text(encoding="utf-8")
    examples = re.findall(r"```yaml\n(.*?)```", page, flags=re.S)
    assert len(examples) >= 2
    for text in examples:
        (tmp_path / "one.yaml").write_text(text, encoding="utf-8")
        assert load(tmp_path / "one.yaml").steps or load(tmp_path / "one.yaml").epochs


@pytest.mark.parametrize("key", sorted(Training.model_fields))
def test_every_setting_is_in_the_documents(key: str) -> None:
    page = (Path(__file__).parents[3] / "docs" / "training.md").read_text(encoding="utf-8")
    assert re.search(rf"`[^`]*\b{key}\b[^`]*`", page)


def test_the_files_for_accelerate_are_what_it_knows() -> None:
    folder = Path(gbi_sft.__file__).parent / "training" / "accelerate"
    kinds = {path.stem: yaml.safe_load(path.read_text("utf-8"))["distributed_type"] for path in folder.glob("*.yaml")}
    assert kinds == {"ddp": "MULTI_GPU", "fsdp": "FSDP"}
