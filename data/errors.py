"""The project's exception tree. Messages are written for the person at the screen.

* PodborError                     anything we can say in one clear sentence
  - NotFound                      no such row, or not this person's
  - InvalidInput                  what was given cannot be used; nothing was stored
    . UnreadableDocument          a résumé file that cannot be read (carries a `reason` code)
  - DatabaseUnavailable
  - ArchiveUnavailable            raw payloads cannot be kept
  - IndexUnavailable              Chroma or the lexical index does not answer
  - SourceError                   carries the source's name
    . SourceNotConfigured         a token or a contact address is missing
    . SourceForbidden             the source refuses us: a configuration fault, close nothing
    . SourceUnavailable           try again later
    . PayloadChanged              the format moved; the row is quarantined
  - StackError                    a part of the installation does not start

`code` is a stable key: pages translate by it (`components.errors`), the text is the English fallback.
"""

from __future__ import annotations


class PodborError(Exception):
    """Base of everything that is told to the person rather than raised as a bug."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None, **details: object) -> None:
        super().__init__(message)
        self.code = code or type(self).code
        self.details = details


class NotFound(PodborError):
    code = "not_found"


class InvalidInput(PodborError):
    code = "invalid_input"


class UnreadableDocument(InvalidInput):
    """`code` is one of: document_empty, document_too_big, document_too_long, document_encrypted,
    document_broken, document_is_image, document_no_text, document_scan, document_fonts, document_doc,
    document_unsupported, document_bomb, document_timeout."""

    code = "document_broken"


class DatabaseUnavailable(PodborError):
    code = "database_unavailable"


class ArchiveUnavailable(PodborError):
    code = "archive_unavailable"


class IndexUnavailable(PodborError):
    code = "index_unavailable"


class SourceError(PodborError):
    code = "source_error"

    def __init__(self, source: str, message: str, *, code: str | None = None, **details: object) -> None:
        super().__init__(f"{source}: {message}", code=code, source=source, **details)
        self.source = source


class SourceNotConfigured(SourceError):
    code = "source_not_configured"


class SourceForbidden(SourceError):
    code = "source_forbidden"


class SourceUnavailable(SourceError):
    code = "source_unavailable"


class PayloadChanged(SourceError):
    code = "payload_changed"


class StackError(PodborError):
    code = "stack_error"
