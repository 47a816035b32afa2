"""An OpenAI-style chat server for tests: real HTTP on this machine, each answer decided by a function of the body."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Said:
    """One answer. `raw` goes out as it is; `pieces` are a stream's, which breaks off after them with `cut`."""

    text: str = "four"
    status: int = 200
    error: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    raw: bytes | None = None
    drop: bool = False  # the connection is closed without an answer
    finish: str = "stop"
    pieces: tuple[str, ...] = ()
    piece_s: float = 0.0
    cut: bool = False


Answer = Callable[[dict[str, Any]], Said]


def one_by_one(said: Sequence[Said]) -> Answer:
    """Gives the answers in turn, the last one for ever."""
    left = list(said)
    lock = threading.Lock()

    def answer(body: dict[str, Any]) -> Said:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return answer


class Together:
    """Holds each answer until `number` calls have been in flight at once; after `patience_s` it lets them go."""

    def __init__(self, number: int, patience_s: float = 20.0) -> None:
        self.met = threading.Event()
        self._lock = threading.Lock()
        self._number, self._now, self._patience_s = number, 0, patience_s

    def wait(self) -> None:
        with self._lock:
            self._now += 1
            if self._now >= self._number:
                self.met.set()
        self.met.wait(self._patience_s)
        with self._lock:
            self._now -= 1


class ChatServer:
    """Serves until the `with` block ends. `bodies` are the chat calls that came, `most` the largest number at once."""

    def __init__(self, *said: Said, answer: Answer | None = None, models: Sequence[str] = ("tiny", "chart")) -> None:
        self.answer = answer or one_by_one(said or (Said(),))
        self.models = list(models)
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.clients: set[Any] = set()
        self.now, self.most = 0, 0
        self.lock = threading.Lock()
        self._port = 0
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    def start(self) -> ChatServer:
        """Listens, on the same port as before after a `stop`."""
        handler = type("Handler", (_Handler,), {"chat": self})
        self._server = _Listening(("127.0.0.1", self._port), handler)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def stop(self) -> None:
        """No longer listens, and cuts the connections that stand."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server.cut()
            self._server = None

    def __enter__(self) -> ChatServer:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


class _Listening(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.open: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def cut(self) -> None:
        for request in list(self.open):
            self.shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    chat: ChatServer
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        names = [{"id": name, "object": "model", "created": 0, "owned_by": "test"} for name in self.chat.models]
        self._send(200, json.dumps({"object": "list", "data": names}).encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        chat = self.chat
        with chat.lock:
            chat.bodies.append(body)
            chat.keys.append(self.headers.get("authorization"))
            chat.clients.add(self.client_address)
            chat.now += 1
            chat.most = max(chat.most, chat.now)
        try:
            self._say(chat.answer(body), body)
        finally:
            with chat.lock:
                chat.now -= 1

    def _say(self, said: Said, body: dict[str, Any]) -> None:
        time.sleep(said.delay_s)
        if said.drop:
            self.close_connection = True
            return
        if said.raw is not None:
            self._send(said.status, said.raw, said.headers)
        elif said.status != 200:
            self._send(said.status, json.dumps({"error": {"message": said.error}}).encode(), said.headers)
        elif body.get("stream"):
            self._stream(said)
        else:
            self._send(200, json.dumps(_completion(said, body["model"])).encode())

    def _send(self, status: int, data: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        self.wfile.flush()

    def _stream(self, said: Said) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True
        for piece in said.pieces or (said.text,):
            self._event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
            time.sleep(said.piece_s)
        if said.cut:
            return
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": said.finish}]})
        self._event({"choices": [], "usage": USAGE})
        self.wfile.write(b"data: [DONE]\n\n")
        self.wfile.flush()

    def _event(self, chunk: dict[str, Any]) -> None:
        whole = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "tiny", **chunk}
        self.wfile.write(b"data: " + json.dumps(whole).encode() + b"\n\n")
        self.wfile.flush()


USAGE = {"prompt_tokens": 30, "completion_tokens": 2, "total_tokens": 32}


def _completion(said: Said, model: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": said.text}
    choice = {"index": 0, "message": message, "finish_reason": said.finish}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [choice],
        "usage": USAGE,
    }
