"""The anonymisation log: every mask, what it stands for at each tier, who decided it and why, as the UK Data Service asks.

The danger: the log is the key in another form. It holds original words while the raw text is kept, so it lies beside the vault
and nowhere else unless somebody says where, is readable by its owner alone, and says what it is in its first line. What an
act was, who did it and when, comes from the study's record; the reason from the vault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qualitative import anonymise, files
from qualitative.documents import xlsx_bytes
from qualitative.model import Decision, PartKind, Replacement, Restriction, Source, Table, short_hash
from qualitative.study import keys, wishes
from qualitative.study.alone import one_at_a_time
from qualitative.study.originals import Originals
from qualitative.study.reading import SAID_BY
from qualitative.study.workspace import Report, Study, StudyTrouble, must_be_writable

HEADERS = (
    "id", "study", "text", "source", "place", "original", "coder", "reviewer", "public", "type",
    "found by", "confidence", "state", "decided by", "when", "reason", "decision", "why",
)  # fmt: skip
SHEET = "anonymisation log"
NOT_KEPT = "no longer kept"
WARNING = "Holds original words: for the custodian alone. Keep it with the vault, never with the study or its results."
HOW_TO = (
    "To decide here: write accept, keep or “change to X” (X: P7, new PERSON, or a type such as ORG) in the column decision, and "
    "why in the column why; then qualitative review STUDY --decisions FILE. Leave every row and all other cells as they are."
)


@dataclass(frozen=True)
class Decided:
    """Who decided a mask last, when, and why."""

    by: str = ""
    at: str = ""
    reason: str = ""


def id_of(source: Source, r: Replacement) -> str:
    return f"{source.id}:{r.start_char}-{r.end_char}"


def study_mark(study: Study) -> str:
    """Tells one study's log from another's, and says nothing else."""
    return short_hash("log", study.id)


def text_mark(source: Source) -> str:
    """Of the text the ids are places in."""
    return short_hash("text", source.sha256)


def row_of(study: Study, source: Source, r: Replacement, words: str, decided: Decided) -> dict[str, str]:
    """One mask as the log tells it; `decision` and `why` are left to a person."""
    return {
        "id": id_of(source, r),
        "study": study_mark(study),
        "text": text_mark(source),
        "source": source.title,
        "place": _place(source, r),
        "original": words or NOT_KEPT,
        "coder": r.coder,
        "reviewer": r.reviewer,
        "public": r.public,
        "type": r.type,
        "found by": SAID_BY.get(r.means, r.means),
        "confidence": f"{r.confidence:.2f}",
        "state": "reopened" if r.reopened else "settled" if r.settled else "to settle",
        "decided by": decided.by,
        "when": decided.at,
        "reason": decided.reason,
        "decision": "",
        "why": "",
    }


def _place(source: Source, r: Replacement) -> str:
    """ "turn 7", or the page or time where the notes tell it."""
    for n, part in enumerate(source.parts, start=1):
        if part.start_char <= r.start_char < part.end_char:
            kind = "turn" if part.kind is PartKind.SPEECH else str(part.kind)
            return f"{kind} {n}" + (f", {part.place}" if part.place else "")
    return f"character {r.start_char}"


def rows(study: Study, case_id: str, vault: anonymise.Vault | None) -> list[dict[str, str]]:
    every = study.store.sources(case_id)
    originals = Originals(vault, every)
    return [
        row_of(study, source, r, originals.words(source.id, r), decided.get(r, Decided()))
        for source in every
        for decided in [_decided(study, source, vault)]
        for r in source.replacements
    ]


def _decided(study: Study, source: Source, vault: anonymise.Vault | None) -> Mapping[Replacement, Decided]:
    """Whoever settled each mask. A record's spans are of the text as it stood then, so they are followed through later acts."""
    users = {u.id: u.name for u in study.store.users()}
    reasons = (
        {(d["at"][:16], d["about"]): d.get("reason", "") for d in vault.data["decisions"]} if vault else {}
    )
    at: dict[tuple[int, int], Decided] = {}
    signed = Decided()
    for decision in study.store.decisions(source.id):
        if decision.act == "sign-off":
            signed = Decided(users.get(decision.user, decision.user), _when(decision), "signed off")
        for span in _spans(decision):
            about = f"{source.id}:{span[0]}-{span[1]}"
            why = reasons.get((f"{decision.at:%Y-%m-%dT%H:%M}", about), "")
            at[span] = Decided(users.get(decision.user, decision.user), _when(decision), why)
    found = {}
    for r in source.replacements:
        own = at.get((r.start_char, r.end_char))
        if own is not None and r.settled:
            found[r] = own
        elif signed.by and not r.reopened:
            found[r] = signed
    return found


def _spans(decision: Decision) -> list[tuple[int, int]]:
    out = []
    if decision.act in ("accepted a masking", "changed a masking", "kept as said", "masked by hand"):
        for piece in decision.now.split():
            start, _, end = piece.partition("-")
            if start.isdigit() and end.isdigit():
                out.append((int(start), int(end)))
    return out


def _when(decision: Decision) -> str:
    return f"{decision.at:%Y-%m-%d %H:%M}"


def _kept(vault: anonymise.Vault | None, ids: set[str]) -> Table:
    """Words a person let stand, with the reason: no mask tells of them any more."""
    told = []
    for d in vault.data["decisions"] if vault else ():
        if d["act"] == "kept as said" and d["about"].rpartition(":")[0] in ids:
            told.append(
                (d["about"].rpartition(":")[0], d.get("words", ""), d["user"], d["at"], d.get("reason", ""))
            )
    return Table("kept as said", ("source", "words", "decided by", "when", "reason"), tuple(told), WARNING)


def _wishes(study: Study, sources: Sequence[Source], vault: anonymise.Vault | None) -> Table:
    why = wishes.reasons(vault.data["decisions"]) if vault else {}

    def row(source: Source, w: Restriction) -> tuple[str, ...]:
        words = " ".join(source.text[w.start_char : w.end_char].split())[:200]
        state = "in force" if w.in_force else f"lifted {w.lifted_because}"
        return (
            w.id,
            source.title,
            w.wish,
            w.scope,
            words,
            w.by or "heard in the notes",
            state,
            why.get(w.id, ""),
        )

    told = tuple(row(s, w) for s in sources for w in study.store.restrictions([s.id]))
    headers = ("wish", "source", "asked", "covers", "words", "by", "state", "reason")
    return Table("wishes about use", headers, told)


@one_at_a_time
def write(study: Study, case: str | None, out: Path | None, *, passphrase: str | None, by: str) -> Report:
    """Writes the log of the case (or of all) beside the vault, mode 0600. out: elsewhere, with a warning.

    Raises StudyTrouble for a place inside the study, unless it is named, and where no key is kept and no place is named.
    """
    cases = study.cases(case)
    vault = study.vault(passphrase) if passphrase is not None and study.keeps_key else None
    person = study.person(by)
    if out is None and vault is None:
        raise StudyTrouble(
            "this study keeps no key, so there is no vault to lay the log beside. Name a file with --out"
        )
    name = f"{study.id}-{case}" if case else study.id
    file = out if out is not None else study.vault_path.with_name(f"{name}-{keys.LOG_NAME}")
    must_be_writable(file)
    if file.suffix.lower() != ".xlsx":
        raise StudyTrouble(f"{file.name}: the anonymisation log is written as .xlsx")
    told = [row for case_id in cases for row in rows(study, case_id, vault)]
    sources = [s for case_id in cases for s in study.store.sources(case_id)]
    masks = Table(SHEET, HEADERS, tuple(tuple(r[h] for h in HEADERS) for r in told), f"{WARNING} {HOW_TO}")
    tables = [masks, _kept(vault, {s.id for s in sources}), _wishes(study, sources, vault)]
    files.atomic_write(file, xlsx_bytes(tables, title="Anonymisation log"), mode=0o600)
    study.record(person, "wrote the anonymisation log", case or "")
    n_kept = sum(r["original"] != NOT_KEPT for r in told)
    where = file.name if out is not None else str(file)
    report = Report(
        "review", [f"{where}: {len(told)} masks, the original words of {n_kept} of them still kept"]
    )
    report.figures = {"file": str(file), "masks": len(told), "originals": n_kept}
    if out is not None:
        inside = file.resolve().is_relative_to(study.folder.resolve())
        report.warnings.append(
            f"{file.name} holds original words{', and lies inside the study' * inside}: it is the key in another form. "
            "Keep it with the vault, never with the study or its results"
        )
    return report
