"""Requirements of a posting against the résumé: colour, word and shape, with the line that proves it."""

from __future__ import annotations

from collections.abc import Sequence

from app.matching.types import RequirementCheck
from components.formats import safe_html
from components.i18n import _

_TONES = {"met": ("✓", "pb-good"), "partly": ("◐", "pb-fair"), "missing": ("✕", "pb-weak"),
          "unclear": ("?", "pb-muted"), "waived": ("⊘", "pb-muted")}  # fmt: skip
_NOT_COUNTED = ("waived", "unclear")
_GAP = 60


def met_of(checks: Sequence[RequirementCheck]) -> tuple[int, int]:
    """(must-haves met, must-haves asked that a résumé can tell of)."""
    musts = [check for check in checks if check.kind == "must" and check.verdict not in _NOT_COUNTED]
    return sum(check.verdict == "met" for check in musts), len(musts)


def top_gap(checks: Sequence[RequirementCheck]) -> str | None:
    """The first must-have that is missing, cut to one line."""
    for check in checks:
        if check.kind == "must" and check.verdict == "missing":
            text = " ".join(check.text.split())
            return text if len(text) <= _GAP else text[: _GAP - 1].rsplit(" ", 1)[0] + "…"
    return None


def checklist_html(checks: Sequence[RequirementCheck]) -> str:
    """Must-haves first, then the rest; inside each, as the posting orders them."""
    blocks = []
    for kind, title in (("must", _("Must have")), ("nice", _("Nice to have"))):
        rows = [_row(check) for check in checks if check.kind == kind]
        if rows:
            blocks.append(
                f'<span class="pb-muted">{safe_html(title)}</span><ul class="pb-list">{"".join(rows)}</ul>'
            )
    return "".join(blocks)


def verdict_word(verdict: str) -> str:
    return {
        "met": _("met"), "partly": _("partly"), "missing": _("not found"),
        "unclear": _("unclear from the résumé"), "waived": _("not counted"),
    }.get(verdict, verdict)  # fmt: skip


def _row(check: RequirementCheck) -> str:
    shape, tone = _TONES[check.verdict]
    lacks = (
        _("not there: {names}").format(names=", ".join(check.lacks))
        if check.lacks and check.verdict == "partly"
        else ""
    )
    quote = f'<span class="pb-quote">{safe_html(check.evidence)}</span>' if check.evidence else ""
    return (
        f'<li><b class="{tone}">{shape} {safe_html(verdict_word(check.verdict))}</b>'
        f"<div>{safe_html(check.text)}{_aside(lacks)}{quote}</div></li>"
    )


def _aside(text: str) -> str:
    return f' <span class="pb-muted">({safe_html(text)})</span>' if text else ""
