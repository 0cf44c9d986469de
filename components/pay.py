"""Pay in words: as the posting states it, and net roubles a month where that is something else."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from app.ingestion.pay import monthly_net_rub
from app.matching.types import MatchView
from components.formats import money
from components.i18n import _
from data.sources.base import Pay

Period = Literal["hour", "shift", "month", "year", "project"]
_PERIODS: tuple[Period, ...] = ("hour", "shift", "month", "year", "project")


def pay(match: MatchView) -> str:
    """Pay as stated; beside it net roubles a month where that is something else."""
    low, high, currency = match.salary_from, match.salary_to, _currency(match)
    if low is None and high is None:
        return _("Pay not stated")
    period = _period(match)
    stated = _("{range} {period}").format(range=_range(low, high, currency), period=_period_word(period))
    if match.salary_gross is not None:
        stated += ", " + (_("before tax") if match.salary_gross else _("after tax"))
    net = net_month(match)
    same = period == "month" and currency == "RUB" and not match.salary_gross
    if same or net == (None, None):
        return stated
    return _("{stated} · ≈ {net} net a month").format(stated=stated, net=_range(*net, "RUB"))


def net_month(match: MatchView) -> tuple[Decimal | None, Decimal | None]:
    """(low, high) in net roubles a month; None where nothing comparable is stated."""
    return monthly_net_rub(
        Pay(
            low=match.salary_from,
            high=match.salary_to,
            currency=_currency(match),
            gross=match.salary_gross,
            period=_period(match),
        )
    )


def _currency(match: MatchView) -> str:
    """Old postings say RUR."""
    return "RUB" if match.salary_currency in (None, "RUR") else str(match.salary_currency)


def _period(match: MatchView) -> Period:
    return next((code for code in _PERIODS if code == match.salary_period), "month")


def _range(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    if low is not None and high is not None:
        if low == high:
            return money(low, currency)
        return _("{low} – {high}").format(low=money(low, currency), high=money(high, currency))
    if low is not None:
        return _("from {low}").format(low=money(low, currency))
    return _("up to {high}").format(high=money(high or Decimal(0), currency))


def _period_word(code: Period) -> str:
    return {
        "hour": _("an hour"),
        "shift": _("a shift"),
        "month": _("a month"),
        "year": _("a year"),
        "project": _("for the project"),
    }[code]
