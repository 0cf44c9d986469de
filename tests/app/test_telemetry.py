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


def test_lines_of_the_log_carry_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    kept, root.handlers = root.handlers, []
    try:
        requests.log_to_stderr(logging.WARNING)
        with requests.request() as request_id:
            logging.getLogger("podbor.test").warning("inside")
        logging.getLogger("podbor.test").warning("outside")
    finally:
        root.handlers = kept
    inside, outside = capsys.readouterr().err.splitlines()
    assert f"[{request_id}] inside" in inside
    assert "[-] outside" in outside
