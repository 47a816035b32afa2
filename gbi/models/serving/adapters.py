"""A running server, asked over HTTP: its models, adapters loaded and taken out, single calls."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gbi.errors import AdapterError, ModelError, ModelUnavailable
from gbi.types import Frozen


class Served(Frozen):
    """A name that requests may give as their model; `base` is None for the base model, `source` a folder or a name."""

    name: str
    base: str | None = None
    source: str = ""
    context: int | None = None


class RunningServer(Frozen):
    """The API of a server: its address, ending in /v1, and the key that it wants."""

    url: str
    key: str | None = None
    seconds: float = 300.0  # the first request may compile

    def served(self) -> tuple[Served, ...]:
        """The base model and the adapters.

        Raises `ModelUnavailable` where nothing answers, `ModelError` for a refusal.
        """
        try:
            listed = json.loads(self._call("/models"))["data"]
            return tuple(
                Served(
                    name=model["id"],
                    base=model.get("parent"),
                    source=model.get("root") or "",
                    context=model.get("max_model_len"),
                )
                for model in listed
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"{self.url} lists no models; is it the right address?") from error

    def base(self) -> Served:
        """The model that stands behind every adapter. Raises as `served`."""
        for model in self.served():
            if model.base is None:
                return model
        raise ModelError(f"{self.url} serves no base model; is it the right address?")

    def load(self, name: str, folder: Path) -> None:
        """Loads an adapter under a name; it serves from the next request on.

        Raises `AdapterError` with the server's reason, and `ModelUnavailable` where nothing answers.
        """
        self._lora("load", {"lora_name": name, "lora_path": f"{folder.resolve()}"}, name)

    def unload(self, name: str) -> None:
        """Takes an adapter out; requests for its name are refused from now on. Raises as `load`."""
        self._lora("unload", {"lora_name": name}, name)

    def complete(self, body: dict[str, Any]) -> dict[str, Any]:
        """One chat completion, body and reply as in the OpenAI API with vLLM's additions. Raises as `served`."""
        try:
            reply: dict[str, Any] = json.loads(self._call("/chat/completions", body))
        except ValueError as error:
            raise ModelError(f"{self.url} does not answer with JSON; is it the right address?") from error
        return reply

    def _lora(self, verb: str, body: dict[str, str], name: str) -> None:
        try:
            self._call(f"/{verb}_lora_adapter", body)
        except ModelUnavailable:
            raise
        except ModelError as error:
            if "Not Found" in f"{error}":  # the route itself is missing, not the adapter
                raise AdapterError(
                    f"the server at {self.url} takes no adapters; start it with --adapter, or with GBI_SERVE_ADAPTERS=1"
                ) from error
            raise AdapterError(f"the server did not {verb} the adapter {name}: {error}") from error

    def _call(self, path: str, body: dict[str, Any] | None = None) -> bytes:
        headers = {"Content-Type": "application/json"}
        if self.key is not None:
            headers["Authorization"] = f"Bearer {self.key}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url.rstrip("/") + path, data=data, headers=headers)
        try:
            with opener(self.url).open(request, timeout=self.seconds) as reply:
                content: bytes = reply.read()
        except urllib.error.HTTPError as error:
            raise ModelError(_reason(error)) from error
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise ModelUnavailable(f"{self.url} does not answer ({reason}); start the server with gbi serve") from error
        return content


def opener(url: str) -> urllib.request.OpenerDirector:
    """What opens the URL: a server on this machine is not asked through a proxy."""
    here = urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
    return urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if here else []))


def _reason(error: urllib.error.HTTPError) -> str:
    """The server's own words for a refusal."""
    text = error.read().decode("utf-8", "replace")
    if error.code == 401:
        return "the server wants a key; set GBI_VLM_KEY (GBI_SERVE_KEY for gbi serve)"
    try:
        said = json.loads(text)
        message = said.get("error", said.get("detail", text))
        return f"{message.get('message', message) if isinstance(message, dict) else message}"
    except (ValueError, AttributeError):
        return f"HTTP {error.code}: {text[:200]}"
