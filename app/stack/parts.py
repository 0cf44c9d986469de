"""The servers of a stack: how each is started, when it is well, in which order it stops."""

from __future__ import annotations

import os
import secrets
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.config import Settings
from app.stack import health

ORDER = ("postgres", "chroma", "demo", "prefect", "web", "flows")
# Flows and pages use the others, all use Postgres: stop from the outside in.
STOPS = (("flows", "web"), ("prefect", "chroma", "demo"), ("postgres",))


@dataclass(frozen=True)
class Part:
    name: str
    command: list[str]
    environment: dict[str, str]
    healthy: Callable[[], bool]
    after: tuple[str, ...] = ()  # parts that must answer before this one starts
    patience: float = 10.0  # seconds to stop
    parent_death: int = signal.SIGTERM
    niceness: int = 0  # background work yields to whoever waits at a page


def mark(home: Path, token: str) -> str:
    return f"{home}#{token}"


def environment(settings: Settings) -> dict[str, str]:
    """The caller's environment with the real ports and places."""
    return dict(os.environ) | {
        "PODBOR_HOME": str(settings.home),
        "PODBOR_HOST": settings.host,
        "PODBOR_WEB_PORT": str(settings.web_port),
        "PODBOR_PREFECT_PORT": str(settings.prefect_port),
        "PODBOR_CHROMA_PORT": str(settings.chroma_port),
        "PODBOR_PG_PORT": str(settings.pg_port),
        "PODBOR_DEMO_PORT": str(settings.demo_port),
        "PODBOR_DEMO": str(settings.demo).lower(),
        "PYTHONUNBUFFERED": "1",
        "DO_NOT_TRACK": "1",
        "ANONYMIZED_TELEMETRY": "False",
    }


def prefect_client_environment(settings: Settings) -> dict[str, str]:
    """What a process needs to talk to this stack's Prefect, and only to it."""
    return {
        "PREFECT_API_URL": settings.prefect_api,
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_RUNNER_POLL_FREQUENCY": "2",
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "DO_NOT_TRACK": "1",
    }


def chroma(settings: Settings) -> Part:
    """The Rust server without Chroma's Python package: 0.3 s and 40 MB instead of 9 s and 112 MB."""
    folder = settings.home / "chroma"
    folder.mkdir(exist_ok=True)
    site = next(path for path in sys.path if (Path(path) / "chromadb_rust_bindings").is_dir())
    arguments = ["chroma", "run", "--path", str(folder), "--host", "127.0.0.1"]
    arguments += ["--port", str(settings.chroma_port)]
    code = (
        f"import sys; sys.path.append({site!r}); import chromadb_rust_bindings as c, signal;"
        f"signal.signal(signal.SIGINT, signal.SIG_DFL); c.cli({arguments!r})"
    )
    return Part(
        "chroma", [sys.executable, "-S", "-c", code], environment(settings),
        lambda: health.chroma(settings.chroma), patience=5.0,
    )  # fmt: skip


def prefect(settings: Settings) -> Part:
    """The server under uvicorn directly: the command line would be a second process doing nothing."""
    if settings.database_url:  # somebody's Postgres: we make no database of another program in it
        connection = f"sqlite+aiosqlite:///{settings.home / 'prefect' / 'prefect.db'}"
    else:
        connection = f"postgresql+asyncpg://podbor@127.0.0.1:{settings.pg_port}/prefect"
    given = environment(settings) | {
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_API_DATABASE_CONNECTION_URL": connection,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",  # version 2 calls an outside address from the browser
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(settings.keep_flow_runs_days * 86_400),
    }
    given.pop("PREFECT_API_URL", None)
    (settings.home / "prefect").mkdir(exist_ok=True)
    command = [sys.executable, "-P", "-m", "uvicorn", "--factory", "flows.prefect_server:create_app"]
    command += ["--host", "127.0.0.1", "--port", str(settings.prefect_port), "--log-level", "warning"]
    command += ["--timeout-keep-alive", "5", "--timeout-graceful-shutdown", "3"]
    after = () if settings.database_url else ("postgres",)
    return Part("prefect", command, given, lambda: health.prefect(settings.prefect_api), after, niceness=5)


def demo(settings: Settings) -> Part:
    command = [sys.executable, "-P", "-m", "app.demo", "--port", str(settings.demo_port)]
    command += ["--seed", str(settings.demo_seed), "--size", str(settings.demo_size)]
    return Part(
        "demo", command, environment(settings),
        lambda: health.http_answers(f"{settings.demo_url}/dictionaries"), patience=5.0,
    )  # fmt: skip


def web(settings: Settings) -> Part:
    given = environment(settings) | {
        "STREAMLIT_SERVER_COOKIE_SECRET": cookie_secret(settings.home),
        "PREFECT_API_URL": settings.prefect_api,
    }
    after = () if settings.database_url else ("postgres",)
    return Part(
        "web", [sys.executable, "-P", "-m", "app.web"], given, lambda: health.web(web_url(settings)), after
    )


def flows(settings: Settings) -> Part:
    """One process serves all flows; every run is a child of it."""
    given = environment(settings) | prefect_client_environment(settings)

    began = datetime.now(UTC).isoformat()

    def served() -> bool:
        """Somebody has asked Prefect for work since we began; "READY" outlives the process for a minute."""
        polled = [one.get("last_polled") or "" for one in health.deployments(settings.prefect_api)]
        return any(at > began for at in polled)

    needs = [name for name, url in (("postgres", settings.database_url), ("chroma", settings.chroma_url),
                                    ("prefect", settings.prefect_api_url)) if not url]  # fmt: skip
    command = [sys.executable, "-P", "-m", "flows.deployments"]
    return Part("flows", command, given, served, tuple(needs), niceness=10)


def web_url(settings: Settings) -> str:
    """Where this machine reaches the pages, whatever address they listen on."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.web_port}"


def cookie_secret(home: Path) -> str:
    """One secret per data folder, so that open pages live through a restart of the page server."""
    path = home / "cookie.secret"
    if not path.exists():
        scratch = path.with_suffix(".new")
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as sink:
            sink.write(secrets.token_urlsafe(32))
        scratch.replace(path)
    return path.read_text()


MAKERS: dict[str, Callable[[Settings], Part]] = {
    "chroma": chroma, "demo": demo, "prefect": prefect, "web": web, "flows": flows,
}  # fmt: skip
