"""Experience that a requirement asks for: years in a trade, the same job, an industry. Pure.

Years count as far as a position's title shows the trade; words beside it ("in construction", "of a head
cook") have to be shown somewhere in the résumé too, or the verdict is partly at best.
"""

from __future__ import annotations

import re

from app.matching.evidence import Evidence
from app.matching.finding import EMPTY_WORDS, Finding
from app.matching.titles import telling, title_words
from app.taxonomy.domains import domains_of
from app.taxonomy.skill_groups import skill_groups
from app.taxonomy.words import fold, stem

_NUMBER_WORDS = {
    "одного": 1, "года": 1, "год": 1, "полугода": 0.5, "двух": 2, "трех": 3, "четырех": 4, "пяти": 5,
    "полутора": 1.5,
    "шести": 6, "семи": 7, "восьми": 8, "десяти": 10, "two": 2, "three": 3, "four": 4, "five": 5,
}  # fmt: skip
_YEARS = re.compile(
    r"(\d{1,2}(?:[.,]\d)?)(?:\s*(?:[-–—]|до|to)\s*\d{1,2})?\s*\+?\s*[-–]?\s*(?:х|ех|ух|и|ти|ми|го|й)?\s*(?:лет|год|"
    r"years?|yrs?)|"
    r"(?:от|более|не менее|минимум|свыше|at least)\s+(одного|полугода|полутора|двух|трех|четырех|пяти|шести|"
    r"семи|"
    r"восьми|десяти|"
    r"года|two|three|four|five)\b"
)
_EXPERIENCE = re.compile(r"опыт|стаж|experience|years?\b|лет\b")
_SAME_JOB = re.compile(
    r"(?:аналогичн|подобн|схож|похож|соответствующ|данн|этой|указанн)\w*\s+(?:\w+\s+)?(?:должност|позици|рол|"
    r"сфер|"
    r"област|вакан|профес|специальност|тематик|отрасл|направлени|работ)|на должности\W*$|"
    r"по (?:данной |этой )?специальности\b|"
    r"similar (?:role|position)|in (?:a|the) same "
    r"role|по специальности\W*$"
)
_IN_AN_INDUSTRY = re.compile(
    r"(?:опыт|стаж)\w*(?:\s+[\w-]+){0,3}\s+в\s|(?:опыт|стаж)\w*(?:\s+работы)?\s+на\s|\bв\s+\w+\s+(?:сфере|отрасли|индустрии)\b|"
    r"experience (?:\w+ )?(?:in|with) (?:the )?\w+ "
    r"(?:industry|domain|sector)"
)
_NAMED_INDUSTRY = re.compile(r"\bв\s+(?:\w+\s+(?:(?:или|и)\s+\w+\s+)?)?(?:сфере|отрасли|индустрии)\s")
_ONLY_EXPERIENCE = re.compile(
    r"(?:у (?:вас|тебя) )?(?:есть )?(?:наличие )?(?:опыт\w*|стаж\w*)(?: работы)?"
    r"(?:[\s—–-]+(?:обязателен|приветствуется|желателен|обязательно|желательно))?|"
    r"(?:relevant |previous |prior )?(?:commercial |work |working )?experience"
)
_DATES = re.compile(r"(?i)(?:19|20)\d\d.{0,20}[-–—].{0,20}(?:(?:19|20)\d\d|наст|н\.\s?в|сейчас|present|now)")
_CONTACT = re.compile(r"@|://|\+7|www\.")
#: Industries of so many kinds that a line of one says nothing of another.
_BROAD = frozenset({"manufacturing", "construction", "energy", "software", "sales", "retail", "healthcare"})
_OF_ANY_KIND = frozenset(
    stem(fold(word))
    for word in [
        "производство",
        "производственный",
        "промышленность",
        "промышленный",
        "предприятие",
        "завод",
        "строительство",
        "строительный",
        "торговля",
        "розничный",
        "сфера",
        "отрасль",
        "индустрия",
        "область",
        "практический",
    ]
)
_A_THING = re.compile(r"оборудовани|систем|программ|средств|инструмент|прибор")
_OR_STUDIES = re.compile(r"(?:или|либо|и) (?:\w+ )?образовани\w*")
_STOP = re.compile(r"[,;:.]\s")
_A_PROGRAM = re.compile(r"программ[еаыу]?\b|программах|систем[еаыу]\b|системах|\bпо\b\s*$|software")
_ASIDE = re.compile(r"\([^)]*\)")
_CLAUSE = re.compile(r"(?<=[^\d\s]{3})[.;,]\s|\n")
#: Heads of titles that name no trade at all, and words around years.
_VAGUE_WORDS = (
    "специалист сотрудник работник профессионал зам заместитель направление направления отдел служба группа "
    "подразделение предприятие организация один лицо единственный роль стек связанный нужный промышленный "
    "минимум более менее свыше непрерывный подтвержденный успешный реальный обязательно год лет летний "
    "профессия профиль деятельность сфера область данный рабочий "
    "month years experience least more than minimum plus total overall hands real not less specialist "
    "similar relevant proven commercial professional требуемый требуется обязательный выше ниже "
    "старший ведущий младший lieu degree diploma instead without or as "
    "оборудование образование высшее среднее профессиональный software hand position role level "
    "level или и также plus"
)
_VAGUE = frozenset(stem(fold(word)) for word in _VAGUE_WORDS.split())
#: A rank that the titles of positions leave out of their words: asked for, it has to be in one of them.
_RANK = re.compile(
    r"\bглавн\w+|(?<!су-)(?<!су )\bшеф|руководящ|руководител|\bдиректор|заведующ|\bзавсклад|начальник|"
    r"\bhead\b|\bchief\b|\bведущ\w+ (?:\w+ )?(?:администратор|инженер|специалист|разработчик|"
    r"программист|аналитик|экономист|технолог|"
    r"конструктор|дизайнер|юрист|бухгалтер|менеджер)"
)
_HELD_RANK = re.compile(
    r"(?i)главн|(?<!су-)(?<!су )\bшеф|руковод|директор|заведующ|\bзавсклад|начальник|управляющ|\bhead\b|"
    r"\bchief\b|\blead\b"
)
_HELD_SENIOR = re.compile(rf"{_HELD_RANK.pattern}|ведущ|старш|\bsenior|\bprincipal|\bstaff\b")
#: Leading people, in whatever words; and how résumés tell of it.
_LEADS = re.compile(
    r"руководств|управлени\w+ (?:\w+ )?(?:команд|персонал|людьми|коллектив|отдел|сотрудник|групп)|"
    r"\b(?:leading|managing) (?:[\w-]+ ){0,5}(?:teams?|people|engineers|managers|staff)|"
    r"people manag|team lead"
)
_LED = re.compile(
    r"(?i)\bруковод|подчин|команд\w+ (?:из )?\d|управлени\w+ (?:командой|персоналом|коллективом)|"
    r"\b(?:led|managed|leading|managing) (?:a |the )?(?:[\w-]+ ){0,3}(?:team|people|engineers|"
    r"reports)|direct reports"
)
#: "Experience as an X", in the instrumental; "with" and "in" stand before no profession.
_AS_A = re.compile(
    r"опыт\w*\s+(?:работы\s+)?(?:в\s+качестве\s+|в\s+роли\s+|на\s+(?:позиции|должности)\s+|"
    r"в\s+должности\s+)?(?!(?:в|на|с|со|по|от|не|из|у|над)\s)"
    r"((?:[\w-]{3,}(?:ом|ем|ым|им|ой|ей|ёром|ером|стом|кой)\b\s*[,/]?\s*(?:или\s+|и\s+)?){1,4})"
)
#: Adjectives alone are of a thing ("опыт мобильной разработки"), not of a profession.
_OF_A_THING = re.compile(r"(?:[\w-]+(?:н|ск|в)ой\b[\s,/]*(?:и\s+|или\s+)?)+")
_OR = re.compile(r"\s(?:или|либо|or)\s|/")
_SHOWN_ELSE = 0.6  # where only the posting's title is one of those held (tune)
_SHOWN_ENOUGH = 0.34  # share of the words beside the trade that the résumé must show (tune)
_AHEAD = 40  # characters: what is asked for first
_NEARLY = 0.6  # of the years asked


def years(low: str, evidence: Evidence, title: str, skills: Finding | None) -> Finding | None:
    """The verdict on "from N years of …"; None when no years are asked. `title` is the posting's."""
    found = _YEARS.search(low)
    if found is None or not _EXPERIENCE.search(low):
        return None
    asked = _NUMBER_WORDS.get(found[2], 1) if found[2] else float(found[1].replace(",", "."))
    offered = title_words(title) if title else frozenset()
    as_offered = bool(_SAME_JOB.search(low))
    clause = _clause(low, found)
    words = frozenset() if as_offered else _telling_words(clause)
    in_trade, line = evidence.years_as(words)
    either = in_trade >= asked and _is_one_of(clause, asked, evidence)
    counted = any(held.years for held in evidence.positions) or bool(evidence.years)
    if not counted and evidence.lines_with(_DATES):
        return Finding("unclear", skills.line if skills else None)  # dates, but not which work they are of
    if in_trade < asked and skills is not None and skills.verdict == "missing":
        return Finding("missing")  # years of something that is not there at all
    if in_trade < asked:
        trade = _AS_A.search(low)
        whom = _telling_words(trade[1]) if trade else frozenset()
        if whom and not evidence.years_as(whom)[0] and not evidence.share_shown(whom):
            return Finding("missing")  # as somebody of whom the résumé says not a word
        in_trade, line = evidence.years_as(offered)
    if in_trade >= asked:
        rest = words - frozenset().union(*(held.words for held in evidence.positions))
        named = skills is not None and skills.verdict == "met"
        wanted = _SHOWN_ENOUGH if evidence.years_as(words)[0] else _SHOWN_ELSE
        enough = named or either or not rest or evidence.share_shown(rest) >= wanted
        if not _rank_held(clause, evidence, asked):
            return Finding("partly", line)
        if _LEADS.search(low) and not _has_led(evidence):
            return Finding("unclear", line)
        return Finding("met" if enough else "unclear", line)
    own, own_line = evidence.years_as(words)
    if words and asked > own >= asked * _NEARLY:
        return Finding("partly", own_line)
    if as_offered and not in_trade:
        return Finding("unclear" if evidence.share_shown(telling(offered) or offered) else "missing")
    of_all = _in_all(asked, words, evidence, in_trade)
    lower = of_all.verdict == "met" and not _rank_held(clause, evidence, asked)
    return Finding("partly", of_all.line) if lower else of_all


def _is_one_of(clause: str, asked: float, evidence: Evidence) -> bool:
    """Whether one of the alternatives was done that long by its own words, not by the posting's title."""
    held = frozenset[str]().union(*(one.words for one in evidence.positions))
    told = [words for one in _OR.split(clause) if (words := _telling_words(one))]
    return len(told) > 1 and any(one <= held and evidence.years_as(one)[0] >= asked for one in told)


def same_job(low: str, evidence: Evidence, title: str) -> Finding | None:
    """Experience in a position like the posting's, without a number of years."""
    if not title or not _SAME_JOB.search(low) or _YEARS.search(low) or not _EXPERIENCE.search(low):
        return None
    offered = title_words(title)
    held, line = evidence.years_as(offered)
    if line is None:
        return Finding("unclear" if evidence.share_shown(telling(offered) or offered) else "missing")
    return Finding("met" if held > 0 else "unclear", line)


def leads(low: str) -> bool:
    """Whether leading people is asked for: résumés tell of it in many words."""
    return _LEADS.search(low[:_AHEAD]) is not None


def as_whom(low: str) -> bool:
    """Whether experience as somebody is asked for."""
    return _AS_A.search(low) is not None


def as_a(low: str, evidence: Evidence) -> Finding | None:
    """Experience as somebody, without a number of years: a position of that name shows it."""
    found = _AS_A.search(low)
    if found is None or _YEARS.search(low) or _A_THING.search(found[1]) or _OF_A_THING.fullmatch(found[1]):
        return None
    words = _telling_words(found[1])
    if not words:
        return None
    held, line = evidence.years_as(words)
    if line is None:
        return Finding("unclear" if evidence.share_shown(words) else "missing")
    return Finding("met" if _rank_held(found[1], evidence, 0.0) else "partly", line)


def any_work(low: str, evidence: Evidence) -> Finding | None:
    """ "Experience" and nothing more: any position shows it."""
    if not _ONLY_EXPERIENCE.fullmatch(low.strip(" .;:")):
        return None
    line = next((held.line for held in evidence.positions if held.line), None)
    if line is None and evidence.lines_with(_DATES):
        return Finding("unclear")
    return Finding("met" if line else "missing", line)


def industry(low: str, evidence: Evidence) -> Finding | None:
    """Experience in an industry is shown by a line of the résumé that speaks of the same one; the names of
    employers seldom tell theirs, so that it is unclear else."""
    found = _IN_AN_INDUSTRY.search(low)
    if (
        found is None
        or not _EXPERIENCE.search(low)
        or (skill_groups(low) and not _NAMED_INDUSTRY.search(low))
    ):
        return None
    named = _OR_STUDIES.sub(" ", _STOP.split(_ASIDE.sub(" ", low[found.start() :]))[0])
    asked = set() if _A_PROGRAM.search(named) else set(domains_of(named, 2))
    if not asked:
        return None
    kind = (
        frozenset(stem(word) for word in re.findall(r"\w{4,}", named)) - EMPTY_WORDS - _VAGUE - _OF_ANY_KIND
    )
    if asked <= _BROAD and kind and not evidence.share_shown(kind):
        return Finding("unclear")  # a production, but not one of this kind
    studies = {*evidence.education, *evidence.studied}
    spoken = (
        line
        for line in evidence.lines
        if line not in studies and " " in line.strip() and not _CONTACT.search(line)
    )
    line = next((one for one in spoken if asked.intersection(domains_of(one, 2))), None)
    return Finding("met" if line else "unclear", line)


def _clause(low: str, found: re.Match[str]) -> str:
    """The words around the years up to the next stop or comma, without the number and asides in brackets."""
    low = _ASIDE.sub(lambda aside: " " * len(aside[0]), low) if not _in_brackets(low, found) else low
    start = max((cut.end() for cut in _CLAUSE.finditer(low, 0, found.start())), default=0)
    following = _CLAUSE.search(low, found.end())
    end = following.start() if following else len(low)
    return f"{low[start : found.start()]} {low[found.end() : end]}"


def _in_brackets(low: str, found: re.Match[str]) -> bool:
    return any(aside.start() < found.start() < aside.end() for aside in _ASIDE.finditer(low))


def _telling_words(clause: str) -> frozenset[str]:
    return frozenset(word for word in title_words(clause) if len(word) > 2) - EMPTY_WORDS - _VAGUE


def _rank_held(clause: str, evidence: Evidence, asked: float) -> bool:
    """Whether the rank named was held as long as asked."""
    rank = _RANK.search(clause)
    if rank is None:
        return True
    pattern = _HELD_SENIOR if rank[0].startswith("ведущ") else _HELD_RANK
    ranked = [held.years for held in evidence.positions if pattern.search(held.line)]
    return bool(ranked) and sum(ranked) >= asked * _NEARLY


def _has_led(evidence: Evidence) -> bool:
    """Whether a title or a line tells of people who were led."""
    held = any(_HELD_RANK.search(one.line) for one in evidence.positions)
    return held or evidence.lines_with(_LED) is not None


def _in_all(asked: float, words: frozenset[str], evidence: Evidence, in_trade: float) -> Finding:
    """No position of that name: years of work in all count as far as the words are shown elsewhere, or the
    posting's own trade is among them."""
    latest = evidence.positions[0].line if evidence.positions else None
    held = evidence.years if evidence.years is not None else sum(one.years for one in evidence.positions)
    shown = evidence.share_shown(telling(words) or words) if words else 1.0
    if held < asked * _NEARLY:
        return Finding("missing")
    if not shown:
        return Finding("unclear", latest if in_trade > 0 else None)
    if held < asked:
        return Finding("partly", latest)
    return Finding("met" if shown >= _SHOWN_ENOUGH else "unclear", latest)
