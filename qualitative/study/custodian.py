"""What a custodian does: open a study, bring notes through the door, sign off, look into the key.

The danger: a note half way through the door. So a file's originals go into the vault first, then its anonymised text
into the store, in one transaction; a run killed between the two finds the note again and carries on.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from qualitative import anonymise, codebook, notes
from qualitative.anonymise.posts import rare_roles
from qualitative.files import FileTrouble
from qualitative.model import (
    Case,
    Participant,
    RawNote,
    Restriction,
    RosterEntry,
    Session,
    SessionKind,
    Source,
    short_hash,
)
from qualitative.study import keys
from qualitative.study.door import Door
from qualitative.study.masking import mask, mask_later_finds
from qualitative.study.signing import sign_off, text_to_read, waiting, with_states
from qualitative.study.workspace import Progress, Report, Study, StudyTrouble, no_progress

__all__ = ["add", "init", "list_key", "mask", "sign_off", "text_to_read", "waiting"]


def init(folder: Path, codebook_path: Path | None = None) -> Report:
    """A new study with a codebook: a file, the name of a shipped one, or the learning themes."""
    path = codebook.find_codebook(codebook_path or "learning-themes")
    book = codebook.load_codebook(path)
    Study.create(folder, book).close()
    return Report(
        "init",
        [
            f'{folder}: a new study with the codebook "{book.name}", {len(book.every_code())} codes',
            f"next: qualitative add {folder} CASE FILES…   (CASE: a short name of your own for one alliance)",
        ],
        figures={"study": str(folder), "codebook": book.name},
    )


def add(
    study: Study,
    case_id: str,
    files: Sequence[Path],
    *,
    roster: Path | None = None,
    case_file: Path | None = None,
    guide: Path | None = None,
    passphrase: str | None,
    by: str | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Reads and anonymises files (and folders of files) into a case; they wait for sign-off.

    passphrase None keeps no key: a later addition cannot know again the people of this one, and says so.
    Files already in the study are passed over. Raises StudyTrouble when no file could be read.
    """
    report = Report("add")
    person = study.person(by)
    _check_case_id(study, case_id)
    entries: tuple[RosterEntry, ...] = ()
    if roster is not None:
        listed = notes.read_roster(roster)
        entries = listed.entries
        report.warnings += listed.warnings
    case, session_of_file, checked = _case(study, case_id, case_file, guide, report)
    raw = _read(files, checked, report, progress)
    if not raw and report.left_out:
        raise StudyTrouble("no file could be read.\n" + "\n".join(report.left_out))
    if case_file is not None:
        _tell_unplaced(raw, session_of_file, report)
    door = Door(study, case_id, passphrase)
    new = [note for note in raw if not door.has(note)]
    if passed := len(raw) - len(new):
        report.lines.append(f"{passed} of the files are in the study already and were passed over")
    if not new:
        report.figures |= {"added": [], "masked": 0, "unsettled": 0, "restrictions": 0}
        if case_file or guide:
            _renew_case(study, door, case, entries)
            report.lines.append(f"{case_id}: what the case file and the guide say was taken over")
        return report
    done = door.through_the_door(new, entries, case, progress)
    first = len(study.store.sources(case_id)) + 1
    masked_case = door.mask_case(case, entries)
    added: list[Source] = []
    restrictions: dict[str, list[Restriction]] = {}
    for i, (note, anonymised) in enumerate(zip(new, done, strict=True)):
        source_id = f"{case_id}-{first + i:02d}"
        masked_case, session = _session(masked_case, session_of_file.get(note.name), source_id)
        added.append(_source(source_id, case_id, session, note, anonymised, masked_case))
        restrictions[source_id] = [
            dataclasses.replace(r, id=short_hash(source_id, str(r.start_char), r.wish), source=source_id)
            for r in anonymised.restrictions
        ]
        door.remember(source_id, note, anonymised)
    door.save()
    with study.store.transaction():
        study.store.set_setting("key", "none" if door.vault is None else "kept")
        study.store.save_case(masked_case)
        for source in added:
            study.store.save_source(source)
            study.store.save_restrictions(source.id, restrictions[source.id])
            study.record(person, "add", source.id, now_is=source.sha256)
        mask_later_finds(study, door, {s.id for s in added}, person, report)
        study.store.save_case(with_states(masked_case, study.store.sources(case_id)))
        study.store.save_participants(case_id, _participants(study, door, case_id))
    door.finished()
    _tell_added(study, door, added, sum(len(r) for r in restrictions.values()), report)
    return report


def _renew_case(study: Study, door: Door, case: Case, roster: Sequence[RosterEntry]) -> None:
    masked_case = door.mask_case(case, roster)
    door.save()
    study.store.save_case(with_states(masked_case, study.store.sources(door.case_id)))
    door.finished()


def _tell_added(study: Study, door: Door, added: Sequence[Source], n_wishes: int, report: Report) -> None:
    n_masked = sum(len(s.replacements) for s in added)
    unsettled = sum(not r.settled for s in added for r in s.replacements)
    report.figures |= {
        "added": [s.id for s in added],
        "masked": n_masked,
        "unsettled": unsettled,
        "restrictions": n_wishes,
    }
    what = "1 source" if len(added) == 1 else f"{len(added)} sources"
    report.lines.append(
        f"{what} anonymised, {n_masked} spans masked, {unsettled} of them for a person to settle"
    )
    if n_wishes:
        report.lines.append(f"wishes about use (“please don't use that”): {n_wishes} heard, and kept to")
    if door.vault is None:
        report.warnings.append(
            "no key was kept: nobody in these notes can be looked up, or known again in later ones"
        )
    report.lines.append(
        f"they wait for a person to read and accept them: qualitative sign-off {study.folder}"
    )


def _tell_unplaced(raw: Sequence[RawNote], session_of_file: Mapping[str, str], report: Report) -> None:
    unplaced = [note.name for note in raw if note.name not in session_of_file]
    if unplaced:
        report.warnings.append(
            f"{', '.join(unplaced)}: in no session of the case file, so each is taken for a session of its own. "
            "Add it there under sessions"
        )


def _check_case_id(study: Study, case_id: str) -> None:
    """A case's id becomes part of file names and of source ids."""
    if not re.fullmatch(r"[^\W_][\w-]{0,39}", case_id):
        raise StudyTrouble(
            f'"{case_id}" cannot be the name of a case: use up to 40 letters, digits, - and _, such as river or east-2024'
        )
    for known in study.store.case_ids():
        if known != case_id and known.casefold() == case_id.casefold():
            raise StudyTrouble(
                f'this study has the case "{known}" already; write it so, or choose another name'
            )


# ------------------------------------------------------------------ reading


def _read(
    files: Sequence[Path], checked_captions: Collection[str], report: Report, progress: Progress
) -> list[RawNote]:
    """Every readable note, each content once; what could not be read goes into the report and the others go on."""
    found: list[RawNote] = []
    seen: set[str] = set()
    for i, path in enumerate(files):
        progress("reading", i, len(files))
        try:
            if path.is_dir():
                in_folder, troubles = notes.read_folder(path)
                report.left_out += [str(trouble) for trouble in troubles]
                in_folder = [
                    notes.read_note(path / n.name, checked_captions=True) if n.name in checked_captions else n
                    for n in in_folder
                ]
            else:
                in_folder = [notes.read_note(path, checked_captions=path.name in checked_captions)]
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


def _case(
    study: Study, case_id: str, case_file: Path | None, guide: Path | None, report: Report
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


def _session(case: Case, session_id: str | None, source_id: str) -> tuple[Case, Session]:
    """The session a file belongs to; a file nobody placed gets one of its own, of a kind nobody stated."""
    for session in case.sessions:
        if session.id == session_id:
            return case, session
    new = Session(f"session-{source_id}", case.id, SessionKind.UNKNOWN, title=f"Session of {source_id}")
    return dataclasses.replace(case, sessions=(*case.sessions, new)), new


def _source(
    source_id: str, case_id: str, session: Session, note: RawNote, done: anonymise.Anonymised, case: Case
) -> Source:
    title = session.title or _title_of(session, case)
    return Source(
        id=source_id,
        case=case_id,
        session=session.id,
        title=title,
        text=done.text,
        parts=done.parts,
        replacements=done.replacements,
        kind=session.kind,
        format=note.format,
        sha256=short_hash(done.text, length=64),
        warnings=note.warnings,
    )


def _title_of(session: Session, case: Case) -> str:
    """ "Focus group 2": its kind and its place among those of its kind, in the order of the case file."""
    alike = [s.id for s in case.sessions if s.kind is session.kind]
    return f"{session.kind.value.capitalize()} {alike.index(session.id) + 1}"


# ------------------------------------------------------------------ who took part


def _participants(study: Study, door: Door, case_id: str) -> list[Participant]:
    """Who took part: everyone a Part names as its speaker, once per case, with the sessions they were in."""
    people = {p.string: p for p in door.pseudonyms.people()}
    sessions: dict[str, set[str]] = {}
    for source in study.store.sources(case_id):
        for part in source.parts:
            if part.speaker in people:
                sessions.setdefault(part.speaker, set()).add(source.session)
    unique = _holders_of_rare_posts(door.pseudonyms)
    string_of = door.mask_organisations(
        {p.organisation for p in people.values()}, study.store.case(case_id).allow
    )
    return [
        Participant(
            p.id,
            case_id,
            p.string,
            p.group,
            string_of.get(p.organisation, ""),
            tuple(sorted(sessions[string])),
            p.id in unique,
        )
        for string, p in people.items()
        if string in sessions
    ]


def _holders_of_rare_posts(pseudonyms: anonymise.Pseudonyms) -> set[str]:
    """Listed people whose post (by its words) one or two people of the roster hold: rule 2 of disclosure control."""
    listed = [p for p in pseudonyms.people() if p.listed]
    rare = rare_roles([RosterEntry("", role=p.role) for p in listed])
    return {p.id for p in listed if any(" ".join(p.role.lower().split()).startswith(role) for role in rare)}


# ------------------------------------------------------------------ the key


def list_key(study: Study, passphrase: str, case: str | None = None) -> Report:
    """Who stands behind each string: for the custodian's eyes; the look is recorded."""
    cases = study.cases(case)
    vault = study.vault(passphrase)
    report = Report("key")
    rows = []
    for case_id in cases:
        for entity in sorted(
            keys.pseudonyms_of(vault, case_id).entities.values(), key=lambda e: (e.type, e.string)
        ):
            spelt = sorted(entity.variants)
            rows.append({"case": case_id, "id": entity.id, "string": entity.string, "spelt": spelt})
            report.lines.append(f"{case_id}  {entity.id:<5} {entity.string:<34} {', '.join(spelt) or '–'}")
        study.record(study.person(None), "looked into the key", case_id)
    report.figures = {"entities": rows}
    return report
