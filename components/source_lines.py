"""What the page of sources reads: each source as configured, how its last runs went, how its host is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from app.sources import planning
from app.sources.problems import Standing, standing
from components import session
from data.repositories import operator_alerts, source_hosts, source_overview, vacancies
from data.repositories.source_hosts import HostOverview
from data.repositories.source_overview import SourceRuns
from data.sources.politeness_kept import SharedKept

AGENT = "Podbor"
ORDER: tuple[Standing, ...] = ("fault", "unlisted", "used", "waiting", "off")
WINDOW = timedelta(hours=24)
_SCHEMA: dict[str, Any] = {
    "source": pl.String, "standing": pl.String, "why": pl.String, "open": pl.Int64,
    "last_run_at": pl.Datetime("us", "UTC"), "ended": pl.String,
    "last_success_at": pl.Datetime("us", "UTC"), "new": pl.Int64, "changed": pl.Int64, "gone": pl.Int64,
    "quarantined": pl.Int64, "circuit": pl.String, "next_at": pl.Datetime("us", "UTC"), "kind": pl.String,
    "board": pl.String, "every_minutes": pl.Int64, "per_second": pl.Float64, "licence": pl.String,
    "attribution": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Alert:
    """An open trouble with a source; `details` are numbers for its words."""

    code: str
    details: dict[str, Any]
    last_at: datetime


@dataclass(frozen=True)
class SourceLine:
    """One source. `reason` is a code with `details` for its words; counts of `runs` are those of 24 hours;
    `next_at` is when its next reading is due, None for one that is due already or not planned."""

    name: str
    kind: str
    host: str | None
    standing: Standing
    reason: str | None
    details: dict[str, str]
    invented: bool
    every_minutes: int
    per_second: float | None
    licence: str | None
    attribution: str | None
    decisions: tuple[str, ...]
    open: int
    runs: SourceRuns | None
    circuit: HostOverview | None
    next_at: datetime | None
    alerts: tuple[Alert, ...] = ()


@st.cache_data(ttl="4s", show_spinner=False, max_entries=1)
def source_lines() -> list[SourceLine]:
    """Every source there is, and those that only have postings left: what needs a hand first, what is off
    last. Asks no board."""
    wired, now = session.container(), datetime.now(UTC)
    begun = planning.begun(wired.database, now)
    with wired.database.transaction() as opened:
        runs = source_overview.read(opened, now - WINDOW)
        hosts = source_hosts.overview(opened)
        by_source = vacancies.count_by_source(opened)
        alerts: dict[str, list[Alert]] = {}
        for one in operator_alerts.listing(opened, open_only=True):
            alerts.setdefault(one.subject, []).append(Alert(one.code, dict(one.details), one.last_at))
    lines = []
    for name, source in wired.sources.items():
        state, listed = source.state(), wired.listed.get(name)
        every = (listed.every_minutes if listed else None) or wired.settings.ingest_every_minutes
        ran = runs.get(name)
        due = planning.due(begun, source, timedelta(minutes=every)) if state.configured else None
        lines.append(
            SourceLine(
                name, source.kind, state.host, standing(state), state.reason, state.details, state.invented,
                every, listed.per_second if listed else None, listed.licence if listed else None,
                listed.attribution if listed else None, tuple(state.decisions), by_source.get(name, 0), ran,
                hosts.get(state.host or ""), due if due and due > now else None,
                tuple(alerts.get(name, ())),
            )
        )  # fmt: skip
    for name in sorted(by_source.keys() - wired.sources.keys()):
        lines.append(
            SourceLine(
                name, "", None, "unlisted", "not_listed", {}, False, 0, None, None, None, (), by_source[name],
                runs.get(name), None, None,
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: ORDER.index(line.standing))


@dataclass(frozen=True)
class RobotsView:
    """What a host's robots.txt says to us; `verdict` is rules, none or unreachable, `pause` in seconds."""

    verdict: str
    pause: float


@st.cache_data(ttl="4s", show_spinner=False, max_entries=50)
def robots_of(host: str) -> RobotsView | None:
    """As it is kept; None when it was not asked for lately, or need not be."""
    found = SharedKept(session.container().database).robots(f"https://{host}")
    return RobotsView(found[0].verdict, found[0].crawl_delay(AGENT)) if found else None


def sources_file() -> Path:
    """Where the operator's file of boards is looked for."""
    return session.container().settings.sources_file


def attributions() -> dict[str, str]:
    """By source: whom its postings must be credited to (a code); asks nobody."""
    listed = session.container().listed
    return {name: one.attribution for name, one in listed.items() if one.attribution}


def sources_frame(lines: list[SourceLine]) -> pl.DataFrame:
    """One row a source, with codes."""
    rows = [
        (
            line.name, line.standing, line.reason, line.open,
            *(
                (
                    line.runs.last_run_at, line.runs.status, line.runs.last_success_at, line.runs.new,
                    line.runs.changed, line.runs.removed, line.runs.quarantined,
                )
                if line.runs
                else (None,) * 7
            ),
            line.circuit.circuit if line.circuit else None, line.next_at, line.kind or None, line.host,
            line.every_minutes if line.standing == "used" else None, line.per_second, line.licence,
            line.attribution,
        )
        for line in lines
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")
