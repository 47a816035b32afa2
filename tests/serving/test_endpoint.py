"""A server's admin side over HTTP: what it lists, how its refusals read, and that the key is sent."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gbi.errors import AdapterError, ModelError, ModelUnavailable
from gbi.models.serving import gate
from gbi.models.serving.adapters import RunningServer, Served
from gbi.models.serving.options import Adapter
from support.adapter_made import write_adapter

MODELS = {
    "data": [
        {"id": "base", "parent": None, "root": "owner/base", "max_model_len": 4096},
        {"id": "chart", "parent": "base", "root": "/a/chart", "max_model_len": None},
    ]
}


class Script(http.server.BaseHTTPRequestHandler):
    """Answers each path as `replies` says (status, body) and notes what was asked."""

    replies: dict[str, tuple[int, Any]]
    asked: list[tuple[str, Any, str | None]]

    def do_GET(self) -> None:
        """Answers."""
        self._answer(None)

    def do_POST(self) -> None:
        """Answers, and notes the body."""
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, body: Any) -> None:
        self.asked.append((self.path, body, self.headers.get("Authorization")))
        status, reply = self.replies.get(self.path, (404, {"detail": "Not Found"}))
        data = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
        self.send_response(status)
        self.send_header("Content-Length", f"{len(data)}")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def script() -> type[Script]:
    class Own(Script):
        pass

    Own.replies, Own.asked = {"/v1/models": (200, MODELS)}, []
    return Own


@pytest.fixture
def running(script: type[Script]) -> Iterator[RunningServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), script)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield RunningServer(url=f"http://127.0.0.1:{server.server_port}/v1", key="sk-1", seconds=5)
    server.shutdown()
    server.server_close()


def test_models_are_told_apart_from_adapters(running: RunningServer, script: type[Script]) -> None:
    assert running.served() == (
        Served(name="base", source="owner/base", context=4096),
        Served(name="chart", base="base", source="/a/chart"),
    )
    assert running.base().name == "base"
    assert script.asked[0] == ("/v1/models", None, "Bearer sk-1")


def test_an_adapter_is_loaded_from_its_whole_path(
    running: RunningServer, script: type[Script], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script.replies["/v1/load_lora_adapter"] = (200, b"Success")
    monkeypatch.chdir(tmp_path)
    running.load("chart", Path("a"))
    assert script.asked[-1][1] == {"lora_name": "chart", "lora_path": f"{tmp_path / 'a'}"}


def test_a_server_without_adapters_says_how_to_start_it(running: RunningServer) -> None:
    with pytest.raises(AdapterError, match="GBI_SERVE_ADAPTERS"):
        running.load("chart", Path("a"))


def test_the_servers_reason_is_passed_on(running: RunningServer, script: type[Script]) -> None:
    script.replies["/v1/load_lora_adapter"] = (400, {"error": {"message": "LoRA rank 64 is greater than 16"}})
    with pytest.raises(AdapterError, match="did not load the adapter chart: LoRA rank 64 is greater than 16"):
        running.load("chart", Path("a"))


@pytest.mark.parametrize(
    ("status", "reply", "message"),
    [
        (401, {"error": "Unauthorized"}, "wants a key; set GBI_VLM_KEY"),
        (500, b"<html>oops", "HTTP 500: <html>oops"),
        (200, b"<html>a router's page", "right address"),
        (200, {"data": [{"name": "?"}]}, "right address"),
        (200, [], "right address"),
    ],
)
def test_other_servers_are_told_as_such(
    running: RunningServer, script: type[Script], status: int, reply: object, message: str
) -> None:
    script.replies["/v1/models"] = (status, reply)
    with pytest.raises(ModelError, match=message):
        running.served()


def test_a_server_of_nothing_has_no_base(running: RunningServer, script: type[Script]) -> None:
    script.replies["/v1/models"] = (200, {"data": []})
    with pytest.raises(ModelError, match="no base model"):
        running.base()


def test_one_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(ModelUnavailable, match="start the server with gbi serve"):
        RunningServer(url="http://127.0.0.1:9/v1", seconds=2).served()


def test_a_trial_that_fails_leaves_nothing_loaded(running: RunningServer, script: type[Script], tmp_path: Path) -> None:
    """The server answers the probes without token ids, as one does that is not vLLM."""
    for verb in ("load", "unload"):
        script.replies[f"/v1/{verb}_lora_adapter"] = (200, b"Success")
    script.replies["/v1/chat/completions"] = (200, {"choices": [{"message": {"content": "hi"}}]})
    adapter = Adapter(name="chart", path=write_adapter(tmp_path / "a"))
    with pytest.raises(ModelError, match="needs vLLM"):
        gate.admit(running, adapter, python=Path("python"))
    loads = [(path.split("/")[-1], body["lora_name"]) for path, body, _ in script.asked if "lora" in path]
    assert loads[-2:] == [("load_lora_adapter", "chart.trial"), ("unload_lora_adapter", "chart.trial")]
    assert ("load_lora_adapter", "chart") not in loads


def test_a_refusal_of_the_server_is_a_verdict(running: RunningServer, script: type[Script], tmp_path: Path) -> None:
    script.replies["/v1/load_lora_adapter"] = (400, {"error": {"message": "no punica for this layer"}})
    adapter = Adapter(name="chart", path=write_adapter(tmp_path / "a"))
    verdict = gate.admit(running, adapter, python=Path("python"))
    assert not verdict.passed and "no punica" in verdict.reason


def test_a_trusted_adapter_is_loaded_unseen_but_not_a_silent_one(
    running: RunningServer, script: type[Script], tmp_path: Path
) -> None:
    script.replies["/v1/load_lora_adapter"] = (200, b"Success")
    good = Adapter(name="good", path=write_adapter(tmp_path / "good"))
    silent = Adapter(name="silent", path=write_adapter(tmp_path / "silent", b=0.0))
    assert gate.admit(running, good, python=Path("python"), trusted=True).passed
    assert not gate.admit(running, silent, python=Path("python"), trusted=True).passed
    assert [body["lora_name"] for _, body, _ in script.asked] == ["good"]
