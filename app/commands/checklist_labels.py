"""`podbor evaluate --checklist DIR`: how often a verdict of the checklist is right."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from app.evaluation import checklists
from app.evaluation.checklists import Measured
from app.evaluation.metrics import Share


def measure(folder: Path) -> Measured:
    """Raises InvalidInput when the folder is no such set."""
    cases, today = checklists.load(folder)
    return checklists.measure(cases, today=today)


def as_json(found: Measured) -> str:
    """Shares with their intervals, and every wrong verdict."""
    told = {
        "precision": found.precision.told(),
        **{name: share.told() for name, share in found.of_verdict.items()},
        "firm": found.firm.told(),
        "found": found.found.told(),
        "wrong": [asdict(one) for one in found.wrong],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def as_table(found: Measured) -> str:
    lines = [f"  {'precision':<10} {_told(found.precision)}"]
    lines += [f"  {'· ' + name:<10} {_told(share)}" for name, share in found.of_verdict.items()]
    lines.append(f"  {'firm':<10} {_told(found.firm)}   of the lines with a verdict to give")
    lines.append(f"  {'found':<10} {_told(found.found)}   of the lines that ask for something")
    lines += [
        f"  wrong: {one.case}: {one.verdict}, not {one.expected or 'asked for'}: {one.text}"
        for one in found.wrong
    ]
    return "\n".join(lines)


def _told(share: Share) -> str:
    low, high = share.interval()
    return f"{share.value:.3f}   {share.hits} of {share.of}   95 % {low:.3f} to {high:.3f}"
