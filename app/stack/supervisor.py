"""Starts the parts of a stack in order, keeps them alive, stops them from the outside in.

One thread, one loop: the kernel ties a child's life to the *thread* that started it, so nothing here may be
started from a worker thread. `app.stack.leftovers` covers what that tie does not reach.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg

from app.config import Settings
from app.stack import leftovers, parts, preflight, process, state
from app.stack.postgres import EmbeddedPostgres
from data import migrations
from data.errors import DatabaseUnavailable, StackError
from data.repositories import simulated

PROBE_SECONDS = 0.2
BACKOFF = (0.2, 1.0, 2.0, 5.0, 10.0, 30.0)  # seconds before the n-th restart in a row
STEADY_SECONDS = 60.0  # alive this long, a part's earlier deaths are forgotten


@dataclass
class _Running:
    part: parts.Part
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    not_before: float = 0.0
    deaths: int = 0
    ready: bool = False
    ready_after: float | None = None  # seconds since the stack's start, first time only
    log: Path = field(default_factory=Path)


class Stack:
    """The parts `names` on one data folder. The caller holds the folder's lock.

    `say(text)` hears of deaths and restarts. `kind` is "up" or the command the parts are started for.
    """

    def __init__(
        self, settings: Settings, names: Iterable[str], *, kind: str, say: Callable[[str], None]
    ) -> None:
        self.settings = settings
        self.kind = kind
        self._say = say
        wanted = set(preflight.own_parts(settings, names))
        self.names = [name for name in parts.ORDER if name in wanted]
        self._mark = parts.mark(settings.home, secrets.token_hex(6))
        self._began = time.monotonic()
        self._migrated = False
        self._watchdog: subprocess.Popen[bytes] | None = None
        self._running: dict[str, _Running] = {}
        self._next_bound = 0.0
        self._extra = False

    def check(self, *, extra: bool = False) -> None:
        """All that can be known before a start; clears what a killed stack left.

        `extra`: these parts run beside a running stack and touch neither its lock nor its run.json.
        """
        self._extra = extra
        preflight.check_home(self.settings.home)
        if not extra:
            self._clear_leftovers()
        preflight.check_external(self.settings)
        preflight.check_ports(self.settings, self.names)

    def start(self) -> None:
        """Start everything without waiting; `tick()` carries on."""
        self._began = time.monotonic()
        self._watchdog = process.start_watchdog(self._mark)
        if "postgres" in self.names:
            self._postgres = EmbeddedPostgres(
                self.settings.home / "postgres", self.settings.pg_port, log=self._log("postgres")
            )
            self._running["postgres"] = _Running(self._postgres_part(), log=self._log("postgres"))
        for name in self.names:
            if name != "postgres":
                self._running[name] = _Running(parts.MAKERS[name](self.settings), log=self._log(name))
        if self.settings.database_url and not self._extra:
            self._migrate()
        self.tick()

    def wait(self, names: Iterable[str], *, seconds: float, go_on: Callable[[], bool] = lambda: True) -> bool:
        """Tick until these parts are well; False when `go_on()` says stop.

        StackError when it takes longer than `seconds`.
        """
        wanted = [name for name in names if name in self._running]
        deadline = time.monotonic() + seconds
        while not all(self._running[name].ready for name in wanted):
            if not go_on():
                return False
            if time.monotonic() > deadline:
                late = [name for name in wanted if not self._running[name].ready]
                log = self._running[late[0]].log
                raise StackError(f"{', '.join(late)} did not start within {seconds:.0f} s; see {log}")
            self.tick()
            time.sleep(0.1)
        return True

    def tick(self) -> None:
        """Start what may start, notice who died, ask who is not ready yet."""
        now = time.monotonic()
        if self._watchdog is not None and self._watchdog.poll() is not None:
            self._watchdog = process.start_watchdog(self._mark)
        for name, one in self._running.items():
            if one.process is None:
                if now >= one.not_before and all(self._is_ready(other) for other in one.part.after):
                    self._spawn(name, one)
            elif one.process.poll() is not None:
                self._died(name, one)
            elif not one.ready and one.part.healthy():
                self._became_ready(name, one)
            elif one.deaths and now - one.started > STEADY_SECONDS:
                one.deaths = 0
        if now >= self._next_bound:
            self._next_bound = now + 30
            for one in self._running.values():
                process.bound_log(one.log)

    def stop(self) -> None:
        """Flows and pages, then the servers they use, then Postgres; nothing is left."""
        for group in parts.STOPS:
            alive = [
                (self._running[name], self._running[name].process) for name in group if name in self._running
            ]
            for one, child in alive:
                if child is not None and child.poll() is None:
                    child.send_signal(one.part.parent_death)
            for one, child in alive:
                if child is not None:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        child.wait(one.part.patience)
                    process.stop(child, one.part.parent_death, patience=0.1)
            for name in group:
                if name != "postgres" and name in self._running:
                    leftovers.end(self._mark, name, patience=2)
        leftovers.end(self._mark, patience=1)
        if self._watchdog is not None and self._watchdog.stdin is not None:
            self._watchdog.stdin.close()
            self._watchdog.wait(15)
        if not self._extra:
            state.forget(self.settings.home)

    def ready_after(self, name: str) -> float | None:
        one = self._running.get(name)
        return one.ready_after if one else None

    def ready(self) -> bool:
        return all(one.ready for one in self._running.values())

    def _is_ready(self, name: str) -> bool:
        return name not in self._running or self._running[name].ready

    def _log(self, name: str) -> Path:
        return self.settings.home / "logs" / f"{name}.log"

    def _clear_leftovers(self) -> None:
        leftovers.end(parts.mark(self.settings.home, ""))
        leftovers.end_postgres(self.settings.home / "postgres")

    def _postgres_part(self) -> parts.Part:
        return parts.Part(
            "postgres", [], parts.environment(self.settings), self._postgres.answers, patience=20.0,
            parent_death=signal.SIGINT,
        )  # fmt: skip

    def _spawn(self, name: str, one: _Running) -> None:
        given = one.part.environment | {leftovers.MARK: self._mark, leftovers.PART: name}
        one.log.parent.mkdir(parents=True, exist_ok=True)
        process.bound_log(one.log)
        if name == "postgres":
            one.process = self._postgres.spawn(given)
        else:
            one.process = process.spawn(
                one.part.command, one.log, environment=given, prepare=partial(os.nice, one.part.niceness)
            )
        one.started = time.monotonic()
        self._publish()

    def _became_ready(self, name: str, one: _Running) -> None:
        if name == "postgres" and not self._migrated:
            try:
                self._prepare_database(one)
            except (psycopg.OperationalError, DatabaseUnavailable) as error:
                one.ready = False  # it went away meanwhile: the next tick starts it again, or asks again
                self._say(f"the database is not ready yet ({error}); see {one.log}")
                return
        one.ready = True
        if one.ready_after is None:
            one.ready_after = time.monotonic() - self._began
        elif one.deaths:
            self._say(f"{name} is back.")
        self._publish()

    def _prepare_database(self, one: _Running) -> None:
        for database in ("podbor", "prefect"):
            self._postgres.ensure_database(database)
        one.ready = True
        # Prefect and the pages spend seconds importing: let them begin before the migrations.
        for other, waiting in self._running.items():
            if other in ("prefect", "web", "chroma", "demo") and waiting.process is None:
                self._spawn(other, waiting)
        self._migrate()

    def _migrate(self) -> None:
        migrations.upgrade(self.settings.database)
        self._migrated = True
        simulated.upgrade(self.settings.database)

    def _died(self, name: str, one: _Running) -> None:
        code = one.process.returncode if one.process else 0
        pause = BACKOFF[min(one.deaths, len(BACKOFF) - 1)]
        one.deaths += 1
        one.process, one.ready, one.not_before = None, False, time.monotonic() + pause
        self._say(f"{name} ended ({_why(code)}), starting it again in {pause:g} s; see {one.log}")
        if name != "postgres":
            leftovers.end(self._mark, name, patience=1)

    def _publish(self) -> None:
        if self._extra:
            return
        pids = {name: one.process.pid for name, one in self._running.items() if one.process}
        now = state.RunState(
            pid=os.getpid(), kind=self.kind, ready=self.ready(), host=self.settings.host,
            ports={port: getattr(self.settings, port) for port in state.PORTS}, parts=pids,
            external=[url for url in state.URLS if getattr(self.settings, url)],
        )  # fmt: skip
        try:
            state.write(self.settings.home, now)
        except OSError as error:  # a disk that filled up must not take down what runs
            self._say(f"the state of the stack cannot be written to {self.settings.home} ({error.strerror}).")


def _why(code: int) -> str:
    return f"killed by signal {-code}" if code < 0 else f"exit code {code}"
