"""One vacancy by its link, or from a pasted page or text.

A link is fetched only where its host is one of the configured sources' or one the operator named, and through
the same guarded and polite client as every board. What is pasted needs no network.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.ingestion import service
from data.archive import Archive
from data.db import Database
from data.errors import InvalidInput
from data.repositories import vacancies
from data.sources import page_text
from data.sources.added import AddedSource, clean, payload_of
from data.sources.base import Payload, Source
from data.sources.hh import HhSource

MAX_CHARACTERS = 2_000_000
_LINK = re.compile(r"(?:https?://|www\.)\S*", re.IGNORECASE)
_HH = re.compile(r"(?:[a-z0-9-]+\.)*(?:hh\.(?:ru|kz|uz)|rabota\.by|headhunter\.(?:ge|kg)|hh1\.az)")
_HH_PATH = re.compile(r"/vacancy/(\d{1,15})/?")
_WHY_NOT = {
    "import_empty": "There is nothing to read in it.",
    "import_no_title": "No title of a vacancy was found: begin the text with it.",
    "import_too_short": "The text is too short for a vacancy; paste all of it.",
}


@dataclass(frozen=True)
class AddedVacancy:
    """What became of what was given. `outcome` is new, changed or unchanged."""

    vacancy_id: int
    title: str
    outcome: str
    run_id: str


@dataclass(frozen=True)
class Importer:
    """`source` is the container's `added`; `sources` all of them; `domains` the operator's further hosts."""

    database: Database
    archive: Archive
    source: AddedSource
    sources: Mapping[str, Source]
    domains: Collection[str] = ()
    follow: Callable[[], int] | None = None

    def add(self, given: str) -> AddedVacancy:
        """Store the vacancy behind a link, or the one that was pasted. Raises InvalidInput (import_…),
        NotFound, SourceNotConfigured, SourceForbidden, SourceUnavailable."""
        given = given.strip()
        if len(given) > MAX_CHARACTERS:
            raise InvalidInput("This is too much for one vacancy.", code="import_too_big")
        payload = self._by_link(given) if _LINK.fullmatch(given) else self._pasted(given, None)
        report = service.run(
            self.database, self.archive, self.source.holding([payload]), follow=self.follow
        )  # fmt: skip
        service.demand(report)
        with self.database.transaction() as session:
            kept = vacancies.by_key(session, payload.source, payload.external_id)
        if kept is None:
            raise InvalidInput("It could not be understood as a vacancy.", code="import_not_understood")
        outcome = next((name for name in ("new", "changed") if report.counts.get(name)), "unchanged")
        return AddedVacancy(kept[0], kept[1], outcome, report.run_id)

    def _by_link(self, link: str) -> Payload:
        link = link if "://" in link else f"https://{link}"
        if board := self._of_demo(link):
            return board
        url = clean(link)
        if url is None:
            raise InvalidInput("This is no address of a page.", code="import_bad_link")
        parts = urlsplit(url)
        host = parts.hostname or ""
        if _HH.fullmatch(host):
            return self._of_hh(parts.path)
        if not self._may_read(host):
            raise InvalidInput(
                f"{host} is not among the hosts that may be read; paste the page itself, or name it in"
                " PODBOR_IMPORT_DOMAINS.",
                code="import_host_not_allowed",
            )
        return self._pasted(self.source.read_page(url), url)

    def _of_hh(self, path: str) -> Payload:
        board, named = self.sources.get("hh"), _HH_PATH.fullmatch(path)
        if named is None:
            raise InvalidInput("This address of hh.ru is not that of one vacancy.", code="import_bad_link")
        if not isinstance(board, HhSource) or not board.state().configured:
            raise InvalidInput(
                "hh.ru shows single vacancies only to programs with its token (PODBOR_HH_TOKEN). Open the"
                " page, copy all of it and paste it here.",
                code="import_hh_not_configured",
            )
        return board.one(named[1])

    def _of_demo(self, link: str) -> Payload | None:
        """A link of a board of our own, which lives under plain http."""
        for board in self.sources.values():
            if isinstance(board, HhSource) and board.invented:
                path = link.partition("?")[0].removeprefix(f"http://{board.address}")
                if named := _HH_PATH.fullmatch(path):
                    return board.one(named[1])
        return None

    def _pasted(self, given: str, url: str | None) -> Payload:
        understood, why = page_text.read(given)
        if understood is None:
            code = why or "import_empty"
            raise InvalidInput(_WHY_NOT[code], code=code)
        return payload_of(understood, url)

    def _may_read(self, host: str) -> bool:
        if "*" in self.domains:
            return True
        hosts = {
            state.host for one in self.sources.values() if (state := one.state()).configured and state.host
        }
        entries = (getattr(one, "entry", None) for one in self.sources.values())
        hosts |= {domain for entry in entries if entry for domain in entry.allowed_domains}
        named = {one.lower().strip(" .") for one in {*hosts, *self.domains}} - {""}
        return any(host == one or host.endswith(f".{one}") for one in named)
