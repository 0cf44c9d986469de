"""How well one side suits the other, one question a function, 0..1; None when nobody said. Pure."""

from __future__ import annotations

import math
from datetime import datetime
from decimal import Decimal

from app.matching.terms import BANDS, RANKS, Offer, Wanted, fold_skills
from app.matching.weights import Weights
from app.taxonomy.areas import Area, area_by_id, find_area
from app.taxonomy.words import fold

_REMOTE = 0.95
_SAME_REGION = 0.6
_PAY_TOLERANCE = 0.4  # a pay 40 % under the wish is no pay at all
_OPEN_TOP = Decimal("1.15")  # "from 100 000" usually ends somewhat above
#: Traits that almost every posting and résumé names: they tell nobody apart.
_SOFT = fold_skills(
    (
        "Работа в команде", "Ответственность", "Коммуникабельность", "Грамотная речь", "Пользователь ПК",
        "Деловое общение", "Деловая коммуникация", "Деловая переписка", "Активные продажи", "Обучаемость",
        "Стрессоустойчивость", "Многозадачность", "Внимательность", "Пунктуальность", "Исполнительность",
        "Умение работать в команде", "Аналитическое мышление", "Организаторские навыки", "Тайм-менеджмент",
        "Работа с большим объемом информации", "Ориентация на результат", "Клиентоориентированность",
        "Телефонные переговоры", "Ведение переговоров", "Навыки переговоров", "MS Office", "MS Word",
        "MS Excel",
        "Excel", "Word", "PowerPoint", "MS PowerPoint", "MS Outlook", "Электронная почта", "Английский язык",
        "Русский язык", "Teamwork", "Communication", "Communication skills", "Работа с людьми", "Презентация",
        "Управление временем", "Грамотность", "Инициативность", "Целеустремленность", "Самостоятельность",
        "Лидерство", "Leadership", "Time management", "Водительское удостоверение категории B",
        "Microsoft Office",
        "Microsoft Excel", "Microsoft Word", "Обучение и развитие", "Работа с документами",
        "Критическое мышление",
    )
)  # fmt: skip


def real_skills(names: frozenset[str]) -> frozenset[str]:
    """Folded names without the soft ones."""
    return names - _SOFT


def skill_weight(names: frozenset[str], weights: Weights) -> float:
    """Sum of weights of folded names; soft skills weigh little."""
    soft = len(names & _SOFT)
    return len(names) - soft + soft * weights.soft_skill


def skills(held: float, asked: float, weights: Weights, *, known: bool) -> float:
    """Share of the asked skills that are there, drawn towards ½ while little is asked; both as
    `skill_weight`s, `known` when the résumé has skills at all.

    (H + ½) / (N + 1) with N capped. Never falls when a matching skill is added on either side; a résumé
    without any skill gets the same low value everywhere, so it neither favours nor punishes a posting.
    """
    cap = float(weights.skills_counted)
    if not known:
        return 0.5 / (cap + 1.0)
    return min(1.0, (held + 0.5) / (min(asked, cap) + 1.0))


def skill_evidence(held: float, asked: float, weights: Weights) -> float:
    """How surely the skills alone say that this is the profession: three real ones of those asked do."""
    if not held:
        return 0.0
    asked = min(asked, float(weights.skills_counted))
    return math.sqrt(min(1.0, held / max(asked, 1.0))) * min(1.0, held / 3.0)


def place(wanted: Wanted, offer: Offer) -> float | None:
    """1 in a wanted city, or anywhere in a wanted region or country; same region less, elsewhere 0. Of
    several cities of one job the best counts. Remote is nearly as good as the city, and just as good where it
    is wanted."""
    remote = "REMOTE" in offer.work_formats
    if remote and (wanted.remote or wanted.city or wanted.areas):
        away = 1.0 if wanted.remote else _REMOTE
    else:
        away = 0.0
    known = bool(offer.city or offer.area_id or offer.cities)
    if not wanted.city and not wanted.areas:
        return away if wanted.remote and (known or offer.work_formats) else None
    if not known:
        return away or None
    others = (place_of(wanted, city, None) for city in offer.cities)
    return max(away, place_of(wanted, offer.city, offer.area_id), *others)


def place_of(wanted: Wanted, city: str | None, area_id: str | None) -> float:
    """How near one place is to the wanted ones, 0..1."""
    if city and wanted.city and fold(city) == fold(wanted.city):
        return 1.0
    area = area_by_id(area_id) if area_id else find_area(city or "")
    return max((_near(wish, area) for wish in wanted.areas), default=0.0) if area else 0.0


def _near(wish: Area, area: Area) -> float:
    if area.id == wish.id:
        return 1.0
    if wish.region_id is None:
        return 1.0 if wish.id in (area.region_id, area.country_id) else 0.0
    return _SAME_REGION if area.region_id == wish.region_id else 0.0


def salary(wanted: Wanted, offer: Offer) -> float | None:
    """1 when the offer reaches the wish (net RUB a month), falling to 0 at 40 % below it."""
    wish, low, high = wanted.salary_rub, offer.salary_rub_from, offer.salary_rub_to
    if wish is None or (low is None and high is None):
        return None
    best = high if high is not None else low * _OPEN_TOP if low is not None else Decimal(0)
    if best >= wish:
        return 1.0
    return max(0.0, 1.0 - float((wish - best) / wish) / _PAY_TOLERANCE)


def years_short(wanted: Wanted, offer: Offer) -> float | None:
    """Years missing to what the posting's band asks, 0 when there are enough."""
    if wanted.years is None or offer.experience not in BANDS:
        return None
    return max(0.0, BANDS[offer.experience][0] - wanted.years)


def seniority(wanted: Wanted, offer: Offer) -> float | None:
    """By years against the band when both are known, else by level; overqualified counts less than short."""
    short = years_short(wanted, offer)
    by_level = None
    if wanted.seniority in RANKS and offer.seniority in RANKS:
        gap = RANKS[offer.seniority or ""] - RANKS[wanted.seniority or ""]
        by_level = max(0.0, 1.0 - (gap / 2.0 if gap > 0 else -gap / 4.0))
    if short is None:
        return by_level
    over = max(0.0, (wanted.years or 0.0) - BANDS[offer.experience or ""][1])
    by_years = max(0.0, 1.0 - short / 3.0) if short else max(0.4, 1.0 - over / 15.0)
    return by_years if by_level is None else (by_years + by_level) / 2.0


def recency(offer: Offer, now: datetime, weights: Weights) -> float | None:
    """1 for the first days, falling to 0."""
    if offer.published_at is None:
        return None
    days = max(0.0, (now - offer.published_at).total_seconds() / 86_400)
    return min(1.0, max(0.0, (weights.old_days - days) / (weights.old_days - weights.recent_days)))
