"""Whole trainings: what they write, what they leave out, and that stopping them anywhere changes nothing."""

from __future__ import annotations

import json
import random
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file

from gbi.models import adapter_files
from gbi_sft.folder import DataError
from gbi_sft.training.checkpoint import found
from gbi_sft.training.config import Training, TrainingError
from gbi_sft.training.loop import Trainer
from gbi_sft.training.records import metrics
from support.training_made import samples_made, settings_made
from support.training_run import ended, losses, started, wait_for_step, written

Settings = Callable[..., dict[str, Any]]
STEPS = 6


def trained(said: dict[str, Any], **more: Any) -> Trainer:
    trainer = Trainer(Training.model_validate(said), lambda *_: None, **more)
    trainer.run()
    return trainer


@pytest.fixture(scope="module")
def whole(qwen: Path, charts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a training of `STEPS` steps that nothing interrupted."""
    out = tmp_path_factory.mktemp("whole") / "out"
    trained(settings_made(qwen, charts, out, steps=STEPS, eval_data=[{"folder": str(charts)}], eval_every=3))
    return out


def test_a_training_learns_and_writes_what_servers_load(whole: Path) -> None:
    curve = losses(whole)
    assert len(curve) == STEPS
    assert curve[-1] < curve[0] - 0.5
    files = adapter_files.read(whole / "final")
    assert not files.silent
    config = json.loads((whole / "final" / "adapter_config.json").read_text(encoding="utf-8"))
    assert "q_proj" in config["target_modules"]
    assert not any("visual" in name for name in files.tensors)
    assert (whole / "final" / "chat_template.jinja").is_file()


def test_metrics_are_lines_and_tensorboard(whole: Path) -> None:
    lines = [line for line in metrics(whole) if "loss" in line]
    assert [line["step"] for line in lines] == list(range(1, STEPS + 1))
    assert all(line["padding"] == 0.0 and line["tokens_s"] > 0 for line in lines)
    assert lines[-1]["rate"] < lines[0]["rate"]
    held_out = [line["eval_loss"] for line in metrics(whole) if "eval_loss" in line]
    assert len(held_out) == 2
    assert held_out[1] < held_out[0]
    assert list((whole / "tensorboard").glob("events*"))


def test_the_newest_checkpoints_are_kept(settings: Settings) -> None:
    trainer = trained(settings(steps=3, save_every=1, keep=2))
    assert [path.name for path in found(trainer.training.out / "checkpoints")] == ["step-000002", "step-000003"]


def test_kill_9_at_any_step_and_the_same_call_again_ends_the_same(
    whole: Path, settings: Settings, tmp_path: Path
) -> None:
    said = settings(steps=STEPS, save_every=2)
    out, config = Path(said["out"]), written(tmp_path, said)
    (running,) = started(config)
    wait_for_step(out, random.randint(1, STEPS - 1), running)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    trained(said)
    assert losses(out) == pytest.approx(losses(whole), abs=1e-5)
    same, other = (load_file(folder / "final" / "adapter_model.safetensors") for folder in (out, whole))
    assert all(float((same[name] - other[name]).abs().max()) < 1e-5 for name in other)


@pytest.mark.parametrize("stop", range(1, 4))
def test_ctrl_c_saves_and_the_same_call_goes_on(whole: Path, settings: Settings, stop: int) -> None:
    said = settings(steps=STEPS)
    trainer = Trainer(Training.model_validate(said), lambda *_: None)
    take = trainer._step

    def step(fed: Any, number: int, rate: float) -> Any:
        if number == stop:
            signal.raise_signal(signal.SIGINT)
        return take(fed, number, rate)

    trainer._step = step  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        trainer.run()
    assert found(trainer.training.out / "checkpoints")[-1].name == f"step-{stop + 1:06d}"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    trained(said)
    assert losses(trainer.training.out) == pytest.approx(losses(whole), abs=1e-5)


def test_a_result_that_could_not_be_written_whole_is_not_there(settings: Settings) -> None:
    said = settings(steps=1)
    trainer = Trainer(Training.model_validate(said), lambda *_: None)
    final, save = trainer.training.out / "final", trainer.processor.save_pretrained

    def full(folder: Path) -> None:
        assert (folder / "adapter_config.json").is_file() and not final.exists()
        raise OSError("No space left on device")

    trainer.processor.save_pretrained = full
    with pytest.raises(OSError, match="No space"):
        trainer.run()
    assert not final.exists() and not list(trainer.training.out.glob(".final*"))
    trainer.processor.save_pretrained = save
    assert trainer.run() == final and (final / "training.json").is_file()


def test_two_processes_give_the_curve_of_one(whole: Path, settings: Settings, tmp_path: Path) -> None:
    said = settings(steps=STEPS)
    first, second = ended(started(written(tmp_path, said), processes=2))
    assert losses(Path(said["out"])) == pytest.approx(losses(whole), abs=1e-5)
    assert first.strip().endswith("final")
    assert "final" not in second


WHOLE_MODEL = {"lora": None, "full": True, "train": ["language", "connector", "vision"]}


@pytest.mark.parametrize("changes", [{}, WHOLE_MODEL], ids=["adapter", "whole model"])
def test_weights_spread_over_two_processes_give_the_curve_of_one(
    changes: dict[str, Any], settings: Settings, tmp_path: Path
) -> None:
    one = trained(settings(steps=STEPS, out=tmp_path / "one", **changes)).training.out
    said = settings(steps=STEPS, save_every=2, keep=9, out=tmp_path / "two", **changes)
    config, out = written(tmp_path, said), Path(said["out"])
    ended(started(config, processes=2, sharded=True))
    assert losses(out) == pytest.approx(losses(one), abs=1e-5)
    assert_same(out / "final", one / "final")
    shutil.rmtree(found(out / "checkpoints")[-1])
    shutil.rmtree(out / "final")
    ended(started(config, processes=2, sharded=True))  # goes on from shards put together, which it spreads again
    assert losses(out) == pytest.approx(losses(one), abs=1e-5)
    assert_same(out / "final", one / "final")


def assert_same(one: Path, other: Path) -> None:
    """The folders hold the same weights, but for what sums in another order differ by."""
    ours, theirs = (load_file(next(folder.glob("*.safetensors"))) for folder in (one, other))
    assert ours.keys() == theirs.keys()
    for name, weight in ours.items():
        assert weight.numpy() == pytest.approx(theirs[name].numpy(), abs=1e-3), name


def test_a_sample_over_the_limit_is_left_out_and_reported(settings: Settings, charts: Path) -> None:
    trainer = trained(settings(max_tokens=300, steps=2))
    lines = [json.loads(line) for line in (trainer.training.out / "skipped.jsonl").read_text().splitlines()]
    assert lines
    assert len(trainer.samples) + len(lines) == 12
    assert all(line["tokens"] > line["limit"] == 300 and line["id"].startswith("s") for line in lines)
    assert max(trainer.samples.lengths) <= 300
    with pytest.raises(TrainingError, match="no sample is left to train on; raise max_tokens"):
        trained(settings(max_tokens=20, out=charts.parent / "none"))


def test_a_broken_picture_costs_its_sample_alone(settings: Settings, tmp_path: Path) -> None:
    data = samples_made(tmp_path / "data", 8, seed=5)
    broken = next((data / "images").rglob("*.png"))
    broken.write_bytes(b"no picture")
    trainer = trained(settings(data=data, steps=1))
    assert 0 < len(trainer.skipped) < 8
    assert all("cannot be opened" in one.why for one in trainer.skipped)


def test_text_alone_trains_too(settings: Settings, tmp_path: Path) -> None:
    data = samples_made(tmp_path / "data", 4, seed=6, pictures=False)
    assert len(losses(trained(settings(data=data, steps=2)).training.out)) == 2


def test_other_settings_in_the_same_folder_are_refused(settings: Settings, tmp_path: Path) -> None:
    said = settings(steps=1)
    trained(said)
    with pytest.raises(TrainingError, match="holds a training with another lr; set out to another folder"):
        trained({**said, "lr": 0.5})
    changed = samples_made(tmp_path / "changed", 12, seed=9)
    with pytest.raises(TrainingError, match="holds a training with another data;"):
        trained({**said, "data": [{"folder": str(changed)}]})
    trained({**said, "workers": 1})  # what does not change the result may differ


def test_a_folder_without_samples_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"holds no samples\.jsonl; make one with gbi-sft synth"):
        trained(settings(data=tmp_path))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"quantise": "4bit"}, "needs a CUDA GPU and there is none here; leave quantise out"),
        ({"attention": "flash_attention_2"}, "needs a CUDA GPU; leave attention out"),
        ({"train": ["vision"], "parts": {"vision": "eyes"}}, "the model has no vision by the patterns"),
        ({"lora": {"targets": "nothing_like_it"}}, "matches no linear layer of language"),
        ({"model": "/no/such/folder"}, "has no processor that can be loaded"),
    ],
)
def test_what_this_machine_or_model_has_not_is_told(settings: Settings, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(TrainingError) as caught:
        trained(settings(**changed))
    assert said in str(caught.value)


def test_bitsandbytes_is_asked_for_where_there_is_a_gpu(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from gbi_sft.training.model import check_machine

    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(TrainingError, match="pip install bitsandbytes"):
        check_machine(Training.model_validate(settings(quantise="4bit")), "cuda")
    with pytest.raises(TrainingError, match="needs the package flash_attn;"):
        check_machine(Training.model_validate(settings(attention="flash_attention_2")), "cuda")


def test_scores_of_others_are_recorded_at_each_evaluation(settings: Settings) -> None:
    seen: list[tuple[int, bool]] = []

    def score(model: Any, processor: Any, step: int) -> dict[str, float]:
        seen.append((step, model.training))
        return {"read": 0.25}

    trainer = trained(settings(steps=4, eval_every=2), score=score)
    assert seen == [(2, False), (4, False)]
    assert [line["read"] for line in metrics(trainer.training.out) if "read" in line] == [0.25, 0.25]


def test_minutes_end_a_training_early(settings: Settings) -> None:
    trainer = trained(settings(steps=1000, minutes=0.02))
    done = losses(trainer.training.out)
    assert 0 < len(done) < 1000
    assert (trainer.training.out / "final").is_dir()


def test_gradient_checkpointing_changes_no_loss(whole: Path, settings: Settings) -> None:
    trainer = trained(settings(steps=2, gradient_checkpointing=True, warmup=0.0))
    other = trained(settings(steps=2, warmup=0.0, out=trainer.training.out.parent / "other"))
    assert losses(trainer.training.out) == pytest.approx(losses(other.training.out), abs=1e-5)
