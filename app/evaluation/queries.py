"""From a labelled query to a profile: the same path a real résumé goes."""

from __future__ import annotations

from app.evaluation.dataset import Query
from app.resumes.parser import parse_resume
from app.resumes.profile import Profile, Skill
from app.resumes.split_ranges import join_ranges
from app.taxonomy import roles, skills
from app.taxonomy.words import normalise

#: Longer than any job title or list of skills people type: a résumé.
_RESUME = 600
_LISTED = 60  # characters of one item of a list


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
