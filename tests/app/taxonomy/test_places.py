from __future__ import annotations

import pytest

from app.taxonomy.areas import all_by_id
from app.taxonomy.places import find_place
from app.taxonomy.words import fold

FORMS = {
    "1": "Москва; г. Москва; город Москва; в Москве; из Москвы; МОСКВА; мск; Moscow; Moskva; Moscow, Russia; "
         "Москва и область; Москва, Россия; Россия, Москва",
    "2": "Санкт-Петербург; санкт петербург; СПб; Питер; С.-Петербург; с-пб; Санкт-Петербурге; "
         "St. Petersburg; Saint Petersburg; Ленинград",
    "3": "Екатеринбург; Екатеринбурге; Yekaterinburg; Ekaterinburg; екб; г.Екатеринбург",
    "66": "Нижний Новгород; Нижнем Новгороде; Н. Новгород; Nizhny Novgorod; Nizhnii Novgorod",
    "76": "Ростов-на-Дону; в Ростове-на-Дону; Rostov-on-Don; Ростов",
    "88": "Казань; Казани; Казань, Татарстан; Казань (Республика Татарстан); Kazan",
    "1641": "Набережные Челны; в Набережных Челнах; Наб. Челны; Naberezhnye Chelny",
    "67": "Великом Новгороде", "72": "Перми", "54": "в Красноярске; Krasnoyarsk", "78": "Самаре; Samara",
    "2019": "Московская область; Московской области; Подмосковье; Московская обл.; Moscow Region",
    "145": "Ленобласть; в Ленинградской области", "160": "Алматы; Алма-Ата; Almaty",
    "2759": "Ташкенте; Tashkent",
    "2758": "Тбилиси; Tbilisi", "1002": "Минске; Minsk", "159": "Нур-Султан; Astana",
    "27": "Берлин; Berlin; Berlin, Germany; Мюнхен; Germany", "208": "Дубай; Dubai, UAE",
    "146": "Белград; Belgrade",
    "13": "Ереван; Yerevan", "113": "Россия; Russian Federation",
}  # fmt: skip


@pytest.mark.parametrize("area_id", FORMS)
def test_a_place_however_it_is_written(area_id: str) -> None:
    found = {form.strip(): find_place(form.strip()) for form in FORMS[area_id].split(";")}
    assert {form: area.id if area else None for form, area in found.items()} == dict.fromkeys(found, area_id)


@pytest.mark.parametrize(
    ("written", "region"),
    [
        ("Киров, Калужская область", "Калужская область"), ("Киров (Калужская обл.)", "Калужская область"),
        ("Киров", "Кировская область"), ("Киров, Кировская область", "Кировская область"),
        ("Калужская область, г. Киров", "Калужская область"),
        ("Троицк, Челябинская область", "Челябинская область"),
        ("г. Троицк, респ. Мордовия", "Республика Мордовия"), ("Никольск, Бурятия", "Республика Бурятия"),
        ("Приморск, Калининградская область", "Калининградская область"),
    ],
)  # fmt: skip
def test_the_region_tells_namesakes_apart(written: str, region: str) -> None:
    area = find_place(written)
    assert area is not None
    assert all_by_id()[area.region_id or area.id].name == region


def test_every_place_of_the_directory_is_found_by_its_name() -> None:
    names = [area.name for area in all_by_id().values()]
    found = ((name, find_place(name)) for name in names)
    assert [name for name, area in found if area is None or bare(area.name) != bare(name)] == []


def bare(name: str) -> str:
    return " ".join(fold(name.partition(" (")[0]).split())


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ,; ",
        "Moscow, Idaho",
        "St. Petersburg, Florida",
        "Europe",
        "Worldwide",
        "Python",
        "Иванов",
        "менеджер",
        "x" * 5000,
        "((((",
        "в",
        "г.",
    ],
)
def test_what_is_no_place_is_none(written: str) -> None:
    assert find_place(written) is None
