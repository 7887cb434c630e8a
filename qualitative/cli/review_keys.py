"""Mask by mask at a terminal, by single keys: a accept, c change, k keep, u undo, n next, q quit."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from qualitative.study.queue import Entry
    from qualitative.study.workspace import Report, Study

KEYS = "[a]ccept [c]hange [k]eep [u]ndo [n]ext [q]uit; capitals A C K: all alike"


def run(
    study: Study,
    case: str | None,
    source: str | None,
    passphrase: str | None,
    by: str,
    *,
    key: Callable[[], str] = click.getchar,
    ask: Callable[[str], str] = lambda question: str(click.prompt(question, default="", show_default=False)),
) -> None:
    """Until nothing waits, or q. key, ask: what a person pressed and typed."""
    from qualitative.study import queue
    from qualitative.study.workspace import StudyTrouble

    passed: set[str] = set()
    last_case = case
    while True:
        waiting = queue.entries(study, case, source, passphrase=passphrase)
        left = [e for e in waiting if e.id not in passed]
        if not left:
            click.echo(f"nothing more waits; {len(passed)} passed over" if passed else "nothing waits")
            return
        now = left[0]
        last_case = now.case
        _show(now, len(waiting))
        pressed = key()
        click.echo(pressed)
        try:
            if pressed in ("q", "\x03", "\x04"):
                return
            if pressed == "n":
                passed.add(now.id)
            elif pressed == "u":
                _tell(queue.undo(study, last_case, passphrase=passphrase, by=by))
                passed.clear()
            elif pressed.lower() in ("a", "c", "k"):
                act = {"a": "accept", "c": "change", "k": "keep"}[pressed.lower()]
                _tell(
                    queue.settle(
                        study,
                        act,
                        [now.id],
                        to=ask("who or what is it (P7, new PERSON, ORG …)") if act == "change" else "",
                        reason=ask("why it identifies nobody") if act == "keep" else "",
                        alike=pressed.isupper(),
                        passphrase=passphrase,
                        by=by,
                    )
                )
                passed = set() if act != "accept" else passed  # ids of later masks of this text have moved
            else:
                click.echo(KEYS)
        except StudyTrouble as trouble:
            click.echo(f"not done: {trouble}", err=True)


def _show(e: Entry, n: int) -> None:
    shown = e.span.public if e.span.only_public else e.span.shown
    click.echo(f"\n{n} wait · {e.id} · {e.span.type} · {e.span.why}")
    words = e.span.original or "(not kept)"
    click.echo(f"  … {e.before} [ {words} → {shown} ] {e.after} …")
    click.echo(f"  coders {e.span.shown} · reviewers {e.span.reviewer} · public {e.span.public}")
    if len(e.span.meant) > 1:
        click.echo(f"  may be: {', '.join(e.span.meant)}")
    if e.span.places > 1:
        click.echo(f"  {e.span.places} places of these words")
    click.echo(f"  {KEYS}")


def _tell(report: Report) -> None:
    for line in report.lines:
        click.echo(line)


__all__ = ["run"]
