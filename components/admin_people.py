"""The operator's tabs of people: the funnel, who comes back, what happened."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from components import admin_rows, charts, operator_data
from components.errors import shown_to_user
from components.formats import percent
from components.i18n import _
from components.tables import chosen_row, table
from components.vocabulary import event

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
    clicked = charts.funnel(
        [event(code) for code in frame["step"]], people, key=f"funnel_chart_{window}"
    )  # fmt: skip
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
    chosen = chosen_row(frame, "funnel", of=window)
    line = admin_rows.picked(frame, clicked if chosen is None else chosen)
    step = line.get("step", frame["step"][-1])
    invented, span = operator_data.is_simulated(), operator_data.span(window)
    admin_rows.rows(
        lambda: admin_rows.stopped_at(invented, span, step), "funnel_people",
        _("people who came to “{step}” and no further").format(step=event(step)),
    )  # fmt: skip


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
    clicked = charts.heat(
        cells[::-1], [str(age) for age in ages], names[::-1], key="cohorts_chart", told="%{customdata[1]}",
        texts=texts[::-1],
    )  # fmt: skip
    touched = found[starts[::-1][clicked[0]], ages[clicked[1]]] if clicked else {}
    cell = admin_rows.picked(frame, chosen_row(frame, "cohorts")) or touched
    if not cell:
        st.caption(_("Click a cell or pick a line of the table above to see the people behind it."))
        return
    invented = operator_data.is_simulated()
    week = cell["cohort"] + timedelta(weeks=cell["age"])
    admin_rows.rows(
        lambda: admin_rows.came_again(invented, cell["cohort"], cell["age"]), "cohort_people",
        _("came first in the week of {first}, and did something in the week of {week}").format(
            first=f"{cell['cohort']:%d.%m}", week=f"{week:%d.%m}"
        ),
    )  # fmt: skip


def events(window: str) -> None:
    with shown_to_user():
        by_event, over_time = operator_data.happened(window, operator_data.is_simulated())
    if by_event.is_empty():
        st.info(_("Nothing happened in this window."))
        return
    words = {code: event(code) for code in over_time["event"].unique()}
    clicked = charts.stacked(
        over_time, "event", "events", key=f"events_chart_{window}", unit=_("Events"),
        span=operator_data.span(window), named=words,
    )  # fmt: skip
    line = admin_rows.picked(by_event, chosen_row(by_event, "events", of=window))
    moment = admin_rows.picked(over_time, chosen_row(over_time, "events_over_time", of=window))
    if clicked and not moment:
        moment = {"at": clicked[0], "event": clicked[1]}
    kind: str | None = line.get("event", moment.get("event"))
    span, told = operator_data.span(window), []
    if moment:
        span = admin_rows.bucket(window, moment["at"])
        told.append(admin_rows.span_told(span))
    if kind is not None:
        told.append(event(kind))
    invented = operator_data.is_simulated()
    admin_rows.rows(lambda: admin_rows.events(invented, span, kind), "event_rows", " · ".join(told))
