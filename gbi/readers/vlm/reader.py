"""The reader that asks a vision-language model: pictures and a form in, one table out, the tools as its judges.

Asked by name alone. It runs where a model is configured (`GBI_VLM_URL`, `GBI_VLM_MODEL`, or another back end).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gbi.documents.source import Source
from gbi.errors import ModelError, ModelUnavailable, ReaderError, ReplyError, SettingsError
from gbi.models import Model, Picture, Reply, Request, Turn
from gbi.models import model as configured_model
from gbi.readers.vlm import prompts
from gbi.readers.vlm.hear import hear
from gbi.readers.vlm.hints import hint_lines
from gbi.readers.vlm.said import NOTHING, Limits, Named, Said, form, understood
from gbi.readers.vlm.stitch import Part, stitch
from gbi.readers.vlm.table import table_of
from gbi.readers.vlm.views import View, views_of
from gbi.settings import Settings, current
from gbi.types import Reading, Region

NO_MODEL = "no vision-language model is configured; set GBI_VLM_URL and GBI_VLM_MODEL, or read with the tools"
CUT_OFF = 0.8
"""What the confidence of a table is multiplied by that is known to be incomplete."""
MOST_LOST = 0.5
"""Share of a region's slices that may stay unread for the rest to be a reading."""


class VlmReader:
    """One request for a region's picture, or for each of its slices; every cell comes out GENERATED."""

    name = "vlm"

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or current()
        hints = "+hints" if self._settings.vlm_hints else ""
        self.version = f"{prompts.VERSION}:{self._settings.vlm_strategy}{hints}"

    def read(self, source: Source, region: Region) -> Reading | None:
        """The table that the model sees; None for a region without a picture, or when it sees neither chart nor table.

        Raises `ReaderError` when no model is configured, it cannot be reached, or twice gave no usable reply;
        `PageError` and `LimitError` when there is no picture.
        """
        if region.kind == "text":
            return None
        model = self._model()
        views = views_of(source, region, self._settings)
        if not views:
            return None
        said, lost = self._said(model, region, views)
        if said.chart_type == NOTHING:
            return None
        if not said.rows:
            raise ReaderError(f"the model {model.name} read no row in this {region.kind}; read it with the tools")
        return self._reading(region, views, said, lost, model.name)

    def _model(self) -> Model:
        try:
            found = configured_model(self._settings, "vlm")
        except (ModelError, SettingsError) as error:
            raise ReaderError(f"the vision-language model cannot be used: {error}") from error
        if found is None:
            raise ReaderError(NO_MODEL) from ModelUnavailable(NO_MODEL)
        return found

    def _said(self, model: Model, region: Region, views: Sequence[View]) -> tuple[Said, list[str]]:
        """The whole table, and what was lost of it. The first slice tells the columns, the others fill them."""
        words = " ".join(word.text for word in views[0].words)
        language = prompts.language_of(f"{region.caption} {words}")
        limits = Limits(tokens=self._settings.vlm_tokens)
        first = hear(model, [lambda to: self._whole(language, views[0], to)], _table, limits)[0]
        if isinstance(first, ModelError):
            raise ReaderError(f"the model {model.name} did not read this {region.kind}: {first}") from first
        if len(views) == 1 or first.chart_type == NOTHING:
            return first, ["the model's reply was cut off: further rows are missing"] if first.cut else []
        columns = first.columns

        def understand(reply: Reply) -> Said:
            return understood(reply.text, cut=reply.finish == "length", columns=columns)

        asks = [
            lambda to, number=number, view=view: self._part(language, view, number, len(views), columns, to)
            for number, view in enumerate(views[1:], 2)
        ]
        return _joined([first, *hear(model, asks, understand, limits)], views, region)

    def _whole(self, language: prompts.Language, view: View, limits: Limits) -> Request:
        return self._request(language, prompts.task(language), view, limits, form(limits))

    def _part(
        self, language: prompts.Language, view: View, number: int, of: int, columns: Sequence[Named], limits: Limits
    ) -> Request:
        text = prompts.part(language, number, of, [(column.name, column.unit) for column in columns])
        shape = form(limits, columns=len(columns))
        return self._request(language, f"{prompts.task(language)}\n\n{text}", view, limits, shape)

    def _request(
        self, language: prompts.Language, text: str, view: View, limits: Limits, shape: dict[str, object]
    ) -> Request:
        pictures = [Picture(png=png, max_pixels=self._settings.vlm_pixels) for png in (view.whole, view.png) if png]
        words = hint_lines(view.words, view.place.box) if self._settings.vlm_hints else ""
        hints = prompts.hinted(language, words)
        return Request(
            system=prompts.system(language),
            turns=(Turn(parts=(*pictures, *([hints] if hints else []), text)),),
            form=shape,
            max_tokens=limits.tokens,
            temperature=limits.temperature,
            seed=limits.seed,
            repetition_penalty=limits.repetition_penalty,
        )

    def _reading(self, region: Region, views: Sequence[View], said: Said, lost: list[str], name: str) -> Reading:
        shown = list(dict.fromkeys((view.place.page, view.words) for view in views))  # slices of a page share words
        table = table_of(said, shown, hinted=self._settings.vlm_hints)
        if not table.rows:
            raise ReaderError(f"the model {name} wrote no row that fits its columns; read it with the tools")
        if lost:
            table = replace(table, confidence=round(table.confidence * CUT_OFF, 3))
        return Reading.build(
            region,
            reader=self.name,
            reader_version=self.version,
            model=name,
            columns=table.columns,
            rows=table.rows,
            chart_type=None if said.chart_type == "table" else said.chart_type,
            title=said.title or region.caption,
            axes=table.axes,
            confidence=table.confidence,
            warnings=(*lost, *table.warnings),
        )


def _table(reply: Reply) -> Said:
    said = understood(reply.text, cut=reply.finish == "length")
    if not said.rows and said.chart_type != NOTHING:
        raise ReplyError("the model read no row")
    if len(said.columns) < 2 and said.chart_type != NOTHING:
        raise ReplyError("the model read labels without values")
    return said


def _joined(heard: Sequence[Said | ModelError], views: Sequence[View], region: Region) -> tuple[Said, list[str]]:
    """All slices' rows as one table. Raises `ReaderError` where too many slices gave none."""
    failed = [(n, said) for n, said in enumerate(heard, 1) if isinstance(said, ModelError)]
    if len(failed) > MOST_LOST * len(views):
        raise ReaderError(f"{len(failed)} of {len(views)} parts of this {region.kind} were not read: {failed[0][1]}")
    lost = [f"part {n} of {len(views)} was not read: its rows are missing ({error})" for n, error in failed]
    parts: list[Part] = []
    for n, (said, view) in enumerate(zip(heard, views, strict=True), 1):
        if isinstance(said, ModelError):
            parts.append(Part((), 0.0, 0))
            continue
        if said.cut:
            lost.append(f"the model's reply on part {n} of {len(views)} was cut off: rows may be missing after it")
        parts.append(Part(said.rows, view.overlap, view.shared))
    first = heard[0]
    assert isinstance(first, Said)  # without the first slice's columns there is nothing to join
    names = tuple(column.name for column in first.columns)
    parts = [replace(part, rows=tuple(row for row in part.rows if row != names)) for part in parts]
    joined = stitch(parts)
    if joined.seams:
        lost.append(f"{len(joined.seams)} parts did not fit to the one before: rows may be missing or stand twice")
    return first.model_copy(update={"rows": joined.rows}), lost
