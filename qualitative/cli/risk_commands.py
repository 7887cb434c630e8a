"""What is left that may tell who is who: measured, sampled, reported."""

from __future__ import annotations

from pathlib import Path

import click

from qualitative.cli.watching import PATH, TIERS, Watcher, command


@command("risk")
@click.argument("study", type=PATH)
@click.argument("case", required=False)
@click.argument("more", type=PATH, nargs=-1, metavar="")
@click.option(
    "--tier", type=TIERS, default="public", show_default=True, help="For which readers it is measured."
)
@click.option(
    "--sample", type=click.IntRange(1), help="Draw so many sentences by chance, for a person to read."
)
@click.option(
    "--seed", type=click.IntRange(0), help="With --sample: the same seed draws the same. [by chance, kept]"
)
@click.option(
    "--by-source", is_flag=True, help="With --sample: of each source its share, one sentence at least."
)
@click.option("--checked", type=PATH, help="Take in the sheet of a sample, filled in (.xlsx, .csv).")
@click.option(
    "--mask", "mask_", is_flag=True, help="Mask what the last sample found directly, wherever it stands."
)
@click.option(
    "--kind",
    type=click.Choice(["PERSON", "ORG", "PLACE"], case_sensitive=False),
    default="PERSON",
    show_default=True,
    help="With --mask: what the words name.",
)
@click.option(
    "--public",
    "public",
    type=PATH,
    multiple=True,
    help="Public documents to compare quotations with: one or more.",
)
@click.option(
    "--key", "with_key", is_flag=True, help="Count roles too, from the key: asks for the passphrase."
)
@click.option(
    "--out", type=PATH, help="With --sample: the sheet (.xlsx, .csv); else the report (.docx, .html, .md)."
)
@click.option("--by", help="Who does this. [the login name]")
def risk(
    watch: Watcher,
    study: Path,
    case: str | None,
    more: tuple[Path, ...],
    tier: str,
    sample: int | None,
    seed: int | None,
    by_source: bool,
    checked: Path | None,
    mask_: bool,
    kind: str,
    public: tuple[Path, ...],
    with_key: bool,
    out: Path | None,
    by: str | None,
) -> None:
    """Measure what is left that may tell who is who.

    Each test says passed, failed or not measured; there is no total. Exit code 1 when a test failed.

    --sample 60 --out sheet.xlsx writes sentences drawn by chance, for a person to fill in; --checked sheet.xlsx takes
    them in: only then is there a miss rate. --mask masks what was found. All three need CASE.
    """
    from qualitative.model import Tier
    from qualitative.study import risk_acts
    from qualitative.study.workspace import Study, ask_passphrase

    # `--public a.pdf b.pdf`, as a shell writes `--public *.pdf`: what follows the first are documents too.
    if public and case is not None and Path(case).is_file():
        more, case = (Path(case), *more), None
    if more and not public:
        raise click.UsageError(f"one CASE at most; {more[0].name} is one too many")
    public = (*public, *more)
    acts = [name for name, on in (("--sample", sample), ("--checked", checked), ("--mask", mask_)) if on]
    if len(acts) > 1:
        raise click.UsageError(f"{' and '.join(acts)} are separate acts: one after the other")
    if acts and case is None:
        raise click.UsageError(f"{acts[0]} is for one case: name it after STUDY")
    if (seed is not None or by_source) and sample is None:
        raise click.UsageError("--seed and --by-source say how --sample draws: use them with it")
    if sample is not None and out is None:
        raise click.UsageError("--sample writes a sheet: name it with --out sheet.xlsx")
    if acts and (public or with_key or (out is not None and sample is None)):
        raise click.UsageError(f"{acts[0]} reports by itself; measure afterwards, without it")
    opened = Study.open(study)
    if sample is not None and case is not None and out is not None:
        watch.tell(risk_acts.draw_sheet(opened, case, sample, out, seed=seed, by_source=by_source, by=by))
    elif checked is not None and case is not None:
        watch.tell(risk_acts.take_in(opened, case, checked, by=by))
    elif mask_ and case is not None:
        key = ask_passphrase() if opened.keeps_key else None
        watch.tell(risk_acts.mask_found(opened, case, passphrase=key, kind=kind, by=by))
    else:
        key = ask_passphrase() if with_key else None
        report = risk_acts.report(opened, case, tier=Tier.parse(tier), public=public, passphrase=key, out=out)
        failed = bool(report.figures["failed"])
        watch.tell(report, failed=failed)
        if failed:
            raise SystemExit(1)


COMMANDS = (risk,)
