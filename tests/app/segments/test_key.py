"""The key of a segment: documented, stable, and made of codes alone."""

from __future__ import annotations

import hashlib

import pytest

from app.resumes.profile import Position, Profile
from app.segments.key import Segment, segment_of


def test_the_canonical_string_and_its_hash() -> None:
    segment = Segment("96", "senior", ("fintech", "software"))
    assert segment.canonical == "96|senior|fintech,software"
    assert segment.key == hashlib.sha256(b"96|senior|fintech,software").hexdigest()[:16]
    assert segment.key == "836c43ae4a5ded42"
    assert Segment().canonical == "none|any|"


def test_the_order_of_domains_does_not_matter_and_the_fourth_does_not_count() -> None:
    first = Profile(role_ids=["96"], seniority="senior", domains=["software", "fintech", "data", "retail"])
    second = Profile(role_ids=["96"], seniority="lead", domains=["data", "software", "fintech"])
    assert segment_of(first) == segment_of(second)
    assert segment_of(first).domains == ("data", "fintech", "software")


@pytest.mark.parametrize(
    ("level", "band"),
    [("intern", "entry"), ("junior", "entry"), ("middle", "middle"), ("senior", "senior"), (None, "any")],
)
def test_levels_fall_into_bands(level: str | None, band: str) -> None:
    assert segment_of(Profile.model_validate({"seniority": level})).band == band


def test_the_role_comes_from_the_titles_where_no_id_is_given() -> None:
    assert segment_of(Profile(role="Главный бухгалтер")).role_id == "18"
    assert segment_of(Profile(positions=[Position(title="Повар")])).role_id == "94"


def test_what_is_in_no_table_does_not_reach_the_segment() -> None:
    profile = Profile(
        name="Иван Петров",
        role="Иван Петров",
        role_ids=["Иван", "ivan@example.org"],
        domains=["ivan@example.org", "fintech"],
    )
    assert segment_of(profile).canonical == "none|any|fintech"
