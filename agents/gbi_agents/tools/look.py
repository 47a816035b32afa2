"""Look: a question to the vision-language model about a region's image.

No model is part of the embedded program, so that this says what to set; a configured back end takes its place.
"""

from __future__ import annotations

from typing import Any

from gbi.errors import ModelError
from gbi_agents.actions import Look
from gbi_agents.state import State
from gbi_agents.workspace import Workspace


def run(ws: Workspace, action: Look, state: State) -> dict[str, Any]:
    """Raises `ModelError`: no model is configured."""
    raise ModelError("no vision-language model is configured; set GBI_VLM_URL and GBI_VLM_MODEL")
