from __future__ import annotations

import socket
from pathlib import Path

import pytest

from app.config import Settings
from app.stack import preflight
from data.errors import InvalidInput


@pytest.fixture
def settings() -> Settings:
    ports = {name: preflight.free_port() for name, _ in preflight.NEEDS.values()}
    return Settings(**ports)


def test_free_ports_pass(settings: Settings) -> None:
    preflight.check_ports(settings, preflight.NEEDS)


def test_a_taken_port_is_named_with_its_setting(settings: Settings) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", settings.chroma_port))
        stranger.listen()
        with pytest.raises(InvalidInput, match=f"Port {settings.chroma_port} .*Chroma.*PODBOR_CHROMA_PORT"):
            preflight.check_ports(settings, preflight.NEEDS)


def test_one_port_for_two_parts_is_refused(settings: Settings) -> None:
    twice = settings.model_copy(update={"demo_port": settings.web_port})
    with pytest.raises(InvalidInput, match="for the pages and for the demo board"):
        preflight.check_ports(twice, preflight.NEEDS)


def test_a_full_disk_and_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="MB are needed"):
        preflight.check_home(tmp_path, needed_mb=10**9)
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput, match="cannot be written"):
        preflight.check_home(tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_servers_of_ones_own_are_not_started_but_asked(settings: Settings) -> None:
    away = settings.model_copy(
        update={"chroma_url": f"http://127.0.0.1:{settings.chroma_port}", "demo": False}
    )
    assert preflight.own_parts(away, ["postgres", "chroma", "demo", "web"]) == ["postgres", "web"]
    with pytest.raises(InvalidInput, match="CHROMA_URL"):
        preflight.check_external(away)
