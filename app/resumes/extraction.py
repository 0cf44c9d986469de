"""A résumé read by a model and by the rules, as one profile. Without a model the rules' profile stands.

The model sees the text after scrubbing, line by line; what it claims is held against that very text
(`extraction_evidence`) and laid into the gaps of what the rules read (`extraction_merge`).
"""

from __future__ import annotations

import bisect
import hashlib
import json
import logging
from collections import Counter
from decimal import Decimal
from uuid import UUID

from app.llm.errors import ModelUnavailable
from app.llm.gateway import Gateway
from app.privacy.scrub import KnownNames, Scrubbed, scrub
from app.resumes.extraction_evidence import Evidence
from app.resumes.extraction_merge import merge
from app.resumes.extraction_schema import INSTRUCTIONS, PROMPT_VERSION, ResumeFacts
from app.resumes.extractors import Extracted, Extractor, rules_version
from app.resumes.parser import parse_resume
from app.resumes.profile import Profile, SourceLine
from app.taxonomy.words import normalise
from app.telemetry import requests

__all__ = ["PROMPT_VERSION", "ModelExtractor", "extract", "extract_with_model"]

log = logging.getLogger(__name__)
_MAX_CHARACTERS = 200_000  # as for the rules
_MAX_BYTES = 52_000  # of the text as it is sent: about eight pages
_MAX_LINE = 1_000
_MAX_TOKENS = 4_000
_FRAME = 2_000  # bytes a request has around instructions, schema and lines


class ModelExtractor(Extractor):
    """The rules, then a model. Raises `ModelUnavailable` when none can be had; the rules alone then do."""

    prompt_version = PROMPT_VERSION

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    @property
    def version(self) -> str:
        return f"{rules_version()}+model-1"

    @property
    def model(self) -> str:
        return self._gateway.model

    def most(self, text: str) -> tuple[Decimal, bool]:
        """(USD that reading this text can cost at most, whether the model's price is known)"""
        asked = json.dumps([INSTRUCTIONS, ResumeFacts.model_json_schema()], ensure_ascii=False)
        # a placeholder can be longer than what it stands for
        lines = normalise(text[:_MAX_CHARACTERS]).split("\n")
        own = sum(_size(number, line) for number, line in enumerate(lines, 1) if line)
        size = len(asked.encode()) + min(2 * own, _MAX_BYTES)
        return self._gateway.most(size + _FRAME, max_tokens=_MAX_TOKENS)

    def extract(self, person_id: UUID, text: str) -> Extracted:
        return extract_with_model(parse_resume(text), text, self._gateway, person_id, requests.current())


def extract(
    local: Profile, text: str, gateway: Gateway, person_id: UUID, request_id: UUID | None = None
) -> Profile:
    """`local` with what a model adds; `local` itself when no model can be had."""
    try:
        return extract_with_model(local, text, gateway, person_id, request_id).profile
    except ModelUnavailable as error:
        log.info("understood by rules alone: %s", error.code)
        return local


def extract_with_model(
    local: Profile, text: str, gateway: Gateway, person_id: UUID, request_id: UUID | None = None
) -> Extracted:
    """The merged profile and which of its paths the model read. `local` is what `parse_resume` made of the
    same text; whose it is tells it. Raises `ModelUnavailable`."""
    text = normalise(text[:_MAX_CHARACTERS])
    known = KnownNames(
        names=(local.name,) if local.name else (),
        emails=tuple(local.emails), phones=tuple(local.phones), links=tuple(local.links),
    )  # fmt: skip
    found = scrub(text, known)
    sent = _fitting([line[:_MAX_LINE] for line in found.text.split("\n")])
    facts = gateway.complete(
        purpose="resume_extraction",
        instructions=INSTRUCTIONS,
        material="\n".join(f"L{number}: {line}" for number, line in enumerate(sent, 1) if line),
        schema=ResumeFacts,
        person_id=person_id,
        request_id=request_id,
        known=known,
        removed=Counter(one.kind for one in found.removed),
        max_tokens=_MAX_TOKENS,
        prompt_version=PROMPT_VERSION,
        subject=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
    )
    original = text.split("\n")
    numbers = _own_numbers(text, found)

    def line(number: int) -> SourceLine:
        own = numbers[number - 1]
        return SourceLine(number=own, text=original[own - 1])

    return merge(local, facts, Evidence(sent), line)


def _fitting(lines: list[str]) -> list[str]:
    """The first lines, as many as may be sent; blank ones take no room."""
    room = _MAX_BYTES
    for number, line in enumerate(lines, 1):
        room -= _size(number, line) if line else 0
        if room < 0:
            return lines[: number - 1]
    return lines


def _size(number: int, line: str) -> int:
    """Bytes of a numbered line in a request."""
    return len(json.dumps(f"L{number}: {line}", ensure_ascii=False).encode("utf-8", "replace"))


def _own_numbers(text: str, found: Scrubbed) -> list[int]:
    """For each line of the scrubbed text the number of the line it begins on in `text`: what was removed may
    have had a line break in it."""
    breaks = [place for place, character in enumerate(text) if character == "\n"]
    numbers, at = [1], 0
    shift = 0  # of the scrubbed text against `text`, at this place
    waiting = list(found.removed)
    while (place := found.text.find("\n", at)) >= 0:
        at = place + 1
        while waiting and waiting[0].start + shift < at:
            gone = waiting.pop(0)
            shift += len(gone.placeholder) - (gone.end - gone.start)
        numbers.append(bisect.bisect_left(breaks, at - shift) + 1)
    return numbers
