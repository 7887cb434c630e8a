"""The custodian's reading desk: a source's original beside its anonymised text, what to look at first and why, and the acts.

The danger: originals kept by a page. So a Reading is made anew from the open vault for each look, holds ids and spans for
whatever comes back, and is handed to one page only; everything here needs the custodian tier.
"""

from __future__ import annotations

from collections import Counter

from qualitative import anonymise
from qualitative.disclosure import said_in_session
from qualitative.model import Tier
from qualitative.study import custodian, desk, keys, people_acts, reading, settling, wishes
from qualitative.study.access import Access
from qualitative.study.alone import alone
from qualitative.study.originals import Originals
from qualitative.study.reading import Line, Reading, Row, Span, Wish
from qualitative.study.settling import TYPES, Place
from qualitative.study.wishes import WISHES
from qualitative.study.workspace import Report, StudyTrouble

__all__ = [
    "TYPES",
    "WISHES",
    "Line",
    "Place",
    "Reading",
    "Row",
    "Span",
    "Wish",
    "accept",
    "change",
    "impose",
    "keep",
    "lift",
    "mark",
    "mask_more",
    "narrow",
    "read",
    "sign_off",
    "sources",
    "undo",
]


def sources(access: Access, case: str) -> list[Line]:
    """The case's sources in their order, and where each stands."""
    with access.study(Tier.CUSTODIAN) as study:
        study.cases(case)
        found = study.store.sources(case)
        heard = Counter(
            w.source
            for w in study.store.restrictions([s.id for s in found])
            if w.in_force and said_in_session(w)
        )
        signed = {d.about for d in study.store.decisions() if d.act == "sign-off"}
        return [
            Line(
                s.id,
                s.title,
                len(s.replacements),
                len(s.to_settle()),
                heard[s.id],
                reading.state(s, signed),
                s.signed_off_by,
            )
            for s in found
        ]


def read(access: Access, case: str, source_id: str, passphrase: str | None) -> Reading:
    """The source on the desk. Raises Forbidden, StudyTrouble, VaultError; never with words of the original."""
    with access.study(Tier.CUSTODIAN) as study:
        study.cases(case)
        every = study.store.sources(case)
        source = next((s for s in every if s.id == source_id), None)
        if source is None:
            raise StudyTrouble(f"no source {source_id} in {case}")
        if study.keeps_key and not passphrase:
            raise StudyTrouble("the key's passphrase is needed: the originals are in the vault")
        vault = study.vault(passphrase) if study.keeps_key and passphrase else None
        key = keys.pseudonyms_of(vault, case) if vault is not None else anonymise.Pseudonyms()
        originals = Originals(vault, every)
        spans = reading.spans(source, every, originals, key)
        asked = [w for w in study.store.restrictions([source.id]) if said_in_session(w)]
        signed = {d.about for d in study.store.decisions(source.id) if d.act == "sign-off"}
        takeable = desk.to_take_back(vault, case, every) if vault is not None else None
        return Reading(
            case=case,
            source=source.id,
            title=source.title,
            state=reading.state(source, signed),
            sha256=source.sha256,
            text=source.text,
            rows=reading.rows(source, spans, originals, asked),
            spans={s.id: s for s in spans},
            queue=reading.queue(source.id, spans),
            wishes=reading.wishes_of(source, asked, wishes.reasons(vault.data["decisions"]) if vault else {}),
            who=reading.who(key),
            questions=tuple(vault.data["questions"].get(source.id, ())) if vault is not None else (),
            has_original=source.id in originals,
            why_no_original=reading.why_no_original(source, originals, vault, bool(signed)),
            undoable=takeable["act"] if takeable else "",
            keeps_key=study.keeps_key,
        )


# ------------------------------------------------------------------ the acts, each by the person of the Access


def accept(access: Access, place: Place, passphrase: str | None, *, everywhere: bool = False) -> Report:
    with access.study(Tier.CUSTODIAN) as study:
        return settling.accept(
            study, place, passphrase=passphrase or None, everywhere=everywhere, by=access.person
        )


def change(
    access: Access,
    place: Place,
    to: str,
    passphrase: str | None,
    *,
    everywhere: bool = False,
    own_wording: str = "",
) -> Report:
    with access.study(Tier.CUSTODIAN) as study:
        return settling.change(
            study,
            place,
            to,
            passphrase=passphrase or None,
            everywhere=everywhere,
            own_wording=own_wording,
            by=access.person,
        )


def join(access: Access, place: Place, kept_id: str, joined_id: str, passphrase: str | None) -> Report:
    """Two of the key are one: every mask of the second bears the first's string, in every source of the case."""
    with access.study(Tier.CUSTODIAN) as study:
        return people_acts.join(
            study, place.case, kept_id, joined_id, passphrase=passphrase or "", by=access.person
        )


def keep(
    access: Access,
    place: Place,
    reason: str,
    passphrase: str | None,
    *,
    everywhere: bool = False,
    still_public: bool = False,
) -> Report:
    with access.study(Tier.CUSTODIAN) as study:
        return settling.keep(
            study,
            place,
            reason,
            passphrase=passphrase or None,
            everywhere=everywhere,
            still_public=still_public,
            by=access.person,
        )


def mask_more(
    access: Access,
    place: Place,
    passphrase: str | None,
    *,
    kind: str = "PERSON",
    same_as: str = "",
    everywhere: bool = True,
) -> Report:
    with access.study(Tier.CUSTODIAN) as study:
        return settling.mask_more(
            study,
            place,
            passphrase=passphrase or None,
            kind=kind,
            same_as=same_as,
            everywhere=everywhere,
            by=access.person,
        )


def undo(access: Access, case: str, passphrase: str | None) -> Report:
    with access.study(Tier.CUSTODIAN) as study:
        return settling.undo(study, case, passphrase=passphrase or None, by=access.person)


def sign_off(access: Access, source_id: str, sha256: str, passphrase: str | None) -> Report:
    """One source, read. sha256: of the text that was read; raises StudyTrouble when it is another by now."""
    with access.study(Tier.CUSTODIAN) as study, alone(study):
        if (source_id, sha256) not in {(s.id, s.sha256) for s in study.store.sources()}:
            raise StudyTrouble("the text was changed elsewhere meanwhile; read it again, then sign it off")
        return custodian.sign_off(study, [source_id], by=access.person, passphrase=passphrase or None)


# ------------------------------------------------------------------ wishes about use


def lift(access: Access, case: str, wish_id: str, reason: str, passphrase: str | None) -> Report:
    """A wish is lifted, with the reason; it stays in the record. Raises StudyTrouble without a reason."""
    with access.study(Tier.CUSTODIAN) as study:
        return wishes.lift(study, case, wish_id, reason, passphrase=passphrase or None, by=access.person)


def impose(access: Access, case: str, wish_id: str, reason: str, passphrase: str | None) -> Report:
    with access.study(Tier.CUSTODIAN) as study:
        return wishes.impose(study, case, wish_id, reason, passphrase=passphrase or None, by=access.person)


def narrow(
    access: Access, case: str, wish_id: str, span: tuple[int, int], reason: str, passphrase: str | None
) -> Report:
    with access.study(Tier.CUSTODIAN) as study:
        return wishes.narrow(
            study, case, wish_id, *span, reason, passphrase=passphrase or None, by=access.person
        )


def mark(
    access: Access,
    place: Place,
    wish: str,
    reason: str,
    passphrase: str | None,
    *,
    whole_source: bool = False,
) -> Report:
    """A passage is marked with a wish nobody heard."""
    with access.study(Tier.CUSTODIAN) as study:
        return wishes.mark(
            study,
            place,
            wish,
            reason,
            whole_source=whole_source,
            passphrase=passphrase or None,
            by=access.person,
        )
