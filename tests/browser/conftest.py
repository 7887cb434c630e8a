"""Journeys in a real browser: Debian's Chromium, driven by Playwright, at an explorer served for the journey alone.

Whatever a page asks of another machine, and whatever error its console shows, fails the journey. Pictures taken on
the way land in QUALITATIVE_PICTURES, else among the test's own files. Nothing is skipped where Chromium is missing:
a journey that was not made is not a journey that went well.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from qualitative.study import demo
from tests.support.made_demo import study_and_vaults
from tests.support.serving import Served, served

WIDE, NARROW = (1440, 900), (390, 844)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# On a deep link Streamlit tries first whether it is served below that path: a "not found" that belongs to its start.
SEEKING = re.compile(r"^http://[^/]+/\w+/_stcore/(health|host-config)$")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run. CHROMIUM names another than Debian's."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not found or not Path(found).is_file():
        pytest.fail(
            "there is no Chromium to make this journey in. `apt-get install chromium` puts it there; another can be "
            "named with CHROMIUM=/path/to/it",
            pytrace=False,
        )
    with sync_playwright() as playwright:
        # Its own sandbox needs rights that a container does not give.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@dataclass
class Journey:
    """One reader before one served explorer. `page` is Playwright's; what went wrong behind it is in `troubles`."""

    served: Served
    page: Page
    pictures: Path
    troubles: list[str] = field(default_factory=list)

    def go(self, place: str = "", **ids: str) -> None:
        """To a page by its address, and until it is drawn."""
        query = f"?{urlencode(ids)}" if ids else ""
        self.page.goto(f"{self.served.url}/{place}{query}")
        self.idle()

    def idle(self, seconds: float = 60) -> None:
        """Until the server has drawn everything it was asked for, and the browser has shown it."""
        self.page.wait_for_selector("[data-testid=stApp]", timeout=seconds * 1000)
        self.page.wait_for_function(
            "() => { const app = document.querySelector('[data-testid=stApp]');"
            " return app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'"
            " && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]'); }",
            timeout=seconds * 1000,
        )
        self.page.wait_for_timeout(150)  # what the browser still lays out

    def press(self, key: str) -> None:
        """A key, as at the keyboard, with nothing but the page to hear it."""
        self.page.keyboard.press(key)
        self.page.wait_for_timeout(250)
        self.idle()

    def click(self, label: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=label).first.click()  # type: ignore[arg-type]
        self.page.wait_for_timeout(250)
        self.idle()

    def words(self) -> str:
        """What stands on the page, as somebody reads it."""
        return self.page.inner_text("[data-testid=stMain]")

    def picture(self, name: str, *, whole: bool = False) -> None:
        """`name`-1440.png and `name`-390.png. Fails where the narrow page would have to be pushed sideways."""
        self.pictures.mkdir(parents=True, exist_ok=True)
        for width, height in (NARROW, WIDE):
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.wait_for_timeout(600)
            self.idle()
            self.page.screenshot(path=self.pictures / f"{name}-{width}.png", full_page=whole)
            over = self.page.evaluate(
                "() => { const main = document.querySelector('[data-testid=stMain]'); return Math.max("
                " document.documentElement.scrollWidth - window.innerWidth, main.scrollWidth - main.clientWidth); }"
            )
            assert over <= 1, f"{name} at {width} pixels is {over} pixels too wide"

    def watch(self, context: BrowserContext) -> None:
        here = urlsplit(self.served.url).netloc

        def asked(request: Request) -> None:
            if (
                urlsplit(request.url).scheme in ("http", "https", "ws", "wss")
                and urlsplit(request.url).netloc != here
            ):
                self.troubles.append(f"asked another machine: {request.url}")

        def said(message: ConsoleMessage) -> None:
            if message.type == "error" and not SEEKING.search(message.location.get("url", "")):
                self.troubles.append(
                    f"the console says: {message.text[:500]} {message.location.get('url', '')}"
                )

        context.on("request", asked)
        context.on("console", said)
        context.on(
            "weberror", lambda error: self.troubles.append(f"a script failed: {str(error.error)[:500]}")
        )


Explore = Callable[..., Journey]


@pytest.fixture
def explorer(chromium: Browser, tmp_path: Path) -> Iterator[Explore]:
    """explorer(study, person, tier, vaults=…, scheme="light" | "dark"): served and opened, and closed after the test."""
    made: list[Journey] = []
    pictures = Path(os.environ.get("QUALITATIVE_PICTURES") or tmp_path / "pictures")
    with ExitStack() as stack:

        def start(
            study: Path, person: str, tier: str, *, vaults: Path | None = None, scheme: str = "light"
        ) -> Journey:
            root = tmp_path / f"served{len(made)}"
            there = stack.enter_context(served(root, study, "--as", person, "--tier", tier, vaults=vaults))
            context = chromium.new_context(
                viewport={"width": WIDE[0], "height": WIDE[1]},
                color_scheme=scheme,  # type: ignore[arg-type]
                reduced_motion="reduce",
                accept_downloads=True,
            )
            stack.callback(context.close)
            journey = Journey(there, context.new_page(), pictures)
            journey.watch(context)
            made.append(journey)
            journey.go()
            return journey

        yield start
        # Looked at while it is still served: closing it is no fault of a page.
        troubles = [
            trouble for journey in made for trouble in (*journey.troubles, *journey.served.log.splitlines())
        ]
        network = "".join(journey.served.network for journey in made)
    assert not troubles, "\n".join(troubles)
    assert network == ""


@dataclass(frozen=True)
class JourneyStudy:
    """The invented alliances of corpus/ as the demo leaves them, each test with a copy of its own."""

    folder: Path
    vaults: Path
    passphrase: str = demo.PASSPHRASE


@pytest.fixture
def journey_study(demo_once: Path, tmp_path: Path) -> JourneyStudy:
    study, vaults = study_and_vaults(demo_once)
    made = JourneyStudy(tmp_path / "demo-study", tmp_path / "vaults")
    shutil.copytree(study, made.folder)
    shutil.copytree(vaults, made.vaults)
    return made
