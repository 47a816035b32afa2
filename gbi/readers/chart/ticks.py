"""Finds the rows and columns of labels that make a scale, and fits it, in spite of misread ones."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from gbi.numbers import parse_number
from gbi.readers.chart.axis import Direction, FittedAxis, Grain, Tick
from gbi.readers.chart.dates import month_of, read_date
from gbi.readers.chart.fit import Fit, fit_scale, least_squares
from gbi.readers.chart.phrases import SLANTED, Phrase
from gbi.readers.chart.scene import Rule
from gbi.types import AxisKind

MIN_SHARE = 0.6
"""Of the numeric labels in a row or column, at least this share must fit the scale."""
MIN_DATED = 0.85
"""Dates that stand at equal distances without being equally apart are categories, not misread labels."""
DAY_OR_YEAR = re.compile(r"[A-Za-z]{3,9}\.?[\s-]\d\d$")
GRAINS: tuple[Grain, ...] = ("day", "month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Label:
    """A phrase with what it says: a number as shown with its suffix multiplied out, or an ordinal day."""

    phrase: Phrase
    value: float
    grain: Grain | None = None
    unit: str | None = None
    suffixed: bool = False

    def position(self, direction: Direction, anchor: float = 0.5) -> float:
        """Where it stands along the axis: `anchor` 0 is the box's left or top edge, 1 the right or bottom one."""
        x0, y0, x1, y1 = self.phrase.box
        inset = (0.5 - anchor) * 1.2 * self.phrase.size if self.phrase.angle == SLANTED else 0.0
        return x0 + anchor * (x1 - x0) + inset if direction == "x" else y0 + anchor * (y1 - y0)


def labels_of(phrases: Sequence[Phrase]) -> tuple[Label, ...]:
    """The phrases that are numbers or dates. A four-digit year counts as a date."""
    found = []
    for phrase in phrases:
        dated = read_date(phrase.text)
        parsed = None if dated else parse_number(phrase.text)
        if dated:
            found.append(Label(phrase, float(dated.ordinal), dated.grain))
        elif parsed and not parsed.relation:
            full = parsed.value if parsed.unit == "%" else parsed.value * parsed.scale
            found.append(Label(phrase, full, None, parsed.unit, parsed.scale != 1.0 and parsed.unit != "%"))
    return (
        tuple(found)
        if _months_pass(found)
        else tuple(label for label in found if not DAY_OR_YEAR.match(label.phrase.text))
    )


def _months_pass(labels: Sequence[Label]) -> bool:
    """ "Jul 16" is a month of a year unless all such labels are of one month: then they are its days."""
    short = [label.phrase.text.strip() for label in labels if DAY_OR_YEAR.match(label.phrase.text.strip())]
    return not short or len({text[:3].lower() for text in short}) > 1


def fit_axes(
    labels: Sequence[Label], direction: Direction, rules: Sequence[Rule], tolerance_pt: float
) -> list[FittedAxis]:
    """Every row ("x") or column ("y") of labels that makes a scale, the one with most ticks first."""
    axes: list[FittedAxis] = []
    for group in _lined_up(labels, direction):
        if _months_in_a_row(group, direction):
            continue
        dates = [label for label in group if label.grain]
        numbers = [label for label in group if not label.grain]
        if 2 * len(dates) >= len(group):
            years = _years_as_numbers(group)
            axis = _fit_group(years or dates, direction, rules, tolerance_pt, len(group))
        else:
            axis = _fit_group(_as_numbers(group) if dates else numbers, direction, rules, tolerance_pt, len(group))
        if axis:
            axes.append(axis)
    return _distinct(sorted(axes, key=lambda a: (-len(a.ticks), -a.confidence)))


def _months_in_a_row(group: Sequence[Label], direction: Direction) -> bool:
    """True for "5月, 6月, 7月": names of months one after the other, between which there is no 5.5."""
    months = [month_of(label.phrase.text) for label in sorted(group, key=lambda lb: lb.position(direction))]
    return len(months) > 1 and all(
        a is not None and b is not None and (b - a) % 12 in (1, 11) for a, b in pairwise(months)
    )


def _years_as_numbers(group: Sequence[Label]) -> list[Label] | None:
    """A scale such as 1500, 2000, 2500 has year-like ticks; as numbers when others of the group are no years."""
    others = [label for label in group if not label.grain]
    whole = [label for label in group if label.grain == "year"]
    return _as_numbers(group) if others and len(whole) + len(others) == len(group) else None


def _as_numbers(group: Sequence[Label]) -> list[Label]:
    plain = []
    for label in group:
        parsed = parse_number(label.phrase.text)
        if not label.grain:
            plain.append(label)
        elif parsed:
            plain.append(Label(label.phrase, parsed.value))
    return plain


def _lined_up(labels: Sequence[Label], direction: Direction) -> list[list[Label]]:
    """Groups of two labels or more that share a line: a row by middle or top, a column by right, left or middle."""
    groups: list[list[Label]] = []
    for angle in sorted({label.phrase.angle for label in labels}):
        members = [label for label in labels if label.phrase.angle == angle]
        for anchor in (1.0, 0.0, 0.5) if direction == "y" else (0.5, 0.0, 1.0):
            groups += _clusters(members, direction, anchor)
    unique: dict[tuple[int, ...], list[Label]] = {tuple(sorted(id(label) for label in g)): g for g in groups}
    return list(unique.values())


def _clusters(members: Sequence[Label], direction: Direction, anchor: float) -> list[list[Label]]:
    across: Direction = "y" if direction == "x" else "x"
    ordered = sorted(members, key=lambda label: label.position(across, anchor))
    groups: list[list[Label]] = []
    for label in ordered:
        here = label.position(across, anchor)
        size = label.phrase.size
        if groups and here - groups[-1][0].position(across, anchor) < 0.6 * size:
            groups[-1].append(label)
        else:
            groups.append([label])
    return [group for group in groups if len(group) >= 2]


def _fit_group(
    labels: Sequence[Label], direction: Direction, rules: Sequence[Rule], tolerance_pt: float, members: int
) -> FittedAxis | None:
    if len(labels) < 2:
        return None
    size = min(label.phrase.size for label in labels)
    slack = max(2.0 * tolerance_pt, 0.3 * size) + _uneven_months(labels, direction)
    tried = []
    usual = 1.0 if 2 * sum(label.phrase.angle == SLANTED for label in labels) > len(labels) else 0.5
    for anchor in (0.5, 1.0, 0.0) if direction == "x" else (0.5,):  # slanted labels hang by an end
        fit = _fit_at(labels, direction, anchor, slack)
        if fit:
            tried.append((len(fit.inliers) - (0.0 if anchor == usual else 1.5), -fit.spread, fit, anchor))
    best = max(tried, key=lambda entry: entry[:2], default=None)
    share = MIN_DATED if any(label.grain for label in labels) and _even(labels, direction) else MIN_SHARE
    if best is None or len(best[2].inliers) < max(2, share * members):
        return None
    _, _, fit, anchor = best
    return _axis(fit, [labels[i] for i in fit.inliers], direction, anchor, rules, tolerance_pt, members)


def _uneven_months(labels: Sequence[Label], direction: Direction) -> float:
    """How far months of 28 to 31 days that are drawn equally wide stand from their days' places, in points."""
    if not any(label.grain in ("month", "quarter") for label in labels):
        return 0.0
    places, days = [label.position(direction) for label in labels], [label.value for label in labels]
    return 2.5 * (max(places) - min(places)) / max(max(days) - min(days), 1.0)


def _even(labels: Sequence[Label], direction: Direction) -> bool:
    """True when the labels stand at equal distances."""
    places = sorted(label.position(direction) for label in labels)
    gaps = [b - a for a, b in pairwise(places)]
    return max(gaps) - min(gaps) < 0.15 * max(gaps) + 2.0


def _fit_at(labels: Sequence[Label], direction: Direction, anchor: float, slack: float) -> Fit | None:
    positions = [label.position(direction, anchor) for label in labels]
    values = [label.value for label in labels]
    fit = fit_scale(positions, values, slack)
    if fit is None or fit.kind == "log":
        return fit
    if any(value < 0 for value in values):  # a tick mark before a label is read as a minus: "- 12%" beside "11%"
        plain = fit_scale(positions, [abs(value) for value in values], slack)
        return plain if plain is not None and len(plain.inliers) > len(fit.inliers) else fit
    flipped = [i for i in range(len(labels)) if i not in fit.inliers and _fits(fit, positions[i], -values[i], slack)]
    if flipped and len(fit.inliers) >= 2 and 0.0 in values:
        signed = [-v if i in flipped else v for i, v in enumerate(values)]
        return fit_scale(positions, signed, slack)
    return fit


def _fits(fit: Fit, position: float, value: float, slack: float) -> bool:
    return abs((value - fit.intercept) / fit.slope - position) <= slack


def _axis(
    fit: Fit,
    labels: list[Label],
    direction: Direction,
    anchor: float,
    rules: Sequence[Rule],
    tolerance_pt: float,
    members: int,
) -> FittedAxis:
    positions = [label.position(direction, anchor) for label in labels]
    values = [_shown(fit, label, p) for label, p in zip(labels, positions, strict=True)]
    snapped = _snapped(positions, labels, direction, rules, tolerance_pt)
    slope, intercept = fit.slope, fit.intercept
    if snapped:
        positions = snapped
        line = least_squares(positions, [_raw(fit, value) for value in values])
        slope, intercept = line or (slope, intercept)
    grains = [label.grain for label in labels if label.grain]
    kind: AxisKind = "date" if grains else fit.kind
    units = {label.unit for label in labels if label.unit}
    ticks = tuple(
        sorted(
            (
                Tick(p, lb.phrase.text, v, lb.phrase.words[0])
                for p, v, lb in zip(positions, values, labels, strict=True)
            ),
            key=lambda tick: tick.position,
        )
    )
    return FittedAxis(
        direction=direction,
        kind=kind,
        slope=slope,
        intercept=intercept,
        low=min(values),
        high=max(values),
        unit=units.pop() if len(units) == 1 else None,
        grain=min(grains, key=GRAINS.index) if grains else "day",
        ticks=ticks,
        confidence=_confidence(len(labels), members, bool(snapped)),
        ruled=bool(snapped),
    )


def _shown(fit: Fit, label: Label, position: float) -> float:
    """The label's value, a lost minus sign put back and a tick mark's taken away where only that fits."""
    if fit.kind == "linear":
        there = fit.intercept + fit.slope * position
        return -label.value if abs(there + label.value) < abs(there - label.value) else label.value
    return label.value


def _raw(fit: Fit, value: float) -> float:
    return math.log10(value) if fit.kind == "log" else value


def _snapped(
    positions: list[float], labels: list[Label], direction: Direction, rules: Sequence[Rule], tolerance_pt: float
) -> list[float] | None:
    """The tick marks or grid lines beside the labels, when every label has one at the same small offset."""
    size = min(label.phrase.size for label in labels)
    lines = sorted(
        {(r.start[1] + r.end[1]) / 2 for r in rules if r.horizontal}
        if direction == "y"
        else {(r.start[0] + r.end[0]) / 2 for r in rules if not r.horizontal}
    )
    reach = 0.6 * size
    near = [[line for line in lines if abs(line - p) <= reach] for p in positions]
    offsets = sorted(line - p for p, options in zip(positions, near, strict=True) for line in options)
    if not offsets:
        return None
    slack = max(0.12 * size, 2 * tolerance_pt)
    best = max(offsets, key=lambda o: (sum(abs(o - other) <= slack for other in offsets), -abs(o)))
    agreeing = [o for o in offsets if abs(o - best) <= slack]
    centre = sum(agreeing) / len(agreeing)
    hits = [_nearest(options, p + centre, slack) for p, options in zip(positions, near, strict=True)]
    if sum(hit is not None for hit in hits) < max(2, 0.6 * len(positions)):
        return None
    flush = [_at_an_end(lines, label, direction) for label in labels]  # the outermost labels are kept inside the plot
    places = zip(positions, hits, flush, strict=True)
    return [hit if hit is not None else end if end is not None else p + centre for p, hit, end in places]


def _at_an_end(lines: Sequence[float], label: Label, direction: Direction) -> float | None:
    """The tick mark that stands at an edge of the label's box instead of its middle."""
    edges = label.position(direction, 0.0), label.position(direction, 1.0)
    return next((line for edge in edges for line in lines if abs(line - edge) <= 0.06 * label.phrase.size), None)


def _nearest(lines: Sequence[float], position: float, reach: float) -> float | None:
    close = [line for line in lines if abs(line - position) <= reach]
    return min(close, key=lambda line: abs(line - position), default=None)


def _confidence(ticks: int, members: int, snapped: bool) -> float:
    base = {2: 0.6, 3: 0.85}.get(ticks, 0.96)
    return base * math.sqrt(ticks / members) * (1.0 if snapped else 0.98)


def _distinct(axes: list[FittedAxis]) -> list[FittedAxis]:
    kept: list[FittedAxis] = []
    for axis in axes:
        words = {id(tick.word) for tick in axis.ticks}
        if not any(words & {id(tick.word) for tick in other.ticks} for other in kept):
            kept.append(axis)
    return kept
