"""What is known of the person already, found in every case and script."""

from __future__ import annotations

import re

from app.privacy.lexicon import forms
from app.privacy.types import KnownNames, Span

_WORD = re.compile(r"[^\W\d_]+")
_BETWEEN = r"[\s().\-/_*|]{0,4}"
_MOST = 20  # values of each kind that are looked for
_LONGEST = 300  # characters of one value
_SHORT = 3  # a shorter name goes only where it is written with a capital


def find(text: str, known: KnownNames) -> list[Span]:
    """Names as words, e-mails and links with their personal part, phones by their digits."""
    found: list[Span] = []
    wanted: set[str] = set()
    for name in known.names[:_MOST]:
        for part in _WORD.findall(name[:_LONGEST])[:6]:
            if len(part) > 1:
                wanted |= forms(part)
    if wanted:
        for match in _WORD.finditer(text):
            word = match.group()
            if word.lower().replace("ё", "е") in wanted and (len(word) >= _SHORT or word[0].isupper()):
                found.append(Span(match.start(), match.end(), "name"))
    for email in known.emails[:_MOST]:
        found += _literal(text, email, "email")
        local = email.partition("@")[0]
        if len(local) >= 5:
            found += _literal(text, local, "handle")
    for phone in known.phones[:_MOST]:
        digits = re.sub(r"\D", "", phone[:_LONGEST])[-10:]
        if len(digits) >= 6:
            pattern = rf"(?<!\d)(?:\+?\d{{1,3}}{_BETWEEN})?\(?" + _BETWEEN.join(digits) + r"(?!\d)"
            found += [Span(match.start(), match.end(), "phone") for match in re.finditer(pattern, text)]
    for link in known.links[:_MOST]:
        bare = re.sub(r"^(?:https?:)?/{0,2}(?:www\.)?", "", link.strip().lower()).rstrip("/")
        found += _literal(text, bare, "link")
        own = bare.rpartition("/")[2].lstrip("@") if "/" in bare else ""
        if len(own) >= 4:
            found += _literal(text, own, "handle")
    return found


def _literal(text: str, value: str, kind: str) -> list[Span]:
    if len(value) < 4:
        return []
    pattern = re.compile(rf"(?<!\w)@?{re.escape(value[:_LONGEST])}(?!\w)", re.IGNORECASE)
    spans = []
    for match in pattern.finditer(text):
        if kind == "email":
            spans.append(Span(match.start(), match.end(), "email"))
        elif kind == "link":
            spans.append(Span(match.start(), match.end(), "link"))
        else:
            spans.append(Span(match.start(), match.end(), "handle"))
    return spans
