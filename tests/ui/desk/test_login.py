"""Who is let in: nobody by broken secrets, nobody from elsewhere without a login, nobody without a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton
from streamlit.testing.v1 import AppTest

from gbi import settings
from gbi.errors import SettingsError
from gbi_ui.desk import login, rooms
from support.command import Command

APP = Path(rooms.__file__).with_name("app.py")
WHOLE = (
    'redirect_uri = "http://localhost:8501/oauth2callback"\ncookie_secret = "0123456789abcdef0123456789abcdef"\n'
    'client_id = "a"\nclient_secret = "b"\nserver_metadata_url = "http://localhost/x"\n'
)
Secrets = Callable[[str | None], None]


@pytest.fixture
def secrets(tmp_path: Path) -> Iterator[Secrets]:
    """Sets the text of Streamlit's secrets; None for no file."""
    before = config.get_option("secrets.files")
    path = tmp_path / "secrets.toml"
    config.set_option("secrets.files", [str(path)])

    def put(text: str | None) -> None:
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
        secrets_singleton._reset()

    put(None)
    yield put
    config.set_option("secrets.files", before)
    secrets_singleton._reset()


def test_without_secrets_the_desk_is_one_persons(secrets: Secrets) -> None:
    assert not login.login_is_configured()
    assert login.signed_in()
    login.check("127.0.0.1")
    secrets('[other]\nkey = "x"\n')
    assert not login.login_is_configured()


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.7", "::", "desk.example.org"])
def test_nobody_from_elsewhere_without_a_login(secrets: Secrets, address: str) -> None:
    with pytest.raises(SettingsError, match=r"\[auth\]"):
        login.check(address)
    secrets(f"[auth]\n{WHOLE}")
    login.check(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_this_machine_is_this_machine(address: str) -> None:
    assert login.is_this_machine(address)


@pytest.mark.parametrize("broken", ["[auth\n", "[auth]\nclient_id = \n", "\x00"])
def test_broken_secrets_are_no_open_door(secrets: Secrets, broken: str) -> None:
    secrets(broken)
    with pytest.raises(SettingsError, match="cannot be read"):
        login.signed_in()
    with pytest.raises(SettingsError, match="cannot be read"):
        login.check("127.0.0.1")


def test_a_desk_with_broken_secrets_shows_nothing(
    secrets: Secrets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GBI_DESK_DIR", str(tmp_path / "desk"))
    settings.current.cache_clear()
    secrets("[auth")
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not app.get("chat_input")
    assert not app.selectbox
    assert "cannot be read" in app.error[0].value
    assert not (tmp_path / "desk").exists()
    settings.current.cache_clear()


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("", "redirect_uri"),
        (WHOLE.replace("client_secret", "other"), "client_secret"),
        (WHOLE.replace("0123456789abcdef0123456789abcdef", "short"), "cookie_secret"),
    ],
)
def test_a_login_that_cannot_work_is_told_before_the_start(secrets: Secrets, section: str, said: str) -> None:
    secrets(f"[auth]\n{section}")
    with pytest.raises(SettingsError, match=said):
        login.check("127.0.0.1")


def test_a_missing_library_is_named(secrets: Secrets, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets(f"[auth]\n{WHOLE}")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"gbi\[login\]"):
        login.check("127.0.0.1")


def test_each_provider_has_its_button(secrets: Secrets) -> None:
    shared, own = WHOLE.split("client_id")
    secrets(f"[auth]\n{shared}[auth.work]\nclient_id{own}[auth.home]\nclient_id{own}")
    assert login.providers() == ("work", "home")
    login.check("0.0.0.0")
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    assert [button.label for button in app.button] == ["Sign in with work", "Sign in with home"]
    secrets(f"[auth]\n{WHOLE}")
    assert login.providers() == (None,)


def test_the_command_refuses_an_open_desk(
    secrets: Secrets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("os.execve", lambda *args: pytest.fail("it was started"))
    run = Command(monkeypatch, capsys)
    done = run("ui", "--workspace", tmp_path / "desk", "--address", "0.0.0.0", "--port", "0", "--no-browser")
    assert done.status == 1
    assert "login" in done.err


def test_users_have_folders_that_say_nothing_of_them(
    secrets: Secrets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GBI_DESK_DIR", str(tmp_path))
    settings.current.cache_clear()
    secrets(f"[auth]\n{WHOLE}")
    folders = set()
    for issuer, subject in (("a", "1"), ("a", "2"), ("b", "1"), ("a", "../../x"), ('a", "1', "")):
        monkeypatch.setattr("gbi_ui.desk.rooms.st.user", {"iss": issuer, "sub": subject})
        folder = rooms.user_folder()
        assert folder.parent == tmp_path / "users"
        folders.add(folder.name)
    assert len(folders) == 5
    assert all(len(name) == 32 and name.isalnum() for name in folders)
    settings.current.cache_clear()
