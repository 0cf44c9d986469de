"""From a labelled query to a question: a résumé goes the path a real one goes.

A posting that looks for résumés is no profile: it is compared as a whole, and its skills and title with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.evaluation.dataset import Query
from app.resumes.parser import parse_resume
from app.resumes.profile import Profile, Skill
from app.resumes.split_ranges import join_ranges
from app.search.plan import QueryPlan, Seeking, make_plan, plan_for
from app.taxonomy import roles, skills
from app.taxonomy.title_concepts import names_a_job
from app.taxonomy.words import normalise

#: Longer than any job title or list of skills people type: a résumé.
_RESUME = 600
_SCANNED = 20_000
_TITLE = 120
_HEAD = 5  # lines
_JOBS, _JOBS_LINE = 4, 200
_LISTED = 60  # characters of one item of a list


@dataclass(frozen=True)
class Question:
    """What recall is asked. `posting` marks a query that is no person: the score of a person says nothing."""

    profile: Profile
    plan: QueryPlan
    posting: bool = False


def question_of(query: Query, *, seeking: Seeking = "vacancies") -> Question:
    """A posting where a long text is no résumé, else a profile. A title that seeks skills is no person."""
    text = normalise(query.text).strip()
    said = len(query.title) + sum(len(skill) + 2 for skill in query.skills)
    if len(text) - said <= _RESUME:
        profile = profile_of(query)
        plan = replace(plan_for(profile), seeking=seeking)
        return Question(profile, plan, posting=seeking == "skills")
    if not (query.title or query.skills):
        profile = profile_of(query)
        if any(position.start for position in profile.positions):
            return Question(profile, plan_for(profile, passage=text))
    found = [*query.skills, *(mention.name for mention in skills.find_skills(text[:_SCANNED]))]
    title = query.title or _heading(text)
    plan = make_plan(
        [title] if title else [], map(skills.canonical, found), opening="" if title else text[:_TITLE],
        passage=f"{query.title}\n{text}", whole=True,
    )  # fmt: skip
    return Question(_profile(title, found), plan, posting=True)


def _heading(text: str) -> str:
    """The first of the first lines that can be the title of a posting; empty where none names a job."""
    lines = (line.strip() for line in text.splitlines()[:_HEAD])
    return next((line for line in lines if len(line) <= _TITLE and names_a_job(line)), "")


def jobs_of(text: str) -> str:
    """The latest jobs of a résumé in one line, as the title of a document that has none; empty where none
    is read off the text."""
    text = normalise(text).strip()
    if len(text) <= _RESUME:
        return ""
    return "; ".join(dict.fromkeys(parse_resume(join_ranges(text)).titles[:_JOBS]))[:_JOBS_LINE]


def profile_of(query: Query) -> Profile:
    """Title and skills where the set has them, a parsed résumé for long text, a title otherwise."""
    if query.title or query.skills:
        return _profile(query.title, list(query.skills))
    text = normalise(query.text).strip()
    if len(text) > _RESUME:
        return parse_resume(join_ranges(text))
    listed = [part.strip() for part in text.replace(";", ",").replace("\n", ",").split(",") if part.strip()]
    if _is_skill_list(listed):
        return _profile("", listed)
    return _profile(text, [mention.name for mention in skills.find_skills(text)])


def _is_skill_list(parts: list[str]) -> bool:
    if len(parts) < 2 or any(len(part) > _LISTED for part in parts):
        return False
    return 2 * sum(skills.is_known(part) for part in parts) > len(parts)


def _profile(title: str, names: list[str]) -> Profile:
    found = {skills.canonical(name): name for name in names}
    return Profile(
        role=title or None,
        skills=[Skill(name=name, evidence=written) for name, written in found.items()],
        role_ids=roles.role_ids(title),
    )
