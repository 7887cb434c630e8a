"""What is brought in, read and judged before anything is stored: notes, roster, case file, guide.

The danger: a file that lands in the wrong session, or a roster nobody could read, noticed only when the review is
written. So the same reading that `custodian.add` does can be looked at first (`preview`): counts, places and troubles,
never a word from inside a note. Nothing here writes anything.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qualitative import notes
from qualitative.disclosure import counted
from qualitative.files import AnyFile, FileTrouble, HeldFile, name_of
from qualitative.model import Case, PartKind, RawNote, SessionKind
from qualitative.study import keys
from qualitative.study.workspace import Progress, Report, Study, StudyTrouble, no_progress

NOBODY_HEARD = (
    "nothing in it was read as said by somebody, so nothing of it can be coded; write each speaker's label the same way "
    "throughout, as in Name: words"
)
SAID = (PartKind.SPEECH, PartKind.BULLET, PartKind.ROW)  # parts that can hold a view

# ------------------------------------------------------------------ reading, for whoever stores it


def check_case_id(study: Study, case_id: str) -> None:
    """A case's id becomes part of file names and of source ids. Raises StudyTrouble with the mend."""
    if not re.fullmatch(r"[^\W_][\w-]{0,39}", case_id):
        raise StudyTrouble(
            f'"{case_id}" cannot be the name of a case: use up to 40 letters, digits, - and _, such as river or east-2024'
        )
    for known in study.store.case_ids():
        if known != case_id and known.casefold() == case_id.casefold():
            raise StudyTrouble(
                f'this study has the case "{known}" already; write it so, or choose another name'
            )


def read_notes(
    files: Sequence[Path | HeldFile], checked_captions: Collection[str], report: Report, progress: Progress
) -> list[RawNote]:
    """Every readable note, each content once; what could not be read goes into the report and the others go on."""
    found: list[RawNote] = []
    seen: set[str] = set()
    for i, file in enumerate(files):
        progress("reading", i, len(files))
        try:
            if isinstance(file, Path) and file.is_dir():
                in_folder, troubles = notes.read_folder(file)
                report.left_out += [str(trouble) for trouble in troubles]
                in_folder = [
                    notes.read_note(file / n.name, checked_captions=True) if n.name in checked_captions else n
                    for n in in_folder
                ]
            else:
                in_folder = [notes.read_note(file, checked_captions=name_of(file).name in checked_captions)]
        except FileTrouble as trouble:
            report.left_out.append(str(trouble))
            continue
        for note in in_folder:
            if note.sha256 in seen:
                report.left_out.append(
                    f"{note.name}: its content was given twice, and was read once. Remove one."
                )
                continue
            seen.add(note.sha256)
            found.append(note)
            report.warnings += [f"{note.name}: {words}" for words in note.warnings]
    progress("reading", len(files), len(files))
    return found


def case_given(
    study: Study, case_id: str, case_file: AnyFile | None, guide: AnyFile | None, report: Report
) -> tuple[Case, Mapping[str, str], Collection[str]]:
    """The case as given now, or as the study has it; which file belongs to which session; whose captions were checked."""
    session_of_file: Mapping[str, str] = {}
    checked: Collection[str] = ()
    if case_file is not None:
        read = notes.read_case(case_file)
        report.warnings += read.warnings
        session_of_file, checked = read.files, read.checked_captions
        if read.case.id and read.case.id != case_id:
            report.warnings.append(
                f'the case file says "{read.case.id}"; it is kept as "{case_id}", as you asked'
            )
        case = dataclasses.replace(
            read.case,
            id=case_id,
            sessions=tuple(dataclasses.replace(s, case=case_id) for s in read.case.sessions),
        )
        if case_id in study.store.case_ids():
            known = {s.id for s in case.sessions}
            earlier = tuple(s for s in study.store.case(case_id).sessions if s.id not in known)
            case = dataclasses.replace(case, sessions=case.sessions + earlier)
    elif case_id in study.store.case_ids():
        case = study.store.case(case_id)
    else:
        case = Case(case_id, case_id)
    if guide is not None:
        case = dataclasses.replace(case, guide=notes.read_guide(guide))
    return case, session_of_file, checked


def tell_unplaced(raw: Sequence[RawNote], session_of_file: Mapping[str, str], report: Report) -> None:
    unplaced = [note.name for note in raw if note.name not in session_of_file]
    if unplaced:
        report.warnings.append(
            f"{', '.join(unplaced)}: in no session of the case file, so each is taken for a session of its own. "
            "Add it there under sessions"
        )


# ------------------------------------------------------------------ looking, before anything is stored


@dataclass(frozen=True)
class Given:
    """What somebody hands over for one case. File names may identify: shown to a custodian only, never logged."""

    files: tuple[HeldFile, ...] = field(default=(), repr=False)
    roster: HeldFile | None = field(default=None, repr=False)
    case_file: HeldFile | None = field(default=None, repr=False)
    guide: HeldFile | None = field(default=None, repr=False)


@dataclass(frozen=True)
class SeenNote:
    """A file of notes that could be read. session: the title of the one the case file puts it in, "" for none.

    n_speakers: distinct speakers its labels name, interviewers among them; 0 where nobody is named.
    known: this very file is in the case already, and would be passed over.
    """

    name: str = field(repr=False)
    format: str
    n_words: int
    n_passages: int
    n_speakers: int
    session: str
    known: bool
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeenTable:
    """A roster, a case file or a guide: what was understood, what to look at, and why it could not be read ("" if it was)."""

    name: str = field(repr=False)
    understood: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True)
class Preview:
    """What an import would do. Nothing of it is stored.

    says: what the case file calls its case, where that is not case_id. says_known: and the study holds that one too.
    """

    case_id: str
    notes: tuple[SeenNote, ...] = ()
    left_out: tuple[str, ...] = ()
    roster: SeenTable | None = None
    case_file: SeenTable | None = None
    guide: SeenTable | None = None
    says: str = ""
    says_known: bool = False

    @property
    def tables(self) -> tuple[SeenTable, ...]:
        return tuple(table for table in (self.roster, self.case_file, self.guide) if table is not None)

    @property
    def n_new(self) -> int:
        """How many files of notes would be brought in."""
        return sum(not note.known for note in self.notes)

    @property
    def stopped_by(self) -> tuple[str, ...]:
        """Why nothing can be brought in as it stands."""
        mixed_up = (
            f"The case file is about “{self.says}”, which is in this study, and these notes would go into "
            f"“{self.case_id}”. Choose “{self.says}” above, or take the case file out."
        )
        return (mixed_up,) * self.says_known + tuple(table.trouble for table in self.tables if table.trouble)


def preview(
    study: Study, given: Given, case_id: str, passphrase: str | None, progress: Progress = no_progress
) -> Preview:
    """Reads everything and keeps nothing. case_id "": the one the case file names.

    Raises StudyTrouble for a name no case can have, or no name at all; VaultError where the passphrase does not open.
    """
    own_id = named_by(given.case_file)
    case_id = case_id or own_id
    if not case_id:
        raise StudyTrouble("give the alliance a short name of your own, such as river or east-2024")
    check_case_id(study, case_id)
    report = Report("preview")
    case, session_of_file, checked = case_given(study, case_id, None, None, report)
    seen_case: SeenTable | None = None
    if given.case_file is not None:
        try:
            case, session_of_file, checked = case_given(study, case_id, given.case_file, None, report)
            seen_case = _seen_case(
                given.case_file, case, session_of_file, given.files, tuple(report.warnings)
            )
        except FileTrouble as trouble:
            seen_case = SeenTable(given.case_file.name, trouble=str(trouble))
    read = Report("reading")
    raw = read_notes(given.files, checked, read, progress)
    known = _known(study, case_id, raw, passphrase)
    title_of = {session.id: session.title or session.id for session in case.sessions}
    return Preview(
        case_id,
        tuple(
            _seen_note(note, title_of.get(session_of_file.get(note.name, ""), ""), note.sha256 in known)
            for note in raw
        ),
        tuple(read.left_out),
        _seen(given.roster, _roster),
        seen_case,
        _seen(given.guide, lambda file: _guide(file, study, case)),
        own_id if own_id != case_id else "",
        own_id != case_id and own_id in study.store.case_ids(),
    )


def named_by(case_file: HeldFile | None) -> str:
    """The id a case file gives its case; "" where there is none or it cannot be read."""
    if case_file is None:
        return ""
    try:
        return notes.read_case(case_file).case.id
    except FileTrouble:
        return ""


def _known(study: Study, case_id: str, raw: Iterable[RawNote], passphrase: str | None) -> set[str]:
    """The SHA-256 of every file that is in the case already."""
    if passphrase is None or not study.vault_path.exists():
        return set()
    vault = study.vault(passphrase)
    there = {source.id for source in study.store.sources(case_id)}
    return {note.sha256 for note in raw if keys.source_of(vault, case_id, note) in there}


def _seen_note(note: RawNote, session: str, known: bool) -> SeenNote:
    said = [part for part in note.parts if part.kind in SAID]
    speakers = {part.speaker.casefold() for part in note.parts if part.speaker}
    return SeenNote(
        note.name,
        note.format,
        len(note.text.split()),
        len(said),
        len(speakers),
        session,
        known,
        note.warnings if said else (*note.warnings, NOBODY_HEARD),
    )


def _seen(
    file: HeldFile | None, look: Callable[[HeldFile], tuple[Sequence[str], Sequence[str]]]
) -> SeenTable | None:
    if file is None:
        return None
    try:
        understood, warnings = look(file)
    except FileTrouble as trouble:
        return SeenTable(file.name, trouble=str(trouble))
    return SeenTable(file.name, tuple(understood), tuple(warnings))


def _roster(file: HeldFile) -> tuple[Sequence[str], Sequence[str]]:
    listed = notes.read_roster(file)
    understood = [counted(len(listed.entries), "person listed", "people listed")]
    grouped = {entry.group for entry in listed.entries if entry.group}
    if grouped:
        understood.append(counted(len(grouped), "group"))
    if listed.ignored:
        understood.append(f"columns ignored and never stored: {', '.join(listed.ignored)}")
    return understood, listed.warnings


def _seen_case(
    file: HeldFile,
    case: Case,
    session_of_file: Mapping[str, str],
    given: Collection[HeldFile],
    warnings: Sequence[str],
) -> SeenTable:
    kinds = Counter(session.kind for session in case.sessions)
    kinds_counted = [
        counted(n, kind.value) for kind in SessionKind if (n := kinds[kind])
    ]  # each kind by itself: interviews and focus groups are never added
    understood = [f"alliance: {case.name}", f"sessions: {', '.join(kinds_counted) or 'none'}"]
    if case.groups:
        understood.append(counted(len(case.groups), "group"))
    stated = sum(bool(fact.value) for fact in case.profile.values())
    understood.append(f"profile: {stated} of {len(case.profile)} fields stated")
    names = {held.name for held in given}
    missing = sorted(name for name in session_of_file if name not in names)
    told = list(warnings)
    if missing:
        told.append(
            f"named there and not among these files: {', '.join(missing)}. Their sessions stand without these notes "
            "until they are added"
        )
    return SeenTable(file.name, tuple(understood), tuple(told))


def _guide(file: HeldFile, study: Study, case: Case) -> tuple[Sequence[str], Sequence[str]]:
    rows = notes.read_guide(file)
    sessions = {row.session for row in rows}
    understood = [
        f"{counted(len(rows), 'question')} in {counted(len(sessions), 'session')}",
        f"{sum(row.asked == 'asked' for row in rows)} of {len(rows)} asked",
    ]
    warnings = []
    if strange := sorted(sessions - {session.id for session in case.sessions}):
        warnings.append(
            f"in no session of this alliance: {', '.join(strange)}. Write the session’s id as the case file does"
        )
    codes = {code.id for code in study.store.codebook().every_code()}
    if unknown := sorted({code for row in rows for code in row.codes} - codes):
        warnings.append(f"not in the codebook: {', '.join(unknown)}. Use the codes’ ids")
    return understood, warnings
