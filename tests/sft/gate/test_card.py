"""The model card: what the hub reads of it, what a person reads, and that nothing in it is made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from gbi.models.parity import Verdict as Parity
from gbi_sft import folder
from gbi_sft.folder import DataError
from gbi_sft.gate.card import card
from gbi_sft.gate.judge import Mean, SetResult
from gbi_sft.gate.leaks import Leaks
from gbi_sft.gate.recipe import Recipe, contents, recipe_of
from gbi_sft.gate.verdict import GateVerdict
from gbi_sft.sample import Source
from support.gate_case import made


def verdict(**changed: Any) -> GateVerdict:
    result = SetResult(
        name="samples-second",
        benchmark="samples",
        score="right",
        items=48,
        units=24,
        before=Mean(mean=0.31, low=0.2, high=0.42),
        after=Mean(mean=0.86, low=0.77, high=0.93),
        change=Mean(mean=0.55, low=0.44, high=0.66),
        p=0.00005,
        scores={"right": (0.31, 0.86), "rms_f1": (0.4, 0.9)},
    )
    passed = GateVerdict(
        promoted=True,
        name="style",
        base="models/tiny",
        adapter="runs/style",
        version="0123456789abcdef",
        leaks=Leaks(held=24, trained=100),
        parity=Parity(passed=True, reason="it answers as peft does"),
        sets=(result,),
        versions={"torch": "2.13.0"},
    )
    return passed.model_copy(update=changed)


def front(text: str) -> dict[str, Any]:
    _, head, _ = text.split("---\n", 2)
    found: dict[str, Any] = yaml.safe_load(head)
    return found


def test_the_front_matter_is_what_the_hub_reads(tmp_path: Path) -> None:
    made(tmp_path, 6)
    said = front(card(verdict(), Recipe(), contents([tmp_path])))
    assert said["base_model"] == "models/tiny" and said["library_name"] == "peft"
    assert said["license"] == "cc0-1.0" and said["language"] == ["en", "zh"]
    (result,) = said["model-index"][0]["results"]
    assert result["metrics"] == [{"type": "right", "value": 0.86, "name": "right with the adapter"}]
    assert result["dataset"] == {"name": "samples-second", "type": "samples"}


def test_the_text_tells_data_metrics_test_and_versions(tmp_path: Path) -> None:
    made(tmp_path, 6)
    text = card(verdict(), Recipe(), contents([tmp_path]))
    for said in (
        "12 samples of 6 pictures",
        "| drawn bars | CC0-1.0 | 12 | question 6, table 6 | en 6, zh 6 |",
        "| 48 of 24 pictures | 0.310 [0.200, 0.420] | 0.860 [0.770, 0.930] | +0.550 [+0.440, +0.660] | 0.0001 |",
        "| samples-second | rms_f1 | 0.400 | 0.900 |",
        "sign-flip",
        "none of 24 held-out pictures",
        "it answers as peft does",
        "| torch | 2.13.0 |",
        "`kind:bar` 6",
    ):
        assert said in text, said
    assert "No record of the training" in text


def test_a_refused_adapter_has_a_card_that_says_so(tmp_path: Path) -> None:
    made(tmp_path, 2)
    refused = verdict(promoted=False, reasons=("it is worse on lines",), sets=(), leaks=None, parity=None)
    text = card(refused, Recipe(), contents([tmp_path]))
    assert "REFUSED it" in text and "- it is worse on lines" in text and "It was not measured" in text
    assert "model-index" not in front(text)


def test_sources_with_several_licences_or_none_are_other(tmp_path: Path) -> None:
    samples = made(tmp_path, 4)
    mixed = [
        sample.model_copy(update={"source": Source(name="people", licence="MIT" if n < 3 else "")})
        for n, sample in enumerate(samples)
    ]
    folder.write(tmp_path, mixed)
    found = contents([tmp_path])
    text = card(verdict(), Recipe(), found)
    assert front(text)["license"] == "other"
    assert "| people | MIT | 3 |" in text and "| people | not stated | 5 |" in text


def test_the_training_tells_settings_seed_and_curve(tmp_path: Path) -> None:
    rows = [{"step": step, "loss": 2.0 / step} for step in range(1, 101)] + [{"step": 100, "eval_loss": 0.25}]
    (tmp_path / "training.json").write_text(
        json.dumps({"model": "m", "seed": 7, "lr": 0.001, "lora": {"rank": 4}, "minutes": None, "data": []}), "utf-8"
    )
    (tmp_path / "metrics.jsonl").write_text("\n".join(map(json.dumps, rows)) + '\n{"step": 10', "utf-8")
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    recipe = recipe_of(adapter)
    assert len(recipe.curve) == 101  # the half line is left out
    text = card(verdict(), recipe, contents([]))
    assert '| lora | {"rank": 4} |' in text and "| seed | 7 |" in text and "minutes" not in text
    points = [line for line in text.splitlines() if line.startswith("| ") and line.split(" | ")[0][2:].isdigit()]
    assert len(points) == 20 and points[0].startswith("| 1 | 2 |") and "0.25" in points[-1]


def test_the_folders_of_the_record_are_what_was_trained_on(tmp_path: Path) -> None:
    (tmp_path / "training.json").write_text(json.dumps({"data": [{"folder": "/a/b", "ratio": 1.0}]}), "utf-8")
    assert recipe_of(tmp_path).folders == (Path("/a/b"),)
    assert recipe_of(tmp_path / "none") == recipe_of(tmp_path)
    assert recipe_of(tmp_path / "no" / "record") == Recipe()
    (tmp_path / "training.json").write_text("{", "utf-8")
    with pytest.raises(DataError, match="record of the training"):
        recipe_of(tmp_path)


def test_text_of_data_cannot_break_the_tables(tmp_path: Path) -> None:
    samples = made(tmp_path, 2)
    odd = Source(name="a | b\n# heading", licence="MIT")
    folder.write(tmp_path, [sample.model_copy(update={"source": odd}) for sample in samples])
    text = card(verdict(), Recipe(), contents([tmp_path]))
    assert "| a \\| b # heading | MIT |" in text and "\n# heading" not in text
