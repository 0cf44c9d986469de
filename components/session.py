"""Who is looking, and through which container: the one seam between pages and what is wired below."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import streamlit as st

if TYPE_CHECKING:
    from app.bootstrap import Container

_PERSON = "person_id"
_ROLE = "person_role"


def container() -> Container:
    """The process's wired services; made on the first call."""
    from app import bootstrap  # a page that only shows an error needs none of it

    return bootstrap.container()


def person_id() -> UUID:
    """The signed-in person. On loopback there is one, made on the first visit."""
    known = st.session_state.get(_PERSON)
    if isinstance(known, UUID):
        return known
    from app.accounts.service import local_person

    found: UUID = local_person(container().database).id
    st.session_state[_PERSON] = found
    return found


def is_operator() -> bool:
    """Whether the pages for operators are there. While the database is away they are: they tell of it."""
    known = st.session_state.get(_ROLE)
    if isinstance(known, str):
        return known == "operator"
    from app.accounts.service import OPERATOR, role_of
    from data.errors import PodborError

    try:
        role = role_of(container().database, person_id())
    except PodborError:
        return True
    st.session_state[_ROLE] = role
    return role == OPERATOR
