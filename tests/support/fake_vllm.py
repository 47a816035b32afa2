"""Stands in for `python -m vllm.entrypoints.openai.api_server` in tests of the process around it.

`FAKE` in the environment says how it behaves: "good" writes the stages and answers; "dies" writes an error and ends
with status 1; "late" never answers; "deaf" ignores SIGTERM. In all but "dies" it has a child in its group, as vLLM has.
"""

from __future__ import annotations

import http.server
import os
import signal
import subprocess
import sys
import time

STAGES = ("Starting to load model m...", "GPU KV cache size: 69,008 tokens", "Application startup complete.")


class Health(http.server.BaseHTTPRequestHandler):
    """Answers everything with 200."""

    def do_GET(self) -> None:
        """Health, and the rest."""
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def main() -> None:
    """Behaves as `FAKE` says; `--port` is the port."""
    how = os.environ.get("FAKE", "good")
    if how == "dies":
        print("INFO before\nERROR torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB", flush=True)
        sys.exit(1)
    if how == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    print(f"child {child.pid}", flush=True)
    for line in STAGES:
        print(f"INFO {line}", flush=True)
    if how == "late":
        time.sleep(600)
    port = int(sys.argv[sys.argv.index("--port") + 1])
    http.server.HTTPServer(("127.0.0.1", port), Health).serve_forever()


if __name__ == "__main__":
    main()
