"""Whether the running stack's Prefect can show what a command does, and how to reach it."""

from __future__ import annotations

import os

from app.config import Settings
from app.stack import health, parts, state


def joined(settings: Settings) -> bool:
    """True when flows called in this process from now on show up in the Prefect of the running stack, or in
    the one `PREFECT_API_URL` names. Starting one only for a command would take longer than most commands."""
    running = state.read(settings.home)
    ours = running is not None and running.kind == "up" and "prefect" in running.parts
    if not (ours or settings.prefect_api_url) or not health.prefect(settings.prefect_api):
        return False
    os.environ.update(parts.prefect_client_environment(settings))
    return True
