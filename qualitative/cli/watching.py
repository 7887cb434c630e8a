"""How every command talks: its report on standard output, its troubles on standard error, its exit code.

The danger: a traceback that shows words of a note, or a progress bar in the midst of what a program reads. So each
command is made here, takes --quiet and --json, and tells an expected trouble in one breath with exit code 2.
"""

from __future__ import annotations

import functools
import json
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from qualitative.study.workspace import Progress, Report

PATH = click.Path(path_type=Path)
TIERS = click.Choice(["public", "reviewer", "coder"], case_sensitive=False)


class Watcher:
    """How one command talks: --quiet says only what went wrong, --json prints one object on standard output."""

    def __init__(self, quiet: bool, as_json: bool) -> None:
        self.quiet, self.as_json = quiet, as_json
        self.study: Path | None = None
        self.case: str | None = None

    @contextmanager
    def bars(self) -> Iterator[Progress]:
        """progress(stage, done, total) drawn as bars on standard error, where a person is watching."""
        if self.quiet or self.as_json or not sys.stderr.isatty():
            yield lambda _stage, _done, _total: None
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        columns = (
            TextColumn("{task.description:<28}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Bars(*columns, console=Console(stderr=True)) as bars:
            tasks: dict[str, Any] = {}

            def progress(stage: str, done: int, total: int) -> None:
                if stage not in tasks:
                    tasks[stage] = bars.add_task(stage, total=total)
                bars.update(tasks[stage], completed=done, total=total)

            yield progress

    def tell(self, report: Report, *, failed: bool = False) -> None:
        """failed: the lines say what went wrong, so that --quiet says them too."""
        if self.study is not None:
            from qualitative.study.destruction import told_at_every_command

            report.warnings += told_at_every_command(self.study, self.case)
        if self.as_json:
            click.echo(json.dumps(report.as_json(), ensure_ascii=False))
            return
        for left in report.left_out:
            click.echo(f"left out: {left}", err=True)
        for warning in report.warnings:
            click.echo(f"note: {warning}", err=True)
        if not self.quiet:
            for question in report.questions:
                click.echo(f"for a person: {question}", err=True)
        if failed or not self.quiet:
            for line in report.lines:
                click.echo(line)

    def tell_trouble(self, act: str, words: str) -> None:
        """What could not be done, and the mend. With --json, on standard output too, as the one object."""
        click.echo(f"qualitative: {words}", err=True)
        if self.as_json:
            click.echo(json.dumps({"act": act, "error": words}, ensure_ascii=False))


def command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command of ours: --quiet, --json, and troubles told in one breath with exit code 2."""

    def decorate(act: Callable[..., Any]) -> click.Command:
        @functools.wraps(act)
        def run(*args: Any, quiet: bool, as_json: bool, **kwargs: Any) -> None:
            logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
            if not sys.warnoptions:
                warnings.simplefilter("ignore")  # a library's words to programmers, not to the user
            watch = Watcher(quiet, as_json)
            if isinstance(kwargs.get("study"), Path):
                watch.study, watch.case = kwargs["study"], kwargs.get("case")
            with told(watch, name):
                act(watch, *args, **kwargs)

        run = click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")(
            run
        )
        run = click.option("--quiet", is_flag=True, help="Say only what went wrong.")(run)
        return click.command(name)(run)

    return decorate


@contextmanager
def told(watch: Watcher, act: str) -> Iterator[None]:
    """Expected troubles become one message and exit code 2; anything else is a defect and shows as one."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort, SystemExit):
        raise
    except BrokenPipeError:  # somebody reads only the first lines: `… | head`
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - open until the interpreter ends
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        watch.tell_trouble(act, "stopped; what was finished is kept, and the same command carries on")
        raise SystemExit(2) from None
    except Exception as trouble:
        from qualitative.study import TROUBLES

        if not isinstance(trouble, TROUBLES):
            raise
        watch.tell_trouble(act, _system_trouble(trouble) if isinstance(trouble, OSError) else str(trouble))
        raise SystemExit(2) from None


def _system_trouble(trouble: OSError) -> str:
    """The system's own words, with the file's name and no more of its path, and the mend."""
    if trouble.errno is None:
        return str(trouble)
    where = f"{Path(trouble.filename).name}: " if isinstance(trouble.filename, str) else ""
    why = (trouble.strerror or type(trouble).__name__).lower()
    return f"{where}it could not be read or written ({why}). Check the path, the space left, and that nothing else has it open"
