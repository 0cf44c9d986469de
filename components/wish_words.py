"""Wishes and rules of leaving out, in words."""

from __future__ import annotations

from collections.abc import Callable

from app.preferences.wishes import Wishes
from app.resumes.profile import Profile
from app.taxonomy.areas import area_by_id
from components.formats import money, number, safe_markdown
from components.i18n import _, ngettext
from components.vocabulary import domain


def rule(code: str) -> str:
    """What was left out by a rule."""
    return {
        "hidden": _("You hid them"),
        "seen": _("You have seen them"),
        "disliked": _("You did not like them"),
        "applied": _("You applied to them"),
        "source": _("Not from the sources you chose"),
        "employer": _("Companies you leave out"),
        "old": _("Posted too long ago"),
        "city": _("In other places"),
        "remote": _("Not remote"),
        "salary": _("Paid less than you ask"),
        "salary_stated": _("Pay is not stated"),
        "experience": _("Other experience is asked for"),
        "repeated": _("The same job once more"),
        "archived": _("Closed a moment ago"),
    }.get(code, code)


def place(area_id: str) -> str:
    area = area_by_id(area_id)
    return area.name if area else area_id


def days(number_of: int) -> str:
    return ngettext("the last {count} day", "the last {count} days", number_of).format(
        count=number(number_of)
    )


def summary(wishes: Wishes, wanted: Profile, shown: Callable[[str], str] = safe_markdown) -> list[str]:
    """What weighs and what leaves out, in a few words each; `wanted` has the wishes laid over."""
    told = []
    if wishes.text:
        told.append(_("words: {words}").format(words=shown(wishes.text)))
    if wishes.areas and wishes.holds("city"):
        told.append(_("only {places}").format(places=shown(", ".join(map(place, wishes.areas[:3])))))
    elif wanted.city and wishes.holds("city"):
        told.append(_("only {places}").format(places=shown(wanted.city)))
    elif wishes.areas:
        told.append(shown(", ".join(map(place, wishes.areas[:3]))))
    if wishes.holds("remote"):
        told.append(_("only remote"))
    elif wishes.remote:
        told.append(_("remote suits too"))
    if wanted.salary and (wishes.salary or wishes.holds("salary")):
        amount = money(wanted.salary.amount, wanted.salary.currency)
        if wishes.holds("salary"):
            told.append(_("only from {amount}").format(amount=amount))
        else:
            told.append(_("from {amount}").format(amount=amount))
    if wishes.experience and wishes.holds("experience"):
        told.append(_("only chosen experience"))
    if wishes.domains:
        told.append(shown(", ".join(map(domain, wishes.domains))))
    if wishes.days and wishes.holds("old"):
        told.append(days(wishes.days))
    if wishes.sources and wishes.holds("source"):
        told.append(shown(", ".join(wishes.sources[:3])))
    if wishes.employers and wishes.holds("employer"):
        told.append(_("without {names}").format(names=shown(", ".join(wishes.employers[:3]))))
    return told
