"""My data: what is kept about the person, all of it as a download, all of it removed with a receipt."""

import streamlit as st

from components import cached
from components.data_kept import export_box, kept_table
from components.erasure import erasure_box, receipt_box
from components.errors import shown_to_user
from components.i18n import _
from components.receipts import receipt_list

st.title(_("My data"))
receipt_box()

with shown_to_user():
    rows = cached.kept_rows()
    receipts = cached.receipts()

st.header(_("What is kept about you"))
kept_table(rows)

st.header(_("What was sent to a language model"))
receipt_list(receipts)

st.header(_("Take it with you"))
export_box()

st.header(_("Delete everything"))
erasure_box(rows)
