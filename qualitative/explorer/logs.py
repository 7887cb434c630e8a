"""What the server writes down of a fault: its kind and its place, never its words.

The danger: a log that quotes a note because an exception did. So every record of the libraries that serve the pages
loses its traceback and any exception among its words, before any handler sees it.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any

LIBRARIES = ("streamlit", "uvicorn", "starlette", "asyncio", "anyio", "concurrent")


class _Quiet(logging.LogRecord):
    """A record of one of LIBRARIES, without words of an exception."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.name.partition(".")[0] not in LIBRARIES:
            return
        if isinstance(self.msg, BaseException):
            self.msg, self.args = kind_and_place(self.msg), ()
        if isinstance(self.args, tuple):
            self.args = tuple(kind_and_place(a) if isinstance(a, BaseException) else a for a in self.args)
        if self.exc_info and self.exc_info[1] is not None:
            # The message too: libraries write the exception's words into it.
            self.msg, self.args = f"a fault: {kind_and_place(self.exc_info[1])}", ()
        self.exc_info = self.exc_text = None


def kind_and_place(trouble: BaseException) -> str:
    """ "ValueError in page, line 12" """
    frames = traceback.extract_tb(trouble.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(trouble).__name__}{where}"


def keep_words_out() -> None:
    """From now on, in this process."""
    logging.setLogRecordFactory(_Quiet)


def less_talk() -> None:
    """The server's notes to programmers (started, waiting, stopped) are left out; its warnings stay."""
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).addFilter(lambda record: record.levelno >= logging.WARNING)
    # We read secrets.toml before the settings are handed over: of no use to who reads "please restart".
    logging.getLogger("streamlit.config").addFilter(lambda record: "An update to" not in str(record.msg))
