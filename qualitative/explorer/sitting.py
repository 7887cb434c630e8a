"""The names under which a sitting remembers something from one drawing of a page to the next (`st.session_state`).

The danger: something that is kept and that nobody remembers to forget, or two pages that mean two things by one name. So
every name stands here with what it holds; only the keys of widgets and components stand beside these themselves. What is
kept are ids, counts, choices and sentences about an act; where it is more, that is said.
"""

from __future__ import annotations

# --------------------------------------------------------------------------- every page

PAGES = "pages"  # page id → Streamlit's page, for links
TIER = "tier"  # at which the page in view is read, so that no link leads to a closed door
PASSPHRASE = (
    "passphrase"  # the custodian's, until its clock or a person takes it away (`explorer.passphrase`)
)


def chosen(name: str) -> str:
    """A choice carried from page to page, such as the case: an id."""
    return f"chosen {name}"


def job(key: str) -> str:
    """A Job: long work beside the page (`explorer.jobs`)."""
    return f"job {key}"


# --------------------------------------------------------------------------- Import

IMPORT_DONE = "import done"  # the Report of this sitting's last import
IMPORT_SEEN = "import seen"  # (a mark of the files, what was understood of them in counts, or the trouble)
IMPORT_INTO = "import into"  # the case of the import at work
IMPORT_ROUND = "import round"  # counts up when the uploads are let go: new widgets, empty ones

# --------------------------------------------------------------------------- Review

REVIEW_WANTED = "review wanted"  # a decision to carry out at the top of the next drawing
REVIEW_DONE = "review done"  # (its name, its place): pressed twice, it is done once
REVIEW_NOW = "review now"  # the mask in hand, "" for the next in the queue
REVIEW_PANEL = "review panel"  # which panel stands open: change / keep / mask, ""
REVIEW_POINTED = "review pointed"  # words selected in the text: "start-end"
REVIEW_STEP = "review step"  # how far in the queue
REVIEW_SAID = "review said"  # what the last act did, told once
REVIEW_TROUBLE = "review trouble"  # why the last act was not done, told once
REVIEW_OPEN = "review open"  # the source drawn last

# --------------------------------------------------------------------------- Consent

CONSENT_SAID = "consent said"  # what the last act did, in ids and counts, told once

# --------------------------------------------------------------------------- Code

CODE_IN_HAND = "code in hand"  # a coding's id
CODE_HELD_UNDER = "code held under"  # the filters it was taken in hand under
CODE_SAID = "code said"  # (done / told, what the last act did), told once
CODE_KEPT = "code kept"  # the case's View at coder tier, read anew when the study was written
CODE_DRAWN = "code case drawn"
CODE_FOOT = "code case of the foot"  # "" while nothing is signed off
CODE_SOURCE = "code source shown"


def code_first_source(case: str) -> str:
    """The source this sitting began with in a case."""
    return f"code first source {case}"


# --------------------------------------------------------------------------- Themes

THEMES_SEARCH_AT = "themes search at"  # the code or theme a search was made at
THEMES_FOUND = "themes found"  # the Report of a clustering, told once


def themes_shown(listed: str) -> str:
    """How many passages of a list stand open. listed: its ids and filters."""
    return f"themes shown {listed}"


# --------------------------------------------------------------------------- Causes

CAUSES_CASE = "causes case"  # drawn last
CAUSES_IN_WORDS = "causes opened in words"  # whether the arrow in hand was opened from the list
CAUSES_TOLD = "causes told"  # what the last act did, told once

# --------------------------------------------------------------------------- Draft

DRAFT_READ = "draft just read"  # the Reading the page has made, for its own fragment in the same drawing
PREVIEWS_MADE = "previews made"  # slot → a preview a job has just made


def preview(case: str, wording: str) -> str:
    """A preview: a Reading, kept nowhere else, asked at each drawing whether it is still true."""
    return f"preview of {case} {wording}"


# --------------------------------------------------------------------------- Risk

RISK_NOW = "risk now"  # the number of the sampled sentence in hand, 0 for the next unread
RISK_PANEL = "risk panel"  # whether the words that identify are being chosen
RISK_SAID = "risk said"  # what the last act did, or why it was not done: (kind, words)
