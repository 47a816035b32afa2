"""The set-up of the tests' vLLM says why it cannot be, in one line, and never fails the build."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from support import vllm_environment as environment


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment of the test's own, not set up."""
    made = tmp_path / ".venv-vllm"
    for name, path in {"FOLDER": made, "STAMP": made / ".stamp", "REASON": made / ".reason"}.items():
        monkeypatch.setattr(environment, name, path)
    monkeypatch.setattr(environment, "PYTHON", made / "bin" / "python")
    return made


def test_before_the_set_up_it_says_what_does_it(folder: Path) -> None:
    assert environment.missing() == ".venv-vllm is not set up; make test does it"


def test_another_platform_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "arm64")
    environment.main()
    assert "Linux x86-64" in (environment.missing() or "") and "arm64" in (environment.missing() or "")


def test_too_small_a_disk_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "NEEDED_BYTES", 2**60)
    environment.main()
    assert "of disk" in (environment.missing() or "")


def test_what_pip_says_is_passed_on_and_a_later_success_forgets_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[list[str]] = []
    failing = [True]

    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        failed = failing[0] and "install" in command
        return subprocess.CompletedProcess(
            command, int(failed), "", "ERROR: No matching distribution" if failed else ""
        )

    monkeypatch.setattr("subprocess.run", run)
    environment.main()
    assert environment.missing() == "pip install torch torchvision failed: ERROR: No matching distribution"
    failing[0] = False
    environment.main()
    assert environment.missing() is None
    verbs = [command[3] for command in calls if command[1:3] == ["-m", "pip"]]
    assert verbs == ["install", "install", "install", "uninstall"]


def test_every_package_is_pinned() -> None:
    lines = [line for line in environment.PINS.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) > 50 and all(line.count("==") == 1 and "+" not in line for line in lines)
    named = {line.split("==")[0].lower() for line in lines}
    wanted = {package for verb, *rest in environment.STEPS if verb == "install" for package in rest}
    assert wanted <= named
