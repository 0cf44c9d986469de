"""Reading a résumé with a language model too: offered with its price, never done by itself."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from app.resumes import service
from components import cached, reading_job, session
from components.errors import shown_to_user
from components.formats import dollars, number, safe_markdown
from components.i18n import _, ngettext


def model_offer(resume_id: UUID, name: str) -> None:
    """Nothing where no model is set up, or where it has read this résumé already."""
    with shown_to_user():
        offer = cached.model_reading(resume_id)
    if offer is None:
        return
    label = _("Read with a language model too (at most {cost})").format(cost=dollars(offer.most))
    st.button(
        label, key="read_with_model", icon=":material/auto_awesome:", disabled=reading_job.running(),
        on_click=_read, args=(resume_id, name),
    )  # fmt: skip
    told = _(
        "The text goes to {host} without names and contacts; My data shows exactly what was sent. "
        "What you corrected stays."
    )
    st.caption(told.format(host=safe_markdown(offer.host)))
    st.caption(
        ngettext(
            "An answer that is there already costs nothing; anew it is made at most {count} time an hour.",
            "An answer that is there already costs nothing; anew it is made at most {count} times an hour.",
            offer.recomputations,
        ).format(count=number(offer.recomputations))
    )
    if not offer.price_known:
        st.caption(_("The price of this model is not known, so the dearest known one is shown."))


def _read(resume_id: UUID, name: str) -> None:
    wired, person_id = session.container(), session.person_id()
    extractor = wired.model_extractor
    if extractor is not None:
        reading_job.start(
            name,
            lambda told: service.parse(
                wired.database, person_id, resume_id, extractor=extractor, on_progress=told
            ),
            new=False,
        )
