"""An adapter for servers: as peft writes it, or inside the model; both say what was trained."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from gbi_sft.training.config import Training, TrainingError
from gbi_sft.training.export import export_adapter, merge
from gbi_sft.training.loop import Trainer
from support.tiny_vlm import adapter


def logits(model: Any) -> torch.Tensor:
    with torch.no_grad():
        found: torch.Tensor = model.eval()(input_ids=torch.arange(40, 90)[None]).logits
        return found


@pytest.fixture(scope="module")
def run(qwen: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a finished training leaves it, with an adapter that changes much."""
    out = tmp_path_factory.mktemp("run")
    adapter(qwen, out / "final")
    return out


def test_the_adapter_is_two_files_that_peft_loads(run: Path, qwen: Path, tmp_path: Path) -> None:
    from peft import PeftModel
    from transformers import AutoModelForImageTextToText

    out = export_adapter(run, tmp_path / "adapter")
    assert sorted(path.name for path in out.iterdir()) == ["adapter_config.json", "adapter_model.safetensors"]
    base = AutoModelForImageTextToText.from_pretrained(qwen)
    plain = logits(base)
    assert float((logits(PeftModel.from_pretrained(base, out)) - plain).abs().max()) > 1e-3


def test_merged_answers_as_base_and_adapter_together(run: Path, qwen: Path, tmp_path: Path) -> None:
    from peft import PeftModel
    from transformers import AutoModelForImageTextToText

    out = merge(run, tmp_path / "whole", "float32")
    merged = AutoModelForImageTextToText.from_pretrained(out)
    both = PeftModel.from_pretrained(AutoModelForImageTextToText.from_pretrained(qwen), run / "final")
    torch.testing.assert_close(logits(merged), logits(both), rtol=1e-4, atol=1e-4)
    assert (out / "chat_template.jinja").is_file()
    assert list(out.glob("*.safetensors"))
    assert not list(out.glob("*.bin"))


def test_what_cannot_be_exported_is_told(run: Path, qwen: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="holds no adapter; give the folder that a training wrote"):
        export_adapter(tmp_path, tmp_path / "out")
    (tmp_path / "checkpoints").mkdir()
    with pytest.raises(TrainingError, match="is not finished; gbi-sft train with its file goes on"):
        export_adapter(tmp_path, tmp_path / "out")
    adapter(qwen, tmp_path / "silent", kind="zero")
    with pytest.raises(TrainingError, match="changes nothing"):
        export_adapter(tmp_path / "silent", tmp_path / "out")
    config = json.loads((run / "final" / "adapter_config.json").read_text(encoding="utf-8"))
    moved = tmp_path / "moved"
    adapter(qwen, moved)
    (moved / "adapter_config.json").write_text(
        json.dumps({**config, "base_model_name_or_path": str(tmp_path / "gone")})
    )
    with pytest.raises(TrainingError, match="change base_model_name_or_path in"):
        merge(moved, tmp_path / "out", "float32")


def test_an_export_takes_no_folder_that_holds_something_else(run: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"holds something else \(final\); name another folder"):
        export_adapter(run, run)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "samples.jsonl").touch()
    for export in (export_adapter, lambda run, out: merge(run, out, "float32")):
        with pytest.raises(TrainingError, match=r"data holds something else \(samples.jsonl\)"):
            export(run, tmp_path / "data")
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["samples.jsonl"]
    adapter_folder, whole = tmp_path / "adapter", tmp_path / "whole"
    assert export_adapter(run, adapter_folder) == export_adapter(run, adapter_folder), "its own is replaced"
    assert merge(run, whole, "float32") == merge(run, whole, "float32")
    with pytest.raises(TrainingError, match="holds something else"):
        merge(run, adapter_folder, "float32")
    with pytest.raises(TrainingError, match="holds something else"):
        export_adapter(run, whole)


def test_a_whole_model_needs_no_export(settings: Callable[..., dict[str, Any]]) -> None:
    said = settings(lora=None, full=True, steps=1, train=["language", "connector"])
    training = Training.model_validate(said)
    final = Trainer(training, lambda *_: None).run()
    assert (final / "config.json").is_file()
    assert list(final.glob("*.safetensors"))
    with pytest.raises(TrainingError, match="trained a whole model, which needs no export"):
        export_adapter(training.out, training.out / "adapter")
