"""What was learned from feedback: a switch, each lesson with a way to take it out, and forgetting all."""

from __future__ import annotations

import streamlit as st

from app.matching import learned
from app.matching.learned import Learned
from app.matching.taste import Lesson
from components import cached, session
from components.errors import told_in_passing
from components.feedback_buttons import relearn
from components.formats import number, safe_markdown
from components.i18n import _, ngettext
from components.learned_words import trait
from components.reranking import rerank_button, rerank_switch

_SWITCH = "learning_on"


def learning_panel() -> None:
    """A button that opens the panel; nothing without a résumé."""
    wanted = cached.wanted_profile()
    if wanted is None:
        return
    container = session.container()
    found = learned.view(
        container.database, container.matching.learner, session.person_id(), wanted[1]
    )  # fmt: skip
    label = _("Learned ({count})").format(count=len(found.lessons)) if found.lessons else _("Learned")
    with st.popover(label, icon=":material/school:", key="learned"):
        st.session_state[_SWITCH] = found.switched_on
        st.toggle(_("Learn from my likes and dislikes"), key=_SWITCH, on_change=_switch)
        if container.reranker is not None:
            rerank_switch(container.reranker, on=found.rerank)
        if not found.switched_on:
            st.caption(_("The list ignores what you liked and disliked."))
        else:
            _lessons(found)
    if container.reranker is not None and found.rerank:
        rerank_button(container.reranker)


def _lessons(found: Learned) -> None:
    _explain(found)
    for lesson in found.lessons:
        _row(lesson)
    if found.without:
        st.button(
            ngettext(
                "Bring back {count} taken out", "Bring back {count} taken out", len(found.without)
            ).format(count=number(len(found.without))),
            key="bring_back", icon=":material/undo:", type="tertiary", on_click=_bring_back,
        )  # fmt: skip
    if found.lessons:
        st.button(
            _("Forget all"), key="forget_all", icon=":material/delete_sweep:", on_click=_forget,
            help=_("Likes and dislikes stay on their cards, but teach nothing any more."),
        )  # fmt: skip


def _explain(found: Learned) -> None:
    if not (found.liked or found.disliked or found.rated):
        st.caption(_("Nothing yet. Like or dislike vacancies, and the list follows your taste."))
        return
    st.caption(
        _(
            "From {liked} liked, {disliked} disliked and {rated} rated in 30 days. Points of the score:"
        ).format(liked=number(found.liked), disliked=number(found.disliked), rated=number(found.rated))
    )


def _row(lesson: Lesson) -> None:
    kind = lesson.code.partition(":")[0]
    points = number(round(abs(lesson.value) * 100, 1))
    sign = "−" if lesson.kind == "dislike" else "+"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{sign}{points}** {safe_markdown(trait(kind, lesson.name))}", width="stretch")
        st.button(
            "", key=f"take-out-{lesson.kind}-{lesson.code}", icon=":material/close:", type="tertiary",
            help=_("Take this out"), on_click=_take_out, args=(lesson.code,),
        )  # fmt: skip


def _switch() -> None:
    with told_in_passing():
        on = bool(st.session_state.get(_SWITCH))
        learned.switch(session.container().database, session.person_id(), on=on)
        relearn()


def _take_out(code: str) -> None:
    with told_in_passing():
        learned.take_out(session.container().database, session.person_id(), code)
        relearn()


def _bring_back() -> None:
    with told_in_passing():
        learned.bring_back(session.container().database, session.person_id())
        relearn()


def _forget() -> None:
    with told_in_passing():
        learned.forget(session.container().database, session.person_id())
        relearn()
