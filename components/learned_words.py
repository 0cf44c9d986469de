"""What was learned, in words: traits of postings, and how they moved a vacancy."""

from __future__ import annotations

from collections.abc import Sequence

from components import vocabulary
from components.formats import money_rub, number
from components.i18n import _, ngettext


def trait(kind: str, name: str) -> str:
    """One trait as a reader would call it: "remote", "Kotlin", "paid up to 80,000 ₽"."""
    if kind == "pay":
        return _("paid up to {pay}").format(pay=money_rub(name)) if name else _("better paid")
    worded = {
        "format": vocabulary.work_format,
        "domain": vocabulary.domain,
        "level": vocabulary.seniority,
    }.get(kind)
    return worded(name) if worded else name


def note(code: str, value: str) -> str | None:
    """A note of learning as a sentence; None when it is another's, or none."""
    if code == "moved":
        return _places(value)
    if code == "model_reason":
        return _("A language model says: {reason}").format(reason=value)
    if code not in ("liked_similar", "disliked_terms"):
        return None
    points, bar, told = value.partition("|")
    if not bar:  # kept by an earlier version: names alone
        points, told = "", ";".join(f"skill:{name.strip()}" for name in points.split(","))
    traits = ", ".join(
        trait(kind, name) for kind, _colon, name in (one.partition(":") for one in told.split(";")) if kind
    )
    if code == "liked_similar":
        start = _("Like what you liked: {traits}.").format(traits=traits)
    else:
        start = _("Like what you disliked: {traits}.").format(traits=traits)
    return f"{start} {_signed(points)}".strip()


def moved_tag(notes: Sequence[str]) -> str | None:
    """How many places feedback moved a match, in a few signs: "▲ 4: remote, Kotlin"; None when it did not."""
    told = dict(one.partition(":")[::2] for one in notes)
    if "moved" not in told or not told["moved"].lstrip("+-").isdigit():
        return None
    places = int(told["moved"])
    why = told.get("liked_similar" if places > 0 else "disliked_terms", "").partition("|")[2]
    traits = ", ".join(trait(*one.partition(":")[::2]) for one in why.split(";") if one)
    arrow = "▲" if places > 0 else "▼"
    return f"{arrow} {number(abs(places))}" + (f": {traits}" if traits else "")


def _signed(points: str) -> str:
    """+3.1 points; nothing for what is no number."""
    try:
        value = float(points)
    except ValueError:
        return ""
    sign = "+" if value > 0 else "−"
    return _("({points} points)").format(points=f"{sign}{number(round(abs(value), 1))}")


def _places(value: str) -> str | None:
    try:
        places = int(value)
    except ValueError:
        return None
    if places > 0:
        return ngettext(
            "Your feedback moved it up by {count} place.",
            "Your feedback moved it up by {count} places.",
            places,
        ).format(count=number(places))
    return ngettext(
        "Your feedback moved it down by {count} place.",
        "Your feedback moved it down by {count} places.",
        -places,
    ).format(count=number(-places))


def told(text: str) -> str | None:
    """Any note of a match as a sentence; None for a code nobody has worded."""
    code, _colon, value = text.partition(":")
    return note(code, value) or vocabulary.note(text)
