"""Postgres as whoever we are, and over what a killed one left."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.stack import nobody
from app.stack.postgres import EmbeddedPostgres
from app.stack.preflight import free_port
from data.errors import StackError

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Path]:
    """A folder only we can reach."""
    tmp_path.chmod(0o700)
    yield tmp_path
    elsewhere = EmbeddedPostgres(tmp_path / "pg", 1, ways=("elsewhere",)) if os.geteuid() == 0 else None
    if elsewhere is not None:
        shutil.rmtree(elsewhere.folder.parent)


@as_root
@pytest.mark.parametrize("way", ["namespace", "elsewhere"])
def test_root_with_a_private_folder(private: Path, way: nobody.Way) -> None:
    if way == "namespace" and not nobody.namespaces_work(65534):
        pytest.skip("no user namespaces here")
    server = EmbeddedPostgres(private / "pg", free_port(), ways=(way,))
    server.start()
    try:
        assert server.identity.way == way
        with psycopg.connect(server.url("postgres")) as connection:
            assert connection.execute("SELECT lower('ПРИВЕТ')").fetchone() == ("привет",)
    finally:
        server.stop()
    assert server.process is not None
    assert server.process.returncode == 0


@as_root
def test_a_private_folder_is_not_reachable(private: Path) -> None:
    assert not nobody.reachable(private / "pg")
    assert nobody.reachable(Path("/usr/bin"))


def test_it_starts_over_a_killed_one_and_a_reused_process_id(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "pg", free_port())
    server.start()
    try:
        server.ensure_database("kept")
        assert server.process is not None
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        stale = server.folder / "postmaster.pid"
        stale.write_text(f"{os.getpid()}\n" + stale.read_text().split("\n", 1)[1])  # now it is ours
        server.start()
        with psycopg.connect(server.url("kept")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()


def test_data_of_another_version_are_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "pg"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("15\n")
    with pytest.raises(StackError, match="Postgres 15"):
        EmbeddedPostgres(folder, free_port()).start()
    assert [path.name for path in folder.iterdir()] == ["PG_VERSION"]
