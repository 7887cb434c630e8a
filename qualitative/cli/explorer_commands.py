"""The explorer in the browser: `qualitative explore`, and what `qualitative demo` opens at its end."""

from __future__ import annotations

import shlex
import sys
from contextlib import suppress
from pathlib import Path

import click

from qualitative.cli.watching import PATH, Watcher, command

EVERY_TIER = click.Choice(["public", "reviewer", "coder", "custodian"], case_sensitive=False)
DEMO_REVIEWER = "the demo's reviewer (invented)"


@command("explore")
@click.argument("study", type=PATH)
@click.option("--as", "person", help="Who reads and decides. [the login name]")
@click.option(
    "--tier", type=EVERY_TIER, default="public", show_default=True, help="The highest tier they may read at."
)
@click.option("--port", type=click.IntRange(1, 65535), help="[8501, or the next that is free]")
@click.option(
    "--address",
    default="127.0.0.1",
    show_default=True,
    help="Where to listen. Another than this machine needs sign-in.",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def explore(
    watch: Watcher,
    study: Path,
    person: str | None,
    tier: str,
    port: int | None,
    address: str,
    no_browser: bool,
) -> None:
    """Open STUDY in the browser.

    On this machine alone, for one person. At the public tier only released reviews are shown. Ctrl-C ends it.
    """
    with suppress(KeyboardInterrupt):
        from qualitative.explorer import server
        from qualitative.model import Tier

        server.serve(
            study,
            person,
            Tier.parse(tier),
            port=port,
            address=address,
            browser=not no_browser,
            told=watch.tell,
        )


def command_for(folder: Path) -> str:
    """What opens the demonstration's explorer from a terminal."""
    return f'qualitative explore {shlex.quote(str(folder))} --as "{DEMO_REVIEWER}" --tier coder'


def somebody_watches() -> bool:
    """Whether a person sits at a terminal: without one nothing is served that nobody would end."""
    try:
        return sys.stdin.isatty() and sys.stdout.isatty()
    except (AttributeError, ValueError):  # closed
        return False


COMMANDS = (explore,)
