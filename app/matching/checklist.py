"""Each requirement of a posting against the résumé: met with the line that shows it, partly, or missing.

Precision first: "met" needs every named thing, "partly" some of them or a weak trace. A requirement may ask
for several things at once (education, years, a language, skills): all there is met, none is missing, anything
between is partly. Pure; the posting's text is only ever compared, never obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from app.matching.aspects import judge
from app.matching.evidence import MAX_LINE, Evidence
from app.matching.types import RequirementCheck
from app.taxonomy.words import fold

MAX_CHECKS = 15
#: Traits a résumé cannot show; they never decide whether a posting is within reach.
_TRAIT = re.compile(
    r"^(?:[\w-]+\s+)?(?:ответственн|коммуникабельн|стрессоустойчив|внимательн|пунктуальн|исполнительн|"
    r"целеустремл|"
    r"инициативн|аккуратн|дисциплин|доброжелательн|порядочн|трудолюби|обучаем|активн\w+ жизненн|желани|"
    r"готовност|"
    r"стремлени|умение работать в команде|работа в команде|грамотн\w+ (?:устн|реч|письм)|вежлив|усидчив|"
    r"креативн|"
    r"позитивн|честн|самостоятельн|организованн|аналитическ\w+ (?:склад|мышл|способ)|системн\w+ мышл|лидерск|"
    r"коммуникативн|нацеленн|ориентаци|многозадачн|teamwork|communication skills|team player|"
    r"attention to detail)"
)


def check(requirements: Sequence[dict[str, Any]], evidence: Evidence) -> tuple[RequirementCheck, ...]:
    """The verdicts in the posting's order, at most 15. `requirements` are `{text, kind, skills}`."""
    found = []
    for one in requirements[:MAX_CHECKS]:
        text = str(one.get("text", ""))[:MAX_LINE]
        kind: Literal["must", "nice"] = "nice" if one.get("kind") == "nice" else "must"
        finding = judge(text, [str(name) for name in one.get("skills") or []], evidence)
        found.append(RequirementCheck(text, kind, finding.verdict, finding.line))
    return tuple(found)


def must_share(checks: Sequence[RequirementCheck]) -> tuple[float, int, int]:
    """Must-haves met (partly counts half), how many of how many; traits that no résumé shows are left out."""
    musts = [
        one for one in checks if one.kind == "must" and not (is_trait(one.text) and one.verdict == "missing")
    ]
    worth = {"met": 1.0, "partly": 0.5, "missing": 0.0}
    points = sum(worth[one.verdict] for one in musts)
    return (points / len(musts) if musts else 1.0), sum(one.verdict == "met" for one in musts), len(musts)


def is_trait(text: str) -> bool:
    """A trait of character or a readiness, not something a résumé states as a fact."""
    return bool(_TRAIT.match(fold(text)))
