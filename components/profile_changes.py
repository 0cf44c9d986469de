"""What a person does to their profile: callbacks of its buttons, each one change of the kept corrections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import streamlit as st

from app.resumes import service
from app.resumes.items import LISTS
from components import searching, session
from components.errors import told_in_passing

_EDITED = "edited_field"
#: In the place of an item: a new one is being written.
NEW = "+new"


def edited() -> tuple[str, str | None] | None:
    """(field, item or `NEW`) whose form is open; one at a time."""
    place = st.session_state.get(_EDITED)
    return place if isinstance(place, tuple) else None


def edit(field: str, item: str | None) -> None:
    """Open the form of a field, of an item, or of a new item."""
    st.session_state[_EDITED] = (field, item)


def stop_editing() -> None:
    st.session_state.pop(_EDITED, None)


def save(resume_id: UUID, field: str, item: str | None, value_of: Callable[[], Any]) -> None:
    """Keep what the open form holds. One that does not fit is told, and the form stays as it is."""
    with told_in_passing():
        value = value_of()
        database, person_id = session.container().database, session.person_id()
        if item == NEW:
            service.add(database, person_id, resume_id, field, value)
        elif field in LISTS or value is not None:
            service.correct(database, person_id, resume_id, field, value, item)
        else:
            service.correct(database, person_id, resume_id, field, None)
        searching.ask()
        stop_editing()


def remove(resume_id: UUID, field: str, item: str) -> None:
    with told_in_passing():
        service.remove(session.container().database, session.person_id(), resume_id, field, item)
        searching.ask()


def undo(resume_id: UUID, field: str, item: str | None) -> None:
    """What was read stands again."""
    with told_in_passing():
        service.undo(session.container().database, session.person_id(), resume_id, field, item)
        searching.ask()


def confirm(resume_id: UUID, fields: tuple[str, ...], item: str | None = None) -> None:
    """Right as it is: one item, one field, or every field of a section with all its items."""
    with told_in_passing():
        for field in fields:
            service.confirm(session.container().database, session.person_id(), resume_id, field, item)
