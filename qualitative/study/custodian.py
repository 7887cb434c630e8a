"""What a custodian does: open a study, bring notes through the door, sign off, look into the key.

The danger: a note half way through the door. So a file's originals go into the vault first, then its anonymised text
into the store, in one transaction; a run killed between the two finds the note again and carries on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from qualitative import anonymise, codebook, notes
from qualitative.files import HeldFile
from qualitative.model import (
    Case,
    RawNote,
    Restriction,
    RosterEntry,
    Session,
    SessionKind,
    Source,
    User,
    short_hash,
)
from qualitative.study import agreements, closing, harm, intake, keys, withdrawing
from qualitative.study.alone import one_at_a_time
from qualitative.study.door import Door
from qualitative.study.masking import mask, mask_later_finds
from qualitative.study.participants import participants
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


@one_at_a_time
def add(
    study: Study,
    case_id: str,
    files: Sequence[Path | HeldFile],
    *,
    roster: Path | HeldFile | None = None,
    case_file: Path | HeldFile | None = None,
    guide: Path | HeldFile | None = None,
    passphrase: str | None,
    contact: str = "",
    by: str | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Reads and anonymises files (and folders of files, and files held in memory) into a case; they wait for sign-off.

    passphrase None keeps no key: a later addition cannot know again the people of this one, and says so.
    contact: who reads possible disclosures of harm. Files already in the study are passed over. Raises StudyTrouble when no file could be read, or another act on the
    study is at work.
    """
    report = Report("add")
    person = study.person(by)
    intake.check_case_id(study, case_id)
    closing.must_be_open(study, case_id)
    if study.keeps_key and passphrase is not None and study.vault_path.exists():
        withdrawing.finish_left(study, study.vault(passphrase), passphrase, report)
    entries: tuple[RosterEntry, ...] = ()
    if roster is not None:
        listed = notes.read_roster(roster)
        entries = listed.entries
        report.warnings += listed.warnings
    case, session_of_file, checked = intake.case_given(study, case_id, case_file, guide, report)
    raw = intake.read_notes(files, checked, report, progress)
    if not raw and report.left_out:
        raise StudyTrouble("no file could be read.\n" + "\n".join(report.left_out))
    if case_file is not None:
        intake.tell_unplaced(raw, session_of_file, report)
    door = Door(study, case_id, passphrase)
    if case_file is not None:
        case = withdrawing.without(study, case)
    raw = withdrawing.not_withdrawn(door.vault, case_id, raw, report)
    new = [note for note in raw if not door.has(note)]
    if passed := len(raw) - len(new):
        report.lines.append(f"{passed} of the files are in the study already and were passed over")
    if not new:
        report.figures |= {"added": [], "masked": 0, "unsettled": 0, "restrictions": 0, "stories": 0}
        if case_file or guide:
            _renew_case(study, door, case, entries)
            if case_file is not None and (day := notes.read_case(case_file).destroy_on):
                study.store.set_setting(f"destroy on {case_id}", day)
            report.lines.append(f"{case_id}: what the case file and the guide say was taken over")
        if entries and door.vault is not None:
            _renew_roster(study, door, entries, person, report)
        return report
    done = door.through_the_door(new, entries, case, progress)
    first = withdrawing.next_number(study, case_id)
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
    stated = notes.read_case(case_file) if case_file is not None else None
    harm.look(door.vault, case_id, added, contact or (stated.contact_for_harm if stated else ""), report)
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
        study.store.save_participants(case_id, participants(study, door, case_id))
        if stated is not None and stated.destroy_on:
            study.store.set_setting(f"destroy on {case_id}", stated.destroy_on)
        if door.vault is not None:
            agreements.carry_out(study, door.vault, case_id, report)
    door.finished()
    _tell_added(study, door, added, sum(len(r) for r in restrictions.values()), report)
    _tell_stories(sum(len(anonymised.stories) for anonymised in done), report)
    return report


def _tell_stories(n_stories: int, report: Report) -> None:
    report.figures["stories"] = n_stories
    if n_stories:
        what = "1 passage tells" if n_stories == 1 else f"{n_stories} passages tell"
        report.questions.append(
            f"{what} of one person's health, offence, immigration status or child: read each before you sign (Review names "
            "them). A mask hides the name, not the story, and this list is not complete"
        )


def _renew_case(study: Study, door: Door, case: Case, roster: Sequence[RosterEntry]) -> None:
    masked_case = door.mask_case(case, roster)
    door.save()
    study.store.save_case(with_states(masked_case, study.store.sources(door.case_id)))
    door.landed()


def _renew_roster(
    study: Study, door: Door, entries: Sequence[RosterEntry], person: User, report: Report
) -> None:
    """Another roster, and no new notes: whoever is newly listed is looked for in what is there, signed or not.

    Names are masked and only their spans reopen. Nobody is unmasked because a roster no longer lists them.
    """
    known = {e.id for e in door.pseudonyms.people()}
    anonymise.learn_roster(door.pseudonyms, entries)
    n_new = len({e.id for e in door.pseudonyms.people()} - known)
    door.save()
    with study.store.transaction():
        mask_later_finds(study, door, set(), person, report)
        study.store.save_participants(door.case_id, participants(study, door, door.case_id))
    door.finished()
    what = "1 person" if n_new == 1 else f"{n_new} people"
    report.lines.append(
        f"{door.case_id}: {what} of the roster were not in the key before; looked for in every source"
    )


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


# ------------------------------------------------------------------ sessions and sources


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
