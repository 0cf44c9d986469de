"""zarplata.ru: the engine of hh.ru under another address. Off unless an entry switches it on: what it answers
to programs without a token changes."""

from __future__ import annotations

from data.sources.entry import Kind
from data.sources.hh import HH_PER_SECOND, HhSource

KIND = Kind(
    name="zarplata", base_url=lambda entry: "https://api.zarplata.ru", make=HhSource.over, whole_board=False,
    needs=(), enabled=False, least_minutes=60, per_second=HH_PER_SECOND, documented_api=True,
    speaks_hh=True,
)  # fmt: skip
