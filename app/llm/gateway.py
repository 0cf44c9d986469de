"""The one door to models: scrubs, reserves money, asks, tries again what may pass, checks and enters.

Everything that goes wrong is `ModelUnavailable`; the caller's local path does the work then
(docs/adr/0014-gateway.md).
"""

from __future__ import annotations

import json
import logging
import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from app.costs.ledger import BudgetExceeded, Call, Ledger, Reserved, TooOften
from app.costs.prices import Price, Usage, audio_price_of, price_of
from app.llm import answers, audio, outgoing
from app.llm.attempts import Attempts, Question
from app.llm.errors import ModelUnavailable
from app.llm.results import Results, key_of
from app.llm.wire import Fault, Wire
from app.privacy.scrub import KnownNames, scrub

__all__ = ["Gateway", "ModelUnavailable"]

log = logging.getLogger(__name__)
Result = TypeVar("Result", bound=BaseModel)
Found = TypeVar("Found")

MAX_BYTES = 200_000  # of one request to complete
_TRIES = 3
_BILLED_TRIES = 2  # answers that may have to be paid: a broken one is asked for once more
#: Tokens a server may add around messages and a schema, beyond their bytes.
_OVERHEAD = 500
_REASONING = re.compile(r"(?:o\d|gpt-5)", re.IGNORECASE)  # they take no temperature


class Gateway:
    """Bound to one server and one model for each kind of work. `price` is what the operator says the model
    costs; without a key `enabled` is False and nothing is asked; without `results` no answer is kept."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        api_key: str | None,
        model: str,
        transcription_model: str = "whisper-1",
        speech_model: str = "tts-1",
        base_url: str | None = None,
        price: Price | None = None,
        results: Results | None = None,
        scrub: outgoing.Scrub = scrub,
        seconds: float = 60.0,
        attempt_seconds: float = 45.0,
    ) -> None:
        self.model = model
        self.transcription_model, self.speech_model = transcription_model, speech_model
        self.enabled = api_key is not None
        self._ledger, self._price, self._results, self._scrub = ledger, price, results, scrub
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
        prompt_version: str = "",
        subject: str = "",
        anew: bool = False,
    ) -> Result:
        """What the model makes of `material`, as `schema`. `known` is what is known of the person the text is
        about, `removed` what the caller scrubbed already (for the receipt), `max_tokens` bounds the answer.

        With a `prompt_version` the answer is kept, and given again without a call to whoever asks the very
        same for the same person, unless it shall be made `anew`. `subject` names what is computed: the same
        subject and purpose only so often an hour and person (`model_too_often`).
        Raises `ModelUnavailable`; the database's errors go through."""
        if not self.enabled:
            raise ModelUnavailable("No model is set up.", code="model_off")
        instructions, _ = outgoing.scrubbed(instructions, None, self._scrub)
        material, counts = self._scrubbed(material, known, person_id)
        counts.update(removed or {})
        body = self._body(outgoing.messages(instructions, material), schema, max_tokens)
        sent = json.dumps(body, ensure_ascii=False)
        size = len(sent.encode("utf-8", "replace"))
        if size > MAX_BYTES:
            raise ModelUnavailable("The text is too long for a model.", code="model_too_long")
        once = Usage(prompt=size + _OVERHEAD, completion=max_tokens)
        call = Call(
            purpose, self.model, self.host, price_of(self.model, own=self._price),
            once + once, person_id, request_id, sent, counts, subject,
        )  # fmt: skip
        key = key_of(person_id, purpose, prompt_version, self.host, sent)
        results = self._results if prompt_version else None
        if results is not None and not anew and (kept := results.find(person_id, key, schema)) is not None:
            self._ledger.enter_kept(call)
            return kept
        question: Question[dict[str, Any], Result] = Question(
            "chat", body, once, lambda answer: answers.completion_of(answer, schema),
            seconds=self._seconds, attempt_seconds=self._attempt_seconds, tries=_TRIES, billed=_BILLED_TRIES,
        )  # fmt: skip
        answer = self._ask(call, question)
        if results is not None:
            results.keep(person_id, key, answer, purpose=purpose, model=self.model)
        return answer

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
        question: Question[dict[str, Any], NDArray[np.float32]] = Question(
            "embeddings", body, once, lambda answer: answers.vectors_of(answer, len(texts)),
            seconds=seconds, attempt_seconds=seconds, tries=tries,
        )  # fmt: skip
        return self._ask(call, question)

    def transcribe(
        self,
        recording: bytes,
        media_type: str,
        *,
        purpose: str,
        model: str | None = None,
        language: str | None = None,
        person_id: UUID | None = None,
        request_id: UUID | None = None,
    ) -> str:
        """What is said in a recording (`audio.MEDIA_TYPES`; at most `audio.MAX_BYTES` and
        `audio.MAX_SECONDS`), as text. `language` is an ISO 639-1 code.

        A voice cannot be scrubbed, so it leaves as it is; the receipt names the recording by its hash. Ask
        the person first, and scrub the text before it goes any further. Raises `ModelUnavailable`.
        """
        if not self.enabled:
            raise ModelUnavailable("No model is set up.", code="model_off")
        heard = audio.measured(recording, media_type)
        model = model or self.transcription_model
        once = Usage(seconds=heard.seconds)
        body = {"model": model, "response_format": "json", "temperature": 0, **audio.spoken_in(language)}
        call = Call(
            purpose, model, self.host, audio_price_of(model, "minute", own=self._price), once, person_id,
            request_id, audio.receipt(body, recording, heard),
        )  # fmt: skip
        question = Question(
            "transcription", {**body, "file": (heard.file_name, recording, heard.media_type)}, once,
            audio.text_of, usage=lambda answer: audio.usage_of(answer, heard),
            seconds=self._seconds, attempt_seconds=self._attempt_seconds, tries=_TRIES,
        )  # fmt: skip
        return self._ask(call, question)

    def speak(
        self,
        text: str,
        *,
        purpose: str,
        voice: str = "alloy",
        model: str | None = None,
        form: audio.Form = "mp3",
        person_id: UUID | None = None,
        request_id: UUID | None = None,
        known: KnownNames | None = None,
    ) -> bytes:
        """A text of at most `audio.MAX_CHARACTERS`, scrubbed and then read aloud; the sound in that form.
        Raises `ModelUnavailable`."""
        if not self.enabled:
            raise ModelUnavailable("No model is set up.", code="model_off")
        text, counts = self._scrubbed(text, known, person_id)
        if not text.strip() or len(text) > audio.MAX_CHARACTERS:
            raise ModelUnavailable("This cannot be read aloud.", code="model_too_long")
        model = model or self.speech_model
        once = Usage(characters=len(text))
        body = {"model": model, "input": text, "voice": voice, "response_format": form}
        call = Call(
            purpose, model, self.host, audio_price_of(model, "characters", own=self._price), once, person_id,
            request_id, json.dumps(body, ensure_ascii=False), counts,
        )  # fmt: skip
        question: Question[bytes, bytes] = Question(
            "speech", body, once, lambda sound: audio.sound_of(sound, form),
            opened=bytes, usage=lambda _: once,
            seconds=self._seconds, attempt_seconds=self._attempt_seconds, tries=_TRIES,
        )  # fmt: skip
        return self._ask(call, question)

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

    def _scrubbed(
        self, text: str, known: KnownNames | None, person_id: UUID | None
    ) -> tuple[str, Counter[str]]:
        if person_id is not None and not outgoing.is_trusted(self._scrub):
            raise ModelUnavailable("The text cannot be scrubbed.", code="model_not_scrubbed")
        left, counts = outgoing.scrubbed(text, known, self._scrub)
        if known and outgoing.tells_of(left, known):
            raise ModelUnavailable("The text still tells whose it is.", code="model_not_scrubbed")
        return left, counts

    def _ask(self, call: Call, question: Question[Any, Found]) -> Found:
        try:
            reserved = self._ledger.reserve(call)
        except (BudgetExceeded, TooOften) as error:
            raise ModelUnavailable(str(error), code=error.code) from error
        attempts = Attempts(self._wire, question)
        status = "interrupted"
        try:
            found = attempts.until_answered()
            status = "ok"
        except Fault as fault:
            status = fault.code
            log.warning("%s: %s after %d attempts at %s", call.purpose, status, attempts.made, call.host)
            raise ModelUnavailable("The model did not answer as asked.", code=status) from None
        finally:
            self._settle(reserved, attempts, status)
        return found

    def _settle(self, reserved: Reserved, attempts: Attempts[Any, Any], status: str) -> None:
        self._ledger.settle(
            reserved, attempts.usage, told=attempts.told, status=status, attempts=attempts.made,
            duration_ms=attempts.milliseconds,
        )  # fmt: skip
