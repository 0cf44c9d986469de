"""The RSS of a search on the site of hh.ru: the newest twenty, without their texts. Slow, and off unless an
entry switches it on; the way for somebody who has no token and wants to know of new titles.

Whoever asks too often gets an empty document under 200, so an empty one never means "no vacancies".
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from data.errors import PayloadChanged
from data.sources import fields, pay_text
from data.sources.base import Known, Note, Payload, Posting, Query
from data.sources.entry import Kind
from data.sources.feed import Feed

_PATH = "/search/vacancy/rss"
_MOSCOW = timezone(timedelta(hours=3))
_LINK = re.compile(r"https?://[a-z0-9.-]+/vacancy/(\d{1,12})(?:[?#].*)?", re.IGNORECASE)
_LINES = re.compile(r"</?(?:p|br|div|li)\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")
_LABELS = {"компания": "employer", "вакансия компании": "employer", "регион": "area",
           "предполагаемый уровень месячного дохода": "pay", "зарплата": "pay"}  # fmt: skip


class HhRss(Feed):
    kind = "hh-rss"
    used = frozenset({"id", "title", "link", "pubDate", "description"})
    ignored = frozenset({"guid", "author", "category"})
    understands = frozenset({"text", "area", "experience"})
    decisions = ("the newest twenty of a search, without texts", "absence proves nothing")

    def payloads(self, query: Query, known: Known, note: Note) -> Iterable[Payload]:
        """List items, in one request. Raises SourceForbidden, SourceUnavailable."""
        params: dict[str, Any] = dict(parse_qsl(urlsplit(self.entry.url or "").query))
        params |= {"order_by": "publication_time"}
        given = {"text": query.text, "area": list(query.area_ids), "experience": list(query.experience)}
        params |= {name: value for name, value in given.items() if value}
        return self._items(self._client.get_text(_PATH, params))

    def _items(self, document: str) -> Iterator[Payload]:
        reader = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=False)
        try:
            root = etree.fromstring(document.encode("utf-8", "ignore"), reader)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self.broken("an answer that is no RSS", "not_a_page") from error
        items = list(root.iter("item"))
        if not items:
            raise self.broken("an empty document", "empty_success")
        for item in items:
            told = (
                (etree.QName(child).localname, child.text) for child in item if isinstance(child.tag, str)
            )
            yield self.payload(dict(told), "list")

    def external_id(self, record: dict[str, Any]) -> str | None:
        link = fields.url(record.get("link"))
        found = _LINK.fullmatch(link) if link else None
        return found[1] if found else None

    def read_line(self, record: dict[str, Any]) -> list[Payload]:
        return [self.payload(record, "list")]

    def parse(self, payload: Payload) -> Posting:
        body = payload.body
        identity, title = self.required(payload, body.get("title"))
        said = dict(_said(fields.markup(body.get("description"), 20_000)))
        if not said and body.get("description"):
            raise PayloadChanged(self.name, f"posting {identity} describes nothing we know")
        return Posting(
            source=self.name,
            external_id=identity,
            url=f"https://hh.ru/vacancy/{identity}",
            title=title,
            employer=said.get("employer"),
            area_name=said.get("area"),
            pay=pay_text.pay_of(f"{said.get('pay', '')} в месяц"),
            published_at=fields.moment(body.get("pubDate"), _MOSCOW),
            complete=False,
        )


def _said(description: str) -> Iterator[tuple[str, str]]:
    """Lines of the form "label: value" that we know."""
    for line in _LINES.split(description):
        label, _, value = html.unescape(_TAGS.sub("", line)).partition(":")
        name = _LABELS.get(" ".join(label.lower().split()))
        if name and (told := fields.text(value, 300)):
            yield name, told


KIND = Kind(
    name="hh-rss", base_url=lambda entry: "https://hh.ru", make=HhRss, whole_board=False, needs=(),
    enabled=False, every_minutes=360, least_minutes=60, per_second=0.05, licence="hh", attribution="hh",
)  # fmt: skip
