"""Signing in by OpenID Connect, as Streamlit's secrets say (`[auth]`). Without that section the desk is one person's.

It fails closed: secrets that cannot be read, or a login that cannot work, show nobody's desk to anybody.
"""

from __future__ import annotations

import importlib.util
import ipaddress
from collections.abc import Mapping
from functools import partial

import streamlit as st
from streamlit.errors import StreamlitAuthError, StreamlitSecretNotFoundError

from gbi.errors import SettingsError
from gbi_ui.desk.words import say

ABSENT = "no-secrets-found"
"""What Streamlit calls the error of a desk that has no secrets at all; its other errors are of broken ones."""
NEEDED = ("client_id", "client_secret", "server_metadata_url")
LEAST_SECRET = 16  # characters of the key that signs who somebody is


def login_is_configured() -> bool:
    """Whether there is an `[auth]` section. Raises `SettingsError` where the secrets cannot be read."""
    try:
        return "auth" in st.secrets
    except StreamlitSecretNotFoundError as error:
        if getattr(error, "error_id", None) == ABSENT:
            return False
        raise SettingsError(f"Streamlit's secrets cannot be read, so that nobody can sign in: {error}") from error


def signed_in() -> bool:
    """True on a desk without login, and for who has signed in and has a subject, which names the user's folder."""
    return not login_is_configured() or (bool(st.user.is_logged_in) and bool(st.user.get("sub")))


def providers() -> tuple[str | None, ...]:
    """Names of the providers that one may sign in with; None is the one that has no name."""
    section = st.secrets["auth"]
    named = tuple(name for name, part in section.items() if isinstance(part, Mapping) and set(NEEDED) & set(part))
    return named or (None,)


def gate() -> None:
    """The page of who has not signed in: a button for each provider."""
    st.title("gbi")
    if st.user.is_logged_in:  # without a subject two users would have the same folder
        st.error(say("login.nobody"))
        st.button(say("logout"), on_click=st.logout)
        return
    for name in providers():
        words = say("login") if name is None else say("login.with", name=name)
        st.button(words, on_click=partial(st.login, name), type="primary", key=f"login {name}")


def check(address: str) -> None:
    """Raises `SettingsError` for an address beyond this machine without login, and for a login that cannot work."""
    if not login_is_configured():
        if not is_this_machine(address):
            raise SettingsError(
                f"at {address} everybody who can reach this machine would see the desk and its files; set up a login "
                "([auth] in .streamlit/secrets.toml, see README), or leave --address out and reach it by an SSH tunnel"
            )
        return
    if importlib.util.find_spec("authlib") is None:
        raise SettingsError("the login ([auth] in Streamlit's secrets) needs Authlib: pip install 'gbi[login]'")
    from streamlit.auth_util import validate_auth_credentials

    for name in providers():
        try:
            validate_auth_credentials(name or "default")
        except StreamlitAuthError as error:
            raise SettingsError(f"the login cannot work: {error}") from error
    if len(str(st.secrets["auth"]["cookie_secret"])) < LEAST_SECRET:
        raise SettingsError(
            f"cookie_secret in [auth] of Streamlit's secrets is shorter than {LEAST_SECRET} characters, so that "
            "who somebody is could be forged; python -c 'import secrets; print(secrets.token_hex(32))' makes one"
        )


def is_this_machine(address: str) -> bool:
    """Whether what listens at the address can be reached from this machine alone."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"
