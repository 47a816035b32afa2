"""Back ends of the vision-language and the language model. To add one: a file, and a line in `BACKENDS`."""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Literal, Protocol, cast

from gbi.errors import SettingsError
from gbi.models.model import Model as Model
from gbi.models.model import Picture as Picture
from gbi.models.model import Reply as Reply
from gbi.models.model import Request as Request
from gbi.models.model import Turn as Turn
from gbi.models.model import Usage as Usage
from gbi.settings import Settings

Role = Literal["vlm", "llm"]

BACKENDS: tuple[tuple[str, str], ...] = (
    ("openai", "gbi.models.openai:connect"),
    ("transformers", "gbi.models.transformers:connect"),
    ("scripted", "gbi.models.scripted:connect"),
)
"""Name and "module:function"; the function makes a `Model` of the settings for a role, and imports what it needs."""


class Connect(Protocol):
    """Makes the model that the settings name for the role."""

    def __call__(self, settings: Settings, role: Role) -> Model:
        """Raises `SettingsError` for settings that do not fit, `ModelUnavailable` where its libraries are missing."""


def configured(settings: Settings, role: Role) -> bool:
    """Whether the settings name a model for the role; the language model is the one that sees by default."""
    return bool(settings.vlm_url or settings.vlm_model) or (role == "llm" and bool(settings.llm_url))


@lru_cache(maxsize=8)
def model(settings: Settings, role: Role) -> Model | None:
    """The model for the role, one object per settings; None when none is configured.

    Raises `SettingsError` for an unknown back end, and as the back end does.
    """
    if not configured(settings, role):
        return None
    known = dict(BACKENDS)
    name = settings.llm_backend if role == "llm" and settings.llm_url else settings.vlm_backend
    if name not in known:
        raise SettingsError(f"there is no model back end called {name}; known: {', '.join(known)}")
    module, _, attribute = known[name].partition(":")
    return cast(Connect, getattr(importlib.import_module(module), attribute))(settings, role)
