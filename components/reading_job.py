"""Reading a résumé in a thread of its own, so that the page goes on living, with its progress told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import cast

import streamlit as st

from app.resumes.parsing import Progress, Stage
from components.formats import safe_markdown
from components.i18n import _

_JOB = "reading_job"
#: Seconds. Most résumés are read in less; the page waits that long before it shows a bar.
_SOON = 0.3


@dataclass
class Job:
    """What a page may ask of a reading under way; written by its thread alone."""

    name: str
    new: bool
    stage: Stage = "reading"
    done: int = 0
    pages: int = 0
    outcome: Future[object] | None = None

    def tell(self, stage: Stage, done: int, pages: int) -> None:
        self.stage, self.done, self.pages = stage, done, pages

    @property
    def ended(self) -> bool:
        return self.outcome is not None and self.outcome.done()

    @property
    def error(self) -> BaseException | None:
        return self.outcome.exception() if self.outcome else None


def start(name: str, work: Callable[[Progress], object], *, new: bool) -> None:
    """Begin to read a `new` file or one that is kept; `work` is called with what it shall tell its progress
    to. It touches no page."""
    job = Job(name, new)
    executor = ThreadPoolExecutor(1, thread_name_prefix="reading")
    job.outcome = executor.submit(work, job.tell)
    executor.shutdown(wait=False)
    st.session_state[_JOB] = job
    wait([job.outcome], timeout=_SOON)


def running() -> bool:
    job = _current()
    return job is not None and not job.ended


def ended() -> Job | None:
    """The reading that has ended since the last look; told once."""
    job = _current()
    if job is None or not job.ended:
        return None
    del st.session_state[_JOB]
    return job


@st.fragment(run_every=0.5)
def progress() -> None:
    """A bar with the stage in words; the page is drawn anew when the reading has ended."""
    job = _current()
    if job is None:
        return
    if job.ended:
        st.rerun(scope="app")
    name = safe_markdown(job.name)
    if job.stage == "understanding":
        told, share = _("{name}: finding role, skills and experience").format(name=name), 0.9
    elif job.pages:
        told = _("{name}: a scan, page {done} of {pages} is read").format(
            name=name, done=job.done, pages=job.pages
        )
        share = 0.1 + 0.7 * min(1.0, job.done / job.pages)
    else:
        told, share = _("{name}: reading the text").format(name=name), 0.1
    st.progress(share, told)
    st.caption(_("You can look at other pages meanwhile; the reading goes on."))


def _current() -> Job | None:
    return cast("Job | None", st.session_state.get(_JOB))
