"""Texts in the reader's language: English msgids in the code, catalogues in `components/locale`.

The `.po` files are read once per process; there is no compile step. `_` and `ngettext` look the language
up at the moment of the call, so one process serves Russian and English readers side by side.
"""

from __future__ import annotations

import gettext
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import streamlit as st
from babel.messages.pofile import read_po

from app.config import settings

Language = Literal["ru", "en"]
LANGUAGES: tuple[Language, ...] = ("ru", "en")
LOCALE = Path(__file__).parent / "locale"
_CHOSEN = "language"
_IN_URL = "lang"
#: The language of the script run of this thread: a page asks thousands of times.
_settled = threading.local()


@dataclass(frozen=True)
class Messages:
    """One catalogue: msgid -> its forms (one without a plural), and the rule that picks a form."""

    forms: Mapping[str, tuple[str, ...]]
    plural: Callable[[int], int]


@cache
def messages(code: Language) -> Messages:
    """Read `podbor.po`. Untranslated and fuzzy entries are left out, so their msgid is shown."""
    with (LOCALE / code / "LC_MESSAGES" / "podbor.po").open("rb") as source:
        catalogue = read_po(source, locale=code)
    forms: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if all(strings):
            forms[key] = tuple(str(one) for one in strings)
    return Messages(forms, gettext.c2py(catalogue.plural_expr))


def language() -> Language:
    """The reader's choice (URL, then session), else the setting, else the browser's, else English."""
    known: Language | None = getattr(_settled, "language", None)
    return known or _looked_up()


def settle() -> None:
    """At the beginning of a script run: look the language up once for all of it. A session has threads of its
    own, and every run begins with this."""
    _settled.language = _looked_up()


def _looked_up() -> Language:
    for wanted in (st.query_params.get(_IN_URL), st.session_state.get(_CHOSEN), settings().language):
        for code in LANGUAGES:
            if wanted == code:
                return code
    return "ru" if _browser_locale().lower().startswith(("ru", "be", "kk", "uk")) else "en"


def choose_language(code: Language) -> None:
    """Remember the choice in the session and in the URL."""
    _settled.language = None
    st.session_state[_CHOSEN] = code
    st.query_params[_IN_URL] = code


def keep_choice_in_url() -> None:
    """Moving between pages empties the URL; put a choice back, and take one up from a shared link."""
    in_url = st.query_params.get(_IN_URL)
    if in_url in LANGUAGES:
        st.session_state[_CHOSEN] = in_url
    elif _CHOSEN in st.session_state:
        st.query_params[_IN_URL] = st.session_state[_CHOSEN]


def _(msgid: str) -> str:
    """The text in the reader's language."""
    return messages(language()).forms.get(msgid, (msgid,))[0]


def ngettext(one: str, many: str, number: int) -> str:
    """The form that goes with `number`; the caller puts the number in with `.format`."""
    catalogue = messages(language())
    forms = catalogue.forms.get(one, (one, many))
    return forms[min(catalogue.plural(number), len(forms) - 1)]


def _browser_locale() -> str:
    """The page's own report, else the first of Accept-Language."""
    told = st.context.locale
    if told:
        return str(told)
    return str(st.context.headers.get("Accept-Language", "en"))
