"""Makes the sample report: a PDF of 11 pages with known data, and that data as JSON.

    python examples/sample_report.py OUT_DIR      writes sample_report.pdf and sample_truth.json

Vector charts of every family the readers know, ruled and borderless tables, one table over two pages, one
scanned page, English and Chinese. The Chinese glyphs come from PyMuPDF's built-in font, so no system font is needed.
The same seed gives the same page contents; the company and all its figures are made up.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pymupdf
from matplotlib.axes import Axes
from sample_canvas import A4, LEFT, RIGHT, Report, chart_pdf, cjk_font
from sample_data import (
    ENERGY,
    MARGIN,
    MIX,
    NET_INCOME,
    QUARTERS,
    REGIONS,
    REVENUE,
    SHARE,
    STAFF,
    STORES,
    USERS,
    VISITORS,
    ZH_REGIONS,
    ZH_REVENUE,
    ZH_TABLE,
)  # fmt: skip
from sample_tables import statements, stores


def _grouped(axes: Axes, labels: tuple[str, ...], series: dict[str, tuple[float, ...]], unit: str) -> None:
    step = 0.8 / len(series)
    for i, (name, values) in enumerate(series.items()):
        axes.bar(np.arange(len(labels)) - 0.4 + step * (i + 0.5), values, step, label=name)
    axes.set_xticks(range(len(labels)), labels)
    axes.set_ylabel(unit)
    axes.grid(axis="y", linewidth=0.4)
    axes.set_axisbelow(True)
    axes.legend(frameon=False)


def _cover(report: Report) -> None:
    report.text(LEFT, 150, "Annual review 2023", size=30, bold=True)
    report.text(LEFT, 182, "Meridian Instruments", size=16)
    report.paragraph(
        230,
        "Revenue grew to 1,359 million US dollars in 2023. Asia Pacific was the fastest growing region. The board "
        "proposes a dividend of 0.84 US dollars per share. At the end of the year the group employed 5,125 people.",
    )
    report.paragraph(300, "本报告同时载有中文摘要（见第十一页）。")


def _revenue(report: Report) -> None:
    report.new_page()
    report.text(LEFT, 80, "1 Revenue by region", size=16, bold=True)
    data = {
        "columns": ["Region", *REVENUE],
        "rows": [[r, *(REVENUE[y][i] for y in REVENUE)] for i, r in enumerate(REGIONS)],
    }
    pdf = chart_pdf(lambda axes: _grouped(axes, REGIONS, REVENUE, "Revenue (USD million)"))
    report.chart(130, 300, "Figure 1: Revenue by region, 2021 to 2023", {"type": "grouped bar", **data}, pdf)
    report.paragraph(460, "Asia Pacific overtook Europe in 2023. Latin America recovered after a weak 2022.")


def _margins(report: Report) -> None:
    def draw(axes: Axes) -> None:
        for (name, values), marker in zip(MARGIN.items(), ("o", "s", "^"), strict=True):
            axes.plot(QUARTERS, values, label=name, marker=marker, markersize=4)
        axes.set_ylabel("Gross margin (%)")
        axes.tick_params(axis="x", rotation=45)
        axes.legend(frameon=False, ncols=3, loc="upper center")
        axes.set_ylim(10, 55)

    report.new_page()
    report.text(LEFT, 80, "2 Profitability", size=16, bold=True)
    rows = [[q, *(MARGIN[n][i] for n in MARGIN)] for i, q in enumerate(QUARTERS)]
    data = {"type": "line", "columns": ["Quarter", *MARGIN], "rows": rows}
    report.chart(130, 300, "Figure 2: Gross margin by business, quarterly", data, chart_pdf(draw))

    def bars(axes: Axes) -> None:
        axes.bar(list(NET_INCOME), list(NET_INCOME.values()), color="#2f6f9f")
        axes.axhline(0, color="black", linewidth=0.8)
        axes.set_ylabel("Net income (USD million)")

    data = {
        "type": "bar",
        "columns": ["Year", "Net income (USD million)"],
        "rows": [[k, v] for k, v in NET_INCOME.items()],
    }
    report.chart(480, 270, "Figure 3: Net income, 2016 to 2023", data, chart_pdf(bars))


def _shares(report: Report) -> None:
    def pie(axes: Axes, hole: float) -> None:
        labels = [f"{name}" for name in SHARE]
        axes.pie(list(SHARE.values()), labels=labels, wedgeprops={"width": 1 - hole}, startangle=90, counterclock=False)
        axes.set_aspect("equal")

    report.new_page()
    report.text(LEFT, 80, "3 Where revenue comes from", size=16, bold=True)
    rows = [[k, v] for k, v in SHARE.items()]
    data = {"type": "pie", "columns": ["Business", "Share (%)"], "rows": rows}
    report.chart(130, 250, "Figure 4: Share of revenue by business, 2023 (%)", data, chart_pdf(lambda a: pie(a, 0.0)))
    years = ("2020", "2021", "2022", "2023")

    def stacked(axes: Axes) -> None:
        bottom = np.zeros(len(years))
        for (name, values), colour in zip(MIX.items(), ("#33658a", "#86bbd8", "#f6ae2d"), strict=True):
            bars = axes.bar(years, values, bottom=bottom, label=name, color=colour, width=0.6)
            axes.bar_label(bars, label_type="center", fontsize=8)
            bottom += np.array(values)
        axes.set_ylabel("Orders (thousand)")
        axes.legend(frameon=False, ncols=3)
        axes.set_ylim(0, 760)

    rows = [[y, *(MIX[n][i] for n in MIX)] for i, y in enumerate(years)]
    data = {"type": "stacked bar", "columns": ["Year", *MIX], "rows": rows}
    report.chart(440, 290, "Figure 5: Orders by channel, thousand", data, chart_pdf(stacked))


def _staff(report: Report) -> None:
    def horizontal(axes: Axes) -> None:
        bars = axes.barh(list(STAFF)[::-1], list(STAFF.values())[::-1], color="#5b8e7d")
        axes.bar_label(bars, fmt="{:,.0f}", padding=3)
        axes.set_xlim(0, 2100)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_xlabel("Employees")

    def growth(axes: Axes) -> None:
        axes.plot(list(USERS), list(USERS.values()), marker="o", color="#bc4b51")
        axes.set_yscale("log")
        axes.set_ylabel("Active users (log scale)")
        axes.grid(axis="y", linewidth=0.4)

    report.new_page()
    report.text(LEFT, 80, "4 People and users", size=16, bold=True)
    data = {"type": "bar", "columns": ["Function", "Employees"], "rows": [[k, v] for k, v in STAFF.items()]}
    report.chart(130, 270, "Figure 6: Employees by function, end of 2023", data, chart_pdf(horizontal))
    data = {"type": "line", "columns": ["Year", "Active users"], "rows": [[k, v] for k, v in USERS.items()]}
    report.chart(450, 290, "Figure 7: Active users of the platform", data, chart_pdf(growth))


def _energy(report: Report) -> None:
    years = list(ENERGY)

    def area(axes: Axes) -> None:
        grid, solar = zip(*ENERGY.values(), strict=True)
        axes.stackplot([int(y) for y in years], grid, solar, labels=("Grid", "Solar"), colors=("#a3a3a3", "#f2c14e"))
        axes.set_xticks([int(y) for y in years])
        axes.set_ylabel("Electricity (GWh)")
        axes.legend(frameon=False, loc="lower left")

    def scatter(axes: Axes) -> None:
        axes.scatter([s[2] for s in STORES], [s[3] for s in STORES], s=14, color="#3d5a80")
        axes.set_xlabel("Floor area (m2)")
        axes.set_ylabel("Sales (USD million)")

    report.new_page()
    report.text(LEFT, 80, "7 Energy and space", size=16, bold=True)
    rows: list[list[Any]] = [[y, *ENERGY[y]] for y in years]
    data = {"type": "area", "columns": ["Year", "Grid", "Solar"], "rows": rows}
    report.chart(130, 270, "Figure 8: Electricity use by source, GWh", data, chart_pdf(area))
    rows = [[s[2], s[3]] for s in STORES]
    data = {"type": "scatter", "columns": ["Floor area (m2)", "Sales (USD million)"], "rows": rows}
    report.chart(450, 290, "Figure 9: Sales against floor area", data, chart_pdf(scatter))


def _scan(report: Report) -> None:
    """A page that is only a picture: 150 dpi, slightly turned, grainy, as from an office scanner."""
    sheet = pymupdf.open()
    page = sheet.new_page(width=A4.width, height=A4.height)
    page.insert_text((LEFT, 80), "8 Visitors to the showroom", fontsize=16, fontname="hebo")
    page.insert_text((LEFT, 118), "Figure 10: Visitors by weekday, week 40", fontsize=10.5, fontname="hebo")

    def draw(axes: Axes) -> None:
        axes.bar(list(VISITORS), list(VISITORS.values()), color="#4a4e69", width=0.55)
        axes.set_ylabel("Visitors")
        axes.grid(axis="y", linewidth=0.4)
        axes.set_axisbelow(True)

    with pymupdf.open(stream=chart_pdf(draw), filetype="pdf") as figure:
        page.show_pdf_page(pymupdf.Rect(LEFT, 130, RIGHT, 420), figure, 0)
    pixels = page.get_pixmap(dpi=150, colorspace=pymupdf.csRGB)
    image = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.h, pixels.w, 3).astype(np.int16)
    grain = np.random.default_rng(7).normal(0, 5, image.shape).astype(np.int16)
    scan = np.clip(image + grain - 4, 0, 255).astype(np.uint8)
    buffer = io.BytesIO()
    plt.imsave(buffer, scan, format="jpg", pil_kwargs={"quality": 82})
    report.page = report.pdf.new_page(width=A4.width, height=A4.height)
    report.page.insert_image(report.page.rect, stream=buffer.getvalue())
    rows = [[k, v] for k, v in VISITORS.items()]
    truth = {"page": report.page.number + 1, "kind": "chart", "type": "bar", "scanned": True, "rows": rows}
    report.truth.append({**truth, "title": "Figure 10: Visitors by weekday, week 40", "columns": ["Day", "Visitors"]})


def _chinese(report: Report, font: str) -> None:
    def draw(axes: Axes) -> None:
        with plt.rc_context({"font.family": font}):
            _grouped(axes, ZH_REGIONS, ZH_REVENUE, "营业收入（亿元）")
            for label in (*axes.get_xticklabels(), axes.yaxis.label, *axes.get_legend().get_texts()):
                label.set_fontfamily(font)

    report.new_page()
    report.text(LEFT, 80, "九、中国区业务摘要", size=16)
    rows: list[list[Any]] = [[r, *(ZH_REVENUE[y][i] for y in ZH_REVENUE)] for i, r in enumerate(ZH_REGIONS)]
    data = {"type": "grouped bar", "columns": ["地区", *ZH_REVENUE], "rows": rows}
    report.chart(130, 290, "图11：各地区营业收入（亿元）", data, chart_pdf(draw))
    report.text(LEFT, 460, "表4：主要财务数据", size=10.5)
    report.text(RIGHT - 80, 460, "单位：万元", size=9)
    edges, top, row = (LEFT, LEFT + 190, LEFT + 290, LEFT + 390, LEFT + 483), 470.0, 22.0
    for n in range(len(ZH_TABLE) + 2):
        report.page.draw_line((edges[0], top + n * row), (edges[-1], top + n * row), width=0.6)
    for x in edges:
        report.page.draw_line((x, top), (x, top + row * (len(ZH_TABLE) + 1)), width=0.6)
    for x, name in zip(edges, ("项目", "2021年", "2022年", "2023年"), strict=False):
        report.text(x + 6, top + 15, name, size=9)
    for n, (label, values) in enumerate(ZH_TABLE):
        y = top + (n + 1) * row + 15
        report.text(edges[0] + 6, y, label, size=9)
        for i, value in enumerate(values):
            report.right(edges[i + 2] - 6, y, f"{value:,}")
    columns = ["项目", "2021年", "2022年", "2023年"]
    rows = [[label, *values] for label, values in ZH_TABLE]
    report.truth.append(
        {"page": report.page.number + 1, "kind": "table", "title": "表4", "columns": columns, "rows": rows}
    )


def make(folder: Path) -> tuple[Path, Path]:
    """Writes `sample_report.pdf` and `sample_truth.json` into the folder; returns both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        font = cjk_font(Path(scratch))
        report = Report()
        for chapter in (_cover, _revenue, _margins, _shares, _staff, statements, stores, _energy, _scan):
            chapter(report)
        _chinese(report, font)
    pdf, truth = folder / "sample_report.pdf", folder / "sample_truth.json"
    report.pdf.subset_fonts()
    report.pdf.save(pdf, garbage=4, deflate=True, no_new_id=True)
    truth.write_text(json.dumps(report.truth, ensure_ascii=False, indent=1), encoding="utf-8")
    return pdf, truth


if __name__ == "__main__":
    for path in make(Path(sys.argv[1] if len(sys.argv) > 1 else "out")):
        print(path)
