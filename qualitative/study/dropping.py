"""Passages and whole sources taken out of the store, with all that was made of them.

The danger: the interview is gone and lives on in a theme's words, a cause's phrase, a memo, a kept draft. So one place
knows everything that hangs on a text, and takes it away; the log keeps ids, statuses and spans, which hold no words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from sqlalchemy import delete, select

from qualitative.model import Factor, Selection, Theme
from qualitative.store import tables as t
from qualitative.study.workspace import Study

Span = tuple[int, int]
Gone = Callable[[Selection], bool]


def drop_passages(study: Study, case_id: str, gone: Gone, ids: Collection[str] = ()) -> dict[str, int]:
    """Codings, links, theme members, factors' words, memos and kept drafts that rest on a passage for which gone() is true.

    ids: other ids (sources, sessions, people) whose memos go too. Returns counts. Inside the caller's transaction.
    """
    store = study.store
    codings = [c for c in store.codings(case_id) if gone(c.selection)]
    links = [x for x in store.links(case_id) if gone(x.selection) or gone(x.cause) or gone(x.effect)]
    about = {c.id for c in codings} | {c.selection.id for c in codings} | {x.id for x in links} | set(ids)
    memos = [note.id for note in store.notes() if note.about in about]
    with store.transaction() as connection:
        for table, those in (
            (t.codings, [c.id for c in codings]),
            (t.links, [x.id for x in links]),
            (t.notes, memos),
        ):
            for one in those:
                connection.execute(delete(table).where(table.c.id == one))
        n_members = 0
        for of in (case_id, ""):
            before = store.themes(of)
            after = [theme for theme in (_theme(theme, gone) for theme in before) if theme.members]
            if list(before) != after:
                n_members += sum(len(x.members) for x in before) - sum(len(x.members) for x in after)
                store.save_themes(of, after)
        _factors(study, case_id)
        connection.execute(delete(t.drafts).where(t.drafts.c.case == case_id))
        _stages(study, case_id)
        looked_at = json.loads(store.setting(f"clustered {case_id}", "[]"))
        store.set_setting(
            f"clustered {case_id}", json.dumps([i for i in looked_at if not gone(_selection(i))])
        )
        store.vectors().forget()
    return {
        "codings": len(codings),
        "claimed_causes": len(links),
        "theme_members": n_members,
        "memos": len(memos),
    }


def _selection(selection_id: str) -> Selection:
    source, _, span = selection_id.rpartition(":")
    start, _, end = span.partition("-")
    return Selection(source, int(start), int(end), "")


def _theme(theme: Theme, gone: Gone) -> Theme:
    """Its words are drawn from its members: those that stand in none of the members left go, from the label too."""
    members = tuple((s, p) for s, p in theme.members if not gone(s))
    if len(members) == len(theme.members):
        return theme
    left = " ".join(s.quote for s, _ in members).casefold()
    words = tuple(w for w in theme.words if w.casefold() in left)

    def stands(words_said: str) -> bool:
        return all(w in left for w in re.findall(r"\w{4,}", words_said.casefold()))

    label = theme.label if stands(theme.label) else ", ".join(words[:3]) or "a theme without a name"
    there = {s.id for s, _ in members}
    return replace(
        theme,
        members=members,
        words=words,
        label=label,
        subtitle=theme.subtitle if stands(theme.subtitle) else "",
        central=tuple(c for c in theme.central if c in there),
    )


def _factors(study: Study, case_id: str) -> None:
    """A factor that no link needs any more goes; one whose phrase nobody left has said takes a phrase of who is left."""
    ends: dict[str, list[str]] = {}
    for link in study.store.links(case_id):
        for factor, end in ((link.cause_factor, link.cause), (link.effect_factor, link.effect)):
            if factor:
                ends.setdefault(factor, []).append(end.quote)

    def kept(f: Factor) -> Factor:
        said = " ".join(ends[f.id]).casefold()
        words = re.findall(r"\w{4,}", f.label.casefold())
        return f if all(w in said for w in words) else replace(f, label=ends[f.id][0])

    before = study.store.factors(case_id)
    after = [kept(f) for f in before if f.id in ends]
    if list(before) != after:
        study.store.save_factors(case_id, after)


def _stages(study: Study, case_id: str) -> None:
    """What was drafted, clustered or compared of the case is no longer what would be made."""
    with study.store.transaction() as connection:
        for name in ("themes", "draft", "draft texts", "compare", "export"):
            rows = connection.execute(select(t.stages.c.about).where(t.stages.c.name == name)).scalars().all()
            for about in rows:
                mine = about == case_id or about.startswith(f"{case_id}-") or name == "compare"
                if mine:
                    connection.execute(
                        delete(t.stages).where(t.stages.c.name == name, t.stages.c.about == about)
                    )


def drop_sources(study: Study, source_ids: Sequence[str]) -> None:
    """The sources themselves, their restrictions, and what the stages last ran on. After `drop_passages`."""
    with study.store.transaction() as connection:
        for source_id in source_ids:
            connection.execute(delete(t.restrictions).where(t.restrictions.c.source == source_id))
            connection.execute(delete(t.stages).where(t.stages.c.about == source_id))
            connection.execute(delete(t.sources).where(t.sources.c.id == source_id))


def compact(study: Study) -> None:
    """What was deleted leaves no byte behind: secure_delete overwrites it, VACUUM writes the file anew."""
    if study.store.engine.dialect.name == "sqlite":
        with study.store.engine.connect() as connection:
            connection.connection.driver_connection.execute("VACUUM")  # type: ignore[union-attr]
