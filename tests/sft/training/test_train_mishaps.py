"""Trainings on what comes in real life: broken lines, pictures that are none, settings that are mended, two at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from rich.console import Console

from gbi.settings import current
from gbi_sft import folder as folders
from gbi_sft.alone import alone
from gbi_sft.folder import DataError
from gbi_sft.sample import Sample
from gbi_sft.training.collection import Skipped, collect
from gbi_sft.training.config import Data, Training, TrainingError
from gbi_sft.training.encode import Encoder, opened
from gbi_sft.training.loop import Trainer
from gbi_sft.training.run import train
from support.training_run import losses

Settings = Callable[..., dict[str, Any]]


@pytest.fixture
def own(charts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the data set to break, whose encoded samples nothing else shares."""
    monkeypatch.setenv("GBI_CACHE_DIR", str(tmp_path / "cache"))
    current.cache_clear()
    return Path(shutil.copytree(charts, tmp_path / "own"))


def samples_of(folder: Path) -> list[Sample]:
    return list(folders.read(folder))


def picture(folder: Path, number: int) -> Path:
    """The file of a sample's picture."""
    return folder / samples_of(folder)[number].pictures[0].path


def left_out(folder: Path, qwen: Path) -> dict[str, str]:
    """The samples that a training would leave out, with why."""
    _, skipped = collect([Data(folder=folder)], Encoder.of(str(qwen)), str(qwen), 1024, 0, lambda *_: None)
    return {one.id: one.why for one in skipped}


def test_a_picture_that_the_processor_does_not_take_costs_its_sample_alone(own: Path, qwen: Path) -> None:
    Image.new("RGB", (9000, 30), "white").save(picture(own, 0), "PNG")
    (only,) = left_out(own, qwen).items()
    assert only[0] == "s0" and "processor takes no such sample" in only[1] and "aspect ratio" in only[1]


@pytest.mark.parametrize("spoilt", [b"", b"<html>not found</html>", "cut", "header"])
def test_a_picture_that_is_none_is_told_in_words(own: Path, qwen: Path, spoilt: bytes | str) -> None:
    path = picture(own, 0)
    whole = bytearray(path.read_bytes())
    if spoilt == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif spoilt == "header":
        at = whole.index(b"IDAT")
        path.write_bytes(bytes(whole[:at]) + b"\x00\xff\x01\x02" + bytes(whole[at + 4 :]))
    else:
        path.write_bytes(spoilt if isinstance(spoilt, bytes) else b"")
    found = left_out(own, qwen)
    assert set(found) == {"s0"} and "cannot be opened" in found["s0"] and "Error" not in found["s0"]


def test_samples_without_turns_and_lines_that_are_none_are_told(own: Path, qwen: Path) -> None:
    made = samples_of(own)
    folders.write(own, [made[0].model_copy(update={"turns": ()}), *made[1:]])
    with (own / folders.NAME).open("a", encoding="utf-8") as out:
        out.write('{"id": "cut off')
    found = left_out(own, qwen)
    assert "has no turns" in found["s0"]
    assert set(found) == {"s0", f"{own / folders.NAME}:{len(made) + 1}"}


def test_turns_that_the_template_refuses_cost_their_sample(own: Path, qwen: Path) -> None:
    encoder = Encoder.of(str(qwen))
    encoder.processor.chat_template = "{{ raise_exception('Conversation roles must alternate') }}"
    with pytest.raises(DataError, match=r"template takes no such turns.*roles must alternate"):
        encoder.encode(samples_of(own)[0], own)


def test_a_broken_line_is_left_out_whatever_tasks_are_taken(own: Path, qwen: Path) -> None:
    with (own / folders.NAME).open("a", encoding="utf-8") as out:
        out.write("[]\n")
    data = [Data(folder=own, tasks=("other",))]
    samples, skipped = collect(data, Encoder.of(str(qwen)), str(qwen), 1024, 0, lambda *_: None)
    assert len(samples) == len((own / folders.NAME).read_text("utf-8").splitlines()) - 1
    assert [one.why.split(" (")[0] for one in skipped] == [f"{own / folders.NAME}:{len(samples) + 1} is no sample"]


def test_a_picture_that_is_mended_is_taken(own: Path, qwen: Path) -> None:
    path = picture(own, 0)
    whole = path.read_bytes()
    path.write_bytes(b"")
    assert set(left_out(own, qwen)) == {"s0"}
    path.write_bytes(whole)
    assert left_out(own, qwen) == {}
    assert left_out(own, qwen) == {}, "the mended piece was kept"


def test_a_picture_that_is_gone_since_it_was_encoded_ends_no_training(own: Path, settings: Settings) -> None:
    assert not Trainer(Training.model_validate(settings(data=own)), lambda *_: None).skipped
    picture(own, 0).unlink()
    trainer = Trainer(Training.model_validate(settings(data=own)), lambda *_: None)
    assert [(one.id, "not there any more" in one.why) for one in trainer.skipped] == [("s0", True)]
    trainer.run()
    assert len(losses(trainer.training.out)) == trainer.total
    (line,) = (trainer.training.out / "skipped.jsonl").read_text("utf-8").splitlines()
    assert Skipped(**json.loads(line)).id == "s0"


def test_an_empty_folder_is_named(own: Path, qwen: Path) -> None:
    (own / folders.NAME).write_bytes(b"")
    with pytest.raises(
        TrainingError, match=f"no sample is left to train on; raise max_tokens or mend the data in {own}"
    ):
        left_out(own, qwen)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_shines_through_is_white(mode: str, tmp_path: Path) -> None:
    clear = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    clear.putpixel((5, 5), (0, 0, 0, 255))
    if mode == "P":
        clear.convert("RGB").convert("P").save(tmp_path / "a.png", transparency=0)
        assert opened(str(tmp_path / "a.png")).getpixel((0, 0)) == (255, 255, 255)
        return
    clear.convert(mode).save(tmp_path / "a.png")
    seen = opened(str(tmp_path / "a.png"))
    assert seen.mode == "RGB" and seen.getpixel((0, 0)) == (255, 255, 255) and seen.getpixel((5, 5)) == (0, 0, 0)


def test_settings_may_be_mended_until_something_was_trained(settings: Settings) -> None:
    wrong = settings(lora={"rank": 4, "targets": "nothing_here"})
    with pytest.raises(TrainingError, match="matches no linear layer"):
        Trainer(Training.model_validate(wrong), lambda *_: None)
    trainer = Trainer(Training.model_validate(settings(steps=1)), lambda *_: None)
    trainer.run()
    noted = json.loads((trainer.training.out / "training.json").read_text("utf-8"))
    assert noted["lora"]["targets"] == "."
    with pytest.raises(TrainingError, match="holds a training with another lora"):
        Trainer(Training.model_validate(wrong), lambda *_: None)


def test_two_trainings_in_one_folder_are_told_before_they_cost_anything(settings: Settings) -> None:
    training = Training.model_validate(settings(model="no/such/model"))
    quiet = Console(quiet=True)
    with alone(training.out, TrainingError), pytest.raises(TrainingError, match="another command is at work in"):
        train(training, quiet)
    with pytest.raises(TrainingError, match="no processor"):
        train(training, quiet)


def test_a_folder_that_cannot_be_written_is_told_before_the_model_is_looked_for(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    training = Training.model_validate(settings(model="no/such/model", out=tmp_path / "file"))
    with pytest.raises(FileExistsError):
        train(training, Console(quiet=True))


def test_a_training_says_that_it_loads(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    training = Training.model_validate(settings(steps=1))
    assert train(training, Console(width=500)) == training.out / "final"
    assert capsys.readouterr().out.startswith(f"loading {training.model}\n")
