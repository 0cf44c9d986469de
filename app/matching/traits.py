"""Traits of character and readiness: asked for everywhere, shown by no résumé, so never called missing. "
"Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from app.matching.finding import EMPTY_WORDS
from app.taxonomy.words import fold, stem, stems

#: Words that make a line a trait …
_TRAIT_WORDS = (
    "системный аналитический логический ответственность ответственный коммуникабельность коммуникабельный "
    "коммуникативный коммуникация коммуницировать "
    "стрессоустойчивость стрессоустойчивый стресс стрессовый внимательность внимательный внимание "
    "пунктуальность "
    "пунктуальный исполнительность исполнительный целеустремленность целеустремленный инициативность "
    "инициативный "
    "инициатива аккуратность аккуратный дисциплинированность дисциплина доброжелательность доброжелательный "
    "принципиальность объективность "
    "порядочность порядочный трудолюбие трудолюбивый обучаемость обучаемый обучаться самообучение "
    "самообразование "
    "учиться развиваться саморазвитие готовность готов желание желать стремление стремиться способность "
    "командный "
    "команда коллектив вежливость вежливый усидчивость усидчивый креативность креативный позитивный "
    "честность честный "
    "самостоятельность самостоятельный самостоятельно организованность организованный самоорганизация "
    "самоорганизованный самоорганизованность самодисциплина такт адаптивность совершенствоваться мотивация "
    "гуглить обсуждать лидерский лидер "
    "нацеленность ориентация ориентированность многозадачность терпение "
    "терпеливый тактичность тактичный неконфликтность неконфликтный конфликтный активность активный "
    "энергичность "
    "энергичный проактивность проактивный гибкость уверенность уверен уравновешенность опрятность "
    "любознательность "
    "любознательный любопытство мышление мыслить склад кругозор грамотный харизма юмор оптимизм адекватность "
    "работоспособность добросовестность надежность скрупулезность въедливость эмпатия дикция речь эрудиция "
    "амбиции амбициозный мотивация мотивированный интерес интересоваться увлеченность рассуждать излагать "
    "договариваться концентрироваться адаптироваться осмысленность открытость мобильность выносливость "
    "осваивать разбираться приоритет результат компетентность профессионализм принимать самоконтроль "
    "чистоплотность клиентоориентированность жизнерадостность ответственно любовь внимательно сформулировать "
    "empathy driven mindset autonomy ambiguity passion passionate emotional intelligence feedback trust "
    "teamwork communication communicative team attention responsible responsibility motivated proactive "
    "punctual self-motivated curious ownership attitude passionate willingness eager independent "
    "independently "
    "analytical collaboration collaborative problem solving self starter interpersonal adaptability flexible "
    "creative thinking mindset detail enthusiasm ability able"
)
#: … and those that may stand beside them without making it anything else.
_COMPANIONS = (
    "быстро быстрый оперативно эффективно эффективный качественно правильно четко точно точный точность "
    "грамотно "
    "просто понятно понятный адекватно ясно спокойно долго хорошо поставленный нормально большой объема "
    "объемы информация "
    "данные массива задача задание вопрос проблема решение решать находить нахождение искать новый чужой "
    "сложный "
    "интенсивный режим условие неопределенность ситуация высокий темп срок соблюдать дедлайн планировать "
    "планирование "
    "время свой личный человек люди общение общаться сотрудник коллега клиент манера деталь мелочь жизненный "
    "жизнь "
    "позиция отношение дело работа труд обязанность обязанности деятельность выполнение выполнять "
    "поставленный "
    "поручение план достигать достижение ставить цель расставлять выделять главное главный зарабатывать рост "
    "расти "
    "профессиональный карьерный развитие знание сфера область информационный технология компания вместе наш "
    "взаимный "
    "доводить конец анализировать анализ аналитический системный системность структурный структурировать "
    "логический "
    "критический технический математический творческий инженерный подход ум письменный устный деловой "
    "русский "
    "ошибка признавать обратный связь давать принятие аргументировать мнение отстаивать доносить мысль идея "
    "совместный распределенный удаленный удаленно офис умственный физический нагрузка поиск самоуправление "
    "ненормированный обучение обучать обучить другой навык умение отличный постоянный постоянно непрерывный "
    "повышение повышать квалификация продвигать командировка разъездной переезд выезд характер проект "
    "продукт "
    "профессия бояться задавать "
    "связно четко графически остальной чувство самый "
    "работать выгорание нестандартный необходимый необходимость любой лично различный средство числовой "
    "skills oral written verbal work environment fast paced strong excellent learn new "
    "manage own part both well independently "
    "quickly positive good great player oriented minimal supervision multiple tasks prioritize time "
    "management "
    "deadline pressure under sense high level people effectively development developing разработка "
    "giving receiving positive constructive comfortable personal business company software programming"
)
_TRAITS = frozenset(stem(fold(word)) for word in _TRAIT_WORDS.replace("-", " ").split())
_BESIDE = frozenset(stem(fold(word)) for word in _COMPANIONS.split()) | EMPTY_WORDS
#: A wish or an attitude, whatever follows it: nobody's résumé has a line for it.
_ATTITUDE = re.compile(
    r"(?:(?:a|an|the|у вас|у тебя|есть|имеешь|имеете|excellent|exceptional|outstanding|great|good|"
    r"superior|proven|"
    r"demonstrated|effective|advanced|solid|сильн\w+|отличн\w+|исключительн\w+|развит\w+|хорош\w+|strong|genuine|high|highly|deep|true|real|big|"
    r"наличие|большое|большая|искренн\w+|ваш\w*|огромн\w+|must be|be|you are|you have|you.re|have)\s+)*"
    r"(?:passion|love (?:for|of|to)\b|enthusias|willing|eager|desire|curio|interest(?:ed)? in|comfortable\b|"
    r"(?:\w+[ -])?mindset|self-?(?:driven|motivated|starter|organi)|driven\b|empath|flexib|"
    r"(?:demonstrated |proven )?(?:ability|able|capability|capable of|skill\w* (?:in|"
    r"at)) (?:to )?(?:effectively |clearly |"
    r"quickly |successfully |independently )?(?:partner|collaborat|communicat|prioriti|respond|"
    r"inspire|navigat|"
    r"interact|engage|articulate|listen|contribute|coordinat|make (?:decisions|trade)|meet|follow|organi[sz]|"
    r"operate|thrive|adapt|multi|priorit|handle|learn|communicat|"
    r"collaborat|deal|influence|work (?:both|in|independ|well|under|with (?:minimal|people|others)|"
    r"effectively|cross|as part|lead|build (?:trust|relation|rapport)|manage (?:multiple|time|"
    r"competing|your)|"
    r"drive|solve|think|take|stay|balance|translate|explain|present|partner|develop trust|quickly))|"
    r"(?:\w+(?:, | and |, and | ))?(?:(?:written|verbal|oral|interpersonal|communication|"
    r"collaboration|presentation|"
    r"organi[sz]ational|problem.solving|analytical|leadership|listening|people|soft|stakeholder|management|influenc\w+|"
    r"critical.thinking|time.management|cross.functional)(?:,| and|,? and|/| &)? ?)+"
    r"(?:skills?|abilit\w+|collaborator|communicator|leader|thinker)|"
    r"(?:someone|a (?:leader|partner|person|proactive|self|builder|team player|natural|strategic|"
    r"good|great|strong))\b|"
    r"you(?:'re|’re| are) (?:\w+[ -])?(?:by|where|when|and|at heart|able to)|"
    r"you (?:want|treat|invest|know that|know security|believe|think|care|enjoy|default|say|don.t|"
    r"thrive|communicate|"
    r"work well|like|understand that)\b|"
    r"you(?:'re| are|’re) (?:a|an|excited|passionate|comfortable|curious|driven|proactive|helpful|"
    r"direct|energized|motivated|"
    r"someone|not afraid|"
    r"skeptical|known)\b|trusted|can thrive|thrive|bias (?:to|for|toward)|adapts?\b|high standards|"
    r"comfort with|humil|sense of|"
    r"любовь|желани|стремлени|интерес\w*\s+(?:к|в)\b|готов(?:ность|ы|а)?\b|нацелен|ориентац|ориентирован|"
    r"клиентоориент|чистоплотн|опрятн|доброжелат|жизнерадост|чувство|позитивн|проактив|инициатив|ответственен|усидчив|любишь|любите|хотите|хочешь|"
    r"стремитесь|стремишься|заинтересован|(?:навык\w* )?(?:\w+ и )?(?:письменн|устн|вербальн|"
    r"коммуникативн|коммуникационн|лидерск|"
    r"межличностн|аналитическ|организаторск|презентационн)\w+ (?:и \w+ )?(?:\w+ )?(?:навык|"
    r"способност|качеств|"
    r"коммуникаци|речь|мышлен|склад)|навыки (?:письменной|устной|эффективной|деловой|межличностн\w+|"
    r"публичн\w+|"
    r"коммуникац\w+|общени\w+)|(?:умение|умеете|умеешь|способность|способны|"
    r"навык\w*) (?:\w+о )?(?:презент|обоснов|"
    r"коммуницир|взаимодейств|структурир|общать|договар|убежд|аргумент|принимать|организов|планир|выстраив|"
    r"выстроить|налаж|налад|достиг|формулир|сформулир|донос|донести|объясн|слуш|вести (?:диалог|"
    r"бесед|делов)|быстр|"
    r"легко|оператив|укладыв|мысли|видеть|искать|предлаг|адаптир|переключ|концентр|вника|вникн|разбира|разобра|"
    r"учиться|изуча|изучи|осваив|освои|брать|нести|доводить|довести|следовать|поддерживать|мотивир|вдохновл|"
    r"сотруднич|и желание общаться|работать (?:в команд|в коллектив|в условиях|в режиме|в быстр|"
    r"автономн|самостоятельн|с людьми|"
    r"с больш|на результат|"
    r"с информац|с неопредел|под давлен)|работы в (?:команд|коллектив|условиях|режиме))|"
    r"(?:системн|ответственн|творческ|внимательн|проактивн|комплексн|структурн)\w+ (?:подход|отношени)|"
    r"активн\w+ (?:жизненн\w+ )?(?:позици|погруж)|насмотренност|широк\w+ кругозор|"
    r"умение (?:адекватно|быстро|грамотно|четко|ясно|планировать|наладить|"
    r"налаживать|"
    r"находить|эффективно|доносить|аргумент\w+|отстаивать|расставлять|самостоятельно|"
    r"систематизировать|находить общий|слушать|работать (?:в команде|в условиях|"
    r"в режиме)|убеждать|общаться|ясно|чётко|четко|грамотно (?:излагать|говорить|писать)))"
)
#: A pair of adjectives, or one with its adverb, and nothing else: "Friendly and patient".
_ADJECTIVES = re.compile(
    r"(?:highly |very )?[a-z-]+(?:al|ive|ic|ant|ent|ful|ous|able|ible|ed|ly|ate|ish|"
    r"ary)(?:,? (?:and|&|yet|but) |, | )"
    r"[a-z-]+(?:al|ive|ic|ant|ent|ful|ous|able|ible|ed|ly|ate|ish|ary|aware|oriented|minded)"
)
_LONGEST = 30  # words: a longer line says something else too


@lru_cache(maxsize=20_000)
def is_attitude(text: str) -> bool:
    """Whether a requirement is a wish or an attitude towards something: "passion for security"."""
    low = fold(text).lstrip(" -–—•*_")
    return bool(_ATTITUDE.match(low) or _ADJECTIVES.fullmatch(low))


@lru_cache(maxsize=20_000)
def is_trait(text: str) -> bool:
    """Whether a requirement names traits and next to nothing else, or nothing at all."""
    words = stems(text)
    if not words or len(words) > _LONGEST:
        return False
    traits = sum(word in _TRAITS for word in words)
    others = sum(word not in _TRAITS and word not in _BESIDE and len(word) > 2 for word in words)
    says_nothing = not others and not traits and not all(word in EMPTY_WORDS for word in words)
    return says_nothing or (traits > 0 and others <= traits // 2)
