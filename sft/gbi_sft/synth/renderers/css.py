"""A chart's style sheet written into its elements, for a rasteriser that reads attributes alone.

Understood: descendants, tags and classes, the last rule of a kind wins as in a sheet without specificity; rules with
states (":hover") are left out, for nobody points at a picture.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree

SHOWN = {
    "fill", "stroke", "stroke-width", "opacity", "fill-opacity", "stroke-opacity", "stroke-dasharray", "text-anchor",
    "font-size", "font-family", "visibility",
}  # fmt: skip
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NOT = re.compile(r":not\(([^)]*)\)")


class Rule(NamedTuple):
    """A selector's parts from the inside out, each a tag ("" for any), classes and classes that must not be; and what
    it sets. `need` is a word that the innermost element has: its tag or one of its classes; of two
    rules of one `weight` the later in `order` wins."""

    parts: tuple[tuple[str, frozenset[str], frozenset[str]], ...]
    sets: tuple[tuple[str, str], ...]
    need: str
    weight: int
    order: int


@lru_cache(maxsize=64)
def rules(sheet: str) -> dict[str, tuple[Rule, ...]]:
    """The rules of a sheet by the word that the innermost element has."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for selectors, body in _RULE.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)):
        pairs = (line.split(":", 1) for line in body.split(";") if ":" in line)
        sets = tuple((k.strip(), v.replace("!important", "").strip()) for k, v in pairs if k.strip() in SHOWN)
        for selector in selectors.split(",") if sets else ():
            plain = re.sub(r"#[\w-]+\s*", "", selector.strip()).replace(">", " ")
            if ":" not in _NOT.sub("", plain) and plain.strip() and "[" not in plain.split()[-1].split("[")[0]:
                rule = _rule(plain, sets, sum(map(len, found.values())))
                found[rule.need].append(rule)
    return {need: tuple(some) for need, some in found.items()}


def _rule(selector: str, sets: tuple[tuple[str, str], ...], order: int) -> Rule:
    parts = []
    for piece in reversed(selector.split()):
        never = frozenset(name.lstrip(".") for name in _NOT.findall(piece))
        plain = _NOT.sub("", piece)
        turned = "[transform]" in plain
        tag, *named = plain.replace("[transform]", "").split(".")
        parts.append((tag, frozenset(named) | ({"[transform]"} if turned else frozenset()), never))
    tag, classes, _ = parts[0]
    need = next(iter(sorted(classes - {"[transform]"})), tag)
    return Rule(tuple(parts), sets, need, sum(len(part[1]) + bool(part[0]) for part in parts), order)


def written_in(svg: str) -> str:
    """The SVG with what its style sheets say as attributes, the sheets and scripts taken out."""
    root = ElementTree.fromstring(svg)
    sheet = "\n".join(element.text or "" for element in root.iter() if element.tag.endswith("}style"))
    by_word = rules(re.sub(r"#chart-[\w-]+", "#c", sheet))
    _descend(root, [], by_word)
    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    return ElementTree.tostring(root, encoding="unicode")


def _descend(
    element: ElementTree.Element, above: list[tuple[str, frozenset[str]]], by_word: dict[str, tuple[Rule, ...]]
) -> None:
    tag = element.tag.rpartition("}")[2]
    classes = frozenset(element.get("class", "").split())
    mine = (tag, classes | {"[transform]"} if element.get("transform") else classes)
    line = [*above, mine]
    fits = [rule for word in (*classes, tag) for rule in by_word.get(word, ()) if _matches(rule, line)]
    for rule in sorted(fits, key=lambda rule: (rule.weight, rule.order)):
        for name, value in rule.sets:
            element.set(name, value)
    for child in list(element):
        if child.tag.endswith(("}style", "}script", "}desc", "}title")):
            element.remove(child)
        else:
            _descend(child, line, by_word)


def _matches(rule: Rule, line: list[tuple[str, frozenset[str]]]) -> bool:
    """Whether the innermost element fits the first part and elements around it the others, in order."""
    first, *others = rule.parts
    if not _fits(first, line[-1]):
        return False
    place = len(line) - 2
    for part in others:
        while place >= 0 and not _fits(part, line[place]):
            place -= 1
        if place < 0:
            return False
        place -= 1
    return True


def _fits(part: tuple[str, frozenset[str], frozenset[str]], one: tuple[str, frozenset[str]]) -> bool:
    tag, classes, never = part
    return (not tag or tag == one[0]) and classes <= one[1] and not never & one[1]
