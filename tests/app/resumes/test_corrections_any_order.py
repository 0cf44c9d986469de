"""Whatever a person does in whatever order: their words stay, and taking all back leaves what was read."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.resumes import corrections
from app.resumes.items import LISTS, key
from app.resumes.overlay import Overlay, Review, review
from app.resumes.profile import Profile

TODAY = date(2026, 11, 1)
_NAME = st.sampled_from(["SQL", "Excel", "МСФО", "Python", "Docker", "sql"])
_MONTH = st.sampled_from([None, "2016-03", "2019", "2021-12"])
_SKILL = st.builds(
    lambda name, line: {"name": name, "evidence": line}, _NAME, st.sampled_from(["", "строка"])
)
_JOB = st.builds(
    lambda title, employer, start: {
        "title": title, "employer": employer, "start": start, "end": None, "current": False
    },
    st.sampled_from(["Повар", "Бухгалтер", "Швея"]), st.sampled_from([None, "Игла", "Банк"]), _MONTH,
)  # fmt: skip
_ITEMS: dict[str, st.SearchStrategy[Any]] = {
    "skills": _SKILL,
    "positions": _JOB,
    "emails": st.sampled_from(["a@b.invalid", "A@b.invalid", "c@d.invalid"]),
    "education": st.builds(
        lambda name, year: {"institution": name, "degree": None, "year": year},
        st.sampled_from(["МГУ", "ТвГУ"]), st.sampled_from([None, 2015, 2020]),
    ),
}  # fmt: skip
_FIELD = st.sampled_from(sorted(_ITEMS))
_READ = st.fixed_dictionaries({name: st.lists(items, max_size=6) for name, items in _ITEMS.items()})
_STEP = st.tuples(
    st.sampled_from(["add", "remove", "confirm", "edit", "whole", "undo"]),
    _FIELD,
    st.integers(0, 9),
    st.data(),
)


def read_of(fields: dict[str, Any]) -> dict[str, Any]:
    return Profile.model_validate(fields).model_dump(mode="json")


def seen(read: dict[str, Any], overlay: Overlay) -> Review:
    return review(read, Overlay.model_validate_json(overlay.model_dump_json()), today=TODAY)


def step(read: dict[str, Any], overlay: Overlay, kind: str, field: str, place: int, data: Any) -> Overlay:
    found = seen(read, overlay)
    shown = [told.item for path, told in found.provenance.items() if path.startswith(f"{field}.")]
    item = shown[place % len(shown)] if shown else None
    if kind == "whole":
        return corrections.correct(read, overlay, field, data.draw(st.lists(_ITEMS[field], max_size=5)))
    if kind == "add" or item is None:
        return corrections.add(read, overlay, field, data.draw(_ITEMS[field]))
    if kind == "edit":
        return corrections.correct(read, overlay, field, data.draw(_ITEMS[field]), item)
    if kind == "undo":
        return corrections.undo(overlay, field, item)
    return (corrections.remove if kind == "remove" else corrections.confirm)(read, overlay, field, item)


@settings(max_examples=60, deadline=None)
@given(_READ, _READ, st.lists(_STEP, max_size=8))
def test_any_changes_over_any_readings(
    first: dict[str, Any], later: dict[str, Any], steps: list[tuple[str, str, int, Any]]
) -> None:
    readings = [read_of(first), read_of(later)]
    overlay = Overlay()
    for number, (kind, field, place, data) in enumerate(steps):
        overlay = step(readings[number % 2], overlay, kind, field, place, data)
    for read in readings:
        found = seen(read, overlay)
        values = found.profile.model_dump(mode="json")
        for field in LISTS:
            told = [one for path, one in found.provenance.items() if path.split(".")[0] == field]
            assert len(told) == len(values[field])
            keys = [key(field, one) for one in values[field]]
            for mark in overlay.items.get(field, ()):
                if mark.value is not None:  # what the person wrote is there, once
                    assert keys.count(key(field, mark.value)) == 1
        assert all(path.rpartition(".")[0] in LISTS for path in found.profile.lines)
        for field in LISTS:
            back = seen(read, corrections.undo(overlay, field)).profile
            assert getattr(back, field) == getattr(seen(read, Overlay()).profile, field)


@settings(max_examples=60, deadline=None)
@given(_READ, _FIELD, st.data())
def test_a_whole_list_ends_as_the_person_gave_it(fields: dict[str, Any], field: str, data: Any) -> None:
    read = read_of(fields)
    wanted = data.draw(st.lists(_ITEMS[field], max_size=5, unique_by=lambda one: key(field, one)))
    overlay = corrections.correct(read, Overlay(), field, wanted)
    shown = seen(read, overlay).profile.model_dump(mode="json")[field]
    assert sorted(key(field, one) for one in shown) == sorted(key(field, one) for one in wanted)
