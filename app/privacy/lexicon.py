"""What a word can be in a person's name: morphology for Cyrillic, tables and transliteration for Latin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from app.privacy import spelling
from app.privacy.links import words
from app.taxonomy import areas, roles, skills

_SURE_PATRONYMIC = re.compile(r"[а-я]{2,}(?:[оеё]вич(?:а|у|ем|е)?|(?:[оеё]в|ич|инич)н(?:а|ы|е|у|ой|ою))")
_SURNAME = re.compile(
    r"[а-я]{2,}(?:[оеё]в|[иы]н|[сц]к)(?:а|у|ым|е|ой|ую|ий|ого|ому|им|ом|ая|ою)?|"
    r"[а-я]{3,}(?:енко|йко|ишко|ук|юк|чук|щук|ян|янц|швили|дзе|заде|зода|баев\w{0,2}|ых|их|ец|чян|ия|"
    r"уа)(?:а|у|ом|е|ем|ым)?"
)
_LATIN_SURNAME = re.compile(
    r"[a-z]{2,}(?:ov|ova|ev|eva|yov|yova|ov[ai]?ch|evich|in|ina|yn|yna|sk(?:y|iy|ii|aya|aia|i)|ck[yia]+|"
    r"enko|chuk|yuk|"
    r"iuk|yan|ian|shvili|dze|zade|[a-z]son|sson|sen|wicz|sk[ia]|czyk|berg|stein|mann|ovic|evic)"
)
_LATIN_PATRONYMIC = re.compile(
    r"[a-z]{2,}(?:[oe]vich|[oe]vna|ichna|ovych|ivna|yevich|yevna)|(?:ogly|oglu|kyzy|uulu)",
)
_COMMON_ENDING = re.compile(
    r"[a-z]{2,}(?:tion|tions|ment|ments|ness|ing|ity|ship|ware|ics|ology|ance|ence|able|ive|ful|less|ized|"
    r"ised|ster|base|"
    r"cloud|script|hub|lab|labs|soft|tech|net|flow|ops|js|sql|kit|port|store|shop|bank|pay|book|point|stack)"
)
_SONS = frozenset(["оглы", "кызы", "улы", "уулу", "гызы", "кизи", "угли", "огли"])
_NO_WORD = {"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "GRND", "ADJS"}
_EVERYDAY = 0.2  # the share of uses of a word that are no name and make it an everyday word (tune)


@dataclass(frozen=True)
class Word:
    """0 no, 1 perhaps, 2 surely; `common` is an everyday word, `blocked` a skill, role, place or brand."""

    given: int = 0
    surname: int = 0
    patronymic: int = 0
    common: bool = False
    blocked: bool = False

    @property
    def unknown(self) -> bool:
        return not (self.given or self.surname or self.patronymic or self.common or self.blocked)


@cache
def morphology() -> Any:
    """The analyser: 0.1 s and 30 MB, so at the first name looked at and not at import."""
    import pymorphy3  # type: ignore[import-untyped]

    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=50_000)
def look_up(written: str) -> Word:
    """What `written`, a word in any case and script, can be."""
    word = written.lower().replace("ё", "е").replace("’", "'").strip("'-")
    if not word:
        return Word(blocked=True)
    if "-" in word:
        return _compound(written)
    return _russian(word, written) if re.search("[а-я]", word) else _latin(word)


def _compound(written: str) -> Word:
    parts = [part for part in written.split("-") if part]
    if len(parts) > 1 and any(part[0].islower() and len(part) > 2 for part in parts):
        return Word(common=True)
    found = [look_up(part) for part in parts]
    if written.lower() in words("brands.txt") or all(part.blocked for part in found):
        return Word(blocked=True)
    given = max(part.given for part in found)
    return Word(
        given=given if found[0].given and not any(part.common for part in found) else 0,
        surname=max(part.surname for part in found),
        common=all(part.common for part in found),
        blocked=any(part.blocked and not part.surname for part in found),
    )


def _russian(word: str, written: str) -> Word:
    parses = [parse for parse in morphology().parse(word) if parse.score >= 0.005]
    known = [parse for parse in parses if parse.is_known]
    tags = [parse.tag for parse in known]
    given = any("Name" in tag for tag in tags)
    surname = any("Surn" in tag for tag in tags)
    given = given or bool({word, *(parse.normal_form for parse in parses)} & words("given_more.txt"))
    patronymic = any("Patr" in tag for tag in tags)
    everyday = [tag for tag in tags if not (_NO_WORD & tag.grammemes)]
    place = any({"Geox", "Orgn", "Trad"} & tag.grammemes for tag in tags)
    normal = {word, *(parse.normal_form.replace("ё", "е") for parse in parses)}
    said = sum(parse.score for parse in known if parse.tag in everyday)
    everyday = everyday if said >= _EVERYDAY else []
    weak = bool(normal & words("given_weak.txt")) or bool(everyday)
    blocked = bool(normal & words("russian_words.txt")) or bool(normal & words("brands.txt"))
    if not blocked and not (given or patronymic) and (not known or place or everyday):
        blocked = skills.is_known(word)
    shaped = bool(_SURNAME.fullmatch(word))
    if place and not surname and not given:
        blocked = blocked or not shaped or "Orgn" in " ".join(map(str, tags))
    if not known and len(word) > 3 and areas.find_area(word) and not shaped:
        blocked = True
    guessed = not known and shaped
    surname = surname or (shaped and bool(known) and not blocked)  # `Орехова` has a meaning, and an owner
    if patronymic or (not known and _SURE_PATRONYMIC.fullmatch(word)) or word in _SONS:
        return Word(patronymic=2, surname=int(surname))
    return Word(
        given=0 if not given or (blocked and not weak) else 1 if weak or place else 2,
        surname=(1 if everyday or place or not any("Surn" in tag for tag in tags) else 2)
        if surname
        else 2
        if guessed
        else 0,
        common=bool(everyday),
        blocked=blocked and not given,
    )


def _latin(word: str) -> Word:
    if not re.fullmatch(r"[^\W\d_]+(?:'[^\W\d_]+)*", word):
        return Word(blocked=True)
    vocabulary = word in words("english_words.txt")
    brand = word in words("brands.txt")
    skill = skills.is_known(word)
    given = word in words("english_given.txt") or word in words("given_more.txt")
    surname = word.replace("'", "") in words("english_surnames.txt")
    patronymic = bool(_LATIN_PATRONYMIC.fullmatch(word))
    if patronymic and not skill:
        return Word(patronymic=2, surname=1)
    slavic = bool(_LATIN_SURNAME.fullmatch(word)) and len(word) > 4
    if not (skill or brand or vocabulary) and len(word) > 3:
        for candidate in spelling.cyrillic(word):
            found = _russian(candidate, candidate)
            given = given or found.given == 2
            slavic = slavic or (found.surname == 2)
            if found.patronymic:
                return Word(patronymic=2, surname=1)
    weak = word in words("given_weak.txt") or vocabulary or skill
    common = vocabulary or (not (given or surname or slavic) and bool(_COMMON_ENDING.fullmatch(word)))
    return Word(
        given=0 if not given else 1 if weak else 2,
        surname=0 if not (surname or slavic) else 1 if vocabulary or skill or brand else 2,
        common=common,
        blocked=(skill or brand) and not given,
    )


@lru_cache(maxsize=2_000)
def forms(name: str) -> frozenset[str]:
    """A name in all cases and both scripts, lower case, ё as е; for names that are known to be names."""
    base = name.lower().replace("ё", "е")
    found = {base}
    if re.search("[а-я]", base):
        for parse in morphology().parse(base)[:6]:
            if not parse.is_known or {"Name", "Surn", "Patr"} & parse.tag.grammemes:
                found |= {form.word.replace("ё", "е") for form in parse.lexeme}
        stem = re.sub("(?:ый|ий|ая|яя|[аеийоуыьюя])$", "", base)
        if len(stem) >= 3:
            found |= {stem + ending for ending in _ENDINGS}
        for one in (base, name.lower()):
            found |= spelling.latin(one)
            found |= {re.sub("(?:iy|ii|yy|yi)$", "y", latin) for latin in spelling.latin(one)}
    else:
        for back in spelling.cyrillic(base):
            found.add(back.replace("ё", "е"))
            if len(back) > 3:
                found |= {back.replace("ё", "е") + ending for ending in ("а", "у", "ом", "ым", "е", "ой")}
    return frozenset(one for one in found if len(one) >= 2)


_ENDINGS = (
    "а",
    "у",
    "ом",
    "ем",
    "е",
    "ой",
    "ы",
    "и",
    "ю",
    "я",
    "ей",
    "ым",
    "им",
    "ого",
    "ому",
    "ую",
    "ая",
    "ий",
    "ый",
    "ь",
    "",
)


def is_role(text: str) -> bool:
    """Whether a phrase names a job."""
    return bool(roles.role_ids(text))
