"""Long work beside the page: it shows how far it is, and can be stopped between two steps.

The danger: a browser that hangs while a machine thinks, and an act cut off half way. So an act runs in a thread of its
own with a study opened for it alone, tells `progress` after each step, and stopping it means that the next telling ends
it: what was finished is kept, as after Ctrl-C at a terminal.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import streamlit as st

from qualitative.explorer import sitting, ui
from qualitative.explorer.guard import fault_words
from qualitative.study import Report
from qualitative.study.workspace import Progress

Act = Callable[[Progress], Report]


class _Stopped(Exception):
    """Raised inside the act, at its next telling, when a person has pressed Stop."""


@dataclass
class Job:
    """One act at work. stage, done, total: as last told; report or trouble: how it ended."""

    title: str
    stage: str = ""
    done: int = 0
    total: int = 0
    report: Report | None = None
    trouble: str = ""
    stopped: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def start(self, act: Act) -> None:
        self._thread = threading.Thread(target=self._run, args=(act,), name=f"job {self.title}", daemon=True)
        self._thread.start()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        self._stop.set()

    def wait(self, seconds: float | None = None) -> None:
        if self._thread is not None:
            self._thread.join(seconds)

    def _tell(self, stage: str, done: int, total: int) -> None:
        self.stage, self.done, self.total = stage, done, total
        if self._stop.is_set():
            raise _Stopped

    def _run(self, act: Act) -> None:
        try:
            self.report = act(self._tell)
        except _Stopped:
            self.stopped = True
        except Exception as trouble:
            self.trouble = fault_words(trouble)


def offer(
    key: str, label: str, act: Act, *, title: str = "", primary: bool = True, help: str | None = None
) -> Report | None:
    """A button that starts `act`; while it works, how far it is and a Stop button in its place.

    key: the job's name within this sitting. Returns the Report in the one run after the act ended well, else None.
    """
    slot = sitting.job(key)
    job: Job | None = st.session_state.get(slot)
    if job is not None and job.running:
        _watch(slot)
        return None
    if job is not None:
        del st.session_state[slot]
        if job.report is not None:
            return job.report
        if job.trouble:
            st.error(ui.plain(job.trouble), icon=":material/error:")
        else:
            st.info(
                "Stopped. What was finished is kept; the same button carries on.",
                icon=":material/pause_circle:",
            )
    kind = "primary" if primary else "secondary"
    if st.button(label, key=f"start {key}", type=kind, help=help):  # type: ignore[arg-type]
        job = st.session_state[slot] = Job(title or label)
        job.start(act)
        st.rerun()
    return None


@st.fragment(run_every=0.5)
def _watch(slot: str) -> None:
    """Draws the job twice a second, and the whole page again when it has ended."""
    job: Job | None = st.session_state.get(slot)
    if job is None or not job.running:
        st.rerun()
        return
    if job.stopping:
        st.progress(0.0, text="Stopping after this step …")
        return
    words = job.stage or job.title
    if job.total > 1:
        st.progress(min(1.0, job.done / job.total), text=ui.plain(f"{words}: {job.done} of {job.total}"))
    else:
        st.progress(0.0, text=ui.plain(f"{words} …"))
    if st.button("Stop", key=f"stop {slot}", icon=":material/stop_circle:"):
        job.stop()


def tell(report: Report) -> None:
    """What an act did, on the page: its lines, what a person should look at, what was left out."""
    for line in report.lines:
        if not line.startswith("next:"):
            st.success(ui.plain(line), icon=":material/check_circle:")
    for words in (*report.questions, *report.warnings):
        st.info(ui.plain(words), icon=":material/info:")
    for words in report.left_out:
        st.warning(ui.plain(words), icon=":material/warning:")
