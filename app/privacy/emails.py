"""E-mail addresses, also those written to be read by people alone (`name (at) mail точка ру`)."""

from __future__ import annotations

import re

from app.privacy.types import Span

TLD = frozenset(
    [
        "ru",
        "com",
        "net",
        "org",
        "io",
        "dev",
        "me",
        "рф",
        "рус",
        "su",
        "app",
        "tech",
        "site",
        "online",
        "pro",
        "info",
        "xyz",
        "by",
        "kz",
        "uk",
        "de",
        "ai",
        "co",
        "design",
        "edu",
        "gov",
        "eu",
        "us",
        "ua",
        "am",
        "ge",
        "az",
        "uz",
        "kg",
        "tj",
        "md",
        "lt",
        "lv",
        "ee",
        "pl",
        "cz",
        "fr",
        "it",
        "es",
        "nl",
        "se",
        "no",
        "fi",
        "dk",
        "ch",
        "at",
        "be",
        "pt",
        "gr",
        "tr",
        "il",
        "in",
        "cn",
        "jp",
        "kr",
        "ca",
        "au",
        "br",
        "mx",
        "biz",
        "name",
        "mobi",
        "agency",
        "studio",
        "digital",
        "blog",
        "top",
        "club",
        "space",
        "website",
        "store",
        "shop",
        "work",
        "team",
        "live",
        "life",
        "world",
        "email",
        "cloud",
        "page",
        "link",
        "art",
        "games",
        "example",
        "test",
        "invalid",
        "local",
        "ру",
        "ком",
        "орг",
        "нет",
        "бел",
        "мск",
        "спб",
        "москва",
        "дети",
        "сайт",
        "онлайн",
    ]
)
_BEFORE = re.compile(r"[\w.%+'\-]{1,64}(?: ?\. ?[\w%+'\-]{1,32}){0,2}\Z")
_SPACE = r"[ \t]{0,2}"
_AT = re.compile(
    r"(?P<sign>\s?@\s?)"
    rf"|{_SPACE}[\[({{<*_\-]{{1,2}}{_SPACE}(?:at|эт|ат|собака|собачка|dog|"
    rf"@){_SPACE}[\])}}>*_\-]{{1,2}}{_SPACE}"
    r"|(?P<word> (?:собака|собачка|at|эт|ат|на) )",
    re.IGNORECASE,
)
_LABEL = r"[^\W_](?:[\w\-]{0,61}[^\W_])?"
_DOT = (
    rf"(?:\.|(?P<spaced> ?[.·] ?)|,(?=[a-z]{{2,3}}(?!\w))"
    rf"|{_SPACE}[\[({{<*_\-]{{1,2}}{_SPACE}(?:dot|точка|тчк|\.){_SPACE}[\])}}>*_\-]{{1,2}}{_SPACE}"
    r"| (?:dot|точка|тчк) )"
)
_DOT_PLAIN = re.sub(r"\?P<\w+>", "?:", _DOT)
_AFTER = re.compile(rf"{_LABEL}(?:{_DOT_PLAIN}{_LABEL}){{1,4}}", re.IGNORECASE)
_SPLIT = re.compile(_DOT_PLAIN, re.IGNORECASE)
_FARTHEST = 140  # characters looked at on either side


def find(text: str) -> list[Span]:
    """Every address; time grows with the number of `@` and of their spellings."""
    found: list[Span] = []
    for at in _AT.finditer(text):
        local = _BEFORE.search(text[max(0, at.start() - _FARTHEST) : at.start()])
        domain = _AFTER.match(text[at.end() : at.end() + _FARTHEST])
        if not local or not domain:
            continue
        end = _end_of(at, domain.group())
        if end:
            found.append(Span(at.start() - len(local.group()), at.end() + end, "email"))
    return found


def _end_of(at: re.Match[str], domain: str) -> int:
    """How much of `domain` belongs to an address; 0 when this is none."""
    plain = at.group() == "@"
    dots = list(_SPLIT.finditer(domain))
    while dots:
        last = dots[-1]
        tld = domain[last.end() :].lower()
        spoken = any(dot.group().strip() not in (".", ",", "·") for dot in dots)
        loose = not plain or any(dot.group() != "." for dot in dots)
        worded = at.group("word") is not None
        bare_at = worded and at.group().strip().lower() in ("at", "на", "ат", "эт")
        good = tld in TLD or (not loose and len(tld) >= 2 and not tld.isdigit())
        if good and not (bare_at and not spoken):
            return len(domain)
        dots.pop()
        domain = domain[: last.start()]
    return 0
