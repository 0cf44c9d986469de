"""The score in words: one table of thresholds for cards, filters, lists and CSV."""

from __future__ import annotations

import math
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
    """By the points as they are shown: two cards of 65 have one word."""
    return next((one for one in BANDS if points(score) >= points(one.from_score)), BANDS[-1])


def word(score: float) -> str:
    return {"great": _("Great"), "good": _("Good"), "fair": _("Fair"), "weak": _("Weak")}[band(score).code]


def points(score: float) -> int:
    """0..100; halves go up."""
    return max(0, min(100, math.floor(round(score * 100, 2) + 0.5)))


def ring_html(score: float) -> str:
    """A ring with the number and the word under it."""
    value = points(score)
    return (
        f'<div class="pb-score pb-{band(score).tone}" title="{value} / 100">'
        f'<div class="pb-ring" style="background:conic-gradient(currentColor {value}%, '
        f'color-mix(in srgb, currentColor 18%, transparent) 0)"><span>{value}</span></div>'
        f"<b>{safe_html(word(score))}</b></div>"
    )


def shown_parts(parts: Mapping[str, float], score: float) -> list[tuple[str, float]]:
    """(code, points of 100 with one decimal), the largest first, without those that are nothing.

    Each is rounded up or down so that together they are the score as it is shown: what is lost by rounding
    goes to those that lost most (largest remainder).
    """
    exact = {code: value * 1000 for code, value in parts.items()}
    tenths = {code: math.floor(round(value, 6)) for code, value in exact.items()}
    lacking = round(score * 1000) - sum(tenths.values())
    by_loss = sorted(exact, key=lambda code: (tenths[code] - exact[code], code))
    for code in by_loss[:lacking] if 0 < lacking <= len(by_loss) else ():
        tenths[code] += 1
    found = [(code, value / 10) for code, value in tenths.items() if value]
    return sorted(found, key=lambda one: -one[1])


def bar_html(points_of: float, largest: float) -> str:
    """One bar as wide as its share of the largest that stands beside it."""
    tone = "" if points_of > 0 else " pb-weak"
    width = 100 * abs(points_of) / largest if largest else 0
    return f'<div class="pb-bar{tone}" style="width:{width:.0f}%"></div>'


def signed(points_of: float) -> str:
    return f"{'+' if points_of > 0 else '−'}{number(abs(points_of))}"


def bars_html(parts: Mapping[str, float], score: float) -> str:
    """One bar a part; the numbers add up to the score."""
    told = shown_parts(parts, score)
    largest = max((abs(value) for _code, value in told), default=0.0)
    rows = [
        f"<tr><td>{safe_html(part(code))}</td><td>{bar_html(value, largest)}</td>"
        f"<td>{signed(value)}</td></tr>"
        for code, value in told
    ]
    total = (
        f"<tr class='pb-sum'><td>{safe_html(_('Score'))}</td><td></td>"
        f"<td>{number(round(score * 100, 1))}</td></tr>"
    )
    return f"<table class='pb-parts'>{''.join(rows)}{total}</table>"
