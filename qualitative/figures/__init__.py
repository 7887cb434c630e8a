"""Pictures of tables and graphs that somebody else counted: `printed` for paper, `screen` for a page that can be clicked.

The danger: a picture is believed before it is read. So an arrow stands only for claims somebody made (never for two
themes met together), thickness says how widely a claim was made and the legend says that it is not how strong, every
picture has a title, a unit and a text alternative, and nothing is counted here. The same input gives the same bytes.
"""

from __future__ import annotations

from qualitative.figures.graph import Arrow, cause_text
from qualitative.figures.marks import Claimed, bead_mark, shaft_width
from qualitative.figures.printed import BLUE, GREY, INK, ORANGE, Drawing, cause_map, themes_matrix
from qualitative.figures.screen import ScreenMap, screen_maps

__all__ = [
    "BLUE",
    "GREY",
    "INK",
    "ORANGE",
    "Arrow",
    "Claimed",
    "Drawing",
    "ScreenMap",
    "bead_mark",
    "cause_map",
    "cause_text",
    "screen_maps",
    "shaft_width",
    "themes_matrix",
]
