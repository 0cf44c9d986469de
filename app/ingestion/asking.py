"""Whether a line under a heading for requirements asks something of a candidate at all.

Adverts put offers, conditions, ways to apply and prose about the company below the same headings. What asks
names what it asks for (experience, knowledge, a degree, …); a line without such a word is none when it speaks
in the first person plural, has the employer or the post for its subject, tells the reader what to do, or
names what is paid and granted. Pure; the text is only ever compared.
"""

from __future__ import annotations

import re

#: Openings that promise, set conditions or tell how to apply, whatever follows them.
_OPENS_AN_OFFER = re.compile(
    r"^(?:мы\s|наш[аи]?\s+компан|компания\s+(?:предлага|гарантир|обеспечива|готов)|аккредит|"
    r"индивидуальный план|график\s+работы|заработная плата|з/п|зарплата|оклад|оформление\s|"
    r"официальн\w+ (?:оформлен|трудоустр)|соц\w*\s?пакет|дмс\b|отклика|присыла|ждем\s|звон|резюме|просьба|"
    r"если\s+(?:вы|ты|тебе|вам)\s+(?:узнал|готов|хоч|интерес)|о компании|испытательный срок|место работы|"
    r"адрес\b|будем рады|конкурентн\w+ (?:зар|опл)|бесплатн|возможность\s|у нас\s|"
    r"(?:полностью )?(?:оборудован|оснащ[её]н)\w*\s+(?:рабоч|офис|мест)|"
    r"команда (?:профессионал|единомышл|друж)|(?:общая роль|ожидаемый результат|цель должности)\b|"
    r"на данный момент\s|хорошо, если\s|карьерн|стабильн\w+ (?:зар|вып|опл)|"
    r"(?:гибкий|сменный|плавающий|удобный)\s+график|(?:какие )?условия\b|"
    r"(?:полностью )?удал[её]нн\w+ (?:работ|формат)|ночные\s|вахта\b|трудоустройств\w+ в\s|почему\s|"
    r"это возможность|(?:.{0,30}\s)?(?:плюшк\w*|дмс)\b|оплата\s|средний срок|\w+ не (?:имеет значения|важн)|"
    r".{0,40}\bопыт\w*(?: работы)? не (?:важ|обязат|треб|нуж)|без опыта|можно без|возможно без|"
    r"без предъявления)"
)
_OPENS_AN_ENGLISH_OFFER = re.compile(
    r"^(?:we (?:offer|are)\b|apply\b|"
    r"(?:competitive|paid|flexible|private|medical|health|professional|annual|unlimited|world-class|"
    r"fully remote)\s+(?:\w+\s+){0,2}(?:salary|vacation|schedule|hours|insurance|trainings?|leave|software|"
    r"environment|conferences)|(?:an )?opportunit(?:y|ies) to\s|"
    r"this (?:position|role|job|document|posting|is|opportunity)\b(?!.{0,30}requires)|"
    r"(?:the|our) (?:role|position|job|company|team|successful)\b|our\s|"
    r"we\s(?!(?:expect|need|require|look|want)\b)|must be available|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|in this role\b|should you\b|ready to\b|note:|"
    r"join (?:a|the|us|our)\b|individuals seeking|.{0,40}(?:package|benefits) includes?$|[$€£]\s?\d|"
    r"actual salary|(?:[a-z]+ )?salary range|you (?:may|might|could) be\b|please\b|by applying|"
    r"all (?:qualified )?applicants|equal (?:opportunity|employment)|salary|base (?:pay|salary)|pay range)"
)
#: Said anywhere in a line, these speak of the offer or of applying, whatever the heading above.
_AN_OFFER = re.compile(
    r"собеседовани|интервью (?:с|по|в)\b|финальн\w+ интервью|готовы рассмотреть|(?:оставь|оставить|"
    r"ваш|твой|жд[её]м|"
    r"на)\w*\s+(?:\w+\s+)?отклик|откликай|(?:^(?!расч|начисл|уч[её]т|анализ|вед|фонд)|уровень|"
    r"первая|стартовая|официальн\w+|стабильн\w+|бел\w+»?|индексация)\s*(?:\w+\s+){0,3}заработн\w+ плат|"
    r"официальн\w+ (?:оформлен|трудоустр)|сопроводительн\w+\s+письм|тестов\w+ задани|"
    r"ссылк\w+ на (?:портфолио|резюме)|"
    r"(?:^|[.!?]\s+)(?:и\s+)?мы\s+(?:проводим|позов|предлага|готовы|гарант|свяж|обещ|расск)|"
    r"что (?:мы )?предлага|появились вопросы|пиши(?:те)?\s+(?:нам|мне|в)\b|узнать больше|наши условия|"
    r"первая зарплата|после (?:окончания )?(?:стажировки|испытательн)|только (?:фуллтайм|full.?time)|"
    r"работа в офисе по адресу|поддержка\s+(?:\w+\s+)?(?:ментора|наставника)|в сердце города|пешком от|"
    r"напиши\w* слово|(?:написать|напиши)\s+\S+\s+в ответ|"
    r"(?:приходи|приходите|присоединяйся|присоединяйтесь)\s|оставьте\s|испытательн\w+ срок|"
    r"(?:оплата|доход)\s+(?:\w+\s+)?(?:договор|от \d|по результат|сдельн)|рассмотрим кандидат|"
    r"any questions|apply (?:now|today)|we offer|ways to stand out|your application"
)
_ASKS_FIRST = re.compile(
    r"(?:знани|знать|опыт|умени|понимани|владени|навык|уровень (?:англ|владен)|experience|knowledge)"
)
#: Words of asking: a line that has one says what it wants, whoever its subject is.
_ASKS = re.compile(
    r"опыт|стаж|знани|знать|знаком|умени|уметь|понимани|владени|навык|образовани|наличи|готовност|способност|"
    r"обязател|необходим|требу|уверенн|сертифик|удостоверен|"
    r"experience|knowledge|understanding|degree|\bskills?\b|proficien|familiar|\bability|\bable to|\bmust\b|"
    r"years?\b|certif|background|expert|fluen|track record|exposure|competen|qualif|licen[cs]e|education|"
    r"require|mastery|command of"
)
#: The first person plural is the employer's.
_EMPLOYER_SPEAKS = re.compile(
    r"\b(?:мы|нас|нам|нами|наш(?:[аеиу]|ей|их|им|ими|его|ему|ем)?|\w{2,}(?:аем|яем|уем)ся|\w{3,}(?:ываем|иваем|"
    r"агаем|чаем|вляем|руем|няем|таем|зуем|верим)|сможем|поможем|это (?:команда|компания|продукт|"
    r"проект)|рассмотрим|готовы рассмотреть|обучим|научим|"
    r"обеспечим|расскажем|покажем|"
    r"компани[яи] (?:\w+ )?\w+(?:ает|яет|ует|ит))\b|\b(?:we|us|our|we're|we've|we'll)\b"
)
#: Subjects that are not the candidate, ahead of a finite verb; sentences of what happens to the reader.
_ANOTHER_SUBJECT = re.compile(
    r"^(?:this|that|these|those|it|there|they|the|what|how|if|while|when|because|although|here|in addition|"
    r"your (?:recruiter|manager|team|work|role|impact)|for (?:this|the) (?:role|position))(?:'s|\b).*"
    r"\b(?:is|are|was|were|be|has|have|had|will|would|can|may|matters?|brings?|means?|makes?|makes|\w+[a-z]{2}s|"
    r"\w+'(?:s|re|ll|ve))\b|"
    r"^you(?:'ll| will| get to| can expect|'d rather| would rather)\b"
)
_NAMED_SUBJECT = re.compile(
    r"^(?:At )?(?:[A-Z][\w&.-]*\s){1,3}(?:is|are|was|has|have|offers?|provides?|compl(?:y|ies)|"
    r"sets?|values?|believes?|"
    r"reserves?|encourages?|welcomes?|strives?|ensures?|supports?|does|will|makes?|helps?|seeks?|"
    r"participates?|"
    r"uses?|strictly|proudly)\s"
)
_TELLS_THE_READER = re.compile(
    r"^(?:visit|share|join|put|receive|enjoy|check|click|learn more|read|see|send|submit|contact|note|please|"
    r"find|meet|get|discover|explore|come|make|grow|apply|let|don.t|"
    r"узнай|смотри|читай|пиши|приходи|присоединяй|отправля|заполн|переходи|получай|развивай)\w*\b"
)
_DOES = (
    "participate|support|review|elicit|lead|drive|own|manage|build|design|develop|create|write|maintain|work|"
    "collaborate|partner|coordinate|deliver|ensure|provide|conduct|perform|prepare|monitor|implement|define|"
    "establish|identify|analy[sz]e|help|contribute|mentor|act|serve|report|communicate|facilitate|execute|"
    "oversee|track|plan|present|advise|evaluate|assess|improve|optimi[sz]e|scale|ship|run|operate|handle|"
    "respond|resolve|assist|gather|translate|transform|champion|influence|guide|coach|train|engage|test|"
    "debug|deploy|document|investigate|research|promote|represent|negotiate|generate|stay|take|use|follow|keep"
)
#: A bare verb with its object is what will be done, not what is asked for.
_A_DUTY = re.compile(
    r"^(?:ensure|conduct|participate|elicit|collaborate|coordinate|provide|perform|maintain|create|prepare|"
    r"communicate|facilitate|deliver|identify|define|implement|develop|contribute|oversee|assist)\s(?:\S+\s){3}|"
    rf"^(?:{_DOES})(?:,? (?:and |& )?(?:{_DOES}))*,? "
    r"(?:the|a|an|our|your|with|to|in|on|across|all|new|their|its|as|for|"
    r"by|them|high|complex|cross-functional\w*|closely|directly|stakeholders|customers|clients|teams?)\b"
)
#: What is paid and granted, in an employer's words.
_GRANTED = re.compile(
    r"рабоч\w+ место с|график 5/2|гибк\w+ (?:старт|начал|график)|гибридный формат|за сч[её]т компании|"
    r"соц\w*\s?пакет|корпоративн\w+ (?:жизн|мероприят|культур|праздник|скидк|обучен|психол|библиотек)|"
    r"за счет (?:компании|работодателя)|грейд|комьюнити|турпоход|тимбилдинг|\bдмс\b|плюшк|"
    r"(?:карьерн|профессиональн)\w+ (?:рост|возможн)|перспектив\w+ (?:\w+ )?рост|бесплатн|"
    r"(?:стабильн|достойн|конкурентн|своевременн)\w+ (?:\w+ )?(?:зарплат|заработн|доход|выплат|оплат)|"
    r"(?:оплачиваем|дополнительн)\w+ (?:отпуск|больничн|перелет|выходн)|подарк|скидк\w+ на|"
    r"\bpto\b|time off|paid (?:\w+ ){0,2}(?:holidays?|leave|parental|days?)|\b(?:medical|dental|"
    r"vision)\b.*\b(?:"
    r"coverage|insurance|plans?)\b|\b401\b|parental leave|stipend|stock options|\bequity\b|perks|"
    r"health(?:care)? (?:benefits|insurance|coverage|plans?)|benefits package|referral bonus|"
    r"(?:volunteer|adoption|surrogacy|wellness|sick) (?:time|days?|leave|support|program)|retirement plan|"
    r"starting salary|salary (?:range|for)|compensation (?:range|package)|"
    r"(?:equal opportunity|inclusive (?:work|and))|accommodations?\b"
)
#: Notices that the law wants in every advert, whatever words of asking stand in them.
_NOTICE = re.compile(
    r"equal (?:employment )?opportunit|affirmative action|export (?:control|regulation)|conform to|"
    r"green card|without regard to|reasonable accommodation|religious accommodation|pursuant to|"
    r"compensation packages?|fair chance|"
    r"need (?:an )?accommodation|in compliance with|when determining|(?:federal|by) law|"
    r"your (?:resume|application)\b|at no cost|sponsorship|to be considered|must submit|"
    r"privacy (?:policy|notice)|background check|(?:drug|"
    r"alcohol) test|e-verify|"
    r"(?:pay|salary|compensation) (?:range|transparency)|base salary|"
    r"all (?:qualified )?(?:applicants|candidates) "
    r"will|applicants? (?:wishing|requiring|with disabilit)|personal information|criminal histor|"
    r"(?:hybrid|remote) work (?:will|is)|"
    r"(?:be|work) on-?site|from the office|work (?:extended|flexible) hours|will accept any|full width of|"
    r"every (?:single )?(?:requirement|qualification)|персональных данных|(?:команда|компания|"
    r"отдел|проект)\b.{0,60}\bищ(?:ет|ем)\b"
)
_A_PLACE = re.compile(
    r"(?:[A-Z][\w.]+[ -]?){1,3}, (?:[A-Z]{2}, )?(?:USA|US|UK|United [A-Z]\w+|Canada|Germany|India|"
    r"Ireland|Remote)"
)
#: A heading that lost its list, or a scrap without any thought in it.
_EMPTY = re.compile(
    r"(?:core|key) competenc\w+|bonus points|experience range|"
    r"(?:основные |ключевые |наши |ваши )?требования|advantages?|will be a plus|nice to have|хорошо бы иметь|"
    r"(?:education|experience|skills|certifications?|training)(?:,? (?:and|&) (?:\w+ ?){1,2})?|"
    r"образование|\d+\+?\s?(?:лет|года?)|(?:[a-z]+ ){1,2}skills|(?:твой|ваш) уровень|будет плюсом|"
    r"плюсом будет|любые другие знания.*|что (?:вы|ты) получ\w*.*|what you.{0,8} (?:get|gain|enjoy).*|"
    r"(?:required|preferred|desired|optional|minimum|basic)(?: (?:skills|qualifications|requirements))?|"
    r"(?:желательн\w+ |необходим\w+ |наш )?стек(?: технологий)?|дополнительная информация|#\S+|"
    r"(?:that|this|it).s (?:ok|okay|fine)|\W*[а-я]{1,2}\b.{0,8}"
)


def names_what_it_asks(text: str) -> bool:
    """Whether a word of asking (experience, knowledge, a degree, …) stands in the text."""
    return bool(_ASKS.search(text.lower()))


def asks(item: str) -> bool:
    """Whether the item asks something of a candidate, whatever the heading above it says."""
    low = item.lower()
    if _EMPTY.fullmatch(low) or _OPENS_AN_OFFER.match(low) or _OPENS_AN_ENGLISH_OFFER.match(low):
        return False
    if _NOTICE.search(low) or _A_PLACE.fullmatch(item):
        return False
    if _AN_OFFER.search(low) and not _ASKS_FIRST.match(low):
        return False
    if _ASKS.search(low):
        return True
    return not (
        _EMPLOYER_SPEAKS.search(low)
        or _ANOTHER_SUBJECT.match(low)
        or _NAMED_SUBJECT.match(item)
        or _TELLS_THE_READER.match(low)
        or _A_DUTY.match(low)
        or _GRANTED.search(low)
    )
