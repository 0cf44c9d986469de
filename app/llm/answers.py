"""What an OpenAI-compatible server answers, distrusted: a validated object, the tokens, or a `Fault`."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ValidationError

from app.costs.prices import Usage
from app.llm.wire import Fault

Result = TypeVar("Result", bound=BaseModel)


def parsed(body: bytes) -> dict[str, Any]:
    """The answer's JSON object; raises `Fault` (`model_malformed`)."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Fault("model_malformed", again=True, unbilled=False)
    return found


def usage_of(answer: dict[str, Any]) -> Usage | None:
    """The tokens as the server counted them, None when it does not say."""
    told = answer.get("usage")
    if not isinstance(told, dict) or not _is_count(told.get("prompt_tokens")):
        return None
    details = told.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    completion = told.get("completion_tokens")  # an embedding has none
    return Usage(int(told["prompt_tokens"]), _count(cached), _count(completion))


def completion_of(answer: dict[str, Any], schema: type[Result]) -> Result:
    """What the model said, as `schema`; raises `Fault`."""
    choices = answer.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise Fault("model_malformed", again=True, unbilled=False)
    if choice.get("finish_reason") == "content_filter":
        raise Fault("model_filtered", unbilled=False)
    if message.get("refusal"):
        raise Fault("model_refused", unbilled=False)
    if choice.get("finish_reason") == "length":
        raise Fault("model_truncated", unbilled=False)
    content = message.get("content")
    try:
        found = json.loads(content) if isinstance(content, str) else None
    except (ValueError, RecursionError):
        found = None
    if found is None:
        raise Fault("model_malformed", again=True, unbilled=False)
    try:
        return schema.model_validate(found, strict=True)
    except ValidationError:
        raise Fault("model_wrong_schema", unbilled=False) from None


def vectors_of(answer: dict[str, Any], expected: int) -> NDArray[np.float32]:
    """One row per text, in the order of the texts; raises `Fault`."""
    try:
        ordered = sorted(answer["data"], key=lambda item: item["index"])
        rows = np.asarray([item["embedding"] for item in ordered], dtype=np.float32)
    except (KeyError, TypeError, ValueError):
        raise Fault("model_malformed", unbilled=False) from None
    if rows.ndim != 2 or rows.shape[0] != expected or not rows.shape[1] or not np.isfinite(rows).all():
        raise Fault("model_malformed", unbilled=False)
    return rows


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _count(value: Any) -> int:
    return int(value) if _is_count(value) else 0
