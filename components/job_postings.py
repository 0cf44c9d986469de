"""Where else a job stands, and the way to say that two postings are not one job."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from app.ingestion import identity
from app.matching.types import LeftVacancy, Link, MatchView
from components import session
from components.errors import told_in_passing
from components.formats import safe_markdown, web_address
from components.i18n import _


def source_name(match: MatchView | Link | LeftVacancy) -> str:
    if match.source == "demo":
        return _("demo board")
    host = urlsplit(match.url or "").hostname or match.source
    return host.removeprefix("www.")


def postings(match: MatchView) -> None:
    """A line for each posting of the job, with its address and, for whoever runs this installation, a button
    that takes it out of the job for good."""
    st.markdown(f"**{_('The same job elsewhere')}**")
    separable = len({link.vacancy_id for link in match.links if link.vacancy_id is not None}) > 1
    told: set[int] = set()
    for link in match.links:
        if not web_address(link.url):
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            place = f" · {safe_markdown(link.city)}" if link.city else ""
            named = f"[{safe_markdown(source_name(link))} ↗]({web_address(link.url)})"
            st.markdown(f"{named}{place}", width="content")
            number = link.vacancy_id
            if separable and number is not None and number not in told:
                told.add(number)
                st.button(
                    _("Not the same job"), key=f"split-{match.vacancy_id}-{number}", type="tertiary",
                    icon=":material/call_split:", on_click=_split, args=(number,),
                    help=_("Takes this posting out of the job for good; the next search shows it by itself."),
                )  # fmt: skip


def _split(number: int) -> None:
    """A callback."""
    with told_in_passing():
        identity.split(session.container().database, number, by="page")
