"""Request ids: one per interaction, carried into searches, events and log lines.

`with request() as request_id:` opens one; whatever runs inside finds it with `current()`.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID, uuid4

_current: ContextVar[UUID | None] = ContextVar("request_id", default=None)


def current() -> UUID | None:
    """The id of the interaction that is being served, None outside of one."""
    return _current.get()


@contextmanager
def request(request_id: UUID | None = None) -> Iterator[UUID]:
    """Give everything inside the block one request id; a block inside a block keeps the outer id."""
    chosen = request_id or _current.get() or uuid4()
    token = _current.set(chosen)
    try:
        yield chosen
    finally:
        _current.reset(token)


class RequestIdFilter(logging.Filter):
    """Puts `request_id` on every log record, "-" outside of a request; add it to a handler."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = str(_current.get() or "-")
        return True


def log_to_stderr(level: int | str) -> None:
    """One line a record on standard error, with the request it belongs to."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"))
    handler.addFilter(RequestIdFilter())
    logging.basicConfig(level=level, handlers=[handler])
