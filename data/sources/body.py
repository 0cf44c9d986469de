"""Reading a body without trust: bounded as it comes, bounded unpacked, bounded in time."""

from __future__ import annotations

import time
import zlib

import httpx

#: What we say we can unpack, and all that is unpacked.
ACCEPT_ENCODING = "gzip, deflate"


class BadBody(Exception):
    """`code` is too_big, no_answer (it came too slowly) or bad_encoding."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_body(response: httpx.Response, *, most: int, deadline: float, cut: bool = False) -> bytes:
    """The unpacked body, at most `most` bytes; `cut` takes that much of a longer one. Raises BadBody,
    httpx.TransportError."""
    unpack = _unpacker(response.headers.get("Content-Encoding", ""))
    body = bytearray()
    raw = 0
    stream = response.stream
    assert isinstance(stream, httpx.SyncByteStream)
    for chunk in stream:  # raw bytes: httpx itself would unpack without a bound
        raw += len(chunk)
        body += unpack.feed(chunk, most + 1 - len(body)) if unpack else chunk
        if raw > most or len(body) > most:
            if cut:
                return bytes(body[:most])
            raise BadBody("too_big")
        if time.monotonic() > deadline:
            raise BadBody("no_answer")
    if unpack and raw and not unpack.whole:
        raise BadBody("bad_encoding")
    return bytes(body)


class _Unpacker:
    """gzip (one member or several) and deflate, never more than asked for."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=47)  # gzip or zlib by its head
        self._begun = False
        self.whole = False

    def feed(self, chunk: bytes, room: int) -> bytes:
        out = bytearray()
        while chunk and room > len(out):
            try:
                out += self._inner.decompress(chunk, room - len(out))
            except zlib.error as error:
                if self.whole:  # something behind the end: nobody's business
                    return bytes(out)
                if self._begun or out:
                    raise BadBody("bad_encoding") from error
                self._inner = zlib.decompressobj(wbits=-15)  # deflate without its head, as some send it
                self._begun = True
                continue
            self._begun = True
            self.whole = self._inner.eof
            if self._inner.eof:
                chunk = self._inner.unused_data
                self._inner = zlib.decompressobj(wbits=47)
            else:
                chunk = self._inner.unconsumed_tail
        return bytes(out)


def _unpacker(encoding: str) -> _Unpacker | None:
    named = encoding.strip().lower()
    if named in {"", "identity"}:
        return None
    if named in {"gzip", "x-gzip", "deflate"}:
        return _Unpacker()
    raise BadBody("bad_encoding")
