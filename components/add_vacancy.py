"""One vacancy by its link, or pasted: the form and what became of it."""

from __future__ import annotations

import streamlit as st

from components import session
from components.errors import shown_to_user
from components.formats import safe_markdown
from components.i18n import _

_MOST = 2_000_000


def adding_a_vacancy() -> None:
    """An expander with the form; errors are told in it and nothing is stored then."""
    with (
        st.expander(_("Add a vacancy"), icon=":material/add_link:"),
        st.form(key="add_vacancy", clear_on_submit=False, border=False),
    ):
        given = st.text_area(
            _("Link, page or text of a vacancy"),
            key="add_vacancy_given",
            max_chars=_MOST,
            help=_("A link is opened where its host is known. Of other pages, copy everything and paste it."),
        )
        if st.form_submit_button(_("Add"), icon=":material/add:"):
            with shown_to_user(), st.spinner(_("Reading …")):
                _add(given)


def _add(given: str) -> None:
    from app import bootstrap

    added = bootstrap.importer(session.container()).add(given)
    title = safe_markdown(added.title)
    told = {
        "new": _("“{title}” was added and can be found now."),
        "changed": _("“{title}” was known and is up to date now."),
    }.get(added.outcome, _("“{title}” is known already, nothing changed."))
    st.success(told.format(title=title), icon=":material/check:")
