"""Settings: one typed object, read once, from the environment and one `.env` file.

The table in README.md documents each; a test keeps the two equal.
"""

from __future__ import annotations

import os
from decimal import Decimal
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=os.environ.get("PODBOR_ENV_FILE", ROOT / ".env"),
        env_prefix="PODBOR_",
        extra="ignore",
        populate_by_name=True,
    )

    home: Path = Field(ROOT / ".run", description="data folder: databases, indexes, archive, logs")
    host: str = Field("127.0.0.1", description="loopback address the pages listen on")
    web_port: int = Field(8501, ge=1, le=65_535, description="the pages")
    prefect_port: int = Field(4200, ge=1, le=65_535, description="Prefect server and UI")
    chroma_port: int = Field(8100, ge=1, le=65_535, description="Chroma server")
    pg_port: int = Field(5544, ge=1, le=65_535, description="embedded Postgres")
    demo_port: int = Field(8190, ge=1, le=65_535, description="demo board")

    database_url: str | None = Field(
        None,
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="a Postgres of your own instead of the embedded one",
    )
    chroma_url: str | None = Field(
        None,
        validation_alias=AliasChoices("CHROMA_URL", "chroma_url"),
        description="a Chroma server of your own",
    )
    prefect_api_url: str | None = Field(
        None,
        validation_alias=AliasChoices("PREFECT_API_URL", "prefect_api_url"),
        description="a Prefect server of your own",
    )

    openai_api_key: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("OPENAI_API_KEY", "openai_api_key"),
        description="switches remote embeddings and models on; without it everything is local",
    )
    openai_base_url: str | None = Field(
        None,
        validation_alias=AliasChoices("OPENAI_BASE_URL", "openai_base_url"),
        description="any OpenAI-compatible server",
    )
    embedding_model: str = Field(
        "auto", description="auto, local (USE multilingual v3) or the name of a remote model"
    )
    llm_model: str = Field("gpt-4o-mini", min_length=1, description="model that reads texts, with a key")
    llm_price: str | None = Field(
        None,
        pattern=r"^$|^\s*\d+(\.\d+)?(\s*/\s*\d+(\.\d+)?){2}\s*$",
        description="its price, `input/cached/output` in USD per million tokens; 0/0/0 for an own server",
    )
    rerank: bool = Field(
        False, description="offer people to have a model order the best of their list, with a key"
    )
    transcription_model: str = Field(
        "whisper-1", min_length=1, description="model that writes recordings down, with a key"
    )
    speech_model: str = Field("tts-1", min_length=1, description="model that reads aloud, with a key")
    llm_recomputations: int = Field(
        2, ge=0, le=1000, description="how often an hour a person may have a model do the same anew"
    )
    budget_person: Decimal = Field(
        Decimal("0.05"), ge=0, le=1000, description="most that models may cost a day and person, USD"
    )
    budget_system: Decimal = Field(
        Decimal(1), ge=0, le=100_000, description="most that models may cost a day altogether, USD"
    )

    alert_webhook: SecretStr | None = Field(
        None, description="address that gets operator alerts as JSON; none are sent without it"
    )

    contact: str | None = Field(
        None, description="contact address sent in the User-Agent; live sources stay off without it"
    )
    hh_token: SecretStr | None = Field(None, description="hh.ru application token")
    hh_url: str = Field("https://api.hh.ru", description="address of the hh.ru API")
    superjob_key: SecretStr | None = Field(None, description="secret key of a SuperJob application")
    sources: Path | None = Field(
        None, description="file of boards; without it sources.toml in the data folder"
    )
    open_sources: bool = Field(
        True, description="read the open sources that need no entry, once there is a contact address"
    )
    import_domains: str = Field(
        "",
        description="hosts besides those of the sources that a vacancy may be added from by its link,"
        " separated by commas; * for any public one",
    )
    demo: bool = Field(True, description="run the demo board with invented vacancies")
    demo_size: int = Field(3600, ge=1, le=200_000, description="number of invented vacancies")
    demo_seed: int = Field(20261121, description="seed of the invented world")

    ingest_every_minutes: int = Field(60, ge=5, description="cadence of the ingest flow")
    freshness_gate_minutes: int = Field(30, ge=0, description="a checked posting is not checked again sooner")
    freshness_budget_ms: int = Field(350, ge=0, description="time a search may spend on live checks")
    sweep_limit: int = Field(500, ge=1, description="postings a nightly sweep looks at")
    sweep_pause_ms: int = Field(500, ge=0, description="pause between two checks of a sweep")
    unseen_days: int = Field(
        30,
        ge=1,
        description="postings of a feed whose pages cannot be checked are closed when unseen so long",
    )
    warmups_per_day: int = Field(
        100, ge=0, le=10_000, description="most segments warmed a day because a search found too little"
    )
    warmup_ttl_hours: int = Field(
        24, ge=1, le=24 * 30, description="a segment that was warmed is not warmed again sooner"
    )
    warmup_limit: int = Field(100, ge=1, le=2000, description="postings one question of a warm-up reads")
    archive_url: str | None = Field(
        None,
        description="where raw payloads lie: a folder (default `archive` in the data folder) or `s3://bucket/prefix`",
    )
    archive_endpoint: str | None = Field(
        None, description="address of an S3-compatible store that is not AWS"
    )
    archive_region: str | None = Field(None, description="region of the bucket")
    archive_access_key: SecretStr | None = Field(None, description="key of the store")
    archive_secret_key: SecretStr | None = Field(None, description="its secret")
    keep_runs_days: int = Field(365, ge=1, description="reports of runs are kept so long")
    keep_changes_days: int = Field(90, ge=1, description="what each run changed is kept so long")
    keep_quarantine_days: int = Field(90, ge=1, description="rows set aside are kept so long")
    keep_payloads_days: int = Field(
        90, ge=1, description="archived payloads nobody used are kept so long; those of open postings always"
    )
    keep_searches_days: int = Field(90, ge=1, description="searches are kept so long, the last ones always")
    keep_checks_days: int = Field(60, ge=1, description="the log of freshness checks is kept so long")
    keep_answers_days: int = Field(
        30, ge=1, description="answers of models are kept so long; the same again costs nothing"
    )
    keep_flow_runs_days: int = Field(30, ge=1, description="Prefect keeps finished flow runs so long")

    language: Literal["auto", "ru", "en"] = Field("auto", description="interface language")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="how much is logged")

    @field_validator("host")
    @classmethod
    def _only_this_machine(cls, host: str) -> str:
        """Whoever reaches the pages is signed in as the one person here, so only this machine may."""
        if host != "localhost" and not ip_address(host).is_loopback:
            raise ValueError("must be a loopback address: there is no sign-in for others yet")
        return host

    @property
    def database(self) -> str:
        return self.database_url or f"postgresql://podbor@127.0.0.1:{self.pg_port}/podbor"

    @property
    def chroma(self) -> str:
        return self.chroma_url or f"http://127.0.0.1:{self.chroma_port}"

    @property
    def prefect_api(self) -> str:
        return self.prefect_api_url or f"http://127.0.0.1:{self.prefect_port}/api"

    @property
    def sources_file(self) -> Path:
        return (self.sources or self.home / "sources.toml").expanduser()

    def secrets(self) -> list[str]:
        """The values of all settings that must not be told."""
        kept = (getattr(self, name) for name in type(self).model_fields)
        return [one.get_secret_value() for one in kept if isinstance(one, SecretStr)]

    @property
    def demo_url(self) -> str:
        return f"http://127.0.0.1:{self.demo_port}"


@cache
def settings() -> Settings:
    """The process's settings; tests build their own `Settings(...)` instead."""
    return Settings()
