"""What happened to a posting: dates and changes, newest first, and the signs worth asking about.

Texts and titles in it are the board's: distrusted, escaped here.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from app.freshness.history import History
from app.freshness.signals import Sign
from components.formats import day, number, safe_html
from components.i18n import _, ngettext
from components.pay import stated
from data.repositories.posting_events import Event

FIRST = 8


def posting_timeline(history: History | None) -> None:
    """Folded until somebody wants it; signs stand above the fold."""
    if history is None or not history.events:
        return
    st.markdown(f"**{_('History of this posting')}**")
    if history.signs:
        st.html(_signs_html(history.signs))
    lines = [_line_html(event) for event in reversed(history.events)]
    html = f'<ul class="pb-list">{"".join(lines[:FIRST])}</ul>'
    if rest := lines[FIRST:]:
        earlier = _("earlier ({count})").format(count=number(len(rest)))
        html += _folded(earlier, f'<ul class="pb-list">{"".join(rest)}</ul>')
    st.html(html)


def _signs_html(signs: tuple[Sign, ...]) -> str:
    reasons = "".join(f"<li>{safe_html(_sign(sign))}</li>" for sign in signs)
    told = _("This may be a standing advert rather than a place that is free now. What speaks for it:")
    hint = _("Signs, not proof; nothing is hidden because of them.")
    return (
        f"<div>{safe_html(told)}<ul>{reasons}</ul><span class='pb-muted'>{safe_html(hint)}</span></div>"
    )  # fmt: skip


def _sign(sign: Sign) -> str:
    count = sign.count
    told = {
        "republished": ngettext(
            "published anew {count} time in 60 days", "published anew {count} times in 60 days", count
        ),
        "reopened": ngettext(
            "closed and opened again {count} time in 60 days",
            "closed and opened again {count} times in 60 days",
            count,
        ),
        "open_long": ngettext(
            "open for {count} day with an unchanged text", "open for {count} days with an unchanged text",
            count,
        ),
        "last_day_passed": ngettext(
            "its last day passed {count} day ago", "its last day passed {count} days ago", count
        ),
    }.get(sign.code, sign.code)  # fmt: skip
    return told.format(count=number(count))


def _line_html(event: Event) -> str:
    line = f"<b>{safe_html(day(event.at))}</b><div>{safe_html(_told(event))}"
    if event.text:
        before = f'<div class="pb-body">{safe_html(event.text)}</div>'
        line += _folded(_("the text before"), before)
    return f"<li>{line}</div></li>"


def _told(event: Event) -> str:
    before, after = event.before or {}, event.after or {}
    match event.kind:
        case "first_seen":
            return _("first seen here")
        case "pay_changed":
            return _("pay: {before} → {after}").format(before=_pay(before), after=_pay(after))
        case "title_changed":
            return _("title: {before} → {after}").format(before=before["title"], after=after["title"])
        case "place_changed":
            return _("place: {before} → {after}").format(before=_cities(before), after=_cities(after))
        case "text_changed":
            return _("text changed: {added} words added, {removed} removed").format(
                added=number(after["added"]), removed=number(after["removed"])
            )
        case "reposted":
            return _("published anew")
        case "reopened" if after.get("reason") == "audit":
            return _("open after all: it had been taken for closed by mistake")
        case "reopened":
            return _("opened again")
        case "closed":
            return _closed(str(after.get("reason")))
        case _:
            return event.kind


def _closed(reason: str) -> str:
    return {
        "absent_from_board": _("closed: it is no longer on the board"),
        "source_withdrawn": _("closed: its board is no longer read"),
        "unseen": _("taken for closed: not seen on the board for a long time"),
        "expired": _("taken for closed: its last day has passed"),
    }.get(reason, _("closed by the employer"))


def _pay(told: dict[str, Any]) -> str:
    low, high = (Decimal(told[name]) if told.get(name) else None for name in ("from", "to"))
    return stated(low, high, told.get("currency"), told.get("gross"), told.get("period"))


def _cities(told: dict[str, Any]) -> str:
    return ", ".join(told.get("cities") or ()) or "—"


def _folded(title: str, html: str) -> str:
    return f"<details><summary>{safe_html(title)}</summary>{html}</details>"
