"""One run opened up: how it went, what changed, what was set aside and why, what was read and why."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from app.ingestion.report import COUNTS
from app.ingestion.report_schema import RunReportDocument
from components import run_reader, run_words
from components.errors import sentence
from components.formats import ago, number, safe_markdown, seconds
from components.i18n import _
from components.run_reader import RunDetails
from components.tables import chosen_row, table
from components.vocabulary import run_status
from data.errors import NotFound, PodborError

_MOST_DECISIONS = 40
_STAGES = ("total", "fetch", "archive", "normalise", "upsert", "identity", "close", "index")


def open_alerts() -> None:
    """What the operator should know of, above everything else; what is over is in a table."""
    told, listed = run_reader.alerts()
    for one in told:
        words = run_words.alert(one.code, one.source, one.details)
        since = _("since {when}, noticed {count}×").format(when=ago(one.first_at), count=number(one.count))
        st.warning(f"{words} ({since})", icon=":material/notification_important:")
    if not listed.is_empty():
        with st.expander(_("All alerts"), icon=":material/history:"):
            table(listed, "alerts")


def run_details(run: RunDetails | None) -> None:
    """Nothing is hidden: every count, also those this page has no word for."""
    if run is None:
        st.info(_("This run is no longer here."))
        return
    report = run.report
    with st.container(border=True):
        _summary(report)
        parts = st.tabs([_("Changes"), _("Set aside"), _("What was read"), _("Decisions")])
        with parts[0]:
            _changes(run)
        with parts[1]:
            _aside(run)
        with parts[2]:
            _inputs(report)
        with parts[3]:
            _decisions(report)
        st.caption(_("Do it again from the archived records and compare the hashes:"))
        st.code(_again(report), language="bash")


def _again(report: RunReportDocument) -> str:
    return f"podbor replay {report.run_id}"


def changes_of_source(sources: list[str]) -> None:
    """What the runs of one source changed within a week."""
    chosen = st.selectbox(_("Source"), sources, key="changes_source")
    if chosen is None:
        return
    changes = run_reader.changes_of(chosen)
    if changes.is_empty():
        st.caption(_("Nothing has changed within a week."))
    else:
        table(changes, "source_changes")


def _summary(report: RunReportDocument) -> None:
    st.markdown(f"**{safe_markdown(report.source)}** · {run_status(report.status)}")
    if report.error:
        box = st.error if report.status in ("failed", "refused") else st.warning
        box(sentence(report.error, report.message or report.error))
    elif report.availability.reason:
        st.info(sentence(report.availability.reason, report.availability.reason))
    if report.params:
        asked = " · ".join(f"{name}: {value}" for name, value in report.params.items() if value is not None)
        st.caption(safe_markdown(asked))
    ordered = sorted(report.counts.items(), key=lambda one: _place(COUNTS, one[0]))
    counts = [f"{run_words.counted(name)} {number(value)}" for name, value in ordered if value]
    st.markdown(_("**Counts:** {list}").format(list=safe_markdown(" · ".join(counts)) or "—"))
    spent_on = sorted(report.timings_ms.items(), key=lambda one: _place(_STAGES, one[0]))
    stages = [f"{run_words.stage(name)} {seconds(spent)}" for name, spent in spent_on]
    st.markdown(_("**Stages:** {list}").format(list=safe_markdown(" · ".join(stages)) or "—"))
    versions = [
        f"{run_words.version(name)} {value}"
        for name, value in report.versions.model_dump().items()
        if value not in (None, "")
    ]
    st.caption(safe_markdown(" · ".join(versions)))


def _place(order: Sequence[str], name: str) -> int:
    """The database gives names in no order; unknown ones come last."""
    return order.index(name) if name in order else len(order)


def _changes(run: RunDetails) -> None:
    if run.changes.is_empty():
        st.caption(_("No posting was changed by this run."))
        return
    told = [
        f"{run_words.counted(kind)} {number(count)}" for kind, count in (run.report.changes or {}).items()
    ]
    st.caption(safe_markdown(" · ".join(told)))
    table(run.changes, "run_changes")


def _aside(run: RunDetails) -> None:
    if run.quarantine.is_empty():
        st.caption(_("Nothing was set aside."))
        return
    reasons = pl.DataFrame(
        list(run.report.quarantine.items()), schema={"reason": pl.String, "count": pl.Int64}, orient="row"
    )
    if not reasons.is_empty():
        table(reasons, "quarantine_reasons")
    st.caption(_("Pick a row to see the raw record."))
    picked = chosen_row(run.quarantine, "quarantine")
    if picked is not None:
        _excerpt(run.quarantine["sha256"][picked])


def _excerpt(sha256: str | None) -> None:
    try:
        raw = run_reader.excerpt(sha256) if sha256 else None
    except PodborError as error:
        st.error(sentence(error.code, str(error)))
        return
    if raw is None:
        st.caption(_("The raw record is not kept."))
    else:
        st.code(raw, language="json", wrap_lines=True, height=260)


def _inputs(report: RunReportDocument) -> None:
    files = [f"{one.file} · {one.sha256[:16]}" for one in report.inputs.files]
    for one in files:
        st.markdown(safe_markdown(one))
    chosen = [f"{run_words.chosen(why)} {number(count)}" for why, count in report.inputs.chosen.items()]
    if chosen:
        st.markdown(safe_markdown(" · ".join(chosen)))
    if not report.batches:
        st.caption(_("Nothing was noted of what this run read."))
        return
    st.caption(
        _("Batches: {batches}; in {inputs}, out {outputs} (SHA-256). The first rows:").format(
            batches=number(len(report.batches)), inputs=(report.inputs.sha256 or "—")[:16],
            outputs=(report.outputs.sha256 or "—")[:16],
        )
    )  # fmt: skip
    try:
        table(run_reader.inputs(report.batches[0].inputs_sha256), "run_inputs")
    except NotFound:
        st.caption(_("They are no longer in the archive."))
    except PodborError as error:
        st.error(sentence(error.code, str(error)))


def _decisions(report: RunReportDocument) -> None:
    if not report.decisions:
        st.caption(_("Nothing had to be decided."))
    for decision in report.decisions[:_MOST_DECISIONS]:
        st.caption(safe_markdown(decision))
    left = len(report.decisions) - _MOST_DECISIONS + report.decisions_left_out
    if left > 0:
        st.caption(_("and {count} more").format(count=number(left)))
    if report.unknown_keys:
        told = safe_markdown(", ".join(report.unknown_keys[:60]))
        st.caption(_("Fields nobody has described yet: {list}").format(list=told))
