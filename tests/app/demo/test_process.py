"""The board as a process of its own, over a real socket."""

from __future__ import annotations

import subprocess
import sys
import time

import httpx

from tests.conftest import free_port


def test_serves_over_a_socket_and_stops_cleanly() -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "app.demo", "--port", str(port), "--size", "400", "--seed", "5"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        with httpx.Client(
            base_url=f"http://127.0.0.1:{port}", headers={"User-Agent": "T/1.0 (t@e.com)"}
        ) as web:
            body = _first_answer(web)
            assert body["found"] == 400
            item = body["items"][0]
            assert item["alternate_url"] == f"http://127.0.0.1:{port}/vacancy/{item['id']}"
            assert web.get(f"/vacancies/{item['id']}").json()["name"] == item["name"]
            assert web.post("/_demo/faults", json={"kind": "forbidden", "count": 1}).status_code == 201
            assert web.get("/vacancies").status_code == 403
            assert web.head("/dictionaries").status_code == 200
    finally:
        process.terminate()
        out, err = process.communicate(timeout=10)
    assert out == b""
    assert err == b""


def _first_answer(web: httpx.Client) -> dict:  # type: ignore[type-arg]
    for _ in range(200):
        try:
            return dict(web.get("/vacancies?per_page=1").json())
        except httpx.ConnectError:
            time.sleep(0.05)
    raise AssertionError("the board did not start")
