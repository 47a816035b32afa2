"""The glossary: safe to load, clear when it is wrong, whole when it is saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi.glossary import Glossary, GlossaryError, Metric, load, save
from gbi.workspace import Workspace

GLOSSARY = Glossary(
    synonyms={"revenue": ("sales", "营业收入")},
    metrics={"gross margin": Metric(sql="(revenue - cost) / revenue", unit="%", description="of each year")},
)


def test_it_comes_back_as_saved(tmp_path: Path) -> None:
    with Workspace(tmp_path / "w.gbi") as ws:
        assert ws.glossary == Glossary()
        ws.glossary = GLOSSARY
        assert Workspace(ws.path).glossary == GLOSSARY
        assert "营业收入" in (ws.path / "glossary.yaml").read_text(encoding="utf-8")


def test_it_may_be_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text("synonyms:\n  revenue: [sales, 营业收入]\n", encoding="utf-8")
    assert load(path).synonyms == {"revenue": ("sales", "营业收入")}
    path.write_text("", encoding="utf-8")
    assert load(path) == Glossary()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("synonyms: [", r"not YAML \(line 1\)"),
        ("synonym: {}", "synonym: Extra inputs"),
        ("synonyms: {revenue: sales}", "synonyms > revenue: "),
        ("metrics: {margin: {unit: '%'}}", "metrics > margin > sql: Field required"),
        ("- a list", "glossary"),
        ("!!python/object/apply:os.system ['id']", "not YAML"),
        ("x: " + "y" * 2_000_000, "larger than"),
    ],
)
def test_what_is_no_glossary_is_explained(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GlossaryError, match=message):
        load(path)


def test_other_encodings_are_named(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_bytes("synonyms: {收入: [销售]}".encode("gbk"))
    with pytest.raises(GlossaryError, match="UTF-8"):
        load(path)


def test_saving_replaces_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yaml"
    save(path, GLOSSARY)
    save(path, Glossary())
    assert load(path) == Glossary() and list(tmp_path.iterdir()) == [path]
