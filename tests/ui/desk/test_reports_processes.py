"""The batch's processes under Streamlit, which puts the desk's script in the place of the main module."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from gbi_ui.desk import rooms

APP = Path(rooms.__file__).with_name("app.py")
UNDER_STREAMLIT = """
import json, pathlib, sys, time, types
import gbi
from gbi_ui.desk.reports import background
main = types.ModuleType("__main__")
main.__file__ = sys.argv[1]
sys.modules["__main__"] = main
folder = pathlib.Path(sys.argv[2])
with gbi.Workspace(folder / "w.gbi") as ws:
    background.start(ws, sorted(folder.glob("*.csv")), ["What was the revenue in 2021?"])
    background.batch_of(ws).thread.join(100)
    values = {job.name: job.answer.value for job in ws.jobs.all() if job.answer}
    print(json.dumps({"values": values, "errors": [job.error for job in ws.jobs.all() if job.error]}))
"""


def test_documents_are_read_in_processes_that_do_not_run_the_desk(tmp_path: Path) -> None:
    for name, revenue in (("north", 100), ("south", 250)):
        (tmp_path / f"{name}.csv").write_text(f"Year,Revenue\n2020,{revenue - 10}\n2021,{revenue}\n", encoding="utf-8")
    command = [sys.executable, "-c", UNDER_STREAMLIT, str(APP), str(tmp_path)]
    environment = {**os.environ, "GBI_DESK_DIR": f"{tmp_path}/desk"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=150, env=environment)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"values": {"north.csv": 100, "south.csv": 250}, "errors": []}
    assert not (tmp_path / "desk").exists()  # a run of the desk's script would have made it
