"""Possible disclosures of harm, shown to a named contact: found when notes come in, acknowledged with what was done.

The danger: a disclosure nobody answered, and its words in a report. So the words lie in the vault alone, for the named
contact and the custodian; the store keeps counts. Nothing is sent anywhere, and the list never claims to be complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from qualitative.anonymise import NOT_COMPLETE, Vault, find_harm
from qualitative.disclosure import counted
from qualitative.model import Source, short_hash
from qualitative.study.alone import one_at_a_time
from qualitative.study.workspace import Report, Study, StudyTrouble

NOBODY_NAMED = "nobody is named to read possible disclosures of harm"


def of_case(vault: Vault, case_id: str) -> dict[str, Any]:
    """contact: a name, "" for none; found: id, source, kind, words, and when read: seen_by, at, done."""
    held: dict[str, Any] = vault.data.setdefault("harm", {}).setdefault(case_id, {"contact": "", "found": []})
    return held


def look(vault: Vault | None, case_id: str, sources: Iterable[Source], contact: str, report: Report) -> None:
    """The new sources are searched and what is found goes into the vault, which the caller saves."""
    found = [
        {"id": f"H-{short_hash(s.id, str(h.start_char), h.kind, length=6)}", "source": s.id, "kind": h.kind, "words": s.text[h.start_char : h.end_char]}
        for s in sources for h in find_harm(s.text, s.parts)
    ]  # fmt: skip
    report.figures["possible_harm"] = len(found)
    if vault is None:
        if found:
            report.warnings.append(
                f"{counted(len(found), 'sentence')} may disclose harm to somebody; without a key no list of them is kept, so read "
                f"the notes for them today. Expect more: {NOT_COMPLETE}"
            )
        return
    held = of_case(vault, case_id)
    if contact:
        held["contact"] = " ".join(contact.split())
    known = {h["id"] for h in held["found"]}
    held["found"] += [h for h in found if h["id"] not in known]
    if not held["contact"]:
        report.warnings.append(
            f"{NOBODY_NAMED}: name a contact with --contact NAME, or contact_for_harm: in the case file"
        )
    if found:
        whose = f"for {held['contact']} to read at once" if held["contact"] else "to be read at once"
        report.questions.append(
            f"{counted(len(found), 'sentence')} may disclose harm to somebody, {whose}: qualitative consent STUDY {case_id} --harm. "
            f"Others are told in words that were not found: {NOT_COMPLETE}"
        )


def waiting(vault: Vault, case_id: str) -> list[dict[str, Any]]:
    return [h for h in of_case(vault, case_id)["found"] if not h.get("seen_by")]


def listing(study: Study, case_id: str, passphrase: str, *, by: str | None = None) -> Report:
    """The sentences, in their own words, for the contact and the custodian at their own screen. The look is recorded."""
    study.cases(case_id)
    vault = study.vault(passphrase)
    held = of_case(vault, case_id)
    report = Report("harm")
    for h in held["found"]:
        state = f"read by {h['seen_by']} on {h['at'][:10]}: {h['done']}" if h.get("seen_by") else "waits"
        report.lines.append(
            f"{h['id']}  {h['source']}  {h['kind']}  ({state})\n    {' '.join(h['words'].split())}"
        )
    report.lines.append(
        f"{counted(len(held['found']), 'sentence')}; {NOT_COMPLETE}: some disclosures are told in words that are not found"
    )
    if not held["contact"]:
        report.warnings.append("nobody is named as the contact: --contact NAME")
    report.figures = {
        "contact": held["contact"],
        "found": len(held["found"]),
        "waiting": len(waiting(vault, case_id)),
    }
    study.record(study.person(by), "looked at possible harm", case_id)
    return report


@one_at_a_time
def name_contact(study: Study, case_id: str, name: str, *, passphrase: str, by: str | None = None) -> Report:
    """Whoever reads them from now on. Kept in the vault alone."""
    study.cases(case_id)
    who = " ".join(name.split())
    if not who:
        raise StudyTrouble("name somebody")
    vault = study.vault(passphrase)
    of_case(vault, case_id)["contact"] = who
    person = study.person(by)
    vault.log(person.id, "named the contact for harm", case_id, now=who)
    vault.save()
    study.record(person, "named the contact for harm", case_id)
    return Report(
        "harm",
        [f"{case_id}: possible disclosures of harm are for {who}, {len(waiting(vault, case_id))} wait"],
    )


@one_at_a_time
def acknowledge(
    study: Study, case_id: str, found_id: str, done: str, *, passphrase: str, by: str | None = None
) -> Report:
    """The contact has read one, and says what was done; both go into the vault's log, no word into the store."""
    study.cases(case_id)
    person, what = study.person(by), " ".join(done.split())
    if not what:
        raise StudyTrouble("say what was done, such as whom you told and when")
    vault = study.vault(passphrase)
    held = of_case(vault, case_id)
    if not held["contact"] or person.id.casefold() != held["contact"].casefold():
        raise StudyTrouble(
            "only the named contact says that it was read: act as them (--by), or name another (--contact)"
        )
    found = next((h for h in held["found"] if h["id"] == found_id), None)
    if found is None:
        raise StudyTrouble(f"there is no {found_id} in {case_id}; --harm lists them")
    found |= {"seen_by": person.id, "at": datetime.now(UTC).isoformat(timespec="seconds"), "done": what}
    vault.log(person.id, "acknowledged possible harm", f"{case_id}|{found_id}", done=what)
    vault.save()
    study.record(person, "acknowledged possible harm", case_id, now_is=found_id)
    return Report(
        "harm",
        [f"{found_id}: read; {len(waiting(vault, case_id))} wait"],
        figures={"waiting": len(waiting(vault, case_id))},
    )
