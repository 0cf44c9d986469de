"""Recordings and speech through the gateway, against a server of ours: llmock has no audio."""

from __future__ import annotations

import hashlib
import io
import json
import struct
import wave
from decimal import Decimal
from typing import Any

import pytest

from app.costs.ledger import Budgets, Ledger, receipts
from app.costs.prices import Price
from app.llm.audio import measured
from app.llm.gateway import Gateway, ModelUnavailable
from app.privacy.scrub import KnownNames
from data.db import Database
from data.models import LlmCall
from tests.app.llm.conftest import a_person, calls, kept
from tests.app.llm.serving import Answer, Server, transcription

MP3 = b"ID3\x04" + bytes(2_000)
SPOKEN: Answer = (200, "audio/mpeg", MP3)
FREE = Price(Decimal(0), Decimal(0), Decimal(0))
ROOMY = Budgets(Decimal(10), Decimal(10))


def a_gateway(database: Database, server: Server, **options: Any) -> Gateway:
    ledger = Ledger(database, options.pop("budgets", ROOMY))
    return kept(Gateway(ledger, **{"api_key": "any", "model": "m", "base_url": server.url, **options}))


def a_wave(seconds: int, *, frames_told: int | None = None, rate: int = 8_000) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as opened:
        opened.setnchannels(1)
        opened.setsampwidth(1)
        opened.setframerate(rate)
        opened.writeframes(bytes(seconds * rate))
    made = bytearray(written.getvalue())
    if frames_told is not None:
        struct.pack_into("<I", made, 40, frames_told)
    return bytes(made)


def only(database: Database) -> LlmCall:
    (row,) = calls(database)
    return row


def test_a_recording_is_written_down_and_paid_by_the_second(database: Database, server: Server) -> None:
    server.answers = [transcription(" Ищу работу бухгалтера. ", {"type": "duration", "seconds": 29.2})]
    person, recording = a_person(database), a_wave(30)
    gateway = a_gateway(database, server)
    text = gateway.transcribe(recording, "audio/x-wav", purpose="dictation", language="ru", person_id=person)
    assert text == "Ищу работу бухгалтера."
    asked = server.asked[0]
    assert server.paths == ["/v1/audio/transcriptions"]
    assert asked["file"] == ("recording.wav", "audio/wav", recording)
    assert (asked["model"], asked["language"], asked["response_format"]) == ("whisper-1", "ru", "json")
    row = only(database)
    assert (row.audio_seconds, row.cost, row.usage_known) == (30, Decimal("0.003"), True)
    assert row.cost <= row.reserved
    receipt = receipts(database, person)[0]
    told = json.loads(receipt.sent)["file"]
    assert (told["bytes"], told["seconds"]) == (len(recording), 30)
    assert told["sha256"] == hashlib.sha256(recording).hexdigest()
    assert (receipt.purpose, receipt.cost) == ("dictation", row.cost)


@pytest.mark.parametrize(
    ("usage", "seconds", "known"),
    [
        ({"type": "tokens", "input_tokens": 300, "output_tokens": 40}, 30, True),
        (None, 30, True),  # a plain WAV is measured here
        ({"type": "duration", "seconds": -5}, 30, True),
        ({"type": "duration", "seconds": 75}, 75, True),  # what the bill says is what is entered
    ],
)
def test_a_server_that_does_not_tell_seconds(
    database: Database, server: Server, usage: object, seconds: int, known: bool
) -> None:
    server.answers = [transcription("Повар", usage)]
    a_gateway(database, server).transcribe(a_wave(30), "audio/wav", purpose="dictation")
    row = only(database)
    assert (row.audio_seconds, row.usage_known) == (seconds, known)
    assert row.cost == seconds * Decimal("0.0001")


@pytest.mark.parametrize(
    ("recording", "seconds"),
    [
        (a_wave(30), 30),  # the header is no sound
        (a_wave(30, rate=16_000), 30),
        (a_wave(30, frames_told=8_000), 30),  # the header tells less than there is
        (a_wave(30, frames_told=0), 30),  # written while it was spoken: nobody knew the length
        (a_wave(30, frames_told=2**32 - 1), 30),
        (a_wave(30) + b"LIST\x04\x00\x00\x00INFO", 30),  # a title after the sound
        (a_wave(30) + b"LIST\x40\x1f\x00\x00" + bytes(8_000), 32),  # as long as sound: counted as sound
    ],
)  # fmt: skip
def test_a_wave_lasts_as_long_as_its_sound(recording: bytes, seconds: int) -> None:
    heard = measured(recording, "audio/wav")
    assert (heard.seconds, heard.measured) == (seconds, True)


def test_a_compressed_recording_counts_as_long_as_it_can_be(database: Database, server: Server) -> None:
    server.answers = [transcription("Повар")]
    a_gateway(database, server).transcribe(MP3, "audio/mpeg; codecs=x", purpose="dictation")
    row = only(database)
    assert (row.audio_seconds, row.usage_known) == (3, False)  # 2004 bytes at 6 kbit/s


def test_a_text_is_scrubbed_and_read_aloud_and_paid_by_the_character(
    database: Database, server: Server
) -> None:
    server.answers = [SPOKEN]
    person = a_person(database)
    known = KnownNames(emails=("anna.kalinina@mail.example",))
    text = "Пишите на anna.kalinina@mail.example: расскажу о работе поваром."
    sound = a_gateway(database, server).speak(
        text, purpose="rehearsal", voice="nova", person_id=person, known=known
    )
    assert sound == MP3
    assert server.paths == ["/v1/audio/speech"]
    sent = server.asked[0]
    assert (sent["model"], sent["voice"], sent["response_format"]) == ("tts-1", "nova", "mp3")
    assert "kalinina" not in sent["input"]
    row, receipt = only(database), receipts(database, person)[0]
    assert row.spoken_characters == len(sent["input"])
    assert row.cost == row.reserved == len(sent["input"]) * Decimal("0.000015")
    assert json.loads(receipt.sent)["input"] == sent["input"]
    assert receipt.removed == {"email": 1}


@pytest.mark.parametrize(
    ("recording", "kind", "code"),
    [
        (b"", "audio/wav", "model_audio_unsupported"),
        (b"RIFF" + bytes(100), "audio/wav", "model_audio_unsupported"),
        (b"%PDF-1.7", "audio/mpeg", "model_audio_unsupported"),
        (MP3, "audio/flac", "model_audio_unsupported"),
        (a_wave(601), "audio/wav", "model_too_long"),
        (a_wave(601, frames_told=8), "audio/wav", "model_too_long"),  # the header tells less than there is
        (b"ID3" + bytes(10 * 2**20), "audio/mpeg", "model_too_long"),
    ],
)
def test_what_is_no_recording_or_too_long_stays_here(
    database: Database, server: Server, recording: bytes, kind: str, code: str
) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        a_gateway(database, server).transcribe(recording, kind, purpose="dictation")
    assert caught.value.code == code
    assert server.asked == []


@pytest.mark.parametrize("text", ["", "  ", "а" * 4_097])
def test_what_cannot_be_read_aloud_stays_here(database: Database, server: Server, text: str) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        a_gateway(database, server).speak(text, purpose="rehearsal")
    assert caught.value.code == "model_too_long"
    assert server.asked == []


JSON = "application/json"
TROUBLE = [
    ([(429, JSON, b"{}")], "model_rate_limited", 3),
    ([(429, JSON, b'{"error": {"code": "insufficient_quota"}}')], "model_quota", 1),
    ([(500, JSON, b"{}")], "model_server_error", 3),
    ([(404, JSON, b"{}")], "model_rejected", 1),
    ([(400, JSON, b'{"error": {"code": "content_filter"}}')], "model_filtered", 1),
]


@pytest.mark.parametrize(
    ("answers", "code", "asked"),
    [
        *TROUBLE,
        ([(200, JSON, b"{")], "model_malformed", 1),
        ([(200, JSON, b"{}")], "model_malformed", 1),
        ([(200, "text/plain", "Повар".encode())], "model_malformed", 1),
        ([transcription(None)], "model_malformed", 1),
        ([transcription(["Повар"])], "model_malformed", 1),
        ([transcription("я" * 50_001)], "model_malformed", 1),
    ],
)
def test_a_transcription_that_is_none(
    database: Database, server: Server, answers: list[Answer], code: str, asked: int
) -> None:
    server.answers = answers
    with pytest.raises(ModelUnavailable) as caught:
        a_gateway(database, server).transcribe(a_wave(10), "audio/wav", purpose="dictation")
    row = only(database)
    assert (caught.value.code, row.status, row.attempts, len(server.asked)) == (code, code, asked, asked)
    assert row.cost <= row.reserved  # a second answer that has to be paid is not asked for
    assert (row.cost > 0) is (code == "model_malformed")


@pytest.mark.parametrize(
    ("answers", "code", "asked"),
    [
        *TROUBLE,
        ([(200, "audio/mpeg", b"")], "model_malformed", 1),
        ([(200, "text/html", b"<html>hello</html>")], "model_malformed", 1),
        ([(200, JSON, b"{}")], "model_malformed", 1),
    ],
)
def test_speech_that_is_none(
    database: Database, server: Server, answers: list[Answer], code: str, asked: int
) -> None:
    server.answers = answers
    with pytest.raises(ModelUnavailable) as caught:
        a_gateway(database, server).speak("Расскажите о себе", purpose="rehearsal")
    row = only(database)
    assert (caught.value.code, row.status, row.attempts, len(server.asked)) == (code, code, asked, asked)
    assert row.cost <= row.reserved


def test_a_passing_fault_is_tried_again(database: Database, server: Server) -> None:
    server.answers = [(500, JSON, b"{}"), SPOKEN]
    assert a_gateway(database, server).speak("Здравствуйте", purpose="rehearsal") == MP3
    assert only(database).attempts == 2


def test_above_a_cap_nothing_is_sent_and_what_is_free_goes_on(database: Database, server: Server) -> None:
    person = a_person(database)
    capped = a_gateway(database, server, budgets=Budgets(Decimal("0.001"), Decimal(1)))
    with pytest.raises(ModelUnavailable) as caught:
        capped.transcribe(a_wave(30), "audio/wav", purpose="dictation", person_id=person)
    assert caught.value.code == "budget_person"
    assert server.asked == []
    assert receipts(database, person) == []
    nothing = Budgets(Decimal(0), Decimal(0))
    own = a_gateway(database, server, budgets=nothing, price=FREE, speech_model="own-voice")
    server.answers = [SPOKEN]
    assert own.speak("Здравствуйте", purpose="rehearsal", person_id=person) == MP3
    assert (only(database).cost, only(database).price_known) == (0, True)


def test_an_unknown_model_costs_as_much_as_the_dearest_and_is_flagged(
    database: Database, server: Server
) -> None:
    server.answers = [SPOKEN]
    a_gateway(database, server, speech_model="nobody-knows").speak("а" * 100, purpose="rehearsal")
    row = only(database)
    assert (row.price_known, row.cost) == (False, Decimal("0.003"))


def test_without_a_key_nothing_is_built_or_sent(database: Database, server: Server) -> None:
    off = a_gateway(database, server, api_key=None)
    for ask in (
        lambda: off.speak("Здравствуйте", purpose="rehearsal"),
        lambda: off.transcribe(a_wave(1), "audio/wav", purpose="dictation"),
    ):
        with pytest.raises(ModelUnavailable) as caught:
            ask()
        assert caught.value.code == "model_off"
    assert server.asked == []
