"""The composition root: the only place that turns settings into objects.

Nothing connects here; databases and indexes are reached when they are first used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial
from pathlib import Path

from pydantic import SecretStr

from app.config import Settings
from app.config import settings as process_settings
from app.costs.ledger import Budgets, Ledger
from app.costs.prices import parse_price
from app.freshness import service as freshness
from app.ingestion.importing import Importer
from app.llm.embeddings import RemoteEmbedder
from app.llm.gateway import Gateway
from app.llm.results import Results
from app.matching.rerank import Reranker
from app.matching.service import MatchingService
from app.matching.shown import ShownCounter
from app.privacy.memories import forget_texts
from app.resumes.extraction import ModelExtractor
from app.search import projection
from app.search.embedding import Embedder, LocalEmbedder
from app.search.recall import Recall
from app.segments import service as segments
from app.sources import built_in, entries, planning
from app.sources.listing import Listing, Wiring, listings
from app.stack import flow_runs
from app.telemetry.events import EventLog
from data.archive import Archive
from data.channels.webhook import Webhook
from data.db import Database
from data.errors import NotFound, SourceNotConfigured
from data.lexical import LexicalIndex
from data.repositories import simulated
from data.sources.added import NAME as ADDED
from data.sources.added import AddedSource
from data.sources.base import Source
from data.sources.entry import Kind, SourceEntry
from data.sources.guard import is_loopback
from data.sources.hh import CONTACT, HH_PER_SECOND, HhSource
from data.sources.http import SourceClient
from data.sources.kinds import KINDS
from data.sources.politeness import Politeness
from data.sources.politeness_hosts import SharedHosts
from data.sources.politeness_kept import SharedKept
from data.sources.redaction import OURS
from data.sources.tally import RequestTally
from data.vectors import VectorStore

VERSION = "0.1"
#: Kinds of board with an API that is made for queries of words. The others are read whole, or seldom.
SEARCHABLE = frozenset({"hh", "trudvsem", "superjob", "zarplata"})


@dataclass(frozen=True)
class Container:
    """Everything wired for one process."""

    settings: Settings
    database: Database
    archive: Archive
    sources: Mapping[str, Source]
    store: VectorStore
    lexical: LexicalIndex
    embedder: Embedder
    recall: Recall
    matching: MatchingService
    gateway: Gateway
    #: the rules and a model, for reading a résumé when asked to; None without a key
    model_extractor: ModelExtractor | None
    #: a model that orders the best of a list when asked to; None without a key or where it is not offered
    reranker: Reranker | None
    #: what this process remembers of people's texts; each call forgets and says how much it was
    memories: Mapping[str, Callable[[], int]]
    events: EventLog
    #: where operator alerts go; None without an address
    channel: Webhook | None
    #: invented people for the operator's pages, if anybody made them (`podbor simulate`)
    simulated: Database
    #: the same sources with what is configured for each
    listed: Mapping[str, Listing] = field(default_factory=dict)


def build(settings: Settings) -> Container:
    """Wire a container for `settings`; tests build their own."""
    database = Database.from_url(settings.database)
    store = VectorStore(settings.chroma)
    lexical = LexicalIndex(settings.home / "lexical")
    door = gateway(settings, database)
    embedder, others = embedders(settings, door)
    recall = Recall(store, lexical, embedder, others=others)
    listed = listing(
        settings, Politeness(SharedHosts(database), SharedKept(database)), RequestTally(database)
    )  # fmt: skip
    wired_sources = {name: one.source for name, one in listed.items()}
    check = partial(
        freshness.check_now,
        database,
        wired_sources,
        budget_ms=settings.freshness_budget_ms,
        gate_minutes=settings.freshness_gate_minutes,
    )
    warm_up = partial(
        segments.ask,
        database,
        cap=settings.warmups_per_day,
        ttl=timedelta(hours=settings.warmup_ttl_hours),
        sources=bool(searchable(wired_sources)),
    )
    matching = MatchingService(database, recall, check, warm_up=warm_up, shown=ShownCounter(database))
    return Container(
        settings=settings,
        database=database,
        archive=archive(settings),
        sources=wired_sources,
        store=store,
        lexical=lexical,
        embedder=embedder,
        recall=recall,
        matching=matching,
        gateway=door,
        model_extractor=ModelExtractor(door) if door.enabled else None,
        reranker=Reranker(database, door) if door.enabled and settings.rerank else None,
        memories={
            "query_vectors": recall.forget,
            "texts": forget_texts,
            "lessons": matching.learner.forget,
            "explanations": matching.forget,
        },  # fmt: skip
        events=EventLog(database),
        channel=Webhook(settings.alert_webhook.get_secret_value()) if settings.alert_webhook else None,
        simulated=Database.from_url(simulated.address(settings.database), pool_size=2),
        listed=listed,
    )


def sources(settings: Settings, politeness: Politeness | None = None) -> dict[str, Source]:
    """The boards this installation knows, configured or not; each says for itself why not.

    `politeness` is shared by all processes; without it their clients are polite alone.
    """
    return {name: one.source for name, one in listing(settings, politeness).items()}


def listing(
    settings: Settings, politeness: Politeness | None = None, tally: RequestTally | None = None
) -> dict[str, Listing]:
    """The demo board, hh.ru, the open sources, and the boards of the operator's file, read anew. `tally`
    counts the requests to those that speak hh.ru's API."""
    OURS.know(settings.secrets())
    agent = f"Podbor/{VERSION} ({settings.contact})" if settings.contact else None
    token = settings.hh_token.get_secret_value() if settings.hh_token else None
    known: dict[str, Listing] = {}
    if settings.demo:
        demo = HhSource(
            "demo",
            settings.demo_url,
            token="demo",  # noqa: S106  the invented board takes any
            user_agent=f"Podbor/{VERSION} (demo@localhost)",
            invented=True,
            tally=tally,
        )
        known["demo"] = Listing(demo, "demo")
    hh = HhSource(
        "hh", settings.hh_url, token=token, user_agent=agent, politeness=politeness, tally=tally,
        own_server=settings.hh_url.startswith("http://") or is_loopback(settings.hh_url),
    )  # fmt: skip
    known["hh"] = Listing(hh, "setting", per_second=HH_PER_SECOND, licence="hh", attribution="hh")
    reading = entries.read(
        settings.sources_file, KINDS, built_in=built_in.names(KINDS),
        reserved=frozenset({"demo", "hh", ADDED}), required=settings.sources is not None,
    )  # fmt: skip
    known |= listings(reading, KINDS, _wiring(settings, agent, politeness, tally))
    boards = {name: one.source for name, one in known.items()}
    return known | {ADDED: Listing(AddedSource(_page_client(agent, politeness), boards), "built_in")}


def _page_client(agent: str | None, politeness: Politeness | None) -> Callable[[str], SourceClient] | None:
    """Clients for pages that a person's link leads to; None without a contact address."""
    if agent is None or CONTACT.search(agent) is None:
        return None
    return lambda host: SourceClient(
        ADDED, f"https://{host}", user_agent=agent, per_second=0.5, politeness=politeness, obey_robots=True,
        allowed_domains=(host.removeprefix("www."),),  # many a site redirects between the two
    )  # fmt: skip


def importer(wired: Container) -> Importer:
    """What takes single vacancies by their link or as a text."""
    source = wired.sources[ADDED]
    assert isinstance(source, AddedSource)

    def follow() -> int:
        return projection.follow(wired.database, wired.store, wired.lexical, wired.embedder).seen

    domains = [one.strip() for one in wired.settings.import_domains.split(",")]
    return Importer(wired.database, wired.archive, source, wired.sources, domains, follow)


def read_now(wired: Container, name: str) -> str:
    """Have a source read before its turn, as a planned reading; gives the id of the flow run that does it.

    Raises NotFound, SourceNotConfigured, InvalidInput (`asked_too_soon`) and StackError.
    """
    source = wired.sources.get(name)
    if source is None:
        raise NotFound(f"There is no source called {name}.", code="source_unknown")
    if not (state := source.state()).configured:
        raise SourceNotConfigured(name, "it is not set up", code=state.reason)
    planning.demand_allowed(wired.database, name, wired.listed.get(name))
    key = f"by-hand-{name}-{time.time() // 60:.0f}"
    return flow_runs.start(wired.settings.prefect_api, "ingest", name, key=key)


def _wiring(
    settings: Settings, agent: str | None, politeness: Politeness | None, tally: RequestTally | None
) -> Wiring:
    def make_client(entry: SourceEntry, kind: Kind, base_url: str, secret: str | None) -> SourceClient:
        in_header = {kind.key_header: secret} if kind.key_header and secret else None
        return SourceClient(
            entry.name, base_url, user_agent=agent or f"Podbor/{VERSION}", headers=in_header,
            token=None if kind.key_header else secret, max_bytes=kind.max_bytes,
            per_second=entry.per_second or kind.per_second, politeness=politeness,
            allowed_domains=(*entry.allowed_domains, *kind.domains),
            obey_robots=not kind.documented_api, tally=tally if kind.speaks_hh else None,
        )  # fmt: skip

    def secret(name: str) -> str | None:
        kept: SecretStr | None = getattr(settings, name)
        return kept.get_secret_value() if kept else None

    return Wiring(
        make_client, secret, contact=CONTACT.search(settings.contact or "") is not None,
        open_sources=settings.open_sources,
    )  # fmt: skip


def searchable(known: Mapping[str, Source]) -> dict[str, Source]:
    """Boards that can be used and asked for words; the invented one only where there is no live one."""
    usable = {name: one for name, one in known.items() if one.state().configured and one.kind in SEARCHABLE}
    live = {name: one for name, one in usable.items() if not one.state().invented}
    return live or usable


def archive(settings: Settings) -> Archive:
    """Where raw payloads lie. Raises InvalidInput when the address is none."""
    url = settings.archive_url
    if not url or "://" not in url:
        return Archive((Path(url) if url else settings.home / "archive").expanduser())
    from data.archive_s3 import S3  # noqa: PLC0415  a client of its own, only for those who use it

    key, secret = settings.archive_access_key, settings.archive_secret_key
    return Archive(
        S3(
            url,
            endpoint=settings.archive_endpoint,
            region=settings.archive_region,
            access_key=key.get_secret_value() if key else None,
            secret_key=secret.get_secret_value() if secret else None,
        )
    )


def gateway(settings: Settings, database: Database) -> Gateway:
    """The door to models; closed without a key."""
    return Gateway(
        Ledger(
            database, Budgets(settings.budget_person, settings.budget_system, settings.llm_recomputations)
        ),
        api_key=settings.openai_api_key.get_secret_value() if settings.openai_api_key else None,
        base_url=settings.openai_base_url,
        model=settings.llm_model,
        transcription_model=settings.transcription_model,
        speech_model=settings.speech_model,
        results=Results(database, lasts=timedelta(days=settings.keep_answers_days)),
        price=parse_price(settings.llm_price) if settings.llm_price else None,
    )


def embedders(settings: Settings, door: Gateway) -> tuple[Embedder, Sequence[Embedder]]:
    """The model in force, and those whose vectors may still have to answer until it has caught up."""
    local = LocalEmbedder()
    chosen = settings.embedding_model
    if chosen == "local" or (chosen == "auto" and settings.openai_api_key is None):
        return local, ()
    remote = RemoteEmbedder(door, model="text-embedding-3-small" if chosen == "auto" else chosen)
    return remote, (local,)


@cache
def container() -> Container:
    """The process's container."""
    return build(process_settings())
