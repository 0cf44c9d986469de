"""What each metric is called and what its question mark says."""

from __future__ import annotations

from app.metrics.registry import Metric
from components.i18n import _


def title(slug: str) -> str:
    return {
        "latency": _("Search time, p95"),
        "cost": _("Cost of models"),
        "activation": _("Searched and opened"),
        "retention": _("Came back"),
        "quality": _("Share of likes"),
        "warmup": _("Warm-ups that succeeded"),
        "freshness": _("Checks that told something"),
        "events": _("Events"),
        "searches": _("Searches"),
        "latency_p50": _("Search time, p50"),
        "failed_searches": _("Failed searches"),
        "open_vacancies": _("Open vacancies"),
        "archived_served": _("Archived but shown"),
        "dead_after_shown": _("Closed soon after shown"),
        "dead_clicks": _("Dead clicks"),
        "false_deaths": _("Closed by mistake"),
        "checks": _("Freshness checks"),
        "feedback": _("Likes and dislikes"),
        "coverage": _("Open postings shown"),
        "diversity": _("Variety of employers"),
    }[slug]


def tab_title(slug: str) -> str:
    """Of the tab behind a card."""
    return {
        "latency": _("Speed"),
        "cost": _("Spending"),
        "activation": _("Funnel"),
        "retention": _("Retention"),
        "quality": _("Quality"),
        "warmup": _("Warm-up"),
        "freshness": _("Freshness"),
        "events": _("Events"),
    }[slug]


def help_text(metric: Metric) -> str:
    """Meaning, good, bad, table: four short sentences."""
    meaning, good, bad = _meaning(metric.slug)
    return _("{meaning} Good: {good} Bad: {bad} Table: `{table}`.").format(
        meaning=meaning, good=good, bad=bad, table=metric.table
    )


def _meaning(slug: str) -> tuple[str, str, str]:
    return {
        "latency": (
            _("95 of 100 completed searches were faster, the freshness check included."),
            _("below 1 s."),
            _("above 2 s."),
        ),
        "cost": (
            _("What calls of models cost, embeddings included; zero without a key."),
            _("far below the daily budget."),
            _("80 of 100 of the budget and more."),
        ),
        "activation": (
            _("Of those who searched, the share who opened a posting at its source."),
            _("above one half."),
            _("below one quarter: the list misses what people want."),
        ),
        "retention": (
            _("Of those who came in the window before, the share who came again in this one."),
            _("above one third over a week."),
            _("it falls from week to week."),
        ),
        "quality": (
            _("Likes among likes and dislikes."),
            _("above one half."),
            _("below one third: the ranking misses what people want."),
        ),
        "warmup": (
            _("Of the warm-ups of thin segments that ended, the share that did their work."),
            _("nearly all."),
            _("below one half: a board is down or nothing is there."),
        ),
        "freshness": (
            _("Share of looks at postings that told whether they are open."),
            _("above 95 of 100."),
            _("below 70 of 100: a board is down or refuses us."),
        ),
        "events": (
            _("What people did and were shown."),
            _("it grows with the number of people."),
            _("a sudden fall to nothing."),
        ),
        "searches": (
            _("Searches started in the window, failed ones too."),
            _("it grows with the number of people."),
            _("a sudden fall to nothing."),
        ),
        "latency_p50": (
            _("Half of the completed searches were faster, the freshness check included."),
            _("below 300 ms."),
            _("above 1 s."),
        ),
        "failed_searches": (
            _("Share of searches that ended with an error."),
            _("none."),
            _("more than 1 in 100."),
        ),
        "open_vacancies": (
            _("Vacancies that are open in the index now, whatever the window."),
            _("it follows the boards."),
            _("it falls while the boards grow."),
        ),
        "archived_served": (
            _("Share of shown matches that were known to be archived when they were shown."),
            _("none."),
            _("any: an index does not follow the database."),
        ),
        "dead_after_shown": (
            _("Of the matches looked at within 3 hours after they were shown: the share found closed."),
            _("below 2 of 100."),
            _("above 5 of 100: boards are read or swept too rarely."),
        ),
        "dead_clicks": (
            _("Of the postings people opened: the share that was closed, or found closed within 3 hours."),
            _("below 2 of 100."),
            _("above 5 of 100: people land on closed postings."),
        ),
        "false_deaths": (
            _(
                "Of the postings closed in the window: the share that turned out to be open all the time. "
                "Each sweep looks again at some of them."
            ),
            _("none."),
            _("any: a board's answer is misread. The list of checks tells which board."),
        ),
        "checks": (
            _("Looks at postings on their own boards, by searches and sweeps."),
            _("some with every search."),
            _("none while people search."),
        ),
        "feedback": (
            _("Likes and dislikes given or changed in the window."),
            _("several for each person."),
            _("none while people search."),
        ),
        "coverage": (
            _("Of the postings open now, the share shown to somebody on the days (UTC) of the window."),
            _("it grows with the people who search."),
            _("it falls while as many search: the lists show the same few."),
        ),
        "diversity": (
            _("How likely two showings, picked at random on these days, are of different employers."),
            _("above 95 of 100."),
            _("it falls: a few employers fill the lists."),
        ),
    }[slug]
