"""RTF: a small reader of its text, code pages and unicode escapes; pictures and style tables are skipped."""

from __future__ import annotations

import re

from app.resumes.documents.limits import Refused

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.I
)
_SKIPPED = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"listtable", b"listoverridetable",
    b"generator",     b"themedata",
    b"datastore", b"latentstyles", b"xmlnstbl", b"rsidtbl", b"object", b"footer",
}  # fmt: skip
_SIGNS = {b"par": "\n", b"line": "\n", b"row": "\n", b"page": "\n", b"tab": "\t", b"cell": "\t",
          b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’",
          b"ldblquote": "“", b"rdblquote": "”"}  # fmt: skip
_MAX_BYTES = 5 * 1024 * 1024


def _sign(value: int) -> str:
    """The character of a `\\u`; a code of a symbol font (Wingdings) is a list mark."""
    if 0xD800 <= value < 0xE000:
        return ""
    return "• " if 0xF000 <= value <= 0xF0FF else chr(value)


def read(data: bytes) -> str:
    if len(data) > _MAX_BYTES:
        raise Refused("document_too_big", limit_mb=_MAX_BYTES // 2**20)
    page = re.search(rb"\\ansicpg(\d{3,5})", data[:2000])
    encoding = f"cp{int(page.group(1))}" if page else "cp1251"
    out: list[str] = []
    pending = bytearray()
    stack: list[tuple[bool, int]] = []
    skip, width, drop = False, 1, 0  # width: how many fallback characters follow \u

    def flush() -> None:
        if pending:
            try:
                out.append(pending.decode(encoding, "replace"))
            except LookupError:
                out.append(pending.decode("cp1251", "replace"))
            pending.clear()

    for match in _TOKEN.finditer(data):
        word, number, code, sign, brace, text = match.groups()
        if brace == b"{":
            stack.append((skip, width))
        elif brace == b"}":
            if stack:
                skip, width = stack.pop()
        elif sign == b"*" or (word and word in _SKIPPED):
            skip = True
        elif skip:
            continue
        elif code is not None:
            drop, keep = max(drop - 1, 0), drop == 0
            if keep:
                pending += bytes((int(code, 16),))
        elif word == b"u" and number:
            flush()
            value = int(number) % 0x10000
            out.append(_sign(value))
            drop = width
        elif word == b"uc" and number:
            width = max(0, min(int(number), 8))
        elif word in _SIGNS:
            flush()
            out.append(_SIGNS[word])
        elif sign is not None:
            pending += {b"~": b" ", b"_": b"-", b"-": b""}.get(sign, sign if sign in b"\\{}" else b"")
        elif text is not None:
            cut, drop = text[drop:], max(drop - len(text), 0)
            pending += cut
    flush()
    return re.sub(r"•[ \t]+", "• ", "".join(out))
