"""What is kept about the person, and all of it as one file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import polars as pl
import streamlit as st

from app.privacy.export import export_everything
from components import session
from components.errors import shown_to_user
from components.i18n import _
from components.tables import table


def entries(rows: Mapping[str, int]) -> pl.DataFrame:
    """Columns: what, rows; kinds with nothing in them left out."""
    kept = [(name, count) for name, count in rows.items() if count]
    return pl.DataFrame(kept, schema={"what": pl.String, "rows": pl.Int64}, orient="row")


def nothing_but_the_person(rows: Mapping[str, int]) -> bool:
    return not any(count for name, count in rows.items() if name != "people")


def kept_table(rows: Mapping[str, int]) -> None:
    if nothing_but_the_person(rows):
        st.info(_("Nothing yet. What you upload and what you mark will be listed here."))
        return
    st.caption(_("All of it lies in the database of this installation."))
    table(entries(rows), "kept")


def export_box() -> None:
    """Made on demand, because it holds every file; offered until the page is drawn anew."""
    st.write(_("A ZIP with the files you uploaded and every entry as JSON and CSV."))
    if not st.button(_("Make the file"), key="export", icon=":material/folder_zip:"):
        return
    with shown_to_user(), st.spinner(_("Collecting …")):
        data = export_everything(session.container().database, session.person_id())
    st.download_button(
        _("Download my data"), data, file_name=f"podbor-my-data-{datetime.now(UTC):%Y-%m-%d}.zip",
        mime="application/zip", key="export_file", type="primary", icon=":material/download:",
        on_click="ignore",
    )  # fmt: skip
