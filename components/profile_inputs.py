"""The form of one field or one item of a profile. Typed by hand; where words are known, they are offered."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any, get_args
from uuid import UUID

import streamlit as st

from app.resumes.profile import Seniority
from app.taxonomy import domains, skills
from components import profile_changes as changes
from components.i18n import _
from components.profile_words import field_label, language_level, month
from components.vocabulary import domain, seniority
from data.errors import InvalidInput

_LEVELS = ("", *get_args(Seniority))
_LANGUAGE_LEVELS = ("", "A1", "A2", "B1", "B2", "C1", "C2", "native")
CURRENCIES = ("RUB", "USD", "EUR", "KZT", "BYN", "UZS", "GEL", "AMD", "AZN", "KGS")
MOST_PAY = 100_000_000
_LONGEST = 200  # characters of one text
_MONTH_FIRST = re.compile(r"(\d{1,2})[./](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})(?:-(\d{1,2}))?")


def edit_form(resume_id: UUID, field: str, item: str | None, value: Any, key: str) -> None:
    """The form in the place of the value; Enter saves it."""
    with st.form(key=f"form-{key}"):
        _inputs(field, value, key)
        with st.container(horizontal=True):
            st.form_submit_button(
                _("Save"), key=f"save-{key}", type="primary", icon=":material/check:",
                on_click=changes.save, args=(resume_id, field, item, lambda: _typed(field, value, key)),
            )  # fmt: skip
            st.form_submit_button(
                _("Cancel"), key=f"cancel-{key}", type="tertiary", on_click=changes.stop_editing
            )


def _inputs(field: str, value: Any, key: str) -> None:
    match field:
        case "seniority":
            levels = {code: seniority(code) if code else _("not stated") for code in _LEVELS}
            _choice(_("Level"), _LEVELS, value or "", f"{key}-value", levels)
        case "domains":
            codes = domains.codes()
            _choice(_("Industry"), codes, value, f"{key}-value", {code: domain(code) for code in codes})
        case "experience_years":
            years = None if value is None else round(min(float(value), 70.0), 1)
            st.number_input(_("Years"), 0.0, 70.0, years, step=0.5, key=f"{key}-value", format="%.1f")
        case "salary":
            amount = min(int(Decimal(str(value["amount"]))), MOST_PAY) if value else None
            currency = value["currency"] if value else "RUB"
            with st.container(horizontal=True):
                st.number_input(_("A month"), 0, MOST_PAY, amount, step=5000, key=f"{key}-value")
                known = tuple(dict.fromkeys((*CURRENCIES, currency)))
                _choice(_("Currency"), known, currency, f"{key}-currency")
        case "skills":
            name = value["name"] if value else None
            names = skill_names() if name in (None, *skill_names()) else (name, *skill_names())
            st.selectbox(
                _("Skill"), names, names.index(name) if name else None, key=f"{key}-value",
                accept_new_options=True, placeholder=_("Begin to type"),
            )  # fmt: skip
        case "positions":
            _text(_("Position"), value and value["title"], f"{key}-title")
            _text(_("Employer"), value and value["employer"], f"{key}-employer")
            with st.container(horizontal=True):
                hint = _("03.2020 or 2020")
                _text(_("From"), month(value and value["start"]), f"{key}-start", hint)
                _text(_("To"), month(value and value["end"]), f"{key}-end", hint)
            st.checkbox(_("I work here now"), bool(value and value["current"]), key=f"{key}-current")
        case "education":
            _text(_("School or university"), value and value["institution"], f"{key}-institution")
            _text(_("Degree or subject"), value and value["degree"], f"{key}-degree")
            year = value["year"] if value and value["year"] and 1930 <= value["year"] <= 2060 else None
            st.number_input(_("Year of graduation"), 1930, 2060, year, key=f"{key}-year")
        case "languages":
            _text(_("Language"), value and value["name"], f"{key}-name")
            level = value["level"] or "" if value else ""
            grades = dict.fromkeys((*_LANGUAGE_LEVELS, level))
            words = {code: language_level(code) or _("not stated") for code in grades}
            _choice(_("Level"), tuple(grades), level, f"{key}-level", words)
        case _:
            _text(field_label(field), value, f"{key}-value")


def _typed(field: str, value: Any, key: str) -> Any:
    """What the form holds, as the profile takes it; raises `InvalidInput`."""

    def given(name: str) -> Any:
        held = st.session_state.get(f"{key}-{name}")
        return held.strip() or None if isinstance(held, str) else held

    match field:
        case "salary":
            amount = given("value")
            return {"amount": Decimal(amount), "currency": given("currency")} if amount else None
        case "skills":
            same = value and value["name"] == given("value")
            return {"name": given("value") or "", "evidence": value["evidence"] if same else ""}
        case "positions":
            current = bool(given("current"))
            return {
                "title": given("title") or "", "employer": given("employer"),
                "start": _month(given("start")), "end": None if current else _month(given("end")),
                "current": current,
            }  # fmt: skip
        case "education":
            return {"institution": given("institution") or "", "degree": given("degree"),
                    "year": given("year")}  # fmt: skip
        case "languages":
            return {"name": given("name") or "", "level": given("level")}
    return given("value")


def _month(written: str | None) -> str | None:
    """03.2020, 2020-03 or 2020 as a profile keeps it."""
    if not written:
        return None
    if found := _MONTH_FIRST.fullmatch(written):
        number, year = found.group(1), found.group(2)
    elif found := _YEAR_FIRST.fullmatch(written):
        number, year = found.group(2), found.group(1)
    else:
        raise InvalidInput("This is no month.", code="month_invalid")
    if number and not 1 <= int(number) <= 12:
        raise InvalidInput("This is no month.", code="month_invalid")
    return f"{year}-{int(number):02d}" if number else year


def _text(label: str, value: str | None, key: str, hint: str | None = None) -> None:
    st.text_input(label, (value or "")[:_LONGEST], max_chars=_LONGEST, key=key, placeholder=hint)


def _choice(
    label: str, options: tuple[str, ...], value: str | None, key: str, words: dict[str, str] | None = None
) -> None:
    st.selectbox(
        label, options, options.index(value) if value in options else None, key=key,
        format_func=words.__getitem__ if words else str, placeholder=_("Choose"),
    )  # fmt: skip


@cache
def skill_names() -> tuple[str, ...]:
    """All names of our tables, in the order of the alphabet."""
    return tuple(sorted(set(skills.spellings().values()), key=str.casefold))
