"""Everything that can be known before anything starts, each failure one sentence."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterable
from pathlib import Path

from app.config import Settings
from app.stack import health
from data.errors import InvalidInput

NEEDED_MB = 300  # a fresh Postgres, its write-ahead log, two indexes of a few thousand postings
NEEDS = {
    "web": ("web_port", "the pages"),
    "prefect": ("prefect_port", "Prefect"),
    "chroma": ("chroma_port", "the vector index (Chroma)"),
    "postgres": ("pg_port", "the database (Postgres)"),
    "demo": ("demo_port", "the demo board"),
}
EXTERNAL = {"postgres": "database_url", "chroma": "chroma_url", "prefect": "prefect_api_url"}


def check_home(home: Path, *, needed_mb: int = NEEDED_MB) -> None:
    """InvalidInput when the data folder cannot be made, written or has no room."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / f".probe-{os.getpid()}"
        try:
            probe.write_bytes(b"\0" * 65_536)
        finally:
            probe.unlink(missing_ok=True)
        free = shutil.disk_usage(home).free // 1_000_000
    except OSError as error:
        raise InvalidInput(
            f"The data folder {home} cannot be written ({error.strerror}); choose another with PODBOR_HOME.",
            code="home_unwritable",
        ) from error
    if free < needed_mb:
        raise InvalidInput(
            f"Only {free} MB are free at {home}, {needed_mb} MB are needed; "
            "free some space or choose another folder with PODBOR_HOME.",
            code="disk_full",
        )


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the servers do
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_ports(settings: Settings, parts: Iterable[str]) -> None:
    """InvalidInput naming the port, who needs it and the setting to change."""
    seen: dict[int, str] = {}
    for part in parts:
        if part not in NEEDS:
            continue
        name, who = NEEDS[part]
        port: int = getattr(settings, name)
        variable = f"PODBOR_{name.upper()}"
        if port in seen:
            raise InvalidInput(
                f"Port {port} is set for {seen[port]} and for {who}; choose another with {variable}.",
                code="port_taken",
            )
        seen[port] = who
        if not is_free(port, settings.host if part == "web" else "127.0.0.1"):
            raise InvalidInput(
                f"Port {port} is taken by another program; it is for {who}. Choose another with {variable}.",
                code="port_taken",
            )


def check_external(settings: Settings) -> None:
    """InvalidInput when a server given by a URL does not answer."""
    if settings.database_url and not health.postgres(settings.database_url):
        raise InvalidInput("The Postgres of DATABASE_URL does not answer.", code="external_down")
    if settings.chroma_url and not health.chroma(settings.chroma_url):
        raise InvalidInput(
            f"The Chroma server of CHROMA_URL ({settings.chroma_url}) does not answer.", code="external_down"
        )
    if settings.prefect_api_url and not health.prefect(settings.prefect_api_url):
        raise InvalidInput(
            f"The Prefect server of PREFECT_API_URL ({settings.prefect_api_url}) does not answer.",
            code="external_down",
        )


def own_parts(settings: Settings, parts: Iterable[str]) -> list[str]:
    """Without those that a URL setting replaces, and without the demo board when it is switched off."""
    return [
        part
        for part in parts
        if not (part in EXTERNAL and getattr(settings, EXTERNAL[part])) and (part != "demo" or settings.demo)
    ]
