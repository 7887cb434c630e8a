"""The server's settings: one source, safe by their own rule, readable in both schemes."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from qualitative.explorer import settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_settings_file_of_the_checkout_holds_what_the_command_sets() -> None:
    assert (ROOT / ".streamlit" / "config.toml").read_text("utf-8") == settings.as_toml()
    tables = tomllib.loads(settings.as_toml())
    for name, value in settings.options().items():
        found: Any = tables
        for key in name.split("."):
            found = found[key]
        assert found == value, name


def test_streamlit_knows_every_setting() -> None:
    from streamlit import config

    known = set(config._config_options_template)
    assert set(settings.options(port=8501)) <= known


def safe(**changed: object) -> list[str]:
    now: dict[str, Any] = {**settings.options(), "server.trustedUserHeaders": {}}
    now |= {name.replace("__", "."): value for name, value in changed.items()}
    return settings.unsafe(now.__getitem__, signs_in=False)


def test_the_settings_are_safe_by_their_own_rule() -> None:
    assert safe() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server__address", ""),
        ("server__address", None),
        ("server__address", "0.0.0.0"),
        ("server__address", "::"),
        ("server__address", "127.0.0.1.example.org"),
        ("server__allowedHosts", []),
        ("server__allowedHosts", ["*"]),
        ("server__allowedHosts", ["localhost", "lessons.example.org"]),
        ("browser__gatherUsageStats", True),
        ("client__showErrorDetails", "full"),
        ("client__showErrorDetails", "type"),
        ("server__enableAgentApi", True),
        ("server__enableCORS", False),
        ("server__corsAllowedOrigins", ["https://example.org"]),
        ("server__enableXsrfProtection", False),
        ("server__trustedUserHeaders", {"X-User": "email"}),
    ],
)
def test_each_unsafe_setting_is_told_in_words(name: str, value: object) -> None:
    (words,) = safe(**{name: value})
    assert name.replace("__", ".") in words


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LOCALHOST."])
def test_an_address_of_this_machine_alone_is_known(address: str) -> None:
    assert settings.is_loopback(address)


@pytest.mark.parametrize(
    "address", ["", "0.0.0.0", "::", "10.0.0.5", "localhost.example.org", "127.1", "2130706433", "0x7f000001"]
)
def test_any_other_address_is_not(address: str) -> None:
    assert not settings.is_loopback(address)


def test_text_can_be_read_on_its_ground_in_both_schemes() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(one: str, other: str) -> float:
        high, low = sorted((light(one), light(other)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    for scheme in (settings.LIGHT, settings.DARK):
        for ground in ("backgroundColor", "secondaryBackgroundColor"):
            for name, colour in scheme.items():
                if name.endswith("extColor") or name in ("linkColor", "primaryColor"):
                    assert contrast(str(colour), str(scheme[ground])) >= 4.5, (name, ground)
