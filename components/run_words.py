"""The words of runs: what was counted, which stage took how long, why a row was read, alerts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.formats import number, safe_markdown
from components.i18n import _
from components.record_words import record_reason


def counted(code: str) -> str:
    """What a number of rows is of; an unknown code stays."""
    return {
        "fetched": _("fetched"), "details": _("read whole"), "listed": _("from the list"), "new": _("new"),
        "changed": _("changed"), "unchanged": _("unchanged"), "status_changed": _("closed or reopened"),
        "seen": _("unmoved, only seen"), "quarantined": _("set aside"),
        "archived_payloads": _("raw records archived"), "indexed": _("indexed"), "requests": _("requests"),
        "retries": _("asked again"), "removed": _("gone from the board"), "reopened": _("reopened"),
        "closed": _("closed by the board"),
    }.get(code, code)  # fmt: skip


def stage(code: str) -> str:
    return {
        "total": _("in all"), "fetch": _("reading"), "archive": _("archive"), "normalise": _("understanding"),
        "upsert": _("storing"), "identity": _("finding one job"), "index": _("indexing"),
        "close": _("closing what is gone"),
    }.get(code, code)  # fmt: skip


def version(code: str) -> str:
    """What a run ran with."""
    return {
        "code": _("Podbor"), "rules": _("rules"), "normaliser": _("meaning of fields"),
        "taxonomy": _("skill collections"), "rates_of": _("currency rates of"),
        "database_schema": _("database"), "config": _("settings"),
    }.get(code, code)  # fmt: skip


def chosen(code: str) -> str:
    """Why a row was read."""
    return {
        "new": _("not known before"), "republished": _("published anew"),
        "read_again": _("its board tells all of it each time"),
        "listed_only": _("its own page did not answer"), "known": _("unmoved, only seen"),
        "given": _("in the file"),
    }.get(code, code)  # fmt: skip


def alert(code: str, subject: str, details: Mapping[str, Any]) -> str:
    """One sentence of Markdown."""
    name = safe_markdown(subject)
    if code == "format_changed":
        reasons = ", ".join(safe_markdown(record_reason(one)) for one in details.get("reasons", ()))
        return _(
            "**{source}**: its postings no longer look as they did ({reasons}). Such rows are set aside and "
            "their postings stay as they were."
        ).format(source=name, reasons=reasons or "—")
    if code == "board_shrank":
        return _(
            "**{source}** suddenly shows only {shown} of {open} open postings. None is closed until the next "
            "reading says the same."
        ).format(
            source=name, shown=number(details.get("shown", 0)), open=number(details.get("open", 0))
        )  # fmt: skip
    return f"**{name}**: {safe_markdown(code)}"
