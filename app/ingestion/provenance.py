"""What a run ran with: what was asked for, versions, settings by hash, inputs. No secrets."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from app.ingestion import normalise, payload_file
from app.ingestion.batch import rules_digest
from app.ingestion.report import code_version, config_hash
from app.taxonomy.currencies import rates
from data.sources.base import Query, Source
from data.sources.entry import SourceEntry


def params_of(query: Query, file: Path | None) -> dict[str, Any]:
    """What was asked for, empty for everything; plain values. Whose pages had their turn is no part of it."""
    given = {name: value for name, value in asdict(query).items() if value and name != "rotation"}
    return json.loads(json.dumps(given | ({"file": file.name} if file else {}), default=str))  # type: ignore[no-any-return]


def provenance_of(source: Source, query: Query, file: Path | None, batch_size: int) -> dict[str, Any]:
    """Versions, settings, the source's state and the inputs by hash. Raises InvalidInput when `file` cannot
    be read."""
    state = source.state()
    asked = asdict(replace(query, rotation=0))
    inputs = [{"file": file.name, "sha256": payload_file.sha256_of(file), "why": "given"}] if file else []
    return {
        "code": code_version(),
        "rules": rules_digest(),
        "normaliser": normalise.VERSION,
        "rates_of": rates()[0].isoformat(),
        "config": config_hash(
            {
                "source": source.name, "kind": source.kind, "host": state.host, "batch": batch_size,
                "query": asked, "entry": _entry(source),
            }
        ),
        "source": {
            "host": state.host, "configured": state.configured, "reason": state.reason,
            "invented": state.invented,
        },
        "inputs": inputs,
        "decisions": list(state.decisions),
    }  # fmt: skip


def _entry(source: Source) -> dict[str, Any] | None:
    """The operator's entry of a board, which holds no keys; None for sources without one."""
    entry = getattr(source, "entry", None)
    return entry.model_dump(mode="json") if isinstance(entry, SourceEntry) else None
