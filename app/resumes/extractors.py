"""What turns a résumé's text into a profile. Equal version, model and prompt mean equal results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.resumes.parser import VERSION, parse_resume
from app.resumes.profile import Profile
from app.taxonomy import skills


@dataclass(frozen=True)
class Extracted:
    """`by_model` names the profile's paths ("role", "skills.3") that a language model read."""

    profile: Profile
    by_model: frozenset[str] = frozenset()


class Extractor(Protocol):
    """`extract` raises `PodborError` when it cannot work now; the rules then do."""

    @property
    def version(self) -> str: ...

    @property
    def model(self) -> str: ...

    @property
    def prompt_version(self) -> str: ...

    def extract(self, person_id: UUID, text: str) -> Extracted: ...


def rules_version() -> str:
    """The rules' own version with that of the imported skill terms they read by."""
    imported = skills.imported_version()
    return f"{VERSION}+terms-{imported}" if imported else VERSION


class Rules:
    """The rules on this machine; they need nobody."""

    model = ""
    prompt_version = ""

    @property
    def version(self) -> str:
        return rules_version()

    def extract(self, person_id: UUID, text: str) -> Extracted:
        return Extracted(parse_resume(text))


RULES = Rules()
