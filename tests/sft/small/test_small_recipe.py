"""Recipes: those that come along are sound, and what is wrong in another is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi_sft.small.recipe import RECIPES, RecipeError, load
from gbi_sft.training.config import Data, Training


@pytest.mark.parametrize("name", sorted(path.stem for path in RECIPES.glob("*.yaml")))
def test_a_recipe_that_comes_along_is_sound(name: str, tmp_path: Path) -> None:
    recipe = load(name)
    names = [stage.name for stage in (*recipe.base, recipe.adapter)]
    assert len(set(names)) == len(names)
    kinds = {kind for part, config in recipe.first.configs() for kind in config.kinds}
    others = {kind for part, config in recipe.second.configs() for kind in config.kinds}
    assert not kinds & others  # the second style is one that the first does not teach
    for stage in recipe.base:
        training = Training.model_validate(
            {"model": "m", "out": tmp_path, "data": [Data(folder=tmp_path)], "steps": 1, "full": True, **stage.train}
        )
        assert training.lora is None


def test_the_full_recipe_takes_at_most_three_hours_and_the_quick_one_a_minute() -> None:
    assert load("full").minutes < 150  # charts are drawn and measured besides
    assert load("quick").minutes < 1
    assert load("full").within(7.0).minutes == pytest.approx(7.0)


def test_within_scales_all_stages_alike() -> None:
    recipe = load("full")
    half = recipe.within(recipe.minutes / 2)
    assert half.sight.minutes * 2 == pytest.approx(recipe.sight.minutes)
    assert [stage.minutes * 2 for stage in half.base] == pytest.approx([stage.minutes for stage in recipe.base])
    assert half.first == recipe.first


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (("digits: [2, 2]", "digitz: [2, 2]"), "digitz"),
        (("seeds: 3", "seeds: 0"), "selection.seeds"),
        (("table: 0.5", "tables: 0.5"), "base.0.tasks"),
        (("name: rise", "name: Rise Up"), "base.1.name"),
        (("seed: 0", "sead: 0"), "sead"),
        (("horizontal bar", "horizontal bars"), "horizontal bars"),
    ],
)
def test_what_is_wrong_is_named(change: tuple[str, str], named: str, tmp_path: Path) -> None:
    text = (RECIPES / "full.yaml").read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(RecipeError, match=named):
        load(str(path))


def test_a_name_that_is_no_recipe_names_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="full, quick"):
        load(str(tmp_path / "none.yaml"))
    (tmp_path / "bad.yaml").write_text("{", encoding="utf-8")
    with pytest.raises(RecipeError, match="no YAML"):
        load(str(tmp_path / "bad.yaml"))
