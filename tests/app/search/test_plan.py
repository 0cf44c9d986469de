from __future__ import annotations

from app.resumes.profile import Position, Profile, Skill
from app.search.plan import MAX_SKILLS, MAX_TITLES, make_plan, plan_for


def test_wanted_role_first_then_jobs_without_repeats() -> None:
    profile = Profile(
        role="Аналитик данных",
        positions=[Position(title="Продуктовый аналитик"), Position(title="аналитик  данных")],
        skills=[Skill(name="SQL"), Skill(name="Python")],
        seniority="senior",
    )
    plan = plan_for(profile)
    assert plan.titles == ("Аналитик данных", "Продуктовый аналитик")
    assert plan.skills == ("SQL", "Python")
    assert (plan.language, plan.seniority) == ("ru", "senior")
    assert plan.role_ids, "roles come from the titles when the profile has none"
    assert "SQL" in plan.text
    assert "Аналитик данных" in plan.text


def test_an_empty_profile_makes_an_empty_plan() -> None:
    assert plan_for(Profile()).empty
    assert not plan_for(Profile(role="cook")).empty


def test_huge_and_hostile_profiles_stay_short() -> None:
    profile = Profile(
        role="x" * 100_000,
        positions=[Position(title=f"Инженер {n}\x00\ud800") for n in range(500)],
        skills=[Skill(name=f"навык {n} " * 50) for n in range(10_000)],
    )
    plan = plan_for(profile)
    assert len(plan.titles) == MAX_TITLES
    assert len(plan.skills) == MAX_SKILLS
    assert len(plan.text) < 2_500
    plan.text.encode("utf-8")


def test_english_is_seen() -> None:
    assert make_plan(["Data engineer"], ["SQL"]).language == "en"


def test_wishes_count_in_full_and_earlier_jobs_less_with_time() -> None:
    jobs = [Position(title="Официант"), Position(title="Бармен")]
    plan = plan_for(Profile(role="Аналитик данных", wanted_roles=["Продуктовый аналитик"], positions=jobs))
    assert plan.titles == ("Аналитик данных", "Продуктовый аналитик", "Официант", "Бармен")
    wish, other, latest, earlier = plan.worths
    assert wish == other == 1.0
    assert 1.0 > latest > earlier > 0.0


def test_the_latest_job_stands_for_an_unsaid_wish() -> None:
    plan = plan_for(Profile(positions=[Position(title="Официант"), Position(title="Бармен")]))
    assert plan.worths[0] == 1.0 > plan.worths[1]
    assert make_plan([], ["SQL"]).worths == ()


def test_the_whole_text_counts_while_the_person_stays_in_the_trade() -> None:
    jobs = [Position(title="Бармен")]
    text = "Готовил коктейли.\x00\n" * 5_000
    same = plan_for(Profile(role="Старший бармен", positions=jobs), passage=text)
    assert same.passage.startswith("Готовил коктейли.")
    assert len(same.passage) <= 20_000
    assert plan_for(Profile(role="Тестировщик", positions=jobs), passage=text).passage == ""
    assert plan_for(Profile(positions=jobs), passage=text).passage
    assert not make_plan([], passage="Ищем бармена").empty


def test_a_title_without_skills_is_asked_with_what_its_occupation_does() -> None:
    thin = plan_for(Profile(role="Пекарь"))
    assert "замес теста" in thin.written
    assert (thin.skills, thin.titles) == ((), ("Пекарь",))
    skilled = Profile(role="Пекарь", skills=[Skill(name="SQL", evidence="SQL")])
    assert plan_for(skilled).written == ("SQL",)
    assert plan_for(skilled).usual == thin.written, "beside what they say themselves"
    assert not thin.usual
    assert plan_for(Profile(role="Baker")).written == ()
    assert plan_for(Profile(role="Зззыкс")).written == ()
