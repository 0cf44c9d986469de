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
    told = stated(
        match.salary_from, match.salary_to, match.salary_currency, match.salary_gross, match.salary_period
    )
    net = net_month(match)
    same = _period(match) == "month" and _currency(match) == "RUB" and not match.salary_gross
    if same or net == (None, None):
        return told
    return _("{stated} · ≈ {net} net a month").format(stated=told, net=_range(*net, "RUB"))


def net_pay(match: MatchView) -> str | None:
    """Net roubles a month in words; None where nothing comparable is stated."""
    net = net_month(match)
    return None if net == (None, None) else _range(*net, "RUB")


def stated(
    low: Decimal | None, high: Decimal | None, currency: str | None, gross: bool | None, period: str | None
) -> str:
    """Pay as a posting states it."""
    if low is None and high is None:
        return _("Pay not stated")
    told = _("{range} {period}").format(
        range=_range(low, high, _known_currency(currency)), period=_period_word(_known_period(period))
    )
    if gross is None:
        return told
    return f"{told}, {_('before tax') if gross else _('after tax')}"


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
    return _known_currency(match.salary_currency)


def _period(match: MatchView) -> Period:
    return _known_period(match.salary_period)


def _known_currency(code: str | None) -> str:
    """Old postings say RUR."""
    return "RUB" if code is None or code == "RUR" else code


def _known_period(code: str | None) -> Period:
    return next((one for one in _PERIODS if one == code), "month")


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
