"""Tables of who raised what, within a case and across cases, each figure with its denominator.

The danger (PRACTICE section 5): counts without denominators, mentions read as importance, "not asked" read as "no
problem", a live alliance ranked beside an ended one. So the unit is the session, interviews and focus groups stand
apart, silence is "0 of n", only confirmed codings count, and there are no totals, averages, ranks or percentages. Every
table is made from Views: at public tier the numbers are gone and only the words of the legend stand.
"""

from qualitative.comparison.across import (
    Comparability,
    claimed,
    comparability,
    profile_table,
    shared_links,
    themes_by_case,
    what_this_cannot_tell,
)
from qualitative.comparison.coverage import (
    KINDS,
    NOT_ASKED,
    NOT_KNOWN,
    NOT_RAISED,
    Coverage,
    asked,
    confirmed,
    coverage,
)
from qualitative.comparison.within import (
    codings_by_session,
    group_coverage,
    sessions_overview,
    themes_by_group,
)
from qualitative.comparison.writing import as_table, comparison_tables, write_comparison

__all__ = [
    "KINDS",
    "NOT_ASKED",
    "NOT_KNOWN",
    "NOT_RAISED",
    "Comparability",
    "Coverage",
    "as_table",
    "asked",
    "claimed",
    "codings_by_session",
    "comparability",
    "comparison_tables",
    "confirmed",
    "coverage",
    "group_coverage",
    "profile_table",
    "sessions_overview",
    "shared_links",
    "themes_by_case",
    "themes_by_group",
    "what_this_cannot_tell",
    "write_comparison",
]
