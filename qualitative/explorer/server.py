"""The explorer's server: one study, one person (or whoever signs in), a highest tier, on this machine.

The danger: originals or notes within reach of other machines, other sites in the same browser, or another name that
points here. So it listens to this machine alone unless readers sign in; never serves the custodian's pages further; it
answers only to its own name; and every answer tells the browser to fetch from nowhere else and to keep nothing.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from qualitative.explorer import settings, signing_in, wire
from qualitative.model import Tier
from qualitative.study.opening import open_to_look
from qualitative.study.workspace import Report, StudyTrouble

FIRST_PORT, PORTS_TRIED = 8501, 100
PORT_LOST = 1  # the code Streamlit exits with where its port cannot be bound
Told = Callable[[Report], None]


def serve(
    folder: Path,
    person: str | None,
    tier: Tier,
    *,
    port: int | None = None,
    address: str = settings.LOOPBACK,
    browser: bool = True,
    told: Told,
) -> None:
    """Serves the explorer until Ctrl-C. told(report): called once, when it answers; the report holds its `url`.

    Raises StudyTrouble before anything is served: no study, a newer one, an address or a port that cannot be.
    """
    address = settings.LOOPBACK if address.lower().rstrip(".") == "localhost" else address.strip("[]")
    access, report = open_to_look(folder, person, tier)
    secrets = _secrets()
    hosts = allowed(address, tier, secrets)
    signs_in = signing_in.is_set_up(secrets)
    ports = _free_ports(address, port)
    first = next(ports)
    os.environ["QUALITATIVE_STUDY"] = str(access.folder)
    os.environ["QUALITATIVE_AS"] = access.person
    os.environ["QUALITATIVE_TIER"] = tier.word
    if signs_in:
        os.environ["QUALITATIVE_SIGNS_IN"] = "yes"

    def ready(port: int) -> None:
        url = _url(address, port, secrets)
        report.figures |= {"url": url, "signs_in": signs_in}
        report.lines.append(_line(report, url, signs_in))
        _ready(report, url, browser, told)

    _run(hosts, address, chain([first], ports), ready)


def allowed(address: str, tier: Tier, secrets: Mapping[str, Any]) -> list[str]:
    """The host names the server may be called by. Raises StudyTrouble where it must not be served like this."""
    if not signing_in.is_set_up(secrets):
        if settings.is_loopback(address):
            return settings.HOSTS
        raise StudyTrouble(
            f"{address} can be reached from other machines, and nobody would have to sign in. Leave --address out to "
            "serve this machine alone, or set up sign-in first (README, “Signing in”)"
        )
    if faults := signing_in.faults(secrets):
        raise StudyTrouble(f"sign-in is not set up rightly: {'; '.join(faults)}")
    if not _can_sign_in():
        raise StudyTrouble(
            'sign-in needs two libraries more: python -m pip install "qualitative-lessons[sign-in]"'
        )
    host = signing_in.host_of(secrets)
    if tier is Tier.CUSTODIAN and not (settings.is_loopback(address) and settings.is_loopback(host)):
        raise StudyTrouble(
            "originals stay on this machine: the custodian tier is served here alone. Start it without --address and "
            "without sign-in for another name, or with --tier coder"
        )
    return [host] if not settings.is_loopback(host) else settings.HOSTS


def _line(report: Report, url: str, signs_in: bool) -> str:
    who = "whoever signs in" if signs_in else report.figures["person"]
    most = "at most at the" if signs_in else "at the"
    return f"{url} – {report.figures['study']}, read by {who} {most} {report.figures['tier']} tier (Ctrl-C ends it)"


def _url(address: str, port: int, secrets: Mapping[str, Any]) -> str:
    host = signing_in.host_of(secrets)
    if host and not settings.is_loopback(host):
        parts = urlsplit(str(secrets["auth"]["redirect_uri"]).replace("{port}", str(port)))
        return f"{parts.scheme}://{parts.netloc}"
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"


def _secrets() -> dict[str, Any]:
    """secrets.toml where Streamlit looks for it, {} without one. Raises StudyTrouble where it cannot be read."""
    import streamlit as st
    from streamlit.errors import StreamlitSecretNotFoundError

    try:
        return dict(st.secrets.to_dict())
    except StreamlitSecretNotFoundError as trouble:
        if trouble.error_id == "no-secrets-found":
            return {}
    except Exception:
        pass
    # Not the parser's words: they quote the file.
    raise StudyTrouble("secrets.toml cannot be read: it is not TOML, or may not be opened. Mend or remove it")


def _can_sign_in() -> bool:
    return all(importlib.util.find_spec(name) for name in ("authlib", "httpx"))


def _free_ports(address: str, wanted: int | None) -> Iterator[int]:
    """`wanted`, or those free from FIRST_PORT on, each looked at when it is asked for.

    Raises StudyTrouble when there is none, or none more.
    """
    reason = f"port {wanted} is taken by another program"
    for port in (wanted,) if wanted else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
                probe.listen(1)
            except PermissionError:
                reason = f"port {port} may not be used by you; take one above 1023"
                continue
            except socket.gaierror:
                raise StudyTrouble(f"{address} is not an address of this machine") from None
            except OSError as trouble:
                if "assign" in str(trouble):
                    raise StudyTrouble(f"{address} is not an address of this machine") from None
                reason = f"port {port} is taken by another program"
                continue
        yield int(port)
    raise StudyTrouble(
        f"{reason}. Name another with --port" + ("" if wanted else f" ({PORTS_TRIED} were tried)")
    )


def _ready(report: Report, url: str, browser: bool, told: Told) -> None:
    with suppress(BrokenPipeError):  # nobody reads the line any more
        told(report)
    if browser and can_open_browser():
        threading.Thread(target=_open, args=(url,), daemon=True).start()


def _open(url: str) -> None:
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(url)


def can_open_browser() -> bool:
    """Whether somebody sits at a terminal with a screen beside it. A browser made of text would take the terminal."""
    try:
        terminal = sys.stdin.isatty() and sys.stdout.isatty()
    except (AttributeError, ValueError):  # closed
        return False
    screen = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return terminal and screen


def script() -> Path:
    """app.py: in an installed wheel under `qualitative/_data`, in a checkout beside `qualitative`."""
    package = Path(__file__).resolve().parents[1]
    for path in (package / "_data" / "app.py", package.parent / "app.py"):
        if path.is_file():
            return path
    raise StudyTrouble("app.py is missing: a broken installation. Install again")


def _run(hosts: list[str], address: str, ports: Iterator[int], ready: Callable[[int], None]) -> None:
    """Streamlit in this process, until a signal ends it. ready(port): called once it listens there.

    Another explorer started at the same moment may take the port between the look and Streamlit's own binding: then
    the next one is tried.
    """
    from streamlit.starlette import App
    from streamlit.web.server.starlette.starlette_app import App as _App

    from qualitative.explorer import logs

    logs.keep_words_out()
    logs.less_talk()

    listens = False

    @asynccontextmanager
    async def lifespan(_app: _App) -> AsyncIterator[None]:
        nonlocal listens
        listens = True
        ready(port)
        yield

    from starlette.middleware import Middleware

    app = App(
        script(),
        lifespan=lifespan,
        middleware=[Middleware(Closed, hosts=hosts)],
        on_script_error=_fault,
    )
    # What Streamlit takes for the program's own folder and words follow from these.
    sys.argv = [str(script())]
    for port in ports:
        try:
            with _ended_quietly():
                app.run(config=settings.options(address, port, hosts))
            return
        except SystemExit as end:
            if listens or end.code != PORT_LOST:
                raise


def _fault(trouble: Exception) -> bool:
    """What failed outside a page (a button's act, a part that draws itself anew) is told as a page's failure is."""
    import streamlit as st

    from qualitative.explorer import ui
    from qualitative.explorer.guard import fault_words

    st.error(ui.plain(fault_words(trouble)), icon=":material/error:")
    return True


@contextmanager
def _ended_quietly() -> Iterator[None]:
    def end(*_: object) -> None:
        raise SystemExit(0)

    with suppress(ValueError):  # only the main thread may set it
        signal.signal(signal.SIGTERM, end)
    with suppress(KeyboardInterrupt):
        yield


class Closed:
    """ASGI middleware: answers only to its own names, and lets a page of ours reach nothing but this server."""

    def __init__(self, app: Any, hosts: list[str]) -> None:
        self.app, self.hosts = app, frozenset(h.lower() for h in hosts)

    async def __call__(self, scope: Mapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        given = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = given.get(b"host", ""), given.get(b"origin")
        # Streamlit would let in a page of any other port of this machine, and ask the internet for its own address to
        # decide on the rest.
        if not self._ours(host) or (origin is not None and not _same(origin, host)):
            await _refuse(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self.app(scope, wire.heard(receive), wire.told(send, str(script())))
            return
        extra = headers(host)
        kept = scope["path"].startswith("/static/")

        async def answer(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                there = list(message.get("headers", []))
                if not kept:  # Streamlit's own scripts may be kept by the browser; nothing of a study may
                    there = [(k, v) for k, v in there if k.lower() != b"cache-control"]
                    there.append((b"cache-control", b"no-store"))
                message = {**message, "headers": there + extra}
            await send(message)

        await self.app(scope, receive, answer)

    def _ours(self, host: str) -> bool:
        try:
            parts = urlsplit(f"//{host}")
            name, _ = (parts.hostname or "").rstrip("."), parts.port  # the port is read to see that it is one
        except ValueError:
            return False
        return name in self.hosts and not parts.path and "@" not in host


def _same(origin: str, host: str) -> bool:
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


def headers(host: str) -> list[tuple[bytes, bytes]]:
    """What each answer tells the browser. host: as the browser called us, already found to be ours."""
    policy = (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data: blob:; worker-src 'self' blob:; "
        f"connect-src 'self' ws://{host} wss://{host} data: blob:; frame-src 'self' data: blob:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
    told = {
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "cross-origin-resource-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
    }
    return [(name.encode(), words.encode("latin-1")) for name, words in told.items()]


async def _refuse(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    told = b"This server does not answer to that name.\n"
    start = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(told)).encode())]
    await send({"type": "http.response.start", "status": 421, "headers": start})
    await send({"type": "http.response.body", "body": told})
