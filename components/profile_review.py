"""What was understood of a résumé, section by section: each thing with the line it came from, to be
confirmed, corrected, removed or added to."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from app.resumes.overlay import Review
from components import cached
from components import profile_changes as changes
from components.alias_questions import alias_questions
from components.errors import passing_messages, shown_to_user
from components.formats import safe_html
from components.i18n import _, ngettext
from components.profile_audit import audit, headline_html
from components.profile_rows import add_button, field_row, item_rows
from components.profile_skills import skill_pills
from components.profile_words import field_label, value_text

_WORK = ("role", "seniority", "domains", "experience_years", "city", "salary")
_CONTACTS = ("name", "emails", "phones", "links")


@st.fragment
def profile_review(resume_id: UUID) -> None:
    """Drawn anew by itself after each change; the rest of the page stays."""
    passing_messages()
    with shown_to_user():
        review = cached.review(resume_id)
        questions, answered = cached.alias_questions(review.profile)
    st.html(headline_html(review))
    alias_questions(questions, answered)
    check, lines = st.tabs([_("Check and correct"), _("Line by line")])
    with check:
        _sections(resume_id, review)
    with lines:
        audit(review)


def _sections(resume_id: UUID, review: Review) -> None:
    _head(resume_id, review, _("What you look for"), _WORK)
    field_row(resume_id, review, "role")
    field_row(resume_id, review, "seniority")
    item_rows(resume_id, review, "domains", label=True)
    for field in ("experience_years", "city", "salary"):
        field_row(resume_id, review, field)
    add_button("domains", _("Add an industry"))

    _head(resume_id, review, _("Skills"), ("skills",))
    skill_pills(resume_id, review)
    add_button("skills", _("Add a skill"))

    _list(resume_id, review, "positions", _("Work"), _("Add a position"), _("No positions were found."))
    _list(resume_id, review, "education", _("Education"), _("Add a school"), _("No education was found."))
    _list(resume_id, review, "languages", _("Languages"), _("Add a language"), _("No languages were found."))

    _head(resume_id, review, _("Name and contacts"), _CONTACTS)
    st.caption(_("Searches do not use them."))
    field_row(resume_id, review, "name")
    for field in _CONTACTS[1:]:
        item_rows(resume_id, review, field, label=True)
    with st.container(horizontal=True):
        add_button("emails", _("Add an e-mail"))
        add_button("phones", _("Add a phone"))
        add_button("links", _("Add a link"))
    _removed(resume_id, review)


def _list(resume_id: UUID, review: Review, field: str, title: str, add: str, nothing: str) -> None:
    _head(resume_id, review, title, (field,))
    if not getattr(review.profile, field):
        st.caption(nothing)
    item_rows(resume_id, review, field)
    add_button(field, add)


def _head(resume_id: UUID, review: Review, title: str, fields: tuple[str, ...]) -> None:
    """The title of a section; one press says that all of it is right, while something is left to say."""
    told = [one for path, one in review.provenance.items() if path.partition(".")[0] in fields]
    left = [one for one in told if one.origin not in ("confirmed", "corrected", "missing")]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(title)
        if left:
            known = tuple(one for one in fields if getattr(review.profile, one) not in (None, []))
            st.button(
                _("All right here"), key=f"all-{fields[0]}", icon=":material/done_all:", type="tertiary",
                on_click=changes.confirm, args=(resume_id, known),
            )  # fmt: skip
        elif told and any(one.origin != "missing" for one in told):
            st.badge(_("checked"), icon=":material/check:", color="green")


def _removed(resume_id: UUID, review: Review) -> None:
    if not review.removed:
        return
    count = len(review.removed)
    st.subheader(ngettext("{count} entry taken out", "{count} entries taken out", count).format(count=count))
    for number, one in enumerate(review.removed):
        with st.container(horizontal=True, vertical_alignment="center"):
            told = f"{field_label(one.field)}: {value_text(one.field, one.value)}"
            st.html(f'<s class="pb-muted">{safe_html(told)}</s>', width="stretch")
            st.button(
                _("Put back"), key=f"back-{number}", type="tertiary", icon=":material/undo:",
                on_click=changes.undo, args=(resume_id, one.field, one.item),
            )  # fmt: skip
