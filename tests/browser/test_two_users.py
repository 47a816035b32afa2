"""Two people on one desk, each signed in by OpenID Connect in a browser of their own: neither sees the other's."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from support.desk_server import WAIT_MS, DeskServer, ask, free_port, has, running_desk, shot, shows, upload
from support.oidc_provider import CLIENT, SECRET, Provider, openid_provider

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with openid_provider("ann", "bob") as running:
        yield running


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[DeskServer]:
    folder, here, port = tmp_path_factory.mktemp("desk"), tmp_path_factory.mktemp("cwd"), free_port()
    (here / ".streamlit").mkdir()
    (here / ".streamlit/secrets.toml").write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{secrets.token_hex(32)}"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
        f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n',
        encoding="utf-8",
    )
    with running_desk(folder, port, cwd=here) as server:
        yield server


def browse(browser: Browser, desk: DeskServer, path: str = "") -> Page:
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 960}, accept_downloads=True)
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.goto(f"{desk.url}/{path}")
    return page


def sign_in(page: Page, name: str) -> None:
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_test_id("stChatInput").wait_for()


def report(folder: Path, name: str, value: int) -> Path:
    path = folder / f"{name}.csv"
    path.write_text(f"Year,{name} revenue\n2020,90\n2021,{value}\n", encoding="utf-8")
    return path


def test_two_users_at_once_see_their_own_alone(
    browser: Browser, desk: DeskServer, provider: Provider, tmp_path: Path
) -> None:
    ann, bob = browse(browser, desk), browse(browser, desk, "reports")
    for page in (ann, bob):  # before anybody has signed in there is nothing but the button
        page.get_by_role("button", name="Sign in").wait_for()
        has(page.get_by_role("button"), 1)
        has(page.get_by_test_id("stSidebarNav"), 0)
        has(page.get_by_test_id("stFileUploader"), 0)
    shot(ann, "sign-in")
    assert not list(desk.folder.rglob("*.gbi"))
    bob.goto(desk.url)
    sign_in(ann, "ann")
    sign_in(bob, "bob")
    assert provider.tokens == 2
    upload(ann, report(tmp_path, "Annual", 111))
    upload(bob, report(tmp_path, "Biennial", 222))
    for page, name, value in ((ann, "Annual", "111"), (bob, "Biennial", "222")):
        page.get_by_text("You could ask").wait_for()
        ask(page, f"What was the {name} revenue in 2021?")
        shows(page, value)
    for page, theirs in ((ann, "Biennial"), (bob, "Annual")):  # conversations, tables, SQL, jobs
        for part in ("Chat", "Reports", "Review", "Data"):
            page.get_by_test_id("stSidebarNav").get_by_text(part, exact=True).click()
            page.wait_for_url(
                lambda url, part=part: urlsplit(url).path == ("/" if part == "Chat" else f"/{part.lower()}")
            )
            page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
            assert theirs not in page.inner_text("body"), part
    users = [path for path in (desk.folder / "users").iterdir() if list(path.glob("*.gbi"))]
    assert len(users) == 2
    for name in ("ann", "bob"):
        assert not [path for path in desk.folder.rglob("*") if name in path.name.casefold().split(".")[0].split("-")]


def test_a_link_with_another_users_report_opens_nothing(browser: Browser, desk: DeskServer, tmp_path: Path) -> None:
    import hashlib

    document = hashlib.sha256(report(tmp_path, "Annual", 111).read_bytes()).hexdigest()
    bob = browse(browser, desk)
    sign_in(bob, "bob")
    bob.goto(f"{desk.url}/reports?room=My+reports&report={document}")
    bob.get_by_role("button", name="Read and ask").wait_for()
    bob.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    assert "Annual" not in bob.inner_text("body")
    bob.get_by_role("button", name="Sign out").click()
    bob.get_by_role("button", name="Sign in").wait_for()
    has(bob.get_by_test_id("stSidebarNav"), 0)
