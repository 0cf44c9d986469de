"""The way of a person in a real browser, over the real servers: upload, matches, like, refresh."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from app.stack import preflight

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-extensions",
]  # fmt: skip
COMMAND = [sys.executable, "-P", "-m", "app.cli"]
PARTS = "postgres,chroma,demo,web"
RESUME = """Петрова Анна Сергеевна
Москва
+7 900 000-00-01, anna@example.org

Желаемая должность: Бухгалтер
Опыт работы
Январь 2019 — настоящее время
ООО «Ромашка»
Бухгалтер
1С:Бухгалтерия, НДС, налоговая отчётность, Excel

Навыки
1С:Бухгалтерия, Excel, НДС
"""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists() and not os.environ.get("CI"), reason="no Chromium here"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A stack of its own with some vacancies of the demo board read into it."""
    home = tmp_path_factory.mktemp("journey")
    for folder in (home, home.parent):
        folder.chmod(0o755)
    ports = {name: preflight.free_port() for name, _ in preflight.NEEDS.values()}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PODBOR_", "PREFECT_"))}
    given = kept | {f"PODBOR_{name.upper()}": str(port) for name, port in ports.items()}
    given |= {"PODBOR_HOME": str(home / "data"), "PODBOR_DEMO_SIZE": "150"}
    said = home / "up.txt"
    with said.open("w") as sink:
        stack = subprocess.Popen([*COMMAND, "up", "--only", PARTS], env=given, stdout=sink, stderr=sink)
        try:
            deadline = time.monotonic() + 150
            while "All parts are up" not in said.read_text():
                assert stack.poll() is None, said.read_text()
                assert time.monotonic() < deadline, said.read_text()
                time.sleep(0.2)
            read = subprocess.run(
                [*COMMAND, "ingest", "demo"],
                env=given,
                capture_output=True,
                text=True,
                timeout=150,
                check=False,
            )
            assert read.returncode == 0, read.stderr
            yield f"http://127.0.0.1:{ports['web_port']}"
        finally:
            stack.send_signal(signal.SIGINT)
            stack.wait(30)


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    """A Russian browser that is not let outside of this machine."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(locale="ru-RU", viewport={"width": 1366, "height": 900})
        opened = context.new_page()
        outside: list[str] = []
        opened.on(
            "request",
            lambda one: None if one.url.startswith((address, "data:", "blob:")) else outside.append(one.url),
        )
        opened.set_default_timeout(40_000)
        expect.set_options(timeout=40_000)
        yield opened
        browser.close()
        assert outside == [], "a page may load nothing from elsewhere"


def test_upload_matches_like_refresh(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="Резюме", exact=True)).to_be_visible()
    assert page.url == f"{address}/resume"
    page.locator("input[type=file]").set_input_files(
        {"name": "cv.txt", "mimeType": "text/plain", "buffer": RESUME.encode()}
    )
    expect(page.get_by_role("heading", name="Вакансии", exact=True)).to_be_visible()
    titles = page.locator(".pb-title")
    expect(titles).to_have_count(10)
    expect(page.get_by_text("вымышлены")).to_be_visible()
    before = titles.all_inner_texts()
    assert all(before)

    page.get_by_role("button", name="Нравится", exact=True).first.click()
    expect(page.get_by_role("button", name="Понравилось", exact=True)).to_have_count(1)

    liked = page.get_by_role("button", name="Понравилось", exact=True)
    shown = []
    for _ in range(2):  # what is alike has moved up, and stays where it is now
        page.reload()
        expect(titles).to_have_count(10)
        expect(liked).to_have_count(1)
        shown.append(titles.all_inner_texts())
    assert shown[0] == shown[1]

    liked.click()
    expect(liked).to_have_count(0)
    page.reload()
    expect(titles).to_have_count(10)
    assert titles.all_inner_texts() == before


def test_a_broken_file_is_one_sentence_and_the_page_lives_on(page: Page, address: str) -> None:
    page.goto(f"{address}/resume?lang=en")
    page.locator("input[type=file]").set_input_files(
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 nothing in it"}
    )
    expect(page.get_by_text("The file is damaged and cannot be read.").first).to_be_visible()
    page.goto(f"{address}/runs?lang=en")
    expect(page.get_by_role("heading", name="Runs", exact=True)).to_be_visible()
    page.goto(f"{address}/sources?lang=en")
    expect(page.get_by_role("heading", name="Sources", exact=True)).to_be_visible()
    expect(page.get_by_text("sources are in use")).to_be_visible()


def test_review_correct_search_again_delete_everything(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("input[type=file]").set_input_files(
        {"name": "cv.txt", "mimeType": "text/plain", "buffer": RESUME.encode()}
    )
    expect(page.get_by_role("heading", name="Вакансии", exact=True)).to_be_visible()
    expect(page.locator(".pb-title")).to_have_count(10)

    page.goto(f"{address}/resume")
    expect(page.locator(".pb-headline")).to_contain_text("Бухгалтер")
    pill = page.get_by_test_id("stButtonGroup").get_by_role("radio", name="Excel", exact=True)
    pill.click()
    chosen = page.locator(".st-key-chosen_skill")
    expect(chosen).to_contain_text("строка")
    chosen.get_by_role("button", name="Исправить").click()
    field = page.get_by_role("combobox", name="Навык")
    field.fill("Power BI")
    field.press("Enter")
    page.get_by_role("button", name="Сохранить").click()
    expect(chosen).to_contain_text("исправлено вами")
    expect(chosen).to_contain_text("Power BI")
    expect(chosen).to_contain_text("Excel")

    page.get_by_role("button", name="Найти вакансии").click()
    expect(page.get_by_role("heading", name="Вакансии", exact=True)).to_be_visible()
    expect(page.locator(".pb-title")).to_have_count(10)
    page.goto(f"{address}/resume")
    expect(page.get_by_text("✎ Power BI")).to_be_visible()

    page.goto(f"{address}/my-data")
    word = page.get_by_label("Чтобы продолжить, введите УДАЛИТЬ")
    word.fill("нет")
    page.get_by_role("button", name="Удалить всё навсегда").click()
    expect(page.get_by_text("Пока ничего не удалено.")).to_be_visible()
    word.fill("УДАЛИТЬ")
    page.get_by_role("button", name="Удалить всё навсегда").click()
    expect(page.get_by_text("Всё ваше удалено.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Скачать квитанцию").click()
    assert '"resumes": 1' in download.value.path().read_text(encoding="utf-8")
    expect(page.get_by_text("Удалять нечего.")).to_be_visible()

    page.goto(f"{address}/resume")
    expect(page.get_by_role("heading", name="Резюме", exact=True)).to_be_visible()
    expect(page.get_by_text("Загрузите резюме, и через секунду")).to_be_visible()
    expect(page.locator(".pb-headline")).to_have_count(0)
