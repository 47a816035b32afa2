"""A small OpenID provider: discovery, a page to choose who one is, codes for signed identity tokens, keys.

As the specification has it where it matters to a client: codes are taken once, from who knows the client's secret, and
only with the verifier of the challenge that they were asked for with (PKCE); the token carries nonce and audience.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "the-desk", secrets.token_hex(16)


@dataclass
class Provider:
    """What it knows: its key, codes that were given out, and how many tokens it gave for them."""

    url: str = ""
    users: tuple[str, ...] = ()
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"}))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: int = 0

    def discovery(self) -> dict[str, Any]:
        """Where everything is and what it can do."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def page(self, asked: dict[str, str]) -> str:
        """A link for each user, which leads back with a code."""
        links = []
        for user in self.users:
            code = secrets.token_urlsafe(16)
            self.codes[code] = {**asked, "user": user}
            back = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            links.append(f'<p><a href="{escape(back)}">{user}</a></p>')
        return f"<!doctype html><title>Who are you?</title>{''.join(links)}"

    def token(self, given: dict[str, str], authorization: str) -> dict[str, Any]:
        """The identity token for a code. Raises `PermissionError` for anything that is not as it was asked for."""
        asked = self.codes.pop(given.get("code", ""), None)
        challenge = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        if (
            asked is None
            or authorization != "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            or asked["client_id"] != CLIENT
            or asked["redirect_uri"] != given.get("redirect_uri")
            or asked["code_challenge"] != base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        ):
            raise PermissionError("invalid_grant")
        now, user = int(time.time()), asked["user"]
        claims = {
            "iss": self.url, "sub": f"id-{user}", "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": asked["nonce"],
            "name": user, "email": f"{user}@example.org",
        }  # fmt: skip
        self.tokens += 1
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return {"access_token": "nothing", "token_type": "Bearer", "expires_in": 600, "id_token": signed}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path == "/.well-known/openid-configuration":
                self._send(200, json.dumps(provider.discovery()), "application/json")
            elif asked.path == "/keys":
                self._send(200, json.dumps({"keys": [provider.key.as_dict(private=False)]}), "application/json")
            elif asked.path == "/authorize":
                self._send(200, provider.page(dict(parse_qsl(asked.query))), "text/html")
            else:
                self._send(404, "{}", "application/json")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = {name: unquote(value) for name, value in parse_qsl(body)}
            try:
                answer = provider.token(given, self.headers.get("Authorization", ""))
            except PermissionError as error:
                self._send(400, json.dumps({"error": str(error)}), "application/json")
                return
            self._send(200, json.dumps(answer), "application/json")

        def _send(self, status: int, body: str, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    return Handler


@contextmanager
def openid_provider(*users: str) -> Iterator[Provider]:
    """A running provider where one may be any of these users."""
    provider = Provider(users=users)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, name="openid-provider", daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
