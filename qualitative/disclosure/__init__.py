"""What a tier may see. `view` makes the only object that explorer, review, documents and exports accept.

The danger: in a small sector colleagues know each other's words (the insider). Each rule of PRACTICE section 3 is a
small function of this room, with a test of its own; a test prints what survives at each tier.
"""

from qualitative.disclosure.check import Exposure, check_text, sensitive_places
from qualitative.disclosure.counts import (
    LEGEND,
    SUPPRESSED,
    count_word,
    counted,
    number_word,
    people_count,
    session_noun,
    smallest_count,
)
from qualitative.disclosure.door import CONFIRM_QUOTATION, NOT_USED, UNSIGNED, normalised
from qualitative.disclosure.earlier import (
    ACTS,
    CLEARED,
    CLEARING_TAKEN_BACK,
    PUBLISHED,
    RULES,
    numbers_published,
    published_numbers,
)
from qualitative.disclosure.findings import Finding, Verdict
from qualitative.disclosure.groups import (
    SMALLEST_GROUP,
    STAKEHOLDER,
    all_or_none_allowed,
    group_words,
    may_be_named,
    one_voice_too_loud,
)
from qualitative.disclosure.judge import Identify, judge
from qualitative.disclosure.people import ALL, UNKNOWN, figures_told, group_key, people_told
from qualitative.disclosure.posts import sensitive_event
from qualitative.disclosure.quotes import MOST_WORDS, identifying_words, in_a_document, may_quote, n_words
from qualitative.disclosure.rendering import WITHHELD, OffsetMap, moved, render, reworded
from qualitative.disclosure.restrictions import (
    NO_COMPARISON,
    NO_MACHINE,
    NOT_COMPARED,
    REGISTER,
    WITHDRAWN,
    attributed,
    overlaps,
    said_in_session,
    spans_not_for_machines,
    spans_not_used,
)
from qualitative.disclosure.sought import Bearer, Sought
from qualitative.disclosure.view import View, view

__all__ = [
    "ACTS",
    "ALL",
    "CLEARED",
    "CLEARING_TAKEN_BACK",
    "CONFIRM_QUOTATION",
    "LEGEND",
    "MOST_WORDS",
    "NOT_COMPARED",
    "NOT_USED",
    "NO_COMPARISON",
    "NO_MACHINE",
    "PUBLISHED",
    "REGISTER",
    "RULES",
    "SMALLEST_GROUP",
    "STAKEHOLDER",
    "SUPPRESSED",
    "UNKNOWN",
    "UNSIGNED",
    "WITHDRAWN",
    "WITHHELD",
    "Bearer",
    "Exposure",
    "Finding",
    "Identify",
    "OffsetMap",
    "Sought",
    "Verdict",
    "View",
    "all_or_none_allowed",
    "attributed",
    "check_text",
    "count_word",
    "counted",
    "figures_told",
    "group_key",
    "group_words",
    "identifying_words",
    "in_a_document",
    "judge",
    "may_be_named",
    "may_quote",
    "moved",
    "n_words",
    "normalised",
    "number_word",
    "numbers_published",
    "one_voice_too_loud",
    "overlaps",
    "people_count",
    "people_told",
    "published_numbers",
    "render",
    "reworded",
    "said_in_session",
    "sensitive_event",
    "sensitive_places",
    "session_noun",
    "smallest_count",
    "spans_not_for_machines",
    "spans_not_used",
    "view",
]
