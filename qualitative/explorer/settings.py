"""The one place where the server's settings stand: what keeps a study on this machine, and how it looks.

The danger: a server that listens to a whole office, sends usage statistics, or shows a reader the program's inside. So
`qualitative explore` sets all of these itself, `.streamlit/config.toml` is written from them (`python -m
qualitative.explorer.settings`), and a page served with others shows nothing of the study but which one is wrong.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Callable, Mapping
from typing import Any

Setting = str | int | bool | list[str]

LOOPBACK = "127.0.0.1"
HOSTS = ["localhost", "127.0.0.1", "::1"]
MAX_UPLOAD_MB = 200

# Okabe and Ito's colours, in an order in which neighbours differ in lightness too.
CATEGORIES = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#F0E442"]

LIGHT: dict[str, Setting] = {
    "primaryColor": "#0072B2",
    "backgroundColor": "#FCFBF8",
    "secondaryBackgroundColor": "#F3F1EB",
    "textColor": "#201F1C",
    "linkColor": "#00609A",
    "borderColor": "#D9D5CB",
    "codeTextColor": "#201F1C",
    "codeBackgroundColor": "#F3F1EB",
    "blueTextColor": "#00517F",
    "greenTextColor": "#005F46",
    "orangeTextColor": "#7A4A00",
    "redTextColor": "#9A3A00",
    "chartCategoricalColors": CATEGORIES,
}
DARK: dict[str, Setting] = {
    "primaryColor": "#56B4E9",
    "backgroundColor": "#161513",
    "secondaryBackgroundColor": "#24221F",
    "textColor": "#ECEAE4",
    "linkColor": "#7CC4F0",
    "borderColor": "#3D3A35",
    "codeTextColor": "#ECEAE4",
    "codeBackgroundColor": "#24221F",
    "blueTextColor": "#8FCBF2",
    "greenTextColor": "#6FD6B4",
    "orangeTextColor": "#F2B84B",
    "redTextColor": "#FF9E66",
    "chartCategoricalColors": CATEGORIES,
}
# "sans-serif" is Source Sans, which Streamlit brings along: no font is fetched from anywhere.
THEME: dict[str, Setting] = {
    "font": "sans-serif",
    "headingFont": "sans-serif",
    "baseRadius": "small",
    "showSidebarBorder": True,
}
SAFE: dict[str, Setting] = {
    "server.address": LOOPBACK,
    "server.headless": True,  # the browser is opened by us, and no e-mail address is asked for
    "server.allowedHosts": HOSTS,  # a foreign name that points here (DNS rebinding) opens nothing
    "server.baseUrlPath": "",
    "server.enableCORS": True,
    "server.corsAllowedOrigins": [],
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": MAX_UPLOAD_MB,
    "global.developmentMode": False,
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "logger.level": "warning",
    "logger.enableRich": False,
    "logger.hideWelcomeMessage": True,
    "runner.magicEnabled": False,
}


def options(
    address: str = LOOPBACK, port: int | None = None, hosts: list[str] | None = None
) -> dict[str, Setting]:
    """Every setting, by Streamlit's dotted names. hosts: the names by which a browser may call this server."""
    chosen = dict(SAFE)
    chosen["server.address"] = address
    chosen["server.allowedHosts"] = hosts or HOSTS
    if port is not None:
        chosen["server.port"] = port
        chosen["browser.serverPort"] = port
    chosen |= {f"theme.{name}": value for name, value in THEME.items()}
    chosen |= {f"theme.light.{name}": value for name, value in LIGHT.items()}
    return chosen | {f"theme.dark.{name}": value for name, value in DARK.items()}


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach a server that listens there. A name other than localhost is not looked up."""
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return address.lower().rstrip(".") == "localhost"


def unsafe(option: Callable[[str], Any], *, signs_in: bool) -> list[str]:
    """What of a running server's settings would endanger a study, each in words. option: a setting by its name.

    signs_in: readers sign in with an account, so that the server may listen to more than this machine.
    """
    found = []
    address = option("server.address") or ""
    if not signs_in and not is_loopback(address):
        found.append("it listens to other machines (server.address), and nobody has to sign in")
    hosts = option("server.allowedHosts") or ["*"]
    if any("*" in host or not (signs_in or is_loopback(host)) for host in hosts):
        found.append("it answers to names that are not its own (server.allowedHosts)")
    if option("browser.gatherUsageStats"):
        found.append("it sends usage statistics (browser.gatherUsageStats)")
    if option("client.showErrorDetails") != "none":
        found.append("it shows readers the program's errors (client.showErrorDetails)")
    if option("server.enableAgentApi"):
        found.append("it lets programs drive the pages (server.enableAgentApi)")
    closed = option("server.enableCORS") and option("server.enableXsrfProtection")
    if not closed or option("server.corsAllowedOrigins"):
        found.append(
            "pages of other sites may talk to it (server.enableCORS, server.corsAllowedOrigins, "
            "server.enableXsrfProtection)"
        )
    if option("server.trustedUserHeaders"):
        found.append("it believes who a reader is from a header (server.trustedUserHeaders)")
    return found


def as_toml() -> str:
    """The settings as `.streamlit/config.toml` holds them."""
    tables: dict[str, dict[str, Setting]] = {}
    for name, value in options().items():
        table, _, key = name.rpartition(".")
        tables.setdefault(table, {})[key] = value
    head = "# Written from qualitative/explorer/settings.py by `python -m qualitative.explorer.settings`: change them there.\n"
    return head + "".join(f"\n[{table}]\n{_rows(rows)}" for table, rows in tables.items())


def _rows(rows: Mapping[str, Setting]) -> str:
    # For these kinds of values JSON and TOML are written alike.
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in rows.items())


if __name__ == "__main__":
    print(as_toml(), end="")
