"""The best of the list ordered by a language model: offered with its price, on a press, never by itself."""

from __future__ import annotations

import streamlit as st

from app.matching import learned
from app.matching.rerank import PART, TOP, Reranker
from app.preferences import service as preferences
from components import cached, session
from components.errors import told_in_passing
from components.formats import dollars, number, safe_markdown
from components.i18n import _

_SWITCH = "rerank_on"


def rerank_switch(reranker: Reranker, *, on: bool) -> None:
    """Whether the button is offered to this person."""
    most, known = reranker.most()
    st.session_state[_SWITCH] = on
    st.toggle(
        _("Offer a language model's order (at most {cost} a press)").format(cost=dollars(most)),
        key=_SWITCH, on_change=_switch,
    )  # fmt: skip
    if on:
        st.caption(
            _(
                "Your profile without name and contacts and the best {count} postings go to {host}; "
                "My data shows exactly what was sent."
            ).format(count=number(TOP), host=safe_markdown(reranker.gateway.host))
        )
    if on and not known:
        st.caption(_("The price of this model is not known, so the dearest known one is shown."))


def rerank_button(reranker: Reranker) -> None:
    """Order by the model, or back to the local order where it has ordered."""
    result = cached.last_search()
    if result is not None and any(PART in one.parts for one in result.matches):
        st.button(_("Without the model's order"), key="rerank_back", icon=":material/undo:", on_click=_back)
        return
    most, _known = reranker.most()
    st.button(
        _("Order by a language model (at most {cost})").format(cost=dollars(most)),
        key="rerank", icon=":material/auto_awesome:", on_click=_order,
    )  # fmt: skip


def _switch() -> None:
    with told_in_passing():
        on = bool(st.session_state.get(_SWITCH))
        learned.switch_rerank(session.container().database, session.person_id(), on=on)


def _order() -> None:
    with told_in_passing():
        wanted, reranker = cached.wanted_profile(), session.container().reranker
        if wanted is not None and reranker is not None:
            database, person_id = session.container().database, session.person_id()
            reranker.rerank(person_id, wanted[1], overrides=preferences.overrides(database, person_id))


def _back() -> None:
    with told_in_passing():
        reranker = session.container().reranker
        if reranker is not None:
            reranker.take_back(session.person_id())
