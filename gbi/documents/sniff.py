"""What a file is, by its bytes. The suffix is believed only for text, where the bytes do not say."""

from __future__ import annotations

import zipfile

from gbi.documents.limits import SourceFile
from gbi.errors import DocumentError

IMAGE_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"GIF87a", b"GIF89a", b"BM")
OFFICE_PARTS = {"ppt/presentation.xml": "pptx", "word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
TEXT_SUFFIXES = frozenset({".csv", ".tsv", ".tab", ".txt", ".psv", ""})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KNOWN = "PDF, PNG, JPEG, WebP, TIFF, SVG, PPTX, DOCX, XLSX, CSV, TSV and Parquet"


def kind_of(file: SourceFile) -> str:
    """The key of `FORMATS` for this file.

    Raises `DocumentError`, saying what to do, when the bytes are of no known kind or contradict the suffix.
    """
    head = file.head
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(IMAGE_MAGIC) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "image"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        return _office_kind(file)
    if head.startswith(OLE):
        raise DocumentError(_ole_message(file))
    return _text_kind(file)


def _office_kind(file: SourceFile) -> str:
    try:
        with zipfile.ZipFile(file.path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DocumentError(f"{file.name} is damaged or cut off ({error}); save or download it again") from error
    for part, kind in OFFICE_PARTS.items():
        if part in names:
            return kind
    if "xl/workbook.bin" in names:
        raise DocumentError(f"{file.name} is a binary workbook (XLSB); save it as .xlsx")
    if "mimetype" in names:
        raise DocumentError(f"{file.name} is an OpenDocument or EPUB file; save it as XLSX, DOCX, PPTX or PDF")
    raise DocumentError(f"{file.name} is a ZIP archive, not an office file; unpack it and give the files in it")


def _ole_message(file: SourceFile) -> str:
    data = file.path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        return f"{file.name} is encrypted; open it with its password and save it without one"
    return f"{file.name} is in an old office format (DOC, XLS or PPT); save it as DOCX, XLSX or PPTX"


def _text_kind(file: SourceFile) -> str:
    head, suffix = file.head, file.path.suffix.lower()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<?xml", b"<svg", b"<!doctype svg", b"<!--")) and (b"<svg" in start or b":svg" in start):
        return "svg"
    if not looks_like_text(head):
        raise DocumentError(f"{file.name} is of no kind that can be read; known are {KNOWN}")
    if start.startswith((b"<!doctype html", b"<html")):
        raise DocumentError(f"{file.name} is an HTML page; print it to PDF and give that")
    if suffix not in TEXT_SUFFIXES:
        raise DocumentError(
            f"{file.name} is called {suffix} but holds plain text; if it is a table, rename it to .csv, "
            "else export the document again"
        )
    return "csv"


def looks_like_text(head: bytes) -> bool:
    """True when the bytes are text in UTF-8, UTF-16 or an 8-bit or East Asian code page: no control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\x00" in head:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return max(even, odd) > len(head) * 0.2 and min(even, odd) < len(head) * 0.05
    controls = sum(1 for byte in head if byte < 32 and byte not in (9, 10, 12, 13, 27))
    return controls <= len(head) * 0.005
