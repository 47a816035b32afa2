"""The served back end's throughput against a bare aiohttp loop that sends the same bytes to the same server.

Each load has 1, 4 or 16 requests in flight, each request a chart's picture and a form. The bare loop has no retries,
breaker, accounting or encoding: its bodies are made beforehand. Runs alternate, medians are compared, and the bar is a
throughput ratio of 0.95, that is 1.053 in time. The server is a mock that waits 0.25 s, as a small model on a GPU
takes for a short answer; where GBI_VLM_URL is set, that server is measured as well. The processor's milliseconds a
call stand beside it: they hardly change on a busy machine, where the times mean little.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence

import aiohttp
from PIL import Image, ImageDraw

from gbi.errors import ModelError
from gbi.models import Picture, Request, Turn
from gbi.models.chat import body
from gbi.models.endpoint import Endpoint
from gbi.models.openai import ServedModel

IN_FLIGHT = {1: 12, 4: 48, 16: 192}
"""Requests in flight, and how many are sent in one run."""
RUNS = 3
WAIT_S = 0.25
BAR = 1 / 0.95
FORM = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


def _requests(count: int) -> list[Request]:
    image = Image.effect_noise((320, 240), 40).convert("RGB").resize((960, 720))
    ImageDraw.Draw(image).rectangle((100, 200, 300, 700), fill="blue")
    file = io.BytesIO()
    image.quantize(16).save(file, "PNG")
    picture = Picture(png=file.getvalue(), max_pixels=1_600_000)
    return [
        Request(turns=(Turn(parts=(picture, f"Question {n}: how high is the bar?")),), form=FORM, max_tokens=16)
        for n in range(count)
    ]


def _ours(url: str, model: str, requests: Sequence[Request], in_flight: int) -> tuple[float, float]:
    served = ServedModel(Endpoint(url, model, os.environ.get("GBI_VLM_KEY"), concurrency=in_flight))
    served.ask_all(requests[:in_flight])
    started, busy = time.perf_counter(), time.process_time()
    replies = served.ask_all(requests)
    taken, busy = time.perf_counter() - started, time.process_time() - busy
    served.close()
    failed = [reply for reply in replies if isinstance(reply, ModelError)]
    assert not failed, failed[0]
    return taken, busy


def _bare(url: str, model: str, requests: Sequence[Request], in_flight: int) -> tuple[float, float]:
    bodies = [json.dumps(body(request, model, set())).encode() for request in requests]
    return asyncio.run(_post_all(f"{url}/chat/completions", bodies, in_flight))


async def _post_all(url: str, bodies: Sequence[bytes], in_flight: int) -> tuple[float, float]:
    slots = asyncio.Semaphore(in_flight)
    headers = {"content-type": "application/json", "authorization": f"Bearer {os.environ.get('GBI_VLM_KEY', 'none')}"}

    async def post(data: bytes) -> None:
        async with slots, session.post(url, data=data) as response:
            assert (await response.json())["choices"], response.status

    async with aiohttp.ClientSession(headers=headers) as session:
        await asyncio.gather(*(post(data) for data in bodies[:in_flight]))
        started, busy = time.perf_counter(), time.process_time()
        await asyncio.gather(*(post(data) for data in bodies))
        return time.perf_counter() - started, time.process_time() - busy


def _compared(name: str, url: str, model: str) -> dict[str, float | str]:
    figures: dict[str, float | str] = {}
    requests = _requests(max(IN_FLIGHT.values()))
    for in_flight, count in IN_FLIGHT.items():
        pairs = []
        for _ in range(RUNS):
            own = _ours(url, model, requests[:count], in_flight)
            pairs.append((*own, *_bare(url, model, requests[:count], in_flight)))
        ours, ours_busy, bare, bare_busy = (statistics.median(times) for times in zip(*pairs, strict=True))
        figures[f"{name}_{in_flight}_requests_per_s"] = count / ours
        figures[f"{name}_{in_flight}_bare_requests_per_s"] = count / bare
        figures[f"{name}_{in_flight}_cpu_ms_a_request"] = 1000 * ours_busy / count
        figures[f"{name}_{in_flight}_bare_cpu_ms_a_request"] = 1000 * bare_busy / count
        figures[f"{name}_{in_flight}_time_to_bare"] = ours / bare
        figures[f"{name}_{in_flight}_time_to_bare_bar"] = BAR
    return figures


def run() -> dict[str, float | str]:
    """Requests a second and time ratios (bar 1.053) by requests in flight; the server named in the settings besides."""
    mock = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.chat_mock", str(WAIT_S)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert mock.stdout is not None
        port = mock.stdout.readline().strip()
        figures = _compared("mock", f"http://127.0.0.1:{port}/v1", "mock")
    finally:
        mock.kill()
        mock.wait()
    url = os.environ.get("GBI_VLM_URL")
    if url:
        served = ServedModel(Endpoint(url, os.environ.get("GBI_VLM_MODEL"), os.environ.get("GBI_VLM_KEY")))
        figures |= _compared("served", url, served.name)
        served.close()
    return figures
