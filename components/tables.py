"""Tables with their CSV. Column titles and cells are worded here, the CSV keeps the codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from components import record_words, run_words, source_texts, vocabulary
from components.errors import in_a_cell
from components.exports import csv_button
from components.formats import local_zone
from components.i18n import _

_WORDED: dict[str, Callable[[str], str]] = {
    "status": vocabulary.run_status,
    "ended": vocabulary.run_status,
    "verdict": record_words.liveness,
    "trigger": record_words.trigger,
    "stage": vocabulary.stage,
    "slowest_stage": vocabulary.stage,
    "event": vocabulary.event,
    "step": vocabulary.event,
    "error": in_a_cell,
    "reason": record_words.record_reason,
    "what": vocabulary.kept_kind,
    "purpose": vocabulary.purpose,
    "answer": vocabulary.call_status,
    "scope": vocabulary.scope,
    "warm_up": vocabulary.warm_up_status,
    "standing": source_texts.standing,
    "why": source_texts.why,
    "change": run_words.counted,
    "chosen_as": run_words.chosen,
    "record_kind": record_words.raw_kind,
    "code": record_words.alert_code,
    "why_not": vocabulary.dislike_reason,
    "circuit": source_texts.circuit,
}


_FINE = ("low", "high")  # and "value", where it is a number: between 0 and 1
_SHARES = ("share", "of_first", "of_previous")


def table(frame: pl.DataFrame, name: str, *, hidden: tuple[str, ...] = ()) -> None:
    """The frame as it is, worded, with a CSV button above."""
    csv_button(frame, name, key=f"{name}_csv")
    st.dataframe(
        worded(frame), hide_index=True, column_config=_config(frame, hidden), key=f"{name}_table",
        placeholder="—",
    )  # fmt: skip


def chosen_row(
    frame: pl.DataFrame, name: str, *, hidden: tuple[str, ...] = (), of: str = ""
) -> int | None:  # fmt: skip
    """The same, and a row can be picked; gives its number. Another `of` (a window, a split) forgets what was
    picked before."""
    csv_button(frame, name, key=f"{name}_csv")
    state = st.dataframe(
        worded(frame), hide_index=True, column_config=_config(frame, hidden), key=f"{name}_table{of}",
        on_select="rerun", selection_mode="single-row", placeholder="—",
    )  # fmt: skip
    picked = state["selection"]["rows"] if isinstance(state, Mapping) else []
    return int(picked[0]) if picked and picked[0] < frame.height else None


def zone_told() -> None:
    """The zone that moments on the page are of; a CSV has its own (UTC) in each of them."""
    st.caption(_("Times are of the zone {zone}; in CSV files of UTC.").format(zone=local_zone().key))


def worded(frame: pl.DataFrame) -> pl.DataFrame:
    """Codes as words; unknown codes stay."""
    return frame.with_columns(
        pl.col(name).replace_strict(
            {code: word(code) for code in frame[name].drop_nulls().unique()},
            default=pl.col(name),
            return_dtype=pl.String,
        )
        for name, word in _WORDED.items()
        if name in frame.columns
    )


def column_title(name: str) -> str:
    return {
        "started_at": _("Started"), "source": _("Source"), "status": _("Status"),
        "seconds": _("Duration, s"), "fetched": _("Fetched"), "new": _("New"), "changed": _("Changed"),
        "unchanged": _("Unchanged"), "quarantined": _("Set aside"), "error": _("Error"),
        "checked_at": _("Checked"), "title": _("Title"), "verdict": _("Verdict"), "trigger": _("Why checked"),
        "status_code": _("HTTP status"), "reason": _("Reason"), "duration_ms": _("Duration, ms"),
        "external_id": _("Id at the source"), "sha256": _("Raw record"), "created_at": _("When"),
        "at": _("Time"), "searches": _("Searches"), "p50_ms": _("p50, ms"), "p95_ms": _("p95, ms"),
        "stage": _("Stage"), "position": _("Position"), "employer": _("Employer"), "from": _("From"),
        "to": _("To"), "count": _("Number"), "name": _("Name"), "line": _("Source line"),
        "field": _("Field"), "value": _("Value"), "line_number": _("Line"), "origin": _("Known from"),
        "what": _("What"), "purpose": _("What for"), "model": _("Model"), "host": _("Sent to"),
        "cost_usd": _("Cost, $"), "answer": _("Answer"), "removed": _("Taken out before"),
        "p99_ms": _("p99, ms"), "within_ms": _("Within, ms"),
        "request_id": _("Request"), "total_ms": _("Total, ms"), "slowest_stage": _("Slowest stage"),
        "stage_ms": _("Of it, ms"), "event": _("Event"), "events": _("Events"), "people": _("People"),
        "step": _("Step"), "of_first": _("Of the first step"), "of_previous": _("Of the step before"),
        "cohort": _("Came first in the week of"), "age": _("Weeks later"), "share": _("Share"),
        "day": _("Day"), "scope": _("Scope"), "calls": _("Calls"), "failed": _("Failed"),
        "prompt_tokens": _("Tokens in"), "cached_tokens": _("Of them cached"),
        "completion_tokens": _("Tokens out"), "cost": _("Cost, $"), "person": _("Person"),
        "dislikes": _("Dislikes"), "checks": _("Looks"), "archived": _("Closed"),
        "unknown": _("No answer"),
        "rows": _("Entries"), "standing": _("State"), "why": _("Why not"), "open": _("Open"),
        "last_run_at": _("Last reading"), "last_success_at": _("Last success"), "circuit": _("The host"),
        "next_at": _("Next reading"), "kind": _("Kind"),
        "change": _("Change"), "chosen_as": _("Why read"), "record_kind": _("Record"), "city": _("City"),
        "url": _("Link"), "code": _("Alert"), "first_at": _("First noticed"), "last_at": _("Last noticed"),
        "resolved_at": _("Over since"),
        "segment": _("Segment"), "warm_up": _("Warm-up"), "age_minutes": _("Asked for, min ago"),
        "found": _("Found"), "asked": _("Searches"),
        "attempts": _("Attempts"), "why_not": _("Why not"), "came_at": _("First time"),
        "seen_at": _("Last time"), "prefect": _("Prefect"), "rank": _("Place in the list"),
        "jobs": _("Warm-ups"),
        "set": _("Labelled set"), "mode": _("Indexes"), "measure": _("Measure"), "low": _("At least"),
        "high": _("At most"), "queries": _("Questions"), "documents": _("Postings"), "note": _("Note"),
        "gone": _("Gone"), "ended": _("How it ended"), "board": _("Host"),
    }.get(name, name)  # fmt: skip


def _config(frame: pl.DataFrame, hidden: tuple[str, ...]) -> dict[str, Any]:
    config: dict[str, Any] = {}
    for name, kind in frame.schema.items():
        if name in hidden:
            config[name] = None
        elif isinstance(kind, pl.Datetime):
            config[name] = st.column_config.DatetimeColumn(
                column_title(name), format="DD.MM.YYYY HH:mm:ss", timezone=st.context.timezone
            )
        elif name == "prefect":
            config[name] = st.column_config.LinkColumn(
                column_title(name), display_text=":material/open_in_new:"
            )
        elif name == "why":
            config[name] = st.column_config.TextColumn(column_title(name), width="medium")
        elif kind.is_integer():
            config[name] = st.column_config.NumberColumn(column_title(name), format="localized")
        elif kind == pl.Date:
            config[name] = st.column_config.DateColumn(column_title(name), format="DD.MM.YYYY")
        elif name in _SHARES:
            config[name] = st.column_config.NumberColumn(column_title(name), format="percent")
        elif name == "cost":
            config[name] = st.column_config.NumberColumn(column_title(name), format="%.6f")
        elif name in _FINE or (name == "value" and kind == pl.Float64):
            config[name] = st.column_config.NumberColumn(column_title(name), format="%.3f")
        elif kind == pl.Float64:
            config[name] = st.column_config.NumberColumn(column_title(name), format="%.1f")
        else:
            config[name] = st.column_config.Column(column_title(name))
    return config
