"""The composition root: the only place that turns settings into objects.

Nothing connects here; databases and indexes are reached when they are first used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from app.config import Settings
from app.config import settings as process_settings
from app.costs.ledger import Budgets, Ledger
from app.costs.prices import parse_price
from app.freshness import service as freshness
from app.llm.embeddings import RemoteEmbedder
from app.llm.gateway import Gateway
from app.matching.service import MatchingService
from app.privacy.memories import forget_texts
from app.resumes.extraction import ModelExtractor
from app.search.embedding import Embedder, LocalEmbedder
from app.search.recall import Recall
from data.archive import Archive
from data.db import Database
from data.lexical import LexicalIndex
from data.sources.base import Source
from data.sources.hh import HhSource
from data.sources.politeness import Politeness
from data.sources.politeness_hosts import SharedHosts
from data.vectors import VectorStore

VERSION = "0.1"


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
    #: what this process remembers of people's texts; each call forgets and says how much it was
    memories: Mapping[str, Callable[[], int]]


def build(settings: Settings) -> Container:
    """Wire a container for `settings`; tests build their own."""
    database = Database.from_url(settings.database)
    store = VectorStore(settings.chroma)
    lexical = LexicalIndex(settings.home / "lexical")
    door = gateway(settings, database)
    embedder, others = embedders(settings, door)
    recall = Recall(store, lexical, embedder, others=others)
    wired_sources = sources(settings, Politeness(SharedHosts(database)))
    check = partial(
        freshness.check_now,
        database,
        wired_sources,
        budget_ms=settings.freshness_budget_ms,
        gate_minutes=settings.freshness_gate_minutes,
    )
    return Container(
        settings=settings,
        database=database,
        archive=Archive(settings.home / "archive"),
        sources=wired_sources,
        store=store,
        lexical=lexical,
        embedder=embedder,
        recall=recall,
        matching=MatchingService(database, recall, check),
        gateway=door,
        model_extractor=ModelExtractor(door) if door.enabled else None,
        memories={"query_vectors": recall.forget, "texts": forget_texts},
    )


def sources(settings: Settings, politeness: Politeness | None = None) -> dict[str, Source]:
    """The boards this installation knows, configured or not; each says for itself why not.

    `politeness` is shared by all processes; without it their clients are polite alone.
    """
    agent = f"Podbor/{VERSION} ({settings.contact})" if settings.contact else None
    token = settings.hh_token.get_secret_value() if settings.hh_token else None
    known: dict[str, Source] = {}
    if settings.demo:
        known["demo"] = HhSource(
            "demo",
            settings.demo_url,
            token="demo",  # noqa: S106  the invented board takes any
            user_agent=f"Podbor/{VERSION} (demo@localhost)",
            invented=True,
        )
    known["hh"] = HhSource("hh", settings.hh_url, token=token, user_agent=agent, politeness=politeness)
    return known


def gateway(settings: Settings, database: Database) -> Gateway:
    """The door to models; closed without a key."""
    return Gateway(
        Ledger(database, Budgets(settings.budget_person, settings.budget_system)),
        api_key=settings.openai_api_key.get_secret_value() if settings.openai_api_key else None,
        base_url=settings.openai_base_url,
        model=settings.llm_model,
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
