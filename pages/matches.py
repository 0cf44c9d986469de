"""Matches: the last completed search, exactly as it was shown, with what has been said of it since."""

import streamlit as st

from components import cached, searching, warming
from components.banners import LITTLE, demo_banner, looking_again, sources_off, warming_up
from components.errors import shown_to_user
from components.i18n import _
from components.match_list import search_line
from components.match_views import chosen_view, nothing_left, view
from components.preferences import preferences
from components.saved_searches import saved_line, to_the_list

st.title(_("Matches"))
to_the_list()

with shown_to_user():
    index = cached.index_state()
    states = cached.source_states()
    resume = cached.active_resume()
    result = cached.last_search()

demo_banner(states, index.by_source)
if index.open < LITTLE:
    warming_up()

if resume is None:
    st.info(_("There is no résumé yet. Upload one, and vacancies that fit it are here within a second."))
    st.page_link("../pages/resume.py", label=_("Upload a résumé"), icon=":material/upload_file:")
elif searching.due(result, index) or (result is not None and warming.is_over(result)):
    with shown_to_user():
        result = searching.find(resume)

if result is not None:
    with shown_to_user():
        search_line(result, index, repeatable=resume is not None, new=cached.new_since_last())
    if resume is not None:
        preferences(resume.profile)
    blind = resume is not None and searching.is_blind(result, resume.profile)
    with shown_to_user():
        if not blind:
            warming.warming_banner(result)
    if result.saved_search is not None:
        saved_line(result.saved_search)
    chosen = chosen_view(result)
    if chosen == "list" and blind:
        searching.nothing_to_go_by()
    elif chosen != "list" or result.matches:
        view(chosen, result, resume.profile if resume else None)
    elif result.left_out:
        nothing_left(result)
    elif index.open >= LITTLE and index.reading:
        looking_again()
    elif index.open >= LITTLE:
        st.info(_("Nothing in the index fits this résumé. Check the role on the Résumé page."))
sources_off(states)
