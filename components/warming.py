"""What is said when a search found too little and the boards are asked for its segment in the background."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from app.matching.types import SearchResult
from components import cached
from components.errors import sentence
from components.formats import number
from components.i18n import _, ngettext
from components.vocabulary import warm_up_status
from data.repositories.segments import Job

_WARMING = "segment_warming"
_LONG = 15  # minutes that a warm-up hardly ever takes
_EVERY = 8  # seconds between two looks: one row by its index


def is_over(result: SearchResult) -> bool:
    """Whether the warm-up that this search waits for has ended since with something to search again for."""
    job = _awaited(result)
    return (
        job is not None
        and job.status in ("done", "partial")
        and job.finished_at is not None
        and job.finished_at > result.finished_at
    )


def warming_banner(result: SearchResult) -> None:
    """Above the list, when the search found too little: what is being done about it, or why nothing is."""
    code = next((one for one in result.outcome if one.startswith("segment_")), None)
    if code is None:
        return
    job = _awaited(result)
    if job is not None and job.active:
        _wait(job.key)
    elif job is not None and job.status == "failed":
        _failed(job)
    elif code in _told():
        st.info(_told()[code], icon=":material/info:")


@st.fragment(run_every=_EVERY)
def _wait(key: str) -> None:
    """Looks again by itself; the page searches again once the warm-up is over, or says that it failed."""
    job = cached.warm_up(key)
    if job is None or not job.active:
        st.rerun(scope="app")
    waited = int((datetime.now(UTC) - job.requested_at).total_seconds() // 60)
    told = [warm_up_status(job.status)]
    if job.found:
        told.append(
            ngettext("{count} posting found so far", "{count} postings found so far", job.found).format(
                count=number(job.found)
            )
        )
    told.append(
        ngettext("{count} minute so far", "{count} minutes so far", waited).format(count=number(waited))
    )
    with st.container(border=True, key="warming"):
        st.markdown(f"**{_('Too little fits yet. The index is being warmed for your role: 5–10 minutes.')}**")
        st.caption(" · ".join(told))
        if job.status == "queued" and job.error:
            st.caption(sentence(job.error, sentence("source_unavailable")))
        if waited >= _LONG:
            st.caption(_("This takes longer than usual. The Runs page shows what is being read."))
        st.caption(_("You can leave; the results appear here by themselves."))


def _failed(job: Job) -> None:
    reason = sentence(job.error or "", sentence("source_unavailable"))
    st.warning(
        _("The boards could not be asked for your role: {reason}").format(reason=reason),
        icon=":material/cloud_off:",
    )


def _awaited(result: SearchResult) -> Job | None:
    if result.segment is None or not {_WARMING, "segment_failed"}.intersection(result.outcome):
        return None
    return cached.warm_up(result.segment)


def _told() -> dict[str, str]:
    return {
        "segment_warmed": _(
            "The boards were asked for your role a short time ago, and little of it fits. "
            "A wider job title, or remote work, may find more."
        ),
        "segment_capped": _(
            "Little fits yet, and today's number of warm-ups is used up. The boards are asked tomorrow again."
        ),
        "segment_no_source": _(
            "Little fits yet, and no job board is set up that could be asked for your role."
        ),
        "segment_unknown": _(
            "Little fits yet. The résumé names no job and no skill that boards could be asked for: "
            "check the role on the Résumé page."
        ),
    }
