"""What came of a simulated month: counted as it goes, shares worked out at the end."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from app.evaluation.month_plan import FAULT_RATE, FAULTS, Plan
from data.repositories.freshness_quality import FreshnessQuality


@dataclass
class Seen:
    """Counts, as the month goes."""

    shown: int = 0
    shown_dead: int = 0
    shown_known_dead: int = 0
    first_ten: int = 0
    first_ten_dead: int = 0
    clicks: int = 0
    dead_clicks: int = 0
    closings: int = 0
    false_deaths: int = 0
    ingests: Counter[str] = field(default_factory=Counter)
    closed_by: Counter[str] = field(default_factory=Counter)
    looks: int = 0
    bad_day_shown: int = 0
    bad_day_shown_dead: int = 0
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def figures(self, plan: Plan, told: FreshnessQuality) -> dict[str, Any]:
        """Plan, counts and shares; `told` is what the operator's page says of the same time."""
        return {
            "plan": {
                **vars(plan),
                "sweep_limit": plan.sweep_limit,
                "faults": list(FAULTS),
                "fault_rate_each": FAULT_RATE,
            },
            "shown": self.shown,
            "archived_served_share": _share(self.shown_dead, self.shown),
            "archived_served_share_on_bad_days": _share(self.bad_day_shown_dead, self.bad_day_shown),
            "archived_served_share_on_other_days": _share(
                self.shown_dead - self.bad_day_shown_dead, self.shown - self.bad_day_shown
            ),
            "known_archived_served": self.shown_known_dead,
            "archived_in_first_ten_share": _share(self.first_ten_dead, self.first_ten),
            "clicks": self.clicks,
            "dead_click_rate": _share(self.dead_clicks, self.clicks),
            "closings": self.closings,
            "false_deaths": self.false_deaths,
            "false_death_rate": _share(self.false_deaths, self.closings),
            "closed_by": dict(self.closed_by.most_common()),
            "ingests": dict(self.ingests),
            "looks_outside_searches": self.looks,
            "told_on_the_admin_page": _told(told),
            "seconds_by_part": {part: round(took, 1) for part, took in self.seconds.items()},
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 5) if whole else None


def _told(told: FreshnessQuality) -> dict[str, float | None]:
    return {
        "dead_after_shown": _share(told.dead_after, told.looked_after),
        "false_deaths": _share(told.contradicted, told.closings),
    }
