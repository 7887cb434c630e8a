"""Import: a custodian hands over notes and what belongs to them, looks at what was understood, and brings them in.

The danger: originals that stay somewhere, and a file in the wrong session that nobody saw. So files are held in memory
until they are in the vault; everything is looked at before anything is stored; and only counts and the files' own names
stand on the page, for the custodian alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from qualitative.explorer import address, jobs, passphrase, sitting, ui, uploads
from qualitative.explorer.bring_in import imported
from qualitative.explorer.guard import told
from qualitative.study import TROUBLES, Report
from qualitative.study.access import Access, custody
from qualitative.study.access.custody import Given, Preview
from qualitative.study.workspace import Progress

JOB = "import"
WORKING = "Anonymising on this machine"

STAGES = {"reading": "Reading files", "names": "Finding and masking names, file by file"}
KINDS = ".docx, .pdf, .rtf, .txt, .md, .vtt or .srt"
BESIDE = (
    ("roster", "Roster (.csv)", "Who took part. Names on it are found in the notes however they are spelt."),
    (
        "case_file",
        "Case file (.yaml)",
        "The alliance’s profile, its groups, and which file belongs to which session.",
    ),
    (
        "guide",
        "Topic guide (.csv)",
        "What each session was asked, so that silence can be told from “not asked”.",
    ),
)


@dataclass(frozen=True)
class _Uploaded:
    """given: what was handed over. mark: changes when any of it does (ids of the browser's own, no names)."""

    given: Given = field(repr=False)
    mark: tuple[str, ...]

    @property
    def anything(self) -> bool:
        return bool(self.mark)


def page(access: Access) -> None:
    words = passphrase.asked(access)
    if words is None:
        _start_afresh()
        return
    uploads.keep_uploads_in_memory()
    if done := st.session_state.get(sitting.IMPORT_DONE):
        imported.tell(done, key_kept=words != passphrase.NO_KEY)
        if st.button("Bring in more", key="import more", icon=":material/upload_file:"):
            del st.session_state[sitting.IMPORT_DONE]
            st.rerun()
        return
    busy = sitting.job(JOB) in st.session_state
    case, is_new = _alliance(access, words, busy)
    uploaded = _files(busy)
    seen = _looked_at(access, uploaded, case, words, is_new) if uploaded.anything else None
    report: Report | None = None
    if seen is not None:
        imported.show_preview(seen, own_id=not case)
        contact = _contact(busy) if seen.n_new else ""
        report = _offer(access, uploaded.given, seen, words, contact)
    elif busy:
        # Somebody locked the vault, or went to another page, while it worked: the files are gone from the page.
        report = jobs.offer(JOB, WORKING, _nothing_more)
    if report is not None:
        _landed(report)


def _alliance(access: Access, words: str, busy: bool) -> tuple[str, bool]:
    """(the case chosen or named, "" to take the case file's own id; whether it is a new one)."""
    ui.subheading("Which alliance")
    cases = access.cases()
    if cases and words == passphrase.NO_KEY:
        ui.note("This study keeps no key, so notes can only come in for an alliance it does not hold yet.")
    elif cases:
        new = st.segmented_control(
            "These notes belong to",
            ["there", "new"],
            format_func={"there": "an alliance in this study", "new": "a new alliance"}.__getitem__,
            default="there",
            key="import where",
            disabled=busy,
        )
        if new != "new":
            return address.choose("Alliance", cases, "case", remembered=True), False
    name = st.text_input(
        "A short name for the new alliance",
        placeholder="river, or east-2024",
        help="Up to 40 letters, digits, - and _. It stands in addresses and file names, so no person’s name. "
        "Left empty, the case file’s own id is taken.",
        key="import name",
        max_chars=40,
        disabled=busy,
        width=480,
    )
    return name.strip(), True


def _files(busy: bool) -> _Uploaded:
    ui.subheading(
        "The files",
        "They are held in this machine’s memory and nowhere else until you bring them in. At most "
        f"{uploads.MAX_MB} MB each.",
    )
    turn = st.session_state.get(sitting.IMPORT_ROUND, 0)
    files = st.file_uploader(
        f"Notes ({KINDS})",
        accept_multiple_files=True,
        key=f"import notes {turn}",
        max_upload_size=uploads.MAX_MB,
        disabled=busy,
    )
    mark = [file.file_id for file in files]
    beside = {}
    for column, (name, label, help_words) in zip(st.columns(3), BESIDE, strict=True):
        with column:
            file = st.file_uploader(
                f"{label}, optional",
                key=f"import {name} {turn}",
                max_upload_size=uploads.MAX_MB,
                help=help_words,
                disabled=busy,
            )
        beside[name] = uploads.held(file) if file is not None else None
        if file is not None:
            mark.append(f"{name} {file.file_id}")
    return _Uploaded(Given(tuple(uploads.held(file) for file in files), **beside), tuple(mark))


def _looked_at(access: Access, uploaded: _Uploaded, case: str, words: str, is_new: bool) -> Preview | None:
    """What an import would do, read once for each change of files or name; a trouble is told, and None returned."""
    mark = (*uploaded.mark, case, str(is_new))
    kept: tuple[tuple[str, ...], Preview | str] | None = st.session_state.get(sitting.IMPORT_SEEN)
    if kept is None or kept[0] != mark:
        bar = st.empty()

        def progress(_stage: str, done: int, total: int) -> None:
            if done < total:
                bar.progress(done / total, text=f"Reading file {done + 1} of {total}")

        seen: Preview | str
        try:
            seen = custody.preview(access, uploaded.given, case, words, progress)
            if is_new and seen.case_id in access.cases():
                seen = (
                    f"“{seen.case_id}” is in this study already. Choose it above as an alliance in this study, or give "
                    "the new one another name."
                )
        except TROUBLES as trouble:
            seen = told(trouble)
        bar.empty()
        kept = st.session_state[sitting.IMPORT_SEEN] = (mark, seen)
    if isinstance(kept[1], str):
        st.error(ui.plain(kept[1]), icon=":material/error:")
        return None
    return kept[1]


def _contact(busy: bool) -> str:
    """Who reads possible disclosures of harm; a person is asked before the notes come in, not after."""
    name: str = st.text_input(
        "Who reads sentences that may disclose harm to somebody",
        placeholder="a name, such as the safeguarding lead's",
        help="They are listed on the Consent page for this person, who says what was done. Left empty, whoever the case file "
        "or an earlier import names. The list is not complete.",
        key="import contact",
        max_chars=80,
        disabled=busy,
        width=480,
    )
    return name.strip()


def _offer(access: Access, given: Given, seen: Preview, words: str, contact: str) -> Report | None:
    """The button, where there is something to bring in; else why there is none."""
    if sitting.job(JOB) not in st.session_state:
        if seen.stopped_by:
            st.error(
                "Nothing can be brought in yet: mend what is named above, or take that file out.",
                icon=":material/error:",
            )
            return None
        if not seen.n_new and not (given.case_file or given.guide):
            ui.empty(
                "None of these files would come in: they could not be read, or are in the study already."
                if given.files
                else "Add notes: a roster is used while notes are read, and does nothing by itself."
            )
            return None
    n = seen.n_new
    label = (
        f"Bring in {n} {'file' if n == 1 else 'files'} of notes" if n else "Take over the case file and guide"
    )

    if sitting.job(JOB) not in st.session_state:
        st.session_state[sitting.IMPORT_INTO] = seen.case_id

    def act(progress: Progress) -> Report:
        def in_words(stage: str, done: int, total: int) -> None:
            progress(STAGES.get(stage, stage), done, total)

        return custody.bring_in(access, given, seen.case_id, words, in_words, contact)

    return jobs.offer(JOB, label, act, title=WORKING)


def _nothing_more(_progress: Progress) -> Report:
    return Report("add")


def _landed(report: Report) -> None:
    case = st.session_state[sitting.IMPORT_INTO]
    st.session_state[sitting.IMPORT_DONE] = report
    st.session_state[sitting.chosen("case")] = case
    address.put(case=case)
    _start_afresh()
    st.rerun()


def _start_afresh() -> None:
    """The uploads are let go: out of the server's memory, and new, empty widgets on the page."""
    uploads.forgetter()()
    st.session_state[sitting.IMPORT_ROUND] = st.session_state.get(sitting.IMPORT_ROUND, 0) + 1
    st.session_state.pop(sitting.IMPORT_SEEN, None)
