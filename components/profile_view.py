"""What was understood of a résumé, each thing with the line it came from."""

from __future__ import annotations

import polars as pl
import streamlit as st

from app.resumes.profile import Profile
from components.exports import csv_button
from components.formats import money, number, safe_html
from components.i18n import _, ngettext
from components.tables import column_title
from components.vacancy_card import pills_html
from components.vocabulary import domain, seniority


def profile_view(profile: Profile) -> None:
    """Fields, skills, positions, education, languages."""
    st.html(f'<div class="pb-fields">{"".join(_field(*one) for one in _fields(profile))}</div>')
    st.subheader(_("Skills"))
    if profile.skills:
        st.html(pills_html(profile.skill_names))
        with st.expander(_("Where each skill was found")):
            rows = "".join(
                f"<li><b>{safe_html(skill.name)}</b><div><span class='pb-quote'>"
                f"{safe_html(skill.evidence) or '—'}</span></div></li>"
                for skill in profile.skills
            )
            st.html(f'<ul class="pb-list">{rows}</ul>')
    else:
        st.caption(_("No skills were found."))
    st.subheader(_("Experience"))
    if profile.positions:
        frame = _positions(profile)
        csv_button(frame, "positions", key="positions_csv")
        st.dataframe(
            frame, hide_index=True, key="positions_table", placeholder="—",
            column_config={name: column_title(name) for name in frame.columns},
        )  # fmt: skip
    else:
        st.caption(_("No positions were found."))
    if profile.education:
        st.subheader(_("Education"))
        for number_, school in enumerate(profile.education):
            told = ", ".join(str(one) for one in (school.institution, school.degree, school.year) if one)
            st.html(f"<div>{safe_html(told)}{_line(profile, f'education.{number_}')}</div>")
    if profile.languages:
        st.subheader(_("Languages"))
        st.html(
            pills_html([f"{one.name} — {_level(one.level)}" if one.level else one.name
                        for one in profile.languages])
        )  # fmt: skip


def _fields(profile: Profile) -> list[tuple[str, str, str]]:
    """(label, value as HTML, source line as HTML)"""
    years = profile.experience_years
    salary = profile.salary
    level = seniority(profile.seniority) if profile.seniority else ""
    contacts = [*profile.emails, *profile.phones, *profile.links]
    told = [
        (_("Role"), profile.role or "", "role"),
        (_("Level"), level, "seniority"),
        (_("City"), profile.city or "", "city"),
        (_("Industries"), ", ".join(domain(code) for code in profile.domains), "domains"),
        (_("Name"), profile.name or "", "name"),
        (_("Contacts"), ", ".join(contacts), "emails"),
        (
            _("Experience"),
            _years(years) if years is not None else "",
            "experience_years",
        ),
        (_("Salary wanted"), money(salary.amount, salary.currency) if salary else "", "salary"),
    ]
    return [
        (label, safe_html(value) or f"<i>{safe_html(_('not found'))}</i>", _line(profile, path))
        for label, value, path in told
    ]


def _field(label: str, value: str, line: str) -> str:
    return f"<span>{safe_html(label)}</span><span>{value}{line}</span>"


def _line(profile: Profile, path: str) -> str:
    """The résumé line a field came from, when it is known and says more than the field."""
    line = profile.lines.get(path) or profile.lines.get(f"{path}.0")
    if line is None:
        return ""
    told = _("line {number}: {text}").format(number=line.number, text=line.text)
    return f'<span class="pb-quote">{safe_html(told)}</span>'


def _positions(profile: Profile) -> pl.DataFrame:
    """Columns: position, employer, from, to, line."""
    rows = []
    for number_, job in enumerate(profile.positions):
        line = profile.lines.get(f"positions.{number_}")
        until = _("today") if job.current or not job.end else job.end
        rows.append((job.title, job.employer, job.start, until, line.text if line else None))
    schema = dict.fromkeys(("position", "employer", "from", "to", "line"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _years(years: float) -> str:
    """A fraction takes the form of two in Russian ("3,5 года") and of many in English."""
    told = round(years, 1)
    count = int(told) if told == int(told) else 2
    return ngettext("{count} year", "{count} years", count).format(count=number(told))


def _level(level: str | None) -> str:
    return _("native") if level == "native" else level or ""
