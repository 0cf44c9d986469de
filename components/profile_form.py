"""Correcting what was understood of a résumé: what a search goes by, in one short form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, get_args

import streamlit as st

from app.resumes import service
from app.resumes.profile import Profile, SalaryExpectation, Seniority, Skill
from app.taxonomy.skills import canonical
from components import searching, session
from components.cached import ActiveResume
from components.errors import shown_to_user
from components.i18n import _
from components.vocabulary import seniority

_LEVELS = ("", *get_args(Seniority))
_MOST_PAY = 100_000_000
_MOST_SKILLS = 100
_LONGEST = 150  # characters of a role or a city


def correction_form(resume: ActiveResume) -> None:
    """Only what was changed is kept as a correction; then the Matches page searches again."""
    profile, key = resume.profile, str(resume.id)
    role, city, level = (profile.role or "")[:_LONGEST], (profile.city or "")[:_LONGEST], profile.seniority
    names = list(dict.fromkeys(profile.skill_names))[:_MOST_SKILLS]
    pay = min(int(profile.salary.amount), _MOST_PAY) if profile.salary else None
    levels = {code: seniority(code) if code else _("not stated") for code in _LEVELS}
    with st.expander(_("Something is wrong? Correct it"), icon=":material/edit:"), st.form(key):
        new_role = st.text_input(_("Role"), role, key=f"role-{key}", max_chars=_LONGEST)
        new_level = st.selectbox(
            _("Level"),
            _LEVELS,
            _LEVELS.index(level or ""),
            key=f"level-{key}",
            format_func=levels.__getitem__,
        )
        new_city = st.text_input(_("City"), city, key=f"city-{key}", max_chars=_LONGEST)
        new_pay = st.number_input(
            _("Salary wanted, a month"), 0, _MOST_PAY, pay, step=5000, key=f"salary-{key}"
        )  # fmt: skip
        new_names = st.multiselect(
            _("Skills"), names, names, key=f"skills-{key}", accept_new_options=True,
            max_selections=_MOST_SKILLS, placeholder=_("Add a skill"),
        )  # fmt: skip
        if not st.form_submit_button(
            _("Save and search again"), key=f"save-{key}", type="primary", icon=":material/search:"
        ):
            return
    changes: dict[str, Any] = {}
    if new_role != role:
        changes["role"] = new_role.strip() or None
    if new_level != (level or ""):
        changes["seniority"] = new_level or None
    if new_city != city:
        changes["city"] = new_city.strip() or None
    if new_pay != pay:
        changes["salary"] = _salary(profile, new_pay)
    if new_names != names:
        changes["skills"] = _skills(profile, new_names)
    with shown_to_user():
        for field, value in changes.items():
            service.correct(session.container().database, session.person_id(), resume.id, field, value)
    searching.ask()
    st.switch_page("../pages/matches.py")


def _salary(profile: Profile, amount: int | None) -> SalaryExpectation | None:
    """In the currency the résumé names; nothing or zero is no wish at all."""
    if not amount:
        return None
    known = profile.salary or SalaryExpectation(amount=Decimal(amount))
    return known.model_copy(update={"amount": Decimal(amount)})


def _skills(profile: Profile, names: Sequence[str]) -> list[Skill]:
    """Those that were found keep their evidence; new ones get the name everybody uses."""
    found = {skill.name: skill for skill in profile.skills}
    kept: dict[str, Skill] = {}
    for written in names:
        name = written if written in found else canonical(written[:_LONGEST].strip())
        if name:
            kept[name] = found.get(name) or Skill(name=name)
    return list(kept.values())
