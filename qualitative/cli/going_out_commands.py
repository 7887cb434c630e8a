"""What goes out: sensitive passages cleared by name, and what was published."""

from __future__ import annotations

from pathlib import Path

import click

from qualitative.cli.watching import PATH, Watcher, command


@command("published")
@click.argument("study", type=PATH)
@click.argument("case")
@click.argument("file", type=PATH)
@click.option(
    "--insider",
    required=True,
    help="Who, knowing the people, has read FILE and tried to recognise them in it.",
)
@click.option("--key", "ask_key", is_flag=True, help="Ask for the key's passphrase, to look for its names.")
@click.option("--by", help="Who records it. [the login name]")
def published(
    watch: Watcher, study: Path, case: str, file: Path, insider: str, ask_key: bool, by: str | None
) -> None:
    """Record that FILE went out for CASE.

    Only if `check` finds nothing in it. The numbers of people it told are kept, so that no later text of this case
    gives somebody away beside it.
    """
    from qualitative.study import going_out
    from qualitative.study.workspace import Study, passphrase_if_wanted

    opened, passphrase = Study.open(study), passphrase_if_wanted(ask_key)
    watch.tell(going_out.published(opened, case, file, insider=insider, passphrase=passphrase, by=by))


@command("sensitive")
@click.argument("study", type=PATH)
@click.argument("ids", nargs=-1)
@click.option("--case", help="Only this case's list.")
@click.option("--clear", "act", flag_value="clear", help="The passages IDS may be told in public.")
@click.option("--take-back", "act", flag_value="back", help="They may not, after all.")
@click.option("--by", help="Who says so. [the login name]")
def sensitive(
    watch: Watcher, study: Path, ids: tuple[str, ...], case: str | None, act: str | None, by: str | None
) -> None:
    """List passages of sensitive events, or clear IDS.

    Distress, resignation, exclusion or a conflict of interest is kept from public drafts until a named person clears it.
    """
    from qualitative.study import going_out
    from qualitative.study.workspace import Study

    opened = Study.open(study)
    if act is None and not ids:
        watch.tell(going_out.sensitive(opened, case))
    elif act is None:
        raise click.UsageError("say what to do with these passages: --clear or --take-back")
    else:
        watch.tell(going_out.clear(opened, ids, by=by, back=act == "back"))


COMMANDS = (published, sensitive)
