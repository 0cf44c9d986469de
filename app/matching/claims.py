"""What the text of a posting says about where one works, held against its flags. Pure.

A note quotes the line it rests on. Precision first: what is offered as a choice, denied, or says something of
servers and customers instead of the work is no contradiction. The text is only ever compared, never obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.taxonomy.words import normalise

Code = Literal["office_said", "remote_said", "hybrid_said", "trips_said", "relocation_said"]
MAX_QUOTE = 160
_MAX_BODY = 20_000
_LINE = re.compile(r"\n+|(?<=[.!?;])\s+|\s*[•·▪●]\s*")
_FLAGS = re.IGNORECASE

_REMOTE = re.compile(
    r"удал[её]нк\w*|дистанционк\w*|"
    r"(?:полностью |только |100% )?(?:удал[её]нн|дистанционн)\w+\s+(?:формат|режим|работ|занятост|график)\w*|"
    r"(?:формат|режим|график|тип|место|вид)\w*(?: работы| занятости)?\s*[:—–-]?\s*"
    r"(?:полностью |полная |только )?(?:удал[её]нн|дистанционн)\w+|"
    r"работ\w*\s+(?:\w+\s+)?(?:полностью\s+)?(?:удал[её]нно|дистанционно|из дома|из любой точки)|"
    r"(?:полностью|можно)\s+(?:удал[её]нно|дистанционно)|"
    r"(?:fully|100%|completely)\s+remote|remote[- ](?:work|first|job|position|role|format|friendly)\w*|"
    r"work(?:ing)? (?:fully )?(?:remotely|from home|from anywhere)",
    _FLAGS,
)
#: The same words about something else than the place of work.
_NOT_WORK = re.compile(
    r"удал[её]нн\w+\s+(?:доступ|рабоч\w+ стол|сервер|подключ|поддержк|управлен|администр|помощ|консульт|"
    r"команд|сотрудник|офис|объект|клиент|филиал|банкинг|обслужив|площадк|точк|район|локац|подразд|репозит|монитор|"
    r"собеседов|интервью|продаж|оформлен|регистрац|систем|машин|устройств|узл|региональн|работник|канал|кейс|"
    r"идентификац)|"
    r"(?:сотрудник|коллег|клиент|пользовател)\w*,?\s+(?:работающ|находящ)\w*[^.]{0,30}(?:удал[её]нн|дистанционн)|"
    r"(?:собеседован|интервью|обучен|изучени|курс|занят(?:ия|ий)|стажировк|знакомств|оформлен|трудоустройств)\w*[^.]{0,40}"
    r"(?:удал[её]нн|дистанционн|онлайн)|"
    r"дистанционн\w+ (?:обуч|курс|банк|обслуж|продаж|управл|образов|медосмотр|зондир|оформл|собесед|подпис)|"
    r"remote (?:access|desktop|control|server|support|team|sensing|monitor|procedure|office|site|location)|"
    r"(?:поддержк|помощ|консультац|настройк|администрирован|управлен|обслуживан|устранен|подключ|диагностик|"
    r"решен|решать|помогать|консультир|сопровожд|контрол)\w*[^.]{0,50}(?:удал[её]нно|дистанционно)|"
    r"(?:удал[её]нно|дистанционно)[^.]{0,30}(?:и на выезде|и с выездом)",
    _FLAGS,
)
_NO_REMOTE = re.compile(
    r"(?:не|нет|без|кроме|исключ\w+|невозможн\w*)\s+(?:\w+\s+){0,4}?(?:удал[её]н|дистанционн|remote)|"
    r"(?:удал[её]н|дистанционн)\w*[^.]{0,40}(?:\bне\b|\bнет\b|невозможн|отсутств|исключ)|"
    r"\b(?:no|not|isn't|without)\b[^.]{0,25}\bremote|remote[^.]{0,30}\b(?:not|no)\b|"
    r"опыт\w*[^.]{0,40}(?:удал[её]нн|дистанционн|remote)|"
    r"(?:в дальнейшем|в перспективе|через|после испытательн|после обучен|впоследствии|со временем|"
    r"after (?:the )?probation)",
    _FLAGS,
)
_HYBRID = re.compile(
    r"гибридн\w+\s+(?:формат|график|режим|работ|модел|офис|занятост)\w*|"
    r"(?:формат|режим|график|тип)\w*(?: работы| занятости)?\s*[:—–-]?\s*гибрид\w*|\bгибрид\b(?!\s*(?:н|и\b))|"
    r"hybrid[- ](?:work|format|schedule|model|role|position|mode|office|remote|setup|environment)\w*|"
    r"(?:работ\w*|формат|режим|график)[^.\n]{0,40}\d\s*(?:раз|дн|день|дня)\w*[^.\n]{0,20}"
    r"(?:в офис|из офис|удал[её]н|из дома)|"
    r"(?:в офис\w*|из офиса|удал[её]нно|из дома)\s+\d(?:\s*[-–]\s*\d)?\s*(?:раз\w*|дн\w+|день)|"
    r"\d(?:\s*[-–]\s*\d)?\s*(?:раз\w*|дн\w+|день)\s*(?:в неделю\s*)?(?:—|-|–)?\s*"
    r"(?:в офис\w*|из офиса|из дома|удал[её]нно)|"
    r"\d(?:\s*[-–]\s*\d)?\s*days?\s+(?:(?:a|per) week\s+)?(?:in|at|from) (?:the |our )?office",
    _FLAGS,
)
_NOT_HYBRID = re.compile(
    r"гибридн\w+\s+(?:облак|двигат|автомоб|инфраструктур|приложен|архитектур|систем|проект|кросс|сет)|"
    r"hybrid (?:cloud|app|mobile|infrastructure|electric|vehicle|search|environment[s]? (?:of|with))|"
    r"(?:semi|multi)-?cloud|гибридн\w+ модел\w+ (?!работ|занят)|"
    r"доктор|врач|массаж|фитнес|йог|завтрак|обед\w* в офис|фрукт|пицц|английск\w+ в офис",
    _FLAGS,
)
_OFFICE = re.compile(
    r"(?:работ\w*|формат\w*(?: работы)?|режим\w*|занятост\w*|график\w*)\s*[:—–-]?\s*"
    r"(?:только |полностью |строго )?(?:в|из|на)?\s*(?:нашем |нашего |современном |комфортном |уютном )?"
    r"(?:офис(?:е|а|ный|ная)?\b|территории работодателя)|"
    r"(?:присутств|нахожден|выход)\w*\s+(?:в|на)\s+офис|"
    r"\b(?:on-?site|office[- ]based|in[- ]office)\s+(?:work|position|role|job|only|format)|"
    r"work(?:ing)? (?:from|in|at) (?:our|the) office",
    _FLAGS,
)
#: Presence that is offered beside remote work, or said of the office itself.
_NO_PRESENCE = re.compile(
    r"возмож|(?:врем|час|график)\w* работы офис|полн\w+ удал|полностью удал|fully remote|and remote|"
    r"офис\w*, (?:гибрид|удал)|если (?:вам|тебе|вы|ты)|команд\w* в офис|опыт",
    _FLAGS,
)
_CHOICE = re.compile(
    r"\bили\b|\bлибо\b|по желани|по выбору|на выбор|возможн|можно|можете|опционал|при желании|"
    r"\bor\b|optional|if you (?:want|like)|\bможешь\b|хочешь|хотите|/\s*(?:удал|дистанц|remote|офис)|"
    r"удал[её]н\w*\s*/|не обязательн|не нужно|не требу|без\s+(?:\w+\s+)?офис",
    _FLAGS,
)
_TRIPS = re.compile(
    r"командировк\w*|командировочн\w*|разъездн\w+ (?:характер|работ|режим)\w*|business trips?|"
    r"travel(?:ling)? (?:up to|required|\d+ ?%)|(?:willingness|ready|able|readiness) to travel",
    _FLAGS,
)
_NO_TRIPS = re.compile(
    r"(?:без|нет|отсутств\w*|не)\s+(?:\w+\s+){0,3}?(?:командиров|разъезд)|командиров\w*[^.]{0,25}"
    r"(?:\bне\b|\bнет\b|отсутств|исключ)|\bno\b[^.]{0,20}(?:travel|trips)|"
    r"(?:оформл|организ|бронир|заказ|учет|учёт|отчет|отчёт|расч[её]т|документ|планирован|согласован|"
    r"сопровожд|контрол|покупк|обеспечен|закрыт)\w*[^.]{0,50}командиров|"
    r"командиров\w*[^.]{0,30}(?:сотрудник|персонал|руковод)|"
    r"(?:больничн|отпуск)\w*[^.]{0,30}командировочн|командировочн\w*[^.]{0,30}(?:больничн|отпуск)",
    _FLAGS,
)
_MOVE = re.compile(
    r"готов\w*\s+(?:\w+\s+){0,3}?(?:переезд|релокац|переехать)|(?:переезд|релокаци)\w*[^.]{0,20}"
    r"(?:обязател|необходим|требуе)|(?:обязател|необходим|требуе)\w*[^.]{0,20}(?:переезд|релокац)|"
    r"(?:willing|ready|able) to relocate|relocation (?:is )?(?:required|mandatory|necessary)",
    _FLAGS,
)
_NO_MOVE = re.compile(
    r"(?:без|не)\s+(?:\w+\s+){0,2}?(?:переезд|релокац|обязател|требу)|помощ\w*|помога|компенс|оплат|поможем|"
    r"предоставля|обсудить|пакет|иногородн|help|support|assist|optional|опционал|возможн",
    _FLAGS,
)


@dataclass(frozen=True)
class Claim:
    """What the text says beside the flags; `quote` is its line."""

    code: Code
    quote: str

    @property
    def note(self) -> str:
        return f"{self.code}:{self.quote}"


def claims_of(body: str, work_formats: Collection[str]) -> tuple[Claim, ...]:
    """At most one of each kind, in the order of `Code`.

    office_said: flagged remote alone, and the text asks for presence. remote_said: the text offers remote
    work and no flag says so. hybrid_said: the text says hybrid and no flag does. trips_said,
    relocation_said: asked for, whatever the flags (travelling work is no news where it is flagged).
    """
    return _claims(body, frozenset(work_formats))


@lru_cache(maxsize=4_000)  # texts that are remembered anyway: the same postings are shown again and again
def _claims(body: str, flags: frozenset[str]) -> tuple[Claim, ...]:
    found: dict[Code, str] = {}
    for line in _lines(body):
        for said, place in _said(line):
            code = "office_said" if said == "hybrid_said" and flags == {"REMOTE"} else said
            if _is_news(code, flags) and not (code == "office_said" and _NO_PRESENCE.search(line)):
                found.setdefault(code, _quote(line, place))
    if "hybrid_said" in found:
        found.pop("remote_said", None)  # one of the two is enough, and the narrower one is surer
    order: tuple[Code, ...] = ("office_said", "remote_said", "hybrid_said", "trips_said", "relocation_said")
    return tuple(Claim(code, found[code]) for code in order if code in found)


def _is_news(code: Code, flags: frozenset[str]) -> bool:
    if code == "office_said":
        return flags == {"REMOTE"}
    if code == "remote_said":
        return not flags & {"REMOTE", "HYBRID"}
    if code == "hybrid_said":
        return not flags & {"HYBRID", "REMOTE"}
    return code == "relocation_said" or "FIELD_WORK" not in flags


def _said(line: str) -> Iterator[tuple[Code, int]]:
    """What a line says, and where in it."""
    hybrid, remote = _found(_HYBRID, _NOT_HYBRID, line), _found(_REMOTE, _NOT_WORK, line)
    if remote is not None and _NO_REMOTE.search(line):
        remote = None
    choice = _CHOICE.search(line)
    if hybrid is not None and not choice:
        yield "hybrid_said", hybrid
    elif remote is not None and hybrid is None:
        yield "remote_said", remote
    if hybrid is None and remote is None and not choice and (office := _OFFICE.search(line)):
        yield "office_said", office.start()
    if (trips := _found(_TRIPS, _NO_TRIPS, line)) is not None:
        yield "trips_said", trips
    if (move := _found(_MOVE, _NO_MOVE, line)) is not None:
        yield "relocation_said", move


def _found(said: re.Pattern[str], other: re.Pattern[str], line: str) -> int | None:
    match = said.search(line)
    return match.start() if match and not other.search(line) else None


def _lines(body: str) -> Iterator[str]:
    for line in _LINE.split(normalise(body[:_MAX_BODY])):
        told = line.strip(" -–—*\t")
        if 5 <= len(told) <= 600:
            yield told


def _quote(line: str, place: int) -> str:
    """The line, or as much of it as may be shown around `place`."""
    if len(line) <= MAX_QUOTE:
        return line
    start = max(0, min(place - MAX_QUOTE // 3, len(line) - MAX_QUOTE + 2))
    told = line[start : start + MAX_QUOTE - 2].strip()
    return ("…" if start else "") + told + ("…" if start + MAX_QUOTE - 2 < len(line) else "")
