"""Parts of a zipped office document: bounded, and parsed without entities or network."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from app.resumes.documents.limits import MAX_PART_BYTES, Refused


class Parts:
    """Reads named parts; together they may unpack to `MAX_PART_BYTES`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = MAX_PART_BYTES
        self.names = archive.namelist()

    def xml(self, name: str) -> etree._Element:
        try:
            with self._archive.open(name) as part:
                body = part.read(self._left + 1)
        except RuntimeError as error:  # zipfile's way to say "password"
            raise Refused("document_encrypted") from error
        if len(body) > self._left:
            raise Refused("document_bomb")
        self._left -= len(body)
        if b"<!ENTITY" in body[:65_536] or b"<!DOCTYPE" in body[:65_536]:
            raise Refused("document_bomb")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(body, parser)


@contextmanager
def opened(data: bytes) -> Iterator[Parts]:
    """Turns every way an archive can be broken into one refusal."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield Parts(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        KeyError,
        EOFError,
        OSError,
        ValueError,  # offsets before the beginning of the file
        OverflowError,
        struct.error,
        lzma.LZMAError,
        NotImplementedError,
    ) as error:
        raise Refused("document_broken") from error
