"""What settings make of the parts that cost money; nothing here connects."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app import bootstrap
from app.config import Settings
from app.llm.embeddings import RemoteEmbedder
from app.search.embedding import LocalEmbedder
from data.errors import InvalidInput

WORD = "anything"


def settings(home: Path, **given: Any) -> Settings:
    options: dict[str, Any] = {"openai_api_key": None, "openai_base_url": None, "chroma_url": None} | given
    return Settings(home=home, database_url="postgresql://nobody@127.0.0.1:9/none", **options)


def test_without_a_key_no_model_is_offered(tmp_path: Path) -> None:
    made = bootstrap.build(settings(tmp_path))
    assert made.model_extractor is None
    assert not made.gateway.enabled
    assert isinstance(made.embedder, LocalEmbedder)


def test_with_a_key_everything_goes_through_one_gateway(tmp_path: Path) -> None:
    made = bootstrap.build(
        settings(
            tmp_path, openai_api_key=WORD, openai_base_url="http://127.0.0.1:9/v1", llm_model="own",
            llm_price="1/0.5/2", budget_person=Decimal("0.01"), budget_system=Decimal("0.02"),
        )
    )  # fmt: skip
    assert made.model_extractor is not None
    assert made.model_extractor.model == "own"
    assert made.gateway.host == "127.0.0.1"
    assert made.gateway.most(0, max_tokens=500_000) == (Decimal("2.001"), True)
    assert isinstance(made.embedder, RemoteEmbedder)
    assert made.embedder._gateway is made.gateway
    made.gateway.close()


@pytest.mark.parametrize("price", ["free", "1", "1/2", "-1/0/0", "1/2/3/4", "1/2/x"])
def test_a_price_that_is_none_is_refused_at_the_start(tmp_path: Path, price: str) -> None:
    with pytest.raises(ValidationError, match="llm_price"):
        settings(tmp_path, llm_price=price)


def test_the_invented_board_is_asked_only_where_no_live_one_can_be(tmp_path: Path) -> None:
    alone = bootstrap.sources(settings(tmp_path, demo=True, hh_token=None, contact=None))
    assert set(bootstrap.searchable(alone)) == {"demo"}
    live = bootstrap.sources(settings(tmp_path, demo=True, hh_token=WORD, contact="me@example.org"))
    assert "hh" in bootstrap.searchable(live)
    assert not any(one.state().invented for one in bootstrap.searchable(live).values())
    assert "remotive" not in bootstrap.searchable(live), "it allows a few calls a day"
    none = bootstrap.sources(settings(tmp_path, demo=False, hh_token=None, contact=None))
    assert bootstrap.searchable(none) == {}


def test_links_are_read_only_with_a_contact_address_and_where_the_operator_says(tmp_path: Path) -> None:
    made = bootstrap.build(settings(tmp_path, contact=None, import_domains=" example.org, ,jobs.example.net"))
    importer = bootstrap.importer(made)
    assert made.sources["added"].state().reason == "contact_missing"
    assert [one for one in importer.domains if one] == ["example.org", "jobs.example.net"]
    with pytest.raises(InvalidInput) as caught:
        importer.add("https://example.org/jobs/7")
    assert caught.value.code == "contact_missing"
    reached = bootstrap.build(settings(tmp_path, contact="me@example.invalid"))
    assert reached.sources["added"].state().configured


def test_what_people_add_by_hand_is_never_read_by_schedule(tmp_path: Path) -> None:
    assert bootstrap.build(settings(tmp_path, contact="me@example.invalid")).sources["added"].kind == ""
