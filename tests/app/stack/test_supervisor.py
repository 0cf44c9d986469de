"""`podbor up` as a real process on a data folder and ports of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.config import Settings
from app.stack import health, leftovers, preflight, state
from app.stack.session import needed
from app.stack.supervisor import Stack
from data import migrations
from data.errors import DatabaseUnavailable

pytestmark = pytest.mark.stack
COMMAND = [sys.executable, "-P", "-m", "app.cli"]
STORES = "postgres,chroma"


def until(true: Callable[[], Any], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.1)
    return False


@dataclass
class Installation:
    """A data folder with free ports, and the stacks started on it."""

    home: Path
    ports: dict[str, int] = field(
        default_factory=lambda: {name: preflight.free_port() for name, _ in preflight.NEEDS.values()}
    )
    stacks: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        given = {f"PODBOR_{name.upper()}": str(port) for name, port in self.ports.items()}
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PODBOR_", "PREFECT_")) and not name.endswith("_URL")
        }
        return kept | given | {"PODBOR_HOME": str(self.home), "PODBOR_DEMO_SIZE": "60"}

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *arguments], env=self.environment | more, capture_output=True, text=True, check=False,
            timeout=120,
        )  # fmt: skip

    def up(self, *arguments: str) -> subprocess.Popen[str]:
        self.home.mkdir(exist_ok=True)
        with (self.home / "up.txt").open("a") as sink:
            stack = subprocess.Popen(
                [*COMMAND, "up", *arguments], env=self.environment, stdout=sink, stderr=sink, text=True
            )
        self.stacks.append(stack)
        assert until(
            lambda: self.state is not None and self.state.pid == stack.pid and self.state.ready, 180
        ), self.said
        return stack

    @property
    def said(self) -> str:
        return (self.home / "up.txt").read_text()

    @property
    def state(self) -> state.RunState | None:
        return state.read(self.home)

    def pid(self, part: str) -> int:
        assert self.state is not None
        return self.state.parts[part]

    def left(self) -> list[int]:
        return leftovers.marked(f"{self.home}#")

    @property
    def database(self) -> str:
        return f"postgresql://podbor@127.0.0.1:{self.ports['pg_port']}/podbor"

    @property
    def chroma(self) -> str:
        return f"http://127.0.0.1:{self.ports['chroma_port']}"

    def clean(self) -> None:
        for stack in self.stacks:
            if stack.poll() is None:
                stack.send_signal(signal.SIGTERM)
                stack.wait(60)
        leftovers.end(f"{self.home}#")


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "home")
    yield made
    made.clean()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("stack") / "home")
    made.up("--only", STORES)
    yield made
    made.clean()


def test_a_second_up_prints_the_addresses_and_leaves(running: Installation) -> None:
    second = running.run("up")
    assert second.returncode == 0
    assert "already running" in second.stdout
    assert running.chroma in second.stdout


@pytest.mark.parametrize("part", ["postgres", "chroma"])
def test_a_killed_part_comes_back_with_its_data(running: Installation, part: str) -> None:
    with psycopg.connect(running.database) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (x int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    before = running.pid(part)
    os.kill(before, signal.SIGKILL)
    assert until(lambda: running.pid(part) != before)
    assert until(lambda: health.postgres(running.database) and health.chroma(running.chroma))
    with psycopg.connect(running.database) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    assert row[0] >= 1


def test_commands_use_the_running_stack(running: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert until(lambda: running.state is not None and running.state.ready)
    monkeypatch.setenv("PODBOR_HOME", str(running.home))
    monkeypatch.setenv("PODBOR_PG_PORT", "1")  # another shell, other settings: the stack's own ports count
    processes = running.left()
    with needed({"postgres", "chroma"}) as settings:
        assert settings.pg_port == running.ports["pg_port"]
        assert os.environ["PODBOR_PG_PORT"] == str(running.ports["pg_port"])
        assert set(running.left()) == set(processes)
    assert os.environ["PODBOR_PG_PORT"] == "1"
    assert health.postgres(running.database)


def test_doctor_finds_the_running_parts_well(running: Installation) -> None:
    assert until(lambda: running.state is not None and running.state.ready)
    examined = running.run("doctor", "--format", "json", PODBOR_HH_TOKEN="very-private")
    found = {one["part"]: one for one in json.loads(examined.stdout)}
    assert examined.returncode == 0
    assert found["postgres"]["level"] == found["chroma"]["level"] == "OK"
    assert "migrations at head" in found["postgres"]["text"]
    assert "very-private" not in examined.stdout + examined.stderr


def test_ctrl_c_stops_all_and_the_folder_can_be_used_again(installation: Installation) -> None:
    stack = installation.up("--only", STORES)
    stack.send_signal(signal.SIGINT)
    assert stack.wait(30) == 0
    assert installation.left() == []
    assert installation.state is None
    assert not state.held(installation.home)
    assert "Traceback" not in installation.said


def test_a_killed_stack_leaves_nothing_and_starts_again(installation: Installation) -> None:
    installation.up("--only", STORES).kill()
    installation.up("--only", STORES)  # at once: what the first one left is cleared or waited for
    assert health.postgres(installation.database)
    stack = installation.stacks[-1]
    stack.kill()
    stack.wait()
    assert until(lambda: installation.left() == [], 30)
    assert not health.postgres(installation.database)


def test_a_taken_port_is_one_sentence_and_nothing_starts(installation: Installation) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", installation.ports["web_port"]))
        stranger.listen()
        refused = installation.run("up")
    assert refused.returncode == 2
    assert refused.stderr.strip() == (
        f"podbor: Port {installation.ports['web_port']} is taken by another program; it is for the pages. "
        "Choose another with PODBOR_WEB_PORT."
    )
    assert not (installation.home / "postgres").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(installation: Installation) -> None:
    refused = installation.run("up", PODBOR_HOME="/proc/podbor")
    assert refused.returncode == 2
    assert refused.stderr.startswith("podbor: The data folder /proc/podbor cannot be written")
    assert len(refused.stderr.splitlines()) == 1


def test_a_command_without_a_stack_has_servers_for_its_own_duration(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in installation.environment.items():
        monkeypatch.setenv(name, value)
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", installation.ports["chroma_port"]))
        stranger.listen()
        with needed({"postgres", "chroma"}) as settings:
            assert settings.pg_port == installation.ports["pg_port"]
            assert settings.chroma_port != installation.ports["chroma_port"]  # taken: another was found
            assert health.postgres(settings.database)
            assert health.chroma(settings.chroma)
    assert installation.left() == []
    assert not health.postgres(installation.database)


def test_a_stack_outlives_a_full_disk_and_a_database_lost_at_the_start(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    settings = Settings(home=installation.home, database_url=None, **installation.ports)  # type: ignore[arg-type]
    attempts: list[str] = []

    def lost_once(url: str) -> None:
        attempts.append(url)
        if len(attempts) == 1:
            raise DatabaseUnavailable("The database went away before it was up to date.")

    monkeypatch.setattr(migrations, "upgrade", lost_once)
    (installation.home / "run.json.new").mkdir(parents=True)  # where the state would be written
    stack = Stack(settings, {"postgres"}, kind="up", say=said.append)
    stack.check()
    try:
        stack.start()
        assert stack.wait({"postgres"}, seconds=60)
    finally:
        stack.stop()
    assert len(attempts) == 2
    assert any("cannot be written" in one for one in said)


def scheduled(installation: Installation) -> bool:
    """Whether Prefect's scheduler has made runs of our schedules (see flows/prefect_server.py)."""
    asked = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}, "deployment_id": {"is_null_": False}}}
    api = f"http://127.0.0.1:{installation.ports['prefect_port']}/api"
    runs = health.prefect_query(api, "/flow_runs/filter", asked) or []
    return any(run["auto_scheduled"] for run in runs)


def test_everything_comes_up_and_goes_down_even_when_killed(installation: Installation) -> None:
    stack = installation.up()
    assert installation.state is not None
    assert set(installation.state.parts) == {"postgres", "chroma", "demo", "prefect", "web", "flows"}
    assert health.web(f"http://127.0.0.1:{installation.ports['web_port']}")
    assert until(lambda: "are invented" in installation.said)
    assert until(lambda: scheduled(installation))
    doctor = installation.run("doctor", "--format", "json")
    assert {one["part"] for one in json.loads(doctor.stdout) if one["level"] == "FAIL"} == set()
    stack.kill()
    stack.wait()
    assert until(lambda: installation.left() == [], 30)
