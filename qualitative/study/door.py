"""The vault's part in an `add`: the key of one case, what waits for sign-off, and which files are known.

The danger: a run killed between the vault and the store. The vault is saved first, with a mark of what the key knew
before; the mark goes when the store has landed too. A run that finds it carries on from there: no file is taken for
another, and no name is thought to have been looked for that was not. An act that looks for nothing leaves the mark.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from qualitative import anonymise
from qualitative.anonymise import Pseudonyms
from qualitative.model import Case, Fact, RawNote, RosterEntry
from qualitative.study import keys
from qualitative.study.workspace import Progress, Study, StudyTrouble

MIN_CHARS = 3  # a shorter spelling ("Al", "JB") is looked for by nobody: it stands inside too much else


class Door:
    """Opens, or makes, the vault. Raises StudyTrouble when a key is missing or not wanted where one is kept."""

    def __init__(self, study: Study, case_id: str, passphrase: str | None) -> None:
        self.study, self.case_id = study, case_id
        if passphrase is None and study.keeps_key:
            raise StudyTrouble(
                "this study keeps a key; without it the people of its notes cannot be told from those of new ones. "
                "Add without --no-key"
            )
        if passphrase is None and study.store.sources(case_id):
            raise StudyTrouble(
                f"{case_id} was added with --no-key, so its people cannot be known again. "
                "Add all notes of a case at once, or start another study"
            )
        self.vault = study.vault(passphrase) if passphrase is not None else None
        self.pseudonyms = keys.pseudonyms_of(self.vault, case_id) if self.vault else Pseudonyms()
        self._organisations: dict[str, str] = {}
        if self.vault is not None:
            self._organisations = dict(self.vault.data.get("organisations", {}).get(case_id, {}))
        self._left_unfinished = self.vault is not None and case_id in self.vault.data.get(
            "unfinished", {}
        )  # by a run that was killed
        self._before = self._known_before()

    @cached_property
    def _in_store(self) -> set[str]:
        return {source.id for source in self.study.store.sources()}

    def _known_before(self) -> dict[str, list[str]]:
        if self.vault is not None and self._left_unfinished:
            left: dict[str, list[str]] = self.vault.data["unfinished"][self.case_id]
            return left
        return {entity_id: sorted(words) for entity_id, words in spellings(self.pseudonyms).items()}

    def has(self, note: RawNote) -> bool:
        """Whether this very file came through already, and landed."""
        return self.vault is not None and keys.source_of(self.vault, self.case_id, note) in self._in_store

    def through_the_door(
        self, new: Sequence[RawNote], roster: Sequence[RosterEntry], case: Case, progress: Progress
    ) -> list[anonymise.Anonymised]:
        return anonymise.anonymise_notes(
            new, self.pseudonyms, roster, case.allow, kept=self.kept_words(), progress=progress
        )

    def kept_words(self) -> dict[str, bool]:
        """Words a person let stand wherever they stood in this case → whether they stay masked for the public."""
        kept = self.vault.data.get("kept", {}).get(self.case_id, {}) if self.vault is not None else {}
        return {words: bool(one["still_public"]) for words, one in kept.items()}

    def remember(self, source_id: str, note: RawNote, done: anonymise.Anonymised) -> None:
        if self.vault is not None:
            keys.keep_source(self.vault, self.case_id, source_id, note, done)

    def save(self) -> None:
        """Before the store is written: what came in, and what was known before it."""
        if self.vault is not None:
            self.vault.data.setdefault("unfinished", {})[self.case_id] = self._before
            self._save()

    def finished(self) -> None:
        """After the store has landed, and what the key learnt was looked for: nothing is unfinished any more."""
        self._left_unfinished = False
        self.landed()

    def landed(self) -> None:
        """After the store has landed, in an act that looked for nothing the key learnt: the mark of a killed run stays,
        for the next that does. No signed source has raw text left."""
        if self.vault is not None:
            if not self._left_unfinished:
                self.vault.data.get("unfinished", {}).pop(self.case_id, None)
            self._save()
            keys.drop_signed(self.vault, self.study.store.sources())

    def keep(self, forgetting: bool = False) -> None:
        """What the key knows now, without a mark: for an act that brings in no file."""
        self._save(forgetting)

    def _save(self, forgetting: bool = False) -> None:
        if self.vault is not None:
            keys.keep_pseudonyms(self.vault, self.case_id, self.pseudonyms)
            self.vault.data.setdefault("organisations", {})[self.case_id] = self._organisations
            self.vault.save(forgetting)

    def learnt(self) -> dict[str, set[str]]:
        """Entity id → the spellings these files taught the key."""
        now = spellings(self.pseudonyms)
        new = {entity_id: words - set(self._before.get(entity_id, ())) for entity_id, words in now.items()}
        return {entity_id: words for entity_id, words in new.items() if words}

    def mask_case(self, case: Case, roster: Sequence[RosterEntry]) -> Case:
        """The case's own words (profile, organisations, titles, questions) through the same door as the notes."""

        def masked(words: Sequence[str]) -> list[str]:
            return keys.mask_words(words, self.pseudonyms, roster, case.allow)

        facts = list(case.profile)
        values = masked([case.profile[name].value for name in facts])
        sources = masked([case.profile[name].source for name in facts])
        profile = {n: Fact(v, s) for n, v, s in zip(facts, values, sources, strict=True)}
        string_of = self.mask_organisations((o for g in case.groups for o in g.organisations), case.allow)
        groups = tuple(
            dataclasses.replace(g, organisations=tuple(string_of.get(o, o) for o in g.organisations))
            for g in case.groups
        )
        titles = masked([s.title for s in case.sessions])
        sessions = tuple(dataclasses.replace(s, title=t) for s, t in zip(case.sessions, titles, strict=True))
        asked = masked([row.question for row in case.guide])
        guide = tuple(dataclasses.replace(r, question=q) for r, q in zip(case.guide, asked, strict=True))
        return dataclasses.replace(case, profile=profile, groups=groups, sessions=sessions, guide=guide)

    def mask_organisations(self, names: Iterable[str], allow: Sequence[str]) -> dict[str, str]:
        """Each organisation's name → its one string in the key, the same at every asking; a public name stands."""
        wanted = sorted({name for name in names if name.strip()})
        masked = keys.mask_words(wanted, self.pseudonyms, (), allow)
        return {
            name: name if name in allow else self._organisation(name, string)
            for name, string in zip(wanted, masked, strict=True)
        }

    def rename(self, string_of: Mapping[str, str]) -> dict[str, str]:
        """Roster names of organisations get another string; returns those they had."""
        before = {name: self._organisations[name] for name in string_of if name in self._organisations}
        self._organisations.update(string_of)
        return before

    def _organisation(self, name: str, masked: str) -> str:
        """What the door does not know for an organisation is one all the same: whoever listed it says so.

        Kept beside the key, not in it: "Agency" on a roster must not mask every agency in the notes.
        """
        if masked in {e.string for e in self.pseudonyms.of_type("ORG")}:
            return masked if name == masked else self._organisations.setdefault(name, masked)
        if name not in self._organisations:
            self._organisations[name] = self.pseudonyms.add_organisation(name).string
        return self._organisations[name]


def spellings(key: Pseudonyms) -> Mapping[str, set[str]]:
    """Entity id → every spelling worth looking for of each person, organisation and place of the key."""
    return {
        e.id: {w for w in (*e.variants, *e.given, *e.family) if len(w) >= MIN_CHARS}
        for e in key.entities.values()
        if e.type in ("PERSON", "ORG", "PLACE")
    }
