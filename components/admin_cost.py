"""The operator's tab of cost: by day, by feature, model and person, today's budget, the month to come."""

from __future__ import annotations

import polars as pl
import streamlit as st

from components import charts, operator_data
from components.errors import shown_to_user
from components.formats import dollars, percent
from components.i18n import _
from components.operator_data import Money
from components.tables import table

_BY = {"purpose": 0, "model": 1, "scope": 2}
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
    )  # fmt: skip
    charts.stacked(
        by_day, by or "purpose", "cost", key="cost_chart", unit=_("US dollars"),
        span=operator_data.span(window),
    )  # fmt: skip
    sums = [pl.col(name).sum() for name in ("calls", "failed", "prompt_tokens", "cached_tokens",
                                            "completion_tokens", "cost")]  # fmt: skip
    table(by_day.group_by(by or "purpose").agg(sums).sort("cost", descending=True), "cost")
    st.subheader(_("By day"))
    table(by_day.sort("day", descending=True), "cost_days")
    st.subheader(_("The dearest people"))
    table(by_person, "cost_people")


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
