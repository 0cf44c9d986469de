"""robots.txt as RFC 9309 has it: what a file says, and what its absence or its silence means.

4xx: there are no rules. 5xx, 429, silence, a redirect that leads elsewhere or a page before the page: nobody
knows, so nothing is read. A web page under status 200 is no robots file, and so no rules. Parsing is
protego's (the longest match wins); what is longer than 500 KiB is cut.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from protego import Protego

from data.sources.answers import Answer, sorted_answer

ROBOTS_BYTES = 500 * 1024
FRESH_SECONDS = 24 * 3600.0
#: After this long a file that could not be read is asked for again.
AGAIN_SECONDS = 600.0
_LONGEST_DELAY = 86_400.0
_MOST_NAMES = 50
_AGENT_LINE = re.compile(r"\s*user[ -]?agents?\b[\s:]*([^#]*)", re.IGNORECASE)
_SIGNAL_LINE = re.compile(r"\s*content-signal\s*:([^#]*)", re.IGNORECASE)
_RULE_LINE = re.compile(r"\s*(?:dis)?allow\s*:|\s*crawl-delay\s*:|\s*content-signal\s*:", re.IGNORECASE)
_SOMEBODY = "User-agent: somebody-else"

Verdict = Literal["rules", "none", "unreachable"]


@dataclass(frozen=True)
class RobotsFile:
    """What is known of one origin's file. `reason` says why there are no rules or none could be read."""

    verdict: Verdict
    status: int | None = None
    reason: str | None = None
    body: str = ""

    def allows(self, url: str, agent: str) -> bool:
        if self.verdict == "rules":
            if self.signals(agent).get("search") is False:  # a search is all we are
                return False
            return bool(self._rules[agent].can_fetch(url, agent))
        return self.verdict == "none"

    def crawl_delay(self, agent: str) -> float:
        """Seconds between requests that it asks of `agent`; 0 when it asks for nothing."""
        if self.verdict != "rules":
            return 0.0
        return min(float(self._rules[agent].crawl_delay(agent) or 0.0), _LONGEST_DELAY)

    def signals(self, agent: str) -> dict[str, bool]:
        """Content signals for `agent` (search, ai-input, ai-train), where the file gives any."""
        return self._rules.signals(agent) if self.verdict == "rules" else {}

    @cached_property
    def _rules(self) -> _Parsed:
        return _Parsed(self.body)


class _Parsed(dict[str, Protego]):
    """Parsed once for each agent that asks."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.body = body
        self._told: dict[str, dict[str, bool]] = {}

    def __missing__(self, agent: str) -> Protego:
        self[agent] = Protego.parse(_only_for(agent, self.body))
        return self[agent]

    def signals(self, agent: str) -> dict[str, bool]:
        """protego knows no content signals; those of the agent's own group outweigh everybody's."""
        if agent not in self._told:
            self._told[agent] = self._read_signals(agent)
        return self._told[agent]

    def _read_signals(self, agent: str) -> dict[str, bool]:
        found: dict[str, dict[str, bool]] = {}
        group: set[str] = set()
        begun = False
        for line in _only_for(agent, self.body).splitlines():
            if named := _AGENT_LINE.match(line):
                group = {named[1].strip().lower()} | (set() if begun else group)
                begun = False
            elif _RULE_LINE.match(line):
                begun = True
                if told := _SIGNAL_LINE.match(line):
                    for name in group & {"*", agent.lower()}:
                        found.setdefault(name, {}).update(_signals(told[1]))
        return found.get(agent.lower(), found.get("*", {}))


def judged(answer: Answer) -> RobotsFile:
    """What the answer to a request for robots.txt (sorted by `sorted_robots`) means."""
    if answer.fault:
        return RobotsFile("unreachable", answer.status or None, answer.fault)
    body = str(answer.payload or "")
    if not 200 <= answer.status < 300:
        return RobotsFile("none", answer.status, f"http_{answer.status}")
    if body.lstrip().startswith(("<", "{", "[")):
        return RobotsFile("none", answer.status, "not_a_robots_file")
    return RobotsFile("rules", answer.status, body=body)


def sorted_robots(status: int, body: bytes, headers: Mapping[str, str]) -> Answer:
    """As `answers.sorted_answer`, but 4xx and an empty body are good answers here."""
    if 400 <= status < 500 and status != 429:
        return Answer(status, None, None)
    found = sorted_answer(status, body, headers, as_text=True)
    if found.fault == "empty_answer":
        return Answer(status, "", None)
    if found.fault is None:  # UTF-8 by the standard; Postgres keeps no NUL
        text = body.decode("utf-8", "replace").removeprefix("\ufeff").replace("\0", "")
        return Answer(status, text, None)
    return found


def _signals(text: str) -> dict[str, bool]:
    pairs = (one.partition("=") for one in text.lower().split(","))
    given = ((name.strip()[:40], value.strip()) for name, _, value in pairs)
    return {name: value == "yes" for name, value in given if name and value in {"yes", "no"}}


def _only_for(agent: str, body: str) -> str:
    """The file with all other robots under one name, so that thousands of them cost nothing."""
    wanted, names = agent.lower(), 0
    lines: list[str] = []
    for line in body.splitlines():
        if named := _AGENT_LINE.match(line):
            name = named[1].strip().lower()
            if wanted in name and names < _MOST_NAMES:
                names += 1
            elif name != "*":
                line = _SOMEBODY
        lines.append(line)
    return "\n".join(lines)
