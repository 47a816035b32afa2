"""The sample report's English tables: ruled with a header of two levels, borderless, and one over two pages."""

from __future__ import annotations

from sample_canvas import LEFT, Report
from sample_data import INCOME_STATEMENT, SITES, STORES


def statements(report: Report) -> None:
    """A page with the income statement, ruled, and the sites, borderless with a footnote."""
    report.new_page()
    report.text(LEFT, 80, "5 Income statement", size=16, bold=True)
    report.text(LEFT, 112, "Table 1: Consolidated income statement (in thousands of US dollars)", size=10.5, bold=True)
    edges = (LEFT, LEFT + 210, LEFT + 300, LEFT + 390, LEFT + 480)
    top, row = 124.0, 22.0
    bottom = top + row * (len(INCOME_STATEMENT) + 2)
    for n in range(len(INCOME_STATEMENT) + 3):
        start = edges[1] if n == 1 else edges[0]
        report.page.draw_line((start, top + n * row), (edges[-1], top + n * row), width=0.6)
    for i, x in enumerate(edges):
        first = top + row if i in (2, 3) else top
        report.page.draw_line((x, first), (x, bottom), width=0.6)
    report.text(edges[1] + 75, top + 15, "Year ended 31 December", size=9, bold=True)
    for i, year in enumerate(("2021", "2022", "2023")):
        report.right(edges[i + 2] - 6, top + row + 15, year, bold=True)
    for n, (label, values) in enumerate(INCOME_STATEMENT):
        y = top + (n + 2) * row + 15
        report.text(edges[0] + 6, y, label, size=9)
        for i, value in enumerate(values):
            report.right(edges[i + 2] - 6, y, f"({-value:,})" if value < 0 else f"{value:,}")
    rows = [[label, *values] for label, values in INCOME_STATEMENT]
    columns = ["", "2021", "2022", "2023"]
    report.truth.append(
        {"page": report.page.number + 1, "kind": "table", "title": "Table 1", "columns": columns, "rows": rows}
    )

    report.text(LEFT, 400, "Table 2: Manufacturing sites", size=10.5, bold=True)
    xs = (LEFT, LEFT + 230, LEFT + 330, LEFT + 440)
    report.text(xs[0], 424, "Site", size=9, bold=True)
    for x, name in zip(xs[1:], ("Opened", "Employees*", "On-time delivery (%)"), strict=True):
        report.right(x, 424, name, bold=True)
    for n, (site, opened, staff, rate) in enumerate(SITES):
        y = 444 + n * 18
        report.text(xs[0], y, site, size=9)
        for x, value in zip(xs[1:], (str(opened), f"{staff:,}", f"{rate:.1f}"), strict=True):
            report.right(x, y, value)
    report.text(LEFT, 444 + len(SITES) * 18 + 8, "* At year end, without temporary staff.", size=7.5)
    columns = ["Site", "Opened", "Employees", "On-time delivery (%)"]
    report.truth.append(
        {
            "page": report.page.number + 1,
            "kind": "table",
            "title": "Table 2",
            "columns": columns,
            "rows": [list(r) for r in SITES],
        }
    )


def stores(report: Report) -> None:
    """The stores: one ruled table that runs on over the next page under a repeated header."""
    report.new_page()
    report.text(LEFT, 80, "6 Stores", size=16, bold=True)
    report.text(LEFT, 112, "Table 3: Stores, floor area and sales", size=10.5, bold=True)
    columns = ["Store", "City", "Floor area (m2)", "Sales (USD million)"]
    edges, first, row = (LEFT, LEFT + 90, LEFT + 230, LEFT + 350, LEFT + 480), report.page.number + 1, 18.0
    halves = ((124.0, STORES[:34]), (70.0, STORES[34:]))
    for half, (top, stores) in enumerate(halves):
        if half:
            report.new_page()
        for n in range(len(stores) + 2):
            report.page.draw_line((edges[0], top + n * row), (edges[-1], top + n * row), width=0.5)
        for x in edges:
            report.page.draw_line((x, top), (x, top + row * (len(stores) + 1)), width=0.5)
        for x, name in zip(edges, columns, strict=False):
            report.text(x + 5, top + 13, name, size=9, bold=True)
        for n, (store, city, area, sales) in enumerate(stores):
            y = top + (n + 1) * row + 13
            report.text(edges[0] + 5, y, store, size=9)
            report.text(edges[1] + 5, y, city, size=9)
            report.right(edges[3] - 5, y, str(area))
            report.right(edges[4] - 5, y, f"{sales:.1f}")
    report.truth.append(
        {"page": first, "kind": "table", "title": "Table 3", "columns": columns, "rows": [list(s) for s in STORES]}
    )
