"""Skills: pressed, one shows where it was found and lets itself be confirmed, corrected or removed."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from app.resumes.overlay import Review
from components.formats import safe_html, safe_markdown
from components.i18n import _
from components.profile_rows import buttons, edit_here, new_item, source_html

_SHAPES = {"confirmed": "✓ ", "corrected": "✎ ", "model": "◇ "}

_CHOSEN = "chosen_skill_item"


def skill_pills(resume_id: UUID, review: Review) -> None:
    """All skills at once; the chosen one below."""
    places = {review.provenance[f"skills.{n}"].item or "": n for n in range(len(review.profile.skills))}
    if not places:
        st.caption(_("No skills were found."))
    else:

        def worded(item: str) -> str:
            shape = _SHAPES.get(review.provenance[f"skills.{places[item]}"].origin, "")
            return shape + safe_markdown(review.profile.skills[places[item]].name)

        key = f"skills-{resume_id}"
        kept = st.session_state.get(_CHOSEN)
        # a pill's own state is its label, and a label changes with what is said of the skill
        st.session_state[key] = kept if kept in places else None
        st.pills(
            _("Press a skill to see where it was found, to correct or to remove it."),
            list(places), format_func=worded, key=key, on_change=_choose, args=(key,),
        )  # fmt: skip
        if kept in places:
            _chosen(resume_id, review, places[kept])
    new_item(resume_id, "skills")


def _choose(key: str) -> None:
    st.session_state[_CHOSEN] = st.session_state[key]


def _chosen(resume_id: UUID, review: Review, number: int) -> None:
    skill, told = review.profile.skills[number], review.provenance[f"skills.{number}"]
    with st.container(border=True, key="chosen_skill"):
        if edit_here(resume_id, "skills", skill.model_dump(mode="json"), told):
            return
        where = source_html("skills", told)
        if skill.evidence and told.line is None:
            where += f'<span class="pb-quote">{safe_html(skill.evidence)}</span>'
        st.html(f"<b>{safe_html(skill.name)}</b>{where}")
        with st.container(horizontal=True):
            buttons(resume_id, "skills", skill.model_dump(mode="json"), told)
