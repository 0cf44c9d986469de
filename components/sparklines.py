"""The lines in the headline cards: pictures behind the cards, told to the browser by one style.

Eight charts of Streamlit's own (Vega) cost it a quarter of a second at each change of the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import polars as pl

#: Readable on light and dark: better than before, worse, neither.
_COLOURS = {1: "#159a63", -1: "#d14b4b", 0: "#7f8792"}
_WIDTH, _HEIGHT, _EDGE = 100.0, 30.0, 1.5


def sparkline_styles(lines: Sequence[tuple[pl.DataFrame, int]], *, grid: str) -> str:
    """A style for the cards of the container `grid` in their order. Each has (at, value), two points or more
    to be drawn, and 1, -1 or 0: whether the change is for the better."""
    rules = []
    for place, (line, good) in enumerate(lines, start=1):
        points = _points(line.drop_nulls())
        if points:
            picture = quote(_svg(points, _COLOURS[good]))
            rules.append(
                f'.st-key-{grid}>:nth-child({place}) [data-testid="stMetric"]'
                f'{{background:url("data:image/svg+xml,{picture}") left bottom .7rem/100% 3.2rem no-repeat}}'
            )
    padded = f'.st-key-{grid} [data-testid="stMetric"]{{padding-bottom:4.6rem}}'
    return f"<style>{padded}{''.join(rules)}</style>"


def _points(line: pl.DataFrame) -> list[tuple[float, float]]:
    """x by time, y by value, downwards; a level line in the middle."""
    if line.height < 2:
        return []
    at = [moment.timestamp() for moment in line["at"]]
    values = [float(one) for one in line["value"]]
    low, high = min(values), max(values)
    tall = _HEIGHT - 2 * _EDGE
    return [
        (
            (moment - at[0]) / (at[-1] - at[0]) * _WIDTH,
            _EDGE + tall * ((high - value) / (high - low) if high > low else 0.5),
        )
        for moment, value in zip(at, values, strict=True)
    ]


def _svg(points: Sequence[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}" '
        f'preserveAspectRatio="none"><polyline points="{path}" fill="none" stroke="{colour}" '
        f'stroke-width="1.8" stroke-linejoin="round" vector-effect="non-scaling-stroke"/></svg>'
    )
