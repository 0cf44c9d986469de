"""What a posting is told apart by: words of its title and text, level, employer, addresses. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.taxonomy import areas
from app.taxonomy.words import fold, normalise, stem

#: Raise when a trait or a rule changes: every posting is then looked at once more.
VERSION = 2
#: A text shorter than this many words says nothing of its own (tune).
MIN_WORDS = 40
MAX_WORDS = 4_000
_MAX_TITLE = 300
_MAX_BODY = 60_000
_WORD = re.compile(r"[^\W_]+(?:\+\+|[#+])?")
_GENDERS = re.compile(
    r"\(\s*(?:[a-zäöüмж*]{1,3}\s*[/|,]\s*){1,3}[a-zäöüмж*]{1,7}\s*\)|\b[mwf]/[mwf]/[dxn]\b", re.I
)
_TOWN = re.compile(r"\b(?:г|гор|пос|пгт)\.\s?[\w-]+(?:\s[А-ЯЁ][\w-]+)?")
_MIXED = re.compile(r"[a-z][а-яё]|[а-яё][a-z]|\b1c\b")
_NAME = re.compile(r"(?<=[a-zа-яё,(/«\"] )[A-ZА-ЯЁ][\w+#]+|(?<=[а-яё,(/] )[a-z][a-z0-9+#]{2,}")
_LONE_C = re.compile(r"(?<=[а-яё] )c(?= [а-яё])")  # a Latin letter for the preposition, no language
_TWINS = str.maketrans("aceopxyktmhb", "асеорхуктмнв")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_LEGAL = _set(
    "ооо оао зао пао ао ип нпо нао фгуп фгбу гбу гуп муп мкп одо чуп уп руп ано ltd llc inc gmbh co corp ag "
    "акционерное общество публичное sa bv plc oy ab limited corporation company компания группа гк ooo zao "
    "oao pao group holding холдинг"
)
_NOISE = _set(
    "в во на с со и к по от до для за из у о об при или г гор город обл область район р-н край рф россия "
    "of the for a an and in at on with to from or by as "
    "удаленно удаленка удаленная удаленный удаленной удаленную удаленного дистанционно дистанционная "
    "remote remotely hybrid гибрид гибридный гибридно офис офисе офиса office onsite онсайт оффлайн офлайн "
    "релокация релокацией релокацию relocation вакансия срочно требуется ищем нужен нужна home based"
)
#: Words that announce an address in the text.
_MARKERS = _set(
    "ул улица улице пр проспект проспекте пер переулок шоссе бульвар наб набережная м метро тц трц трк "
    "магазин магазине адрес адресу street avenue ave mall"
)
_BEHIND_MARKER = 2
_CLOCKS = ("мск", "msk", "utc", "gmt")
#: Words of titles that say the same, as stems.
_SYNONYMS = {
    stem(word): said
    for said, words in {
        "developer": "разработчик программист developer programmer",
        "engineer": "инженер engineer",
        "analyst": "аналитик analyst",
        "manager": "менеджер manager",
        "designer": "дизайнер designer",
        "administrator": "администратор administrator",
        "tester": "тестировщик tester",
        "support": "поддержка support",
        "technical": "технический technical",
        "system": "системный system",
        "mobile": "мобильный mobile",
        "backend": "бэкенд бекенд бэкэнд backend",
        "frontend": "фронтенд фронтэнд frontend",
        "fullstack": "фуллстек fullstack",
        "data": "данные data",
        "core": "ядро kernel",
    }.items()
    for word in words.split()
}
#: How a title says the level; titles that say different levels are different jobs.
_LEVELS: dict[str, str] = {
    word: level
    for level, words in {
        "intern": "стажер стажировка практикант студент intern internship trainee",
        "graduate": "graduate выпускник",
        "junior": "младший младшая junior jr джуниор джун начинающий начинающая ученик entry",
        "assistant": "помощник ассистент assistant",
        "middle": "middle mid мидл миддл",
        "senior": "senior sr сеньор синьор старший старшая",
        "leading": "ведущий ведущая",
        "chief": "главный главная chief",
        "lead": "lead тимлид техлид лид teamlead techlead",
        "staff": "staff",
        "principal": "principal",
        "head": "руководитель начальник заведующий заведующая управляющий управляющая head",
        "director": "директор director",
        "deputy": "заместитель зам deputy",
        "vp": "vp president",
    }.items()
    for word in words.split()
}
_ROMAN = _set("i ii iii iv v vi")
_TRANSLIT = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
    "ф": "f", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya",
}  # fmt: skip
_TRACKING = re.compile(
    r"^(?:utm_\w+|gh_src|ref|refid|source|src|from|fbclid|gclid|yclid|lever-source\w*|t)$", re.I
)


@dataclass(frozen=True)
class Traits:
    """Of one posting. `name` is (source, external id); `text` a hash of the words, None for a short text."""

    name: tuple[str, str]
    group: str | None
    addresses: frozenset[str]
    employer: str
    title: frozenset[str]
    level: frozenset[str]
    words: tuple[str, ...]
    text: str | None
    site: frozenset[str]  # words that name a street, a station or a shop
    numbers: frozenset[str]  # of the text: years, pay, hours, house numbers
    names: frozenset[str]  # words written large within a sentence: tools, products, clients; no places
    pay: tuple[float, float] | None  # net roubles a month, lowest and highest that could be meant
    experience: str | None
    employment: str | None

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
    spelt: dict[str, str] | None = None,
) -> Traits:
    """The traits of a posting as it is kept. Words that only name its own places count in neither title nor
    text: the same advert in another city stays the same advert. Thousands of postings are held at once:
    what is called with one `spelt` keeps one string for each word."""
    spelt = {} if spelt is None else spelt
    places = frozenset(stem(word) for city in cities for word in _words(city) if len(word) > 3)
    company = employer_key(employer)
    said, level = _title(title, places, frozenset(company.split()))
    given = _words(body)[:MAX_WORDS]
    words = tuple(map(spelt.setdefault, given, given))
    if places:
        # a stem begins as its word does; numbers have no stem and would push out those that are kept
        first = {place[:1] for place in places}
        theirs = {
            word
            for word in set(words)
            if word[:1] in first and (word if word.isdigit() else stem(word)) in places
        }
        words = tuple(word for word in words if word not in theirs)
    return Traits(
        name=name,
        group=group,
        addresses=frozenset(filter(None, map(address, links))),
        employer=company,
        title=said,
        level=level,
        words=words,
        text=_digest(" ".join(words)) if len(words) >= MIN_WORDS else None,
        site=site_of(words),
        names=_names(body, places),
        numbers=_numbers(words),
        pay=_pay(*pay),
        experience=experience,
        employment=employment,
    )


def employer_key(name: str | None) -> str:
    """One spelling for a company: without legal form, quotes and script; empty when nothing is left."""
    words = [word for word in _words((name or "")[:300]) if word not in _LEGAL]
    return " ".join("".join(_TRANSLIT.get(letter, letter) for letter in word) for word in words)


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


def is_level(word: str) -> bool:
    return word in _LEVELS or word in _ROMAN or word.isdigit()


@lru_cache(maxsize=2_000)  # a board's adverts come together; a full one takes 3 MB
def _title(
    title: str, places: frozenset[str], company: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Stems of what the title says of the work, and its level; places, ways of work
    and the employer left out."""
    text = _LONE_C.sub("с", _TOWN.sub(" ", _GENDERS.sub(" ", normalise(title[:_MAX_TITLE]))))
    words = _words(text)
    level = frozenset(_LEVELS.get(word.rstrip("+"), word) + "+" * word.endswith("+") for word in words
                      if is_level(word.rstrip("+")))  # fmt: skip
    cities = _cities()
    rest = [word for word in words if not is_level(word.rstrip("+")) and word not in _NOISE]
    said = [word for word in rest if stem(word) not in places and stem(word) not in cities]
    spoken = [word for word in said if "".join(_TRANSLIT.get(one, one) for one in word) not in company]
    roots = map(stem, spoken or said or rest)
    return frozenset(_SYNONYMS.get(root, root) for root in roots), level


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    names = (word for name in areas.large_cities() for word in _words(name))
    return frozenset(stem(word) for word in names if len(word) > 3)


@lru_cache(maxsize=1)
def _towns() -> frozenset[str]:
    """Every place of the directory: an advert for several towns names another one each time."""
    names = (word for area, _called in areas.all_areas() for word in _words(area.name))
    return frozenset(stem(word) for word in names if len(word) > 3)


def _words(text: str) -> list[str]:
    """Words in lower case, letters of the other alphabet put right (`Ночнoй`, `1C`)."""
    folded = fold(text)
    words = _WORD.findall(folded)
    return [_mended(word) for word in words] if _MIXED.search(folded) else words


def _mended(word: str) -> str:
    return word.translate(_TWINS) if _MIXED.search(word) else word


def _pay(low: float | None, high: float | None) -> tuple[float, float] | None:
    """An open end is taken as half as much again, or half (tune): `from 50,000` is not `from 150,000`."""
    if low is None and high is None:
        return None
    bottom = low if low is not None else (high or 0) / 2
    return bottom, high if high is not None else bottom * 1.5


def _key(*parts: str) -> int:
    data = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big", signed=True)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
