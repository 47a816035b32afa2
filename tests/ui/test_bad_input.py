"""Bad files and questions: each its own error, and nothing else is lost."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

import gbi
from gbi.workspace import Unread
from support.command import Command


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text_as_pdf(path: Path) -> None:
    path.write_text("Quarterly report\nRevenue 5\n", encoding="utf-8")


def encrypted(path: Path) -> None:
    with pymupdf.open() as pdf:
        pdf.new_page().insert_text((72, 72), "secret")
        pdf.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="u", owner_pw="o")


def truncated(path: Path) -> None:
    with pymupdf.open() as pdf:
        for _ in range(5):
            pdf.new_page().insert_text((72, 72), "text " * 50)
        data = pdf.tobytes()
    path.write_bytes(data[: len(data) // 8])


def huge_png(path: Path) -> None:
    """20,000 x 20,000 grey pixels, 50 kB on disk, 400 MB in memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    side = (20_000).to_bytes(4, "big")
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * 20_001) for _ in range(20_000)) + packer.flush()
    header = chunk(b"IHDR", side + side + bytes((8, 0, 0, 0, 0)))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        with file.open("xl/workbook.xml", "w", force_zip64=True) as part:
            for _ in range(256):
                part.write(b" " * 2**20)


def no_pages(path: Path) -> None:
    objects = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    path.write_bytes(b"%PDF-1.7\n" + objects + b"trailer<</Root 1 0 R/Size 3>>\n%%EOF\n")


BAD: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("empty.pdf", empty, "empty"),
    ("notes.pdf", text_as_pdf, "plain text"),
    ("locked.pdf", encrypted, "password"),
    ("cut.pdf", truncated, "cut.pdf"),
    ("huge.png", huge_png, "pixels"),
    ("bomb.xlsx", zip_bomb, "unpack"),
    ("nothing.pdf", no_pages, "page"),
)


@pytest.mark.parametrize(("name", "make", "word"), BAD, ids=[row[0] for row in BAD])
def test_a_bad_file_has_its_own_error_and_costs_nothing_else(
    name: str, make: Callable[[Path], None], word: str, gbi_command: Command, chart_png: Path, tmp_path: Path
) -> None:
    bad = tmp_path / name
    make(bad)
    alone = gbi_command("ask", bad, "What was the revenue?")
    assert alone.status == 1
    assert alone.err.startswith("gbi: ") and word in alone.err and "Traceback" not in alone.err
    with gbi.Workspace(tmp_path / "both.gbi") as ws:
        with pytest.warns(Unread, match=word):
            documents = ws.add(bad, chart_png)
        assert [document.name for document in documents] == [chart_png.name]
        assert len(ws.readings()) == 1


def test_a_missing_path(gbi_command: Command, tmp_path: Path) -> None:
    done = gbi_command("ask", tmp_path / "nowhere.pdf", "What was the revenue?")
    assert done.status == 1 and "nowhere.pdf" in done.err and "no such file" in done.err


def test_a_csv_with_ragged_rows_is_read_with_a_warning(gbi_command: Command, tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    path.write_text("city,population\nLyon,520\nPorto\nGdansk,470,extra,more\n", encoding="utf-8")
    done = gbi_command("ask", path, "What is the population of Gdansk?", "--json")
    assert json.loads(done.out)["value"] == 470
    read = gbi_command("read", path, "--json")
    assert json.loads(read.out)["warnings"]


@pytest.mark.parametrize(("question", "word"), [("", "empty"), ("   ", "empty"), ("why " * 25_000, "characters")])
def test_questions_that_cannot_be_taken(question: str, word: str, gbi_command: Command, chart_png: Path) -> None:
    done = gbi_command("ask", chart_png, question)
    assert done.status == 1 and word in done.err


def test_a_question_in_a_third_language_is_refused_in_words(gbi_command: Command, chart_png: Path) -> None:
    done = gbi_command("ask", chart_png, "Какой была чистая прибыль в 2018 году?")
    assert done.status == 1 and not done.out
    assert "English" in done.err and "Chinese" in done.err
