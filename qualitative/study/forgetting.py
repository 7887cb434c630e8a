"""One person is forgotten: out of the key, the texts, what was drawn from them, and everything the vault keeps in words.

The danger: a name that lives on in a raw text, a way back or a backup; or another person's mentions taken with it. So
every mask of theirs becomes a tombstone nobody else's differs from, the raw text is rewritten at the same places, no way
back is kept, and a word another one bears too is left standing and counted. What a story tells is said: no act removes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from qualitative.anonymise import Entity, Vault
from qualitative.model import Replacement, Source
from qualitative.study import keys
from qualitative.study.alone import one_at_a_time
from qualitative.study.desk import Desk
from qualitative.study.moving import masked_words, replace_in_made
from qualitative.study.people_acts import entity_of
from qualitative.study.workspace import Report, Study, StudyTrouble

TOMBSTONE = "[Person forgotten]"
STORY = (
    "a passage that tells who it was without a name cannot be separated from the text: read what stands round each "
    "“[Person forgotten]” before you sign again"
)


@one_at_a_time
def forget(
    study: Study, case_id: str, entity_id: str, *, passphrase: str, by: str, reason: str = ""
) -> Report:
    """Forgets one person, organisation or place of a case, for good. Raises StudyTrouble when nobody is the id, or no
    reason is given; an act that was killed midway is carried on by the same command."""
    why = " ".join(reason.split())
    if not why:
        raise StudyTrouble("say why they are forgotten (without their name): it cannot be taken back")
    desk = Desk(study, case_id, passphrase, by)
    # Killed between the vault and the store: the key has forgotten them already, and the texts have not.
    left_over = entity_id in desk.key.retired and any(
        r.entity == entity_id for s in desk.sources.values() for r in s.replacements
    )
    entity = None if left_over else entity_of(desk, entity_id)
    own, shared = _words(desk, entity) if entity else ([], [])
    pattern = _pattern(own)
    for source in desk.sources.values():
        desk.edit(source.id, _spots(source, entity_id, pattern))
    new_of = dict.fromkeys(own, TOMBSTONE) | ({entity.string: TOMBSTONE} if entity else {})
    if masked_words(why, new_of) != why:
        raise StudyTrouble("the reason holds the name that is to be forgotten; say it without")
    if entity is not None:
        desk.key.forget(entity_id)
    desk.also(lambda: replace_in_made(study, case_id, new_of))
    desk.also(lambda: _rewrite_vault(desk, entity_id, new_of))
    desk.also(desk.renew_participants)
    desk.also(lambda: desk.vault.log_act(desk.person.id, "forgot", f"{case_id} {entity_id}", why))
    desk.also(lambda: study.record(desk.person, "forgot", case_id, now_is=entity_id))
    report = desk.done("forgot a person", forgetting=True)
    study.store.vectors().forget()
    keys.drop_logs(study, report)
    n, sources = report.figures["spans"], report.figures["sources"]
    report.lines.append(
        f"{entity_id} is forgotten: {n} mentions in {len(sources)} sources say {TOMBSTONE} now"
    )
    report.questions.append(STORY)
    _tell_left(desk, shared, report)
    files = sorted(
        str(f.relative_to(study.folder))
        for f in study.folder.rglob("*")
        if f.is_file() and not f.name.startswith("study.db")
    )
    report.figures["files"] = files
    report.warnings += [f"made before, delete it and make it again: {name}" for name in files]
    report.warnings.append(
        "the files the notes came from, and copies of the vault elsewhere, are yours to delete"
    )
    return report


def _words(desk: Desk, entity: Entity) -> tuple[list[str], list[str]]:
    """The spellings that are theirs alone, and those another one of the key bears too."""
    others = [e for e in desk.key.entities.values() if e.id != entity.id]
    taken = {w.casefold() for e in others for w in (*e.variants, *e.given, *e.family, *e.called, *e.emails)}
    # A bare first name may be a word of the language ("Will"): only where the door masked it is it theirs.
    sure = {w for w in entity.variants if " " in w} | entity.emails | {w for w in entity.family if len(w) > 2}
    sure |= entity.variants if entity.type != "PERSON" else set()
    shared = {w for w in (*entity.variants, *entity.given, *entity.family) if w.casefold() in taken}
    return sorted(w for w in sure if w.casefold() not in taken), sorted(shared)


def _pattern(words: list[str]) -> re.Pattern[str] | None:
    if not words:
        return None
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)


def _spots(
    source: Source, entity_id: str, pattern: re.Pattern[str] | None
) -> list[tuple[int, int, Replacement | str]]:
    gone = Replacement(0, 0, "PERSON", TOMBSTONE, TOMBSTONE, TOMBSTONE, "", "person", 1.0, True)
    masked = [(r.start_char, r.end_char) for r in source.replacements if r.entity == entity_id]
    every = [(r.start_char, r.end_char) for r in source.replacements]
    missed = [m.span() for m in pattern.finditer(source.text)] if pattern else []
    missed = [(a, b) for a, b in missed if not any(c < b and a < d for c, d in every)]
    return [(a, b, gone) for a, b in sorted([*masked, *missed])]


def _rewrite_vault(desk: Desk, entity_id: str, new_of: Mapping[str, str]) -> None:
    """Raw texts at the same places as the stored ones; every other word the vault keeps of the case."""
    vault, case_id = desk.vault, desk.case_id
    data = vault.data
    for source in desk.sources.values():
        _rewrite_raw(vault, source, new_of)
        if source.id in data["questions"]:
            data["questions"][source.id] = _walk(data["questions"][source.id], new_of)
    ids = {*desk.sources, case_id}
    for row in (*data["decisions"], *data["acts"]):
        if re.split(r"[ :]", row["about"])[0] in ids:
            row |= {name: _walk(value, new_of) for name, value in row.items() if name in ("words", "reason")}
    kept = data.get("kept", {}).get(case_id, {})
    data.setdefault("kept", {})[case_id] = {
        words: _walk(one, new_of) for words, one in kept.items() if masked_words(words, new_of) == words
    }
    data["consent"] = [
        _walk(row, new_of) if isinstance(row, dict) and row.get("case") == case_id else row
        for row in data["consent"]
    ]
    data.get("unfinished", {}).get(case_id, {}).pop(entity_id, None)


def _rewrite_raw(vault: Vault, source: Source, new_of: Mapping[str, str]) -> None:
    """The original of a waiting source: the tombstone stands where it stands in the stored text, and the map fits."""
    held = vault.data["pending"].get(source.id)
    if held is None:
        return
    gone = {(r.start_char, r.end_char) for r in source.replacements if r.coder == TOMBSTONE}
    pieces, moves, at, shift = [], [], 0, 0
    for a, b, c, d in keys.offset_map(vault, source.id):
        words = TOMBSTONE if (c, d) in gone else held["text"][a:b]
        pieces += [held["text"][at:a], words]
        moves.append([a + shift, a + shift + len(words), c, d])
        shift, at = shift + len(words) - (b - a), b
    held["text"] = "".join(pieces) + held["text"][at:]
    held["name"] = masked_words(str(held.get("name", "")).replace("_", " "), new_of)
    vault.data["maps"][source.id] = moves


def _walk(value: Any, new_of: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return masked_words(value, new_of)
    if isinstance(value, Mapping):
        return {name: _walk(inner, new_of) for name, inner in value.items()}
    return [_walk(inner, new_of) for inner in value] if isinstance(value, list) else value


def _tell_left(desk: Desk, shared: list[str], report: Report) -> None:
    report.figures["shared"] = len(shared)
    if shared:
        report.questions.append(
            f"{len(shared)} of their spellings another one of the case bears too: where such a word was not masked as "
            "this person's it was left"
        )
    unclear = sum(
        r.coder.startswith("[Person, unclear") for s in desk.sources.values() for r in s.replacements
    )
    if unclear:
        report.questions.append(
            f"{unclear} mentions masked as of an unclear person were left: look whether they are theirs"
        )
