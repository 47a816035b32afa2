"""A workspace of small data files that the analyst's tests ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gbi.workspace import Workspace

FILES = {
    "income.csv": "Year,Net income (million USD),Revenue (million USD)\n2016,300,1000\n2017,350,1200\n2018,409,1500\n"
    "2019,380,1400\n",
    "opinion.csv": "Country,Good,Bad\nGermany,40%,60%\nFrance,50%,48%\nSpain,20%,75%\n",
    "staff.csv": "Year,Employees\n2016,50\n2017,60\n2018,75\n2019,80\n",
    "sales.csv": "地区,销售额（万元）,利润（万元）\n华东,200,20\n华北,130,15\n华南,160,10\n",
}


@pytest.fixture(scope="session")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    folder: Path = tmp_path_factory.mktemp("analyst")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Workspace(folder / "ws.gbi") as workspace:
        workspace.add(*(folder / name for name in FILES))
        yield workspace
