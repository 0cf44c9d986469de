"""Sources: which boards are read and how they are doing, which cannot be, and why."""

import streamlit as st

from components.add_vacancy import adding_a_vacancy
from components.errors import shown_to_user
from components.i18n import _
from components.source_details import adding, in_use, source_details, to_be_mended, troubles
from components.source_lines import source_lines, sources_frame
from components.tables import chosen_row

st.title(_("Sources"))

with shown_to_user():
    lines = source_lines()

in_use(lines)
to_be_mended(lines)
troubles(lines)
if not any(line.runs for line in lines):
    st.info(_("Nothing has been read yet. The first reading starts by itself soon after the start."))

st.caption(_("Pick a row to see its details."))
# what fits beside each other; the rest is in the details and in the CSV
unseen = (
    "every_minutes", "per_second", "licence", "attribution", "kind", "board", "changed", "gone", "circuit",
    "next_at",
)  # fmt: skip
chosen = chosen_row(sources_frame(lines), "sources", hidden=unseen)
if chosen is not None:
    source_details(lines[chosen])
adding_a_vacancy()
adding()
