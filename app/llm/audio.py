"""Recordings and speech on their way to a model and back: measured, bounded, and distrusted."""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
import wave
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.costs.prices import Usage
from app.llm.errors import ModelUnavailable
from app.llm.wire import Fault

Form = Literal["mp3", "wav", "opus"]

MAX_BYTES = 10 * 2**20  # of a recording
MAX_SECONDS = 600  # of a recording
MAX_CHARACTERS = 4_096  # to read aloud: what one request takes
_MAX_TEXT = 50_000  # characters of ten minutes, spoken four times as fast as anybody does
#: Media type -> (ending, what the bytes begin with, and at which place)
MEDIA_TYPES: Mapping[str, tuple[str, tuple[bytes, ...], int]] = {
    "audio/wav": ("wav", (b"RIFF",), 0),
    "audio/mpeg": ("mp3", (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"), 0),
    "audio/ogg": ("ogg", (b"OggS",), 0),
    "audio/webm": ("webm", (b"\x1a\x45\xdf\xa3",), 0),
    "audio/mp4": ("m4a", (b"ftyp",), 4),
}
_ALIASES = {"audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "audio/mp3": "audio/mpeg",
            "audio/x-m4a": "audio/mp4", "audio/m4a": "audio/mp4"}  # fmt: skip
#: Speech below this is not encoded by anybody (Opus starts at 6 kbit/s, RFC 6716 2.1.1), so that the size of
#: a compressed recording bounds its length.
_SLOWEST_BITS = 6_000
_STARTS: Mapping[Form, tuple[bytes, ...]] = {
    "mp3": MEDIA_TYPES["audio/mpeg"][1], "wav": (b"RIFF",), "opus": (b"OggS",),
}  # fmt: skip


@dataclass(frozen=True)
class Recording:
    """`seconds` is exact when `measured`; else the longest that so many bytes can last."""

    media_type: str
    file_name: str
    seconds: int
    measured: bool


def measured(recording: bytes, media_type: str) -> Recording:
    """What is known of a recording without decoding it. Raises `ModelUnavailable`: `model_audio_unsupported`
    when it is not what it says, `model_too_long`."""
    kind = media_type.split(";")[0].strip().lower()
    kind = _ALIASES.get(kind, kind)
    ending, starts, at = MEDIA_TYPES.get(kind, ("", (), 0))
    if not any(recording[at : at + len(start)] == start for start in starts):
        raise ModelUnavailable("This recording cannot be read.", code="model_audio_unsupported")
    if len(recording) > MAX_BYTES:
        raise ModelUnavailable("The recording is too long.", code="model_too_long")
    exact = _wave_seconds(recording) if kind == "audio/wav" else None
    longest = min(math.ceil(len(recording) * 8 / _SLOWEST_BITS), MAX_SECONDS)
    seconds = longest if exact is None else max(math.ceil(exact), 1)
    if seconds > MAX_SECONDS:
        raise ModelUnavailable("The recording is too long.", code="model_too_long")
    return Recording(kind, f"recording.{ending}", seconds, exact is not None)


def spoken_in(language: str | None) -> dict[str, str]:
    """The language as a request tells it; nothing when it is not a code of two letters."""
    return {"language": language} if language and re.fullmatch(r"[a-z]{2}", language) else {}


def receipt(body: Mapping[str, Any], recording: bytes, heard: Recording) -> str:
    """What a person's receipt says was sent; the recording itself is not kept."""
    told = {"media_type": heard.media_type, "bytes": len(recording), "seconds": heard.seconds,
            "sha256": hashlib.sha256(recording).hexdigest()}  # fmt: skip
    return json.dumps({**body, "file": told}, ensure_ascii=False)


def usage_of(answer: Mapping[str, Any], heard: Recording) -> Usage | None:
    """What a transcription came to: the seconds the server tells, or those measured here; None when neither
    is known. The tokens some models tell are entered, and priced by the minute like the rest."""
    told = answer.get("usage")
    seconds = told.get("seconds") if isinstance(told, dict) else None
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < 10**6:
        return Usage(seconds=math.ceil(seconds))
    if not heard.measured:
        return None
    tokens = [
        count if isinstance(told, dict) and isinstance(count := told.get(name), int) and count > 0 else 0
        for name in ("input_tokens", "output_tokens")
    ]
    return Usage(prompt=tokens[0], completion=tokens[1], seconds=heard.seconds)


def text_of(answer: Mapping[str, Any]) -> str:
    """What was said; raises `Fault`."""
    text = answer.get("text")
    if not isinstance(text, str) or len(text) > _MAX_TEXT:
        raise Fault("model_malformed", unbilled=False)
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8").strip()


def sound_of(sound: bytes, form: Form) -> bytes:
    """What was spoken; raises `Fault` when it is not the form asked for."""
    if not sound.startswith(_STARTS[form]):
        raise Fault("model_malformed", unbilled=False)
    return sound


def _wave_seconds(recording: bytes) -> float | None:
    """By the sound that is there, from where it begins to the end: the header says where that is, and may
    promise more or less of it than comes. What it tells is only taken when less than a second of other
    bytes (a title, an artist) follows. None when it is no plain PCM."""
    try:
        with wave.open(io.BytesIO(recording)) as opened:
            a_second: int = opened.getframerate() * opened.getnchannels() * opened.getsampwidth()
    except (wave.Error, EOFError):
        raise ModelUnavailable("This recording cannot be read.", code="model_audio_unsupported") from None
    if not a_second:
        return None
    told, there = _sound_bytes(recording)
    return (told if 0 <= there - told < a_second else there) / a_second


def _sound_bytes(recording: bytes) -> tuple[int, int]:
    """(as many bytes of sound as the header tells, as many as there are at most). A wave file is a list of
    chunks, each with a name of four bytes and a length of four, padded to an even length."""
    place = len(b"RIFF0000WAVE")
    while place + 8 <= len(recording):
        name, length = (
            recording[place : place + 4],
            int.from_bytes(recording[place + 4 : place + 8], "little"),
        )
        place += 8
        if name == b"data":
            return length, len(recording) - place
        place += length + length % 2
    return len(recording), len(recording)  # no beginning was found: all of it may be sound
