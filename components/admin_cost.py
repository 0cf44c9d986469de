"""The operator's tab of cost: by day, by feature, model and person, today's budget, the month to come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from components import admin_rows, charts, operator_data, vocabulary
from components.errors import shown_to_user
from components.formats import dollars, percent, safe_markdown
from components.i18n import _
from components.operator_data import Money
from components.tables import chosen_row, table

_BY = ("purpose", "model", "scope")
_WORDS: dict[str, Callable[[str], str]] = {
    "purpose": vocabulary.purpose, "model": str, "scope": vocabulary.scope,
}  # fmt: skip
_WARNS = 0.8


def cost(window: str) -> None:
    with shown_to_user():
        by_day, by_person, money = operator_data.costs(window, operator_data.is_simulated())
    _budget(money)
    if by_day.is_empty():
        st.info(_("No model was called in this window."))
        return
    names = {"purpose": _("By feature"), "model": _("By model"), "scope": _("People and system")}
    by = st.segmented_control(
        _("Split"), list(_BY), default="purpose", required=True, key="cost_by",
        format_func=names.__getitem__, label_visibility="collapsed",
    ) or "purpose"  # fmt: skip
    worded = {code: _WORDS[by](code) for code in by_day[by].unique()}
    each = by_day.group_by("day", by).agg(pl.col("cost").sum()).sort("day", by)
    clicked = charts.stacked(
        each, by, "cost", key=f"cost_chart_{window}_{by}", unit=_("US dollars"),
        span=operator_data.span(window), named=worded,
    )  # fmt: skip
    sums = [pl.col(name).sum() for name in ("calls", "failed", "prompt_tokens", "cached_tokens",
                                            "completion_tokens", "cost")]  # fmt: skip
    split = by_day.group_by(by).agg(sums).sort("cost", descending=True)
    line = admin_rows.picked(split, chosen_row(split, "cost", of=f"{window}_{by}"))
    st.subheader(_("By day"))
    days = by_day.sort("day", descending=True)
    day = admin_rows.picked(days, chosen_row(days, "cost_days", of=window))
    st.subheader(_("The dearest people"))
    table(by_person, "cost_people")
    narrowed = {by: clicked[1], "day": clicked[0]} if clicked else {}
    _calls(window, narrowed | line | day)


def _calls(window: str, narrowed: dict[str, Any]) -> None:
    invented = operator_data.is_simulated()
    since, until = admin_rows.whole_days(operator_data.span(window))
    split = {name: narrowed[name] for name in _WORDS if name in narrowed}
    told = [_WORDS[name](code) for name, code in split.items()]
    if "day" in narrowed:
        since = until = narrowed["day"]
        told.insert(0, f"{since:%d.%m.%Y}")
    admin_rows.rows(
        lambda: admin_rows.calls(invented, since, until, tuple(split.items())), "calls",
        safe_markdown(" · ".join(told)),
    )  # fmt: skip


def _budget(money: Money) -> None:
    today = money.today
    share = float((today.spent + today.reserved) / money.cap) if money.cap else 0.0
    st.markdown(
        _("Today **{spent}** of **{cap}** ({share}), {reserved} of it set aside for calls under way.").format(
            spent=_escaped(dollars(today.spent + today.reserved)), cap=_escaped(dollars(money.cap)),
            share=percent(share), reserved=_escaped(dollars(today.reserved)),
        )
    )  # fmt: skip
    st.progress(min(1.0, share))
    if share >= 1:
        st.error(_("The day's budget is used up: what costs nothing goes on."), icon=":material/block:")
    elif share >= _WARNS:
        st.warning(_("More than 80 of 100 of the day's budget is used."), icon=":material/warning:")
    st.caption(
        _("At the pace of the last seven days the month will come to {sum}.").format(
            sum=_escaped(dollars(money.month))
        )
    )


def _escaped(amount: str) -> str:
    """A dollar sign begins a formula in Markdown."""
    return amount.replace("$", "\\$")
