"""Request ids reach log records; stages add up."""

from __future__ import annotations

import logging
from uuid import uuid4

import pytest

from app.telemetry import requests
from app.telemetry.stages import Stages


def test_one_id_for_everything_inside_a_request():
    record = logging.LogRecord("x", logging.INFO, "x", 1, "x", None, None)
    with requests.request() as outer:
        with requests.request() as inner:
            assert inner == outer == requests.current()
        named = uuid4()
        with requests.request(named):
            assert requests.current() == named
        requests.RequestIdFilter().filter(record)
        assert record.request_id == str(outer)
    assert requests.current() is None
    requests.RequestIdFilter().filter(record)
    assert record.request_id == "-"


def test_stages_add_up_and_survive_a_failure():
    stages = Stages()
    with stages.stage("a"):
        pass
    with pytest.raises(ValueError, match="x"), stages.stage("b"):
        raise ValueError("x")
    with stages.stage("a"):
        pass
    timings = stages.timings_ms()
    assert list(timings) == ["a", "b", "total"]
    assert timings["total"] >= timings["a"] + timings["b"] - 0.2
