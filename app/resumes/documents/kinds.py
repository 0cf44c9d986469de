"""What a file is, by its content; the name is never believed."""

from __future__ import annotations

import io
import re
import struct
import zipfile

from app.resumes.documents.limits import MAX_ARCHIVE_ENTRIES, Refused

_IMAGES = (
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
)
_HTML = re.compile(rb"<!doctype\s+html|<html|<head|<body|<div[\s>]|<p[\s>]|<h1[\s>]", re.IGNORECASE)


def kind_of(data: bytes) -> str:
    """pdf, docx, odt, rtf, doc, html, json or text; raises `Refused` for everything else."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Refused("document_empty")
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if _is_image(head):
        raise Refused("document_is_image")
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _archive_kind(data)
    if is_compound(data):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused("document_encrypted")
        return "doc"
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    plain = head.replace(b"\x00", b"")
    if _HTML.search(plain):
        return "html"
    if plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"{"):
        return "json"
    return "text"


def is_compound(data: bytes) -> bool:
    """Whether `data` is a compound file of old Office, the only kind that needs a converter's folder."""
    return data.startswith(b"\xd0\xcf\x11\xe0")


def _is_image(head: bytes) -> bool:
    if head.startswith(_IMAGES[3]) and len(head) > 18 and head[14] not in (40, 108, 124, 12):
        return False  # "BM" alone may begin a sentence
    if head.startswith(_IMAGES):
        return True
    webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    heic = head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"hevc")
    return webp or heic


def _archive_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, struct.error) as error:
        raise Refused("document_broken") from error
    if len(names) > MAX_ARCHIVE_ENTRIES:
        raise Refused("document_bomb")
    if "word/document.xml" in names:
        return "docx"
    if "content.xml" in names and "mimetype" in names:
        return "odt"
    raise Refused("document_unsupported")
