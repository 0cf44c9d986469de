"""Changes a person makes to their profile: each gives the next overlay. Pure.

Everywhere `extracted` is the profile as it was read (JSON), `field` a field of `Profile`, and `item` the
address of one item of a list as `Provenance.item` gives it. Raises `InvalidInput` with `field_unknown` or
`field_invalid`, and `NotFound` for an item that is not there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from app.resumes import items
from app.resumes.items import LISTS, ItemMark, Json, Shown
from app.resumes.overlay import FieldMark, Overlay, review
from app.resumes.profile import UNREVIEWED, Profile
from app.taxonomy.skills import canonical
from data.errors import InvalidInput, NotFound

#: fields a person may correct; the rest follows from them
CORRECTABLE = frozenset(Profile.model_fields) - UNREVIEWED
#: Characters of one corrected value, written as JSON.
MAX_CORRECTION = 50_000
MAX_ITEMS = 500
_NAMES = {"positions": "title", "education": "institution", "skills": "name", "languages": "name"}


def correct(
    extracted: Mapping[str, Json], overlay: Overlay, field: str, value: Any, item: str | None = None
) -> Overlay:
    """A new value for a field, for a whole list (told apart item by item), or for one `item` of a list."""
    if item is None and field not in LISTS:
        kept = _checked(field, value)
        kind = "confirmed" if kept == extracted.get(field) else "corrected"
        return _with_field(overlay, field, FieldMark(kind=kind, value=kept))
    if item is None:
        return _whole(extracted, overlay, field, _checked(field, value))
    return _edit(extracted, overlay, field, item, _item(field, value))


def add(extracted: Mapping[str, Json], overlay: Overlay, field: str, value: Any) -> Overlay:
    """One more item; one that is there already is confirmed, one taken out comes back."""
    kept = _item(field, value)
    address = items.key(field, kept)
    shown, removed = _laid(extracted, overlay, field)
    for one in removed:
        if address in (one.item, items.key(field, one.value)):
            back = ItemMark(kind="confirmed", original=one.extracted, value=kept)
            return _with_marks(overlay, field, [*_without(overlay, field, one.mark), back])
    for one in shown:
        if items.key(field, one.value) == address:
            return confirm(extracted, overlay, field, one.item)
    if len(shown) >= MAX_ITEMS:
        raise InvalidInput(f"There are too many {field}.", code="field_invalid")
    return _with_marks(overlay, field, [*_marks(overlay, field), ItemMark(kind="added", value=kept)])


def remove(extracted: Mapping[str, Json], overlay: Overlay, field: str, item: str) -> Overlay:
    """Take one item out; it stays out when it is read again."""
    one = _shown(extracted, overlay, field, item)
    marks = _without(overlay, field, one.mark)
    original = one.value if one.mark is None else _marks(overlay, field)[one.mark].original
    if original is None and one.index is not None:  # added by the person, and read by now
        original = one.extracted
    if original is not None:
        marks.append(ItemMark(kind="removed", original=original))
    return _with_marks(overlay, field, marks)


def confirm(extracted: Mapping[str, Json], overlay: Overlay, field: str, item: str | None = None) -> Overlay:
    """The person says that this is right: it stays even if a newer reading says otherwise. Without `item` all
    items of a list."""
    _known(field)
    if field not in LISTS:
        if field in overlay.fields:
            return overlay
        shown_value = review(extracted, overlay).profile.model_dump(mode="json", include={field})[field]
        return _with_field(overlay, field, FieldMark(kind="confirmed", value=shown_value))
    shown, _ = _laid(extracted, overlay, field)
    meant = shown if item is None else [_shown(extracted, overlay, field, item)]
    new = [
        ItemMark(kind="confirmed", original=one.value, value=one.value) for one in meant if one.mark is None
    ]
    return _with_marks(overlay, field, [*_marks(overlay, field), *new])


def undo(overlay: Overlay, field: str, item: str | None = None) -> Overlay:
    """Take back what the person said of a field, of a whole list, or of one `item`: what was read stands
    again. Nothing said, nothing done."""
    _known(field)
    fields = {name: mark for name, mark in overlay.fields.items() if name != field or item is not None}
    marks = _marks(overlay, field) if item is not None else ()
    kept = [mark for mark in marks if items.mark_address(field, mark) != item]
    return _with_marks(overlay.model_copy(update={"fields": fields}), field, kept)


def unfolded(extracted: Mapping[str, Json], overlay: Overlay) -> Overlay:
    """Whole lists that were kept as one correction, told apart into their items."""
    for name in [name for name in overlay.fields if name in LISTS]:
        value = overlay.fields[name].value
        rest = {field: mark for field, mark in overlay.fields.items() if field != name}
        overlay = _whole(extracted, overlay.model_copy(update={"fields": rest}), name, value or [])
    return overlay


def _whole(extracted: Mapping[str, Json], overlay: Overlay, field: str, values: Sequence[Json]) -> Overlay:
    """What the person made of the list they were shown: items changed, left out and new."""
    shown, _ = _laid(extracted, overlay, field)
    pairs = _paired(field, shown, values)
    for place, one in enumerate(shown):
        if place not in pairs.values():
            overlay = remove(extracted, overlay, field, one.item)
    for number, value in enumerate(values):
        place = pairs.get(number, -1)
        if place < 0:
            overlay = add(extracted, overlay, field, value)
        elif not _equal(field, shown[place].value, value):
            overlay = _edit(extracted, overlay, field, shown[place].item, _item(field, value))
    return overlay


def _paired(field: str, shown: Sequence[Shown], values: Sequence[Json]) -> dict[int, int]:
    """New value -> place among those shown: the same item, else one that is alike, else of jobs and schools
    the one in the same place."""
    pairs: dict[int, int] = {}

    def pair(number: int, test: Any) -> None:
        if number not in pairs:
            free = (at for at, one in enumerate(shown) if at not in pairs.values() and test(at, one.value))
            if (place := next(free, None)) is not None:
                pairs[number] = place

    for number, value in enumerate(values):
        pair(number, lambda _, old, new=value: items.key(field, old) == items.key(field, new))
    for number, value in enumerate(values):
        pair(number, lambda _, old, new=value: items.alike(field, old, new))
    if field in ("positions", "education") and len(values) == len(shown):
        for number in range(len(values)):
            pair(number, lambda at, _, place=number: at == place)
    return pairs


def _edit(extracted: Mapping[str, Json], overlay: Overlay, field: str, item: str, value: Json) -> Overlay:
    one = _shown(extracted, overlay, field, item)
    before = _marks(overlay, field)[one.mark] if one.mark is not None else None
    marks = _without(overlay, field, one.mark)
    if before is not None and before.original is None:
        marks.append(ItemMark(kind="added", value=value))
    else:
        original = one.value if before is None else before.original
        kind = "confirmed" if _equal(field, original, value) else "edited"
        marks.append(ItemMark(kind=kind, original=original, value=value))
    return _with_marks(overlay, field, marks)


def _equal(field: str, one: Json, other: Json) -> bool:
    """Two values say the same; the line that shows a skill is none of the person's business."""
    return bool(items.key(field, one) == items.key(field, other) if field == "skills" else one == other)


def _known(field: str) -> None:
    if field not in CORRECTABLE:
        raise InvalidInput(f"The field {field!r} cannot be changed.", code="field_unknown")


def _checked(field: str, value: Any) -> Json:
    _known(field)
    if len(json.dumps(value, default=str)) > MAX_CORRECTION:
        raise InvalidInput(f"This is too long for {field}.", code="field_invalid")
    try:
        kept = Profile.model_validate({field: value}).model_dump(mode="json", include={field})[field]
    except ValidationError as error:
        raise InvalidInput(f"This is no value for {field}.", code="field_invalid") from error
    if field in LISTS and len(kept) > MAX_ITEMS:
        raise InvalidInput(f"There are too many {field}.", code="field_invalid")
    return [_tidy(field, one) for one in kept] if field in LISTS else _stripped(kept)


def _item(field: str, value: Any) -> Json:
    if field not in LISTS:
        _known(field)
        raise InvalidInput(f"The field {field!r} has no items.", code="field_invalid")
    return _checked(field, [value])[0]


def _tidy(field: str, item: Json) -> Json:
    """Without blanks around, a skill by the name everybody uses; nothing without a name."""
    if isinstance(item, str):
        kept: Json = item.strip()
        named = bool(kept)
    else:
        kept = {name: _stripped(value) for name, value in item.items()}
        named = bool(kept[_NAMES[field]])
        if field == "skills":
            kept = {"name": canonical(kept["name"] or ""), "evidence": kept["evidence"] or ""}
    if not named:
        raise InvalidInput(f"An entry of {field} needs a name.", code="field_invalid")
    return kept


def _stripped(value: Json) -> Json:
    return (value.strip() or None) if isinstance(value, str) else value


def _laid(extracted: Mapping[str, Json], overlay: Overlay, field: str) -> tuple[list[Shown], list[Shown]]:
    return items.lay_over(field, extracted.get(field) or [], _marks(overlay, field))


def _shown(extracted: Mapping[str, Json], overlay: Overlay, field: str, item: str) -> Shown:
    _known(field)
    if field in LISTS:
        for one in _laid(extracted, overlay, field)[0]:
            if one.item == item:
                return one
    raise NotFound("This entry is no longer here.", field=field)


def _marks(overlay: Overlay, field: str) -> list[ItemMark]:
    return overlay.items.get(field, [])


def _without(overlay: Overlay, field: str, number: int | None) -> list[ItemMark]:
    return [mark for place, mark in enumerate(_marks(overlay, field)) if place != number]


def _with_marks(overlay: Overlay, field: str, marks: Sequence[ItemMark]) -> Overlay:
    rest = {name: kept for name, kept in overlay.items.items() if name != field}
    return overlay.model_copy(update={"items": {**rest, field: list(marks)} if marks else rest})


def _with_field(overlay: Overlay, field: str, mark: FieldMark) -> Overlay:
    return overlay.model_copy(update={"fields": {**overlay.fields, field: mark}})
