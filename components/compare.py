"""Two vacancies side by side: pay, place, requirements, parts of the score. A button on each card chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from app.matching.types import MatchView
from components import vocabulary
from components.checklist import met_of
from components.formats import ago, number, safe_html, web_address
from components.i18n import _
from components.pay import net_month, net_pay, pay
from components.score import bar_html, ring_html, shown_parts, signed

_CHOSEN = "compared"
_LISTED = 8  # requirements of each verdict


def compare_button(match: MatchView) -> None:
    """Put it beside another one; a second press takes it out."""
    on = match.vacancy_id in _chosen()
    st.button(
        _("In the comparison") if on else _("Compare"), key=f"compare-{match.vacancy_id}",
        icon=":material/compare_arrows:", type="primary" if on else "tertiary", on_click=_press,
        args=(match.vacancy_id,),
    )  # fmt: skip


def comparison(matches: Sequence[MatchView]) -> None:
    """A sheet at the foot of the window, in view wherever the card is; nothing while nothing is chosen."""
    found = {one.vacancy_id: one for one in matches}
    chosen = [found[one] for one in _chosen() if one in found]
    if not chosen:
        return
    with st.container(border=True, key="comparison"):
        st.button(
            _("Close the comparison"), key="compare_close", icon=":material/close:", type="tertiary",
            on_click=_close,
        )  # fmt: skip
        if len(chosen) == 1:
            st.markdown(_("One vacancy is chosen. Press “Compare” on another one to see both side by side."))
        else:
            st.html(side_by_side(chosen[0], chosen[1], datetime.now(UTC)))


def side_by_side(left: MatchView, right: MatchView, now: datetime) -> str:
    """The grid: what both are, what both ask for, and of what their scores are made, drawn to one scale."""
    both = {one.vacancy_id: dict(shown_parts(one.parts, one.score)) for one in (left, right)}
    codes: dict[str, float] = {}
    for told in both.values():
        for code, value in told.items():
            codes[code] = max(codes.get(code, 0.0), abs(value))
    largest = max(codes.values(), default=0.0)
    cells = [
        _row("", left, right, _head),
        _row(_("Pay, net a month"), left, right, _pay, better=_pays_more),
        _row(_("As stated"), left, right, lambda one: safe_html(pay(one))),
        _row(_("Place"), left, right, _place),
        _row(
            _("Experience"), left, right, lambda one: safe_html(vocabulary.experience(one.experience or ""))
        ),
        _row(_("Posted"), left, right, lambda one: _posted(one, now)),
        _row(_("Must-haves met"), left, right, _musts, better=_meets_more),
        _row(_("Met"), left, right, lambda one: _listed(one, "met")),
        _row(_("Partly"), left, right, lambda one: _listed(one, "partly")),
        _row(_("Not found"), left, right, lambda one: _listed(one, "missing")),
        _row(_("Unclear or not counted"), left, right, lambda one: _listed(one, "unclear", "waived")),
    ]
    cells += [
        _row(vocabulary.part(code), left, right, partial(_bar, both=both, code=code, largest=largest))
        for code in sorted(codes, key=lambda code: -codes[code])
    ]
    return f'<div class="pb-compare">{"".join(cells)}</div>'


def _row(
    label: str,
    left: MatchView,
    right: MatchView,
    cell: Callable[[MatchView], str],
    better: Callable[[MatchView, MatchView], bool] | None = None,
) -> str:
    """One line of the grid; of two that can be compared the better one is marked."""
    told = [cell(left) or "—", cell(right) or "—"]
    for best, (one, other) in enumerate(((left, right), (right, left))):
        if better is not None and better(one, other):
            told[best] = f'<b class="pb-good">✓ {told[best]}</b>'
    return f'<div class="pb-what">{safe_html(label)}</div><div>{told[0]}</div><div>{told[1]}</div>'


def _head(match: MatchView) -> str:
    address = web_address(match.url)
    link = f'<br><a href="{safe_html(address)}" target="_blank" rel="noopener">{_("The posting")} ↗</a>'
    return (
        f'{ring_html(match.score)}<p class="pb-title">{safe_html(match.title)}</p>'
        f"<span>{safe_html(match.employer or '')}</span>{link if address else ''}"
    )


def _pay(match: MatchView) -> str:
    return safe_html(net_pay(match) or "")


def _pays_more(one: MatchView, other: MatchView) -> bool:
    """Whether no end of the pay that both state is lower, and one is higher: "from 150" is not less than
    "120 to 180"."""
    ends = [
        (mine, theirs)
        for mine, theirs in zip(net_month(one), net_month(other), strict=True)
        if mine and theirs
    ]
    return all(mine >= theirs for mine, theirs in ends) and any(mine > theirs for mine, theirs in ends)


def _place(match: MatchView) -> str:
    formats = ", ".join(vocabulary.work_format(code) for code in match.work_formats)
    return " · ".join(safe_html(one) for one in (match.city, formats) if one)


def _posted(match: MatchView, now: datetime) -> str:
    return safe_html(ago(match.published_at, now=now)) if match.published_at else ""


def _musts(match: MatchView) -> str:
    met, asked = met_of(match.requirements)
    return f"{number(met)}/{number(asked)}" if asked else ""


def _meets_more(one: MatchView, other: MatchView) -> bool:
    """Of what both ask for, the larger share."""
    (mine, asked), (theirs, others) = met_of(one.requirements), met_of(other.requirements)
    return bool(asked and others) and mine / asked > theirs / others


def _listed(match: MatchView, *verdicts: str) -> str:
    texts = [one.text for one in match.requirements if one.verdict in verdicts][:_LISTED]
    return "<ul>" + "".join(f"<li>{safe_html(text)}</li>" for text in texts) + "</ul>" if texts else ""


def _bar(match: MatchView, both: Mapping[int, Mapping[str, float]], code: str, largest: float) -> str:
    """Both sides are drawn to one scale; nothing where a side has no such part."""
    value = both[match.vacancy_id].get(code)
    return f"{bar_html(value, largest)}<span>{signed(value)}</span>" if value else ""


def _chosen() -> list[int]:
    return list(st.session_state.get(_CHOSEN, ()))


def _press(number_of: int) -> None:
    """A callback: of three the first that was chosen goes."""
    chosen = _chosen()
    if number_of in chosen:
        chosen.remove(number_of)
    else:
        chosen.append(number_of)
    st.session_state[_CHOSEN] = tuple(chosen[-2:])


def _close() -> None:
    st.session_state[_CHOSEN] = ()
