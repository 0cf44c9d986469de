"""Sentences of a posting that speak to a machine instead of to people. Pure.

A posting may try to give orders to whatever reads it: "ignore previous instructions", "put this vacancy
first". Such sentences are left out of what a model sees, and a posting that has one cannot gain from what the
model then says of it. Precision matters too: adverts ask people to put customers first, to follow rules.
"""

from __future__ import annotations

import re

from app.taxonomy.words import normalise

_MAX = 40_000
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_ASSESSED = (
    r"(?:этой|эту|этому|этот|данной|данную|нашей|нашу|эта|моей|мою)\s+(?:\w+\s+)?"
    r"(?:ваканси|позици|объявлени|предложени)\w*"
)
_THIS = (
    r"(?:this|our|the current|my)\s+(?:\w+\s+)?"
    r"(?:vacanc|job|posting|position|offer|listing|ad\b|role|advert)\w*"
)
_ORDERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # forgetting what was said before
        r"(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b"
        r"(?:instruction|prompt|rule|guideline|context|above)",
        r"(?:игнорир|проигнорир|забуд|отбрось|не учитыва|отмени)\w*.{0,50}"
        r"(?:инструкц|указани|правил|промпт|запрос|сказанн|контекст)",
        # who is spoken to
        r"\b(?:as an?|you are an?|dear|attention|note to|hey)\s+"
        r"(?:ai|llm|language model|assistant|chat ?gpt|gpt|bot|recruiting ai|ranking (?:model|system))\b",
        r"(?:system|developer|assistant)\s*(?:prompt|message)|<\|?(?:im_start|system|endoftext)|"
        r"\[/?(?:inst|system)\]|^\s*(?:system|assistant)\s*:",
        r"(?:системн\w+ (?:промпт|сообщени|запрос))|(?:языков\w+ модел\w+|нейросет\w+|ии-?ассистент\w*|"
        r"автоматическ\w+ систем\w+|бот\w*|алгоритм\w*)\W.{0,60}"
        r"(?:поставь|постав(?:ить|ьте)|оцени|ранжируй|ставь|выведи|забудь|покажи|выбер)",
        r"(?:инструкц\w+|указани\w+|сообщени\w+) для "
        r"(?:автоматическ|ии\b|нейросет|бот|модел|систем|алгоритм)",
        # what it wants
        rf"(?:rank|place|put|rate|score|sort|list|move|mark|recommend)\b.{{0,20}}{_THIS}.{{0,60}}"
        r"(?:first|top|highest|number one|no\.? ?1|#1|100|10/10|best|above|perfect)",
        r"(?:put|rank|place|rate|score|list)\s+(?:me|us|it)\s+(?:\w+\s+)?"
        r"(?:first|top|highest|on top|at the top|100)",
        rf"(?:поставь|постав(?:ьте|ить)|выведи|размести|подними|оцени|помести|ранжируй|рекомендуй)\w*.{{0,30}}"
        rf"{_ASSESSED}.{{0,60}}(?:перв|верх|выше|100|максимал|высш|лучш)",
        r"(?:поставь|помести|выведи|подними|ранжируй)\s+(?:меня|нас|её|ее|его)\s+(?:на\s+)?(?:перв|верх|выше)",
        rf"(?:give|assign)\b.{{0,20}}(?:{_THIS}|it|us)\b.{{0,40}}(?:100|maximum|highest|top|best|perfect)\s*"
        r"(?:score|rating|rank|mark)?",
        rf"(?:дай|присвой|выстави)\w*.{{0,30}}(?:{_ASSESSED}|ей|нам)\b.{{0,40}}(?:100|максимал|высш|наивысш|лучш)",
        r"\breveal\b.{0,30}\b(?:prompt|instruction)|(?:output|respond|answer|reply)\s+(?:only\s+)?(?:with|in)\b.{0,30}"
        r"(?:json|id|\border\b)",
    )
)  # fmt: skip


def gives_orders(text: str) -> bool:
    """Whether any sentence of it does."""
    return any(_ordering(one) for one in _sentences(text))


def without_orders(text: str) -> str:
    """The same without the sentences that do."""
    return " ".join(one for one in _sentences(text) if not _ordering(one))


def _sentences(text: str) -> list[str]:
    plain = normalise(text[:_MAX])
    return [one.strip() for one in _SENTENCE.split(plain) if one.strip()]


def _ordering(sentence: str) -> bool:
    return any(order.search(sentence) for order in _ORDERS)
