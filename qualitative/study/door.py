"""The study's side of the door: raw notes in, with the case's key in hand; the vault keeps what must be kept.

The danger: the case file's own words (a profile, an organisation, a title) going round the door that the notes go
through. So they are masked here too, by the same key.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from qualitative import anonymise
from qualitative.model import Case, Fact, Group, RawNote, RosterEntry
from qualitative.study import keys
from qualitative.study.workspace import Progress, Study, StudyTrouble


class Door:
    """The vault's part of an `add`: the key of one case, what waits, and which files are known."""

    def __init__(self, study: Study, case_id: str, passphrase: str | None) -> None:
        self.study, self.case_id = study, case_id
        self.vault = study.vault(passphrase) if passphrase is not None else None
        if self.vault is None and (study.vault_path.exists() or study.store.sources(case_id)):
            raise StudyTrouble(
                "this study has notes already; without its key their people cannot be told from the new ones. "
                "Add with the key, or start another study"
            )
        self.pseudonyms = keys.pseudonyms_of(self.vault, case_id) if self.vault else anonymise.Pseudonyms()
        self._known_before = {e.id: set(e.variants) for e in self.pseudonyms.entities.values()}
        self._in_store = {source.id for source in study.store.sources()}

    def has(self, note: RawNote) -> bool:
        """Whether this very file came through already, and landed."""
        return self.vault is not None and keys.source_of(self.vault, self.case_id, note) in self._in_store

    def through_the_door(
        self, new: Sequence[RawNote], roster: Sequence[RosterEntry], case: Case, progress: Progress
    ) -> list[anonymise.Anonymised]:
        return anonymise.anonymise_notes(
            new,
            self.pseudonyms,
            roster,
            case.allow,
            progress=progress,
        )

    def remember(self, source_id: str, note: RawNote, done: anonymise.Anonymised) -> None:
        if self.vault is not None:
            keys.keep_source(self.vault, self.case_id, source_id, note, done)

    def save(self) -> None:
        if self.vault is not None:
            keys.keep_pseudonyms(self.vault, self.case_id, self.pseudonyms)
            self.vault.save()

    def names_learnt(self) -> list[tuple[str, str, str]]:
        """(entity id, spelling, type) of every name these files taught the key, the longest first."""
        learnt = [
            (e.id, spelling, e.type)
            for e in self.pseudonyms.entities.values()
            for spelling in e.variants - self._known_before.get(e.id, set())
            if len(spelling) > 2 and e.type in ("PERSON", "ORG", "PLACE")
        ]
        return sorted(learnt, key=lambda found: (-len(found[1]), found))

    def mask_case(self, case: Case, roster: Sequence[RosterEntry]) -> Case:
        """The case's own words (profile, organisations, titles) through the same door as the notes."""

        def masked(words: Sequence[str]) -> list[str]:
            return keys.mask_words(words, self.pseudonyms, roster, case.allow)

        facts = list(case.profile)
        values = masked([case.profile[name].value for name in facts])
        sources = masked([case.profile[name].source for name in facts])
        profile = {n: Fact(v, s) for n, v, s in zip(facts, values, sources, strict=True)}
        groups = tuple(_mask_group(group, masked) for group in case.groups)
        titles = masked([s.title for s in case.sessions])
        sessions = tuple(dataclasses.replace(s, title=t) for s, t in zip(case.sessions, titles, strict=True))
        asked = masked([row.question for row in case.guide])
        guide = tuple(dataclasses.replace(r, question=q) for r, q in zip(case.guide, asked, strict=True))
        return dataclasses.replace(case, profile=profile, groups=groups, sessions=sessions, guide=guide)


def _mask_group(group: Group, masked: Callable[[Sequence[str]], list[str]]) -> Group:
    return dataclasses.replace(group, organisations=tuple(masked(group.organisations)))
