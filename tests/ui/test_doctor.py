"""`gbi doctor` tries things for real, and one failure hides no other."""

from __future__ import annotations

import json

import pytest

from gbi_ui import doctor
from support.command import Command


def test_everything_required_works_here(gbi_command: Command) -> None:
    done = gbi_command("doctor", "--json")
    report = json.loads(done.out)
    assert done.status == 0
    assert {check["name"] for check in report["checks"]} >= {"python", "ocr", "pdf", "sql", "search", "plots", "cache"}
    assert all(check["ok"] for check in report["checks"] if check["required"])
    assert report["versions"]["duckdb"]


def test_a_failure_shows_its_mend_and_the_rest_still_runs(
    gbi_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise doctor.CheckFailed("it does not start")

    checks = (("sql", broken, "start it", True), *(row for row in doctor.CHECKS if row[0] in ("python", "search")))
    monkeypatch.setattr(doctor, "CHECKS", checks)
    done = gbi_command("doctor")
    assert done.status == 1
    assert "FAIL sql" in done.out and "mend: start it" in done.out
    assert "ok   python" in done.out and "ok   search" in done.out


def test_a_model_server_that_does_not_answer_is_optional(gbi_command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GBI_VLM_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setattr(doctor, "CHECKS", [row for row in doctor.CHECKS if "model" in row[0]])
    done = gbi_command("doctor")
    assert done.status == 0
    assert "off  vision model" in done.out and "unset GBI_VLM_URL" in done.out


def test_keys_are_never_printed(gbi_command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GBI_VLM_KEY", "sk-very-secret")
    monkeypatch.setattr(doctor, "CHECKS", [row for row in doctor.CHECKS if row[0] == "settings"])
    done = gbi_command("doctor", "--json")
    assert "vlm_key" in done.out and "sk-very-secret" not in done.out


def test_an_unknown_setting_is_named_with_the_nearest(gbi_command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GBI_MAX_PAGE", "3")
    monkeypatch.setattr(doctor, "CHECKS", [row for row in doctor.CHECKS if row[0] == "settings"])
    done = gbi_command("doctor")
    assert done.status == 1 and "GBI_MAX_PAGES" in done.out
