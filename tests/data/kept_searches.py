"""Searches stored as a search stores them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from data.repositories import searches
from data.repositories.searches import Ended, MatchRow


def save(
    session: Session, person_id: UUID, search: Ended, *, summary: dict[str, Any], profile_hash: str,
    scoring_version: str, matches: Sequence[MatchRow],
) -> None:  # fmt: skip
    searches.save_packed(
        session, person_id, search, summary=summary, profile_hash=profile_hash,
        scoring_version=scoring_version, matches=[(one.rank, searches.packed(one)) for one in matches],
    )  # fmt: skip
