"""Where a model is served, from the settings, and the HTTP client for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

import httpx2
from openai import AsyncOpenAI

from gbi.errors import SettingsError
from gbi.settings import Settings

CONNECT_S = 5.0
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Endpoint:
    """A server's API and how it may be used. `model` None stands for the first that it serves; seconds are a call's."""

    url: str
    model: str | None = None
    key: str | None = field(default=None, repr=False)
    seconds: float = 60.0
    retries: int = 3
    concurrency: int = 16
    prefix: str = "GBI_VLM"  # of the settings that name it

    def client(self) -> AsyncOpenAI:
        """A client with a pool as large as our concurrency. A server on this machine is not asked through a proxy."""
        room = httpx2.Limits(max_connections=self.concurrency + 1, max_keepalive_connections=self.concurrency + 1)
        # The whole of a call is bounded by the line.
        patience = httpx2.Timeout(None, connect=min(CONNECT_S, self.seconds))
        outside = urlsplit(self.url).hostname not in LOCAL
        http = httpx2.AsyncClient(limits=room, timeout=patience, follow_redirects=True, trust_env=outside)
        key = self.key or "none"  # the library wants one; servers without keys ignore it
        return AsyncOpenAI(base_url=self.url, api_key=key, max_retries=0, timeout=patience, http_client=http)


def endpoint(settings: Settings, role: Literal["vlm", "llm"]) -> Endpoint:
    """The role's server. A server of the language model's own never gets the other's key or model name.

    Raises `SettingsError` when no URL is set or it is none.
    """
    own = role == "llm" and settings.llm_url is not None
    url = settings.llm_url if own else settings.vlm_url
    prefix = "GBI_LLM" if own else "GBI_VLM"
    if not url:
        raise SettingsError(
            f"set {prefix}_URL to the model server's API (http://HOST:PORT/v1), or GBI_VLM_BACKEND=transformers"
        )
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{prefix}_URL is not a server's address: {url}; write it like http://localhost:8000/v1")
    if parts.path in ("", "/"):
        url = parts._replace(path="/v1").geturl()
    model, key = settings.vlm_model, settings.vlm_key
    if role == "llm":
        model = settings.llm_model or (None if own else model)
        key = settings.llm_key or (None if own else key)
    return Endpoint(
        url=url,
        model=model,
        key=key,
        seconds=settings.llm_seconds if role == "llm" else settings.vlm_seconds,
        retries=settings.vlm_retries,
        concurrency=settings.vlm_concurrency,
        prefix=prefix,
    )
