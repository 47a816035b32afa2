"""The file's own data as a reading: chart XML, a sheet's cells, a data file's rows. Exact, so nothing is measured."""

from __future__ import annotations

from gbi.documents.source import Source
from gbi.types import Reading, Region


class NativeReader:
    """Reads what the file says itself; every cell has basis NATIVE and error 0."""

    name = "native"
    version = "1"

    def read(self, source: Source, region: Region) -> Reading | None:
        """The region's table; None where the file has only a picture. Raises `LimitError` over `max_cells`."""
        figure = source.native(region)
        if figure is None or not figure.columns:
            return None
        return Reading.build(
            region,
            reader=self.name,
            reader_version=self.version,
            columns=figure.columns,
            rows=figure.rows,
            chart_type=figure.chart_type,
            title=figure.title,
            axes=figure.axes,
            warnings=figure.warnings,
        )
