"""When a board's payloads no longer look as they did, its operator hears of it; nobody else notices, because
the rows are set aside and their postings stay as they were."""

from __future__ import annotations

from app.ingestion.report import RunReport
from data.db import Session
from data.errors import PayloadChanged
from data.repositories import operator_alerts, runs

CODE = operator_alerts.FORMAT_CHANGED
#: More rows than this share set aside: the format has changed (tune).
MOST_ASIDE = 0.05
#: Answers that are no shape any posting of this board had.
_SHAPES = {PayloadChanged.code, "not_json", "not_a_page", "error_in_success", "other_object"}


def notice(session: Session, report: RunReport) -> None:
    """Open, count or resolve the alert of the run's source. A run that ended badly resolves nothing."""
    reasons = set(report.provenance.get("quarantine", {}))
    if report.error in _SHAPES:
        reasons.add(str(report.error))
    told = operator_alerts.open_one(session, CODE, report.source)
    known = runs.reasons_before(session, report.source, report.run_id)
    strange = reasons - known if known is not None else reasons & _SHAPES
    if told is not None:
        strange |= reasons & set(told.details.get("reasons", ()))
    fetched, aside = report.counts["fetched"], report.counts["quarantined"]
    many = aside > MOST_ASIDE * fetched
    if many or strange:
        details = {
            "reasons": sorted(strange or reasons)[:20], "fetched": fetched, "aside": aside,
            "run_id": report.run_id,
        }  # fmt: skip
        operator_alerts.raise_alert(session, CODE, report.source, details)
        report.decide(f"told the operator: the format of {report.source} has changed")
    elif told is not None and report.status == "succeeded" and fetched:
        operator_alerts.resolve(session, CODE, report.source)
