"""One thing that was understood: its value, where it comes from, and what a person can say of it."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

import streamlit as st

from app.resumes.items import LISTS
from app.resumes.overlay import Provenance, Review
from components import profile_changes as changes
from components.formats import safe_html
from components.i18n import _
from components.profile_inputs import edit_form
from components.profile_words import field_label, line_text, origin_word, value_text

_BY_PERSON = ("corrected", "confirmed")


def field_row(resume_id: UUID, review: Review, field: str) -> None:
    """A single value: confirm, correct, undo."""
    value = review.profile.model_dump(mode="json")[field]
    _row(resume_id, field, None, value, review.provenance[field], label=field_label(field))


def item_rows(resume_id: UUID, review: Review, field: str, *, label: bool = False) -> None:
    """The items of a list: confirm, correct, remove, undo; the form of a new one when it is asked for."""
    values = review.profile.model_dump(mode="json")[field]
    for number, value in enumerate(values):
        from_where = review.provenance[f"{field}.{number}"]
        _row(
            resume_id, field, from_where.item, value, from_where, label=field_label(field) if label else None
        )
    new_item(resume_id, field)


def new_item(resume_id: UUID, field: str) -> None:
    if changes.edited() == (field, changes.NEW):
        edit_form(resume_id, field, changes.NEW, None, _key(field, changes.NEW, None))


def add_button(field: str, label: str) -> None:
    st.button(
        label, key=f"add-{field}", type="tertiary", icon=":material/add:", on_click=changes.edit,
        args=(field, changes.NEW),
    )  # fmt: skip


def buttons(resume_id: UUID, field: str, value: Any, told: Provenance) -> None:
    """What can be said of a value, in the order of a reader's likely answer."""
    key = _key(field, told.item, value)
    if told.origin not in (*_BY_PERSON, "missing"):
        st.button(
            _("Right"), key=f"confirm-{key}", type="tertiary", icon=":material/check:",
            on_click=changes.confirm, args=(resume_id, (field,), told.item),
        )  # fmt: skip
    st.button(
        _("Fill in") if told.origin == "missing" else _("Correct"), key=f"edit-{key}", type="tertiary",
        icon=":material/edit:", on_click=changes.edit, args=(field, told.item),
    )  # fmt: skip
    if told.item is not None:
        st.button(
            _("Remove"), key=f"remove-{key}", type="tertiary", icon=":material/close:",
            on_click=changes.remove, args=(resume_id, field, told.item),
        )  # fmt: skip
    if told.origin in _BY_PERSON:
        st.button(
            _("Undo"), key=f"undo-{key}", type="tertiary", icon=":material/undo:", on_click=changes.undo,
            args=(resume_id, field, told.item),
        )  # fmt: skip


def source_html(field: str, told: Provenance) -> str:
    """Mark, what was read instead, and the line of the résumé."""
    mark = safe_html(origin_word(told.origin))
    drawn = f'<span class="pb-mark pb-{told.origin}">{mark}</span>' if mark else ""
    if told.origin == "corrected" and told.extracted not in (None, "", []):
        was = _("in the résumé: {value}").format(value=value_text(field, told.extracted))
        drawn += f'<span class="pb-quote">{safe_html(was)}</span>'
    if told.line:
        drawn += f'<span class="pb-quote">{safe_html(line_text(told.line))}</span>'
    return drawn


def edit_here(resume_id: UUID, field: str, value: Any, told: Provenance) -> bool:
    """The form in the place of the value, when it is this one that is being corrected."""
    if changes.edited() != (field, told.item):
        return False
    edit_form(resume_id, field, told.item, value, _key(field, told.item, value))
    return True


def _row(
    resume_id: UUID, field: str, item: str | None, value: Any, told: Provenance, *, label: str | None
) -> None:
    if edit_here(resume_id, field, value, told):
        return
    with st.container(horizontal=True, vertical_alignment="top", key=f"row-{_key(field, item, None)}"):
        named = f'<span class="pb-name">{safe_html(label)}</span>' if label else ""
        shown = safe_html(value_text(field, value))
        st.html(
            f'<div class="pb-row">{named}<span><b>{shown}</b>{source_html(field, told)}</span></div>',
            width="stretch",
        )
        buttons(resume_id, field, value, told)


def _key(field: str, item: str | None, value: Any) -> str:
    """Another value is another widget: what was typed for one never shows in the other."""
    seen = hashlib.sha256(f"{item}\n{value}".encode()).hexdigest()[:10]
    return f"{field}-{seen}" if field in LISTS or value is not None else f"{field}-none"
