"""Every table as CSV. A cell that a spreadsheet would run as a formula is kept as text."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime

import polars as pl
import streamlit as st

from app.matching.types import MatchView
from components.checklist import met_of
from components.i18n import _

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CELL = 32_000  # characters; a sheet takes 32,767
_WIDTH = 22
_NO_SHEET = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML has no such characters
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """UTF-8 with a mark, as Excel wants it; texts that begin like a formula get an apostrophe."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    guarded = frame.with_columns(
        pl.when(pl.any_horizontal(*(_starts(name, sign) for sign in _FORMULA)))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )
    return b"\xef\xbb\xbf" + guarded.write_csv().encode()


def csv_button(frame: pl.DataFrame, name: str, *, key: str) -> None:
    """Offers what is shown; the file is made when the button is pressed."""
    st.download_button(
        _("CSV"), data=lambda: csv_bytes(frame), file_name=f"podbor-{name}.csv", mime="text/csv", key=key,
        on_click="ignore", icon=":material/download:", type="tertiary",
    )  # fmt: skip


def xlsx_bytes(frame: pl.DataFrame) -> bytes:
    """One sheet. Every text is a text: no formula, no link, whatever it begins with."""
    import xlsxwriter  # type: ignore[import-untyped]  # only for those who ask for it

    target = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False, "remove_timezone": True, "nan_inf_to_errors": True}  # fmt: skip
    with xlsxwriter.Workbook(target, safe) as book:
        sheet, moment = book.add_worksheet("podbor"), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(frame.columns):
            sheet.write_string(0, column, name, book.add_format({"bold": True}))
            sheet.set_column(column, column, _WIDTH)
        for row, values in enumerate(frame.iter_rows(), start=1):
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(row, column, _NO_SHEET.sub(" ", value)[:_CELL])
                elif isinstance(value, datetime):
                    sheet.write_datetime(row, column, value, moment)
                elif value is not None:
                    sheet.write(row, column, value)
    return target.getvalue()


def xlsx_button(frame: pl.DataFrame, name: str, *, key: str) -> None:
    """The same as `csv_button`, as a spreadsheet."""
    st.download_button(
        _("XLSX"), data=lambda: xlsx_bytes(frame), file_name=f"podbor-{name}.xlsx", mime=_XLSX, key=key,
        on_click="ignore", icon=":material/table_view:", type="tertiary",
    )  # fmt: skip


def matches_frame(matches: Sequence[MatchView]) -> pl.DataFrame:
    """One row a card, in the order shown; a match that was hidden has none."""
    rows = []
    for match in matches:
        if match.feedback.hidden:
            continue
        met, asked = met_of(match.requirements)
        rows.append(
            (
                match.title, match.employer, ", ".join(match.cities) or match.city,
                ", ".join(match.work_formats), round(match.score, 4),
                match.track, met, asked, _float(match.salary_from), _float(match.salary_to),
                match.salary_currency, match.salary_gross, match.salary_period, match.source, match.url,
                match.published_at, match.checked_at, match.status, match.feedback.verdict,
            )
        )  # fmt: skip
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "title": pl.String, "employer": pl.String, "city": pl.String, "work_formats": pl.String,
        "score": pl.Float64, "track": pl.String, "musts_met": pl.Int64, "musts": pl.Int64,
        "salary_from": pl.Float64, "salary_to": pl.Float64, "salary_currency": pl.String,
        "salary_gross": pl.Boolean, "salary_period": pl.String, "source": pl.String, "url": pl.String,
        "published_at": pl.Datetime("us", "UTC"), "checked_at": pl.Datetime("us", "UTC"),
        "status": pl.String, "feedback": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _starts(column: str, sign: str) -> pl.Expr:
    """Spreadsheets pass over leading blanks."""
    return pl.col(column).str.strip_chars_start(" ").str.starts_with(sign)


def _float(amount: object) -> float | None:
    return None if amount is None else float(str(amount))
