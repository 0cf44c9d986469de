"""What the system understood, to be read at a glance and line by line."""

from __future__ import annotations

import polars as pl
import streamlit as st

from app.resumes.items import LISTS
from app.resumes.overlay import Review
from components.formats import safe_html
from components.i18n import _, ngettext
from components.profile_words import field_label, origin_word, value_text
from components.tables import table


def headline_html(review: Review) -> str:
    """Role · level · up to three industries; experience, city and pay; how much the person has checked."""
    profile = review.profile
    values = profile.model_dump(mode="json")
    first = [values["role"] or _("role not found"), value_text("seniority", values["seniority"])]
    first += [value_text("domains", code) for code in profile.domains[:3]]
    second = [value_text(field, values[field]) for field in ("experience_years", "city", "salary")]
    count = len(profile.skills)
    second.append(ngettext("{count} skill", "{count} skills", count).format(count=count))
    known = [one for one in review.provenance.values() if one.origin != "missing"]
    checked = sum(one.origin in ("confirmed", "corrected") for one in known)
    told = _("You have checked {checked} of {count}.").format(checked=checked, count=len(known))
    return (
        f'<div class="pb-headline"><p class="pb-title">{_joined(first)}</p><div>{_joined(second)}</div>'
        f'<div class="pb-muted">{safe_html(told)}</div></div>'
    )


def audit(review: Review) -> None:
    """Every value with its line, nothing left out."""
    st.caption(_("Everything the search goes by, and the line of your résumé that shows it."))
    frame = audit_frame(review)
    if frame.is_empty():
        st.info(_("Nothing was found in this résumé."))
    else:
        table(frame, "profile")


def audit_frame(review: Review) -> pl.DataFrame:
    """Columns: field, value, line_number, line, origin; one row a value, those not found left out."""
    values = review.profile.model_dump(mode="json")
    rows = []
    for path, told in review.provenance.items():
        field, _dot, number = path.partition(".")
        value = values[field][int(number)] if field in LISTS else values[field]
        if told.origin == "missing" or value in (None, ""):
            continue
        evidence = value.get("evidence") if field == "skills" else None
        line = told.line.text if told.line else evidence or None
        rows.append(
            (field_label(field), value_text(field, value), told.line.number if told.line else None, line,
             origin_word(told.origin) or _("read"))
        )  # fmt: skip
    schema = {"field": pl.String, "value": pl.String, "line_number": pl.Int64, "line": pl.String,
              "origin": pl.String}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _joined(told: list[str]) -> str:
    return safe_html(" · ".join(one for one in told if one))
