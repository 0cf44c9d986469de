"""The one way out to a board: bounded, paced, named, and never beyond its configured addresses.

Every request is guarded (`guard`), asked of robots.txt unless its address is a documented API (`robots`), and
waits for its turn (`politeness`). Answers are sorted by `answers`; what is worth another try is retried with
back-off, the rest becomes an error of `data.errors` at once. A host that fails again and again is left alone
for a while, by all processes: `circuit_open` is answered without a request.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import httpx
import stamina

from data.errors import DatabaseUnavailable, NotFound, SourceError, SourceForbidden, SourceUnavailable
from data.sources.answers import PASSING, REFUSALS, Answer
from data.sources.exchange import JSON, ROBOTS, TEXT, Exchange, Want
from data.sources.guard import Guard
from data.sources.politeness import LONGEST_WAIT, Politeness
from data.sources.politeness_log import Decisions
from data.sources.politeness_state import No, Rule
from data.sources.tally import RequestTally
from data.sources.transport import transport_for

Params: TypeAlias = Mapping[str, str | int | Sequence[str]]

MAX_BYTES = 5 * 1024 * 1024
ATTEMPTS = 4
MAX_REDIRECTS = 3
ROBOTS_REDIRECTS = 5  # as many as RFC 9309 asks for
#: For a board whose rate nobody named.
PER_SECOND = 1.0
#: Requests at once to a server of our own; others are asked one after another.
OWN_AT_ONCE = 20


class _Passing(Exception):
    """Worth another try."""


#: What these say below WARNING holds headers and whole addresses, and with them what boards echo of our keys.
for _talkative in ("httpx", "httpcore"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)


class SourceClient:
    """GET of JSON or text under one base address and in `allowed_domains`. Safe to share between threads.

    `politeness` is the process's; without it this client is polite alone. `decisions` collects what was
    decided on the way, for the run that asked; `tally` counts every request by its status. `token` and
    `headers` go to the base address only. `obey_robots` False is for documented APIs; other hosts than the
    base are asked for their rules all the same. `own_server` (see `guard`) is for the demo board and servers
    named in settings. `transport` takes the place of real connections in tests. Raises SourceError for an
    address that cannot be used.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        user_agent: str,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
        per_second: float | None = None,
        timeout: float = 15.0,
        max_bytes: int = MAX_BYTES,
        transport: httpx.BaseTransport | None = None,
        politeness: Politeness | None = None,
        allowed_domains: Sequence[str] = (),
        own_server: bool = False,
        obey_robots: bool = False,
        tally: RequestTally | None = None,
    ) -> None:
        try:
            guard = Guard(base_url.rstrip("/"), tuple(allowed_domains), own_server)
            refusal = guard.refusal(guard.base)
        except httpx.InvalidURL:
            raise SourceError(name, "its address is not a URL", code="source_bad_url") from None
        if refusal:
            raise SourceError(name, f"its address cannot be used ({refusal})", code=refusal)
        if per_second is None and transport is None and not own_server:
            per_second = PER_SECOND
        self.name = name
        self.host = guard.base.host
        self.timeout = timeout
        self.requests = 0
        self.retries = 0
        self.decisions = Decisions()
        self._tally = tally
        self._guard = guard
        self._obey_robots = obey_robots
        self._politeness = politeness or Politeness()
        self._rule = Rule(per_second, 1 if per_second else OWN_AT_ONCE)
        self._agent = user_agent.partition("/")[0].strip() or "Podbor"
        own = dict(headers or {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        self._exchange = Exchange(
            guard, transport or transport_for(guard), max_bytes=max_bytes, own_headers=own,
            headers={"User-Agent": user_agent, "HH-User-Agent": user_agent},
        )  # fmt: skip

    @property
    def headers(self) -> dict[str, str]:
        """What is sent to the base address, its secrets too; other hosts get the User-Agent alone."""
        return self._exchange.headers

    def close(self) -> None:
        self._exchange.close()

    def address(self, path: str) -> str:
        """The whole address that `path` stands for; "" when that is none."""
        url = self._url(path, None)
        return str(url) if url else ""

    def get_json(self, path: str, params: Params | None = None) -> Any:
        """The parsed body. `path` is under the base address, or a whole https address in the allowed domains.
        Raises NotFound, SourceForbidden or SourceUnavailable (with a stable code)."""
        return self._payload(path, params, JSON)

    def get_text(self, path: str, params: Params | None = None) -> str:
        """The body as text (XML, RSS, HTML), in the encoding it names. Raises as `get_json` does."""
        return str(self._payload(path, params, TEXT))

    def look(self, path: str, *, timeout: float, as_text: bool = False) -> Answer:
        """One request, no second try, for a freshness check; faults come back as an Answer, the wait for a
        turn counts into `timeout`."""
        url = self._url(path, None)
        if url is None:
            return Answer(0, None, "source_bad_url", asked=False)
        try:
            return self._polite(url, TEXT if as_text else JSON, timeout, timeout)
        except DatabaseUnavailable as error:
            return Answer(0, None, error.code, asked=False)

    def _payload(self, path: str, params: Params | None, want: Want) -> Any:
        url = self._url(path, params)
        if url is None:
            raise SourceUnavailable(self.name, "an address that is not a URL", code="source_bad_url")
        answer = self._persistent(lambda: self._polite(url, want, self.timeout, None), ATTEMPTS)
        if answer.fault is None:
            return answer.payload
        if answer.fault == "robots_disallowed":
            raise SourceForbidden(self.name, f"its robots.txt forbids {url.path}", code=answer.fault)
        if answer.fault in REFUSALS:
            raise SourceForbidden(self.name, f"refuses us ({answer.fault})", refusal=answer.fault)
        if answer.status == 404:
            raise NotFound(f"{self.name}: no such object.")
        raise SourceUnavailable(
            self.name, f"no usable answer: {answer.fault} (HTTP {answer.status})",
            code=answer.fault, status=answer.status, captcha_url=answer.captcha_url,
        )  # fmt: skip

    def _persistent(self, ask: Callable[[], Answer], attempts: int) -> Answer:
        """The first answer that another try would not change, or the last."""
        answer: Answer | None = None
        try:
            for attempt in stamina.retry_context(on=_Passing, attempts=attempts, timeout=120, wait_max=20):
                with attempt:
                    if answer is not None:
                        self.retries += 1
                        self.decisions.add("retry", answer.fault or "")
                    answer = ask()
                    if answer.asked and answer.fault in PASSING:
                        raise _Passing
        except _Passing:  # the last try
            pass
        assert answer is not None
        return answer

    def _polite(self, url: httpx.URL, want: Want, timeout: float, patience: float | None) -> Answer:
        answer = self._followed(url, want, timeout, patience, MAX_REDIRECTS)
        if answer.asked and answer.fault and answer.fault not in {"not_found", "gone"}:  # these are answers
            self.decisions.add("fault", f"{answer.fault} ({answer.status})")
        return answer

    def _followed(
        self, url: httpx.URL, want: Want, timeout: float, patience: float | None, redirects: int
    ) -> Answer:
        """One request and those its redirects lead to, each of them guarded and in its turn."""
        started = time.monotonic()
        answer: Answer | None = None
        for hop in range(redirects + 1):
            if code := self._guard.refusal(url):
                self.decisions.add("refused", f"{url.host} ({code})")
                return answer or Answer(0, None, code, asked=False)
            if hop:
                self.decisions.add("redirect", url.host)
            left = None if patience is None else max(0.0, patience - (time.monotonic() - started))
            answer = self._in_turn(url, want, timeout, left)
            target = _target(url, answer)
            if target is None:
                break
            url = target
        assert answer is not None
        return answer

    def _in_turn(self, url: httpx.URL, want: Want, timeout: float, patience: float | None) -> Answer:
        began = time.monotonic()
        rule = self._rule if want is ROBOTS else self._ruled(url, timeout, patience)
        if isinstance(rule, Answer):
            return rule
        # a single look is at a page that is rarely asked for twice
        page = self._politeness.kept.page(self.name, str(url)) if patience is None else None
        left = None if patience is None else max(0.0, patience - (time.monotonic() - began))
        turn = self._politeness.turn(url.host, rule, self.decisions, timeout=timeout, patience=left)
        if isinstance(turn, No):
            return Answer(0, None, turn.code, turn.seconds, asked=False)
        self.requests += 1
        answer = Answer(0, None, "no_answer")
        try:
            if patience is not None:
                timeout = max(0.01, patience - (time.monotonic() - began))
            reply = self._exchange.get(url, want, timeout=timeout, page=page)
            answer = reply.answer
        finally:
            self._politeness.ended(
                url.host, rule, self.decisions, turn.lease, answer.outcome, answer.retry_after
            )  # fmt: skip
        if self._tally is not None and answer.asked:
            self._tally.count("304" if reply.unchanged else str(answer.status or answer.fault))
        if reply.refused:
            self.decisions.add("refused", reply.refused)
        if reply.unchanged:
            self.decisions.add("not_modified", url.host)
        if reply.page is not None and patience is None and want is not ROBOTS:
            self._politeness.kept.keep_page(self.name, str(url), reply.page)
        return answer

    def _ruled(self, url: httpx.URL, timeout: float, patience: float | None) -> Rule | Answer:
        """How this URL may be asked for by its host's robots.txt; an Answer when it may not, or not now."""
        if self._guard.is_base(url) and (self._guard.own_server or not self._obey_robots):
            why = "our own server" if self._guard.own_server else "allow-listed, a documented public API"
            self.decisions.add("robots", f"{url.host}: {why}")
            return self._rule
        origin = f"{url.scheme}://{url.netloc.decode('ascii')}"
        file = self._politeness.robots.file(
            origin,
            lambda: self._robots(httpx.URL(f"{origin}/robots.txt"), timeout, patience),
            patience=LONGEST_WAIT if patience is None else patience,
        )
        if isinstance(file, Answer):
            return file
        if file.verdict == "unreachable":
            self.decisions.add("robots", f"{origin}/robots.txt cannot be read ({file.reason}), nothing is")
            return Answer(0, None, "robots_unreachable", asked=False)
        if not file.allows(str(url), self._agent):
            self.decisions.add("robots", f"{origin} forbids {url.path}")
            return Answer(0, None, "robots_disallowed", asked=False)
        delay = file.crawl_delay(self._agent)
        told = f"crawl-delay {delay:g} s" if delay else file.reason or "allowed"
        if refused := [name for name, yes in file.signals(self._agent).items() if not yes]:
            told += f", content signals: no {', '.join(sorted(refused))}"
        self.decisions.add("robots", f"{origin}: {told}")
        return replace(self._rule, crawl_delay=delay)

    def _robots(self, url: httpx.URL, timeout: float, patience: float | None) -> Answer:
        attempts = ATTEMPTS if patience is None else 1
        return self._persistent(
            lambda: self._followed(url, ROBOTS, timeout, patience, ROBOTS_REDIRECTS), attempts
        )

    def _url(self, path: str, params: Params | None) -> httpx.URL | None:
        whole = path.startswith(("https://", "http://"))
        if not whole and (not path.startswith("/") or path.startswith("//") or "\\" in path or ".." in path):
            raise ValueError(f"not a path under the base address: {path!r}")
        try:
            url = httpx.URL(path if whole else self._guard.base_url + path)
        except httpx.InvalidURL:
            return None
        return url.copy_merge_params(_pairs(params)) if params else url


def _target(url: httpx.URL, answer: Answer) -> httpx.URL | None:
    """Where a redirect leads; None when this is the answer."""
    if answer.fault != "redirected" or not answer.location:
        return None
    try:
        return url.join(answer.location)
    except httpx.InvalidURL:
        return None


def _pairs(params: Params | None) -> tuple[tuple[str, str | int], ...]:
    """Lists are repeated keys: hh refuses comma-joined ones."""
    pairs: list[tuple[str, str | int]] = []
    for key, value in (params or {}).items():
        if isinstance(value, str | int):
            pairs.append((key, value))
        else:
            pairs.extend((key, one) for one in value)
    return tuple(pairs)
