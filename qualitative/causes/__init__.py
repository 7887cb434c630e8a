"""causes: claimed cause links → factors → the multiple cause diagram.

links = find_links(passages)                 # what is claimed, with its cue
factors, links = bundle(cause_links)         # ends that say the same, under fifteen nodes
table = map_table(links, factors, session_of_source)
"""

from __future__ import annotations

from qualitative.causes.bundling import bundle
from qualitative.causes.diagram import LEGEND, as_graph, drawn, in_words, map_table, text_alternative
from qualitative.causes.lines import write_links
from qualitative.causes.links import find_links

__all__ = [
    "LEGEND",
    "as_graph",
    "bundle",
    "drawn",
    "find_links",
    "in_words",
    "map_table",
    "text_alternative",
    "write_links",
]
