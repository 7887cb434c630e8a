"""The whole job on a study, in the order in which it is done."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from qualitative.cli import explorer_commands
from qualitative.cli.watching import PATH, TIERS, Watcher, command


@command("demo")
@click.option(
    "--study",
    "folder",
    type=PATH,
    default=Path("demo-study"),
    show_default=True,
    help="Where its study goes.",
)
@click.option(
    "--explore/--no-explore",
    default=True,
    help="Open the explorer afterwards, where somebody is at a terminal.",
)
@click.option(
    "--machine-alone", is_flag=True, help="Draft from unreviewed suggestions instead of the team's decisions."
)
def demo(watch: Watcher, folder: Path, explore: bool, machine_alone: bool) -> None:
    """Do the whole job on two invented alliances."""
    from qualitative.study import demo as demonstration

    with watch.bars() as progress:
        report = demonstration.run(folder, machine_alone=machine_alone, progress=progress)
    here = explore and not watch.as_json and explorer_commands.somebody_watches()
    if not here:
        report.lines.append(f"See it in the browser: {explorer_commands.command_for(folder)}")
    watch.tell(report)
    if here:
        with suppress(KeyboardInterrupt):
            from qualitative.explorer import server
            from qualitative.model import Tier

            server.serve(folder, explorer_commands.DEMO_REVIEWER, Tier.CODER, told=watch.tell)


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
@click.option("--contact", default="", help="Who reads possible disclosures of harm.")
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
    contact: str,
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
            contact=contact,
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
@click.option("--off", "switch", flag_value="off", help="No suggestions in this study: those that wait go.")
@click.option("--on", "switch", flag_value="on", help="Suggestions again.")
@click.option("--by", help="Who switches them. [the login name]")
def code(
    watch: Watcher, study: Path, case: str | None, learn: bool, switch: str | None, by: str | None
) -> None:
    """Suggest codings, with confidence and rationale.

    In every signed source that changed since. They stay suggestions until a person decides.
    """
    from qualitative.study import by_hand, evaluator
    from qualitative.study.workspace import Study

    if switch is not None:
        watch.tell(by_hand.switch(Study.open(study), switch == "on", by=by))
        return

    with watch.bars() as progress:
        report = evaluator.suggest_codings(Study.open(study), case, learn=learn, progress=progress)
    watch.tell(report)


@command("themes")
@click.argument("study", type=PATH)
@click.option("--case", help="Only this case.")
@click.option("--themes", "n_themes", type=click.IntRange(1), help="How many; left out, the texts decide.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same themes.")
@click.option("--everything", is_flag=True, help="Cluster every passage, not only those beside the codebook.")
@click.option(
    "--afresh", is_flag=True, help="Forget the themes of the last run; else they stay and newcomers join."
)
def themes(
    watch: Watcher,
    study: Path,
    case: str | None,
    n_themes: int | None,
    seed: int,
    everything: bool,
    afresh: bool,
) -> None:
    """Cluster what emerges beside the codebook."""
    from qualitative.study import evaluator
    from qualitative.study.workspace import Study

    with watch.bars() as progress:
        report = evaluator.cluster_themes(
            Study.open(study),
            case,
            n_themes=n_themes,
            seed=seed,
            everything=everything,
            afresh=afresh,
            progress=progress,
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
@click.argument("paths", type=PATH, nargs=-1, required=True, metavar="[STUDY] FILE")
@click.option("--tier", type=TIERS, default="public", show_default=True, help="Who will read it.")
@click.option("--case", help="Only against this case.")
@click.option(
    "--roster", type=PATH, help="Names to look for besides the key's: a .csv with at least a column `name`."
)
@click.option("--key", "ask_key", is_flag=True, help="Ask for the key's passphrase, to look for its names.")
def check(
    watch: Watcher, paths: tuple[Path, ...], tier: str, case: str | None, roster: Path | None, ask_key: bool
) -> None:
    """Check a finished file: fit for its readers, and supported?

    FILE is a .docx, .html, .pdf, .xlsx, .md or .txt, whoever made it: its text, and what no page shows. With
    QUALITATIVE_KEY_PASSPHRASE set, or with --key, the key's names are looked for too. Without STUDY, what needs none
    is checked. Exit code 1 when something is found or could not be looked into, 2 when it cannot be read.
    """
    from qualitative.model import Tier
    from qualitative.study import checking
    from qualitative.study.workspace import Study, passphrase_if_wanted

    if len(paths) > 2:
        raise click.UsageError("give one study and one file, or one file alone")
    opened = Study.open(paths[0]) if len(paths) == 2 else None
    if opened is None and case is not None:
        raise click.UsageError("--case needs a study")
    passphrase = passphrase_if_wanted(ask_key) if opened is not None else None
    report = checking.check(
        opened, paths[-1], case=case, tier=Tier.parse(tier), roster=roster, passphrase=passphrase
    )
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


COMMANDS = (demo, init, add, sign_off, mask, code, themes, causes, draft, check, compare)
