"""What may leave the machine: a text without the things that say whose it is.

`scrub` is pure: the same text and the same known names give the same answer; nothing is fetched or stored.
Its tables and the morphology are loaded at the first call, so a machine that sends nothing never holds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from app.privacy import addresses, documents, emails, links, names, phones
from app.privacy import known as own
from app.privacy.folding import BARRIER, View, fold, joined
from app.privacy.types import PLACEHOLDERS, KnownNames, Removal, Scrubbed, Span

__all__ = ["KnownNames", "Removal", "Scrubbed", "scrub"]

MAX_CHARACTERS = 400_000  # what is longer is cut: no résumé or posting comes near
_ROUNDS = 6  # a removal can show another; the second round nearly always finds nothing
_Detector = Callable[[str], list[Span]]
_DETECTORS: tuple[_Detector, ...] = (
    emails.find,
    links.find_files,
    links.find_links,
    documents.find,
    phones.find,
    links.find_handles,
    addresses.find,
)


def scrub(text: str, known: KnownNames | None = None) -> Scrubbed:
    """`text` with placeholders for what identifies a person, and where each stood.

    Text beyond MAX_CHARACTERS is dropped. Applied to its own answer it changes nothing.
    """
    text = text[:MAX_CHARACTERS]
    pieces: list[Removal] = []
    current = text
    for _ in range(_ROUNDS):
        spans = _find(current, known or KnownNames())
        if not spans:
            break
        pieces = _combined(pieces, spans)
        current = _written(text, pieces)
    return Scrubbed(current, tuple(pieces))


def _find(text: str, known: KnownNames) -> list[Span]:
    """Findings in source coordinates, sorted and apart."""
    view = fold(text)
    found = _found_in(view, known)
    if spaced := joined(view):
        found += _found_in(spaced, known)
    return _merged(found)


def _found_in(view: View, known: KnownNames) -> list[Span]:
    characters = list(view.text)
    found: list[Span] = []
    detectors: list[_Detector] = [partial(own.find, known=known), *_DETECTORS, _names]
    for detector in detectors:
        spans = detector("".join(characters))
        for span in spans:
            characters[span.start : span.end] = BARRIER * (span.end - span.start)
        found += spans
    return [Span(*view.source(span.start, span.end), span.kind) for span in found if span.end > span.start]


def _names(text: str) -> list[Span]:
    found = names.find(text)
    return found + names.repeats(text, found)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Overlapping findings as one, of the kind of the longest."""
    merged: list[Span] = []
    longest = 0
    for span in sorted(spans):
        length = span.end - span.start
        if merged and span.start < merged[-1].end:
            last = merged[-1]
            kind = span.kind if length > longest else last.kind
            longest = max(longest, length)
            merged[-1] = Span(last.start, max(last.end, span.end), kind)
        else:
            merged.append(span)
            longest = length
    return merged


def _combined(pieces: list[Removal], spans: list[Span]) -> list[Removal]:
    """Removals so far and those found in the text they left, all in coordinates of the first text."""
    found: list[Removal] = []
    shift = 0  # of the present text against the first one
    waiting = list(pieces)
    for span in spans:
        while waiting and waiting[0].start - shift < span.start:
            piece = waiting.pop(0)
            shift += (piece.end - piece.start) - len(piece.placeholder)
        found.append(Removal(span.kind, span.start + shift, span.end + shift, PLACEHOLDERS[span.kind]))
    return sorted([*pieces, *found], key=lambda piece: piece.start)


def _written(text: str, pieces: list[Removal]) -> str:
    parts: list[str] = []
    at = 0
    for piece in pieces:
        parts += (text[at : piece.start], piece.placeholder)
        at = piece.end
    return "".join([*parts, text[at:]])
