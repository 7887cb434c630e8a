"""One act of settling, carried out: texts, what hangs on them, the key, the log and the way back, together or not at all.

The danger: a kill between the vault and the store, after which a mask's words are looked up at the wrong place. So the
vault is saved inside the store's transaction, and keeps the map of the text before the act until the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NotRequired, TypedDict

from qualitative import anonymise
from qualitative.anonymise import Edit
from qualitative.model import Replacement, Restriction, Source
from qualitative.store import from_record, to_record
from qualitative.study import keys, landing
from qualitative.study.door import Door
from qualitative.study.masking import reopened
from qualitative.study.moving import mask_what_was_made, move_in_place
from qualitative.study.originals import Originals, alike
from qualitative.study.participants import participants
from qualitative.study.workspace import Report, Study, StudyTrouble

MAX_UNDO = 50
NO_KEY = "this study keeps no key, so a masking can only be accepted"


class Before(TypedDict):
    """One source's part in an act. sha256: of its text after the act; edits: spans of that text, and the words that stood
    there; masks: as they were, at their places before the act, and moves: where each lay in the original."""

    sha256: str
    edits: list[tuple[int, int, str]]
    masks: list[dict[str, Any]]
    moves: list[tuple[int, int, int, int]]


class Act(TypedDict):
    """The way back from one act; it lies in the vault. new, gone, learnt: what the key gained and lost by it.

    kept: the words that stand in later notes too since this act. wishes: a source's wishes about use as they were before it.
    were: what an entity of the key lost or had otherwise; organisations: names on a roster, and the string each had.
    """

    act: str
    user: str
    sources: dict[str, Before]
    new: list[str]
    gone: list[dict[str, Any]]
    learnt: dict[str, dict[str, list[str]]]
    kept: NotRequired[list[str]]
    wishes: NotRequired[dict[str, list[dict[str, Any]]]]
    were: NotRequired[dict[str, dict[str, Any]]]
    organisations: NotRequired[dict[str, str]]


@dataclass(frozen=True)
class Place:
    """A span of a source's stored text, and the hash of that text when a person saw it."""

    case: str
    source: str
    start_char: int
    end_char: int
    sha256: str


def acts_of(vault: anonymise.Vault, case_id: str) -> list[Act]:
    stack: list[Act] = vault.data.setdefault("undo", {}).setdefault(case_id, [])
    return stack


def to_take_back(vault: anonymise.Vault, case_id: str, sources: Iterable[Source]) -> Act | None:
    """The last act that can still be taken back: one that never landed, or whose text was edited since, cannot."""
    there = {s.id: s.sha256 for s in sources}
    for act in reversed(vault.data.get("undo", {}).get(case_id, [])):
        if all(there.get(source_id) == b["sha256"] for source_id, b in act["sources"].items()):
            found: Act = act
            return found
    return None


class Desk:
    """A case before an act. Say what shall be different (`edit`, `rewrite`, `log`, `back`), then `done`."""

    def __init__(self, study: Study, case_id: str, passphrase: str | None, by: str) -> None:
        if study.keeps_key and passphrase is None:
            raise StudyTrouble("the key's passphrase is needed: what is settled is kept in the vault too")
        study.cases(case_id)
        self.study, self.case_id, self.person = study, case_id, study.person(by)
        self.sources = {s.id: s for s in study.store.sources(case_id)}
        self._door = Door(study, case_id, passphrase) if study.keeps_key else None
        if self._door is not None and self._door.vault is not None:
            keys.settle_maps(self._door.vault, self.sources.values())
        self.originals = Originals(self._door.vault if self._door else None, self.sources.values())
        self._edits: dict[str, list[Edit]] = {}
        self._rewritten: dict[str, dict[Replacement, Replacement]] = {}
        self._log: list[Callable[[], None]] = []
        self._key_before: dict[str, Any] = self.key.to_dict() if self._door else {}
        vault = self._door.vault if self._door else None
        self._vault_before = landing.before(vault, case_id) if vault is not None else {}
        self._taking_back: Act | None = None
        self._kept: dict[str, dict[str, Any]] = {}
        self._wishes: dict[str, list[Restriction]] = {}
        self._organisations_before: dict[str, str] = {}

    @property
    def keeps_key(self) -> bool:
        return self._door is not None

    @property
    def vault(self) -> anonymise.Vault:
        if self._door is None or self._door.vault is None:
            raise StudyTrouble(NO_KEY)
        return self._door.vault

    @property
    def key(self) -> anonymise.Pseudonyms:
        if self._door is None:
            raise StudyTrouble(NO_KEY)
        return self._door.pseudonyms

    def source(self, place: Place) -> Source:
        if place.source not in self.sources:
            raise StudyTrouble(f"no source {place.source} in {self.case_id}")
        if self.sources[place.source].sha256 != place.sha256:
            raise StudyTrouble("the text was changed elsewhere meanwhile; look at it again, then decide")
        return self.sources[place.source]

    def chosen(self, place: Place, everywhere: bool) -> dict[str, list[Replacement]]:
        """The mask at the place; everywhere: and those of the same words in the sources whose original is kept."""
        here = self.source(place)
        span = (place.start_char, place.end_char)
        found = [r for r in here.replacements if (r.start_char, r.end_char) == span]
        if not found:
            raise StudyTrouble("nothing is masked at this place any more; look at it again, then decide")
        words = self.originals.words(here.id, found[0])
        if not everywhere or not words:
            return {here.id: found}
        wanted = alike(found[0], words)
        out: dict[str, list[Replacement]] = {}
        for source in self.sources.values():
            same = [r for r in source.replacements if alike(r, self.originals.words(source.id, r)) == wanted]
            if same:
                out[source.id] = same
        return out

    def edit(self, source_id: str, spots: Sequence[tuple[int, int, Replacement | str]]) -> None:
        """In text order: a span, and the mask that takes its place, or the words that do."""
        made, shift = [], 0
        for start, end, new in spots:
            words = new if isinstance(new, str) else new.coder
            at = start + shift
            mask = None if isinstance(new, str) else replace(new, start_char=at, end_char=at + len(words))
            made.append(Edit(source_id, start, end, words, mask))
            shift += len(words) - (end - start)
        if made:
            self._edits[source_id] = made

    def rewrite(self, source_id: str, new_of: dict[Replacement, Replacement]) -> None:
        """Masks whose words stay: only what is known of them changes."""
        if new_of:
            self._rewritten[source_id] = new_of

    def log(self, act: str, source_id: str, r: Replacement, **words: str) -> None:
        """What is told of the act in original words: in the vault's own log, nowhere else."""
        about = f"{source_id}:{r.start_char}-{r.end_char}"
        self._log.append(lambda: self.vault.log(self.person.id, act, about, **words))

    def wish(self, source_id: str, wishes: Sequence[Restriction]) -> None:
        """What a source's wishes about use shall be."""
        self._wishes[source_id] = list(wishes)

    def log_wish(self, act: str, wish_id: str, reason: str) -> None:
        """The reason may hold words: it lies in the vault alone."""
        self._log.append(lambda: self.vault.log(self.person.id, act, wish_id, reason=reason))

    def also(self, write: Callable[[], None]) -> None:
        """Done with the rest, inside the same transaction, before the vault is saved."""
        self._log.append(write)

    def rename_organisation(self, string_of: Mapping[str, str]) -> None:
        """Roster names of organisations → the string they have from now on."""
        if self._door is not None and string_of:
            self._organisations_before = self._door.rename(string_of)

    def keep_words(self, words: str, reason: str, still_public: bool) -> None:
        """These words stand in notes added later too; with the reason, in the vault."""
        known = self.vault.data.get("kept", {}).get(self.case_id, {})
        if words not in known:
            self._kept[words] = {"reason": reason, "still_public": still_public, "user": self.person.id}

    def forget_unnamed(self) -> None:
        """Whoever no mask of the case will name any more was nobody: the key forgets them, but not who took part."""
        cut = {r.entity for s, made in self._edits.items() for r in _swallowed(self.sources[s], made)}
        for entity_id in cut - self._still_named() - {""}:
            entity = self.key.entities.get(entity_id)
            if entity is not None and not entity.listed and not entity.speaks:
                self.key.forget(entity_id)

    def _still_named(self) -> set[str]:
        named = {e.replacement.entity for made in self._edits.values() for e in made if e.replacement}
        for source in self.sources.values():
            cut = _swallowed(source, self._edits.get(source.id, ()))
            named |= {r.entity for r in source.replacements if r not in cut}
        return named

    # -------------------------------------------------------------- carried out

    def done(self, act: str, *, forgetting: bool = False) -> Report:
        """Everything at once. Returns how many spans, in which sources.

        forgetting: no way back is kept, of this act or of an earlier one: it would hold the words.
        """
        key_same = self._door is None or self.key.to_dict() == self._key_before
        if not self._edits and not self._rewritten and not self._wishes and key_same:
            return Report("settle", ["that was settled already"], figures={"spans": 0, "sources": []})
        vault = self._door.vault if self._door else None
        before: dict[str, Before] = {}
        with self.study.store.transaction():
            for source_id, new_of in self._rewritten.items():
                before[source_id] = self._rewrite(act, source_id, new_of)
            spoke = {s: [p.speaker for p in self.sources[s].parts] for s in self._edits}
            for source_id, made in self._edits.items():
                before[source_id] = self._edit(act, source_id, made, vault)
            wishes = {source_id: self._wish(act, source_id) for source_id in self._wishes}
            for source_id in wishes:
                nothing = Before(sha256=self.sources[source_id].sha256, edits=[], masks=[], moves=[])
                before.setdefault(source_id, nothing)
            if any(spoke[s] != [p.speaker for p in self.sources[s].parts] for s in spoke):
                self.renew_participants()
            if self._edits:
                reopened(self.study, self.case_id)
            for write in self._log:
                write()
            if vault is not None and self._door is not None:
                if self._kept:
                    vault.data.setdefault("kept", {}).setdefault(self.case_id, {}).update(self._kept)
                if forgetting:
                    acts_of(vault, self.case_id).clear()
                elif self._taking_back is None:
                    stack = acts_of(vault, self.case_id)
                    way_back = self._way_back(act, before)
                    if wishes:
                        way_back["wishes"] = wishes
                    stack.append(way_back)
                    del stack[:-MAX_UNDO]
                if not forgetting:  # what is forgotten is kept nowhere, also not as it was before
                    landing.mark(vault, self.study.store, self.case_id, self._vault_before)
                self._door.keep(forgetting)
        n = sum(map(len, self._rewritten.values())) + sum(map(len, self._edits.values())) + len(self._wishes)
        return Report("settle", figures={"spans": n, "sources": sorted(before)})

    def _rewrite(self, act: str, source_id: str, new_of: Mapping[Replacement, Replacement]) -> Before:
        source = self.sources[source_id]
        after = replace(source, replacements=tuple(new_of.get(r, r) for r in source.replacements))
        self.sources[source_id] = after
        self.study.store.save_source(after)
        self._record(act, source_id, [(r.start_char, r.end_char) for r in new_of])
        return Before(sha256=after.sha256, edits=[], masks=[to_record(r) for r in new_of], moves=[])

    def _edit(self, act: str, source_id: str, made: Sequence[Edit], vault: anonymise.Vault | None) -> Before:
        source = self.sources[source_id]
        swallowed = _swallowed(source, made)
        under = {(r.start_char, r.end_char) for r in swallowed}
        moves = (
            [move for move in keys.map_of(vault, source) if move[2:] in under] if vault is not None else []
        )
        after = self._with_swallowed(move_in_place(self.study, vault, source, made))
        self.sources[source_id] = after
        open_until_now = [e for e in made if e.replacement and not _masked_before(source, e)]
        if open_until_now:
            mask_what_was_made(self.study, source, open_until_now)
        self._record(act, source_id, [(e.start_char, e.end_char) for e in made])
        spans, shift = [], 0
        for e in made:
            at = e.start_char + shift
            spans.append((at, at + len(e.new), source.text[e.start_char : e.end_char]))
            shift += len(e.new) - (e.end_char - e.start_char)
        masks = [to_record(r) for r in swallowed]
        return Before(sha256=after.sha256, edits=spans, masks=masks, moves=moves)

    def _wish(self, act: str, source_id: str) -> list[dict[str, Any]]:
        store = self.study.store
        there = store.restrictions([source_id])
        # This act may put a lifted wish in force again.
        store.save_restrictions(source_id, self._wishes[source_id], keep_lifted=False)
        before, after = {w.id: w for w in there}, {w.id: w for w in self._wishes[source_id]}
        for wish_id in sorted(before.keys() | after.keys()):
            was, now = before.get(wish_id), after.get(wish_id)
            if was != now:
                self.study.record(self.person, act, wish_id, was=_stands(was), now_is=_stands(now))
        return [to_record(w) for w in there]

    def renew_participants(self) -> None:
        """A speaker's label was changed: who took part is read again."""
        if self._door is not None:
            people = participants(self.study, self._door, self.case_id)
            self.study.store.save_participants(self.case_id, people)

    def _record(self, act: str, source_id: str, spans: Sequence[tuple[int, int]]) -> None:
        self.study.record(self.person, act, source_id, now_is=" ".join(f"{a}-{b}" for a, b in spans))

    # -------------------------------------------------------------- the way back

    def _way_back(self, act: str, before: dict[str, Before]) -> Act:
        known = {row["id"]: row for row in self._key_before["entities"]}
        now = {row["id"]: row for row in self.key.to_dict()["entities"]}
        learnt: dict[str, dict[str, list[str]]] = {}
        for entity_id in now.keys() & known.keys():
            for name, value in now[entity_id].items():
                if isinstance(value, list) and value != known[entity_id][name]:
                    more = sorted(set(value) - set(known[entity_id][name]))
                    learnt.setdefault(entity_id, {})[name] = more
        return Act(
            act=act,
            user=self.person.id,
            sources=before,
            new=sorted(now.keys() - known.keys()),
            gone=[row for entity_id, row in known.items() if entity_id not in now],
            learnt=learnt,
            kept=sorted(self._kept),
            were=_lost(known, now),
            organisations=self._organisations_before,
        )

    def back(self) -> Act:
        """Prepares the taking back of the last act that can be. Raises StudyTrouble when there is none."""
        act = to_take_back(self.vault, self.case_id, self.sources.values())
        if act is None:
            raise StudyTrouble("there is nothing to take back here")
        stack = acts_of(self.vault, self.case_id)
        del stack[stack.index(act) :]
        self._taking_back = act
        for words in act.get("kept", ()):
            self.vault.data.get("kept", {}).get(self.case_id, {}).pop(words, None)
        for source_id, records in act.get("wishes", {}).items():
            self.wish(source_id, [from_record(Restriction, r) for r in records])
        for source_id, b in act["sources"].items():
            masks = {(r.start_char, r.end_char): r for r in _masks(b)}
            if not b["edits"]:
                there = self.sources[source_id].replacements
                at = {r: masks.get((r.start_char, r.end_char)) for r in there}
                self.rewrite(source_id, {r: old for r, old in at.items() if old is not None})
                continue
            made, shift = [], 0
            for start, end, words in b["edits"]:
                mask = masks.get((start + shift, start + shift + len(words)))
                made.append(Edit(source_id, start, end, words, mask))
                shift += len(words) - (end - start)
            self._edits[source_id] = made
        self._key_back(act)
        return act

    def _key_back(self, act: Act) -> None:
        lost = anonymise.Pseudonyms.from_dict({**self.key.to_dict(), "entities": act["gone"]}).entities
        for entity_id, entity in lost.items():
            self.key.entities.setdefault(entity_id, entity)
            self.key.retired.discard(entity_id)
        for entity_id, learnt in act["learnt"].items():
            if entity_id in self.key.entities:
                for name, words in learnt.items():
                    known: set[str] = getattr(self.key.entities[entity_id], name)
                    known.difference_update(words)
        for entity_id, were in act.get("were", {}).items():
            if entity_id in self.key.entities:
                entity = self.key.entities[entity_id]
                for name, value in were.items():
                    setattr(
                        entity, name, getattr(entity, name) | set(value) if isinstance(value, list) else value
                    )
        self.rename_organisation(act.get("organisations", {}))
        if act.get("were") or act["gone"]:
            self.also(self.renew_participants)
        for entity_id in set(act["new"]) - self._still_named():
            if entity_id in self.key.entities:
                self.key.forget(entity_id)

    def _with_swallowed(self, after: Source) -> Source:
        """After taking back: masks that lay inside what the act had masked stand again too."""
        if self._taking_back is None:
            return after
        there = {(r.start_char, r.end_char) for r in after.replacements}
        masks = _masks(self._taking_back["sources"][after.id])
        lost = [m for m in masks if (m.start_char, m.end_char) not in there]
        if lost:
            known = {tuple(move) for move in self.vault.data["maps"][after.id]}
            known |= {tuple(move) for move in self._taking_back["sources"][after.id]["moves"]}
            self.vault.data["maps"][after.id] = sorted(list(move) for move in known)
            every = sorted((*after.replacements, *lost), key=lambda r: r.start_char)
            after = replace(after, replacements=tuple(every))
            self.study.store.save_source(after)
        return after


def _stands(wish: Restriction | None) -> str:
    if wish is None:
        return ""
    return f"{'in force' if wish.in_force else 'lifted'} {wish.start_char}-{wish.end_char}"


def _lost(known: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What entities of the key lost by an act: words of a list, and what stood in a field of one value."""
    out: dict[str, dict[str, Any]] = {}
    for entity_id in known.keys() & now.keys():
        for name, was in known[entity_id].items():
            is_now = now[entity_id][name]
            lost = sorted(set(was) - set(is_now)) if isinstance(was, list) else was
            if was != is_now and (lost or not isinstance(was, list)):
                out.setdefault(entity_id, {})[name] = lost
    return out


def _swallowed(source: Source, made: Sequence[Edit]) -> list[Replacement]:
    return [
        r
        for r in source.replacements
        if any(e.start_char <= r.start_char and r.end_char <= e.end_char for e in made)
    ]


def _masked_before(source: Source, edit: Edit) -> bool:
    """Whether the words of an edit were a mask's already: nothing that was made can hold what stood under it."""
    return any(
        (r.start_char, r.end_char) == (edit.start_char, edit.end_char) and r.coder.startswith("[")
        for r in source.replacements
    )


def _masks(before: Before) -> list[Replacement]:
    return [from_record(Replacement, r) for r in before["masks"]]
