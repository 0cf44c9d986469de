"""The score in words: one table of thresholds for cards, filters, lists and CSV."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components.formats import number, safe_html
from components.i18n import _
from components.vocabulary import part


@dataclass(frozen=True)
class Band:
    code: str
    from_score: float
    tone: str  # a CSS class of components.theme


#: Best first. What nobody stated counts half, so a perfect title, skills and place come to about 0.8.
BANDS = (
    Band("great", 0.80, "good"),
    Band("good", 0.65, "fine"),
    Band("fair", 0.45, "fair"),
    Band("weak", 0.0, "weak"),
)


def band(score: float) -> Band:
    return next((one for one in BANDS if score >= one.from_score), BANDS[-1])


def word(score: float) -> str:
    return {"great": _("Great"), "good": _("Good"), "fair": _("Fair"), "weak": _("Weak")}[band(score).code]


def points(score: float) -> int:
    """0..100."""
    return max(0, min(100, round(score * 100)))


def ring_html(score: float) -> str:
    """A ring with the number and the word under it."""
    value = points(score)
    return (
        f'<div class="pb-score pb-{band(score).tone}" title="{value} / 100">'
        f'<div class="pb-ring" style="background:conic-gradient(currentColor {value}%, '
        f'color-mix(in srgb, currentColor 18%, transparent) 0)"><span>{value}</span></div>'
        f"<b>{safe_html(word(score))}</b></div>"
    )


def bars_html(parts: Mapping[str, float], score: float) -> str:
    """One bar a part; the numbers add up to the score."""
    rows = []
    for code, value in sorted(parts.items(), key=lambda item: -item[1]):
        if round(value * 100, 1) == 0:
            continue
        share = min(100.0, abs(value) * 100 / 0.35)
        sign = "+" if value > 0 else "−"
        tone = "" if value > 0 else " pb-weak"
        rows.append(
            f'<tr><td>{safe_html(part(code))}</td><td><div class="pb-bar{tone}" '
            f'style="width:{share:.0f}%"></div></td>'
            f"<td>{sign}{number(round(abs(value) * 100, 1))}</td></tr>"
        )
    total = (
        f"<tr class='pb-sum'><td>{safe_html(_('Score'))}</td><td></td>"
        f"<td>{number(round(score * 100, 1))}</td></tr>"
    )
    return f"<table class='pb-parts'>{''.join(rows)}{total}</table>"
