"""`gbi serve`: vLLM started with what gbi needs, watched until it is ready, adapters checked before use."""

from __future__ import annotations

from gbi.models.serving.adapters import RunningServer as RunningServer
from gbi.models.serving.options import ServeOptions as ServeOptions
