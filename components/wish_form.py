"""The fields of wishes, for a person's preferences and for a saved search alike; inside the caller's form.

Each field shows what holds now: what was set, else what the résumé says. Beside a field that may also leave
vacancies out stands its "only".
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from app.preferences.wishes import (
    BANDS,
    MAX_AREAS,
    MAX_DOMAINS,
    MAX_EMPLOYERS,
    MAX_ROLES,
    ONLY,
    RULES,
    Wishes,
)
from app.resumes.onboarding import place_of
from app.taxonomy.areas import find_area
from app.taxonomy.domains import codes as domain_codes
from components import cached
from components.i18n import _
from components.profile_inputs import CURRENCIES, MOST_PAY
from components.vocabulary import domain, experience
from components.wish_words import days, place
from data.errors import InvalidInput

_DAYS = (3, 7, 14, 30, 90)
_PUT_AWAY = ("seen", "hidden", "disliked", "applied")


def wish_fields(wishes: Wishes, found: Wishes, key: str) -> Wishes | InvalidInput:
    """Draw the fields; gives what they hold now, or why it cannot be used (a place that is not known)."""
    st.markdown(f"**{_('What you want')}** · " + _("weighs; with “only” on, the rest is left out"))
    pools = cached.wish_pool()
    roles = _several(
        _("Jobs"), _held(wishes.roles, found.roles), pools.titles, f"{key}-roles", MAX_ROLES, new=True
    )
    domains = st.multiselect(
        _("Industries"), _order(pools.domains, domain_codes()), _held(wishes.domains, found.domains),
        key=f"{key}-domains", max_selections=MAX_DOMAINS, format_func=domain, select_all=False,
        placeholder=_("Begin to type"),
    )  # fmt: skip
    areas = _held(wishes.areas, found.areas)
    named = {place(one): one for one in areas}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        places = _several(_("Places"), tuple(named), pools.places, f"{key}-areas", MAX_AREAS, new=True)
        city_only = _only(wishes, "city", _("only here"), key)
    with st.container(horizontal=True, vertical_alignment="center"):
        remote = st.toggle(
            _("Remote work suits me"), bool(_first(wishes.remote, found.remote)), key=f"{key}-remote"
        )
        remote_only = _only(wishes, "remote", _("only remote"), key)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        amount = wishes.salary if wishes.salary is not None else found.salary
        pay = st.number_input(
            _("Pay a month, from"), 0, MOST_PAY, int(amount) if amount else None, step=5000,
            key=f"{key}-pay", placeholder=_("May stay empty"),
        )  # fmt: skip
        held = wishes.currency if wishes.salary is not None else found.currency
        known = tuple(dict.fromkeys((*CURRENCIES, held)))
        currency = st.selectbox(_("Currency"), known, known.index(held), key=f"{key}-currency", width=110)
        pay_only = _only(wishes, "salary", _("only from this pay"), key)
        stated_only = _only(wishes, "salary_stated", _("only where pay is stated"), key)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        bands = st.pills(
            _("Experience asked for"), BANDS, default=wishes.experience, selection_mode="multi",
            key=f"{key}-experience", format_func=experience,
        )  # fmt: skip
        bands_only = _only(wishes, "experience", _("only these"), key)
    st.markdown(f"**{_('What leaves out')}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        since = st.selectbox(
            _("Posted in"), (None, *dict.fromkeys((*_DAYS, *((wishes.days,) if wishes.days else ())))),
            _day_place(wishes.days), key=f"{key}-days", width=190,
            format_func=lambda one: days(one) if one else _("any time"),
        )  # fmt: skip
        sources = st.multiselect(
            _("Only these sources"), _order(pools.sources, wishes.sources), wishes.sources,
            key=f"{key}-sources", placeholder=_("All"), select_all=False,
        )  # fmt: skip
    employers = _several(
        _("Without these companies"),
        wishes.employers,
        pools.employers,
        f"{key}-employers",
        MAX_EMPLOYERS,
        new=True,
    )
    away = st.pills(
        _("Do not show again what I have"), _PUT_AWAY, selection_mode="multi", key=f"{key}-away",
        default=[one for one in _PUT_AWAY if wishes.holds(one)], format_func=_away,
    )  # fmt: skip
    chosen = {
        "city": city_only, "remote": remote_only, "salary": pay_only, "salary_stated": stated_only,
        "experience": bands_only, **{one: one in away for one in _PUT_AWAY},
    }  # fmt: skip
    # a filter that somebody just filled in is meant, also when its rule was switched off before
    refilled = {
        "old": since != wishes.days, "source": set(sources) != set(wishes.sources),
        "employer": set(employers) != set(wishes.employers),
    }  # fmt: skip
    rules = {one for one in RULES if chosen.get(one, refilled.get(one) or wishes.holds(one))}
    try:
        ids = tuple(named.get(one) or _area(one) for one in places)
    except InvalidInput as error:
        return error
    return wishes.model_copy(
        update={
            "roles": tuple(roles),
            "domains": tuple(domains),
            "areas": ids,
            "remote": remote or remote_only,
            "salary": Decimal(pay or 0),
            "currency": currency or held,
            "experience": tuple(bands),
            "days": since,
            "sources": tuple(sources),
            "employers": tuple(employers),
            "rules": frozenset(rules),
        }
    )


def _several(
    label: str, held: Sequence[str], known: Sequence[str], key: str, most: int, *, new: bool
) -> list[str]:
    return st.multiselect(
        label, _order(held, known), held, key=key, max_selections=most, accept_new_options=new,
        placeholder=_("Begin to type"), select_all=False, filter_mode="contains",
    )  # fmt: skip


def _only(wishes: Wishes, rule: str, label: str, key: str) -> bool:
    assert rule in ONLY
    return st.toggle(label, wishes.holds(rule), key=f"{key}-only-{rule}")


def _held(set_by_person: tuple[str, ...] | None, found: tuple[str, ...] | None) -> tuple[str, ...]:
    return set_by_person if set_by_person is not None else found or ()


def _first(set_by_person: bool | None, found: bool | None) -> bool | None:
    return set_by_person if set_by_person is not None else found


def _order(first: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *others)))


def _day_place(chosen: int | None) -> int:
    return 0 if chosen is None else 1 + (_DAYS.index(chosen) if chosen in _DAYS else len(_DAYS))


def _area(written: str) -> str:
    area = find_area(written) or place_of(written)[1]
    if area is None:  # a large city abroad that the directory does not have
        raise InvalidInput("There is no such place.", code="place_unknown", written=written)
    return area.id


def _away(code: str) -> str:
    return {
        "seen": _("seen"), "hidden": _("hidden"), "disliked": _("disliked"), "applied": _("applied to"),
    }[code]  # fmt: skip
