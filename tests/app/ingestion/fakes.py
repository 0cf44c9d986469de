"""What the ingestion tests need around a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from data.sources.hh import HhSource
from tests.data.sources.board import Board, posting

AGENT = "Podbor/0.1 (tester@example.invalid)"


def demo(board: Board) -> HhSource:
    return HhSource(
        "demo", "http://board.invalid", token="t", user_agent=AGENT, invented=True, transport=board.transport
    )


def a_board(size: int) -> Board:
    return Board([posting(number) for number in range(size)])


def jsonl(path: Path, *records: dict[str, Any] | str) -> Path:
    lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records]
    path.write_text("\n".join(lines) + "\n")
    return path
