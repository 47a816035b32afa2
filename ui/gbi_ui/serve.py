"""`gbi serve`: starts a model server and says how to use it, or changes the adapters of one that runs."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence

from gbi.cache import cache_folder
from gbi.models.parity import Verdict
from gbi.models.serving import gate, options, run
from gbi.models.serving.adapters import RunningServer
from gbi.models.serving.options import Adapter, ServeOptions
from gbi.settings import Settings


def start(settings: Settings, adapters: Sequence[str], extra: Sequence[str], *, trusted: bool) -> int:
    """Runs the server that the settings name in the foreground; the exit status is 0 when it was asked to end."""
    named = tuple(options.parse_adapter(text) for text in adapters)
    wanted = options.from_settings(settings, named, tuple(extra))
    run.serve(
        wanted,
        python=run.interpreter(settings.serve_python),
        log=cache_folder(settings) / f"serve-{wanted.port}.log",
        ready_seconds=settings.serve_ready_seconds,
        say=_say,
        ready=lambda passed: _ready(wanted, passed),
        trusted=trusted,
    )
    return 0


def change(settings: Settings, load: Sequence[str], unload: Sequence[str], *, trusted: bool) -> int:
    """Takes adapters out of the running server and loads others through the check; 1 when one is refused."""
    adapters = [options.parse_adapter(text) for text in load]
    at = options.from_settings(settings, (), ())
    running = RunningServer(url=at.url, key=at.key)
    for name in unload:
        running.unload(name)
        print(f"unloaded {name}")
    verdicts = [_load(running, adapter, settings, trusted) for adapter in adapters]
    print("serves", ", ".join(model.name for model in running.served()))
    return int(not all(verdict.passed for verdict in verdicts))


def _load(running: RunningServer, adapter: Adapter, settings: Settings, trusted: bool) -> Verdict:
    python = run.interpreter(settings.serve_python)
    verdict = gate.admit(running, adapter, python=python, dtype=settings.serve_dtype, trusted=trusted)
    print(f"{'accepted' if verdict.passed else 'REFUSED'} {adapter.name}: {verdict.reason}")
    for one in verdict.probes:
        print(
            f"  {one.probe:16} with it {one.to_on:.4f}, without {one.to_off:.4f}, allowed {one.tolerance:.4f} nats; "
            f"same tokens {one.same_tokens:.0%}"
        )
    return verdict


def _say(seconds: float, words: str) -> None:
    print(f"{seconds:6.0f} s  {words}", file=sys.stderr, flush=True)


def _ready(wanted: ServeOptions, passed: Sequence[str]) -> None:
    print(f"export GBI_VLM_URL={shlex.quote(wanted.url)}")
    print(f"export GBI_VLM_MODEL={shlex.quote(passed[0] if passed else wanted.name)}")
    if wanted.key is not None:
        print("export GBI_VLM_KEY=...  # the key of GBI_SERVE_KEY")
    if passed:
        print(f"# also served: {', '.join([wanted.name, *passed[1:]])}")
    sys.stdout.flush()
