"""What goes wrong is told in words, with the mend, and never shows a person's words or the program's inside.

The danger: an error message that quotes a note, and a page that dies half drawn. Expected troubles (those `study` names)
are told as they say themselves; anything else is a defect: the log gets its kind and place, the reader a sentence.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException

from qualitative.explorer import ui
from qualitative.study import TROUBLES
from qualitative.study.access import Forbidden, NoRelease

log = logging.getLogger("qualitative.explorer")


def guarded(show: Callable[[], None]) -> None:
    """Runs one page, or one act of it."""
    try:
        show()
    except (RerunException, StopException):
        raise
    except NoRelease as trouble:
        ui.empty(
            f"{ui.sentence(str(trouble))} A release is a frozen review, signed by a named person. "
            "Next step: the review team drafts the review, checks it with the people it speaks of, and signs it off."
        )
    except Forbidden as trouble:
        ui.empty(ui.sentence(str(trouble)))
    except Exception as trouble:
        st.error(ui.plain(fault_words(trouble)), icon=":material/error:")


def fault_words(trouble: Exception) -> str:
    """What a reader is told of any trouble. A defect is logged by its kind and place, never its words."""
    if isinstance(trouble, TROUBLES):
        return told(trouble)
    where = traceback.extract_tb(trouble.__traceback__)[-1]
    log.error("a page failed: %s at %s:%s", type(trouble).__name__, where.name, where.lineno)
    return (
        "Something here did not work, and it is a fault of this program, not yours. What was saved before is safe. "
        "Load the page again; if it happens again, tell whoever looks after the toolkit which page it was."
    )


def told(trouble: Exception) -> str:
    """An expected trouble in a sentence. A system error loses its path: a folder's name may identify."""
    words = trouble.strerror or type(trouble).__name__ if isinstance(trouble, OSError) else str(trouble)
    return ui.sentence(words)
