"""A scene and where it was drawn, as `Gold`: numbers as printed, or "~" and what can be read off the axis."""

from __future__ import annotations

import math

from gbi_sft.sample import Gold, GoldAxis, GoldBox, GoldColumn, Language
from gbi_sft.synth.drawn import Drawn, Span
from gbi_sft.synth.scene import Quantity, Scene

SERIES = "series"
"""The name of the first column of a scatter with several series, as the readers write it."""
LABELS: dict[Language, str] = {"en": "category", "zh": "类别"}
VALUES: dict[Language, str] = {"en": "value", "zh": "数值"}
"""What columns are called that the figure itself does not name."""

Cell = tuple[str, float | None]


def gold_of(scene: Scene, drawn: Drawn) -> Gold:
    """What a reader should say of the figure; boxes and spans are those of `drawn`."""
    points = scene.what.mark == "point"
    rows = _point_rows(scene, drawn) if points else _rows(scene, drawn)
    return Gold(
        chart_type=scene.what.chart_type,
        kind=scene.kind,
        title=scene.title,
        x_axis=_x_axis(scene, drawn),
        y_axis=_axis(scene, scene.y, drawn.y) if _has_axes(scene) else GoldAxis(),
        columns=_point_columns(scene) if points else _columns(scene),
        texts=tuple(tuple(text for text, _ in row) for row in rows),
        values=tuple(tuple(value for _, value in row[1:]) for row in rows),
        boxes=_point_boxes(scene, drawn.boxes) if points else drawn.boxes,
    )


def estimated(value: float, span: Span | None, quantity: Quantity) -> Cell:
    """A value that no number is printed for, rounded to the power of ten next to two pixels on its axis.

    Never finer than the quantity is printed; a value 250 px up an axis of 0 to 1000 is read to tens.
    """
    if span is None or span.length_px <= 0 or span.high == span.low:
        return _told("~" + quantity.text(value), value, quantity.decimals)
    a_pixel = abs(span.high - span.low) / span.length_px
    places = -round(math.log10(a_pixel * 2))
    places = min(places, quantity.decimals)
    rounded = round(value, places) + 0.0
    return _told("~" + quantity.text(rounded, max(places, 0)), rounded, places)


def _told(text: str, value: float, places: int) -> Cell:
    return text, round(value, places) + 0.0


def _cell(scene: Scene, drawn: Drawn, series: int, row: int) -> Cell:
    value = scene.series[series].values[row]
    quantity = scene.quantity(series)
    if value is None:
        return scene.missing, None
    if scene.printed or scene.what.mark == "cell":
        return _told(quantity.text(value), value, quantity.decimals)
    return estimated(value, drawn.y2 if scene.series[series].side == "right" else drawn.y, quantity)


def _rows(scene: Scene, drawn: Drawn) -> list[list[Cell]]:
    shown = shares(scene) if scene.what.mark == "wedge" and not scene.printed else scene
    return [
        [(label, None), *(_cell(shown, drawn, series, row) for series in range(len(scene.series)))]
        for row, label in enumerate(scene.labels)
    ]


def shares(scene: Scene) -> Scene:
    """A pie's scene in whole per cent of the whole: all that can be read where no number is printed."""
    values = [value or 0.0 for value in scene.series[0].values]
    parts = tuple(round(100 * value / sum(values)) for value in values)
    percent = Quantity(name=scene.y.name, unit="%", scale=0.01, suffix="%")
    series = scene.series[0].model_copy(update={"values": parts, "quantity": None})
    return scene.model_copy(update={"y": percent, "series": (series,)})


def _columns(scene: Scene) -> tuple[GoldColumn, ...]:
    if scene.what.mark == "wedge" and not scene.printed:
        scene = shares(scene)
    titled = scene.what.mark == "cell" or (scene.axis_titles and scene.what.mark != "wedge")
    columns = [GoldColumn(name=(scene.label_name if titled else "") or LABELS[scene.language])]
    for number, series in enumerate(scene.series):
        quantity = scene.quantity(number)
        name = series.name or (quantity.name if scene.named else "") or VALUES[scene.language]
        columns.append(GoldColumn(name=name, unit=quantity.unit, scale=quantity.scale))
    return tuple(columns)


def _point_columns(scene: Scene) -> tuple[GoldColumn, ...]:
    found = [q for q in (scene.x, scene.y, scene.size if scene.printed else None) if q]
    columns = [GoldColumn(name=q.name, unit=q.unit, scale=q.scale) for q in found]
    return (GoldColumn(name=SERIES), *columns) if len(scene.series) > 1 else tuple(columns)


def _point_rows(scene: Scene, drawn: Drawn) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for series in scene.series:
        for n, (x, y) in enumerate(zip(series.xs, series.values, strict=True)):
            row = [estimated(x, drawn.x, scene.x)] if scene.x else []
            row.append(estimated(y, drawn.y, scene.y) if y is not None else ("", None))
            if scene.printed and scene.size:  # areas alone tell no number
                row.append(_told(scene.size.text(series.sizes[n]), series.sizes[n], scene.size.decimals))
            rows.append([(series.name, None), *row] if len(scene.series) > 1 else row)
    return rows


def _point_boxes(scene: Scene, boxes: tuple[GoldBox, ...]) -> tuple[GoldBox, ...]:
    """The boxes with the cells of a table of points: a mark's is its y, a printed number's its size."""
    y = 2 if len(scene.series) > 1 else 1
    columns = {"mark": y, "value label": y + 1}
    return tuple(box.model_copy(update={"column": columns[box.part]}) if box.part in columns else box for box in boxes)


def _has_axes(scene: Scene) -> bool:
    return scene.what.mark not in ("wedge", "cell")


def _x_axis(scene: Scene, drawn: Drawn) -> GoldAxis:
    if scene.x:
        return _axis(scene, scene.x, drawn.x)
    return GoldAxis(name=scene.label_name) if _has_axes(scene) and scene.axis_titles else GoldAxis()


def _axis(scene: Scene, quantity: Quantity, span: Span | None) -> GoldAxis:
    titled = quantity if scene.axis_titles else Quantity(name="")
    return GoldAxis(
        name=titled.name, unit=titled.unit, low=span.low if span else None, high=span.high if span else None
    )
