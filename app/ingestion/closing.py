"""What a reading of a whole board says about the postings it did not show.

Only a reading of everything that ended without an error concludes anything. Rows that could not be understood
are there all the same. A board that suddenly shows less than half of what was open has more likely a fault
than an empty house: nothing is closed until the very next reading of everything says the same, and then only
what neither of them nor any smaller reading between them showed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from app.ingestion.report import RunReport
from data.archive import Archive
from data.db import Database, Session
from data.errors import NotFound
from data.repositories import board_closing, operator_alerts, run_changes, runs

SHRANK = operator_alerts.BOARD_SHRANK
#: Less than this share of the postings that were open: one reading alone closes nothing.
LEAST_SHOWN = 0.5


@dataclass
class Presence:
    """What was open before a reading of a whole board, and what the reading showed, by external id."""

    before: frozenset[str]
    shown: set[str] = field(default_factory=set)
    nameless: int = 0  # rows set aside that do not say which posting they are

    def show(self, external_id: str | None) -> None:
        if external_id:
            self.shown.add(external_id)
        else:
            self.nameless += 1

    @property
    def shrank(self) -> bool:
        return len(self.before & self.shown) < LEAST_SHOWN * len(self.before)


def presence(database: Database, source: str) -> Presence:
    with database.transaction() as session:
        return Presence(frozenset(board_closing.open_ids(session, source)))


def conclude(database: Database, archive: Archive, report: RunReport, seen: Presence) -> None:
    """Close what a complete reading of the whole board did not show, or say why not.

    Raises ArchiveUnavailable and DatabaseUnavailable, before anything is closed.
    """
    with database.transaction() as session:
        absent = {
            name: number
            for name, number in board_closing.open_ids(session, report.source).items()
            if name in seen.before and name not in seen.shown
        }
        if seen.nameless and absent:
            report.decide(
                f"{seen.nameless} rows do not say which posting they are: {len(absent)} postings that were"
                " not shown stay open"
            )
            return
        if not seen.shrank:
            _close(session, report, absent)
            operator_alerts.resolve(session, SHRANK, report.source)
            return
        confirmed = _confirmed(session, archive, report, absent)
        _close(session, report, confirmed)
        doubted = sorted(absent.keys() - confirmed.keys())
        if not doubted:
            report.decide("the reading before did not show them either: closed")
            operator_alerts.resolve(session, SHRANK, report.source)
            return
        sha = archive.put(json.dumps(doubted).encode())
        runs.add_payloads(session, report.run_id, [(report.source, "", "absent", sha)])
        numbers = {"open": len(seen.before), "shown": len(seen.before & seen.shown), "kept": len(doubted)}
        report.provenance["shrank"] = numbers | {"sha256": sha}
        report.decide(
            f"only {numbers['shown']} of {numbers['open']} open postings were shown: {len(doubted)} stay open"
            " until the next reading says the same"
        )
        operator_alerts.raise_alert(session, SHRANK, report.source, numbers)
        report.error = SHRANK


def _close(session: Session, report: RunReport, absent: dict[str, int]) -> None:
    if not absent:
        return
    closed = board_closing.close(session, absent.values(), run_id=report.run_id)
    run_changes.add(session, report.run_id, {"removed": closed})
    report.count("removed", len(closed))
    report.decide(f"closed {len(closed)} postings that the board no longer shows")


def _confirmed(
    session: Session, archive: Archive, report: RunReport, absent: dict[str, int]
) -> dict[str, int]:
    """Those of `absent` that the reading just before this one did not show, when it was complete and doubted
    too, and that no other reading has shown since then."""
    last = runs.before(session, report.source, report.run_id)
    kept = last.provenance.get("shrank") if last is not None and last.status == "partial" else None
    if last is None or not kept:
        return {}
    try:
        told_before = set(json.loads(archive.get(kept["sha256"])))
    except NotFound:
        report.decide("what the reading before did not show is no longer kept: this one stands alone")
        return {}
    both = {name: number for name, number in absent.items() if name in told_before}
    shown = board_closing.seen_since(session, both.values(), last.started_at)
    return {name: number for name, number in both.items() if number not in shown}
