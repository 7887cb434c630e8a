"""A withdrawal: a whole interview, or in a focus group the attributed turns of one person, and everything made of them.

The danger: a withdrawal half done, or done to somebody of the same name. So only turns whose speaker is that very entry of
the key are cut; what is to be done is marked in the vault first, and a run killed midway is finished by the next act
that opens the vault. What cannot be separated is said. A stub stays: the date and counts, no words.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from qualitative.anonymise import Edit, Vault, raw_offset
from qualitative.disclosure import counted
from qualitative.model import Case, PartKind, RawNote, Selection, SessionKind, Source, User, Voice
from qualitative.study import agreements, dropping, keys, register, written
from qualitative.study.alone import one_at_a_time
from qualitative.study.door import Door
from qualitative.study.moving import move_in_place
from qualitative.study.originals import fits
from qualitative.study.participants import participants
from qualitative.study.signing import with_states
from qualitative.study.workspace import Report, Study, StudyTrouble

CUT = "[turn withdrawn]"
SAID = (PartKind.SPEECH, PartKind.BULLET, PartKind.ROW)


@one_at_a_time
def withdraw(
    study: Study, case_id: str, what: str, *, reason: str, passphrase: str | None, by: str | None = None
) -> Report:
    """what: a source's id, or one person (their id in the key, their string, or their name).

    Raises StudyTrouble without a reason, or where what is meant is nobody, or may be two people.
    """
    study.cases(case_id)
    person = study.person(by)
    why = " ".join(reason.split())
    if not why:
        raise StudyTrouble("say why, such as who asked for it and when; the reason is kept in the vault")
    if study.keeps_key and passphrase is None:
        raise StudyTrouble("the key's passphrase is needed: what was withdrawn leaves the vault too")
    vault = study.vault(passphrase) if passphrase is not None and study.keeps_key else None
    report = Report("withdraw")
    if vault is not None:
        finish_left(study, vault, passphrase, report)
    there = {s.id: s for s in study.store.sources(case_id)}
    if what in there:
        wanted: dict[str, Any] = {"whole": [what], "turns": [], "person": ""}
    elif vault is None:
        raise StudyTrouble(
            f"there is no source {what} in {case_id}; without a key only whole sources can be withdrawn"
        )
    else:
        whom = register.the_one(study, keys.pseudonyms_of(vault, case_id), what)
        wanted = _of_person(vault, case_id, whom, there.values())
        if not wanted["whole"] and not wanted["turns"]:
            raise StudyTrouble(
                f"no turn in {case_id} is {whom}'s by name. If notes of an interview do not say who spoke, withdraw the "
                "source; what others said of them stays, masked"
            )
    wanted |= {"case": case_id, "by": person.id, "reason": why, "date": date.today().isoformat()}
    if vault is not None:
        vault.data["withdrawing"] = wanted
        vault.save()
    _do(study, vault, passphrase, wanted, report)
    return report


def _of_person(vault: Vault, case_id: str, whom: str, sources: Any) -> dict[str, Any]:
    """Sources in which nobody else of the key speaks go whole; of the others the person's own turns."""
    key = keys.pseudonyms_of(vault, case_id)
    mine = key.string_of(whom)
    strings = {p.string for p in key.people()}
    whole: list[str] = []
    turns: list[str] = []
    for source in sources:
        heard = {
            string
            for string in strings
            for p in source.parts
            if p.kind in SAID and agreements.is_turn_of(source, p, string)
        }
        if mine not in heard:
            continue
        alone = source.kind is SessionKind.INTERVIEW and heard == {mine}
        (whole if alone else turns).append(source.id)
    return {"whole": whole, "turns": turns, "person": whom}


def finish_left(study: Study, vault: Vault, passphrase: str | None, report: Report) -> None:
    """A withdrawal that a killed run left half done is carried through first."""
    wanted = vault.data.get("withdrawing")
    if wanted:
        report.warnings.append("a withdrawal that had been broken off was carried through first")
        _do(study, vault, passphrase, wanted, Report("withdraw"))


def _do(
    study: Study, vault: Vault | None, passphrase: str | None, wanted: dict[str, Any], report: Report
) -> None:
    case_id, person = wanted["case"], User(wanted["by"], wanted["by"])
    there = {s.id: s for s in study.store.sources(case_id)}
    whole = [there[i] for i in wanted["whole"] if i in there]
    spans = {i: _turns(there[i], vault, case_id, wanted["person"]) for i in wanted["turns"] if i in there}
    spans = {i: s for i, s in spans.items() if s}
    words = " ".join(s.text for s in whole) + " ".join(
        there[i].text[a:b] for i, s in spans.items() for a, b in s
    )

    def gone(s: Selection) -> bool:
        return s.source in wanted["whole"] or any(
            a < s.end_char and s.start_char < b for a, b in spans.get(s.source, ())
        )

    figures: dict[str, Any] = {
        "sources": [s.id for s in whole],
        "turns": {i: len(s) for i, s in spans.items()},
    }
    with study.store.transaction():
        if whole or spans:
            lost = {s.session for s in whole} - {s.session for s in there.values() if s not in whole}
            figures |= dropping.drop_passages(
                study, case_id, gone, {*wanted["whole"], *lost, wanted["person"]}
            )
            for source_id, cut in spans.items():
                _cut(study, vault, there[source_id], cut)
            dropping.drop_sources(study, wanted["whole"])
            _counts(study, case_id, whole, lost, wanted)
            about = wanted["person"] or wanted["whole"][0]
            told = f"{counted(len(whole), 'source')}, {counted(sum(map(len, spans.values())), 'turn')}, {counted(figures['codings'], 'coding')}"
            study.record(person, "withdrew", about, now_is=told)
        if vault is not None:
            _out_of_vault(study, vault, wanted, set(spans))
            vault.save(forgetting=True)
    if vault is not None:
        # Opened on the vault as just saved: who took part is read again from the texts that are left.
        door = Door(study, case_id, passphrase)
        study.store.save_participants(case_id, participants(study, door, case_id))
        vault.data.pop("withdrawing", None)
        vault.save(forgetting=True)
        keys.drop_logs(study, report)
    else:
        people = study.store.load_case(case_id).participants
        sessions = {s.id for s in study.store.case(case_id).sessions}
        left = [
            dataclasses.replace(p, sessions=tuple(s for s in p.sessions if s in sessions)) for p in people
        ]
        study.store.save_participants(case_id, [p for p in left if p.sessions])
    dropping.compact(study)
    report.figures = figures
    _tell(study, vault, wanted, whole, spans, words, report)


def _turns(source: Source, vault: Vault | None, case_id: str, whom: str) -> list[tuple[int, int]]:
    if vault is None or not whom:
        return []
    mine = keys.pseudonyms_of(vault, case_id).string_of(whom)
    return [(p.start_char, p.end_char) for p in source.parts if agreements.is_turn_of(source, p, mine)]


def _cut(study: Study, vault: Vault | None, source: Source, spans: Sequence[tuple[int, int]]) -> None:
    """The turns become CUT, in the stored text and in the original while it waits; everything else moves along."""
    held = vault.data["pending"].get(source.id) if vault is not None else None
    if vault is not None and held is not None:
        moves = keys.map_of(vault, source)
        if fits(held["text"], source.text, moves):
            raw = held["text"]
            for start, end in sorted(spans, reverse=True):
                raw = raw[: raw_offset(start, moves)] + CUT + raw[raw_offset(end, moves, end=True) :]
            cut_map = _map_after(
                moves, [(raw_offset(a, moves), raw_offset(b, moves, end=True)) for a, b in spans], spans
            )
            held["text"] = raw
        else:
            vault.drop_raw(source.id)
            cut_map = None
    else:
        cut_map = None
    store = study.store
    outside = [
        r for r in store.restrictions([source.id])
        if r.scope == "source" or not any(a <= r.start_char and r.end_char <= b for a, b in spans)
    ]  # fmt: skip
    store.save_restrictions(source.id, outside, keep_lifted=False)
    after = move_in_place(study, vault, source, [Edit(source.id, a, b, CUT, None) for a, b in spans])
    parts = tuple(
        dataclasses.replace(p, speaker=None, kind=PartKind.META, voice=Voice.COMMENT, body_char=None)
        if after.text[p.start_char : p.end_char].strip() == CUT
        else p
        for p in after.parts
    )
    # Nothing was added that a person would have to read: what was signed stays signed.
    store.save_source(
        dataclasses.replace(
            after, parts=parts, signed_off_by=source.signed_off_by, signed_unread=source.signed_unread
        )
    )
    if vault is not None and cut_map is not None:
        vault.data["maps"][source.id] = [list(move) for move in cut_map]
    if vault is not None:
        vault.data.get("maps_at", {}).pop(source.id, None)


def _map_after(
    moves: keys.OffsetMap, raw_cut: Sequence[tuple[int, int]], cut: Sequence[tuple[int, int]]
) -> keys.OffsetMap:
    """The map between an original and a stored text from which the same turns were cut."""

    def shifted(at: int, spans: Sequence[tuple[int, int]]) -> int:
        return at + sum(len(CUT) - (b - a) for a, b in spans if b <= at)

    kept = [m for m in moves if not any(a <= m[0] and m[1] <= b for a, b in raw_cut)]
    return tuple(
        (shifted(a, raw_cut), shifted(b, raw_cut), shifted(c, cut), shifted(d, cut)) for a, b, c, d in kept
    )


def _counts(
    study: Study, case_id: str, whole: Sequence[Source], lost: set[str], wanted: dict[str, Any]
) -> None:
    """Sessions and people as they count from now on, and the stub by which a later reading of the case file knows it."""
    case = study.store.case(case_id)
    kept = withdrawn(study, case_id)
    gone = [s for s in case.sessions if s.id in lost]
    fewer: dict[str, int] = {}
    for session in gone:
        if len(session.groups) == 1:
            fewer[session.groups[0]] = fewer.get(session.groups[0], 0) + (session.n_people or 1)
    left = {s.session for s in study.store.sources(case_id)}
    quiet: dict[str, int] = {}
    if wanted["turns"] and wanted["person"]:
        of_source = {s.id: s.session for s in study.store.sources(case_id)}
        quiet = {of_source[source_id]: 1 for source_id in wanted["turns"]}
        groups = {g for s in case.sessions if s.id in quiet and len(s.groups) == 1 for g in s.groups}
        for group in groups - set(fewer):
            fewer[group] = 1
    kept["sources"] += [s.id for s in whole]
    kept["sessions"] += [s.id for s in gone if s.id not in left]
    for name, more in (("groups", fewer), ("quiet", quiet)):
        for what, n in more.items():
            kept[name][what] = kept[name].get(what, 0) + n
    n_interviews = sum(s.kind is SessionKind.INTERVIEW for s in gone)
    kept["stubs"].append(
        {
            "date": wanted["date"],
            "interviews": n_interviews,
            "sources": len(whole),
            "people": int(bool(wanted["person"])),
        }
    )
    study.store.set_setting(f"withdrawn {case_id}", json.dumps(kept))
    once = {"sessions": kept["sessions"], "groups": fewer, "quiet": quiet}
    study.store.save_case(with_states(_less(case, once), study.store.sources(case_id)))


def withdrawn(study: Study, case_id: str) -> dict[str, Any]:
    """The stub: ids of sources and sessions, and how many people fewer each group and each session counts. No words."""
    empty: dict[str, Any] = {"sources": [], "sessions": [], "groups": {}, "quiet": {}, "stubs": []}
    return {**empty, **json.loads(study.store.setting(f"withdrawn {case_id}", "{}"))}


def without(study: Study, case: Case) -> Case:
    """A case as its case file states it, without what was withdrawn since."""
    return _less(case, withdrawn(study, case.id))


def _less(case: Case, kept: dict[str, Any]) -> Case:
    def fewer(n: int | None, by: int) -> int | None:
        return None if n is None else max(0, n - by)

    sessions = tuple(
        dataclasses.replace(s, n_people=fewer(s.n_people, kept["quiet"].get(s.id, 0)))
        for s in case.sessions if s.id not in kept["sessions"]
    )  # fmt: skip
    groups = tuple(
        dataclasses.replace(g, n_people=fewer(g.n_people, kept["groups"].get(g.id, 0))) for g in case.groups
    )
    guide = tuple(g for g in case.guide if g.session not in kept["sessions"])
    return dataclasses.replace(case, sessions=sessions, groups=groups, guide=guide)


def not_withdrawn(vault: Vault | None, case_id: str, raw: Sequence[RawNote], report: Report) -> list[RawNote]:
    """The files that were not withdrawn; the others are refused, told by number."""
    if vault is None:
        return list(raw)
    gone = vault.data.get("withdrawn", {})
    kept = [note for note in raw if keys.fingerprint_of(vault, case_id, note) not in gone]
    if n := len(raw) - len(kept):
        report.left_out.append(
            f"{counted(n, 'file')}: withdrawn, and not taken in again. A changed copy is not known by this: do not add one"
        )
    return kept


def next_number(study: Study, case_id: str) -> int:
    """The number of the next source: never that of one there is, or was and has been withdrawn."""
    ids = [*(s.id for s in study.store.sources(case_id)), *withdrawn(study, case_id)["sources"]]
    numbers = [int(n) for i in ids if (n := i.removeprefix(f"{case_id}-")).isdigit()]
    return max(numbers, default=0) + 1


def _out_of_vault(study: Study, vault: Vault, wanted: dict[str, Any], cut: set[str]) -> None:
    whole, case_id = set(wanted["whole"]), wanted["case"]
    data = vault.data
    for mark, source_id in list(data["fingerprints"].items()):
        if source_id in whole:
            del data["fingerprints"][mark]
            data.setdefault("withdrawn", {})[mark] = {"case": case_id, "date": wanted["date"]}
    for source_id in whole:
        for section in ("pending", "maps", "maps_at", "questions"):
            data.get(section, {}).pop(source_id, None)
    for source_id in cut:
        data["questions"].pop(source_id, None)
    touched = whole | cut
    for stack in data.get("undo", {}).values():
        stack[:] = [act for act in stack if touched.isdisjoint(act["sources"])]
    left = " ".join(s.text for s in study.store.sources(case_id)).casefold()
    data["decisions"] = [d for d in data["decisions"] if not _tells(d, whole, cut, left)]
    found = data.get("harm", {}).get(case_id, {}).get("found", [])
    found[:] = [
        h
        for h in found
        if h["source"] not in whole and (h["source"] not in cut or h["words"].casefold() in left)
    ]
    kept = data.get("kept", {}).get(case_id, {})
    for words in [w for w in kept if w.casefold() not in left]:
        del kept[words]
    if wanted["person"]:
        for row in data.setdefault("consent", []):
            if row["case"] == case_id and row["person"] == wanted["person"]:
                row["withdrawn"] = wanted["date"]
                break
        else:
            data["consent"].append(
                {
                    "case": case_id,
                    "person": wanted["person"],
                    "withdrawn": wanted["date"],
                    "withdraw_until": "",
                }
            )
    about = f"{case_id}|{wanted['person'] or ' '.join(wanted['whole'])}"
    if not any(d["act"] == "withdrew" and d["about"] == about for d in data["decisions"]):
        vault.log(wanted["by"], "withdrew", about, reason=wanted["reason"])


def _tells(decision: dict[str, Any], whole: set[str], cut: set[str], left: str) -> bool:
    """Whether a logged decision holds words of what was withdrawn."""
    source = str(decision["about"]).partition(":")[0]
    return source in whole or (source in cut and str(decision.get("words", "")).casefold() not in left)


def _tell(
    study: Study, vault: Vault | None, wanted: dict[str, Any], whole: Sequence[Source],
    spans: dict[str, list[tuple[int, int]]], words: str, report: Report,
) -> None:  # fmt: skip
    case_id = wanted["case"]
    if whole:
        report.lines.append(f"{', '.join(s.id for s in whole)}: withdrawn whole")
    for source_id, cut in spans.items():
        report.lines.append(
            f"{source_id}: {counted(len(cut), 'turn')} withdrawn; “{CUT}” stands in their place"
        )
    figures = report.figures
    report.lines.append(
        f"with them went {counted(figures.get('codings', 0), 'coding')}, {counted(figures.get('claimed_causes', 0), 'claimed cause')}, "
        f"{counted(figures.get('memos', 0), 'memo')}, the kept drafts, and every vector"
    )
    sources = study.store.sources(case_id)
    if vault is not None and wanted["person"]:
        n = sum(r.entity == wanted["person"] for s in sources for r in s.replacements)
        if n:
            report.questions.append(
                f"what others said of them cannot be separated: {counted(n, 'mention')} stay, masked"
            )
    if spans:
        report.questions.append(
            "what others answered to them, and bullets that name nobody, cannot be separated: read these sources again"
        )
    shingles = _shingles(words)
    held = [note.id for note in study.store.notes() if shingles & _shingles(note.text)]
    if held:
        report.questions.append(
            f"memos that hold words of what was withdrawn: {', '.join(held)}. Mend or delete them"
        )
    files = written.files_of(study, case_id)
    if files:
        report.questions.append(
            "written before, and still holding it: delete these, and make them again: "
            + ", ".join(map(str, files))
        )
    report.figures["files"] = [str(f) for f in files]


def _shingles(words: str) -> set[str]:
    said = re.findall(r"\w+", words.casefold())
    return {" ".join(said[i : i + 6]) for i in range(len(said) - 5)}
