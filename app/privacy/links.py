"""Links, profile addresses, messenger handles and names of résumé files."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from app.privacy.emails import TLD
from app.privacy.types import Span
from app.taxonomy import skills

_REST = r"[^\s<>\"'|,;()\[\]«»\ue000]"
_URL = re.compile(
    rf"(?<!\w)(?:h(?:tt|xx)ps?|ftp|tg|viber|whatsapp|skype|tel|sms|mailto):/{{0,3}}{_REST}+|"
    rf"(?<!\w)www\.{_REST}+",
    re.IGNORECASE,
)
_HOSTS = (
    r"(?:github|gitlab|bitbucket|linkedin|behance|dribbble|kaggle|leetcode|stackoverflow|medium|facebook|"
    r"fb|instagram|"
    r"twitter|x|codepen|youtube|tiktok|vimeo|pinterest|soundcloud|codewars|hackerrank|upwork|figma|notion|"
    r"dprofile|"
    r"habr|hh|vk|ok|t|telegram|tlgg|wa|discord|orcid|drive\.google|docs\.google|scholar\.google|"
    r"disk\.yandex|yadi|"
    r"cloud\.mail|taplink|linktr|moikrug|superjob|artstation|vc|dzen|rutube|boosty|zen\.yandex|т|"
    r"researchgate|npmjs|pypi|hub\.docker)"
)
_PROFILE = re.compile(
    rf"(?<![\w@])(?:[\w\-]{{1,40}}\.){{0,2}}{_HOSTS} ?(?:\.|\[\.\]|\(\.\)) ?"
    rf"(?:com|net|org|io|ru|me|su|cc|gg|co|ee|dev|sk|tv|cloud|ме|ру|рф) ?/ ?{_REST}+",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"(?<![\w@.\-/])(?P<head>(?:[^\W_](?:[\w\-]{0,61}[^\W_])?(?:\.|"
    r"\[\.\])){1,4})(?P<tld>[A-Za-zА-я]{2,8})(?![\w@])"
    rf"(?P<path>(?::\d{{2,5}})?(?:/{_REST}*)?)"
)
_FILE = re.compile(
    r"(?<![\w/])[\w.\-+()]{1,100}\.(?:pdf|docx?|rtf|odt|txt|pages|jpe?g|png|zip)(?!\w)", re.IGNORECASE
)
_OWN_FILE = re.compile(
    r"(?:^|[_\W])(?:cv|resume|r[eé]sum[eé]|rezume|резюме|анкета|портфолио|portfolio|photo|фото)(?:[_\W]|$)",
    re.I,
)
_MESSENGER = (
    r"(?:telegram|телеграм\w{0,3}|телег\w|тг|tg|whats ?app|ватсап\w?|вотсап\w?|viber|вайбер\w?|skype|"
    r"скайп\w?|discord|дискорд\w?|"
    r"icq|аськ\w|instagram|инстаграм\w{0,2}|инст\w?|insta?|inst|vk|вк|вконтакте|facebook|фейсбук\w?|fb|"
    r"twitter|твиттер\w?|"
    r"tik ?tok|тикток\w?|slack|слак|signal|сигнал|wechat(?: id)?|max|макс|мессенджер\w?|messenger|"
    r"ник(?:нейм)?|nick(?:name)?|login|логин|"
    r"github|гитхаб\w?|gitlab|linkedin|линкедин|behance|kaggle|habr|хабр|codeforces|leetcode|figma|steam|"
    r"line|одноклассники|ок)"
)
_LABELLED = re.compile(
    rf"(?<![\w@]){_MESSENGER}(?P<gap>(?:\s?(?:id|ник|nick|account|аккаунт|логин)\b)?\s{{0,2}}(?:[:=\-]|"
    rf"это|собака|\s)\s{{0,2}})"
    r"(?P<handle>@?(?:live:|in/)?[A-Za-z0-9](?:[\w.\-]{1,62})?[\w](?:#\d{4})?)(?![\w@])",
    re.IGNORECASE,
)
_NICK = re.compile(
    rf"(?<!\w)(?:ник|nick|логин|login|аккаунт|"
    rf"account)\w{{0,4}}(?: в {_MESSENGER})?\s?[:=\-]?\s?(?P<handle>@?[A-Za-z][\w.\-]{{2,40}}\w)",
    re.IGNORECASE,
)
_AT = re.compile(r"(?<![\w@/.\])])@[ ]?(?P<handle>[A-Za-z0-9_][\w.\-]{1,40})")
_NUMBERED = re.compile(r"(?<!\w)[^\W\d][\w.]{1,31}#\d{4}(?!\w)|(?<!\w)live:[\w.]{3,60}")
_ICQ = re.compile(r"(?<!\w)(?:icq|аська|uin)\s?[:#№\-]?\s?(\d(?:[ \-]?\d){4,10})", re.IGNORECASE)
_PLAIN_WORD = re.compile(r"[A-Za-z]+\Z")
_HUMPS = re.compile(r"(?:[A-Z][a-z]+)+\Z")
_TABLES = Path(__file__).parent / "tables"


@cache
def words(name: str) -> frozenset[str]:
    """The entries of one of our tables: one a line or several between commas, `#` begins a comment."""
    lines = (_TABLES / name).read_text(encoding="utf-8").splitlines()
    parts = (
        part.strip().lower().replace("ё", "е")
        for line in lines
        if line[:1] != "#"
        for part in line.split(",")
    )
    return frozenset(part for part in parts if part)


def find_links(text: str) -> list[Span]:
    """URLs, profile addresses and domains; a well-known site named without a path stays."""
    found = [Span(match.start(), _trimmed(match), "link") for match in _URL.finditer(text)]
    found += [Span(match.start(), _trimmed(match), "link") for match in _PROFILE.finditer(text)]
    for match in _DOMAIN.finditer(text):
        domain = (match.group("head") + match.group("tld")).replace("[.]", ".").lower()
        tld = match.group("tld")
        shaped = tld.islower() or tld.isupper()
        bare = match.group("path") in ("", "/")
        if tld.lower() not in TLD or not shaped or (bare and _is_public(domain)):
            continue
        found.append(Span(match.start(), _trimmed(match), "link"))
    return found


def find_files(text: str) -> list[Span]:
    """Names of files that say whose they are."""
    found = []
    for match in _FILE.finditer(text):
        stem = match.group().rpartition(".")[0]
        if _OWN_FILE.search(stem):
            found.append(Span(match.start(), match.end(), "file"))
    return found


def find_handles(text: str) -> list[Span]:
    """`@name`, and what follows the name of a messenger; annotations of code are none."""
    found = [Span(match.start(), match.end(), "handle") for match in _NUMBERED.finditer(text)]
    found += [Span(match.start(1), match.end(1), "handle") for match in _ICQ.finditer(text)]
    for match in _AT.finditer(text):
        if not _is_annotation(text, match):
            end = match.start("handle") + len(match.group("handle").rstrip(".-"))
            found.append(Span(match.start(), end, "handle"))
    for pattern in (_LABELLED, _NICK):
        for match in pattern.finditer(text):
            handle = match.group("handle").rstrip(".-")
            sure = pattern is _NICK or bool(match.group("gap").strip())
            if _is_handle(handle, sure=sure, tail=text[match.end() : match.end() + 2]):
                found.append(Span(match.start("handle"), match.start("handle") + len(handle), "handle"))
    return found


def _trimmed(match: re.Match[str]) -> int:
    return match.start() + len(match.group().rstrip(".:*_!?"))


def _is_public(domain: str) -> bool:
    known = words("public_sites.txt")
    return domain in known or domain.removeprefix("www.") in known or skills.is_known(domain)


def _is_annotation(text: str, match: re.Match[str]) -> bool:
    handle = match.group("handle")
    after = text[match.end() : match.end() + 1]
    if after == "/" and handle.islower():
        return True  # the scope of a package
    name = handle.split(".")[0].rstrip("-")
    if name.lower() in words("annotations.txt"):
        return True
    return bool(after == "(" and _HUMPS.match(name))


def _is_handle(handle: str, *, sure: bool, tail: str) -> bool:
    """Whether what follows a label is somebody's: a word of the trade is not."""
    name = handle.lstrip("@").lower()
    if handle.startswith(("@", "live:", "in/")):
        return True
    if name.isdigit():
        return sure and len(name) >= 5
    if len(name) < 3 or name in words("not_handles.txt") or skills.is_known(name):
        return False
    if re.search(r"\d", name) and re.search(r"[a-z]", name):
        return not re.fullmatch(r"v?\d+(?:\.\d+)*[a-z]{0,2}", name)
    if re.search(r"[_.]", name):
        return not all(part in words("not_handles.txt") for part in re.split(r"[_.]", name))
    if sure:
        return not re.search(r"-", name) or name.count("-") <= 2
    return bool(
        _PLAIN_WORD.match(handle) and handle.islower() and not tail.strip(" \n").isalpha() and len(name) > 4
    )
