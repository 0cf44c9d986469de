"""Single values of a distrusted record: each function gives a clean value of its type, or None.

Nothing here raises: what cannot be read counts as absent.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from data.sources.base import Pay

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
#: The last part of a page's address where boards use it as an id; anything that reads as a path is none.
SLUG = re.compile(r"[^\W_](?:[\w%~+-]|\.(?!\.)){0,299}")
_DEEPEST = 12


def text(value: Any, limit: int = 1000) -> str | None:
    """One line of at most `limit` characters."""
    if isinstance(value, str):
        cleaned = " ".join(value[: limit * 4].replace("\x00", "").encode("utf-8", "ignore").decode().split())
        return cleaned[:limit] or None
    return None


def markup(value: Any, limit: int = 200_000) -> str:
    """Text of several lines or HTML as it is, bounded; distrusted, whoever shows it cleans it."""
    if not isinstance(value, str):
        return ""
    return value[:limit].replace("\x00", "").encode("utf-8", "ignore").decode().strip()


def identity(value: Any) -> str | None:
    """A record's own id, fit for an address: letters, digits, `_` and `-`, at most 64."""
    given = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return given if _ID.fullmatch(given) else None


def url(value: Any) -> str | None:
    """Only web addresses: this becomes a link."""
    given = text(value, 2000)
    return given if given and given.lower().startswith(("https://", "http://")) else None


def truth(value: Any) -> bool:
    """Flags come as words too: an official example of hh.ru prints `"archived": "false"`."""
    return value.strip().lower() in {"true", "1"} if isinstance(value, str) else value in (True, 1)


def amount(value: Any) -> Decimal | None:
    """An amount of money; 0 and "" mean that nobody said."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = Decimal(str(value))
    except (InvalidOperation, ValueError):  # ValueError: a whole number of thousands of digits
        return None
    return found if found.is_finite() and 0 < found < 10**11 else None


def moment(value: Any, zone: tzinfo = UTC) -> datetime | None:
    """A date or time in ISO 8601; without an offset it is `zone`'s. A year that no board has seen counts as
    absent: at both ends of the calendar are times that Postgres keeps and Python cannot read."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip()[:40])
    except ValueError:
        return None
    return _usual(found if found.tzinfo else found.replace(tzinfo=zone))


def epoch(value: Any) -> datetime | None:
    """Seconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return _usual(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(value)))
    except (ValueError, OverflowError):
        return None


def names(values: Any, key: str | None = None) -> Iterator[str]:
    """The texts of a list, or those its objects have under `key`."""
    for value in values if isinstance(values, list) else []:
        if key is not None:
            value = value.get(key) if isinstance(value, dict) else None
        if found := text(value):
            yield found


def inner(value: Any, *path: str) -> Any:
    """The value under `path` of nested objects; None where the path ends early."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def without(value: Any, keys: Collection[str], depth: int = 0) -> Any:
    """The same structure without `keys` at any depth; what is nested deeper than 12 is left out."""
    if isinstance(value, dict):
        if depth > _DEEPEST:
            return {}
        return {key: without(one, keys, depth + 1) for key, one in value.items() if key not in keys}
    if isinstance(value, list):
        return [without(one, keys, depth + 1) for one in value] if depth <= _DEEPEST else []
    return value


def pay(
    low: Any, high: Any, currency: str | None, period: Any = None, gross: bool | None = None
) -> Pay | None:
    """Pay as stated; None when neither end is."""
    least, most = amount(low), amount(high)
    if least is None and most is None:
        return None
    return Pay(low=least, high=most, currency=currency, gross=gross, period=period)


def experience(years: float | None) -> str | None:
    """The band of hh.ru that asks for so many years."""
    if years is None:
        return None
    steps = ((1, "noExperience"), (3, "between1And3"), (6, "between3And6"))
    return next((band for below, band in steps if years < below), "moreThan6")


def paragraphs(*parts: tuple[str | None, str]) -> str:
    """Labelled pieces of HTML one under another, without the empty ones."""
    return "".join(
        f"{f'<p>{label}:</p>' if label else ''}<div>{piece}</div>" for label, piece in parts if piece
    )  # fmt: skip


def _usual(found: datetime) -> datetime | None:
    try:
        return found if 1990 <= found.astimezone(UTC).year <= 2200 else None
    except (OverflowError, ValueError):
        return None
