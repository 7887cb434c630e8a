"""What the Import page shows: what would come in, and what came in. Counts and the files' own names, for a custodian."""

from __future__ import annotations

import streamlit as st

from qualitative.disclosure import counted
from qualitative.explorer import ui
from qualitative.model import Table
from qualitative.study import Report
from qualitative.study.access.consent import NOBODY_NAMED, NOT_COMPLETE
from qualitative.study.access.custody import Preview, SeenNote, SeenTable


def show_preview(seen: Preview, *, own_id: bool) -> None:
    """Nothing is stored yet, and the page says so. own_id: the case is called as its case file calls it."""
    where = f"Into “{seen.case_id}”{', as the case file calls it' if own_id else ''}."
    ui.subheading("What would come in", f"{where} Nothing is stored yet.")
    if seen.says_known:
        st.error(ui.plain(seen.stopped_by[0]), icon=":material/error:")
    for words in seen.left_out:
        st.warning(ui.plain(f"Not read. {words}"), icon=":material/warning:")
    if seen.notes:
        ui.table(
            Table(
                "Notes",
                ("File", "Session", "To look at", "Format", "Words", "Passages", "Speakers"),
                tuple(_row(note) for note in seen.notes),
                note="Passages: turns, bullets and rows in which somebody could be heard. Speakers: those the labels name, "
                "interviewers among them.",
            )
        )
    _show_beside(seen)


def _row(note: SeenNote) -> tuple[str, ...]:
    session = "in the study already; passed over" if note.known else note.session or "one of its own"
    return (
        note.name,
        session,
        "\n".join(note.warnings) or "–",
        note.format,
        f"{note.n_words:,}",
        f"{note.n_passages:,}",
        str(note.n_speakers) if note.n_speakers else "none named",
    )


def _show_beside(seen: Preview) -> None:
    kinds = (("Roster", seen.roster), ("Case file", seen.case_file), ("Topic guide", seen.guide))
    given = [(kind, table) for kind, table in kinds if table is not None]
    for kind, table in given:
        if table.trouble:
            st.error(ui.plain(f"{kind} not read. {table.trouble}"), icon=":material/error:")
    rows = tuple(_beside(kind, table) for kind, table in given if not table.trouble)
    if rows:
        ui.table(Table("Beside the notes", ("File", "Understood", "To look at"), rows))


def _beside(kind: str, table: SeenTable) -> tuple[str, ...]:
    return (f"{kind}\n{table.name}", "\n".join(table.understood), "\n".join(table.warnings) or "–")


def tell(report: Report, *, key_kept: bool) -> None:
    """What an import did, and the way to the next step."""
    figures = report.figures
    n = len(figures.get("added", ()))
    if n:
        originals = (
            "the originals lie in the vault until they are signed off" if key_kept else "no original is kept"
        )
        ui.subheading("Brought in", f"The files have left this page; {originals}.")
        ui.facts(
            (
                ("source anonymised" if n == 1 else "sources anonymised", str(n)),
                ("spans masked", f"{figures['masked']:,}"),
                ("of them uncertain, for you to settle", f"{figures['unsettled']:,}"),
                (
                    f"{'wish' if figures['restrictions'] == 1 else 'wishes'} about use heard, and kept to",
                    f"{figures['restrictions']:,}",
                ),
            )
        )
    else:
        ui.subheading("No notes came in")
    for line in report.lines:
        if line.endswith(("passed over", "taken over")):
            st.info(ui.plain(ui.sentence(line)), icon=":material/info:")
    unnamed = [words for words in report.warnings if words.startswith(NOBODY_NAMED)]
    for words in report.warnings:
        if words not in unnamed:
            st.info(ui.plain(ui.sentence(words)), icon=":material/info:")
    if key_kept and unnamed:
        st.warning(f"{ui.sentence(NOBODY_NAMED)} Name a contact under Consent.", icon=":material/warning:")
    if key_kept and (n_harm := figures.get("possible_harm", 0)):
        st.warning(
            f"{counted(n_harm, 'sentence')} may disclose harm to somebody, to be read at once. "
            f"Others are told in words that were not found: {NOT_COMPLETE}.",
            icon=":material/warning:",
        )
        ui.link("consent", "Read them, under Consent")
    for words in report.left_out:
        st.warning(ui.plain(f"Not read. {words}"), icon=":material/warning:")
    if n:
        ui.empty(
            "They wait for you: read what was masked, settle what is uncertain, sign each source off. "
            "Nothing is coded before.",
            "review",
            "Review what was masked",
        )
