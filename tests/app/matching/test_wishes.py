"""Wishes beside the role and the city of a résumé: further roles, further places, work from anywhere."""

from __future__ import annotations

from app.matching import fits
from app.matching.scoring import score
from app.matching.terms import Offer, wanted_from
from app.resumes.profile import Position, Profile
from app.search.plan import plan_for
from tests.app.matching.builders import NOW


def total(profile: Profile, offer: Offer) -> float:
    return score(wanted_from(profile), offer, 0.5, now=NOW).score


def place(offer: Offer, **profile: object) -> float | None:
    return fits.place(wanted_from(Profile.model_validate(profile)), offer)


def test_further_roles_are_titles_right_after_the_first() -> None:
    profile = Profile(role="Повар", wanted_roles=["Пекарь"], positions=[Position(title="Официант")])
    assert plan_for(profile).titles == ("Повар", "Пекарь", "Официант")
    assert len(wanted_from(profile).titles) == 3
    offer = Offer("Пекарь", published_at=NOW)
    assert total(profile, offer) > total(profile.model_copy(update={"wanted_roles": []}), offer)
    assert wanted_from(profile).wished == 2
    parts = score(wanted_from(profile), offer, 0.5, now=NOW).parts
    assert parts["title"] == score(wanted_from(Profile(role="Пекарь")), offer, 0.5, now=NOW).parts["title"]


def test_further_places_count_as_the_first_one() -> None:
    kazan = Offer("Повар", city="Казань", area_id="88")
    assert place(kazan, city="Москва") == 0.0
    assert place(kazan, city="Москва", wanted_areas=["88"]) == 1.0
    assert place(kazan, wanted_areas=["no such", "88"]) == 1.0
    assert place(kazan, city="Республика Татарстан") == 1.0
    assert place(kazan, city="Россия") == 1.0
    assert place(kazan, city="Казахстан") == 0.0


def test_a_remote_wish_makes_remote_offers_count_in_full() -> None:
    remote = Offer("Повар", city="Пермь", area_id="72", work_formats=("REMOTE",))
    office = Offer("Повар", city="Пермь", area_id="72", work_formats=("ON_SITE",))
    assert place(remote, city="Москва") == 0.95
    assert place(remote, city="Москва", remote=True) == 1.0
    assert place(Offer("Повар", city="Москва"), city="Москва", remote=True) == 1.0
    assert (place(remote, remote=True), place(office, remote=True)) == (1.0, 0.0)
    assert place(Offer("Повар"), remote=True) is None
    assert place(office) is place(remote) is None
    wish, none = Profile(role="Повар", remote=True), Profile(role="Повар")
    assert total(wish, remote) > total(wish, office)
    assert total(none, remote) == total(none, office)
