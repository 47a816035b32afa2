"""SVG: coordinates are its px, text survives in place, Chinese too, and nothing outside the file is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from gbi.documents import open_source
from gbi.errors import DocumentError
from support.documents_made import put

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="400" height="200">'


def test_shapes_and_words_stand_where_the_svg_puts_them(tmp_path: Path) -> None:
    svg = HEAD + (
        '<rect width="400" height="200" fill="white"/><rect x="50" y="40" width="30" height="100" fill="#1f77b4"/>'
        '<g transform="translate(65,160)"><text text-anchor="middle" font-size="12">North</text></g>'
        '<text transform="translate(20,120) rotate(-90)" font-size="12">Sales</text></svg>'
    )
    source = open_source(put(tmp_path, "a.svg", svg))
    page = source.page(1)
    assert (page.width, page.height) == (400, 200)
    words = {w.text: w for w in page.words}
    assert words["Sales"].angle == 90
    assert (words["North"].box[0] + words["North"].box[2]) / 2 == pytest.approx(65, abs=1)
    assert words["North"].box[1] < 160 < words["North"].box[3]
    blue = [d["rect"] for d in source.vector_page(1).get_drawings() if d["fill"] and d["fill"][2] > 0.6 > d["fill"][0]]
    assert [tuple(round(v) for v in r) for r in blue] == [(50, 40, 80, 140)]
    assert source.document.kind == "svg"
    assert [r.kind for r in source.regions(1)] == ["chart"]


def test_chinese_labels_survive(tmp_path: Path) -> None:
    svg = (
        HEAD + '<text x="30" y="50" font-size="14">营业收入</text><text x="30" y="90" font-size="14">2019</text></svg>'
    )
    words = {w.text: w.box for w in open_source(put(tmp_path, "zh.svg", svg)).page(1).words}
    assert set(words) == {"营业收入", "2019"}
    assert words["营业收入"][0] == pytest.approx(30, abs=2)


def test_files_outside_are_not_read(tmp_path: Path) -> None:
    secret = put(tmp_path, "secret.svg", HEAD + '<text x="10" y="20">secret</text></svg>')
    svg = (
        HEAD + f'<image xlink:href="{secret.as_uri()}" width="400" height="200"/><text x="10" y="90">shown</text></svg>'
    )
    assert open_source(put(tmp_path, "a.svg", svg)).page(1).text.split() == ["shown"]


def test_entities_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + HEAD + "<text>&b;</text></svg>"
    with pytest.raises(DocumentError, match="entities"):
        open_source(put(tmp_path, "bomb.svg", '<?xml version="1.0"?>' + bomb))
