"""Pairs of invented postings with the answer by construction: one job, or two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.evaluation.duplicates import Pair
from data.sources.base import Pay, Posting
from tests.app.ingestion.adverts import ADVERTS, Advert

CITIES = ("Пермь", "Омск", "Уфа")
TOWNS = ("Porto", "Lyon", "Graz")
BOILERPLATE = (
    "Кадровое агентство «Мост» работает с 2009 года и бесплатно для соискателей. Мы закрыли четыре тысячи "
    "вакансий и знаем каждого работодателя лично. Отклик рассматриваем за один день, о решении сообщаем. "
    "Подробности о заказчике, составе команды и этапах отбора расскажем на первой встрече в удобное время."
)


def posting(advert: Advert, number: str = "1", **fields: Any) -> Posting:
    given: dict[str, Any] = {
        "source": "hh", "external_id": number, "url": f"https://hh.invalid/vacancy/{number}00",
        "title": advert.title, "employer": advert.employer, "area_name": advert.city,
        "description_html": text(advert), "experience": "between1And3", "employment": "FULL",
        "pay": Pay(low=Decimal(80_000), high=Decimal(100_000), currency="RUB", gross=False, period="month"),
    }  # fmt: skip
    return Posting(**(given | fields))


def text(advert: Advert, intro: str = "") -> str:
    heads = (
        ("What you will do", "What we expect", "What we offer")
        if advert.english
        else ("Обязанности", "Требования", "Условия")
    )
    parts = [f"<p>{intro}</p>"] if intro else []
    for head, lines in zip(heads, (advert.duties, advert.needs, advert.offers), strict=True):
        parts.append(f"<p><strong>{head}:</strong></p><ul>{''.join(f'<li>{one}</li>' for one in lines)}</ul>")
    return "".join(parts)


def pay(low: int, high: int) -> Pay:
    return Pay(low=Decimal(low), high=Decimal(high), currency="RUB", gross=False, period="month")


def elsewhere(advert: Advert, number: int = 0) -> str:
    return (TOWNS if advert.english else CITIES)[number]


Make = Callable[[Advert], tuple[Posting, Posting] | None]


def _variant(**fields: Any) -> Make:
    return lambda advert: (posting(advert), posting(advert, "2", **fields))


def _changed(change: Callable[[Advert], dict[str, Any] | None]) -> Make:
    def make(advert: Advert) -> tuple[Posting, Posting] | None:
        fields = change(advert)
        return None if fields is None else (posting(advert), posting(advert, "2", **fields))

    return make


def _other_tool(advert: Advert) -> dict[str, Any] | None:
    one, other = advert.tool
    return {"description_html": text(advert).replace(one, other)} if one else None


def _next(advert: Advert) -> Advert:
    return ADVERTS[(ADVERTS.index(advert) + 1) % len(ADVERTS)]


def _agency(advert: Advert) -> tuple[Posting, Posting]:
    """One agency, one form, two clients: the title agrees, the work does not."""
    other = replace(advert, duties=_next(advert).duties, needs=_next(advert).needs)
    return tuple(
        posting(advert, number, employer="Агентство «Мост»", description_html=BOILERPLATE + text(one))
        for number, one in (("1", advert), ("2", other))
    )  # type: ignore[return-value]


def _client(advert: Advert) -> tuple[Posting, Posting]:
    """The same, told apart by one sentence in a long common text."""
    fields = {"employer": "Агентство «Мост»"}
    here = "Заказчик делает мебель на заказ, цех стоит за городом, команда двадцать человек, смены дневные. "
    there = "Заказчик держит сеть пекарен, кухня открывается ночью, нужен человек с личным автомобилем. "
    return (
        posting(advert, "1", description_html=BOILERPLATE + here + text(advert), **fields),
        posting(advert, "2", description_html=BOILERPLATE + there + text(advert), **fields),
    )


def _shops(advert: Advert) -> tuple[Posting, Posting]:
    here = text(advert) + "<p>Адрес: ул. Садовая, магазин у фонтана</p>"
    there = text(advert) + "<p>Адрес: ул. Заречная, магазин у вокзала</p>"
    return posting(advert, description_html=here), posting(advert, "2", description_html=there)


def _hours(advert: Advert) -> tuple[Posting, Posting]:
    return (
        posting(advert, description_html=text(advert) + "<p>Смена с 8 до 17.</p>"),
        posting(advert, "2", description_html=text(advert) + "<p>Смена с 20 до 8.</p>"),
    )


def _other_offer(advert: Advert, *, here: str = "", there: str = "") -> tuple[Posting, Posting]:
    """The same work with an offer of other words."""
    other = (
        ("Lunch, fruit and a gym next door", "A budget for books", "Insurance from day 1, courses for 40%")
        if advert.english
        else ("Обеды, фрукты и спортзал рядом", "Бюджет на книги", "Страховка с 1 дня, курсы за 40% цены")
    )
    return (
        posting(advert, description_html=text(replace(advert, offers=(*advert.offers, here)))),
        posting(advert, "2", area_name=elsewhere(advert),
                description_html=text(replace(advert, offers=(*other, there)))),
    )  # fmt: skip


def _own_board(advert: Advert) -> tuple[Posting, Posting]:
    link = "https://jobs.company.invalid/openings/48213"
    return (
        posting(advert, "48213", source="company", url=f"{link}?utm_source=board", pay=None, experience=None),
        posting(
            advert, "9", url="https://feed.invalid/9001", links=(link,), description_html=text(advert, "!")
        ),
    )


SAME: dict[str, Make] = {
    "new id": _variant(),
    "another city": _changed(lambda one: {"area_name": elsewhere(one)}),
    "third city": _changed(lambda one: {"area_name": elsewhere(one, 1)}),
    "city in the title": _changed(lambda one: {"title": f"{one.title} (г. {elsewhere(one)})",
                                               "area_name": elsewhere(one)}),
    "city in the text": _changed(lambda one: {
        "area_name": elsewhere(one), "description_html": text(one, f"{elsewhere(one)}. ")}),
    "remote in the title": _changed(lambda one: {
        "title": f"{one.title} ({'remote' if one.english else 'удалённо'})"}),
    "legal form": _changed(lambda one: {"employer": f"ООО {one.employer.replace('ООО', '')}"}),
    "a sentence more": _changed(lambda one: {"description_html": text(
        one, "Join us soon." if one.english else "Ждём вас в команде.")}),
    "headings renamed": _changed(lambda one: {"description_html": text(one)
        .replace("Обязанности", "Чем предстоит заниматься").replace("What you will do", "Your tasks")}),
    "a line less": _changed(lambda one: {"description_html": text(replace(one, offers=one.offers[:-1]))}),
    "another offer": _other_offer,
    "a link in the text": _changed(lambda one: {"description_html": text(one)
        + "<p>https://about.company.invalid/teams/kitchen-7 hr@company.invalid</p>"}),
    "pay moved a little": _variant(pay=pay(90_000, 110_000)),
    "pay not said": _variant(pay=None),
    "level in both titles, another band": lambda one: (posting(one, title=one.senior),
        posting(one, "2", title=one.senior, experience="between3And6")),
    "renumbered": lambda one: (posting(one, source="gh", group="77"),
                               posting(one, "2", source="gh", group="77", description_html="")),
    "own board and aggregator": _own_board,
    "letters of the other alphabet": _changed(lambda one: None if one.english else {
        "title": one.title.replace("о", "o", 1)}),
    "words in another order": _changed(lambda one: {"title": " ".join(reversed(one.title.split()))}),
    "capitals": _changed(lambda one: {"title": one.title.upper(), "employer": one.employer.upper()}),
    "retitled, same text": _changed(lambda one: {"title": one.renamed} if one.tool[0] else None),
}  # fmt: skip
DIFFERENT: dict[str, Make] = {
    "another level": _changed(lambda one: {"title": one.senior}),
    "another role, same text": _changed(lambda one: {"title": one.other_role}),
    "another role, same offers": _changed(lambda one: {
        "title": one.other_role, "description_html": text(replace(_next(one), offers=one.offers))}),
    "another city, another text": _changed(lambda one: {
        "area_name": elsewhere(one), "description_html": text(_next(one))}),
    "another employer, same text": _variant(employer="Агентство «Мост»"),
    "more years": _changed(lambda one: None if "Senior" in one.title else {"experience": "between3And6"}),
    "other pay": _variant(pay=pay(160_000, 200_000)),
    "part time": _variant(employment="PART"),
    "another tool": _changed(_other_tool),
    "another shop": _shops,
    "other hours": _hours,
    "another offer, other hours": lambda one: _other_offer(
        one, here="График с 8 до 17, смены дневные", there="График с 20 до 5, смены ночные"),
    "another offer, other pay": lambda one: _other_offer(
        one, here="Оклад 70 000 руб.", there="Оклад 155 000 руб."),
    "one agency, two clients": _agency,
    "one agency, another client": _client,
    "one group, two roles": lambda one: (posting(one, source="gh", group="77"),
                                         posting(one, "2", source="gh", group="77", title=one.other_role)),
    "no text": lambda one: (posting(one, description_html=""), posting(one, "2", description_html="")),
    "half of the text is another": _changed(lambda one: {
        "description_html": text(replace(one, duties=_next(one).duties))}),
    "a number in the title": lambda one: (posting(one, title=f"{one.title} I"),
                                          posting(one, "2", title=f"{one.title} II")),
}  # fmt: skip


def pairs() -> Iterator[Pair]:
    for same, makers in ((True, SAME), (False, DIFFERENT)):
        for kind, make in makers.items():
            for advert in ADVERTS:
                if made := make(advert):
                    yield Pair(*made, same=same, kind=kind)
