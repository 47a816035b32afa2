"""A configuration says what is wrong with it, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi_sft.synth.config import PRESETS, ConfigError, config_of, reweighted


def _file(folder: Path, text: str) -> str:
    path = folder / "style.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_presets_by_name() -> None:
    assert config_of("narrow") == PRESETS["narrow"]


def test_a_file_says_what_differs(tmp_path: Path) -> None:
    config = config_of(_file(tmp_path, "preset: narrow\nthemes: [ggplot]\nseries: [1, 2]\n"))
    assert config == PRESETS["narrow"].model_copy(update={"themes": ("ggplot",), "series": (1, 2)})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind: {bar: 1}\n", "no key 'kind' .did you mean 'kinds'"),
        ("kinds: {bra: 1}\n", "no kind 'bra' .did you mean 'bar'"),
        ("renderers: {pygall: 1}\n", "no renderer 'pygall' .did you mean 'pygal'"),
        ("printed: 3\n", "printed"),
        ("width: [500, 300]\n", "width: 500 to 300"),
        ("kinds: {bar: 0}\n", "at least one weight"),
        ("preset: mx\n", "no preset 'mx' .did you mean 'mix'"),
        ("- a\n", "no mapping"),
        ("a: [\n", "no YAML"),
    ],
)
def test_faults_are_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        config_of(_file(tmp_path, text))


def test_an_unknown_style_says_what_there_is() -> None:
    with pytest.raises(ConfigError, match=r"neither a preset \(mix, narrow\) nor a file"):
        config_of("naro")


def test_weights_from_the_command_line() -> None:
    config = reweighted(PRESETS["mix"], "pygal=2, matplotlib", "pie=1")
    assert config.renderers == {"pygal": 2.0, "matplotlib": 1.0}
    assert config.kinds == {"pie": 1.0}
    assert reweighted(config, "", "") == config
    with pytest.raises(ConfigError, match="'pygal=x' is no weight"):
        reweighted(config, "pygal=x", "")
