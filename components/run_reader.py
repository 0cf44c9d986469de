"""What the page Runs reads of one run, of its source and of alerts: plain data, bounded.

components.run_details -> here -> app.ingestion.report / data.repositories
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from app.ingestion import batch
from app.ingestion.plain_text import printable
from app.ingestion.report import kept_document
from app.ingestion.report_schema import RunReportDocument
from components import session as wired
from data.errors import NotFound
from data.repositories import operator_alerts, run_changes, runs

SAMPLE = 200
EXCERPT = 4_000  # characters of a raw record
CHANGES_FOR = timedelta(days=7)
_AT = pl.Datetime("us", "UTC")
_CHANGE: dict[str, Any] = {
    "change": pl.String, "title": pl.String, "employer": pl.String, "city": pl.String, "url": pl.String,
    "at": _AT,
}  # fmt: skip
_ASIDE: dict[str, Any] = {
    "external_id": pl.String, "reason": pl.String, "sha256": pl.String, "created_at": _AT,
}  # fmt: skip
_INPUT: dict[str, Any] = {
    "external_id": pl.String, "chosen_as": pl.String, "record_kind": pl.String, "sha256": pl.String,
}  # fmt: skip
_ALERT: dict[str, Any] = {
    "code": pl.String, "source": pl.String, "first_at": _AT, "last_at": _AT, "count": pl.Int64,
    "resolved_at": _AT,
}  # fmt: skip


@dataclass(frozen=True)
class RunDetails:
    """One run: its report, and tables with the columns above."""

    report: RunReportDocument
    quarantine: pl.DataFrame
    changes: pl.DataFrame


@dataclass(frozen=True)
class Alert:
    code: str
    source: str
    first_at: datetime
    count: int
    details: dict[str, Any]


@st.cache_data(ttl="4s", show_spinner=False, max_entries=20)
def details(run_id: str) -> RunDetails | None:
    """None when the run is gone."""
    with wired.container().database.transaction() as session:
        run = runs.get(session, run_id)
        if run is None:
            return None
        aside = [
            (row.external_id, row.reason, row.sha256, row.created_at)
            for row in runs.quarantined(session, run_id)
        ]
        return RunDetails(
            kept_document(session, run),
            pl.DataFrame(aside, schema=_ASIDE, orient="row"),
            _frame(run_changes.of_run(session, run_id)),
        )


@st.cache_data(ttl="4s", show_spinner=False, max_entries=20)
def changes_of(source: str) -> pl.DataFrame:
    """What the runs of a source changed lately, the latest first."""
    with wired.container().database.transaction() as session:
        return _frame(run_changes.of_source(session, source, since=datetime.now(UTC) - CHANGES_FOR))


@st.cache_data(ttl="60s", show_spinner=False, max_entries=20)
def inputs(sha256: str) -> pl.DataFrame:
    """The first rows of a batch as they were noted. Raises NotFound when they are no longer kept,
    ArchiveUnavailable."""
    noted = batch.decode_inputs(wired.container().archive.get(sha256))[:SAMPLE]
    rows = [(one.external_id, one.why, one.kind, one.sha256) for one in noted]
    return pl.DataFrame(rows, schema=_INPUT, orient="row")


@st.cache_data(ttl="60s", show_spinner=False, max_entries=20)
def excerpt(sha256: str) -> str | None:
    """The beginning of a raw record as harmless text; None when it is not kept. Raises ArchiveUnavailable."""
    try:
        raw = wired.container().archive.get(sha256)
    except NotFound:
        return None
    return printable(raw[: 4 * EXCERPT].decode("utf-8", "replace"))[:EXCERPT]


@st.cache_data(ttl="4s", show_spinner=False, max_entries=1)
def alerts() -> tuple[list[Alert], pl.DataFrame]:
    """(open ones, all of them as a table)."""
    with wired.container().database.transaction() as session:
        found = operator_alerts.listing(session)
        told = [
            Alert(one.code, one.subject, one.first_at, one.count, dict(one.details))
            for one in found
            if one.resolved_at is None
        ]
        rows = [
            (one.code, one.subject, one.first_at, one.last_at, one.count, one.resolved_at) for one in found
        ]
    return told, pl.DataFrame(rows, schema=_ALERT, orient="row")


def _frame(found: list[run_changes.Change]) -> pl.DataFrame:
    rows = [(one.kind, one.title, one.employer, one.city, one.url, one.at) for one in found]
    return pl.DataFrame(rows, schema=_CHANGE, orient="row")
