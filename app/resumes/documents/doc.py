"""Legacy Word files through a converter of the system: catdoc (milliseconds), else LibreOffice (seconds).

The converter reads the file from our standard input, inherits our limits, and may write only into the
folder that the parent process made for it and takes away afterwards."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
from pathlib import Path

from app.resumes.documents.limits import (
    CONVERTER_FILE_BYTES,
    CONVERTER_SECONDS,
    MAX_TEXT_CHARACTERS,
    Refused,
)

_WORD = "WordDocument".encode("utf-16-le")
_OFFICE = ("soffice", "libreoffice")


def read(data: bytes, folder: Path) -> str:
    """Text of a .doc; `folder` is empty and ours alone. Refuses when no converter is installed."""
    if _WORD not in data:
        raise Refused("document_unsupported")
    if shutil.which("catdoc"):
        text = _run(["catdoc", "-w", "-d", "utf-8", "/dev/stdin"], folder)
        if any(character.isalpha() for character in text):
            return text
    office = next((name for name in _OFFICE if shutil.which(name)), None)
    if office is None:
        raise Refused("document_broken" if shutil.which("catdoc") else "document_doc")
    return _through_office(office, data, folder)


def _through_office(office: str, data: bytes, folder: Path) -> str:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (min(CONVERTER_FILE_BYTES, hard), hard))
    (folder / "resume.doc").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--norestore", "--convert-to", "txt:Text (encoded):UTF8"]
    _run([*command, "--outdir", str(folder), str(folder / "resume.doc")], folder)
    try:
        written = (folder / "resume.txt").read_bytes()
    except OSError as error:
        raise Refused("document_broken") from error
    return written[: 4 * MAX_TEXT_CHARACTERS].decode("utf-8-sig", "replace")


def _run(command: list[str], folder: Path) -> str:
    os.lseek(0, 0, os.SEEK_SET)
    try:
        done = subprocess.run(
            command, stdin=0, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder,
            timeout=CONVERTER_SECONDS, env={**os.environ, "HOME": str(folder), "TMPDIR": str(folder)},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Refused("document_timeout") from error
    return done.stdout[: 4 * MAX_TEXT_CHARACTERS].decode("utf-8", "replace")
