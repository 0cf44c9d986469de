"""A board as an operator names it, and what a kind of board needs to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from data.sources.base import Source
from data.sources.http import MAX_BYTES, SourceClient


class SourceEntry(BaseModel):
    """One `[[source]]` of the file of boards. What is left out is the kind's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    kind: str
    token: str | None = Field(None, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")  # its name at the provider
    url: str | None = Field(None, max_length=500)  # for kinds without one fixed address
    employer: str | None = Field(None, max_length=200)  # where the board itself does not name it
    allowed_domains: tuple[str, ...] = Field((), max_length=20)
    every_minutes: int | None = Field(None, ge=15, le=7 * 24 * 60)
    per_second: float | None = Field(None, gt=0, le=5)
    enabled: bool | None = None


@dataclass(frozen=True)
class Kind:
    """How boards of one kind are reached, and what reading them obliges to.

    `needs` names the fields of an entry that must be given ("token|url": one of them); `setting` the setting
    with the operator's key, which is sent in the header `key_header` (as a bearer token without one).
    `domains` are hosts where its boards may live beside the base address.
    `least_minutes` is the shortest cadence its provider allows.
    `documented_api`: its provider publishes this address for programs, so its robots.txt, which is for
    crawlers of pages, is not asked; of every other kind it is read and obeyed.
    `speaks_hh`: its API is that of hh.ru, and its requests are counted with those.
    `licence` and `attribution` are stable codes whose words are on the page of sources.
    """

    name: str
    base_url: Callable[[SourceEntry], str]
    make: Callable[[SourceEntry, SourceClient], Source]
    whole_board: bool
    needs: tuple[str, ...] = ("token",)
    setting: str | None = None
    key_header: str | None = None
    enabled: bool = True
    every_minutes: int = 360
    least_minutes: int = 15
    per_second: float = 1.0
    max_bytes: int = MAX_BYTES
    licence: str = "link_back"
    attribution: str | None = None
    documented_api: bool = False
    speaks_hh: bool = False
    domains: tuple[str, ...] = ()
