"""Number formats: value as shown, unit, scale, dates."""

from __future__ import annotations

import pytest

from gbi.documents.numfmt import excel_date, parse_format, shown_text, shown_value


@pytest.mark.parametrize(
    ("code", "raw", "text", "value", "unit", "scale"),
    [
        ("General", 1.5, "1.5", 1.5, None, 1.0),
        ("0.0%", 0.125, "12.5%", 12.5, "%", 0.01),
        ("0%", 0.07, "7%", 7, "%", 0.01),
        ("#,##0", -1234567, "-1,234,567", -1234567, None, 1.0),
        ("#,##0,", 1234567, "1,235", 1234.567, None, 1e3),
        ('#,##0.0,,"M"', 5e6, "5.0M", 5, None, 1e6),
        ("$#,##0.00", 1234.5, "$1,234.50", 1234.5, "USD", 1.0),
        ("[$€-407] #,##0", 1000, "€1,000", 1000, "EUR", 1.0),
        ('_($* #,##0_);_($* (#,##0);_($* "-"_)', 5, "$5", 5, "USD", 1.0),
        ('#,##0"万元"', 3, "3万元", 3, "CNY", 1e4),
        ("0.00E+00", 123.0, "123.00", 123, None, 1.0),
    ],
)
def test_formats(code: str, raw: float, text: str, value: float, unit: str | None, scale: float) -> None:
    form = parse_format(code)
    assert (shown_text(raw, form), shown_value(raw, form)) == (text, value)
    assert (form.unit, form.scale) == (unit, scale)


@pytest.mark.parametrize(
    ("code", "serial", "iso"),
    [("yyyy-mm-dd", 44000, "2020-06-18"), ("mmm-yy", 44000, "2020-06-18"), ("h:mm", 0.5, "12:00:00"),
     ("d/m/yy h:mm", 44000.25, "2020-06-18T06:00:00")],
)  # fmt: skip
def test_dates(code: str, serial: float, iso: str) -> None:
    form = parse_format(code)
    assert form.date
    assert excel_date(serial, form) == iso
    assert excel_date(1e12, form) is None
