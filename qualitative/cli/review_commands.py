"""The review queue on the command line: listed, settled by ids, or mask by mask by single keys at a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualitative.cli.watching import PATH, Watcher, command

if TYPE_CHECKING:
    from qualitative.study.workspace import Report, Study

ACTS = ("accept", "change", "keep", "undo", "lift", "impose", "narrow", "mark")


@command("review")
@click.argument("study", type=PATH)
@click.argument("words", nargs=-1)
@click.option("--to", default="", help="change: who or what it is: P7, new PERSON, or a type such as ORG.")
@click.option("--wording", default="", help="change to a type: a bracketed wording of your own.")
@click.option("--reason", default="", help="keep, lift, narrow, impose: why. Kept in the vault.")
@click.option("--alike", is_flag=True, help="For all places of the same words, taken for the same.")
@click.option("--still-public", is_flag=True, help="keep: the words stay masked for the public.")
@click.option("--case", help="Only this case.")
@click.option("--originals", is_flag=True, help="List the original words too: asks for the passphrase.")
@click.option(
    "--log", "write_log", is_flag=True, help="Write the anonymisation log (.xlsx), beside the vault."
)
@click.option("--out", type=PATH, help="With --log: another place. It holds original words.")
@click.option("--decisions", type=PATH, help="Take in what was decided in the column “decision” of a log.")
@click.option("--by", help="Who does this. [the login name]")
def review(
    watch: Watcher,
    study: Path,
    words: tuple[str, ...],
    to: str,
    wording: str,
    reason: str,
    alike: bool,
    still_public: bool,
    case: str | None,
    originals: bool,
    write_log: bool,
    out: Path | None,
    decisions: Path | None,
    by: str | None,
) -> None:
    """Settle what is uncertain, and the wishes about use.

    \b
    WORDS are one of:
      [CASE] [SOURCE]             what waits: at a terminal mask by mask, by key; else as a list
      accept|change|keep ID…      masks, by the ids of the list
      mark ID WISH                a passage (source:start-end) is marked: “no use”, “no quotation” …
      lift|impose WISH-ID         with --reason
      narrow WISH-ID START-END    with --reason
      undo                        the last of these is taken back
    """
    from qualitative.study import queue
    from qualitative.study.workspace import Study, StudyTrouble, ask_passphrase

    opened = Study.open(study)
    if (write_log or decisions) and words[:1] and words[0] in ACTS:
        raise click.UsageError("--log and --decisions stand alone, or with a CASE")
    if out is not None and not write_log:
        raise click.UsageError("--out says where --log goes")
    person = opened.person(by).name

    def passphrase() -> str | None:
        return ask_passphrase() if opened.keeps_key else None

    if write_log:
        from qualitative.study import anonymisation_log

        watch.tell(
            anonymisation_log.write(
                opened, case or next(iter(words), None), out, passphrase=passphrase(), by=person
            )
        )
    elif decisions is not None:
        from qualitative.study import log_decisions

        watch.tell(log_decisions.take_in(opened, decisions, passphrase=passphrase(), by=person))
    elif words[:1] and words[0] in ACTS:
        if words[0] in ("accept", "change", "keep"):
            report = queue.settle(
                opened, words[0], words[1:], to=to, own_wording=wording, reason=reason,
                alike=alike, still_public=still_public, passphrase=passphrase(), by=person,
            )  # fmt: skip
        elif words[0] == "undo":
            if len(words) > 2:
                raise click.UsageError("undo takes a CASE at most")
            report = queue.undo(
                opened, case or next(iter(words[1:]), None), passphrase=passphrase(), by=person
            )
        else:
            report = _wish(opened, words, reason, passphrase(), person)
        watch.tell(report)
    else:
        case, source = _where(opened, words, case)
        given = passphrase() if originals else None
        if _somebody_at_the_keys(watch):
            from qualitative.cli import review_keys

            review_keys.run(opened, case, source, passphrase(), person)
            return
        if originals and given is None:
            raise StudyTrouble("this study keeps no key, so it keeps no original words")
        watch.tell(queue.listed(opened, case, source, passphrase=given))


def _where(study: Study, words: tuple[str, ...], case: str | None) -> tuple[str | None, str | None]:
    if len(words) > 2:
        raise click.UsageError(f"give a CASE and a SOURCE at most, or one of: {', '.join(ACTS)}")
    sources = {s.id for s in study.store.sources()}
    left = list(words)
    if case is None and left and left[0] not in sources:
        case = left.pop(0)
    if case is not None:
        study.cases(case)
    return case, left[0] if left else None


def _somebody_at_the_keys(watch: Watcher) -> bool:
    import sys

    return not watch.as_json and not watch.quiet and sys.stdin.isatty() and sys.stdout.isatty()


def _wish(study: Study, words: tuple[str, ...], reason: str, passphrase: str | None, by: str) -> Report:
    from qualitative.study import queue, wishes

    act, *more = words
    if act == "mark":
        if len(more) != 2:
            raise click.UsageError(
                f"mark takes a passage (source:start-end) and one of: {', '.join(wishes.WISHES)}"
            )
        return wishes.mark(
            study, queue.place_of(study, more[0]), more[1], reason, passphrase=passphrase, by=by
        )
    if len(more) != (2 if act == "narrow" else 1):
        raise click.UsageError(f"{act} takes the id of a wish" + " and START-END" * (act == "narrow"))
    case = queue.case_of_wish(study, more[0])
    if act == "narrow":
        start, _, end = more[1].partition("-")
        if not (start.isdigit() and end.isdigit()):
            raise click.UsageError("give the span as START-END, in code points of the source's text")
        return wishes.narrow(study, case, more[0], int(start), int(end), reason, passphrase=passphrase, by=by)
    do = wishes.lift if act == "lift" else wishes.impose
    return do(study, case, more[0], reason, passphrase=passphrase, by=by)


COMMANDS = (review,)
