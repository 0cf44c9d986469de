"""Dates, numbers and money as the reader writes them. Untrusted text made safe for HTML and Markdown."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st
from babel.dates import format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent, get_currency_symbol

from components.i18n import _, language

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|$:<>~])")
_JOINED = re.compile(r"[:@]|\bwww(?=\\?\.)", re.IGNORECASE)
_TABS = re.compile(r" *\t[ \t]*")


def number(value: float | Decimal) -> str:
    return str(format_decimal(value, locale=language()))


def percent(share: float) -> str:
    return str(format_percent(share, locale=language()))


def fine_percent(share: float) -> str:
    """With one digit after the point where there is one: what is compared with the day before."""
    form = "#,##0.#\xa0%" if language() == "ru" else "#,##0.#%"
    return str(format_percent(share, format=form, locale=language(), decimal_quantization=True))


def money(amount: Decimal, currency: str) -> str:
    """Whole units and the sign people know (₽, $, €); an unknown currency is shown by its code."""
    code = "RUB" if currency == "RUR" else currency
    return f"{number(round(amount))}\xa0{get_currency_symbol(code, locale='ru')}"


def money_rub(amount: str) -> str:
    """Roubles given as text, as notes carry them; text that is no number stays as it is."""
    try:
        return money(Decimal(amount), "RUB")
    except ArithmeticError:
        return amount


def dollars(amount: Decimal) -> str:
    """Small sums with two digits that say something: $0.0042, $1.25."""
    if amount >= 1 or not amount:
        return f"${number(round(amount, 2))}"
    return f"${format_decimal(amount, format='@@', locale=language())}"


def ago(moment: datetime, *, now: datetime | None = None) -> str:
    """12 min ago, 12 мин назад."""
    spent = (now or datetime.now(UTC)) - moment
    return str(format_timedelta(-spent, add_direction=True, locale=language(), format="short", threshold=1.2))


def when(moment: datetime) -> str:
    """Date and time in the browser's time zone."""
    return str(format_datetime(moment.astimezone(local_zone()), "d MMM y, HH:mm", locale=language()))


def day(moment: datetime) -> str:
    """The date in the browser's time zone."""
    return str(format_datetime(moment.astimezone(local_zone()), "d MMM y", locale=language()))


def seconds(spent: float) -> str:
    """Milliseconds: 84 ms as it is, 1.3 s from a second on."""
    if spent < 1000:
        return milliseconds(spent)
    return _("{value} s").format(value=number(round(spent / 1000, 1)))


def milliseconds(spent: float) -> str:
    """Always in ms: for times that are compared with each other."""
    return _("{value} ms").format(value=number(round(spent)))


def safe_html(text: str | None) -> str:
    """Escaped; the tabs a table of a résumé leaves behind become dots."""
    return html.escape(_TABS.sub(" · ", (text or "").strip(" \t")))


def safe_markdown(text: str | None) -> str:
    """Text of a posting or a résumé shown by Markdown says what it says: no links, images, formulas.

    Backslashes do not stop `:smile:`, `:material/home:` and bare addresses, which are looked for after they
    are gone; an invisible word joiner does.
    """
    escaped = _MARKDOWN.sub(r"\\\1", _TABS.sub(" · ", text or "").replace("\n", " "))
    return _JOINED.sub("\\g<0>\u2060", escaped)


def web_address(url: str | None) -> str | None:
    """The address when a browser may open it, else None."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def local_zone() -> ZoneInfo:
    """The browser's time zone; UTC while it is not known."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
