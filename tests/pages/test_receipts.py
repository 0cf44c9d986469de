"""Reading with a language model, and the receipt of it: what was sent, to whom, for how much."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from app.costs.ledger import Budgets, Call, Ledger
from app.costs.prices import Usage, price_of
from app.llm.gateway import Gateway
from app.resumes import service
from app.resumes.extraction import ModelExtractor
from components.exports import csv_bytes
from components.formats import dollars
from components.receipts import receipts_frame
from data.db import Database
from data.repositories import llm_calls, people
from tests.app.llm.serving import completion, serving, transcription
from tests.app.llm.test_audio import a_wave
from tests.pages.conftest import texts
from tests.pages.fakes import a_person

Open = Callable[..., AppTest]
CV = """Петрова Анна Сергеевна
+7 912 345-67-89, anna.petrova@mail.example
Желаемая должность: Кондитер
Навыки
Торты, темперирование шоколада
""".encode()
FOUND: dict[str, Any] = {
    "role": None, "city": None, "salary": None, "positions": [], "education": [], "languages": [],
    "skills": [{"value": "темперирование шоколада", "line": 5}],
}  # fmt: skip


def test_nothing_was_sent(wire: Callable[..., Any], open_page: Open, database: Database) -> None:
    person_id = a_person(database)
    wire()
    service.upload(database, person_id, "cv.txt", CV)
    assert "There is no record of anything of yours sent to a language model." in texts(open_page("my_data"))
    app = open_page("resume")
    assert not [one for one in app.button if one.key == "read_with_model"]


@pytest.mark.parametrize("answer", [completion(json.dumps(FOUND)), (401, "application/json", b"{}")])
def test_a_model_reads_on_demand_and_leaves_a_receipt(
    wire: Callable[..., Any], open_page: Open, database: Database, answer: Any
) -> None:
    person_id = a_person(database)
    resume_id = service.upload(database, person_id, "cv.txt", CV)
    made = wire()
    with serving() as server:
        server.answers = [answer]
        made.gateway = Gateway(
            Ledger(database, Budgets()), api_key="k", model="gpt-4o-mini", base_url=server.url
        )
        made.model_extractor = ModelExtractor(made.gateway)
        app = open_page("resume")
        button = app.button(key="read_with_model")
        assert "$" in button.label
        assert "at most 2 times an hour" in texts(app)
        assert server.asked == []
        button.click().run()
        assert not app.exception
        made.gateway.close()
    assert len(server.asked) == 1
    with database.transaction() as session:
        [receipt] = llm_calls.receipts(session, person_id)
    offered, _known = ModelExtractor(made.gateway).most(CV.decode())
    assert receipt.cost is not None
    assert receipt.cost <= offered

    sheet = csv_bytes(receipts_frame([receipt])).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(sheet))
    assert json.loads(row["sent"]) == server.asked[0]

    page = texts(open_page("my_data"))
    assert "gpt-4o-mini" in page
    assert "127.0.0.1" in page
    assert "Петрова" not in page
    assert "345-67" not in page
    assert "шоколада" in page
    if answer[0] == 200:
        assert service.review_of(database, person_id, resume_id).profile.skill_names
        assert "✓ answered" in page
        assert "1,000 tokens in, of them 600 cached, 100 out" in page
    else:
        assert "refuses our requests" in page
        assert "refuses our requests" in texts(open_page("resume"))


def test_receipts_of_recordings_and_speech(
    wire: Callable[..., Any], open_page: Open, database: Database
) -> None:
    person_id = a_person(database)
    wire()
    with serving() as server:
        gateway = Gateway(Ledger(database, Budgets()), api_key="k", model="gpt-4o-mini", base_url=server.url)
        server.answers = [transcription("да")]
        gateway.transcribe(a_wave(7), "audio/wav", purpose="interview", person_id=person_id)
        server.answers = [(200, "audio/mpeg", b"ID3" + b"\0" * 9)]
        gateway.speak("Здравствуйте", purpose="interview", person_id=person_id)
        gateway.close()
    page = texts(open_page("my_data"))
    assert "7 s of a recording" in page
    assert "12 characters read aloud" in page
    assert "sha256" in page
    assert "Здравствуйте" in page


def test_receipts_of_others_are_not_shown(
    wire: Callable[..., Any], open_page: Open, database: Database
) -> None:
    a_person(database)
    wire()
    with database.transaction() as session:
        other = people.ensure(session, "other").id
    call = Call(
        "resume_extraction", "gpt-4o-mini", "api.example.org", price_of("gpt-4o-mini"), Usage(prompt=10),
        other, sent="of somebody else",
    )  # fmt: skip
    Ledger(database).reserve(call)
    page = texts(open_page("my_data"))
    assert "There is no record of anything of yours sent to a language model." in page
    assert "somebody else" not in page


def test_small_sums_say_something(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.formats.language", lambda: "en")
    assert [dollars(Decimal(sum_)) for sum_ in ("0", "0.00421", "0.123", "1.256")] == [
        "$0", "$0.0042", "$0.12", "$1.26",
    ]  # fmt: skip
