"""How much a piece of text looks like a job title, an employer, a place or an industry."""

from __future__ import annotations

import re

from app.resumes.places import WORLD_CITIES
from app.taxonomy import areas, roles
from app.taxonomy.seniority import seniority_of
from app.taxonomy.words import fold

_LEGAL = re.compile(
    r"(?<!\w)(?:ооо|оао|зао|пао|ао|ип|мбоу|гбу|гбуз|мбу|фгуп|гуп|муп|мкоу|мбдоу|гк|тк|нии|фгбоу|нпо|чоп|тоо|"
    r"тд|"
    r"inc|llc|ltd|gmbh|corp|corporation|co\.|plc|llp|s\.a|ag|pte|group|holdings|studios?|labs?|technologies|"
    r"solutions|systems|interactive|software|company|bank|agency|consulting|банк|завод|компания|холдинг|"
    r"ресторан|кафе|столовая|магазин|клиника|больница|поликлиника|школа|гимназия|лицей|детский сад|фабрика|"
    r"комбинат|агентство|группа компаний|бюро|фирма|отель|гостиница|салон|аптека|сеть|корпорация|"
    r"типография|университет|институт|university|school|hospital|restaurant|store|center|centre|центр|"
    r"управление|министерство|администрация города|фонд|студия|фриланс|freelance|самозанятый|"
    r"self-employed|bistro|brasserie|caf[eé]|hotel|clinic|medical cent(?:er|re)|pub|bakery|pharmacy|library|"
    r"museum|"
    r"council|ministry|institute|foundation|partners|logistics|retail|motors|airlines|trust|college|academy|"
    r"insurance|"
    r"media|games|capital|ventures|industries|международн\w+ аэропорт|аэропорт|театр|музей|библиотека|"
    r"супермаркет|торговый дом|страховая|контора|коллегия|кофейня|"
    r"пекарня|суши-бар|бар|трц|тц|автосервис|автосалон|склад|комитет|департамент|суд|прокуратура)(?!\w)",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:инженер|специалист|менеджер|manager|specialist|engineer|мастер|рабоч|сотрудник|intern|consultant|"
    r"эксперт|officer|assistant|coordinator|техник|associate|founder|owner|porter|разряд|fellow|клерк|clerk|"
    r"помощник|стажер|"
    r"руководител|начальник|директор|director|head of|chef|nurse|teacher|analyst|аналитик|разработчик|"
    r"developer)"
)
_ABBREVIATION = re.compile(r"[А-ЯЁ]{2,6}|[A-Z]{3,6}")
_QUOTED = re.compile(r"[«\"“„][^»\"”]{2,60}[»\"”]")
_INDUSTRIES = (
    "информационные технологии, системная",
    "информационные технологии",
    "финансовый сектор",
    "банк",
    "страхование",
    "розничная торговля",
    "продукты питания",
    "образовательные учреждения",
    "медицина, фармацевтика",
    "гостиницы, рестораны",
    "перевозки, логистика",
    "строительство, недвижимость",
    "строительство",
    "телекоммуникации, связь",
    "услуги для бизнеса",
    "услуги для населения",
    "сми, маркетинг",
    "тяжелое машиностроение",
    "металлургия",
    "нефть и газ",
    "энергетика",
    "химическое производство",
    "автомобильный бизнес",
    "товары народного",
    "государственные организации",
    "общественная деятельность",
    "искусство, культура",
    "электроника, приборостроение",
    "лесная промышленность",
    "сельское хозяйство",
    "добывающая отрасль",
    "жкх",
    "управление многопрофильными",
    "промышленное оборудование",
    "интернет-компания",
    "бухгалтерские",
    "юридические услуги",
    "общественное питание",
)
_SITE = re.compile(r"^(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)*\.[a-zа-я]{2,12}(?:/\S*)?$", re.IGNORECASE)
_WESTERN_PLACE = re.compile(
    r"[A-ZÀ-Þİ][\w'’. -]{1,30}, ?(?:[A-Z]{2,3}|[A-Z][\w.]+(?: [A-Z][a-z]+)?)(?:,? (?:USA|\d{5}))?"
)
_REMOTE = re.compile(
    r"\(?(?:remote|hybrid|on-?site|удал[её]нн?о|гибрид|офис|full-?time|part-?time|contract)\)?", re.I
)
_SENTENCE = re.compile(r"[.;!?]$|\.\s+[A-ZА-ЯЁ]|:$")


def title_score(text: str) -> float:
    """> 0 when it reads like a job title; the more of it the rules know the higher."""
    if len(text) > 110:
        return 0.0
    score = 2.0 if roles.role_ids(text) else 0.0
    if seniority_of(text):
        score += 0.7
    if _GENERAL.search(fold(text)):
        score += 1.0
    return score


def employer_score(text: str) -> float:
    """> 0 when it reads like an organisation."""
    score = 1.5 if _LEGAL.search(text) else 0.8 if _ABBREVIATION.fullmatch(text.strip()) else 0.0
    return score + (1.5 if _QUOTED.search(text) else 0.0)


def is_place(text: str) -> bool:
    """A city, a region or `City, ST`; working modes count as places too."""
    text = text.strip(" .,()")
    if _REMOTE.fullmatch(text):
        return True
    head = text.partition(",")[0].strip()
    if fold(re.sub(r"\s+\d{1,5}$", "", text)) in WORLD_CITIES or ("," in text and fold(head) in WORLD_CITIES):
        return True
    if areas.find_area(text) or (len(head) > 2 and areas.find_area(head) and len(text) < 50 and "," in text):
        return True
    tail = text.rpartition(",")[2].strip()
    if "," in text and is_city(tail) and not is_city(head):
        return False  # `Shopify, Toronto`: somebody in a city
    return bool(_WESTERN_PLACE.fullmatch(text)) and title_score(text) == 0 and not _LEGAL.search(text)


def is_city(text: str) -> bool:
    """A city by its name alone."""
    text = text.strip(" .,()")
    return fold(text) in WORLD_CITIES or areas.find_area(text) is not None


def is_site(text: str) -> bool:
    return bool(_SITE.match(text.strip()))


def is_industry(text: str) -> bool:
    """One of the directory's industries under an employer in the hh.ru layout."""
    low = fold(text)
    return any(low.startswith(industry) for industry in _INDUSTRIES) and not _QUOTED.search(text)


def is_sentence(text: str) -> bool:
    """Running text rather than a title or a name."""
    return len(text) > 90 or bool(_SENTENCE.search(text)) or text[:1].islower()
