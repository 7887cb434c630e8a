"""What leaves a study for people's own tools, what comes back from them, and how far two people agree."""

from __future__ import annotations

from pathlib import Path

import click

from qualitative.cli.watching import PATH, TIERS, Watcher, command


@command("agreement")
@click.argument("study", type=PATH)
@click.option("--case", help="Only this case.")
@click.option("--coders", help="Two people, A,B, when more than two coded blind.")
@click.option("--disagreements", type=PATH, help="Write each passage they differ on, with its words (.xlsx).")
def agreement(
    watch: Watcher, study: Path, case: str | None, coders: str | None, disagreements: Path | None
) -> None:
    """Compare two people's codings, code by code.

    Only what both coded without sight of the machine's suggestions counts; a coefficient only where enough bears it.
    """
    from qualitative.study import blind
    from qualitative.study.workspace import Report, Study

    pair = tuple(name.strip() for name in coders.split(",")) if coders else None
    if pair is not None and len(pair) != 2:
        raise click.BadParameter("give two names: --coders A,B")
    opened = Study.open(study)
    table = blind.agreement(opened, case, pair)
    lines = [table.title, " | ".join(table.headers), *(" | ".join(row) for row in table.rows), table.note]
    rows = [dict(zip(table.headers, row, strict=True)) for row in table.rows]
    report = Report("agreement", lines, figures={"rows": rows})
    if disagreements is not None:
        n = blind.disagreements(opened, disagreements, case, pair)
        report.figures["disagreements"] = n
        report.lines.append(f"{disagreements.name}: {n} disagreements to talk about")
        report.warnings.append(f"{disagreements.name} holds people's words: it is for the coding team only")
    watch.tell(report)


@command("measure")
@click.argument("study", type=PATH)
@click.option("--case", help="Only this case.")
@click.option("--by", help="Against whose blind coding, when several read the sample. [who read most]")
def measure(watch: Watcher, study: Path, case: str | None, by: str | None) -> None:
    """How often the machine is right in this study, code by code.

    Precision, recall and confidence against a random sample (`qualitative export --blank --sample 100`) that one
    person coded, all of it, before seeing suggestions; otherwise it says what is lacking. Names codes on which its
    suggestions should not be used.
    """
    from qualitative.study import measuring
    from qualitative.study.workspace import Study

    watch.tell(measuring.measure(Study.open(study), case, by=by))


@command("export")
@click.argument("study", type=PATH)
@click.argument("file", type=PATH)
@click.option("--case", help="Which case, when the study holds several.")
@click.option("--tier", type=TIERS, default="coder", show_default=True, help="Who will read it.")
@click.option("--blank", is_flag=True, help="Passages to code afresh, without any suggestion (.xlsx, .csv).")
@click.option("--sample", type=click.IntRange(1), help="With --blank: so many passages, drawn at random.")
@click.option(
    "--seed",
    type=int,
    default=0,
    show_default=True,
    help="With --sample: the same seed draws the same passages.",
)
def export(
    watch: Watcher,
    study: Path,
    file: Path,
    case: str | None,
    tier: str,
    blank: bool,
    sample: int | None,
    seed: int,
) -> None:
    """Write sheets to decide on, or to code in.

    FILE.xlsx: the codings and, on a second sheet, the claimed causes, each with a column for your decision.
    FILE.csv: the codings alone. FILE.qdc: the codebook (REFI-QDA, which other tools read).

    With --blank: the passages and, on a second sheet, the codebook, for two people to code apart from each other:
    the same sheet for both, `qualitative import` for each, then `qualitative agreement`. Blind means that this sheet
    shows no suggestion. Whether somebody looked at the suggestions elsewhere no program can know: who codes in it
    should not have.
    """
    from qualitative.model import Tier
    from qualitative.study import commissioner
    from qualitative.study.workspace import Study

    if sample is not None and not blank:
        raise click.UsageError("--sample draws passages to code: use it with --blank")
    watch.tell(
        commissioner.export(
            Study.open(study),
            file,
            case=case,
            tier=Tier.parse(tier),
            blank=blank,
            sample=sample,
            seed=seed,
        )
    )


@command("import")
@click.argument("study", type=PATH)
@click.argument("file", type=PATH, required=False)
@click.option("--by", help="Whose decisions these are. [the login name]")
@click.option("--undo", is_flag=True, help="Take back the last sheet that was imported, whole.")
def import_(watch: Watcher, study: Path, file: Path | None, by: str | None, undo: bool) -> None:
    """Take in decisions, blind codings or another codebook.

    FILE: a sheet that `qualitative export` wrote, filled in (.xlsx, .csv); or a codebook (.yaml, .qdc). With one fault
    in a sheet nothing of it is taken over, and every fault is told by its row.

    --undo, without FILE: what the last sheet decided is again as it was before, and codings it made are gone, but
    what somebody decided since stays. A codebook is not taken back: import the earlier one again.
    """
    from qualitative.study import commissioner
    from qualitative.study.workspace import Study

    if undo == (file is not None):
        raise click.UsageError("name a FILE to take in, or use --undo without one")
    opened = Study.open(study)
    watch.tell(
        commissioner.undo_import(opened, by=by)
        if file is None
        else commissioner.import_file(opened, file, by=by)
    )


COMMANDS = (agreement, measure, export, import_)
