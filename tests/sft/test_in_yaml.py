"""What people write in YAML: each fault is told with its spot, and an unknown key with the nearest known one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import Field

from gbi.errors import GbiError
from gbi.types import Frozen
from gbi_sft.in_yaml import checked, read, shipped


class Wrong(GbiError):
    """What these settings raise."""


class Wheel(Frozen):
    radius: float = Field(1.0, gt=0)


class Cart(Frozen):
    name: str
    wheels: tuple[Wheel, ...] = ()
    spare: Wheel | None = None
    drawn_by: dict[str, Wheel] = Field(default_factory=dict)


def cart(folder: Path, text: str, name: str = "cart.yaml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"nam": "a"}, "here: unknown key nam; did you mean name?"),
        ({"colour": "red"}, "here: unknown key colour; there are name, wheels, spare, drawn_by"),
        ({"name": "a", 7: 1}, "here: unknown key 7; there are name"),
        ({"name": "a", "wheels": [{}, {"radios": 2}]}, "here: wheels: unknown key radios; did you mean radius?"),
        ({"name": "a", "spare": {"radios": 2}}, "here: spare: unknown key radios; did you mean radius?"),
        (
            {"name": "a", "drawn_by": {"ox": {"radios": 2}}},
            "here: drawn_by: ox: unknown key radios; did you mean radius",
        ),
        ({"name": "a", "wheels": [{}, {"radius": 0}]}, "here: wheels.1.radius: Input should be greater than 0; and so"),
        ({"wheels": [{"radios": 1}]}, "here: wheels: unknown key radios"),  # told before what is missing
        ({}, "here: name: Field required; and so"),
        (None, "here: Input should be a valid dictionary or instance of Cart; and so"),
    ],
)
def test_a_fault_names_its_spot(said: object, fault: str) -> None:
    with pytest.raises(Wrong) as caught:
        checked(Cart, said, "here", Wrong, "; and so")
    assert str(caught.value).startswith(fault)


def test_what_fits_is_its_form() -> None:
    said = {"name": "a", "wheels": [{"radius": 2}]}
    assert checked(Cart, said, "here", Wrong) == Cart(name="a", wheels=(Wheel(radius=2),))


@pytest.mark.parametrize("data", [b"a: [", b"a: \xff", b"a: !!python/object:os.system {}"])
def test_what_is_no_yaml_is_refused_on_one_line(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(data)
    with pytest.raises(Wrong, match=r"bad\.yaml is no YAML: ") as caught:
        read(path, Wrong)
    assert "\n" not in str(caught.value)


def test_a_name_is_one_that_comes_along_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "along").mkdir()
    cart(tmp_path / "along", yaml.safe_dump({"name": "ours"}), "full.yaml")
    mine = cart(tmp_path, "name: mine")

    def found(name: str) -> str:
        return shipped(name, Cart, tmp_path / "along", Wrong, lambda said: None).name

    assert (found("full"), found(mine)) == ("ours", "mine")
    with pytest.raises(Wrong, match=r"fool is neither a cart \(full\) nor a file that can be read"):
        found("fool")
    with pytest.raises(Wrong, match=r"cart\.yaml: name: Field required; compare recipes/full\.yaml"):
        found(cart(tmp_path, "wheels: []"))


def test_what_the_check_finds_is_told_with_the_file(tmp_path: Path) -> None:
    def check(said: Cart) -> None:
        raise GbiError(f"{said.name} has no wheels")

    with pytest.raises(Wrong, match=r"cart\.yaml: mine has no wheels"):
        shipped(cart(tmp_path, "name: mine"), Cart, tmp_path, Wrong, check)
