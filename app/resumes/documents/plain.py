"""Bytes to text: byte-order marks, UTF-16 without one, UTF-8, then what chardet says."""

from __future__ import annotations

import re

import chardet

from app.resumes.documents.limits import Refused

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_MARKS = ((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig"))
_HIGH_BYTES = frozenset((0x00, 0x04, 0x20, 0x22))  # upper bytes of Latin, Cyrillic, punctuation
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")


def decode(data: bytes, *, declared: bool = False) -> str:
    """Text of `data`; `declared` believes an HTML `charset=` first. Refuses what is no text at all."""
    text = _decode(data, declared)
    if len(_CONTROL.findall(text[:20_000])) > 0.05 * len(text[:20_000]):
        raise Refused("document_unsupported")
    return text


def _decode(data: bytes, declared: bool) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if wide := _wide(data):
        return data.decode(wide, "replace")
    if declared and (match := _DECLARED.search(data[:4096])):
        try:
            return data.decode(match.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong declaration is common; the bytes decide
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        guess = chardet.detect(data[:100_000])["encoding"] or "cp1251"
    try:
        return data.decode(guess, "replace")
    except LookupError:
        return data.decode("cp1251", "replace")


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: nearly every second byte is one of a few (valid UTF-8 too, so ask first)."""
    sample = data[:4000]
    if len(sample) < 8:
        return None
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half, other = sample[offset::2], sample[1 - offset :: 2]
        share = sum(byte in _HIGH_BYTES for byte in half) / len(half)
        narrow = sum(byte in (0x00, 0x04) for byte in half) / len(half)
        mixed = sum(byte in (0x00, 0x04) for byte in other) / len(other)
        if share > 0.95 and narrow > 0.8 and mixed < 0.2:
            return encoding
    return None
