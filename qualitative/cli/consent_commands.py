"""Consent, withdrawal and closing: what people agreed to, taking out whoever withdraws, and the end of a case."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qualitative.cli.watching import PATH, Watcher, command

ANSWER = click.Choice(["yes", "no", "unknown"])
_SAYS = {"yes": True, "no": False, "unknown": None}


@command("consent")
@click.argument("study", type=PATH)
@click.argument("case", required=False)
@click.option("--register", type=PATH, help="Record what people agreed to from a .csv or .xlsx.")
@click.option("--template", type=PATH, help="Write a .csv to fill in, a row a person (holds names).")
@click.option("--export", "export_to", type=PATH, help="Write the register as a .csv (holds names).")
@click.option("--person", help='Change one person\'s row: "P7", or a name.')
@click.option("--notes", type=ANSWER, help="With --person: agreed to notes being taken.")
@click.option("--recording", type=ANSWER, help="With --person: agreed to recording.")
@click.option("--quotation", type=ANSWER, help="With --person: agreed to be quoted.")
@click.option("--machine", type=ANSWER, help="With --person: agreed to machine-assisted analysis.")
@click.option("--comparison", type=ANSWER, help="With --person: agreed to reuse in comparison.")
@click.option("--date", "signed", help="With --person: when they agreed, 2026-03-31.")
@click.option("--sheet", help="With --person: the version of the information sheet.")
@click.option("--until", "withdraw_until", help="With --person: until when they may withdraw, 2026-03-31.")
@click.option("--destroy-on", help="The day by which the notes are to be destroyed, 2027-03-31.")
@click.option("--contact", help="Who reads possible disclosures of harm.")
@click.option("--harm", is_flag=True, help="List the sentences that may disclose harm, in their words.")
@click.option("--seen", help="With --done: the id of such a sentence the contact has read.")
@click.option("--done", help="With --seen: what was done.")
@click.option("--by", help="Who does this. [the login name]")
def consent(
    watch: Watcher, study: Path, case: str | None, register: Path | None, template: Path | None,
    export_to: Path | None, person: str | None, destroy_on: str | None, contact: str | None, harm: bool,
    seen: str | None, done: str | None, by: str | None, **row: str | None,
) -> None:  # fmt: skip
    """Record what people agreed to, and tell what follows.

    Without options, lists it by id; without CASE, counts for every case: whose time to withdraw is still open, and the
    destruction dates. Unknown counts as not agreed.
    """
    from qualitative.study import consenting
    from qualitative.study import register as book
    from qualitative.study.workspace import Study, StudyTrouble, ask_passphrase

    opened = Study.open(study)
    if case is None:
        watch.tell(consenting.overview(opened))
        return
    changes = _changes(row)
    if changes and not person:
        raise StudyTrouble("say whose row is changed: --person")
    if destroy_on:
        watch.tell(consenting.set_destruction(opened, case, destroy_on, by=by))
        return
    words = ask_passphrase()
    if register:
        report = book.fill(opened, case, register, passphrase=words, by=by)
    elif template:
        report = book.write_template(opened, case, template, passphrase=words)
    elif export_to:
        report = book.export(opened, case, export_to, passphrase=words, by=by)
    elif person:
        report = book.change(opened, case, person, changes, passphrase=words, by=by)
    elif contact:
        report = consenting.name_contact(opened, case, contact, passphrase=words, by=by)
    elif seen or done:
        report = consenting.acknowledge(opened, case, seen or "", done or "", passphrase=words, by=by)
    elif harm:
        report = consenting.list_harm(opened, case, words, by=by)
    else:
        report = consenting.listing(opened, case, words, by=by)
    watch.tell(report)


def _changes(row: dict[str, str | None]) -> dict[str, Any]:
    given: dict[str, Any] = {
        "date" if name == "signed" else name: v for name, v in row.items() if v is not None
    }
    agreements = ("notes", "recording", "quotation", "machine", "comparison")
    return {name: _SAYS[v] if name in agreements else v for name, v in given.items()}


@command("withdraw")
@click.argument("study", type=PATH)
@click.argument("case")
@click.argument("what")
@click.option("--reason", required=True, help="Who asked for it, and when. Kept in the vault.")
@click.option("--by", help="Who does this. [the login name]")
def withdraw(watch: Watcher, study: Path, case: str, what: str, reason: str, by: str | None) -> None:
    """Take out a source, or one person's words.

    WHAT is a source (river-03), or a person (P7, or a name).
    An interview goes whole; of a focus group the person's attributed turns. Cannot be taken back.
    """
    from qualitative.study import withdrawing
    from qualitative.study.workspace import Study, ask_passphrase

    opened = Study.open(study)
    words = ask_passphrase() if opened.keeps_key else None
    watch.tell(withdrawing.withdraw(opened, case, what, reason=reason, passphrase=words, by=by))


@command("close")
@click.argument("study", type=PATH)
@click.argument("case")
@click.option("--yes", "typed", help="The case's id, typed again, where nobody is at a terminal.")
@click.option("--without-key", is_flag=True, help="The key is not on this machine: close all the same.")
@click.option("--by", help="Who does this. [the login name]")
def close(
    watch: Watcher, study: Path, case: str, typed: str | None, without_key: bool, by: str | None
) -> None:
    """Delete a case for good, with a certificate.

    Its coded text, key, drafts and exports go.
    Cannot be taken back.
    """
    import sys

    from qualitative.study import closing
    from qualitative.study.workspace import Study, ask_passphrase

    opened = Study.open(study)
    if typed is None and sys.stdin is not None and sys.stdin.isatty():
        typed = click.prompt(f"This cannot be taken back. Type the case's id ({case}) to close it", err=True)
    at_hand = opened.keeps_key and opened.vault_path.exists() and not without_key
    words = ask_passphrase() if at_hand and typed == case and case not in opened.closed else None
    watch.tell(
        closing.close(opened, case, typed=typed or "", passphrase=words, without_key=without_key, by=by)
    )


COMMANDS = (consent, withdraw, close)
