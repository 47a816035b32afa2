"""From settings to a server's address, key and model."""

from __future__ import annotations

import pytest

from gbi.errors import SettingsError
from gbi.models.endpoint import Endpoint, endpoint
from gbi.settings import Settings

SEES = Settings(vlm_url="http://gpu:8000/v1", vlm_model="qwen", vlm_key="seeing", vlm_seconds=40, llm_seconds=20)


def test_the_model_that_sees() -> None:
    assert endpoint(SEES, "vlm") == Endpoint("http://gpu:8000/v1", "qwen", "seeing", seconds=40)


def test_the_dispatcher_on_the_same_server_may_be_another_model() -> None:
    assert endpoint(SEES, "llm") == Endpoint("http://gpu:8000/v1", "qwen", "seeing", seconds=20)
    assert endpoint(SEES.model_copy(update={"llm_model": "planner"}), "llm").model == "planner"


def test_a_server_of_its_own_gets_neither_key_nor_model_of_the_other() -> None:
    own = endpoint(SEES.model_copy(update={"llm_url": "https://elsewhere/v1"}), "llm")
    assert (own.url, own.model, own.key, own.prefix) == ("https://elsewhere/v1", None, None, "GBI_LLM")
    keyed = endpoint(SEES.model_copy(update={"llm_url": "https://elsewhere/v1", "llm_key": "thinking"}), "llm")
    assert keyed.key == "thinking"


@pytest.mark.parametrize("url", ["http://gpu:8000", "http://gpu:8000/"])
def test_the_path_of_the_api_may_be_left_out(url: str) -> None:
    assert endpoint(Settings(vlm_url=url), "vlm").url == "http://gpu:8000/v1"


@pytest.mark.parametrize("url", ["gpu:8000", "localhost", "file:///etc", "http://", "ftp://gpu/v1"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="GBI_VLM_URL is not a server's address"):
        endpoint(Settings(vlm_url=url), "vlm")


def test_no_key_is_ever_shown() -> None:
    assert "seeing" not in repr(endpoint(SEES, "vlm"))
    assert "seeing" not in repr(SEES)


@pytest.mark.parametrize(("url", "proxied"), [("http://127.0.0.1:8/v1", False), ("http://gpu:8/v1", True)])
def test_a_server_on_this_machine_is_not_asked_through_a_proxy(
    url: str, proxied: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:3128")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert Endpoint(url).client()._client.trust_env is proxied
