"""What left this machine for a language model: exactly what was sent, to whom, what it cost."""

from __future__ import annotations

import json
from collections.abc import Sequence

import polars as pl
import streamlit as st

from components import vocabulary
from components.errors import sentence
from components.formats import dollars, number, safe_html, safe_markdown, when
from components.i18n import _
from components.tables import table
from data.repositories.llm_calls import Receipt

_OPEN = 20  # with their texts below the table


def receipt_list(receipts: Sequence[Receipt]) -> None:
    """All calls as a table, the latest with the very text."""
    if not receipts:
        st.caption(_("There is no record of anything of yours sent to a language model."))
        return
    st.caption(_("Names, contacts and addresses are taken out on this machine before anything is sent."))
    table(receipts_frame(receipts), "receipts", hidden=("sent",))
    for receipt in receipts[:_OPEN]:
        title = f"{when(receipt.created_at)} · {vocabulary.purpose(receipt.purpose)} · {cost(receipt)}"
        with st.expander(safe_markdown(title), icon=":material/receipt_long:"):
            _details(receipt)


def receipts_frame(receipts: Sequence[Receipt]) -> pl.DataFrame:
    """Columns: created_at, purpose, model, host, answer, cost_usd, removed, sent (the request as JSON)."""
    rows = [
        (one.created_at, one.purpose, one.model, one.host, one.status,
         None if one.cost is None else str(one.cost.normalize()), _removed(one), one.sent)
        for one in receipts
    ]  # fmt: skip
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "created_at": pl.Datetime("us", "UTC"), "purpose": pl.String, "model": pl.String,
        "host": pl.String, "answer": pl.String, "cost_usd": pl.String, "removed": pl.String,
        "sent": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def cost(receipt: Receipt) -> str:
    if receipt.cost is None:
        return _("cost not known yet")
    return dollars(receipt.cost) if receipt.price_known else _("up to {cost}").format(
        cost=dollars(receipt.cost)
    )  # fmt: skip


def amount(receipt: Receipt) -> str:
    """What was counted: tokens, seconds of a recording, characters read aloud."""
    told = []
    if receipt.prompt_tokens or receipt.completion_tokens:
        told.append(
            _("{sent} tokens in, of them {cached} cached, {received} out").format(
                sent=number(receipt.prompt_tokens or 0), cached=number(receipt.cached_tokens or 0),
                received=number(receipt.completion_tokens or 0),
            )
        )  # fmt: skip
    if receipt.audio_seconds:
        told.append(_("{count} s of a recording").format(count=number(receipt.audio_seconds)))
    if receipt.spoken_characters:
        told.append(_("{count} characters read aloud").format(count=number(receipt.spoken_characters)))
    return ", ".join(told) or "—"


def _details(receipt: Receipt) -> None:
    told = [
        (_("Model"), receipt.model), (_("Sent to"), receipt.host), (_("Answer"), _answer(receipt)),
        (_("Cost"), cost(receipt)), (_("Amount"), amount(receipt)),
        (_("Taken out before"), _removed(receipt) or _("nothing was found")),
    ]  # fmt: skip
    rows = "".join(f"<span>{safe_html(name)}</span><span>{safe_html(value)}</span>" for name, value in told)
    st.html(f'<div class="pb-fields">{rows}</div>')
    st.markdown(f"**{_('Exactly what was sent')}**")
    st.html(f'<div class="pb-body">{safe_html(_pretty(receipt.sent))}</div>')


def _answer(receipt: Receipt) -> str:
    if receipt.status in ("ok", "running", "lost"):
        return vocabulary.call_status(receipt.status)
    return sentence(receipt.status, receipt.status)


def _removed(receipt: Receipt) -> str:
    told = [f"{vocabulary.scrubbed_kind(kind)}: {count}" for kind, count in sorted(receipt.removed.items())]
    return ", ".join(told)


def _pretty(sent: str) -> str:
    """The request as it went, with its lines apart."""
    try:
        return json.dumps(json.loads(sent), ensure_ascii=False, indent=1).replace("\\n", "\n")
    except ValueError:
        return sent
