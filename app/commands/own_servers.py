"""Settings of a measurement: its own folder and its own ports, whatever runs on this machine."""

from __future__ import annotations

import socket
from pathlib import Path

from app.config import Settings

_PORTS = ("web_port", "prefect_port", "chroma_port", "pg_port", "demo_port")


def own_settings(folder: Path) -> Settings:
    """Nothing of the running installation is read or written: measurements must not touch people's data."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # Postgres may run as another user and must reach its own folder
    home.chmod(0o755)
    probes = [socket.socket() for _ in _PORTS]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        ports = {name: probe.getsockname()[1] for name, probe in zip(_PORTS, probes, strict=True)}
    finally:
        for probe in probes:
            probe.close()
    return Settings(
        home=home, database_url=None, chroma_url=None, prefect_api_url=None, openai_api_key=None, **ports
    )
