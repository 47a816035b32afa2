"""The schema of a sample: the file is what the program makes, and the schema accepts samples and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gbi_sft.commands import schema as command
from gbi_sft.data.schema import PATH, VERSION, schema, text
from support.training_data import question_sample, table_sample


def test_the_file_is_what_the_sample_says() -> None:
    assert PATH.read_text("utf-8") == text(), "the sample changed: write the file anew, raise VERSION if it must"
    assert json.loads(text())["$id"] == VERSION


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    command.command()
    assert json.loads(capsys.readouterr().out) == schema()


def test_samples_fit_it(tmp_path: Path) -> None:
    validator = Draft202012Validator(schema())
    for sample in (table_sample(tmp_path), question_sample(tmp_path)):
        assert list(validator.iter_errors(json.loads(sample.model_dump_json()))) == []


WRONG: list[dict[str, Any]] = [
    {"task": "poem"},
    {"language": "tlh"},
    {"pictures": [{"path": "a.png", "width": 0, "height": 1}]},
    {"turns": [{"role": "robot", "content": []}]},
    {"turns": [{"role": "user", "content": [{"type": "image", "image": -1}]}]},
    {"gold": {"chart_type": "bar"}},
    {"stray": 1},
]


@pytest.mark.parametrize("change", WRONG, ids=[next(iter(change)) for change in WRONG])
def test_what_is_no_sample_does_not(tmp_path: Path, change: dict[str, Any]) -> None:
    said = json.loads(table_sample(tmp_path).model_dump_json())
    assert list(Draft202012Validator(schema()).iter_errors(said | change))
