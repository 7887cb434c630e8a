"""The command line: words in, an act of `study`, a report out. Nothing heavy is imported before it is needed.

Exit codes: 0 done; 1 only from `check` and `risk`: a test failed; 2 the command, or every file given, failed.
"""

from __future__ import annotations

import click

from qualitative import __version__
from qualitative.cli import (
    consent_commands,
    exchange_commands,
    explorer_commands,
    file_commands,
    going_out_commands,
    key_commands,
    review_commands,
    risk_commands,
    study_commands,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="qualitative")
def main() -> None:
    """Lessons learned from alliances: anonymise notes, code them, cluster what emerges, draft and compare reviews.

    Everything happens on this machine. See the whole job on invented notes with `qualitative demo`.

    \b
    Your own notes, in this order:
      init      a new study: a folder of its own
      add       notes come in, anonymised
      review    a person settles what is uncertain, and the wishes about use
      sign-off  a person reads and accepts the anonymised text
      code      suggested codings;  causes: what people said led to what
      export    a sheet of both, for people to decide in;  import: their decisions
      themes    what emerges beside the codebook
      draft     the review;  check: may its readers see it?
      compare   several reviews side by side
      explore   all of it in the browser
    STUDY is that folder. CASE is a short name of yours for one alliance, such as river.
    """


for commands in (
    study_commands,
    review_commands,
    key_commands,
    consent_commands,
    risk_commands,
    explorer_commands,
    exchange_commands,
    going_out_commands,
    file_commands,
):
    for command in commands.COMMANDS:
        main.add_command(command)

__all__ = ["main"]
