"""The report of a run as others may rely on it: docs/run-report.md tells what the fields mean.

`python -m app.ingestion.report_schema` writes docs/run-report.schema.json; a test keeps the two equal.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.config import ROOT

#: Raise when a field goes or changes its meaning; a new field alone does not.
REPORT_VERSION: Literal[1] = 1
SCHEMA_FILE = ROOT / "docs" / "run-report.schema.json"
_SHA = r"^[0-9a-f]{64}$"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Versions(_Part):
    """What the run ran with."""

    code: str | None = Field(None, description="version of Podbor, and the commit of a checkout")
    rules: str | None = Field(None, description="hash of the code and tables that outputs are derived with")
    normaliser: int | None = Field(None, description="version of what the fields of a row mean")
    taxonomy: str | None = Field(None, description="imported skill collections; empty without any")
    rates_of: str | None = Field(None, description="date of the currency rates")
    database_schema: str | None = Field(None, description="the migration the database stood at")
    config: str | None = Field(None, description="hash of the settings of the run, without secrets")


class Availability(_Part):
    """Whether the source could be used, and why not."""

    host: str | None = None
    configured: bool | None = None
    reason: str | None = Field(None, description="stable code: why it is not configured, or how it ended")
    invented: bool = False
    captcha_url: str | None = None


class InputFile(_Part):
    file: str
    sha256: str = Field(pattern=_SHA)
    why: str


class Inputs(_Part):
    """What was read. The rows of each batch, with their hashes and reasons, lie in the archive."""

    files: tuple[InputFile, ...] = ()
    chosen: dict[str, int] = Field(
        default_factory=dict,
        description="rows by why they were taken: new, republished, read_again, listed_only, known, given",
    )
    sha256: str | None = Field(None, description="over the inputs_sha256 of the batches, in order")


class Outputs(_Part):
    """What was derived: normalised rows and rows set aside."""

    rows: int | None = None
    sha256: str | None = Field(None, description="over the outputs_sha256 of the batches, in order")


class Batch(_Part):
    number: int
    at: datetime = Field(description="the moment the rows were normalised with")
    inputs: int
    inputs_sha256: str = Field(pattern=_SHA)
    outputs: int
    outputs_sha256: str = Field(pattern=_SHA)


class RunReportDocument(_Part):
    """One run of the ingestion."""

    report_version: Literal[1] = REPORT_VERSION
    run_id: str
    source: str
    status: Literal["running", "succeeded", "partial", "refused", "failed"]
    error: str | None = Field(None, description="stable code")
    message: str | None = None
    started_at: datetime
    finished_at: datetime | None = None
    params: dict[str, Any] = Field(description="what was asked for; empty for everything")
    counts: dict[str, int] = Field(description="rows by stage")
    timings_ms: dict[str, float] = Field(description="wall time by stage, milliseconds")
    versions: Versions
    availability: Availability
    inputs: Inputs
    outputs: Outputs
    batches: tuple[Batch, ...] | None = Field(None, description="None in a list of runs")
    changes: dict[str, int] | None = Field(
        None, description="postings by what the run did: new, changed, reopened, closed, removed"
    )
    quarantine: dict[str, int] = Field(default_factory=dict, description="rows set aside by reason code")
    unknown_keys: tuple[str, ...] = Field((), description="fields nobody has described yet")
    decisions: tuple[str, ...] = ()
    decisions_left_out: int = 0


def schema() -> str:
    """JSON Schema of the report, as it lies in docs/."""
    found = {
        "$schema": "https://json-schema.org/draft/2020-12/schema"
    } | RunReportDocument.model_json_schema()
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def write(path: Path = SCHEMA_FILE) -> None:
    path.write_text(schema(), encoding="utf-8")


if __name__ == "__main__":
    write()
