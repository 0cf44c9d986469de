"""Prefect's server as we start it: `uvicorn --factory flows.prefect_server:create_app`.

Prefect 3.8 hands the scheduler's new runs to a bulk insert with a `state` beside the columns. SQLAlchemy 2.0
passed over it, 2.1 refuses ("please supply a bulk_dml decorated function"), and no schedule ever produces a
run, with nothing but a traceback in the server's log. Passing over it again is all it takes. Delete this file
when Prefect supports SQLAlchemy 2.1; the stack's test of schedules will tell.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from prefect.server.api import server
from prefect.server.database import orm_models


def create_app() -> FastAPI:
    for model in (orm_models.FlowRun, orm_models.TaskRun):
        state: Any = model.__mapper__.all_orm_descriptors["state"]
        if getattr(state, "bulk_dml_setter", True) is None:
            state.bulk_dml_setter = _pass_over
    return server.create_app(final=True)


def _pass_over(model: type, row: dict[str, Any], value: object) -> None:
    """The state is written by the scheduler's next statement, as it always was."""
