"""Parts of an office file and how they refer to each other, read without resolving anything outside of it."""

from __future__ import annotations

import posixpath
import zipfile
from typing import Any

from lxml import etree

from gbi.errors import DocumentError

RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def parse_xml(data: bytes, what: str) -> Any:
    """The root element; entities and DTDs are not read. Raises `DocumentError` for XML that is not well formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(f"{what} is damaged ({error}); save it again") from error


def local(element: Any) -> str:
    """The element's name without its namespace; "" for comments."""
    return str(element.tag).rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def find(element: Any, *names: str) -> Any | None:
    """The first descendant along the path of local `names`, each a direct child of the one before; None if absent."""
    for name in names:
        element = next((child for child in element if local(child) == name), None)
        if element is None:
            return None
    return element


def children(element: Any, name: str) -> list[Any]:
    """The direct children with this local name."""
    return [child for child in element if local(child) == name]


def value_of(element: Any | None, *names: str, default: str = "") -> str:
    """The `val` attribute (in any namespace) of the element at the path; `default` where there is none."""
    found = find(element, *names) if element is not None else None
    if found is None:
        return default
    return next((str(v) for k, v in found.attrib.items() if k.rsplit("}", 1)[-1] == "val"), default)


def related(archive: zipfile.ZipFile, part: str, kind: str) -> dict[str, str]:
    """Relation id -> part name, of the parts that `part` refers to with a relation type that ends in `kind`."""
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    if rels not in archive.namelist():
        return {}
    found = {}
    for relation in parse_xml(archive.read(rels), rels).iter(RELATIONS):
        if relation.get("Type", "").endswith("/" + kind) and relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[relation.get("Id", "")] = path
    return found
