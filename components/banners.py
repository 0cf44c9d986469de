"""What people must know before they read the list: invented data, boards that are off, a filling index."""

from __future__ import annotations

import time

import streamlit as st

from app.sources.problems import standing
from components import cached
from components.errors import sentence
from components.formats import number, safe_markdown
from components.i18n import _, ngettext
from data.sources.base import SourceState

_LOOKED = "looked_again_at"
LITTLE = 50  # below this the index is as good as empty


def demo_banner(states: list[SourceState], by_source: dict[str, int]) -> None:
    """Said plainly while invented vacancies are in the index; how to get live ones is one click away."""
    if not any(state.invented and by_source.get(state.name) for state in states):
        return
    with (
        st.container(key="demo_banner"),
        st.expander(_("**These vacancies are invented** · get live ones"), icon=":material/science:"),
    ):
        st.markdown(
            _(
                "They come from the demo board on this machine. For live vacancies set `PODBOR_CONTACT` "
                "(your contact address) and `PODBOR_HH_TOKEN` (an hh.ru application token) in `.env` and "
                "start Podbor again; `PODBOR_DEMO=false` switches the demo off."
            )
        )


def sources_off(states: list[SourceState]) -> None:
    """One quiet line for the first board that is not configured, with the reason; the others have a page."""
    waiting = [state for state in states if standing(state) in ("waiting", "fault")]
    if not waiting:
        return
    first, more = waiting[0], len(waiting) - 1
    reason = sentence(first.reason or "", first.reason or "")
    st.caption(
        _("{source}: not configured — {reason}").format(
            source=safe_markdown(first.host or first.name), reason=reason
        )
    )
    if more:
        told = ngettext("{count} more source is not in use", "{count} more sources are not in use", more)
        st.page_link("../pages/sources.py", label=told.format(count=number(more)), icon=":material/hub:")


def looking_again() -> None:
    """Nothing was found while the boards are being read: the page looks, and searches, again by itself."""
    st.session_state[_LOOKED] = time.monotonic()
    _look_again()


@st.fragment(run_every=5)
def _look_again() -> None:
    st.info(_("Nothing found yet: the index is still filling. The search is repeated by itself."))
    if time.monotonic() - st.session_state[_LOOKED] > 4:  # a turn of this fragment, not of the page
        st.rerun(scope="app")


@st.fragment(run_every=5)
def warming_up() -> None:
    """How far the index is; looks again every five seconds and reloads the page once there is enough."""
    state = cached.index_state()
    told = ngettext(
        "{count} vacancy in the index so far", "{count} vacancies in the index so far", state.open
    ).format(count=number(state.open))
    with st.container(border=True):
        if state.open >= LITTLE:
            st.rerun(scope="app")
        st.markdown(f"**{_('The index is filling')}**")
        st.write(told)
        if state.reading:
            names = ", ".join(state.reading)
            st.caption(_("Being read now: {sources}. This page looks again by itself.").format(sources=names))
        elif not state.begun and any(standing(one) == "used" for one in cached.source_states()):
            st.caption(
                _(
                    "The first reading begins by itself a minute or two after the start. This page looks"
                    " again by itself."
                )
            )
        else:
            st.caption(
                _(
                    "Nothing is being read at the moment. The Runs page says what happened; "
                    "`podbor ingest demo` starts a reading."
                )
            )
