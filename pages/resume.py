"""Résumé: upload one, see what was understood of it, choose which one is in use."""

import streamlit as st

from components import cached, searching
from components.errors import shown_to_user
from components.i18n import _
from components.model_reading import model_offer
from components.onboarding import follow_answers, onboarding, onboarding_aside
from components.profile_review import profile_review
from components.resume_list import resume_list
from components.resume_upload import upload_box

follow_answers()
st.title(_("Résumé"))

with shown_to_user():
    upload_box()
    resume = cached.active_resume()
    resumes = cached.resumes()

if resume is None:
    st.info(_("Upload a résumé, and vacancies that fit it are on the next page within a second."))
    onboarding()
else:
    if st.button(_("Find my jobs"), key="find", type="primary", icon=":material/search:"):
        searching.ask()
        st.switch_page("../pages/matches.py")
    st.header(_("What was understood"))
    model_offer(resume.id, resume.file_name)
    profile_review(resume.id)
    onboarding_aside()

if resumes:
    st.header(_("All résumés"))
    resume_list(resumes)
