"""A file checked before it goes out: ours or anybody's, with a study or with none, with the key or without it.

The danger: what is checked is the draft, and what is sent is the designer's PDF of it. So any finished .docx, .html, .pdf
or .xlsx is read whole (`disclosure.final`), and judged (`disclosure.judge`) with whatever is at hand: the cases of the
study, the names of the key when its passphrase is given, a roster. What could not be looked for is said first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from qualitative import anonymise, disclosure, files, notes, review
from qualitative.anonymise.document import from_text
from qualitative.anonymise.posts import has_role, rare_roles
from qualitative.anonymise.words import ordinary
from qualitative.disclosure import Bearer, Finding, Sought, View, final
from qualitative.disclosure.final import Inspected, Layer
from qualitative.model import RosterEntry, Tier
from qualitative.study import keys
from qualitative.study.bearers import bearers_of_key, bearers_of_roster
from qualitative.study.reviewer import view_of
from qualitative.study.workspace import Report, Study, StudyTrouble

_IDENTIFIERS = {
    "EMAIL": "an e-mail address", "PHONE": "a telephone number", "HANDLE": "a name on a network", "NHS": "an NHS number",
    "NINO": "a National Insurance number", "DOB": "a date of birth", "BANK": "a bank account", "PASSPORT": "a passport's number",
    "LICENCE": "a driving licence's number", "VEHICLE": "a vehicle's plate", "IP": "a machine's address", "POSTCODE": "a postcode",
    "ADDRESS": "an address",
}  # fmt: skip
_STRANGER = "what looks like a person's name, of nobody the key or roster knows"
_SURE = 0.9  # how sure the finder of names is before somebody whom no key knows is told


@dataclass
class _AtHand:
    """What there is to compare with, and what there is not."""

    views: dict[str, View] = field(default_factory=dict)
    bearers: list[Bearer] = field(default_factory=list, repr=False)
    posts: list[tuple[str, str, bool]] = field(default_factory=list, repr=False)
    keys: list[anonymise.Pseudonyms] = field(default_factory=list, repr=False)
    missing: list[str] = field(default_factory=list)

    @property
    def allowed(self) -> list[str]:
        names = [name for view in self.views.values() for name in (*view.case.allow, view.case.name)]
        return names + [group.name for view in self.views.values() for group in view.case.groups]


def check(
    study: Study | None,
    file: Path,
    *,
    case: str | None = None,
    tier: Tier = Tier.PUBLIC,
    roster: Path | None = None,
    passphrase: str | None = None,
) -> Report:
    """May this tier see the file, and is it still supported? `figures["failures"]` counts what is not.

    study: None for a file alone. roster: a .csv of further names. passphrase: of the study's key; None leaves its names
    out and says so. The report is safe to print: no name, address or number of the file stands in it.
    Raises FileTrouble for a file that cannot be read, StudyTrouble, and VaultError for a wrong passphrase.
    """
    report = Report("check")
    inspected = read(file)
    at_hand = _at_hand(study, file, case, tier, roster, passphrase)
    sought = Sought(at_hand.bearers, at_hand.allowed, lambda word: word in ordinary())
    verdict = disclosure.judge(
        inspected,
        tier,
        list(at_hand.views.values()),
        sought,
        _identifier(at_hand, tier, sought),
        at_hand.posts,
    )
    called = sought.hidden(file.name)
    findings = [*_of_its_name(file, sought), *verdict.findings]
    if study is not None:
        findings += _support(study, file, tier, at_hand.views)
    report.warnings = [f"not looked for: {what}" for what in at_hand.missing]
    report.questions = verdict.to_look_at
    report.figures = {
        "failures": len(findings),
        "not_looked_into": sum(finding.kind == "not looked into" for finding in findings),
        "words": verdict.n_words,
        "format": inspected.format,
        "tier": tier.word,
        "findings": [asdict(finding) for finding in findings],
        "not_looked_for": at_hand.missing,
    }
    clean = f"{called}: nothing found that a {tier.word} reader may not see. It does not replace the insider test by a person"
    report.lines = [str(finding) for finding in findings] or [clean]
    return report


def read(file: Path) -> Inspected:
    """The whole file. Text files (.md, .txt and what else `add` reads) line by line. Raises FileTrouble."""
    if file.suffix.lower() in final.ENDINGS:
        return final.read_final(file)
    found = Inspected("text")
    note = notes.read_note(file)
    for number, line in enumerate(note.text.split("\n"), 1):
        found.say(line, f"line {number}")
    if file.suffix.lower() in (".md", ".markdown", ".txt"):
        text, _ = notes.decode(files.read_bytes(file))
        for comment in re.findall(r"<!--(.*?)-->", text, re.DOTALL):
            found.say(comment, "a comment in the source", Layer.COMMENT)
            found.carry("comment", "a comment in the source", "Delete the comment.")
    else:
        mend = "Check the .docx, .html or .pdf that goes out."
        found.could_not(
            "what the file holds besides its text", f"of {file.suffix} files the text alone is read", mend
        )
    return found


# ------------------------------------------------------------------ what is at hand


def _at_hand(
    study: Study | None, file: Path, case: str | None, tier: Tier, roster: Path | None, passphrase: str | None
) -> _AtHand:
    found = _AtHand()
    if study is None:
        found.missing.append(
            "quotations against the notes, passages nobody may use, and groups too small to be named (no study was given)"
        )
    else:
        cases = study.cases(case)
        # Our own drafts say in their names whose they are; anything else may quote every case of the study.
        own = [case_id for case_id in cases if file.name.startswith(f"{case_id}-")]
        found.views = {
            case_id: view_of(study, case_id, tier) for case_id in (own if len(own) == 1 else cases)
        }
        _take_key(found, study, cases, passphrase)
    if roster is not None:
        _take_roster(found, notes.read_roster(roster).entries)
    if not found.bearers:
        found.missing.append(
            "names of people who took part, and posts that one or two people hold (neither key nor roster was given)"
        )
    return found


def _take_key(found: _AtHand, study: Study, cases: Sequence[str], passphrase: str | None) -> None:
    if passphrase is None:
        why = (
            "this study keeps no key"
            if not study.keeps_key
            else "its passphrase was not given: set QUALITATIVE_KEY_PASSPHRASE, or say --key"
        )
        found.missing.append(f"the names of the key ({why})")
        return
    if not study.vault_path.exists():
        if study.keeps_key:
            raise StudyTrouble(
                f"the key of this study is not on this machine (looked for {study.vault_path.name} in {study.vault_path.parent}). "
                "Bring it here, or check without the passphrase: then names are not looked for by the key"
            )
        found.missing.append("the names of the key (this study keeps no key)")
        return
    vault = study.vault(passphrase)
    for case_id in cases:
        key = keys.pseudonyms_of(vault, case_id)
        of = f" of {case_id}" if len(cases) > 1 else ""
        found.keys.append(key)
        found.bearers += bearers_of_key(key, of)
        found.posts += _posts_of_key(study, key, case_id, of)


def _take_roster(found: _AtHand, entries: Sequence[RosterEntry]) -> None:
    found.bearers += bearers_of_roster(entries)
    for role in rare_roles(entries):
        rows = [n for n, e in enumerate(entries, 2) if has_role(e.role, role)]
        if rows:
            found.posts.append((role, f"row {rows[0]} of the roster", False))


def _posts_of_key(
    study: Study, key: anonymise.Pseudonyms, case_id: str, of: str
) -> list[tuple[str, str, bool]]:
    """(post, whose, whether every holder has a recorded consent) of posts held by one or two people of the roster."""
    listed = [p for p in key.people() if p.listed and p.role]
    agreeing = {s.id for s in study.store.case(case_id).sessions if s.post_consent}
    told = {p.id for p in study.store.load_case(case_id).participants if agreeing & set(p.sessions)}
    found = []
    for role in rare_roles([RosterEntry("", role=p.role) for p in listed]):
        holders = [p for p in listed if has_role(p.role, role)]
        if holders:
            label = " or ".join(p.id for p in holders) + of
            found.append((role, label, all(p.id in told for p in holders)))
    return found


# ------------------------------------------------------------------ what the door's own finder knows by its form


def _identifier(at_hand: _AtHand, tier: Tier, sought: Sought) -> disclosure.Identify:
    """The finder of `anonymise` on finished texts: what only identifiers look like and, in public, people no key knows."""

    def identify(texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
        documents = [from_text(str(number), text) for number, text in enumerate(texts)]
        found = anonymise.find(
            documents, anonymise.Pseudonyms(salt="a finished file"), (), at_hand.allowed
        ).finds
        told = []
        for text, finds in zip(texts, found, strict=True):
            here = []
            for some in finds:
                if some.masked_from is not Tier.CODER or "\n" in text[some.start_char : some.end_char]:
                    continue  # two cells of a table are no number
                if some.type in _IDENTIFIERS:
                    here.append((some.start_char, some.end_char, _IDENTIFIERS[some.type]))
                elif (
                    some.type == "PERSON"
                    and tier is Tier.PUBLIC
                    and some.confidence >= _SURE
                    and some.settled
                ):
                    typed = re.findall(r"[^\W\d_][\w'’-]*", text[some.start_char : some.end_char])
                    full = some.means == "title" or (
                        len(typed) > 1 and all(word[0].isupper() for word in typed)
                    )
                    if full and not sought.find(text[some.start_char : some.end_char], Layer.PROPERTY):
                        here.append((some.start_char, some.end_char, _STRANGER))
            told.append(here)
        return told

    return identify


# ------------------------------------------------------------------ the file as ours


def _of_its_name(file: Path, sought: Sought) -> list[Finding]:
    hits = sought.find(file.stem, Layer.NAMED)
    return [
        Finding(
            "name",
            "the file's own name",
            f"a person's name, {hit.label}",
            "Rename the file.",
            "10",
            person=hit.label,
        )
        for hit in hits
    ]


def _support(study: Study, file: Path, tier: Tier, views: Mapping[str, View]) -> list[Finding]:
    """Of our own drafts: whether what they rest on still stands."""
    found = []
    for case_id, seen in views.items():
        kept: Any = study.store.draft(case_id, tier)
        if kept is not None and file.name.startswith(f"{case_id}-{tier.word}"):
            found += [
                Finding("support", f.where or "the draft", f.why, "Draft it again.")
                for f in review.check(kept, seen)
            ]
    return found
