"""Pieces that draw nothing: formats, score words, pay, checklist, CSV, filters."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import polars as pl
import pytest

from app.matching.types import FeedbackState, Link, MatchView, RequirementCheck
from app.metrics.registry import HEADLINES, METRICS
from app.resumes.documents.limits import MAX_FILE_BYTES
from components import formats, i18n, record_words, vocabulary
from components.checklist import checklist_html, met_of, top_gap
from components.errors import sentence
from components.exports import csv_bytes, matches_frame
from components.match_filters import Filters, apply_filters, sources_of
from components.metric_cards import formatted
from components.metric_texts import help_text, tab_title, title
from components.pay import pay
from components.resume_upload import MEGABYTES
from components.score import BANDS, band, bars_html, points, shown_parts
from components.tables import worded
from components.vacancy_card import notes_of
from data.repositories.latency import SearchCounts
from data.repositories.overview import FeedbackCounts, FreshnessCounts, QualityCounts

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def a_match(**fields: object) -> MatchView:
    base = MatchView(
        vacancy_id=1, title="Разработчик", employer="Ромашка", city="Москва", url="https://hh.ru/vacancy/1",
        source="hh", score=0.6, parts={"title": 0.25, "skills": 0.2, "place": 0.15}, track="match",
        requirements=(), notes=(), checked_at=NOW, published_at=NOW, status="open", work_formats=(),
        experience=None, salary_from=None, salary_to=None, salary_currency=None, salary_gross=None,
        salary_period=None, key_skills=(), body="",
    )  # fmt: skip
    return replace(base, **fields)  # type: ignore[arg-type]


@pytest.fixture(params=["ru", "en"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    for module in (i18n, formats):
        monkeypatch.setattr(module, "language", lambda: request.param)
    return str(request.param)


def test_bands_cover_every_score_in_order() -> None:
    edges = [one.from_score for one in BANDS]
    assert edges == sorted(edges, reverse=True)
    assert edges[-1] == 0.0
    assert [band(edge).from_score for edge in edges] == edges
    assert band(-0.1) is BANDS[-1]
    assert points(1.2) == 100


def test_equal_points_have_one_word_and_pass_one_filter() -> None:
    just_below, just_above = 0.6451, 0.6549
    assert points(just_below) == points(just_above) == 65
    assert band(just_below) == band(just_above) == band(0.65)
    assert band(0.6449).code == "fair"
    assert [points(score) for score in (0.905, 0.915, 0.0, 1.0)] == [91, 92, 0, 100]
    cards = [a_match(vacancy_id=1, score=just_below), a_match(vacancy_id=2, score=0.6449)]
    assert [one.vacancy_id for one in apply_filters(cards, Filters(least="good"), NOW)] == [1]


def test_pay_by_the_project_is_not_called_unstated(language: str) -> None:
    silent = notes_of(a_match(notes=("salary_unknown",)))
    stated = notes_of(
        a_match(
            notes=("salary_unknown", "unproven:salary"), salary_to=Decimal(205_000), salary_period="project"
        )
    )
    assert len(silent) == len(stated) == 1
    assert silent != stated


def test_bars_add_up_to_the_score(language: str) -> None:
    drawn = bars_html({"title": 0.25, "skills": 0.2, "place": 0.15, "feedback": -0.02, "domain": 0.0}, 0.58)
    dot = "," if language == "ru" else "."
    assert f"+25{dot}0" in drawn or "+25<" in drawn
    assert "−2" in drawn
    assert "58" in drawn
    assert vocabulary.part("domain") not in drawn


@pytest.mark.parametrize(
    ("parts", "score"),
    [
        ({"title": 0.3978, "place": 0.15, "salary": 0.15, "skills": 0.0824, "dense": 0.0744, "domain": 0.03,
          "seniority": 0.03}, 0.9146),
        ({"title": 0.0004, "skills": 0.0004, "place": 0.0004}, 0.0012),
        ({"title": 0.3333, "skills": 0.3333, "feedback": -0.0555}, 0.6111),
        ({"title": 0.5, "feedback": -0.5}, 0.0),
        ({}, 0.0),
    ],
)  # fmt: skip
def test_parts_are_rounded_so_that_what_is_shown_adds_up(parts: dict[str, float], score: float) -> None:
    told = dict(shown_parts(parts, score))
    assert round(sum(told.values()), 1) == round(score * 100, 1)
    assert all(abs(told.get(code, 0.0) - 100 * value) < 0.1001 for code, value in parts.items())
    assert 0.0 not in told.values()


def test_bars_have_one_scale_however_large_a_part_is() -> None:
    widths = re.findall(r"width:(\d+)%", bars_html({"title": 0.42, "place": 0.35, "feedback": -0.21}, 0.56))
    assert widths == ["100", "83", "50"]


def test_ago_and_seconds(language: str) -> None:
    earlier = NOW - timedelta(minutes=12)
    assert "12" in formats.ago(earlier, now=NOW)
    assert formats.seconds(84.4) == ("84 мс" if language == "ru" else "84 ms")
    assert formats.milliseconds(1340) == ("1\xa0340 мс" if language == "ru" else "1,340 ms")
    assert formats.seconds(1340) == ("1,3 с" if language == "ru" else "1.3 s")


def test_pay_is_shown_as_stated_and_net_only_where_that_differs(language: str) -> None:
    assert "≈" not in pay(a_match(salary_from=Decimal(100_000), salary_currency="RUR", salary_gross=False,
                                  salary_period="month"))  # fmt: skip
    gross = pay(a_match(salary_from=Decimal(100_000), salary_to=Decimal(150_000), salary_currency="RUR",
                        salary_gross=True, salary_period="month"))  # fmt: skip
    assert "≈" in gross
    assert "87" in gross
    assert "130" in gross
    hourly = pay(a_match(salary_from=Decimal(1000), salary_currency="RUR", salary_period="hour"))
    assert "≈" in hourly
    assert pay(a_match()) == i18n._("Pay not stated")
    assert "XXZ" in pay(a_match(salary_from=Decimal(5), salary_currency="XXZ", salary_period="month"))


def test_untrusted_text_stays_text() -> None:
    assert "<" not in formats.safe_html("<img src=x onerror=alert(1)>")
    assert formats.safe_markdown("![x](http://a) $x$ :red[b]").count("\\") >= 8
    assert formats.web_address("javascript:alert(1)") is None
    assert formats.web_address("https://hh.ru/vacancy/1") == "https://hh.ru/vacancy/1"
    assert formats.web_address("http://[bad") is None


@pytest.mark.parametrize(
    ("text", "gone"),
    [(":smile:", ":smile"), (":material/home:", ":material"), ("see http://a.example/b", "p:/"),
     ("www.example.org", "www."), ("WWW.example.org", "WWW."), ("me@example.org", "@example")],
)  # fmt: skip
def test_untrusted_text_makes_no_icon_and_no_link(text: str, gone: str) -> None:
    """What Markdown is left with after its backslashes are gone."""
    told = formats.safe_markdown(text).replace("\\", "")
    assert gone not in told
    assert told.replace("\u2060", "") == text


def test_tabs_of_a_table_are_shown_as_dots() -> None:
    assert formats.safe_html("Python\t\t5 лет\t") == "Python · 5 лет"
    assert formats.safe_markdown("Python \t SQL") == "Python · SQL"


def test_one_upload_limit_everywhere() -> None:
    settings = tomllib.loads((ROOT / "streamlit_config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] == MEGABYTES
    assert MEGABYTES * 2**20 == MAX_FILE_BYTES
    assert str(MEGABYTES) in sentence("document_too_big")


def test_checklist_counts_quotes_and_names_the_gap(language: str) -> None:
    checks = (
        RequirementCheck("Python <b>", "must", "met", "5 лет Python"),
        RequirementCheck(
            "Kubernetes и ещё очень много слов о том, как это важно для нас всех", "must", "missing"
        ),
        RequirementCheck("Английский", "nice", "partly", lacks=("Kafka & Co",)),
    )
    assert met_of(checks) == (1, 2)
    gap = top_gap(checks)
    assert gap is not None
    assert gap.startswith("Kubernetes")
    assert len(gap) <= 60
    drawn = checklist_html(checks)
    assert "5 лет Python" in drawn
    assert "&lt;b&gt;" in drawn
    assert "Kafka &amp; Co" in drawn
    assert all(shape in drawn for shape in "✓◐✕")


def test_csv_runs_no_formula_and_reads_back() -> None:
    frame = matches_frame(
        [a_match(title="=cmd()|x", employer="@SUM(A1)", city="  =1+1"), a_match(title="Обычная")]
    )
    read = pl.read_csv(csv_bytes(frame))
    assert read["title"].to_list() == ["'=cmd()|x", "Обычная"]
    assert read["employer"][0] == "'@SUM(A1)"
    assert read["city"].to_list() == ["'  =1+1", "Москва"]
    assert csv_bytes(pl.DataFrame({"a": ["x", None], "n": [-1, 2]})).decode("utf-8-sig") == "a,n\nx,-1\n,2\n"


def test_filters_let_the_unknown_pass_and_sort() -> None:
    remote = a_match(vacancy_id=1, work_formats=("REMOTE",), score=0.8, published_at=NOW - timedelta(days=3))
    office = a_match(vacancy_id=2, work_formats=("ON_SITE",), score=0.5, salary_to=Decimal(90_000))
    unknown = a_match(vacancy_id=3, score=0.3, published_at=None)
    every = [remote, office, unknown]
    ids = [one.vacancy_id for one in apply_filters(every, Filters(formats=("REMOTE",)), NOW)]
    assert ids == [1, 3]
    assert [one.vacancy_id for one in apply_filters(every, Filters(least="good"), NOW)] == [1]
    assert [one.vacancy_id for one in apply_filters(every, Filters(sort="newest"), NOW)] == [2, 1, 3]
    assert [one.vacancy_id for one in apply_filters(every, Filters(sort="pay"), NOW)][0] == 2
    assert apply_filters(every, Filters(text="ромашка москва"), NOW) == every


def test_filters_of_track_day_pay_source_and_words_let_pass_what_is_not_stated() -> None:
    old = a_match(
        vacancy_id=1, published_at=NOW - timedelta(days=8), track="stretch", body="Отчёты в ClickHouse",
        salary_to=Decimal(100_000), salary_gross=True,
    )  # fmt: skip
    fresh = a_match(
        vacancy_id=2, published_at=NOW - timedelta(days=7), salary_from=Decimal(90_000),
        key_skills=("Учёт",), source="site:acme",
        links=(Link("https://hh.ru/vacancy/7", "hh"), Link("https://acme.example/7", "site:acme")),
    )  # fmt: skip
    silent = a_match(vacancy_id=3, published_at=None)
    every = [old, fresh, silent]

    def ids(**filters: object) -> list[int]:
        return [one.vacancy_id for one in apply_filters(every, Filters(**filters), NOW)]  # type: ignore[arg-type]

    assert ids(tracks=("stretch",)) == [1]
    assert ids(tracks=("match", "stretch")) == [1, 2, 3]
    assert ids(days=7) == [2, 3]
    assert ids(pay=90_000) == [2, 3]  # 100,000 gross are 87,000 net
    assert ids(pay=87_000) == [1, 2, 3]
    assert ids(sources=("hh",)) == [1, 2, 3]
    assert ids(sources=("site:acme",)) == [2]
    assert ids(text="clickhouse отчеты") == [1]
    assert ids(text="учет") == [2]
    assert sources_of(every) == ["hh", "site:acme"]


def test_a_hidden_card_is_in_no_file() -> None:
    away = a_match(vacancy_id=2, title="Убрана", feedback=FeedbackState(hidden=True))
    assert matches_frame([a_match(), away])["title"].to_list() == ["Разработчик"]


def test_every_metric_has_words_and_says_nothing_for_no_rows(language: str) -> None:
    nothing = {
        "latency": SearchCounts(0, 0, None), "freshness": FreshnessCounts(0, 0, 0, 0),
        "quality": QualityCounts(FeedbackCounts(0, 0), 0, 0, None),
    }  # fmt: skip
    for metric in METRICS:
        assert title(metric.slug)
        assert metric.table in help_text(metric)
        assert formatted(metric, metric.compute(nothing[metric.tab])) in ("0", "—")
    every = [*METRICS, *HEADLINES]
    assert len({metric.slug for metric in every}) == len(every)
    assert len({title(metric.slug) for metric in every}) == len(every), "one figure under two names"


def test_every_headline_has_words_and_a_tab(language: str) -> None:
    assert len(HEADLINES) == 8
    for metric in HEADLINES:
        assert title(metric.slug)
        assert tab_title(metric.slug)
        assert metric.table in help_text(metric)
        assert formatted(metric, None) == "—"
    assert {metric.tab for metric in METRICS} <= {metric.slug for metric in HEADLINES}


def test_notes_of_the_scoring_are_worded(language: str) -> None:
    told = vocabulary.note("city_differs:Казань")
    assert told
    assert "Казань" in told
    assert vocabulary.note("salary_below:120000.00")
    assert vocabulary.note(f"nobody_worded_{uuid4().hex}") is None


def test_every_reason_for_setting_a_record_aside_is_worded(language: str) -> None:
    """The codes are read from where they are given, so that a new one is not forgotten."""
    given: set[str] = set()
    for path in (*(ROOT / "data/sources").glob("*.py"), ROOT / "app/ingestion/payload_file.py"):
        told = path.read_text(encoding="utf-8")
        given |= set(re.findall(r'PayloadChanged\([^)]*code="(\w+)"', told))
        given |= set(re.findall(r'BadLine\(number, "(\w+)"', told))
        given |= set(re.findall(r'Liveness\("\w+", [\w.]+, "(\w+)"\)', told))
        given |= set(re.findall(r'Answer\([\w.]+, \w+, "(\w+)"', told))
    assert {"id_missing", "name_missing", "line_not_json", "archived", "bad_id", "no_answer"} <= given
    for code in given:
        assert record_words.record_reason(code) != code, code
    frame = pl.DataFrame({"external_id": ["7"], "reason": ["id_missing"]})
    assert worded(frame)["reason"].to_list() == [record_words.record_reason("id_missing")]
    assert record_words.record_reason("nobody_worded") == "nobody_worded"
