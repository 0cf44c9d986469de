"""Items of a list in a profile: how one is recognised again in a newer reading, and a person's marks laid
over the extracted ones. Items are JSON values. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from app.taxonomy.words import fold, normalise

Json = Any
LISTS = ("emails", "phones", "links", "domains", "skills", "positions", "education", "languages")


class ItemMark(BaseModel):
    """`original` is the extracted item it speaks of (None: added by the person), `value` what stands in its
    place (None: removed)."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["edited", "removed", "added", "confirmed"]
    original: Json = None
    value: Json = None


@dataclass
class Shown:
    """One item as it is given out. `index` is its place in the extracted list, None when it is not there;
    `extracted` is what was read in its place; `mark` is the place among the person's marks."""

    value: Json
    item: str
    index: int | None = None
    extracted: Json = None
    mark: int | None = None
    by_person: Literal["corrected", "confirmed"] | None = None


def key(field: str, value: Json) -> str:
    """What makes an item the same item: its address for later changes."""
    if field == "phones":
        return "".join(filter(str.isdigit, str(value)))
    if isinstance(value, str):
        return _plain(value)
    names = {
        "positions": ("title", "employer", "start"), "education": ("institution", "degree", "year")
    }.get(field, ("name",))  # fmt: skip
    return "|".join(_plain(value.get(name)) for name in names)


def mark_address(field: str, mark: ItemMark) -> str:
    """The address of the item a mark speaks of; one that was added never has that of one that was read."""
    return f"+{key(field, mark.value)}" if mark.original is None else key(field, mark.original)


def alike(field: str, one: Json, other: Json) -> bool:
    """Whether two different readings tell of the same job or school."""
    if field == "positions":
        same = [_plain(one.get(name)) == _plain(other.get(name)) for name in ("title", "employer", "start")]
        known = bool(one.get("employer") and one.get("start"))
        return sum(same) >= 2 and (known or same[0])
    if field == "education":
        return _plain(one.get("institution")) == _plain(other.get("institution"))
    return False


def lay_over(field: str, base: Sequence[Json], marks: Sequence[ItemMark]) -> tuple[list[Shown], list[Shown]]:
    """(items to give out, extracted items the person took out). Extracted items keep their order; those only
    the person knows of come last, positions by their beginning."""
    taken = _assigned(field, base, marks)
    shown: list[Shown] = []
    removed: list[Shown] = []
    done: set[int] = set()
    for index, value in enumerate(base):
        number = taken.get(index)
        if number is None:
            shown.append(Shown(value, key(field, value), index, value))
        elif number not in done:
            done.add(number)
            found = _marked(field, marks[number], number, index, value)
            (removed if marks[number].kind == "removed" else shown).append(found)
    for number, mark in enumerate(marks):
        if number not in done and mark.kind != "removed":
            found = _marked(field, mark, number, None, mark.original)
            shown.insert(_place(field, shown, found.value), found)
        elif number not in done:
            removed.append(Shown(mark.original, mark_address(field, mark), None, mark.original, number))
    return _once(field, shown), removed


def _assigned(field: str, base: Sequence[Json], marks: Sequence[ItemMark]) -> dict[int, int]:
    """Extracted item -> mark: the very item first, then one that now reads as the person wrote it, then one
    that is alike."""
    taken: dict[int, int] = {}
    places: dict[str, list[int]] = {}
    for index, value in enumerate(base):
        places.setdefault(key(field, value), []).append(index)
    for meant in ([mark.original for mark in marks], [mark.value for mark in marks]):
        for number, wanted in enumerate(meant):
            for index in places.get(key(field, wanted), ()) if wanted is not None else ():
                taken.setdefault(index, number)
    found = set(taken.values())
    for number, mark in enumerate(marks):
        if number not in found and mark.original is not None:
            near = (at for at, one in enumerate(base) if at not in taken and alike(field, one, mark.original))
            if (place := next(near, None)) is not None:
                taken[place] = number
    return taken


def _marked(field: str, mark: ItemMark, number: int, index: int | None, extracted: Json) -> Shown:
    agrees = index is not None and mark.value is not None and mark.value == extracted
    by_person: Literal["corrected", "confirmed"]
    by_person = "confirmed" if mark.kind == "confirmed" or agrees else "corrected"
    value = extracted if mark.kind == "removed" else mark.value
    return Shown(value, mark_address(field, mark), index, extracted, number, by_person)


def _place(field: str, shown: Sequence[Shown], value: Json) -> int:
    """A job goes before the first one that began earlier; everything else goes last."""
    if field == "positions" and value.get("start"):
        for place, one in enumerate(shown):
            if (one.value.get("start") or "9999") < value["start"]:
                return place
    return len(shown)


def _once(field: str, shown: list[Shown]) -> list[Shown]:
    """The same thing once: as the person wrote it, else as it was read first."""
    written = {key(field, one.value) for one in shown if one.mark is not None}
    seen: set[str] = set()
    kept = []
    for one in shown:
        known = key(field, one.value)
        if known not in seen and (one.mark is not None or known not in written):
            seen.add(known)
            kept.append(one)
    return kept


def _plain(value: Json) -> str:
    return " ".join(fold(normalise(str(value))).split()) if value not in (None, "") else ""
