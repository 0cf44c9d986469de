"""One match as a card: is this worth my time? Everything else is one level down, in the expander.

All texts of a posting are distrusted: they are escaped here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from app.matching.types import MatchView
from components import learned_words, telling, vocabulary
from components.checklist import checklist_html, met_of, top_gap
from components.formats import ago, number, safe_html, web_address
from components.i18n import _, ngettext
from components.job_postings import postings, source_name
from components.pay import pay
from components.score import bars_html, ring_html
from components.waivers import waivers


def head(match: MatchView, *, now: datetime, credit: str | None = None) -> None:
    """The first tier: title, employer, place, pay, score, must-haves, gap, how fresh; `credit` is who must be
    named where the posting is shown."""
    st.html(
        f'<div class="{"pb-gone" if match.status == "archived" else ""}"><div class="pb-card">'
        f"{ring_html(match.score)}<div>"
        f'<p class="pb-title">{safe_html(match.title)}</p>'
        f"<div>{_where(match)}</div>"
        f'<div class="pb-pay">{safe_html(pay(match))}</div>'
        f'<div class="pb-facts">{_facts(match, now, credit)}</div></div></div></div>'
    )


def details(match: MatchView) -> None:
    """The second tier: checklist with evidence, why this score, the posting itself."""
    if match.requirements:
        st.markdown(f"**{_('What they ask for')}**")
        st.html(checklist_html(match.requirements))
        waivers(match)
    else:
        st.caption(_("The posting states no requirements that could be read."))
    st.markdown(f"**{_('Why this score')}**")
    st.html(bars_html(match.parts, match.score))
    if notes := notes_of(match):
        st.html("<ul>" + "".join(f"<li>{safe_html(told)}</li>" for told in notes) + "</ul>")
    if match.key_skills:
        st.markdown(f"**{_('Skills named in the posting')}**")
        st.html(pills_html(match.key_skills))
    if len(match.cities) > 1:
        st.markdown(f"**{_('Places')}**")
        st.html(pills_html(match.cities))
    if len(match.links) > 1:
        postings(match)
    st.markdown(f"**{_('The posting')}**")
    st.html(f'<div class="pb-body">{safe_html(match.body) or safe_html(_("No text."))}</div>')


def notes_of(match: MatchView) -> list[str]:
    """Why this place, as sentences. Pay by the project is stated, whatever it cannot be compared with."""
    stated = match.salary_from is not None or match.salary_to is not None
    other = _("Pay is stated, but not so that it could be compared by the month.")
    found = [
        other if stated and note in ("salary_unknown", "unproven:salary") else learned_words.told(note)
        for note in match.notes
    ]
    return list(dict.fromkeys(told for told in found if told))


def source_button(match: MatchView) -> None:
    """Straight to the posting, named by its host, the company's own board before others; nothing when no
    address can be opened."""
    first = next((link for link in match.links if web_address(link.url)), None) or match
    address = web_address(first.url)
    if address:
        st.link_button(
            f"{source_name(first)} ↗", address, type="primary", key=f"open-{match.vacancy_id}",
            on_click=telling.opened, args=(match,),
        )  # fmt: skip


def pills_html(names: Sequence[str]) -> str:
    return '<div class="pb-pills">' + "".join(f"<span>{safe_html(name)}</span>" for name in names) + "</div>"


def _where(match: MatchView) -> str:
    formats = ", ".join(vocabulary.work_format(code) for code in match.work_formats)
    experience = vocabulary.experience(match.experience) if match.experience else ""
    return " · ".join(safe_html(one) for one in (match.employer, _places(match), formats, experience) if one)


def _places(match: MatchView) -> str:
    """The city, and how many more there are."""
    more = len(match.cities) - 1
    if not match.city or more < 1:
        return match.city or ""
    told = ngettext("+{count} more place", "+{count} more places", more).format(count=number(more))
    return f"{match.city} {told}"


def _facts(match: MatchView, now: datetime, credit: str | None) -> str:
    facts = []
    if match.status == "archived":
        facts.append(f'<b class="pb-weak">✕ {safe_html(_("Closed by the employer"))}</b>')
    facts.append(f'<span class="pb-tag">{safe_html(vocabulary.track_word(match.track))}</span>')
    if moved := learned_words.moved_tag(match.notes):
        facts.append(f'<span class="pb-tag">{safe_html(moved)}</span>')
    if any(note.startswith("office_said:") for note in match.notes):
        facts.append(f'<span class="pb-tag">{safe_html(_("office in the text"))}</span>')
    met, asked = met_of(match.requirements)
    if asked:
        facts.append(safe_html(_("must-haves {met}/{asked}").format(met=met, asked=asked)))
    gap = top_gap(match.requirements)
    if gap:
        facts.append(f'<span class="pb-weak">✕ {safe_html(_("gap: {gap}").format(gap=gap))}</span>')
    if match.checked_at:
        checked = _("checked {ago}").format(ago=ago(match.checked_at, now=now))
    else:
        checked = _("not checked yet")
    facts.append(f'<span class="pb-muted">{safe_html(checked)}</span>')
    if match.published_at:
        posted = _("posted {ago}").format(ago=ago(match.published_at, now=now))
        facts.append(f'<span class="pb-muted">{safe_html(posted)}</span>')
    if credit:
        named = _("found on {name}").format(name=credit)
        facts.append(f'<span class="pb-muted">{safe_html(named)}</span>')
    if match.feedback.seen:
        facts.append(f'<span class="pb-tag">{safe_html(_("seen"))}</span>')
    return "".join(one if one.startswith("<") else f"<span>{one}</span>" for one in facts)
