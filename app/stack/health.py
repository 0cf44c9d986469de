"""Does a server answer? One short bounded question each; True or False, never an exception."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from typing import Any

import psycopg

SECONDS = 2.0
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # loopback knows no proxy
_FAILURES = (OSError, http.client.HTTPException, ValueError)


def postgres(url: str) -> bool:
    try:
        psycopg.connect(plain_url(url), connect_timeout=int(SECONDS)).close()
    except psycopg.Error:
        return False
    return True


def plain_url(url: str) -> str:
    """libpq does not know SQLAlchemy's driver suffix."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def chroma(url: str) -> bool:
    return _status(f"{url.rstrip('/')}/api/v2/heartbeat") == 200


def prefect(api_url: str) -> bool:
    return _status(f"{api_url.rstrip('/')}/health") == 200


def web(url: str) -> bool:
    """The page server answers and its databases do."""
    return _status(f"{url}/healthz") == 200


def http_answers(url: str) -> bool:
    """Anything that is not a server error: the demo board may refuse us and still be well."""
    return 0 < _status(url) < 500


def prefect_query(api_url: str, path: str, body: dict[str, Any], *, seconds: float = SECONDS) -> Any:
    """The decoded answer of a POST to Prefect's API, at most 4 MB; None when there is none in time."""
    request = urllib.request.Request(  # noqa: S310 - the address is our own setting
        f"{api_url.rstrip('/')}{path}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        with _OPENER.open(request, timeout=seconds) as answer:
            return json.loads(answer.read(4_000_000))
    except _FAILURES:
        return None


def deployments(api_url: str) -> list[dict[str, Any]]:
    """Deployments Prefect knows, at most 200; an empty list when it does not answer."""
    found = prefect_query(api_url, "/deployments/filter", {"limit": 200})
    return found if isinstance(found, list) else []


def _status(url: str) -> int:
    """The HTTP status, 0 when nothing answers."""
    try:
        with _OPENER.open(url, timeout=SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except _FAILURES:
        return 0
