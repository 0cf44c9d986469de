"""What a person says of a profile survives every later reading; what is newly read still comes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.resumes import corrections
from app.resumes.overlay import FieldMark, Overlay, Review, review
from app.resumes.parser import parse_resume
from app.resumes.profile import Profile
from data.errors import InvalidInput, NotFound
from tests.app.resumes.making import RUSSIAN

TODAY = date(2026, 11, 1)
READ: dict[str, Any] = parse_resume(RUSSIAN, today=TODAY).model_dump(mode="json")
#: a later extractor: other order, one skill more, one less, an employer read better
LATER: dict[str, Any] = parse_resume(
    RUSSIAN.replace("Excel, МСФО,", "МСФО, SQL,").replace("Ателье «Игла»", "Ателье «Игла» Иваново"),
    today=TODAY,
).model_dump(mode="json")


def seen(read: dict[str, Any], overlay: Overlay) -> Review:
    """Through storage, as JSON."""
    return review(read, Overlay.model_validate(overlay.model_dump(mode="json")), today=TODAY)


def origin(found: Review, field: str, name: str) -> str:
    values = getattr(found.profile, field)
    place = next(i for i, one in enumerate(values) if getattr(one, "name", None) == name)
    return found.provenance[f"{field}.{place}"].origin


def address(found: Review, path: str) -> str:
    item = found.provenance[path].item
    assert item is not None
    return item


def test_nothing_said_changes_nothing() -> None:
    assert seen(READ, Overlay()).profile == Profile.model_validate(READ)


def test_every_value_has_its_provenance() -> None:
    found = seen(READ, Overlay())
    assert {path.split(".")[0] for path in found.provenance} >= {"name", "city", "role", "skills", "salary"}
    city = found.provenance["city"]
    assert (city.origin, city.line and city.line.text) == ("extracted", "Проживает: Тверь")
    assert found.provenance["experience_years"].origin == "derived"
    told = review(READ, Overlay(), by_model=frozenset({"role", "skills.0"}), today=TODAY).provenance
    assert (told["role"].origin, told["skills.0"].origin, told["skills.1"].origin) == (
        "model", "model", "extracted"
    )  # fmt: skip
    assert seen({}, Overlay()).provenance["city"].origin == "missing"


def test_a_corrected_value_says_what_was_read() -> None:
    found = seen(READ, corrections.correct(READ, Overlay(), "city", " Псков "))
    assert found.profile.city == "Псков"
    told = found.provenance["city"]
    assert (told.origin, told.extracted, told.line and told.line.text) == (
        "corrected", "Тверь", "Проживает: Тверь"
    )  # fmt: skip
    assert "city" not in found.profile.lines  # that line does not show this city


def test_a_confirmed_value_stays_when_a_later_reading_differs() -> None:
    overlay = corrections.confirm(READ, Overlay(), "city")
    found = seen({**LATER, "city": "Тверская область"}, overlay)
    told = found.provenance["city"]
    assert (found.profile.city, told.origin, told.extracted) == ("Тверь", "confirmed", "Тверская область")
    assert seen(LATER, corrections.undo(overlay, "city")).profile.city == "Тверь"


def test_correcting_to_what_was_read_confirms() -> None:
    overlay = corrections.correct(READ, Overlay(), "city", "Тверь")
    assert seen(READ, overlay).provenance["city"].origin == "confirmed"


def test_skills_item_by_item_over_a_later_reading() -> None:
    overlay = corrections.add(READ, Overlay(), "skills", {"name": "питон"})
    overlay = corrections.remove(READ, overlay, "skills", address(seen(READ, overlay), "skills.0"))
    excel = next(p for p, one in enumerate(READ["skills"]) if one["name"] == "Excel")
    overlay = corrections.confirm(READ, overlay, "skills", READ["skills"][excel]["name"].lower())
    gone = READ["skills"][0]["name"]
    found = seen(LATER, overlay)
    names = found.profile.skill_names
    assert {"Python", "Excel", "SQL"} <= set(names)  # added, confirmed though no longer read, newly read
    assert gone not in names
    assert (origin(found, "skills", "Python"), origin(found, "skills", "Excel")) == ("corrected", "confirmed")
    assert [(one.field, one.value["name"]) for one in found.removed] == [("skills", gone)]
    back = corrections.undo(overlay, "skills", found.removed[0].item)
    assert gone in seen(LATER, back).profile.skill_names
    assert seen(READ, corrections.undo(overlay, "skills")).profile == Profile.model_validate(READ)


def test_an_edited_position_stays_edited_when_it_is_read_differently() -> None:
    before = seen(READ, Overlay())
    job = {"title": "Бухгалтер-калькулятор", "employer": "Игла", "start": "2016-03", "end": "2019-03"}
    overlay = corrections.correct(READ, Overlay(), "positions", job, address(before, "positions.1"))
    found = seen(LATER, overlay)
    assert [one.title for one in found.profile.positions] == ["Ведущий бухгалтер", "Бухгалтер-калькулятор"]
    told = found.provenance["positions.1"]
    assert (told.origin, told.extracted["title"]) == ("corrected", "Бухгалтер")
    again = corrections.correct(LATER, overlay, "positions", {**job, "title": "Сметчик"}, told.item)
    assert [one.title for one in seen(LATER, again).profile.positions][1] == "Сметчик"
    reread = {**LATER, "positions": [LATER["positions"][0], {**job, "title": "Сметчик", "current": False}]}
    assert [one.title for one in seen(reread, again).profile.positions][1:] == ["Сметчик"]  # not twice


def test_a_removed_position_stays_out_though_it_is_read_differently() -> None:
    overlay = corrections.remove(READ, Overlay(), "positions", address(seen(READ, Overlay()), "positions.1"))
    found = seen(LATER, overlay)
    assert [one.title for one in found.profile.positions] == ["Ведущий бухгалтер"]
    assert found.provenance["experience_years"].origin == "derived"
    assert found.profile.experience_years == pytest.approx(7.58, abs=0.02)  # 2019-04 to 2026-10


def test_an_added_position_stands_where_its_dates_put_it_and_lines_follow() -> None:
    job = {"title": "Стажёр", "employer": "Банк", "start": "2017-01", "end": "2018-01"}
    found = seen(READ, corrections.add(READ, Overlay(), "positions", job))
    assert [one.start for one in found.profile.positions] == ["2019-04", "2017-01", "2016-03"]
    assert found.profile.lines["positions.2"].number == READ["lines"]["positions.1"]["number"]
    assert "positions.1" not in found.profile.lines


def test_a_whole_list_is_told_apart_into_its_items() -> None:
    names = [one["name"] for one in READ["skills"]]
    wanted = [{"name": "SAP"}, *({"name": name} for name in names[1:])]
    overlay = corrections.correct(READ, Overlay(), "skills", wanted)
    kinds = sorted(mark.kind for mark in overlay.items["skills"])
    assert kinds == ["added", "removed"]
    later = seen(LATER, overlay).profile.skill_names
    assert "SQL" in later
    assert names[0] not in later
    assert seen(READ, corrections.correct(READ, overlay, "skills", READ["skills"])).removed == ()


def test_a_whole_list_of_positions_pairs_what_was_edited() -> None:
    jobs = [dict(one) for one in READ["positions"]]
    jobs[1]["title"], jobs[1]["employer"] = "Швея", "Дом моды"
    overlay = corrections.correct(READ, Overlay(), "positions", jobs)
    assert [mark.kind for mark in overlay.items["positions"]] == ["edited"]
    assert [one.title for one in seen(READ, overlay).profile.positions] == ["Ведущий бухгалтер", "Швея"]


def test_lists_kept_as_one_correction_are_understood() -> None:
    old = Overlay(fields={"skills": FieldMark(kind="corrected", value=[{"name": "Excel", "evidence": ""}])})
    overlay = corrections.unfolded(READ, old)
    assert overlay.fields == {}
    assert seen(READ, overlay).profile.skill_names == ["Excel"]


def test_what_follows_from_a_corrected_field_changes_with_it() -> None:
    overlay = corrections.correct(READ, Overlay(), "role", "Senior Python developer")
    found = seen(READ, overlay).profile
    assert (found.role_ids[0], found.seniority) == ("96", "senior")
    assert seen(READ, overlay).provenance["seniority"].origin == "derived"
    sure = corrections.confirm(READ, overlay, "seniority")  # what is shown, not what was read
    other = corrections.correct(READ, sure, "role", "Junior Python developer")
    assert seen(READ, other).profile.seniority == "senior"
    overlay = corrections.correct(READ, overlay, "seniority", "lead")
    assert seen(READ, overlay).profile.seniority == "lead"


def test_adding_what_is_there_confirms_it_and_what_was_removed_comes_back() -> None:
    overlay = corrections.add(READ, Overlay(), "languages", {"name": "английский", "level": "B1"})
    assert len(seen(READ, overlay).profile.languages) == len(READ["languages"])
    overlay = corrections.remove(READ, Overlay(), "skills", "excel")
    overlay = corrections.add(READ, overlay, "skills", {"name": "excel"})
    assert seen(READ, overlay).profile.skill_names.count("Excel") == 1


def test_an_added_item_can_be_changed_and_removed() -> None:
    overlay = corrections.add(READ, Overlay(), "education", {"institution": "МГУ", "year": 2020})
    item = address(seen(READ, overlay), "education.1")
    overlay = corrections.correct(READ, overlay, "education", {"institution": "МГУ", "year": 2021}, item)
    assert [one.year for one in seen(READ, overlay).profile.education] == [2015, 2021]
    overlay = corrections.remove(READ, overlay, "education", address(seen(READ, overlay), "education.1"))
    assert overlay == Overlay()


@pytest.mark.parametrize(
    ("field", "value"),
    [("lines", {}), ("nonsense", 1), ("emails", "no list"), ("salary", "много"), ("role", "я" * 60_000),
     ("skills", [{"name": " "}]), ("skills", [{"name": str(n)} for n in range(501)])],
)  # fmt: skip
def test_wrong_corrections_are_refused(field: str, value: object) -> None:
    with pytest.raises(InvalidInput):
        corrections.correct(READ, Overlay(), field, value)


def test_changes_of_what_is_not_there_are_refused() -> None:
    for change in (corrections.remove, corrections.confirm):
        with pytest.raises(NotFound):
            change(READ, Overlay(), "skills", "cobol")
    with pytest.raises(InvalidInput):
        corrections.add(READ, Overlay(), "city", "Тверь")
    with pytest.raises(InvalidInput):
        corrections.add(READ, Overlay(), "positions", {"title": "", "employer": "Банк"})
