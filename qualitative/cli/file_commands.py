"""Commands on files alone: no study, no passphrase, nothing kept. Their names and formats are relied on by others."""

from __future__ import annotations

from pathlib import Path

import click

from qualitative.cli.watching import PATH, TIERS, Watcher, command


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


COMMANDS = (anonymise, suggest, cluster, links)
