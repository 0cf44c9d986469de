"""Deleting everything of the person: said beforehand what goes, agreed to by a typed word, with a receipt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

import streamlit as st

from app.privacy.erasure import ErasureReceipt, delete_everything
from components import session
from components.data_kept import entries, nothing_but_the_person
from components.errors import tell_in_passing, told_in_passing
from components.formats import number, when
from components.i18n import _, choose_language, language, ngettext
from components.tables import table

_RECEIPT = "erasure_receipt"
_WORD = "erase_word"


def erasure_box(rows: Mapping[str, int]) -> None:
    """The typed word opens the way; nothing else on the page can do it by accident."""
    if nothing_but_the_person(rows):
        st.caption(_("There is nothing to delete."))
        return
    count = sum(rows.values())
    told = ngettext(
        "{count} entry goes for good: résumés, corrections, searches, marks, and what is remembered of them.",
        "{count} entries go for good: résumés, corrections, searches, marks, and what is remembered of them.",
        count,
    )  # fmt: skip
    st.write(told.format(count=number(count)))
    st.caption(_("This cannot be undone. Make the file above first if you may need it."))
    with st.form(key="erase", border=False):
        word = _("DELETE")
        st.text_input(_("Type {word} to go on").format(word=word), key=_WORD, max_chars=20)
        st.form_submit_button(
            _("Delete everything for good"), key="erase_all", icon=":material/delete_forever:",
            on_click=_erase, args=(word,),
        )  # fmt: skip


def receipt_box() -> None:
    """What was removed, as long as this session lasts."""
    receipt = cast("ErasureReceipt | None", st.session_state.get(_RECEIPT))
    if receipt is None:
        return
    with st.container(border=True, key="erasure_receipt_box"):
        st.success(_("Everything of yours was removed."), icon=":material/check:")
        told = _("Receipt {number}, {when}").format(number=receipt.id, when=when(receipt.erased_at))
        st.caption(told)
        table(entries({**receipt.rows, **receipt.memories}), "erased")
        st.download_button(
            _("Download the receipt"), receipt_json(receipt), file_name=f"podbor-receipt-{receipt.id}.json",
            mime="application/json", key="receipt_file", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def receipt_json(receipt: ErasureReceipt) -> str:
    """id, erased_at (ISO 8601), rows by table, memories by kind."""
    told = {
        "receipt": str(receipt.id), "erased_at": receipt.erased_at.isoformat(), "rows": receipt.rows,
        "memories": receipt.memories,
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2)


def _erase(word: str) -> None:
    typed = str(st.session_state.get(_WORD) or "")
    if typed.strip().casefold() != word.casefold():
        tell_in_passing(_("Type {word} first; nothing was deleted.").format(word=word))
        return
    with told_in_passing():
        wired = session.container()
        receipt = delete_everything(wired.database, session.person_id(), memories=wired.memories)
        spoken = language()
        st.session_state.clear()  # nothing of the person stays in this session either
        choose_language(spoken)
        st.session_state[_RECEIPT] = receipt
