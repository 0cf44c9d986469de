"""Each requirement of a posting against the résumé: met with the line that shows it, partly, or missing.

Precision first: "met" needs every named thing, "partly" some of them or a weak trace. A requirement may ask
for several things at once (education, years, a language, skills): all there is met, none is missing, anything
between is partly. Pure; the posting's text is only ever compared, never obeyed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from app.matching.aspects import judge
from app.matching.assurance import WEIGHTS, sure
from app.matching.evidence import MAX_LINE, Evidence
from app.matching.signs import unheld
from app.matching.traits import is_attitude, is_trait
from app.matching.types import RequirementCheck
from app.taxonomy.words import stems

MAX_CHECKS = 15
_UNSTATED = 0.4  # weight of a must-have that only loose words name: a résumé may well leave it out (tune)
_WORTH = {"met": 1.0, "partly": 0.5, "missing": 0.0, "unclear": 0.5}  # what is waived is not counted at all


def check(
    requirements: Sequence[dict[str, Any]],
    evidence: Evidence,
    title: str = "",
    *,
    least: float = WEIGHTS.enough,
) -> tuple[RequirementCheck, ...]:
    """The verdicts in the posting's order, at most 15; `requirements` are `{text, kind, skills}`.

    What is asked in general words alone and not found in the résumé's is "unclear", not missing: the same may
    well be there in others. So is every verdict less sure than `least`, with its line as a hint.

    Traits that the résumé does not happen to name are left out: it is no place to look for them. `title` is
    the posting's.
    """
    found, alien = [], unheld(title, evidence)
    for one in requirements[: 2 * MAX_CHECKS]:
        text = str(one.get("text", ""))[:MAX_LINE].strip()
        kind: Literal["must", "nice"] = "nice" if one.get("kind") == "nice" else "must"
        asked = [str(name) for name in one.get("skills") or []]
        finding, firm = judge(text, asked, evidence, title)
        if not text or (is_attitude(text) and finding.verdict != "met"):
            continue
        if not firm and is_trait(text) and (finding.verdict != "met" or len(text.split()) == 1):
            continue
        verdict, lacks = finding.verdict, finding.lacks
        line = finding.line
        if verdict != "unclear" and sure(text, finding, evidence, nice=kind == "nice", alien=alien) < least:
            verdict, lacks = "unclear", ()  # with the line, as a hint
        if verdict == "met" and len(asked) == 1:  # a list of skills shows several of them best
            line = evidence.best_told(line, asked)
        found.append(RequirementCheck(text, kind, verdict, line, firm, lacks))
    return tuple(found[:MAX_CHECKS])


def without_shown(
    notes: Sequence[str], checks: Sequence[RequirementCheck], evidence: Evidence
) -> tuple[str, ...]:
    """The notes without skills "not found" that the résumé's lines or a met requirement do show."""
    if not any(note.startswith("skills_missing:") for note in notes):
        return tuple(notes)
    met = [_stems(one.text) for one in checks if one.verdict == "met"]

    def is_shown(name: str) -> bool:
        words = _stems(name)
        return bool(evidence.shows(name)) or any(words and words <= text for text in met)

    kept = []
    for note in notes:
        code, _, names = note.partition(":")
        if code == "skills_missing":
            left = [name for name in names.split(", ") if not is_shown(name)]
            if not left:
                continue
            note = f"{code}:{', '.join(left)}"
        kept.append(note)
    return tuple(kept)


@lru_cache(maxsize=20_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def must_share(checks: Sequence[RequirementCheck]) -> tuple[float, int, int]:
    """The weighted share of must-haves met (partly counts half), how many are met, and of how many that a
    résumé can tell of."""
    musts = [one for one in checks if one.kind == "must" and one.verdict != "waived"]
    weights = [1.0 if one.firm or one.verdict == "met" else _UNSTATED for one in musts]
    points = sum(_WORTH[one.verdict] * weight for one, weight in zip(musts, weights, strict=True))
    share = points / sum(weights) if musts else 1.0
    told = [one for one in musts if one.verdict != "unclear"]
    return share, sum(one.verdict == "met" for one in told), len(told)
