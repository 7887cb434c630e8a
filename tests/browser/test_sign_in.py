"""Signing in, the whole way round, with an invented organisation's provider: nobody reads above what it says of them."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.browser.conftest import Journey
from tests.support.provider import provider
from tests.support.serving import served
from tests.support.small import Small


def test_a_coder_a_commissioner_and_a_passer_by(chromium: Browser, coded: Small, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with provider() as organisation:
        settings = tmp_path / "served" / "work" / ".streamlit"
        settings.mkdir(parents=True)
        (settings / "secrets.toml").write_text(organisation.secrets(port, team=["example.org"]))
        with served(
            *(tmp_path / "served", coded.folder, "--tier", "coder", "--port", str(port)), vaults=coded.vaults
        ) as there:
            assert there.report["signs_in"] is True
            for claims, sees in (
                ({"email": "ada@example.org", "email_verified": True, "qualitative_tier": "coder"}, True),
                (
                    {"email": "kim@council.example", "email_verified": True, "qualitative_tier": "coder"},
                    False,
                ),
                ({"email": "ada@example.org", "email_verified": False, "qualitative_tier": "coder"}, False),
                ({"email": "ada@example.org", "email_verified": True, "qualitative_tier": ["coder"]}, False),
            ):
                organisation.claims = claims
                context = chromium.new_context()
                journey = Journey(there, context.new_page(), tmp_path)
                journey.watch(context)
                journey.go("code", case="tide")
                assert "Tide" not in journey.page.inner_text("body")
                assert "study" not in journey.page.inner_text("body").lower().split()
                journey.page.get_by_role("button", name="Sign in").click()
                journey.page.get_by_role("button", name="Sign out").wait_for(timeout=60_000)
                journey.go("code", case="tide")
                said = journey.page.inner_text("body")
                assert ("Tide Alliance" in said or "nobody knew who was responsible" in said) is sees, claims
                assert (str(claims["email"]) in said) is (claims["email_verified"] is True)
                # The way to the provider and back is the one thing asked of another server.
                elsewhere = urlsplit(organisation.url).netloc
                assert [t for t in journey.troubles if f"//{elsewhere}/" not in t] == []
                journey.page.get_by_role("button", name="Sign out").click()
                journey.page.get_by_role("button", name="Sign in").wait_for(timeout=60_000)
                assert "Tide" not in journey.page.inner_text("body")
                context.close()
            assert there.log == ""
        assert there.network == ""
