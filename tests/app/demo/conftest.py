from __future__ import annotations

from datetime import datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.demo.churn import MOSCOW
from app.demo.server import create_app
from app.demo.world import World

START = datetime(2026, 11, 21, 12, tzinfo=MOSCOW)
AGENT = {"User-Agent": "PodborTest/1.0 (test@example.com)"}
BASE = "http://127.0.0.1:8190"


def client_of(app: Starlette) -> TestClient:
    return TestClient(app, headers=AGENT, client=("127.0.0.1", 50000))


@pytest.fixture(scope="session")
def world() -> World:
    """The default world standing still; tests that move or damage it make their own."""
    return World(start=START)


@pytest.fixture(scope="session")
def board(world: World) -> TestClient:
    return client_of(create_app(world, BASE))


@pytest.fixture
def small() -> TestClient:
    """A little world of one test alone."""
    return client_of(create_app(World(size=300, start=START), BASE))
