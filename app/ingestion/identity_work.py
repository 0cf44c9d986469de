"""What of a posting's text tells of the work, and what only of the offer around it. Pure.

The same job is offered in several cities with another office, another gym and another lunch; duties and
demands stay. Sections are told by their headings: a line with a colon, above a list, or a short one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.ingestion.section_headings import HEADING_IN_TEXT
from app.taxonomy.words import fold

_LONGEST_HEADING = 90
_LINE = 300  # signs; a text of longer lines came without its breaks
_MOST_WORDS = 8
_OFFER = re.compile(
    r"(?:^|\s)услови|предлага|предложи[тм]|льгот|бонус|наши преимуществ|преимущества работы|гаранти|плюшк|"
    r"понрав|получите|получишь|^мы даем|мы обеспечи|с нашей стороны|^от (?:нас|компании)$|почему|"
    r"у нас (?:есть|для вас|вас ждут)|(?:вас|тебя) ждет|we offer|benefits|perks|what you.{0,4} get|"
    r"compensation|^why "
)
_WORK = re.compile(
    r"обязанност|задач|требован|предстоит|делать|приветству|желательн|преимуществ(?:ом|о)\b|плюсом|важно"
)
#: Lines of an offer that tell two jobs apart all the same: hours, shifts and pay.
_TERMS = re.compile(
    r"смен|график|час[аоы]?в?\b|\bс \d|выходн|ночн|вахт|оклад|зарплат|заработн|з/п|доход|руб|[₽$€£]|"
    r"\b(?:hours?|shifts?|schedule|nights?|weekends?|salary|pay)\b"
)
_DOMAINS = "(?:ru|com|org|net|io|by|kz|рф)"
_DOMAIN = re.compile(rf"\.{_DOMAINS}\b", re.IGNORECASE)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w+|"
    r"(?<![\w-])(?:[\w-]{1,63}\.){1,5}" + _DOMAINS + r"\b(?:/\S*)?",
    re.IGNORECASE,
)


def without_links(body: str) -> str:
    """One advert links what another one only names."""
    some = "://" in body or "@" in body or "www." in body or _DOMAIN.search(body)  # cheap, and most have none
    return _LINK.sub(" ", body) if some else body


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in order, in pieces; with each whether it belongs to the offer."""
    if len(text) > _LINE * (1 + text.count("\n")):  # without breaks: headings stand within its lines
        text = HEADING_IN_TEXT.sub(r"\n\1", text)
    lines = [line.strip() for line in text.split("\n")]
    lines = [line for line in lines if line]
    gathered: list[str] = []
    offer = False
    for number, line in enumerate(lines):
        above_a_list = number + 1 < len(lines) and lines[number + 1].startswith("- ")
        if (head := _heading(line, above_a_list)) is not None and (now := _offers(head)) != offer:
            if gathered:
                yield "\n".join(gathered), offer
            gathered, offer = [], now
        gathered.append(line)
    if gathered:
        yield "\n".join(gathered), offer


def terms(offer: str) -> str:
    """The lines of an offer that state hours or pay."""
    return "\n".join(line for line in offer.split("\n") if _TERMS.search(fold(line)))


def _heading(line: str, above_a_list: bool) -> str | None:
    if line.startswith("- "):
        return None
    head, colon, _rest = line.partition(":")
    if len(head) > _LONGEST_HEADING:
        return None
    short = len(head.split()) <= _MOST_WORDS - 2 and not head.endswith((".", ";", ","))
    return head if colon or above_a_list or short else None


def _offers(head: str) -> bool:
    said = fold(head).strip(' \t*#?!.…-–—•·"«»')
    return len(said.split()) <= _MOST_WORDS and bool(_OFFER.search(said)) and not _WORK.search(said)
