"""Promoted adapters on disk: one link per name, every version kept, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gbi.models import adapter_files
from gbi_sft.gate.measure import GateError
from gbi_sft.gate.promote import back, history, promote, standing, version_of
from support.adapter_made import write_adapter


@pytest.fixture
def adapters(tmp_path: Path) -> Path:
    return tmp_path / "adapters"


def put(tmp_path: Path, adapters: Path, b: float, **files: str) -> str:
    """Promotes an adapter with those weights as "chart"; its version."""
    adapter = write_adapter(tmp_path / f"trained-{b}", b=b)
    (adapter / "checkpoint").mkdir(exist_ok=True)
    promote(adapter, "chart", adapters, {"README.md": f"card {b}", **files})
    return version_of(adapter)


def test_the_link_leads_to_a_whole_adapter_that_serve_can_read(tmp_path: Path, adapters: Path) -> None:
    version = put(tmp_path, adapters, 0.5)
    link = adapters / "chart"
    assert link.is_symlink() and not link.readlink().is_absolute()
    read = adapter_files.read(link)
    assert read.rank == 8 and not read.silent
    assert {path.name for path in link.iterdir()} == {"adapter_config.json", "adapter_model.safetensors", "README.md"}
    assert standing("chart", adapters) == [version]


def test_the_adapters_folder_can_be_moved(tmp_path: Path, adapters: Path) -> None:
    put(tmp_path, adapters, 0.5)
    moved = adapters.rename(tmp_path / "elsewhere")
    assert (moved / "chart" / "README.md").read_text("utf-8") == "card 0.5"


def test_the_way_back_leads_to_the_version_before_and_no_further(tmp_path: Path, adapters: Path) -> None:
    first, second, third = (put(tmp_path, adapters, b) for b in (0.1, 0.2, 0.3))
    assert len({first, second, third}) == 3
    assert back("chart", adapters) == second
    assert (adapters / "chart" / "README.md").read_text("utf-8") == "card 0.2"
    assert back("chart", adapters) == first
    with pytest.raises(GateError, match="no version before"):
        back("chart", adapters)
    assert (adapters / "chart").resolve().name == first
    assert [step.what for step in history("chart", adapters)] == ["promoted"] * 3 + ["back"] * 2
    put(tmp_path, adapters, 0.4)  # after going back, the way back leads to what served then
    assert back("chart", adapters) == first


def test_the_same_weights_again_take_the_newer_card(tmp_path: Path, adapters: Path) -> None:
    first = put(tmp_path, adapters, 0.5)
    assert put(tmp_path, adapters, 0.5, **{"verdict.json": "{}"}) == first
    assert (adapters / "chart" / "verdict.json").is_file()
    assert standing("chart", adapters) == [first]
    assert [path.name for path in (adapters / ".versions" / "chart").iterdir() if path.is_dir()] == [first]


def test_a_kill_before_the_link_is_replaced_leaves_the_old_one(
    tmp_path: Path, adapters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(tmp_path, adapters, 0.1)

    def killed(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            put(tmp_path, adapters, 0.2)
    assert (adapters / "chart").resolve().name == first and standing("chart", adapters) == [first]
    second = put(tmp_path, adapters, 0.2)
    assert (adapters / "chart").resolve().name == second


@pytest.mark.parametrize("name", ["../up", "a/b", "", ".hidden", "x" * 65])
def test_a_name_that_is_no_file_name_is_refused(name: str, tmp_path: Path, adapters: Path) -> None:
    with pytest.raises(GateError, match="cannot be an adapter's name"):
        promote(write_adapter(tmp_path / "a"), name, adapters, {})
    assert not adapters.exists()


def test_a_folder_of_someone_elses_is_left_alone(tmp_path: Path, adapters: Path) -> None:
    mine = write_adapter(adapters / "chart", b=0.7)
    with pytest.raises(GateError, match="folder of its own"):
        put(tmp_path, adapters, 0.5)
    assert adapter_files.read(mine).rank == 8 and not mine.is_symlink()


def test_there_is_no_way_back_from_nothing(adapters: Path) -> None:
    with pytest.raises(GateError, match="no version before any"):
        back("chart", adapters)


def test_a_history_of_another_form_is_named(tmp_path: Path, adapters: Path) -> None:
    put(tmp_path, adapters, 0.5)
    (adapters / ".versions" / "chart" / "history.jsonl").write_text(json.dumps({"a": 1}) + "\n", "utf-8")
    with pytest.raises(GateError, match=r"history\.jsonl is no history"):
        back("chart", adapters)
