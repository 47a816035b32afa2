"""SVG: converted to one vector PDF page whose points are the SVG's px, then read like a PDF."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from gbi.documents.limits import SourceFile
from gbi.documents.pdf import PdfSource
from gbi.errors import DocumentError

SURVIVES = 0.9  # of the SVG's characters that must be text in the PDF


def open_file(file: SourceFile) -> PdfSource:
    """The SVG as a document of one page. Raises `DocumentError` when it is broken or unsafe."""
    import pymupdf

    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    try:
        root = fromstring(file.path.read_bytes(), forbid_dtd=False)
    except DefusedXmlException as error:
        raise DocumentError(f"{file.name} uses XML entities, which are not read; export it without them") from error
    except (ParseError, ValueError, LookupError) as error:
        raise DocumentError(f"{file.name} is not a well-formed SVG ({error}); export it again") from error
    _drop_foreign(root)
    wanted = _characters(" ".join(_texts(root)))
    svg = tostring(root, encoding="unicode")
    doc = _by_resvg(svg)
    if doc is None or _kept(doc, wanted) < SURVIVES:
        other = _by_mupdf(svg)
        if doc is None or (other is not None and _kept(other, wanted) > _kept(doc, wanted)):
            doc = other
    if doc is None:
        raise DocumentError(f"{file.name} cannot be drawn; export it again as SVG 1.1, PDF or PNG")
    lost = _kept(doc, wanted) < SURVIVES
    return PdfSource(file, doc, "svg", ("some of the drawing's text could not be read as text",) if lost else ())


def _drop_foreign(root: Element) -> None:
    """Takes out scripts and every reference to something outside the file."""
    for parent in root.iter():
        for child in list(parent):
            name = str(child.tag).rsplit("}", 1)[-1]
            if name in ("script", "foreignObject"):
                parent.remove(child)
                continue
            for key in [k for k in child.attrib if k.rsplit("}", 1)[-1] == "href"]:
                if not child.attrib[key].startswith(("#", "data:image/")):
                    del child.attrib[key]


def _texts(root: Element) -> list[str]:
    return ["".join(node.itertext()) for node in root.iter() if str(node.tag).rsplit("}", 1)[-1] == "text"]


def _characters(text: str) -> int:
    return len(re.sub(r"\s|\u200b|\ufffd", "", text))


def _kept(doc: Any, wanted: int) -> float:
    return _characters(doc[0].get_text("text")) / wanted if wanted else 1.0


def _by_resvg(svg: str) -> Any | None:
    """The drawing as PyMuPDF document made by resvg, which knows CSS, clips and text anchors; None when it cannot."""
    import pymupdf
    import vl_convert

    try:
        return pymupdf.open(stream=vl_convert.svg_to_pdf(svg), filetype="pdf")
    except (ValueError, RuntimeError):
        return None


def _by_mupdf(svg: str) -> Any | None:
    """The drawing as PyMuPDF makes it, which brings its own Chinese glyphs; None when it cannot."""
    import pymupdf

    try:
        with pymupdf.open(stream=svg.encode(), filetype="svg") as drawing:
            return pymupdf.open(stream=drawing.convert_to_pdf(), filetype="pdf")
    except (ValueError, RuntimeError):
        return None
