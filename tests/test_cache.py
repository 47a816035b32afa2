"""Where cached workspaces are, and when they go."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from gbi import cache
from gbi.settings import Settings
from gbi.store import Store


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, cache_dir=tmp_path / "cache")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    found = [tmp_path / name for name in ("a", "b")]
    for path in found:
        path.write_text(path.name)
    return found


def test_order_and_repetition_do_not_matter(settings: Settings, files: list[Path]) -> None:
    one, two = files
    assert cache.cached_path([one, two], settings) == cache.cached_path([two, one, two], settings)
    assert cache.cached_path([one], settings) != cache.cached_path([two], settings)
    assert cache.cached_path([], settings).parent == cache.cached_path([one], settings).parent


def test_another_program_reads_again(settings: Settings, files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = cache.cached_path(files, settings)
    monkeypatch.setattr(cache, "_program", lambda: "another")
    assert cache.cached_path(files, settings) != path


def test_unused_ones_are_removed(settings: Settings, files: list[Path]) -> None:
    used, unused = (cache.cached_path([path], settings) for path in files)
    for path in (used, unused):
        Store(path).close()
        long_ago = time.time() - (cache.KEEP_DAYS + 1) * 86_400
        os.utime(path, (long_ago, long_ago))
    assert cache.cached_path([files[0]], settings) == used
    cache.cached_path(files, settings)
    assert used.exists() and not unused.exists()


def test_the_users_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    assert cache.cache_folder(Settings(_env_file=None, cache_dir=None)) == tmp_path / "gbi"
