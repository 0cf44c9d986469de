"""Headings of a posting: which lines start the must-haves, the nice-to-haves, or something else.

The phrases were collected by reading how hh.ru employers head their adverts. Order matters: "Что нужно
делать" heads duties although "Что нужно" heads requirements.
"""

from __future__ import annotations

import re
from typing import Literal

Section = Literal["must", "nice", "other"]

_MAX_HEADING = 90

_NICE = re.compile(
    r"желательн\w*|приветству\w*|(?:будет|будут|станет|является|явля\w+|как|считаем|вашим|твоим|большим|"
    r"дополнительным)\s+"
    r"(?:\w+\s+){0,2}(?:плюс\w*|преимуществ(?:ом|о))|(?:плюсом|преимуществом|бонусом)(?:\s+(?:будет|"
    r"станет|является|"
    r"для)\b.*)?$|плюс(?:ом)?$|дополнительно приветств\w+|(?:будет\s+)?(?:здорово|круто|классно|"
    r"отлично),?\s+если|"
    r"nice[\s-]to[\s-]have|bonus|preferred|(?:will|would) be (?:a |an )?(?:\w+ )?(?:plus|advantage)|"
    r"^pluses?$|"
    r"ways to stand out|stand out|optional|desirable|good to have|^extra credit|"
    r"^как преимущество|^будет плюсом",
)
_OTHER = re.compile(
    r"обязанност|задач[аиу]|(?:^|\s)услови|предлага|предложить|предстоит|делать|заниматься|занимаешься|"
    r"функци|"
    r"о компании|о нас\b|о проекте|о команде|о продукте|про нас|проект(?:ы|е)?$|гаранти|взамен|"
    r"преимуществ(?:а|"
    r"ами)\b|"
    r"\bдаем\b|обеспечи|бонусы|льгот|компенса|график|режим|заработ|зарплат|оплат|доход|оклад|премия|"
    r"адрес|"
    r"место работы|почему|понравится|работать у нас|работы у нас|стек|технологии|этапы|как проходит|отбор|"
    r"контакт|отклик|вопрос|кто мы|команда|наши\s+(?:цифры|клиенты|ценности|продукты|проекты)|что тебя ждет|"
    r"вас ждет|тебя ждет|вы получите|ты получишь|у нас|от нас|с нашей стороны|развити|обучени[ея]\s|роль|"
    r"цел[ьи]|результат|полномочия|ответственности|responsibilit|duties|what you.{0,8} (?:do|get)\b|"
    r"you will (?!need|have|bring)|you.ll (?!need|have|bring)|we offer|benefits|perks|^about (?!you\b)|"
    r"our (?:stack|team|company|offer)|tech stack|compensation|salary|description|why |role\b|project\b|"
    r"we provide|изучаем|интересно|"
    r"what we (?:offer|do)|how .{1,40} (?:will|can) (?:help|support)|what you.{0,8} (?:gain|enjoy)|"
    r"in it for you|working conditions|(?:hiring|interview|recruitment) process|offer:?$|tasks|^conditions$|"
    r"success measures|^(?:the |your )?(?:package|deal|job)$|"
    r"(?:like|love) it here|^our (?:vision|values|mission)|что (?:мы )?(?:тебе |вам )?(?:дадим|даем)|"
    r"получа(?:ете|ешь) (?:вы|ты)|(?:вы|ты) получа|корпоративн\w+ (?:жизнь|культур)|социальный пакет",
)
_MUST = re.compile(
    r"^(?:[\w-]+\s+){0,3}требовани[яе]\b|^(?:наши\s+|общие\s+)?(?:ожидания|пожелания)\b|"
    r"^(?:что |чего |кого |а |и )?(?:мы |от (?:вас|тебя|кандидата) )?(?:\w+ )?(?:ожидаем|ждем|ждём|хотим|"
    r"ищем|ценим)\b|"
    r"^от (?:вас|тебя|кандидата|соискателя)\b|^что (?:от (?:вас|тебя) )?(?:нужно|требуется|необходимо|"
    r"важно)\b|"
    r"^(?:для этого |вам |тебе |нам )?(?:нужно|необходимо|потребуется|требуется|требуются|важно)\b|"
    r"^(?:что |чего )?для (?:нас|этого|работы|успешной)\b.*(?:важно|нужно|необходим|требует)|"
    r"^что (?:нам )?важно|"
    r"^нам важно|^(?:наш |ваш )?(?:идеальный |успешный |портрет )?кандидат\w*\b|^портрет|"
    r"^(?:ключевые |необходимые |профессиональные |обязательные |требуемые |технические |основные |личные |"
    r"деловые |важные |нужные )*(?:навыки|знания|компетенции|качества|умения|квалификация|hard skills|"
    r"soft skills|"
    r"skills|опыт|образование)\b.{0,40}$|^(?:вы|ты)\s+(?:\w+\s+){0,3}(?:подход|подойд|имеете|имеешь|"
    r"умеете|умеешь|"
    r"знаете|знаешь|обладаете|наш)|^(?:мы|нам) .{0,20}(?:подойд|подход)|^обязательно|"
    r"^кого (?:мы )?(?:ищем|ждем)|"
    r"^есть опыт|^наличие|^хотим видеть|^видим|^если (?:вы|ты|у вас|у тебя)\b|^мы будем рады, если|"
    r"requirements?\b|qualifications?\b|must[\s-]haves?|what (?:you.{0,5}|we.{0,5}|do you ){0,2}"
    r"(?:need|bring|expect|look)|who (?:you are|we are looking|we.re looking)|about you|^you (?:have|are|"
    r"bring)|"
    r"^you.(?:ve|ll need|ll bring)|(?:we|we.re|we are) (?:looking|expect)|^ideal candidate|^(?:key |"
    r"required |technical |"
    r"your |mandatory |desired |foundational |personal |other )*(?:skills|experience|background|knowledge)\b|"
    r"^(?:the )?essentials?\b|^(?:your |candidate |ideal )?profile$|^(?:job|person) specification|"
    r"^(?:we|you) (?:need|require)\b|we would like you to have|^(?:каких|какого) .{0,30}(?:ждем|ищем)|"
    r"^(?:ваш|твой) профиль$|^(?:(?:необходим|требуем|обязательн|ваш|тво|общи|базов|дополнительн|практическ|"
    r"теоретическ|профессиональн)\w* )+(?:опыт|знания|навыки|умения)"
    r"(?:,? (?:и )?(?:опыт|знания|навыки|умения|компетенции|личные качества))*$",
)
#: Headings that a text without line breaks still carries; each is put on a line of its own.
_INLINE = (
    "требования|обязанности|условия|задачи|основные задачи|ключевые задачи|мы предлагаем|что мы предлагаем|"
    "компания предлагает|предстоящие задачи|твои задачи|твои будущие задачи|ваши задачи|изучаемые "
    "темы|от нас|"
    "почему это интересно|что предлагаем|мы ожидаем|что мы ожидаем|что ожидаем|наши ожидания|ожидания|"
    "ждем от тебя|"
    "ждем от вас|ждём от тебя|ждём от вас|мы ждем|мы ждём|что мы ждем|от вас ожидаем|будет плюсом|"
    "плюсом будет|"
    "вашим плюсом будет|будет преимуществом|будем преимуществом|будет большим плюсом|большим плюсом будет|"
    "как плюс|"
    "какие условия|этапы отбора|этапы|как проходит отбор|про работу у нас|что мы даем|что мы даём|"
    "процесс отбора|от кандидата ожидаем|компетенции|необходимые умения|ключевые компетенции|"
    "дополнительным плюсом|преимуществом будет|желательно|приветствуется|что нужно|нам важно|"
    "что важно|для нас важно|что предстоит делать|чем предстоит заниматься|вам предстоит|тебе предстоит|"
    "предстоит|чем заниматься|функционал|кого мы ищем|необходимые навыки|преимущества работы|"
    "наши преимущества|"
    "о компании|о проекте|о нас|график работы|стек|наш стек|стек технологий|дополнительно|"
    "requirements|responsibilities|we offer|what we offer|nice to have|qualifications|benefits|about us|"
    "what you will do|what you'll do|preferred qualifications"
)
HEADING_IN_TEXT = re.compile(
    rf"((?=[А-ЯЁA-Z])(?<![\n(«\"-])(?<!^)(?<!- )(?<!\w)(?i:{_INLINE})(?:\s[^:.;!\n]{{0,40}})?\s?:)"
)
_SENTENCE_END = re.compile(r"[.;!]\s")
_REQUIREMENTS = re.compile(r"(?:[\w-]+\s+){0,2}требовани[яе]\b")
_CONTENT_WORDS = re.compile(
    r"\b(?:опыт|знани|навык|образовани|умени|владени|experience|knowledge|skill)", re.IGNORECASE
)


def section_of(line: str) -> tuple[Section, str] | None:
    """The section a line opens and what follows on the same line; None when it is not a heading."""
    head, colon, rest = line.partition(":")
    if _OF_THE_OFFER.search(line) and not rest.strip() and len(line) <= _MAX_HEADING:
        return "other", ""
    if colon and len(head) <= _MAX_HEADING and not _SENTENCE_END.search(head):
        known = _known(head)
        if known == "other" and rest.strip() and _CONTENT_WORDS.match(head):
            return None  # "experience of paying wages: …" asks, whatever else it speaks of
        if known is not None:
            return known, rest.strip()
        if (
            not rest.strip()
        ):  # an unknown heading ends a section unless it divides the requirements themselves
            return None if _CONTENT_WORDS.search(head) else ("other", "")
    elif len(line) <= _MAX_HEADING and len(line.split()) <= 7 and not line.endswith((".", ";", ",")):
        known = _known(line)
        if known is not None and (_bare(line) or line.isupper() or line.endswith(("?", "…"))):
            return known, ""
    return None


def _known(head: str) -> Section | None:
    clean = head.lower().replace("ё", "е").strip(' \t*#?!.…-–—•·"«»')
    if _REQUIREMENTS.match(clean) and "услови" not in clean:
        return "must"
    if _NICE.search(clean) and len(clean.split()) <= 10:
        return "nice"
    if _OTHER.search(clean):
        return "other"
    return "must" if _MUST.search(clean) else None


#: Lines that head an offer even where other words or another sentence stand around them.
_OF_THE_OFFER = re.compile(
    r"(?i)^(?:[\w'’,-]+\s){0,7}(?:our|the) (?:benefits|perks|offer)(?: in a nutshell| at a glance)?\W*$|"
    r"^(?:benefits|perks)\b[\w\s&/,-]{0,30}$|"
    r"^у нас (?:есть|для вас|вас ждут)\b[^:]{0,60}:\s*$"
)

_BARE = re.compile(
    r"^(?:основные |наши |общие )?(?:требования|ожидания|пожелания|"
    r"обязанности|условия|задачи)(?: (?:к кандидат\w+|"
    r"работы))?$|"
    r"^(?:что )?(?:мы )?(?:предлагаем|ожидаем|ждем)(?: от (?:вас|тебя|кандидата))?$|^(?:будет плюсом|"
    r"плюсом будет|"
    r"желательно|будет преимуществом|преимуществом будет|приветствуется)$|^о (?:компании|нас|проекте|"
    r"команде)$|"
    r"^(?:чем предстоит заниматься|что предстоит делать|кого мы ищем|что нужно(?: делать)?|нам важно|"
    r"(?:будет )?(?:круто|здорово|отлично|классно),? если.{0,20}|что (?:будешь|будете|нужно будет) делать|"
    r"для нас важно|что для нас важно|вам предстоит|функционал|наши преимущества|наш стек)$|"
    r"^(?:(?:key|main|core|your|job|role|primary) )?(?:responsibilities|duties|tasks|accountabilities)$|"
    r"^(?:the )?(?:us |uk |annual |base |expected )*(?:salary|pay|compensation)(?: range| and benefits)?$|"
    r"^(?:requirements|responsibilities|qualifications|nice to have|what we offer|we offer|benefits|"
    r"about (?:us|you|the \\w+|our \\w+|\\w+)|"
    r"(?:preferred|minimum|basic|required) qualifications|what you.ll (?:do|need|bring|get|gain|enjoy|love)|"
    r"what.s in it for you|what we (?:bring|give)|why (?:join us|us)|perks|how to apply|who you are|"
    r"must have|about (?:[\w&]+ ?){1,4})$"
)
#: Kinds of what is asked, in the words headings are made of.
_KINDS_EN = r"(?:skills|requirements|qualifications|experience|knowledge|background)"
_KINDS_RU = r"(?:опыт|знания|навыки|умения|качества|личные качества|компетенции|требования)"
#: The same headings said in more words, by what they are made of; in lower case with е for ё.
_BARE_BY_PARTS = re.compile(
    "|".join(
        f"^(?:{one})$"
        for one in (
            r"(?:here.s |so,? )?what (?:we|you|we.re|you.ll|we.ll|you will|we are|you would)"
            r"(?: (?:really|also|be|will))? (?:need|bring|look|looking|expect|have|offer|do|doing|get|gain|"
            r"enjoy|love|seek|require|want|give)(?: (?:for|from you|to the table|to have|to do|in you|you))?",
            r"what.s (?:on|in the) offer|success measures|in this role,? you will|conditions",
            r"(?:[\w&-]+ ){0,4}(?:hiring|interview|recruitment) process",
            rf"(?:the )?(?:must|nice)[ -](?:to[ -])?haves?(?: {_KINDS_EN})?",
            rf"(?:the )?(?:essential|desirable)s?(?: (?:criteria|{_KINDS_EN}))?",
            r"extra credit|bonus points|big pluses|a plus",
            r"(?:the |your )?(?:job|deal|offer|package|perks|role|mission|day|tasks?)",
            r"(?:your |candidate |ideal |the ideal |the )?(?:profile|candidate|person specification)",
            r"(?:(?:your|our|key|core|mandatory|desired|required|preferred|minimum|basic|foundational|"
            rf"technical|personal|soft|hard|other|job|necessary) )*{_KINDS_EN}"
            rf"(?:,? (?:and|&) (?:abilities|attributes|{_KINDS_EN}))?",
            r"(?:benefits|perks|pay|salary) (?:and|&) (?:benefits|perks|pay|salary|conditions)",
            r"why you.ll (?:like|love|enjoy) (?:it|working) ?(?:here|with us)?",
            r"we (?:need|require|expect|offer)",
            r"необходимо|обязательно|требуется|как преимущество|что делать|условия|задачи|обучение",
            r"социальный пакет|корпоративная жизнь|мы (?:готовы|рады) предложить",
            r"(?:и |а )?(?:что|чего|кого|каких кандидатов) (?:же )?"
            r"(?:мы |вы |ты |вам |тебе |нам |от вас |от тебя )*"
            r"(?:ожидаем|ждем|хотим|ищем|ценим|нужно|необходимо|важно|требуется|даем|дадим|предлагаем|"
            r"предложим|получите|получишь|получаете|получаешь)"
            r"(?: (?:от вас|от тебя|вам|тебе|вы|ты|знать|уметь|делать|взамен|от кандидата|от соискателя))?",
            r"мы (?:ждем|ожидаем|хотим)(?: от (?:вас|тебя|кандидата))?",
            r"(?:(?:необходимы[ей]|требуемы[ей]|обязательны[ей]|ваши?|твои|твой|общие|базовые|дополнительные|"
            r"основные|практические|теоретические|профессиональные|ключевые|личные|технические) )+"
            rf"{_KINDS_RU}(?:,? (?:и )?{_KINDS_RU})*",
        )
    )
)


def _bare(line: str) -> bool:
    """A heading without a colon must be one of the usual phrases and nothing more."""
    clean = line.lower().replace("ё", "е").strip(' \t*#?!.…-–—"«»')
    return bool(_BARE.match(clean) or _BARE_BY_PARTS.match(clean))
