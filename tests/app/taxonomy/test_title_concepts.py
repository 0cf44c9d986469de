"""Job titles as concepts: the table is sound, and both languages come to the same tokens."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from app.taxonomy.title_concepts import MAX_TITLE, concepts, weighted
from app.taxonomy.title_lexicon import TABLES, form_words, read_lexicon, read_lines
from app.taxonomy.words import stems


def test_every_form_names_one_concept_unless_it_is_marked() -> None:
    places: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for line in read_lines():
        for form in line.forms:
            if not form.endswith("?"):
                key = (form,) if form.endswith(("*", "-")) else form_words(form)
                places[key].add(f"{line.id} in {line.place}")
    assert {form: found for form, found in places.items() if len(found) > 1} == {}


def test_every_concept_stands_in_one_line() -> None:
    lines: dict[str, list[str]] = defaultdict(list)
    for line in read_lines():
        lines[line.id].append(line.place)
    assert {concept: places for concept, places in lines.items() if len(places) > 1} == {}


def test_what_a_concept_implies_is_in_the_table() -> None:
    lexicon = read_lexicon()
    lost = [
        (line.place, name)
        for line in read_lines()
        for name in line.broader
        if not any(token in lexicon.lines for token in concepts(name))
    ]
    assert lost == []


def test_the_phrases_can_be_met() -> None:
    for line in read_lines():
        for form in line.forms:
            words = form_words(form)
            assert 1 <= len(words) <= 5, line.place
            assert "*" not in form[:-1], line.place
            if form.endswith(("*", "-")):
                assert len(words) == 1, line.place
                assert len(words[0]) >= 3, line.place


@pytest.mark.parametrize(
    ("russian", "other"),
    [
        ("Сварщик", "Welder"),
        ("Бухгалтер по расчёту заработной платы", "Payroll accountant"),
        ("Медицинская сестра", "Registered nurse"),
        ("Водитель погрузчика", "Forklift truck driver"),
        ("Старшая медсестра", "Head nurse"),
        ("Слесарь-сантехник", "Plumber"),
        ("Преподаватель вуза", "University lecturer"),
        ("Разработчик ПО", "Software developer"),
    ],
)
def test_the_head_of_a_title_is_the_same_in_both_languages(russian: str, other: str) -> None:
    assert concepts(russian)[0] == concepts(other)[0]
    assert concepts(russian)[0] not in stems(russian)


def test_the_longest_phrase_is_read_first() -> None:
    assert "software_developer" in concepts("разработчик программного обеспечения")
    assert weighted("Медицинская сестра")["nurse"] == 1.0
    assert weighted("Медицинская сестра")["medical"] == 0.85  # implied, not written


def test_words_of_one_stem_stay_apart() -> None:
    assert concepts("production")[0] != concepts("product")[0]
    assert concepts("products")[0] == concepts("product")[0]


def test_a_word_of_the_lexicon_is_met_in_every_case_and_number() -> None:
    for title in ("сварщики", "СВАРЩИКОВ", "сварщику", "Welders"):
        assert concepts(title)[0] == "welder"
    assert concepts("упаковщица") == concepts("упаковщик")


def test_words_nobody_knows_stay_as_stems() -> None:
    assert "брямзик" in concepts("Оператор брямзиков")
    assert concepts("zorgulator")[0] == stems("zorgulator")[0]
    assert concepts("zорг2") == ("zорг2",)


def test_a_word_nobody_knows_meets_its_sound_in_the_other_language() -> None:
    assert set(concepts("зоргулятор")) & set(concepts("zorgulator")) == {"~zorgul"}
    assert set(concepts("фронкселог")) & set(concepts("phronxelogist")) == {"~fronks"}


def test_a_word_derived_from_a_known_one_is_akin_to_it() -> None:
    found = weighted("фосфорицементовый пчеловодовик")
    assert 0.5 < found["beekeeper"] < 1.0


def test_a_compound_is_its_parts() -> None:
    assert {"mechanic", "electrical"} <= set(concepts("электромеханик"))
    assert {"farmer", "agricultural"} <= set(concepts("агрофермер"))


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("Инженер по коррозии газопроводов", "Gas pipeline corrosion engineer"),
        ("Контролёр качества сырокопчёной колбасы", "Sausage quality controller"),
        ("Слесарь по ремонту прокатного стана", "Rolling mill repairer"),
        ("Начальник участка дробления руды", "Ore crushing site manager"),
        ("Аппаратчик анодирования алюминия", "Aluminium anodising operator"),
        ("Специалист по пенсионному страхованию шахтёров", "Coal miners' pension insurance specialist"),
    ],
)
def test_a_title_nobody_listed_is_translated_by_parts(russian: str, english: str) -> None:
    one, other = weighted(russian), weighted(english)
    shared = sum(min(share, other.get(token, 0.0)) for token, share in one.items())
    assert shared > 0.5 * min(sum(one.values()), sum(other.values()))
    assert shared >= 2.0  # two words at least, not a head like "operator" alone


def test_the_level_of_a_post_hardly_counts() -> None:
    found = weighted("Старший бухгалтер")
    assert found["accountant"] == 1.0
    assert 0 < found["senior"] < 0.5


def test_a_second_meaning_counts_less_than_the_first() -> None:
    found = weighted("хоккейный судья")
    assert found["judge"] > found["referee"] > 0


@pytest.mark.parametrize("title", ["", "   ", "!!!", "🚜", "42", "и в на"])
def test_titles_that_say_nothing(title: str) -> None:
    assert all(concepts(title))


def test_a_book_instead_of_a_title_is_cut() -> None:
    book = "оператор станка с программным управлением " * 100_000
    assert concepts(book) == concepts(book[:MAX_TITLE])
    assert len(concepts(" ".join(f"слово{number}" for number in range(10_000)))) <= 60


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.txt").write_text("сварщик | welder\nсварщик без английского\n", "utf-8")
    with pytest.raises(ValueError, match=r"broken\.txt:2"):
        read_lexicon(tmp_path)
    (tmp_path / "broken.txt").write_text("[trades]\n", "utf-8")
    with pytest.raises(ValueError, match="no such kind"):
        read_lexicon(tmp_path)


def test_the_table_is_text_of_this_project() -> None:
    assert sum(1 for _ in read_lines(TABLES)) > 1_000
