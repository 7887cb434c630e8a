"""The draft of one alliance: read it chapter by chapter, open what each sentence rests on, take it away."""

from __future__ import annotations

from html import escape

import streamlit as st

from qualitative.explorer import address, frame, jobs, sitting, ui
from qualitative.explorer.draft import chapters, panel
from qualitative.explorer.draft.reader import reader
from qualitative.model import Tier
from qualitative.study import Report
from qualitative.study.access import Access, drafting
from qualitative.study.access.drafting import Reading
from qualitative.study.workspace import Progress

WORDED = {Tier.REVIEWER: "Reviewers", Tier.PUBLIC: "The public"}
FORMATS = {"docx": "Word", "html": "Web page", "md": "Plain text"}


def page(access: Access) -> None:
    which, whom, files = st.columns([4, 3, 4], vertical_alignment="bottom", gap="medium")
    with which:
        case = frame.case_chooser(access)
    if not case:
        ui.empty(
            "There is nothing to draft from: this study holds no notes yet.", "bring_in", "Bring notes in"
        )
        return
    words = {tier.word: WORDED[tier] for tier in drafting.wordings(access)}
    with whom:
        wording = Tier.parse(address.choose("Worded for", words, "for", kind="row"))
    shown = _previewed(access, case, wording) or drafting.reading(access, case, wording)
    name = access.cases()[case]
    if not _notices(access, shown, name):
        return
    with files:
        _downloads(access, shown)
    st.session_state[sitting.DRAFT_READ] = shown
    _read(access, case, wording)


# ------------------------------------------------------------------ what can be read, and what to do where nothing can


def _notices(access: Access, shown: Reading, name: str) -> bool:
    """Says how the draft stands to the study, and offers what can be done. True where there is something to read."""
    case, wording, drafted = shown.case, shown.wording, shown.drafted
    readers = "reviewers" if wording is Tier.REVIEWER else "the public"
    if shown.preview:
        if st.button("Leave the preview", icon=":material/close:"):
            st.session_state.pop(sitting.preview(case, wording.word), None)
            st.rerun()
        return True
    if drafted.state == "current":
        return True
    if drafted.state == "stale":
        with st.container(border=True, key="q-draft-stale"):
            st.html(f'<p class="q-empty">{_changed(drafted.n_new, drafted.n_gone)}</p>')
            _offer(access, case, wording, "Draft anew")
        return True
    there = drafting.basis(access, case)
    if drafted.state == "withheld":
        ui.empty(
            f"The draft of {name} for {readers} is not shown: {'; '.join(drafted.why)}. Draft anew, and it is written "
            "from what may be read now. Files made of it before may still hold the words: delete them."
        )
        if there.confirmed:
            _offer(access, case, wording, "Draft anew")
    elif not there.signed:
        ui.empty(
            f"No notes of {name} are signed off yet, so there is nothing to draft from. Next step: somebody reads what was "
            "masked and signs the notes off.",
            "review",
            "Go to Review",
        )
    elif there.confirmed:
        ui.empty(
            f"No review of {name} has been drafted for {readers} yet. {there.confirmed} codings are confirmed."
        )
        _offer(access, case, wording, "Draft the review")
    elif there.suggested:
        ui.empty(
            f"Nothing of {name} is confirmed yet, so there is no finding to write. {there.suggested} suggestions wait. "
            "Next step: decide on them.",
            "code",
            "Go to Code",
        )
        _offer_preview(access, case, wording)
    else:
        ui.empty(
            f"Nothing of {name} is coded yet, so there is nothing to write from. Next step: have codings suggested, and "
            "decide on them.",
            "code",
            "Go to Code",
        )
    return False


def _changed(n_new: int, n_gone: int) -> str:
    what = []
    if n_new:
        what.append(f"{n_new} confirmed {'passage is' if n_new == 1 else 'passages are'} not in it yet")
    if n_gone:
        what.append(
            f"{n_gone} {'passage' if n_gone == 1 else 'passages'} it rests on no longer count{'s' * (n_gone == 1)}"
        )
    if not what:
        what.append(
            "what it rests on still stands, but decisions, themes or the case itself are not as they were"
        )
    told = f"The study has changed since this was drafted: {', and '.join(what)}."
    return told + (" Sentences that rest on what no longer counts are underlined in waves." if n_gone else "")


def _offer(access: Access, case: str, wording: Tier, label: str) -> None:
    def act(progress: Progress) -> Report:
        return drafting.write(access, case, wording, progress)

    report = jobs.offer(f"draft {case} {wording.word}", label, act, help="Takes a few seconds.")
    if report is not None:
        st.rerun()


def _offer_preview(access: Access, case: str, wording: Tier) -> None:
    made: dict[str, Reading] = st.session_state.setdefault(sitting.PREVIEWS_MADE, {})
    slot = sitting.preview(case, wording.word)

    def act(progress: Progress) -> Report:
        made[slot] = drafting.preview(access, case, wording, progress)
        return Report("preview")

    report = jobs.offer(
        slot, "See what the suggestions alone would give", act, primary=False,
        help="A preview, watermarked and kept nowhere. Nothing in it is a finding.",
    )  # fmt: skip
    if report is not None and slot in made:
        st.session_state[slot] = made.pop(slot)
        st.rerun()


def _previewed(access: Access, case: str, wording: Tier) -> Reading | None:
    """A preview made in this sitting, while it is still what would be made."""
    kept: Reading | None = st.session_state.get(sitting.preview(case, wording.word))
    if kept is None or not drafting.still_true(access, kept):
        st.session_state.pop(sitting.preview(case, wording.word), None)
        return None
    return kept


# ------------------------------------------------------------------ taking it away


def _downloads(access: Access, shown: Reading) -> None:
    with st.container(horizontal=True, key="q-draft-files", vertical_alignment="center", gap="small"):
        for format, label in FORMATS.items():

            def made(format: str = format) -> bytes:
                return drafting.download(access, shown, format).content

            st.download_button(
                label, made, drafting.file_name(shown, format), drafting.FORMATS[format], key=f"draft file {format}",
                icon=":material/download:", on_click="ignore",
                help=f"The whole draft as it stands, worded for {WORDED[shown.wording].lower()}.",
            )  # fmt: skip


# ------------------------------------------------------------------ reading


@st.fragment
def _read(access: Access, case: str, wording: Tier) -> None:
    """One chapter. Pressing a sentence draws this part alone again."""
    shown: Reading | None = st.session_state.pop(sitting.DRAFT_READ, None)  # by the page, a moment ago
    shown = shown or _previewed(access, case, wording) or drafting.reading(access, case, wording)
    made, view = shown.review, shown.drafted.view
    if made is None:
        st.rerun()
        return
    found = chapters.chapters(made)
    pages = {c.id: c for c in found if not c.head}
    sentence = address.given("sentence")
    asked = address.given("section")
    here = asked if asked in pages else chapters.chapter_of(made, sentence) or next(iter(pages))
    rests_on = drafting.supports(access, shown, chapters.sentences_in(pages[here]))
    if sentence not in rests_on:
        sentence = ""
    # Once something is asked for in the address, it says where one is; what it asked in vain is taken out.
    address.put(section=here if asked or sentence else "", sentence=sentence)
    lapsed = shown.drafted.lapsed
    panels = {
        f"sentence:{i}": panel.support_markup(found_support, wording, i in lapsed)
        for i, found_support in rests_on.items()
    }
    markup = (
        f"{_mark(*chapters.status(made, view))}"
        '<div class="q-draft-grid beside"><article class="q-draft-text">'
        f"{chapters.chapter_markup(made, view, pages[here], lapsed)}"
        f"{chapters.turning_markup(found, here)}</article>"
        f'<div class="q-draft-side">{chapters.contents_markup(found, here)}</div></div>'
    )
    with st.container(key="q-draft-reader"):
        reader(
            markup, key="draft reader", page=f"{case} {wording.word} {here}", on_pick=_picked,
            opened=f"sentence:{sentence}" if sentence else "", panels=panels, label="What this sentence rests on",
        )  # fmt: skip


def _picked(what: str) -> None:
    kind, _, chosen = what.partition(":")
    if kind == "section":
        address.put(section=chosen, sentence="")
    elif kind == "sentence":
        address.put(sentence=chosen)
    else:
        address.put(sentence="")


def _mark(watermark: str, meaning: str) -> str:
    return f'<p class="q-draft-mark"><b>{escape(watermark)}</b> {escape(meaning)}</p>'
