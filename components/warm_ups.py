"""The queue of warm-ups as a table, for whoever runs the installation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import polars as pl
import streamlit as st

from app.taxonomy.roles import role_name
from components import cached, charts, operator_data
from components.errors import shown_to_user
from components.i18n import _
from components.prefect_links import in_prefect
from components.tables import table
from components.vocabulary import domain, warm_up_status
from data.repositories.segments import Job

_SCHEMA: dict[str, Any] = {
    "segment": pl.String, "warm_up": pl.String, "age_minutes": pl.Int64, "found": pl.Int64, "new": pl.Int64,
    "asked": pl.Int64, "created_at": pl.Datetime("us", "UTC"), "error": pl.String, "key": pl.String,
    "flow_run": pl.String,
}  # fmt: skip


def warm_ups_tab(window: str) -> None:
    """The operator's tab of warm-ups: how they ended in the window, and the newest of them all."""
    with shown_to_user():
        ended = operator_data.warm_ups(window, operator_data.is_simulated())
    if ended.is_empty():
        st.info(_("No warm-up ended in this window."))
    else:
        charts.stacked(
            ended, "warm_up", "jobs", key=f"warm_ups_chart_{window}", unit=_("Warm-ups"),
            span=operator_data.span(window),
            named={code: warm_up_status(code) for code in ended["warm_up"].unique()},
        )  # fmt: skip
        table(ended, "warm_ups_over_time")
    warm_ups_table(operator_data.is_simulated())


def warm_ups_table(invented: bool = False) -> None:
    """Newest first, with its CSV; one sentence when there is nothing yet."""
    st.subheader(_("Warm-ups"))
    with shown_to_user():
        jobs = operator_data.warm_up_jobs() if invented else cached.warm_ups()
    if not jobs:
        st.info(_("No search has asked for a warm-up yet: all found enough."))
        return
    now = datetime.now(UTC)
    rows = [
        (
            _segment(job), job.status, int((now - job.requested_at).total_seconds() // 60), job.found,
            job.added, job.asked, job.requested_at, job.error, job.key,
            (job.worker or "").partition("/")[0],
        )
        for job in jobs
    ]  # fmt: skip
    frame = in_prefect(pl.DataFrame(rows, schema=_SCHEMA, orient="row"), "flow_run")
    table(frame, "warm_ups", hidden=("key",))


def _segment(job: Job) -> str:
    named = role_name(job.role_id) if job.role_id else None
    return " · ".join([named or "—", _band(job.band), *(domain(code) for code in job.domains)])


def _band(code: str) -> str:
    return {
        "entry": _("beginners"),
        "middle": _("middle"),
        "senior": _("senior"),
        "any": _("any level"),
    }.get(code, code)
