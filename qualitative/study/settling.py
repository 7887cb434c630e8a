"""A person settles what the door was unsure of: right as masked, somebody else, or no mask at all; and can take it back.

The danger: the words on the screen are not the words under the mask, and a name stands again by mistake. So nothing
is unmasked unless the original fits the stored text letter by letter round every mask; the place must still be as the
person saw it, and no other act is under way; each leaves its way back in the vault until the source is signed.
"""

from __future__ import annotations

import uuid
from dataclasses import replace

from qualitative import anonymise
from qualitative.anonymise import Find
from qualitative.anonymise.bodies import body_words
from qualitative.anonymise.document import PROTECTED
from qualitative.anonymise.people import People, parse
from qualitative.anonymise.replace import PUBLIC_WORDING, WORDING, wording
from qualitative.anonymise.words import widen
from qualitative.model import Replacement, Source
from qualitative.study.alone import one_at_a_time
from qualitative.study.desk import Desk, Place
from qualitative.study.masking import KINDS
from qualitative.study.workspace import Report, Study, StudyTrouble

__all__ = ["TYPES", "Place", "accept", "change", "keep", "mask_more", "undo"]

TYPES = {**WORDING, "DATE": "[date]", "AGE": "[age]"}
"""What a masked span can be besides a person, with its usual wording."""


@one_at_a_time
def accept(
    study: Study, place: Place, *, passphrase: str | None, everywhere: bool = False, by: str
) -> Report:
    """The masking is right: it is settled. The text stays as it is, and so does a signature, which now covers the span."""
    desk = Desk(study, place.case, passphrase, by)
    for source_id, found in desk.chosen(place, everywhere).items():
        open_ones = [r for r in found if not r.settled or r.reopened]
        desk.rewrite(source_id, {r: replace(r, settled=True, reopened=False) for r in open_ones})
    return desk.done("accepted a masking")


@one_at_a_time
def change(
    study: Study,
    place: Place,
    to: str,
    *,
    passphrase: str | None,
    everywhere: bool = False,
    own_wording: str = "",
    by: str,
) -> Report:
    """It stays masked, as something else. to: an id of the key ("P7"), "new PERSON|ORG|PLACE", or one of TYPES.

    own_wording: a bracketed wording of one's own, with a type. Raises StudyTrouble when that holds the original words.
    """
    desk = Desk(study, place.case, passphrase, by)
    made = Masks(desk, to, own_wording)
    for source_id, found in desk.chosen(place, everywhere).items():
        desk.edit(source_id, [(r.start_char, r.end_char, made.of(source_id, r)) for r in found])
    return desk.done("changed a masking")


@one_at_a_time
def keep(
    study: Study,
    place: Place,
    reason: str,
    *,
    passphrase: str | None,
    everywhere: bool = False,
    still_public: bool = False,
    by: str,
) -> Report:
    """It identifies nobody: the original words stand again, here or wherever the same words were masked as the same.

    everywhere: in notes added later too, unless somebody of the case bears the name.
    still_public: they stand for the team, and stay masked for the public. The reason is kept in the vault beside the
    words. Raises StudyTrouble without a reason, or when the original is no longer kept.
    """
    why = " ".join(reason.split())
    if not why:
        raise StudyTrouble("say why it identifies nobody: words stand again only with a reason")
    desk = Desk(study, place.case, passphrase, by)
    if place.source not in desk.originals:
        raise StudyTrouble(
            "the original of this source is no longer kept, so its words cannot stand again. "
            "Add the file to a new study if they must"
        )
    for source_id, found in desk.chosen(place, everywhere).items():
        spots: list[tuple[int, int, Replacement | str]] = []
        for r in found:
            words = desk.originals.words(source_id, r)
            if not words:
                raise StudyTrouble("what stood here is not known any more; change the masking instead")
            desk.log("kept as said", source_id, r, words=words, reason=why)
            if everywhere:
                desk.keep_words(words, why, still_public)
            shown = replace(r, coder=words, reviewer=words, entity="", means="person", confidence=1.0)
            spots.append((r.start_char, r.end_char, replace(shown, settled=True) if still_public else words))
        desk.edit(source_id, spots)
    desk.forget_unnamed()
    return desk.done("kept as said")


@one_at_a_time
def mask_more(
    study: Study,
    place: Place,
    *,
    passphrase: str | None,
    kind: str = "PERSON",
    same_as: str = "",
    everywhere: bool = True,
    by: str,
) -> Report:
    """Words left standing are masked, under one string. The place pointed at is settled; others wait to be looked at."""
    if kind not in KINDS:
        raise StudyTrouble(f"{kind} cannot be masked by name; use {', '.join(KINDS)}")
    desk = Desk(study, place.case, passphrase, by)
    if same_as and same_as not in desk.key.entities:
        raise StudyTrouble(f"nobody is {same_as} in this case's key")
    here = desk.source(place)
    start, end = _whole_words(here.text, place.start_char, place.end_char)
    name = " ".join(here.text[start:end].split())
    if not name:
        raise StudyTrouble("choose at least one word to mask")
    if any(r.start_char < end and start < r.end_char and r.coder[:1] == "[" for r in here.replacements):
        raise StudyTrouble("a part of these words is masked already; choose the masking, and change it")
    texts = {s.id: s.text for s in desk.sources.values()} if everywhere else {here.id: here.text}
    found = anonymise.later_find(desk.key, texts, name, kind, same_as, {here.id: [(start, end)]})
    for source_id, some in found.items():
        spots: list[tuple[int, int, Replacement | str]] = []
        for edit in some:
            pointed = source_id == here.id and edit.start_char < end and start < edit.end_char
            if edit.replacement is not None and (everywhere or pointed):
                span = _covering(desk.sources[source_id], edit.start_char, edit.end_char)
                spots.append((*span, replace(edit.replacement, settled=pointed)))
        desk.edit(source_id, spots)
    return desk.done("masked by hand")


@one_at_a_time
def undo(study: Study, case_id: str, *, passphrase: str | None, by: str) -> Report:
    """The last act on this case is taken back, whoever did it and however long ago, while nothing it touched was signed."""
    desk = Desk(study, case_id, passphrase, by)
    act = desk.back()
    report = desk.done(f"took back: {act['act']}")
    first = next(iter(act["sources"].items()), None)  # none: an act on the key alone
    masks = first[1]["masks"] if first else []
    report.figures["undone"] = act["act"]
    report.figures["at"] = (
        (first[0], masks[0]["start_char"], masks[0]["end_char"]) if first and masks else None
    )
    return report


def can_be(to: str) -> bool:
    """Whether a mask can be changed to this: new PERSON, ORG or PLACE, or a type. An id of the key is asked of the key."""
    new, _, kind = to.partition(" ")
    return to in TYPES or (new == "new" and kind in KINDS)


class Masks:
    """What takes the place of each mask that is changed: one entity, or one type, for all of them."""

    def __init__(self, desk: Desk, to: str, own_wording: str) -> None:
        self.desk, self.own = desk, ""
        new, _, kind = to.partition(" ")
        if new == "new" and kind in KINDS:
            seed = f"settled|{uuid.uuid4().hex}"
            if kind == "PERSON":
                added = desk.key.add_person(seed)
            else:
                added = desk.key.add_organisation(seed) if kind == "ORG" else desk.key.add_place(seed)
            self.entity = added.id
        elif to in desk.key.entities:
            self.entity = to
        elif to in TYPES:
            self.entity = ""
            self.own = _bracketed(own_wording)
        else:
            raise StudyTrouble(f"{to} is neither in this case's key nor a type of masking")
        self.type = desk.key.entities[self.entity].type if self.entity else to

    def of(self, source_id: str, r: Replacement) -> Replacement:
        words = self.desk.originals.words(source_id, r)
        key = self.desk.key
        if self.entity:
            string = key.string_of(self.entity)
            if words:
                self._learn(words)
        elif self.own:
            pieces = {w.casefold() for w in words.split() if len(w) > 2}
            if pieces & {w.strip("[]").casefold() for w in self.own.split()}:
                raise StudyTrouble("the wording holds the words it should mask; choose another")
            string = self.own
        else:
            find = Find(0, max(1, len(words)), self.type, "person")
            string = wording(find, words, key) if words else TYPES[self.type]
        public = PUBLIC_WORDING.get(self.type, string)
        if self.type == "PERSON" and self.entity and key.entities[self.entity].listed:
            public = "[participant]"
        return Replacement(0, 0, self.type, string, string, public, self.entity, "person", 1.0, True)

    def _learn(self, words: str) -> None:
        """The key knows these words from now on, as theirs; a name that means somebody already is not taken away."""
        entity = self.desk.key.entities[self.entity]
        if self.type == "PERSON":
            people, parsed = People(self.desk.key), parse(words)
            if not people.who(parsed):
                people.learn(entity, parsed, words)
                if parsed.single and not parsed.title:
                    entity.given.add(parsed.single)
            entity.variants.add(words)
        else:
            entity.variants.add(body_words(words))


def _bracketed(words: str) -> str:
    """A wording that a second look leaves alone: `a colleague` → `[the colleague]`."""
    inner = " ".join(words.replace("[", " ").replace("]", " ").split())
    if len(inner) > 60:
        raise StudyTrouble("a wording has at most 60 letters")
    if not inner or PROTECTED.fullmatch(f"[{inner}]"):
        return f"[{inner}]" if inner else ""
    first, _, rest = inner.partition(" ")
    return f"[the {rest if rest and first.lower() in ('a', 'an', 'my', 'our', 'one') else inner}]"


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A person's selection without the blanks at its ends, and with the rest of a word it cut."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return widen(text, start, end) if start < end else (start, end)


def _covering(source: Source, start: int, end: int) -> tuple[int, int]:
    """The span grown over masks it would cut, such as a date that stands for the team and not for the public."""
    cut = [r for r in source.replacements if r.start_char < end and start < r.end_char]
    return min([start, *(r.start_char for r in cut)]), max([end, *(r.end_char for r in cut)])
