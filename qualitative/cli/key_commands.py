"""The key, for its custodian: who is who, one and two people, one look, one forgetting, the passphrase, the log."""

from __future__ import annotations

import os
from pathlib import Path

import click

from qualitative.cli.watching import PATH, Watcher, command

ACTS = ("list", "join", "split", "reidentify", "forget", "passphrase", "log", "where", "restore")
N_WORDS = {"join": 2, "reidentify": 1, "forget": 1}


@command("key")
@click.argument("study", type=PATH)
@click.argument("act", type=click.Choice(ACTS), default="list")
@click.argument("words", nargs=-1)
@click.option("--case", help="Only this case; needed where the study holds several.")
@click.option(
    "--reason", default="", help="Why; needed for reidentify and forget, and logged. Without names."
)
@click.option("--by", help="Who does this. [the login name]")
def key(
    watch: Watcher,
    study: Path,
    act: str,
    words: tuple[str, ...],
    case: str | None,
    reason: str,
    by: str | None,
) -> None:
    """The key, for its custodian.

    \b
    list                 who stands behind each string: shows names
    join KEPT JOINED     two ids are one person
    split ID SPELLING…   these spellings are somebody else
    reidentify SOURCE    who stands behind one source's strings: shows names, and before sign-off its original
    forget ID            one person goes, from key, texts and vault; cannot be taken back
    passphrase           change it (the new one: asked for, or QUALITATIVE_NEW_PASSPHRASE)
    log                  what was done to the key
    where                where the vault lies, and what to copy to another machine
    restore              bring back the last good vault in place of a damaged or lost one
    """
    from qualitative.study import custodian, forgetting, key_acts, people_acts
    from qualitative.study.workspace import Study, ask_passphrase, login_name

    least = N_WORDS.get(act, 2 if act == "split" else 0)
    if len(words) < least or (len(words) > least and act != "split"):
        raise click.UsageError(f"{act} takes {least} words; see --help")
    opened = Study.open(study)
    if act == "where":
        watch.tell(key_acts.where(opened))
        return
    passphrase = ask_passphrase()
    if act == "list":
        watch.tell(custodian.list_key(opened, passphrase, case))
    elif act == "reidentify":
        watch.tell(key_acts.reidentify(opened, words[0], passphrase=passphrase, by=by, reason=reason))
    elif act == "log":
        watch.tell(key_acts.log(opened, passphrase=passphrase))
    elif act == "restore":
        watch.tell(key_acts.restore(opened, passphrase=passphrase, by=by))
    elif act == "passphrase":
        new = _new_passphrase()
        watch.tell(key_acts.change_passphrase(opened, passphrase=passphrase, new=new, by=by))
    else:
        cases = opened.cases(case)
        if len(cases) > 1:
            raise click.UsageError(f"which case? give --case, one of {', '.join(cases)}")
        by = login_name() if by is None else by
        if act == "join":
            made = people_acts.join(opened, cases[0], *words, passphrase=passphrase, by=by, reason=reason)
        elif act == "split":
            entity, spelt = words[0], words[1:]
            made = people_acts.split(
                opened, cases[0], entity, spelt, passphrase=passphrase, by=by, reason=reason
            )
        else:
            made = forgetting.forget(opened, cases[0], words[0], passphrase=passphrase, by=by, reason=reason)
        watch.tell(made)


def _new_passphrase() -> str:
    from qualitative.study import workspace

    if given := os.environ.get("QUALITATIVE_NEW_PASSPHRASE"):
        return given
    if not workspace.at_a_terminal():
        raise workspace.StudyTrouble(
            "the new passphrase must be asked for, and there is no terminal. Set QUALITATIVE_NEW_PASSPHRASE"
        )
    new = str(click.prompt("The new passphrase", hide_input=True, confirmation_prompt=True))
    return new


COMMANDS = (key,)
