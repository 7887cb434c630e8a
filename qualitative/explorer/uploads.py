"""Files a browser hands over: held in memory, made into what `study` reads, and let go.

The danger: an original on the disk outside the vault. Streamlit keeps what is uploaded in memory, but Starlette, which
takes it apart, writes every part over 1 MB to a temporary file first. So that limit is lifted here, before anything can
be uploaded; and what was uploaded leaves the memory once it is in the vault, or when the custodian locks it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from qualitative.files import MAX_FILE_BYTES, MIB, HeldFile

MAX_MB = MAX_FILE_BYTES // MIB


def keep_uploads_in_memory() -> None:
    """Called before a page with an upload is drawn, and where the server starts. Holds for the whole process.

    Raises RuntimeError where this version of Starlette has no such limit to lift: then nothing may be uploaded.
    """
    from starlette.formparsers import MultiPartParser

    if not isinstance(getattr(MultiPartParser, "spool_max_size", None), int):
        raise RuntimeError("uploads cannot be kept off the disk with this version of starlette")
    MultiPartParser.spool_max_size = sys.maxsize


def held(file: UploadedFile) -> HeldFile:
    return HeldFile(file.name, file.getvalue())


def forgetter() -> Callable[[], None]:
    """What makes the server forget all this sitting has uploaded; may be called later, and from another thread."""
    context = get_script_run_ctx()
    if context is None:
        return lambda: None
    files, sitting = context.uploaded_file_mgr, context.session_id
    return lambda: files.remove_session_files(sitting)
