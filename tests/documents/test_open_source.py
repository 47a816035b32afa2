"""`open_source`: bytes decide the kind; every bad input has its own error that says what to do."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from gbi.documents import FORMATS, open_source
from gbi.errors import DocumentError, GbiError, LimitError
from gbi.settings import Settings
from support.documents_made import huge_png, pdf_bytes, png_bytes, put, zip_bytes

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="50"><rect x="10" y="5" width="30" height="20"/></svg>'


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", pdf_bytes(), "pdf"),
        ("wrongly.csv", pdf_bytes(), "pdf"),
        ("a.png", png_bytes(), "image"),
        ("a.jpg", png_bytes(format="JPEG"), "image"),
        ("a.webp", png_bytes(format="WEBP"), "image"),
        ("a.tif", png_bytes(format="TIFF"), "image"),
        ("photo.pdf", png_bytes(), "image"),
        ("a.svg", SVG, "svg"),
        ("b.svg", '<?xml version="1.0"?>\n<!-- made -->' + SVG, "svg"),
        ("a.csv", "a,b\n1,2\n", "csv"),
        ("a.tsv", "a\tb\n1\t2\n", "csv"),
        ("a.txt", "a|b\n1|2\n", "csv"),
    ],
)
def test_the_bytes_decide_the_kind(tmp_path: Path, name: str, data: bytes | str, kind: str) -> None:
    source = open_source(put(tmp_path, name, data))
    assert source.document.kind == kind
    assert source.document.pages == 1
    assert len(source.document.id) == 64
    source.close()


@pytest.mark.parametrize(
    ("name", "data", "error", "words"),
    [
        ("empty.pdf", b"", DocumentError, "0 bytes"),
        ("empty.csv", b"", DocumentError, "0 bytes"),
        ("blank.csv", b"\n\n  \n", DocumentError, "no rows"),
        ("notes.pdf", "just some notes\nin plain text", DocumentError, "rename it to .csv"),
        ("notes.xlsx", "a,b\n1,2", DocumentError, "plain text"),
        ("broken.pdf", b"%PDF-1.7\nnothing that follows is a PDF", DocumentError, "save or download"),
        ("locked.pdf", pdf_bytes(encryption=4, user_pw="secret", owner_pw="owner"), DocumentError, "encrypted"),
        ("cut.png", png_bytes()[:90], DocumentError, "damaged"),
        ("huge.png", huge_png(20_000, 20_000), LimitError, "GBI_MAX_PIXELS"),
        ("cut.xlsx", zip_bytes({"xl/workbook.xml": b"x" * 5000})[:200], DocumentError, "damaged"),
        ("archive.zip", zip_bytes({"readme.txt": b"hello"}), DocumentError, "unpack"),
        ("book.ods", zip_bytes({"mimetype": b"application/x"}), DocumentError, "OpenDocument"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, DocumentError, "old office format"),
        (
            "locked.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            DocumentError,
            "password",
        ),
        ("program.bin", bytes(range(256)) * 8, DocumentError, "no kind that can be read"),
        ("page.html", "<!DOCTYPE html><html><body>1</body></html>", DocumentError, "HTML"),
        ("bad.svg", "<svg xmlns='http://www.w3.org/2000/svg'><rect></svg>", DocumentError, "well-formed"),
        ("cut.parquet", b"PAR1" + b"\0" * 40, DocumentError, "damaged"),
    ],
)
def test_bad_input_says_what_to_do(tmp_path: Path, name: str, data: bytes, error: type[GbiError], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        open_source(put(tmp_path, name, data))
    assert name in str(caught.value)


def test_a_missing_path_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist"):
        open_source(tmp_path / "nowhere.pdf")
    with pytest.raises(DocumentError, match="folder"):
        open_source(tmp_path)
    with pytest.raises(DocumentError, match="cannot be read"):
        open_source("bad\0name.pdf")


def test_a_truncated_pdf_is_told_from_a_whole_one(tmp_path: Path) -> None:
    data = pdf_bytes(pages=20)
    with pytest.raises(DocumentError, match=r"cut off|cannot be opened|0 pages"):
        open_source(put(tmp_path, "cut.pdf", data[: len(data) * 2 // 3]))


def test_a_pdf_without_pages(tmp_path: Path) -> None:
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
        b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n98\n%%EOF\n"
    )
    with pytest.raises(DocumentError, match="0 pages"):
        open_source(put(tmp_path, "none.pdf", data))


@pytest.mark.parametrize("limits", [Settings(max_unpacked_bytes=2**20), Settings(max_unpack_ratio=2.0)])
def test_a_zip_bomb_is_refused_by_its_declared_size(tmp_path: Path, limits: Settings) -> None:
    bomb = zip_bytes({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * (40 * 2**20)})
    with pytest.raises(LimitError, match="zip bomb"):
        open_source(put(tmp_path, "bomb.xlsx", bomb), limits)


def test_a_zip_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    bomb = zip_bytes({"xl/workbook.xml": b"<x/>", "xl/a.xml": b"0" * (20 * 2**20)})
    size = (20 * 2**20).to_bytes(4, "little")
    lying = bomb.replace(size, (1000).to_bytes(4, "little"))
    assert lying != bomb
    with pytest.raises(DocumentError):
        open_source(put(tmp_path, "bomb.xlsx", lying), Settings(max_unpacked_bytes=2**20))


@pytest.mark.parametrize(
    ("name", "data", "limits", "words"),
    [
        ("big.csv", "a,b\n" + "1,2\n" * 50, Settings(max_file_bytes=100), "GBI_MAX_FILE_BYTES"),
        ("cells.csv", "a,b\n" + "1,2\n" * 50, Settings(max_cells=20), "GBI_MAX_CELLS"),
        ("long.pdf", pdf_bytes(pages=5), Settings(max_pages=4), "GBI_MAX_PAGES"),
        ("wide.png", png_bytes(), Settings(max_pixels=100), "GBI_MAX_PIXELS"),
    ],
)
def test_limits_name_their_setting(tmp_path: Path, name: str, data: bytes, limits: Settings, words: str) -> None:
    with pytest.raises(LimitError, match=words):
        open_source(put(tmp_path, name, data), limits)


def test_the_same_bytes_are_the_same_document(tmp_path: Path) -> None:
    first = open_source(put(tmp_path, "a.csv", "a,b\n1,2\n"))
    second = open_source(put(tmp_path, "b.csv", "a,b\n1,2\n"))
    assert first.document.id == second.document.id
    assert first.regions(1)[0].id == second.regions(1)[0].id


def test_every_format_module_opens_files() -> None:
    for kind, module in FORMATS.items():
        assert callable(importlib.import_module(module).open_file), kind


def test_a_plain_image_does_not_load_pymupdf(tmp_path: Path) -> None:
    path = put(tmp_path, "a.png", png_bytes())
    code = (
        "import sys; from gbi.documents import open_source; s = open_source(sys.argv[1]); s.image(1); "
        "heavy = {'pymupdf', 'openpyxl', 'pandas', 'pyarrow'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True, timeout=60)
