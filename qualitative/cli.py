"""The command line: words in, an act of `study`, a report out. Nothing heavy is imported before it is needed.

Exit codes: 0 done; 1 only from `check`: a test failed; 2 the command, or every file given, failed.
"""

from __future__ import annotations

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

from qualitative import __version__

if TYPE_CHECKING:
    from qualitative.study.workspace import Progress, Report

PATH = click.Path(path_type=Path)
TIERS = click.Choice(["public", "reviewer", "coder"], case_sensitive=False)


class Watcher:
    """How one command talks: --quiet says only what went wrong, --json prints one object on standard output."""

    def __init__(self, quiet: bool, as_json: bool) -> None:
        self.quiet, self.as_json = quiet, as_json

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
        import functools

        @functools.wraps(act)
        def run(*args: Any, quiet: bool, as_json: bool, **kwargs: Any) -> None:
            logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
            if not sys.warnoptions:
                warnings.simplefilter("ignore")  # a library's words to programmers, not to the user
            watch = Watcher(quiet, as_json)
            with told(watch, name):
                act(watch, *args, **kwargs)

        run = click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")(
            run
        )
        run = click.option("--quiet", is_flag=True, help="Say only what went wrong.")(run)
        return main.command(name)(run)

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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="qualitative")
def main() -> None:
    """Lessons learned from alliances: anonymise notes, code them, cluster what emerges, draft and compare reviews.

    Everything happens on this machine. See the whole job on invented notes with `qualitative demo`.

    \b
    Your own notes, in this order:
      init      a new study: a folder of its own
      add       notes come in, anonymised
      sign-off  a person reads and accepts the anonymised text
      code      suggested codings;  export and import: people decide on them
      themes    what emerges beside the codebook
      causes    what people said led to what
      draft     the review;  check: may its readers see it?
      compare   several reviews side by side
    STUDY is that folder. CASE is a short name of yours for one alliance, such as river.
    """


# ------------------------------------------------------------------ the whole job


@command("demo")
@click.option(
    "--study",
    "folder",
    type=PATH,
    default=Path("demo-study"),
    show_default=True,
    help="Where its study goes.",
)
@click.option("--explore/--no-explore", default=True, help="Open the explorer afterwards.")
@click.option(
    "--machine-alone", is_flag=True, help="Draft from unreviewed suggestions instead of the team's decisions."
)
def demo(watch: Watcher, folder: Path, explore: bool, machine_alone: bool) -> None:
    """Do the whole job on two invented alliances."""
    from qualitative.study import demo as demonstration

    with watch.bars() as progress:
        report = demonstration.run(folder, machine_alone=machine_alone, progress=progress)
    if explore:
        report.lines.append(
            "The explorer is not part of this version yet; the drafts above open in Word or a browser."
        )
    watch.tell(report)


@command("init")
@click.argument("study", type=PATH)
@click.option(
    "--codebook", type=PATH, help="A codebook file, or the name of one that is shipped. [learning-themes]"
)
def init(watch: Watcher, study: Path, codebook: Path | None) -> None:
    """Make a new study folder.

    With the eight learning themes as its codebook, unless --codebook says otherwise.
    """
    from qualitative.study import custodian

    watch.tell(custodian.init(study, codebook))


@command("add")
@click.argument("study", type=PATH)
@click.argument("case")
@click.argument("files", type=PATH, nargs=-1, required=True)
@click.option("--roster", type=PATH, help="Who took part: a .csv with at least a column `name`.")
@click.option("--case", "case_file", type=PATH, help="The alliance's profile, groups and sessions: a .yaml.")
@click.option("--guide", type=PATH, help="What each session was asked: a .csv.")
@click.option(
    "--no-key", is_flag=True, help="Keep no key: nobody can be looked up, or known again in later notes."
)
@click.option("--by", help="Who does this. [the login name]")
def add(
    watch: Watcher,
    study: Path,
    case: str,
    files: tuple[Path, ...],
    roster: Path | None,
    case_file: Path | None,
    guide: Path | None,
    no_key: bool,
    by: str | None,
) -> None:
    """Read FILES (or folders) and anonymise them into CASE of STUDY.

    They wait for sign-off. Files given before are passed over; what cannot be read is listed, and the rest goes on.
    """
    from qualitative.study import custodian
    from qualitative.study.workspace import Study, ask_passphrase

    opened = Study.open(study)
    passphrase = None if no_key else ask_passphrase(new=not opened.keeps_key)
    with watch.bars() as progress:
        report = custodian.add(
            opened,
            case,
            files,
            roster=roster,
            case_file=case_file,
            guide=guide,
            passphrase=passphrase,
            by=by,
            progress=progress,
        )
    watch.tell(report)


@command("sign-off")
@click.argument("study", type=PATH)
@click.argument("sources", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Sign all, unread: what is unsettled stays masked.")
@click.option("--by", help="Who signs. [the login name]")
@click.option(
    "--show", is_flag=True, help="Print the anonymised text, with ‹?› after what is unsettled; signs nothing."
)
def sign_off(
    watch: Watcher, study: Path, sources: tuple[str, ...], everything: bool, by: str | None, show: bool
) -> None:
    """Accept the anonymised text of SOURCES, read with --show. Without any, lists what waits."""
    from qualitative.study import custodian
    from qualitative.study.workspace import Study, ask_passphrase

    opened = Study.open(study)
    if show:
        watch.tell(custodian.text_to_read(opened, sources))
        return
    if not sources and not everything:
        watch.tell(custodian.waiting(opened))
        return
    passphrase = ask_passphrase() if opened.keeps_key else None
    watch.tell(custodian.sign_off(opened, sources, everything=everything, by=by, passphrase=passphrase))


@command("mask")
@click.argument("study", type=PATH)
@click.argument("case")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--kind",
    type=click.Choice(["PERSON", "ORG", "PLACE"], case_sensitive=False),
    default="PERSON",
    show_default=True,
    help="What the words name.",
)
@click.option("--same-as", default="", help='Whose words they are, as `qualitative key` lists it: "P7".')
@click.option("--by", help="Who does this. [the login name]")
def mask(
    watch: Watcher, study: Path, case: str, words: tuple[str, ...], kind: str, same_as: str, by: str | None
) -> None:
    """Mask words that were left standing.

    WORDS are masked wherever they stand in CASE, under one string; quote a name of several words.
    """
    from qualitative.study import custodian
    from qualitative.study.workspace import Study, ask_passphrase

    opened = Study.open(study)
    watch.tell(
        custodian.mask(opened, case, words, passphrase=ask_passphrase(), kind=kind, same_as=same_as, by=by)
    )


@command("code")
@click.argument("study", type=PATH)
@click.option("--case", help="Only this case.")
@click.option(
    "--learn/--no-learn", default=True, help="Learn from the codings people confirmed in this study."
)
def code(watch: Watcher, study: Path, case: str | None, learn: bool) -> None:
    """Suggest codings, with confidence and rationale.

    In every signed source that changed since. They stay suggestions until a person decides.
    """
    from qualitative.study import evaluator
    from qualitative.study.workspace import Study

    with watch.bars() as progress:
        report = evaluator.suggest_codings(Study.open(study), case, learn=learn, progress=progress)
    watch.tell(report)


@command("themes")
@click.argument("study", type=PATH)
@click.option("--case", help="Only this case.")
@click.option("--themes", "n_themes", type=click.IntRange(1), help="How many; left out, the texts decide.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same themes.")
@click.option("--everything", is_flag=True, help="Cluster every passage, not only those beside the codebook.")
def themes(
    watch: Watcher, study: Path, case: str | None, n_themes: int | None, seed: int, everything: bool
) -> None:
    """Cluster what emerges beside the codebook."""
    from qualitative.study import evaluator
    from qualitative.study.workspace import Study

    with watch.bars() as progress:
        report = evaluator.cluster_themes(
            Study.open(study), case, n_themes=n_themes, seed=seed, everything=everything, progress=progress
        )
    watch.tell(report)


@command("causes")
@click.argument("study", type=PATH)
@click.option("--case", help="Only this case.")
def causes(watch: Watcher, study: Path, case: str | None) -> None:
    """Find claimed causes: what people said led to what."""
    from qualitative.study import evaluator
    from qualitative.study.workspace import Study

    with watch.bars() as progress:
        report = evaluator.find_causes(Study.open(study), case, progress=progress)
    watch.tell(report)


@command("draft")
@click.argument("study", type=PATH)
@click.argument("case")
@click.option("--tier", type=TIERS, default="public", show_default=True, help="Who will read it.")
@click.option("--preview", is_flag=True, help="From suggestions nobody has decided on, watermarked.")
def draft(watch: Watcher, study: Path, case: str, tier: str, preview: bool) -> None:
    """Write the review of CASE.

    As .docx, .html and .md in STUDY/drafts, from what people confirmed.
    """
    from qualitative.model import Tier
    from qualitative.study import reviewer
    from qualitative.study.workspace import Study

    with watch.bars() as progress:
        report = reviewer.draft(
            Study.open(study), case, tier=Tier.parse(tier), preview=preview, progress=progress
        )
    watch.tell(report)


@command("check")
@click.argument("study", type=PATH)
@click.argument("file", type=PATH)
@click.option("--tier", type=TIERS, default="public", show_default=True, help="Who will read it.")
@click.option("--case", help="Only against this case.")
def check(watch: Watcher, study: Path, file: Path, tier: str, case: str | None) -> None:
    """Check a draft: supported, and fit for its readers?

    FILE is a draft or any text, .docx .html .md .txt. Exit code 1 when something in it is not.
    """
    from qualitative.model import Tier
    from qualitative.study import reviewer
    from qualitative.study.workspace import Study

    report = reviewer.check(Study.open(study), file, case=case, tier=Tier.parse(tier))
    watch.tell(report, failed=bool(report.figures["failures"]))
    if report.figures["failures"]:
        raise SystemExit(1)


@command("compare")
@click.argument("study", type=PATH)
@click.option("--tier", type=TIERS, default="public", show_default=True, help="Who will read it.")
def compare(watch: Watcher, study: Path, tier: str) -> None:
    """Lay the cases of STUDY side by side.

    Tables with their denominators, as .xlsx, .html and .md in STUDY/comparison.
    """
    from qualitative.model import Tier
    from qualitative.study import commissioner
    from qualitative.study.workspace import Study

    watch.tell(commissioner.compare(Study.open(study), tier=Tier.parse(tier)))


@command("agreement")
@click.argument("study", type=PATH)
@click.option("--case", help="Only this case.")
@click.option("--coders", help="Two people, A,B, when more than two coded blind.")
def agreement(watch: Watcher, study: Path, case: str | None, coders: str | None) -> None:
    """Compare two people's codings, code by code.

    Only what both coded without sight of the machine's suggestions counts; a coefficient only where enough bears it.
    """
    from qualitative.study import evaluator
    from qualitative.study.workspace import Report, Study

    pair = tuple(name.strip() for name in coders.split(",")) if coders else None
    if pair is not None and len(pair) != 2:
        raise click.BadParameter("give two names: --coders A,B")
    table = evaluator.agreement(Study.open(study), case, pair)
    lines = [table.title, " | ".join(table.headers), *(" | ".join(row) for row in table.rows), table.note]
    rows = [dict(zip(table.headers, row, strict=True)) for row in table.rows]
    watch.tell(Report("agreement", lines, figures={"rows": rows}))


@command("export")
@click.argument("study", type=PATH)
@click.argument("file", type=PATH)
@click.option("--case", help="Which case, when the study holds several.")
@click.option("--tier", type=TIERS, default="coder", show_default=True, help="Who will read it.")
def export(watch: Watcher, study: Path, file: Path, case: str | None, tier: str) -> None:
    """Write codings into a sheet to decide on.

    FILE ends in .xlsx or .csv; or in .qdc, for the codebook (REFI-QDA, which other tools read).
    """
    from qualitative.model import Tier
    from qualitative.study import commissioner
    from qualitative.study.workspace import Study

    watch.tell(commissioner.export(Study.open(study), file, case=case, tier=Tier.parse(tier)))


@command("import")
@click.argument("study", type=PATH)
@click.argument("file", type=PATH)
@click.option("--by", help="Whose decisions these are. [the login name]")
def import_(watch: Watcher, study: Path, file: Path, by: str | None) -> None:
    """Take in decisions, or another codebook.

    FILE: a sheet that `qualitative export` wrote, with decisions in it (.xlsx, .csv); or a codebook (.yaml, .qdc).
    """
    from qualitative.study import commissioner
    from qualitative.study.workspace import Study

    watch.tell(commissioner.import_file(Study.open(study), file, by=by))


@command("key")
@click.argument("study", type=PATH)
@click.argument("act", type=click.Choice(["list"]), default="list")
@click.option("--case", help="Only this case.")
def key(watch: Watcher, study: Path, act: str, case: str | None) -> None:
    """List who stands behind each string. Shows names: for the custodian's eyes."""
    from qualitative.study import custodian
    from qualitative.study.workspace import Study, ask_passphrase

    opened = Study.open(study)
    watch.tell(custodian.list_key(opened, ask_passphrase(), case))


# ------------------------------------------------------------------ files alone, no study, no passphrase


@command("anonymise")
@click.argument("in_dir", type=PATH)
@click.argument("out_dir", type=PATH)
@click.option("--roster", type=PATH, help="Who took part: a .csv with at least a column `name`.")
@click.option(
    "--tier", type=TIERS, default="reviewer", show_default=True, help="public masks dates and numbers too."
)
@click.option("--spans", type=PATH, help="Write what was masked where, as JSON.")
def anonymise(
    watch: Watcher, in_dir: Path, out_dir: Path, roster: Path | None, tier: str, spans: Path | None
) -> None:
    """Without a study: anonymise a folder of .txt.

    Every .txt of IN_DIR is written into OUT_DIR under its own name, anonymised. Nothing is kept.
    """
    from qualitative.model import Tier
    from qualitative.study import files_only

    with watch.bars() as progress:
        report = files_only.anonymise_folder(
            in_dir, out_dir, roster=roster, tier=Tier.parse(tier), spans=spans, progress=progress
        )
    watch.tell(report)


@command("suggest")
@click.option(
    "--codebook", type=PATH, required=True, help="A codebook file, or the name of one that is shipped."
)
@click.option("--examples", type=PATH, help='Coded passages to learn from: {"text", "codes"} a line.')
@click.argument("in_file", type=PATH)
@click.argument("out_file", type=PATH)
def suggest(watch: Watcher, codebook: Path, examples: Path | None, in_file: Path, out_file: Path) -> None:
    """Without a study: suggest codes for passages.

    Those of IN_FILE (.jsonl: {"id", "text"} a line) into OUT_FILE (.jsonl).
    """
    from qualitative.study import files_only

    with watch.bars() as progress:
        report = files_only.suggest_file(
            codebook, in_file, out_file, examples_path=examples, progress=progress
        )
    watch.tell(report)


@command("cluster")
@click.argument("in_file", type=PATH)
@click.argument("out_file", type=PATH)
@click.option("--themes", "n_themes", type=click.IntRange(1), help="How many; left out, the texts decide.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same themes.")
@click.option("--previous", type=PATH, help="An earlier OUT_FILE: its passages keep their theme.")
def cluster(
    watch: Watcher, in_file: Path, out_file: Path, n_themes: int | None, seed: int, previous: Path | None
) -> None:
    """Without a study: cluster passages.

    Those of IN_FILE (.jsonl: {"id", "text"} a line) into OUT_FILE (.csv: id,theme,label,probability).
    """
    from qualitative.study import files_only

    with watch.bars() as progress:
        report = files_only.cluster_file(
            in_file, out_file, n_themes=n_themes, seed=seed, previous_path=previous, progress=progress
        )
    watch.tell(report)


@command("links")
@click.argument("in_file", type=PATH)
@click.argument("out_file", type=PATH)
def links(watch: Watcher, in_file: Path, out_file: Path) -> None:
    """Without a study: find claimed causes.

    In the passages of IN_FILE (.jsonl: {"id", "text"} a line), into OUT_FILE (.jsonl).
    """
    from qualitative.study import files_only

    with watch.bars() as progress:
        report = files_only.links_file(in_file, out_file, progress=progress)
    watch.tell(report)


if __name__ == "__main__":
    main()
