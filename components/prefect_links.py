"""Links to the pages of Prefect's own runs."""

from __future__ import annotations

from uuid import UUID

import polars as pl

from components import cached


def in_prefect(frame: pl.DataFrame, column: str, *, keep: bool = False) -> pl.DataFrame:
    """`column` (ids of flow runs) as links in a column `prefect`, in its place or (`keep`) after all; what
    Prefect did not run has none."""
    links = [flow_run(run) if run and _is_flow_run(run) else None for run in frame[column]]
    linked = frame.with_columns(pl.Series("prefect", links, dtype=pl.String))
    return linked if keep else linked.drop(column)


def flow_run(run: str) -> str:
    """The page of one run."""
    return f"{cached.prefect_address()}/runs/flow-run/{run}"


def _is_flow_run(run: str) -> bool:
    """Prefect writes its ids with hyphens; runs started by hand have none."""
    try:
        return str(UUID(run)) == run
    except ValueError:
        return False
