"""What a posting is told apart by: words of its title and text, level, employer, addresses. Pure.

Traits are made once, when a posting is stored, and kept; only of two that nothing else tells apart are the
words themselves compared. Of words that are facts, and of all words together, small numbers are kept that
tell most postings apart without them.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit
from zlib import crc32

from app.ingestion.identity_titles import split_title
from app.ingestion.identity_words import employer_key, listed
from app.ingestion.identity_words import words as words_in
from app.ingestion.identity_work import parts, terms, without_links
from app.taxonomy import areas
from app.taxonomy.words import fold, stem

#: Raise when a trait or a rule changes: every posting is then looked at once more.
VERSION = 3
#: A text shorter than this many words says nothing of its own (tune).
MIN_WORDS = 40
MAX_WORDS = 4_000
_MAX_BODY = 60_000
_NAME = re.compile(r"(?<=[a-zа-яё,(/«\"] )[A-ZА-ЯЁ][\w+#]+|(?<=[а-яё,(/] )[a-z][a-z0-9+#]{2,}")
#: Words that announce an address in the text.
_MARKERS = listed(
    "ул улица улице пр проспект проспекте пер переулок шоссе бульвар наб набережная м метро тц трц трк "
    "магазин магазине адрес адресу street avenue ave mall"
)
_BEHIND_MARKER = 2
_CLOCKS = ("мск", "msk", "utc", "gmt")
_TRACKING = re.compile(
    r"^(?:utm_\w+|gh_src|ref|refid|source|src|from|fbclid|gclid|yclid|lever-source\w*|t)$", re.I
)


_BUCKETS = 128
_FULL = 255  # of a bucket: so many words or more


@dataclass(frozen=True, slots=True)
class Traits:
    """Of one posting. `name` is (source, external id); `text` a hash of the words, None for a short text.
    `work` is a hash of the words that do not only tell of the offer, None where they are few; `terms` are
    those of the offer that count all the same: hours, pay, streets and shops.

    `facts` are numbers of words that stand for something of their own: years, pay, hours and houses, streets
    and shops, tools and clients. `sketch` says how many words fall into each of 128 buckets. `words` is None
    where they were not read.
    """

    name: tuple[str, str]
    group: str | None
    addresses: frozenset[str]
    employer: str
    title: frozenset[str]
    level: frozenset[str]
    text: str | None
    work: str | None
    terms: bytes
    count: int  # of words
    facts: bytes
    sketch: bytes
    pay: tuple[float, float] | None  # net roubles a month, lowest and highest that could be meant
    experience: str | None
    employment: str | None
    words: tuple[str, ...] | None

    @property
    def source(self) -> str:
        return self.name[0]

    def lookup(self) -> list[int]:
        """Signed 64-bit hashes; postings without a common one are never compared."""
        title = " ".join(sorted(self.title | self.level))
        found = [_key("address", address) for address in self.addresses]
        if self.group:
            found.append(_key("group", self.source, self.group, title))
        if self.employer:
            found.append(_key("title", self.employer, title))
            if self.text:
                found.append(_key("text", self.employer, self.text))
        return sorted(set(found))

    def most_in_common(self, other: Traits) -> float:
        """No less than the share of words that both have, 0..1 (twice the common words over all words)."""
        if not self.count + other.count:
            return 1.0
        common = min(self.count, other.count)
        if _FULL not in self.sketch and _FULL not in other.sketch:
            common = min(common, sum(map(min, self.sketch, other.sketch)))
        return 2 * common / (self.count + other.count)


def traits_of(
    name: tuple[str, str],
    *,
    title: str,
    employer: str | None,
    body: str,
    cities: Sequence[str] = (),
    group: str | None = None,
    links: Iterable[str | None] = (),
    pay: tuple[float | None, float | None] = (None, None),
    experience: str | None = None,
    employment: str | None = None,
) -> Traits:
    """The traits of a posting as it is kept. Words that only name its own places count in neither title nor
    text: the same advert in another city stays the same advert."""
    places = _places(cities)
    company = employer_key(employer)
    said, level = split_title(title, places, frozenset(company.split()))
    text = without_links(body)
    words, work, terms_given = _words_of_text(text, places)
    facts = site_of(words) | _numbers(words) | _names(text, places)
    return Traits(
        name=name,
        group=group,
        addresses=frozenset(filter(None, map(address, links))),
        employer=company,
        title=said,
        level=level,
        text=_digest(" ".join(words)) if len(words) >= MIN_WORDS else None,
        work=work,
        terms=_packed(terms_given),
        count=len(words),
        facts=_packed(facts),
        sketch=_sketch(words),
        pay=span_of(*pay),
        experience=experience,
        employment=employment,
        words=words,
    )


def words_of(body: str, cities: Sequence[str]) -> tuple[str, ...]:
    """The words of a text as `traits_of` has them."""
    return _words_of_text(without_links(body), _places(cities))[0]


def _words_of_text(text: str, places: frozenset[str]) -> tuple[tuple[str, ...], str | None, frozenset[str]]:
    """All words, the hash of those that tell of the work, and the terms of the offer."""
    words: list[str] = []
    work: list[str] = []
    given: set[str] = set()
    for piece, offer in parts(text):
        said = words_in(piece)[: MAX_WORDS - len(words)]
        words += said
        if offer:
            given |= site_of(said) | _numbers(words_in(terms(piece)))
        else:
            work += said
    named = _naming(words, places)
    left = tuple([word for word in words if word not in named])
    kept = left if len(work) == len(words) else [word for word in work if word not in named]
    telling = len(kept) >= MIN_WORDS and 2 * len(kept) >= len(left)
    return left, _digest(" ".join(kept)) if telling else None, frozenset(given) - places


def address(link: str | None) -> str | None:
    """One spelling for an address of a posting; None for one that names no posting (no path, no query)."""
    if not link or len(link) > 2_000:
        return None
    try:
        parts = urlsplit(link.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    query = urlencode(
        sorted((key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.match(key))
    )
    path = parts.path.rstrip("/")
    if not query and not re.search(r"\d{3}|[0-9a-f]{8}-", path):
        return None  # a page of many postings, or of none
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def site_of(words: Sequence[str]) -> frozenset[str]:
    """The words behind one that announces an address."""
    return frozenset(
        word
        for number, marker in enumerate(words)
        if marker in _MARKERS
        for word in words[number + 1 : number + 1 + _BEHIND_MARKER]
        if (len(word) > 3 or word.isdigit()) and word not in _MARKERS
    )


def _numbers(words: Sequence[str]) -> frozenset[str]:
    """Words with digits; how far a town's clock is from another one's says nothing of the work."""
    return frozenset(
        word
        for before, word in zip(("", *words), words, strict=False)
        if not word.isalpha() and any(map(str.isdigit, word)) and not before.startswith(_CLOCKS)
    )


def _names(body: str, places: frozenset[str]) -> frozenset[str]:
    found = {fold(word) for word in _NAME.findall(body[:_MAX_BODY]) if word.isalpha()}
    return frozenset(word for word in found if (root := stem(word)) not in places and root not in _towns())


@lru_cache(maxsize=1)
def _towns() -> frozenset[str]:
    """Every place of the directory: an advert for several towns names another one each time."""
    names = (word for area, _called in areas.all_areas() for word in words_in(area.name))
    return frozenset(stem(word) for word in names if len(word) > 3)


def span_of(low: float | None, high: float | None) -> tuple[float, float] | None:
    """An open end is taken as half as much again, or half (tune): `from 50,000` is not `from 150,000`."""
    if low is None and high is None:
        return None
    bottom = low if low is not None else (high or 0) / 2
    return bottom, high if high is not None else bottom * 1.5


def _places(cities: Sequence[str]) -> frozenset[str]:
    return frozenset(stem(word) for city in cities for word in words_in(city) if len(word) > 3)


def _naming(words: Sequence[str], places: frozenset[str]) -> set[str]:
    """Those of the words that name `places`, which are stems."""
    # a stem begins as its word does; numbers have no stem and would push out those that are kept
    first = {place[:1] for place in places}
    return {
        word
        for word in set(words)
        if word[:1] in first and (word if word.isdigit() else stem(word)) in places
    }


def _sketch(words: Sequence[str]) -> bytes:
    sketch = [0] * _BUCKETS
    for word, count in Counter(words).items():
        sketch[_number(word) % _BUCKETS] += count
    return bytes([min(count, _FULL) for count in sketch])


def _packed(words: Collection[str]) -> bytes:
    """Their numbers in order, 32 bits each: a tenth of what a set of them takes in memory."""
    return struct.pack(f"<{len(words)}I", *sorted(map(_number, words)))


def numbers_of(packed: bytes) -> frozenset[int]:
    """The numbers of `facts` or `terms`."""
    return frozenset(struct.unpack(f"<{len(packed) // 4}I", packed))


def _number(word: str) -> int:
    """32 bits for a word, the same everywhere."""
    return crc32(word.encode("utf-8", "surrogatepass"))


def _key(*parts: str) -> int:
    data = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
