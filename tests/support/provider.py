"""An invented organisation's sign-in (OpenID Connect) on this machine: it lets everybody in, as whom it is told to.

For tests of the whole way round: redirect, code, token signed with a key of its own, claims.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit


class Provider:
    """claims: who the next person to sign in is."""

    def __init__(self) -> None:
        from joserfc.jwk import RSAKey

        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.claims: dict[str, Any] = {}
        self.nonces: dict[str, str] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def secrets(self, port: int, **own: Any) -> str:
        """secrets.toml for a server on `port` of this machine."""
        auth = {
            "redirect_uri": f"http://127.0.0.1:{port}/oauth2callback",
            "cookie_secret": "an invented secret of more than thirty-two characters",
            "client_id": "lessons",
            "client_secret": "another invented secret",
            "server_metadata_url": f"{self.url}/.well-known/openid-configuration",
        }
        tables = {"auth": auth, "qualitative": own}
        return "".join(
            f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in rows.items())
            for name, rows in tables.items()
        )

    def _token(self, code: str) -> dict[str, Any]:
        from joserfc import jwt

        now = int(time.time())
        claims = {"iss": self.url, "aud": "lessons", "sub": "1", "iat": now, "exp": now + 3600} | self.claims
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims | {"nonce": self.nonces[code]}, self.key)
        return {"access_token": "none", "token_type": "Bearer", "expires_in": 3600, "id_token": signed}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                at = urlsplit(self.path)
                asked = {name: values[0] for name, values in parse_qs(at.query).items()}
                if at.path == "/authorize":
                    code = f"code{len(provider.nonces)}"
                    provider.nonces[code] = asked.get("nonce", "")
                    back = urlencode({"code": code, "state": asked["state"]})
                    self.send_response(302)
                    self.send_header("Location", f"{asked['redirect_uri']}?{back}")
                    self.end_headers()
                elif at.path == "/keys":
                    self._answer({"keys": [provider.key.as_dict(private=False)]})
                else:
                    self._answer(
                        {
                            "issuer": provider.url,
                            "authorization_endpoint": f"{provider.url}/authorize",
                            "token_endpoint": f"{provider.url}/token",
                            "jwks_uri": f"{provider.url}/keys",
                            "response_types_supported": ["code"],
                            "subject_types_supported": ["public"],
                            "id_token_signing_alg_values_supported": ["RS256"],
                        }
                    )

            def do_POST(self) -> None:
                body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._answer(provider._token(body["code"][0]))

            def _answer(self, told: dict[str, Any]) -> None:
                data = json.dumps(told).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@contextmanager
def provider() -> Iterator[Provider]:
    there = Provider()
    threading.Thread(target=there.server.serve_forever, daemon=True).start()
    try:
        yield there
    finally:
        there.server.shutdown()
        there.server.server_close()
