"""What the study keeps in the vault, by name: the key of each case, files already known, what waits, where words went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from qualitative.anonymise import Anonymised, Edit, Pseudonyms, Vault, anonymise_notes, new_offset, raw_offset
from qualitative.model import Part, PartKind, RawNote, RosterEntry, Source
from qualitative.study.edits import moved as shifted
from qualitative.study.workspace import Report, Study

OffsetMap = tuple[tuple[int, int, int, int], ...]


def pseudonyms_of(vault: Vault, case_id: str) -> Pseudonyms:
    """The case's key; a new one for a new case. Pseudonyms never carry across cases."""
    kept = vault.data["key"].get(case_id)
    return Pseudonyms.from_dict(kept) if kept else Pseudonyms()


def keep_pseudonyms(vault: Vault, case_id: str, pseudonyms: Pseudonyms) -> None:
    vault.data["key"][case_id] = pseudonyms.to_dict()


def source_of(vault: Vault, case_id: str, note: RawNote) -> str | None:
    """The source this very file became in this case, or None."""
    found = vault.data["fingerprints"].get(fingerprint_of(vault, case_id, note))
    return None if found is None else str(found)


def keep_source(vault: Vault, case_id: str, source_id: str, note: RawNote, done: Anonymised) -> None:
    """Its raw text until sign-off, its file name, where every masked span went, and the questions in original words."""
    known: dict[str, str] = vault.data["fingerprints"]
    # A run killed before its sources landed leaves its claim on this id behind; the id is this file's now.
    vault.data["fingerprints"] = {mark: of for mark, of in known.items() if of != source_id}
    vault.data["fingerprints"][fingerprint_of(vault, case_id, note)] = source_id
    vault.hold_raw(source_id, note.text, name=note.name, case=case_id)
    vault.data["maps"][source_id] = [list(move) for move in done.offset_map]
    if done.questions:
        vault.data["questions"][source_id] = list(done.questions)


def drop_signed(vault: Vault, sources: Iterable[Source]) -> int:
    """The raw text of every signed source leaves the vault, and the way back with it; how many there were. Saves when there were any."""
    sources = tuple(sources)
    signed = {source.id for source in sources if source.signed_off}
    dropped = sum(vault.drop_raw(source_id) for source_id in signed)
    closed = {source.id for source in sources if not source.waits}
    for stack in vault.data.get("undo", {}).values():
        # What was masked here by hand can be undone only until a person has signed it. An act on wishes holds no words.
        stack[:] = [act for act in stack if "wishes" in act or closed.isdisjoint(act["sources"])]
    if dropped:
        vault.save(forgetting=True)  # no raw text lives on in the last good vault beside it
    return dropped


def fingerprint_of(vault: Vault, case_id: str, note: RawNote) -> str:
    return vault.fingerprint(f"{case_id}|{note.sha256}".encode())


def offset_map(vault: Vault, source_id: str) -> OffsetMap:
    """(raw_start, raw_end, new_start, new_end) of every replaced span of a source; () when nothing was masked."""
    return tuple((a, b, c, d) for a, b, c, d in vault.data["maps"].get(source_id, []))


def map_of(vault: Vault, source: Source) -> OffsetMap:
    """The map that fits the source as it is stored, also after a run killed between the vault and the store."""
    earlier = vault.data.get("maps_at", {}).get(source.id, {}).get(source.sha256)
    if earlier is None:
        return offset_map(vault, source.id)
    return tuple((a, b, c, d) for a, b, c, d in earlier)


def settle_maps(vault: Vault, sources: Iterable[Source]) -> None:
    """At the start of an act: each map is the one that fits its source, and those kept for other states of it go."""
    for source in sources:
        vault.data["maps"][source.id] = [list(move) for move in map_of(vault, source)]
        vault.data.get("maps_at", {}).pop(source.id, None)


def move_offsets(vault: Vault, source: Source, edits: Sequence[Edit]) -> None:
    """The map of a source (as before its edits): old spans shift, each edited span joins it, one unmasked leaves it.

    The map before is kept beside it under the text's hash: the vault is saved before the store.
    """
    old, source_id = map_of(vault, source), source.id
    vault.data.setdefault("maps_at", {}).setdefault(source_id, {})[source.sha256] = [list(m) for m in old]
    new = [(a, b, shifted(c, edits), shifted(d, edits, end=True)) for a, b, c, d in old]
    for edit in edits:
        raw = (raw_offset(edit.start_char, old), raw_offset(edit.end_char, old, end=True))
        new = [move for move in new if not (raw[0] <= move[0] and move[1] <= raw[1])]
        if edit.replacement is not None:
            new.append((*raw, shifted(edit.start_char, edits), shifted(edit.end_char, edits, end=True)))
    vault.data["maps"][source_id] = [list(move) for move in sorted(new)]


def moved(span: Sequence[int], moves: OffsetMap) -> tuple[int, int]:
    """A raw span (start, end) in the anonymised text."""
    return new_offset(span[0], moves), new_offset(span[1], moves, end=True)


def mask_words(
    words: Sequence[str], pseudonyms: Pseudonyms, roster: Sequence[RosterEntry], allow: Sequence[str]
) -> list[str]:
    """Loose words (a profile's values, organisations' names, questions) through the same door as the notes, each alone:
    side by side, two of them could be read as one name."""
    lines = [" ".join(word.split()) for word in words]
    told = [line for line in lines if line]
    notes = [RawNote("", line, (Part(0, len(line), PartKind.META),)) for line in told]
    done = anonymise_notes(notes, pseudonyms, roster, allow) if notes else []
    masked = iter([one.text for one in done])
    return [next(masked) if line else "" for line in lines]


# ------------------------------------------------------------------ papers that lie beside the vault

LOG_NAME = "anonymisation-log.xlsx"


def logs_beside(study: Study) -> list[Path]:
    """The anonymisation logs beside the vault: they hold original words, and must not outlive them."""
    return sorted(study.vault_path.parent.glob(f"{study.id}*-{LOG_NAME}"))


def drop_logs(study: Study, report: Report) -> None:
    """After somebody was taken out: the logs written before go; the next one is without them."""
    logs = logs_beside(study)
    for log in logs:
        log.unlink()
    if logs:
        report.lines.append(
            "the anonymisation log beside the vault was deleted with them; `qualitative review --log` writes it anew"
        )
