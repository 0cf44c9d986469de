"""Answers in the board's shapes: JSON with a request id, errors, and what a fault sends instead."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from starlette.responses import HTMLResponse, Response

from app.demo.faults import Fault

_GUARD_PAGE = (
    "<!DOCTYPE html><html><head><title>DDoS-Guard</title></head>"
    "<body><h1>403</h1><p>Checking your browser before accessing.</p></body></html>"
)
_GEO_PAGE = "<!DOCTYPE html><html><body><h1>451 Unavailable For Legal Reasons</h1></body></html>"
_PAGE = "<!DOCTYPE html><html><body><h1>Технические работы</h1></body></html>"


def encode(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def answer(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = content if isinstance(content, bytes) else encode(content)
    return Response(body, status, headers, "application/json; charset=utf-8")


def error(status: int, request_id: str, *errors: dict[str, str], **companions: Any) -> Response:
    """`{"errors": [...], ..., "request_id": ...}` with the old companion keys where the board sends them."""
    return answer({"errors": list(errors), **companions, "request_id": request_id}, status)


def bad_argument(request_id: str, name: str, description: str) -> Response:
    return error(
        400,
        request_id,
        {"type": "bad_argument", "value": name},
        bad_arguments=[{"name": name, "description": description}],
        bad_argument=name,
        description=description,
    )


def too_deep(request_id: str) -> Response:
    words = "you can't look up more than 2000 items in the list"
    return error(
        400,
        request_id,
        {"type": "bad_argument", "value": "page"},
        {"type": "bad_argument", "value": "per_page"},
        bad_arguments=[{"name": "page, per_page", "description": words}],
        bad_argument="page, per_page",
        description=words,
    )


def not_found(request_id: str) -> Response:
    return error(404, request_id, {"type": "not_found"}, description="Not Found")


def instead(fault: Fault, request_id: str, base_url: str, random: Random) -> Response | None:
    """What a fault sends in place of the answer; None when it only delays or alters it."""
    match fault.kind:
        case "forbidden" | "require_token":
            return error(403, request_id, {"type": "forbidden"})
        case "captcha":
            captcha = {"type": "captcha_required", "value": "captcha_required"}
            return error(403, request_id, captcha | {"captcha_url": f"{base_url}/account/captcha?state=demo"})
        case "token_revoked":
            return error(403, request_id, {"type": "oauth", "value": "token_revoked"})
        case "not_found":
            return not_found(request_id)
        case "too_many":
            limited = error(429, request_id, {"type": "too_many_requests"})
            limited.headers["Retry-After"] = str(fault.retry_after)
            return limited
        case "ddos_guard":
            return HTMLResponse(_GUARD_PAGE, 403, {"Server": "ddos-guard"})
        case "geo":
            return HTMLResponse(_GEO_PAGE, 451)
        case "server_error":
            status = random.choice((500, 502, 503))
            if random.random() < 0.5:
                return error(status, request_id, {"type": "service_unavailable"})
            return HTMLResponse("<html><body>Bad gateway</body></html>", status)
        case "hang":
            return Response("", 504)
        case "html":
            return HTMLResponse(_PAGE)
        case "truncated":
            return answer(b'{"items":[{"id":"1300')
        case "errors_200":
            return error(200, request_id, {"type": "service_unavailable"})
        case "empty":
            return answer({"items": [], "found": 0, "pages": 0, "page": 0, "per_page": 20})
    return None


def drifted(body: bytes) -> bytes:
    """The same facts in another dress: a parser must cope with each of these."""
    content = json.loads(body)
    items = content.get("items") if isinstance(content, dict) else None
    for one in items if isinstance(items, list) else [content]:
        if isinstance(one, dict) and "archived" in one:
            one["archived"] = "true" if one["archived"] else "false"
            for name in ("salary", "schedule", "employment", "working_days", "snippet"):
                one.pop(name, None)
            one["work_format"] = None
            one["brand_new_field"] = {"id": "unknown", "nested": [1, 2, 3]}
    return encode(content)
