"""A posting from a pasted page or text: its JobPosting block, else title, employer and text, else why not."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from data.sources import fields, ld_json

MAX_PAGE = 5_000_000
#: Fewer characters are no posting: nothing could be matched against them.
LEAST = 120
_TAG = re.compile(
    r"<\s*(?:!doctype|html|head|body|div|p|script|article|section|ul|h1|span|table)\b", re.IGNORECASE
)
_DROPPED = (
    "script",
    "style",
    "noscript",
    "nav",
    "header",
    "footer",
    "form",
    "aside",
    "iframe",
    "svg",
    "template",
)
_EMPLOYER = re.compile(
    r"^\W*(?:компания|работодатель|организация|company|employer)\s*[:—–-]\s*(.{2,120})$",
    re.IGNORECASE | re.MULTILINE,
)
_TAIL = re.compile(r"\s+[|—–-]\s+[^|]{2,80}$")


def read(given: str) -> tuple[dict[str, Any] | None, str | None]:
    """(what is understood, None) or (None, a code): import_empty, import_no_title, import_too_short.

    What is understood is `{"job_posting": …}` or `{"title", "employer", "text"}`, fit for a payload's body.
    """
    given = given[:MAX_PAGE].replace("\x00", "")
    if not given.strip():
        return None, "import_empty"
    if found := ld_json.postings(given):
        return {"job_posting": found[0]}, None
    if given.lstrip().startswith("{") and ld_json.is_posting(alone := ld_json.loads(given)):
        return {"job_posting": alone}, None
    return _page(given) if _TAG.search(given) else _text(given)


def _page(given: str) -> tuple[dict[str, Any] | None, str | None]:
    try:
        root = html.document_fromstring(
            given.encode("utf-8", "ignore"), parser=html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, ValueError):
        return None, "import_empty"
    named = _content(root, "og:title") or _inside(root, "h1") or _inside(root, "title")
    site = _content(root, "og:site_name")
    etree.strip_elements(root, *_DROPPED, etree.Comment, with_tail=False)
    body = next((one for tag in ("article", "main", "body") for one in root.iter(tag)), root)
    text = str(etree.tostring(body, encoding="unicode", method="html"))
    bare = "\n".join(line for one in body.itertext() if (line := " ".join(str(one).split())))
    title = _TAIL.sub("", named) if named else None
    employer = _EMPLOYER.search(bare)
    return _understood(title, employer[1] if employer else site, text, len(bare))


def _text(given: str) -> tuple[dict[str, Any] | None, str | None]:
    lines = [line.strip() for line in given.splitlines()]
    title = next((line for line in lines if re.search(r"[^\W\d_]{2}", line)), "")
    title = re.sub(r"^\W*(?:вакансия|должность|vacancy|position)\s*:\s*", "", title, flags=re.IGNORECASE)
    employer = _EMPLOYER.search(given)
    return _understood(
        title if len(title) <= 160 else None, employer[1] if employer else None, given, len(given.strip())
    )


def _understood(
    title: str | None, employer: str | None, text: str, length: int
) -> tuple[dict[str, Any] | None, str | None]:
    named = fields.text(title, 300)
    if named is None:
        return None, "import_no_title"
    if length < LEAST:
        return None, "import_too_short"
    return {"title": named, "employer": fields.text(employer, 200), "text": text[:200_000]}, None


def _content(root: Any, name: str) -> str | None:
    found = root.xpath("//meta[@property=$name or @name=$name]/@content", name=name)
    return fields.text(str(found[0]), 300) if found else None


def _inside(root: Any, tag: str) -> str | None:
    found = root.xpath(f"//{tag}")
    return fields.text(" ".join(found[0].itertext()), 300) if found else None
