"""One question about one chart image, from a cold start, against its floor: importing the OCR and reading the text.

Floor: this interpreter, a fresh process, `read_words` on the image's pixels and nothing else. Cold: `gbi ask IMAGE
QUESTION` with an empty cache. Again: the same command, another question (the workspace is there, the process is new).
The rapidocr floor: the same with the rapidocr package's own pipeline and defaults, which ours is quicker than.
Further: another question in a process that has answered one. Runs alternate, medians are compared. The image is made
here, of the size and density of a chart from a statistics portal.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
FLOOR = """
import sys, numpy as np
from PIL import Image
from gbi.documents.ocr import read_words
words = read_words(np.asarray(Image.open(sys.argv[1]).convert("RGB")))
assert len(words) > 20
"""
PLAIN = """
import sys
from rapidocr import RapidOCR
assert len(RapidOCR()(sys.argv[1]).txts) > 10
"""
FURTHER = """
import sys, time, gbi
with gbi.Workspace(sys.argv[2]) as ws:
    ws.add(sys.argv[1])
    analyst = gbi.Analyst(ws)
    analyst.ask("What was the revenue in 2015?")
    started = time.perf_counter()
    answer = analyst.ask("In which year was the revenue highest?")
    print(time.perf_counter() - started)
    assert answer.status == "answered", answer.text
"""


def _image(path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    values = [785, 1274, 3517, 4666, 3954, 2569, 793, 344, 818, 876, 409, 902]
    figure, axes = plt.subplots(figsize=(8, 5.6))
    bars = axes.bar([str(2008 + i) for i in range(len(values))], values, color="#2876dd")
    axes.bar_label(bars, labels=[f"{value:,}" for value in values])
    axes.set_ylabel("Revenue in million U.S. dollars")
    axes.grid(axis="y", linestyle=":")
    figure.savefig(path, dpi=100)


def _timed(command: list[str], cache: Path) -> float:
    started = time.perf_counter()
    environment = {**os.environ, "GBI_CACHE_DIR": str(cache)}
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - started


def run() -> dict[str, float | str]:
    """Median seconds and the ratios with their bars (1.6 cold; 0.3 for a further question)."""
    gbi = str(Path(sys.executable).with_name("gbi"))
    floor, plain, cold, again, further = [], [], [], [], []
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder) / "chart.png"
        _image(image)
        for number in range(RUNS + 1):
            cache = Path(folder) / f"cache{number}"
            row = (
                _timed([sys.executable, "-c", FLOOR, str(image)], cache),
                _timed([sys.executable, "-c", PLAIN, str(image)], cache),
                _timed([gbi, "ask", str(image), "What was the revenue in 2018?"], cache),
                _timed([gbi, "ask", str(image), "In which year was the revenue highest?"], cache),
                _further(image, Path(folder) / f"ws{number}.gbi"),
            )
            if number:  # the first round warms the disk cache
                for seconds, times in zip(row, (floor, plain, cold, again, further), strict=True):
                    times.append(seconds)
    base = statistics.median(floor)
    return {
        "floor_s": base,
        "rapidocr_floor_s": statistics.median(plain),
        "cold_s": statistics.median(cold),
        "again_s": statistics.median(again),
        "further_s": statistics.median(further),
        "cold_to_floor": statistics.median(c / f for c, f in zip(cold, floor, strict=True)),
        "cold_to_floor_bar": 1.6,
        "cold_to_rapidocr_floor": statistics.median(c / f for c, f in zip(cold, plain, strict=True)),
        "again_to_floor": statistics.median(again) / base,
        "again_to_cold": statistics.median(a / c for a, c in zip(again, cold, strict=True)),
        "further_to_floor": statistics.median(further) / base,
        "further_to_floor_bar": 0.3,
    }


def _further(image: Path, workspace: Path) -> float:
    command = [sys.executable, "-c", FURTHER, str(image), str(workspace)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])
