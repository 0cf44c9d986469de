"""The operator's tabs of people: the funnel, who comes back, what they like, what happened."""

from __future__ import annotations

import polars as pl
import streamlit as st

from components import charts, operator_data
from components.errors import shown_to_user
from components.formats import number, percent
from components.i18n import _, ngettext
from components.tables import table
from components.vocabulary import dislike_reason, event

#: Below so many people a share says little.
_FEW = 5


def funnel(window: str) -> None:
    with shown_to_user():
        frame = operator_data.funnel(window, operator_data.is_simulated())
    people = frame["people"].to_list()
    if not people[0]:
        st.info(_("Nobody uploaded a résumé in this window."))
        table(frame, "funnel")
        return
    st.caption(_("Who is counted in a step did every step before it in this window."))
    charts.funnel([event(code) for code in frame["step"]], people, key="funnel_chart")
    steps = list(zip(frame["step"].to_list(), people, strict=True))
    worst = min(
        (
            (reached / before, one)
            for (_code, before), (one, reached) in zip(steps, steps[1:], strict=False)
            if before >= _FEW
        ),
        default=None,
    )
    if worst is not None:
        st.markdown(
            _("Most are lost before “{step}”: {share} go on.").format(
                step=event(worst[1]), share=percent(worst[0])
            )
        )
    table(frame, "funnel")


def retention(_window: str) -> None:
    with shown_to_user():
        frame = operator_data.cohorts(operator_data.is_simulated())
    if frame.is_empty():
        st.info(_("Nobody has come yet."))
        return
    st.caption(_("By the week people came first: the share of them who came again so many weeks later."))
    starts = frame["cohort"].unique().sort()
    ages = list(range(int(frame["age"].max()) + 1))  # type: ignore[arg-type]
    found = {(row["cohort"], row["age"]): row for row in frame.iter_rows(named=True)}
    cells = [[row["share"] if (row := found.get((start, age))) else None for age in ages] for start in starts]
    texts = [["" if share is None else percent(share) for share in row] for row in cells]
    names = [f"{start:%d.%m} (n={found[start, 0]['people']})" for start in starts]
    charts.heat(
        cells[::-1], [str(age) for age in ages], names[::-1], key="cohorts_chart", told="%{text}",
        texts=texts[::-1],
    )  # fmt: skip
    table(frame, "cohorts")


def quality(window: str) -> None:
    with shown_to_user():
        (ndcg, searches), reasons = operator_data.qualities(window, operator_data.is_simulated())
        line = next(
            card.line
            for card in operator_data.cards(window, operator_data.is_simulated())
            if card.slug == "quality"
        )
    if ndcg is None:
        st.info(_("Nobody clicked a match in this window."))
    else:
        st.metric(
            _("nDCG@10 by clicks"), number(round(ndcg, 3)), border=True, width="content",
            help=_(
                "How high in the list stood what people opened (1), liked (2) or applied to (3). "
                "It flatters the order that was shown. Table: `match_event`."
            ),
        )  # fmt: skip
        st.caption(
            ngettext("from {count} search with clicks", "from {count} searches with clicks", searches).format(
                count=number(searches)
            )
        )
    if not line.is_empty():
        st.subheader(_("Share of likes"))
        charts.lines(
            line, (("value", _("Share of likes")),), key="likes_chart", span=operator_data.span(window),
            unit="",
        )  # fmt: skip
        table(line, "likes")
    st.subheader(_("Why not"))
    if reasons.is_empty():
        st.caption(_("No dislikes in this window."))
        return
    names = [dislike_reason(code) if code else _("no reason given") for code in reasons["reason"]]
    charts.bars(reasons, names, (("dislikes", _("Dislikes")),), key="reasons_chart")
    table(reasons.with_columns(pl.Series("reason", names)), "dislike_reasons")


def events(window: str) -> None:
    with shown_to_user():
        by_event, over_time = operator_data.happened(window, operator_data.is_simulated())
    if by_event.is_empty():
        st.info(_("Nothing happened in this window."))
        return
    named = over_time.with_columns(
        pl.col("event").replace_strict({code: event(code) for code in over_time["event"].unique()})
    )
    charts.stacked(
        named, "event", "events", key="events_chart", unit=_("Events"), span=operator_data.span(window)
    )
    table(by_event, "events")
    table(over_time, "events_over_time")
