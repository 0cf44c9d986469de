"""The one door to models: scrubs, reserves money, asks, tries again what may pass, checks and enters.

Everything that goes wrong is `ModelUnavailable`; the caller's local path does the work then
(docs/adr/0014-gateway.md).
"""

from __future__ import annotations

import json
import logging
import random
import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from app.costs.ledger import BudgetExceeded, Call, Ledger, Reserved
from app.costs.prices import Price, Usage, price_of
from app.llm import answers, outgoing
from app.llm.errors import ModelUnavailable
from app.llm.wire import Fault, Path, Wire
from app.privacy.scrub import KnownNames, scrub

__all__ = ["Gateway", "ModelUnavailable"]

log = logging.getLogger(__name__)
Result = TypeVar("Result", bound=BaseModel)
Found = TypeVar("Found")

MAX_BYTES = 200_000  # of one request to complete
_TRIES = 3
_BILLED_TRIES = 2  # answers that may have to be paid: a broken one is asked for once more
_LONGEST_WAIT = 20.0
_FIRST_WAIT = 0.5
#: Tokens a server may add around messages and a schema, beyond their bytes.
_OVERHEAD = 500
_REASONING = re.compile(r"(?:o\d|gpt-5)", re.IGNORECASE)  # they take no temperature


class Gateway:
    """Bound to one server and one model for completions. `price` is what the operator says the model costs;
    without a key `enabled` is False and nothing can be completed."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        api_key: str | None,
        model: str,
        base_url: str | None = None,
        price: Price | None = None,
        scrub: outgoing.Scrub = scrub,
        seconds: float = 60.0,
        attempt_seconds: float = 45.0,
    ) -> None:
        self.model = model
        self.enabled = api_key is not None
        self._ledger, self._price, self._scrub = ledger, price, scrub
        self._seconds, self._attempt_seconds = seconds, attempt_seconds
        self._key, self._base_url = api_key or "none", base_url
        self._wire_made: Wire | None = None
        self._lock = threading.Lock()

    @property
    def host(self) -> str:
        """Whom everything is sent to."""
        return self._wire.host

    def complete(
        self,
        *,
        purpose: str,
        instructions: str,
        material: str,
        schema: type[Result],
        person_id: UUID | None = None,
        request_id: UUID | None = None,
        known: KnownNames | None = None,
        removed: Mapping[str, int] | None = None,
        max_tokens: int = 4_000,
    ) -> Result:
        """What the model makes of `material`, as `schema`. `known` is what is known of the person the text is
        about, `removed` what the caller scrubbed already (for the receipt), `max_tokens` bounds the answer.
        Raises `ModelUnavailable`; the database's errors go through."""
        if not self.enabled:
            raise ModelUnavailable("No model is set up.", code="model_off")
        if person_id is not None and not outgoing.is_trusted(self._scrub):
            raise ModelUnavailable("The text cannot be scrubbed.", code="model_not_scrubbed")
        instructions, _ = outgoing.scrubbed(instructions, None, self._scrub)
        material, counts = outgoing.scrubbed(material, known, self._scrub)
        if known and outgoing.tells_of(material, known):
            raise ModelUnavailable("The text still tells whose it is.", code="model_not_scrubbed")
        counts.update(removed or {})
        body = self._body(outgoing.messages(instructions, material), schema, max_tokens)
        sent = json.dumps(body, ensure_ascii=False)
        size = len(sent.encode("utf-8", "replace"))
        if size > MAX_BYTES:
            raise ModelUnavailable("The text is too long for a model.", code="model_too_long")
        once = Usage(prompt=size + _OVERHEAD, completion=max_tokens)
        call = Call(
            purpose, self.model, self.host, price_of(self.model, own=self._price),
            once + once, person_id, request_id, sent, counts,
        )  # fmt: skip
        return self._ask(
            call, once, "chat", body, lambda answer: answers.completion_of(answer, schema),
            seconds=self._seconds, attempt_seconds=self._attempt_seconds, tries=_TRIES,
        )  # fmt: skip

    def most(self, size: int, *, max_tokens: int) -> tuple[Decimal, bool]:
        """(USD that completing a request of `size` bytes can cost at most, its repetition included; whether
        the model's price is known, or the dearest one stands for it)"""
        price = price_of(self.model, own=self._price)
        once = Usage(prompt=size + _OVERHEAD, completion=max_tokens)
        return price.cost(once + once), price.known

    def embed(
        self, texts: Sequence[str], *, model: str, seconds: float, tries: int = _TRIES
    ) -> NDArray[np.float32]:
        """One row per text, not normalised. Raises `ModelUnavailable`."""
        # "float" because not every compatible server speaks base64
        body = {"model": model, "input": list(texts), "encoding_format": "float"}
        price = price_of(model, embeds=True)
        if not price.known and self._price is not None:  # an own server's models cost alike
            price = self._price
        once = Usage(prompt=sum(len(text.encode("utf-8", "replace")) + 8 for text in texts))
        call = Call("embedding", model, self.host, price, once)
        return self._ask(
            call, once, "embeddings", body, lambda answer: answers.vectors_of(answer, len(texts)),
            seconds=seconds, attempt_seconds=seconds, tries=tries,
        )  # fmt: skip

    def close(self) -> None:
        """Let go of the connections; the next call makes new ones."""
        with self._lock:
            if self._wire_made is not None:
                self._wire_made.close()
                self._wire_made = None

    @property
    def _wire(self) -> Wire:
        """Made when first used: a machine without a key never builds a client."""
        with self._lock:
            if self._wire_made is None:
                self._wire_made = Wire(self._key, self._base_url)
            return self._wire_made

    def _body(
        self, messages: list[outgoing.Message], schema: type[BaseModel], max_tokens: int
    ) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.model,
            "messages": messages,
            "max_completion_tokens": max_tokens,
            "response_format": {
                "type": "json_schema",
                "json_schema": {
                    "name": schema.__name__.lower(),
                    "strict": True,
                    "schema": schema.model_json_schema(),
                },
            },
        }
        if not _REASONING.match(self.model):
            body |= {"temperature": 0, "seed": 7}
        if self._wire.is_openai:
            body["store"] = False
        return body

    def _ask(
        self, call: Call, once: Usage, path: Path, body: dict[str, Any],
        read: Callable[[dict[str, Any]], Found],
        *, seconds: float, attempt_seconds: float, tries: int,
    ) -> Found:  # fmt: skip
        try:
            reserved = self._ledger.reserve(call)
        except BudgetExceeded as error:
            raise ModelUnavailable(str(error), code=error.code) from error
        asked = _Asked(self._wire, once, seconds, attempt_seconds, tries)
        status = "interrupted"
        try:
            found = asked.until_answered(path, body, read)
            status = "ok"
        except Fault as fault:
            status = fault.code
            log.warning(
                "%s: %s after %d attempts at %s", call.purpose, status, asked.attempts, call.host
            )  # fmt: skip
            raise ModelUnavailable("The model did not answer as asked.", code=status) from None
        finally:
            self._settle(reserved, asked, status)
        return found

    def _settle(self, reserved: Reserved, asked: _Asked, status: str) -> None:
        self._ledger.settle(
            reserved, asked.usage, told=asked.told, status=status, attempts=asked.attempts,
            duration_ms=asked.milliseconds,
        )  # fmt: skip


class _Asked:
    """The attempts of one call and what they used."""

    def __init__(
        self, wire: Wire, once: Usage, seconds: float, attempt_seconds: float, tries: int
    ) -> None:  # fmt: skip
        self.attempts, self.usage, self.told = 0, Usage(), True
        self._wire, self._once = wire, once
        self._attempt_seconds, self._tries = attempt_seconds, tries
        self._started = time.monotonic()
        self._deadline = self._started + seconds
        self._billed = 0

    @property
    def milliseconds(self) -> int:
        return round((time.monotonic() - self._started) * 1000)

    def until_answered(
        self, path: Path, body: Mapping[str, Any], read: Callable[[dict[str, Any]], Found]
    ) -> Found:
        """Try until it is answered, cannot pass, or the bounds are reached; raises the last `Fault`."""
        while True:
            self.attempts += 1
            try:
                return self._once_asked(path, body, read)
            except Fault as fault:
                pause = self._pause(fault)
                if pause is None:
                    raise
            time.sleep(pause)

    def _once_asked(
        self, path: Path, body: Mapping[str, Any], read: Callable[[dict[str, Any]], Found]
    ) -> Found:
        left = min(self._attempt_seconds, self._deadline - time.monotonic())
        used: Usage | None = None
        try:
            received = self._wire.post(path, body, seconds=max(left, 0.1))
            answer = answers.parsed(received)
            used = answers.usage_of(answer)
            found = read(answer)
        except Fault as fault:
            if fault.code == "model_timeout":
                self.told = False  # what it came to over there is not known
            if not fault.unbilled:
                self._add(used)
            raise
        self._add(used)
        return found

    def _add(self, used: Usage | None) -> None:
        self._billed += 1
        self.told = self.told and used is not None
        self.usage += self._once if used is None else used

    def _pause(self, fault: Fault) -> float | None:
        """Seconds until the next attempt; None when there is none. A server that wants a longer pause than
        there is time for is not asked again."""
        if not fault.again or self.attempts >= self._tries or self._billed >= _BILLED_TRIES:
            return None
        backoff = _FIRST_WAIT * 2 ** (self.attempts - 1) * random.uniform(0.75, 1.25)  # noqa: S311
        pause = backoff if fault.wait is None else max(fault.wait, 0.05)
        return pause if pause <= min(_LONGEST_WAIT, self._deadline - time.monotonic() - 1) else None
