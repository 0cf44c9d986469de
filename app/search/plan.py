"""From a profile to a short structured query.

A page of résumé drowns every kind of search; up to six recent job titles, the top skills and the level carry
nearly all that can be matched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.resumes.profile import Profile
from app.taxonomy.occupations.lookup import nearest
from app.taxonomy.roles import role_ids
from app.taxonomy.skills import is_generic
from app.taxonomy.words import fold, is_russian, normalise, stems

MAX_TITLES = 6
MAX_SKILLS = 24
_MAX_TITLE = 120
_MAX_SKILL = 60
_MAX_PASSAGE = 20_000
_EARLIER = 0.6  # 0.5 to 0.7 order the same; earlier jobs at 0.9 pull a person back (docs/adr/0010)
_OLDER = 0.95
_USUAL = 12
_SURE = 0.5

#: What a question is asked of: postings, or names of tasks and skills.
Seeking = Literal["vacancies", "skills"]


@dataclass(frozen=True)
class QueryPlan:
    """What to look for. `titles` are best first; `text` is the short card to embed; `language` ru or en.

    Equal plans are equal keys: vectors are cached by the texts of a plan.
    """

    titles: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    text: str = ""
    language: str = "ru"
    seniority: str | None = None
    role_ids: tuple[str, ...] = ()
    written: tuple[str, ...] = ()  # skills as the person wrote them, where that is short
    usual: tuple[str, ...] = ()  # what the occupation usually does, beside what the person says
    passage: str = ""  # a whole text, for what compares whole texts; it never leaves this machine
    seeking: Seeking = "vacancies"
    wished: int = 1  # so many of the titles are wishes or the latest job, the others are earlier ones
    whole: bool = (
        False  # the passage is what is asked, a posting that looks for people; its title is beside it
    )

    @property
    def empty(self) -> bool:
        return not (self.titles or self.skills or self.text.strip() or self.passage)

    @property
    def one_english_title(self) -> bool:
        """Whether vacancies are looked for by it: such titles are compared in a space of their own."""
        english = len(self.titles) == 1 and self.language == "en"
        return english and not self.whole and self.seeking == "vacancies"

    @property
    def worths(self) -> tuple[float, ...]:
        """What each title says about the next job: a wish in full, an earlier job little more than half."""
        earlier = (_EARLIER * _OLDER**number for number in range(max(0, len(self.titles) - self.wished)))
        return (*(1.0 for _ in self.titles[: self.wished]), *earlier)


def plan_for(profile: Profile, *, passage: str = "") -> QueryPlan:
    """The wanted roles first, then job titles, latest first. `passage` is the text it was read from; it does
    not count for somebody who wants another job than all before: their past would pull them back."""
    titles = _distinct(profile.titles, MAX_TITLES, _MAX_TITLE)
    names = [name for name in profile.skill_names if not is_generic(name)] or profile.skill_names
    wishes = _distinct((profile.role or "", *profile.wanted_roles), MAX_TITLES, _MAX_TITLE)
    kept = set(names)
    written = [skill.evidence for skill in profile.skills if skill.name in kept]
    usual = _usual(titles)
    return make_plan(
        titles, names, seniority=profile.seniority, roles=profile.role_ids,
        written=[line for line in written or usual if len(line) <= _MAX_SKILL], wished=len(wishes),
        passage=passage if _stays(profile) else "", usual=usual if written else (),
    )  # fmt: skip


def make_plan(
    titles: Iterable[str],
    skills: Iterable[str] = (),
    *,
    seniority: str | None = None,
    roles: Iterable[str] = (),
    opening: str = "",
    written: Iterable[str] = (),
    usual: Iterable[str] = (),
    wished: int = 1,
    passage: str = "",
    whole: bool = False,
) -> QueryPlan:
    """A plan of titles (best first, the `wished` ones before earlier jobs), skills (most telling first) and
    a few words of free text."""
    kept = _distinct(titles, MAX_TITLES, _MAX_TITLE)
    known = _distinct(skills, MAX_SKILLS, _MAX_SKILL)
    text = "\n".join(filter(None, (", ".join(kept[:3]), ", ".join(known[:12]), normalise(opening[:600]))))
    found = tuple(roles) or tuple(dict.fromkeys(role for title in kept[:2] for role in role_ids(title)))
    return QueryPlan(
        titles=kept,
        skills=known,
        text=text,
        language="ru" if is_russian(" ".join(kept) or text) else "en",  # skill names are Russian anyway
        seniority=seniority,
        role_ids=found[:3],
        written=_distinct(written, MAX_SKILLS, _MAX_SKILL),
        usual=_distinct(usual, _USUAL, _MAX_SKILL),
        wished=max(1, wished),
        passage=normalise(passage[:_MAX_PASSAGE]).strip(),
        whole=whole,
    )


def _usual(titles: tuple[str, ...]) -> list[str]:
    """What the occupation of a Russian title usually does. Postings tell it in their text (docs/adr/0039)."""
    if not titles or not is_russian(titles[0]):
        return []
    return [
        task for found, sure in nearest(titles[0], 1) if sure >= _SURE for task in found.tasks_ru[:_USUAL]
    ]


def _stays(profile: Profile) -> bool:
    """Whether a wanted role shares a word with a job the person had, or nothing says otherwise."""
    wanted = set(stems(" ".join((profile.role or "", *profile.wanted_roles))[:1_000]))
    had = set(stems(" ".join(position.title[:_MAX_TITLE] for position in profile.positions[:20])))
    return not wanted or not had or bool(wanted & had)


def _distinct(texts: Iterable[str], most: int, longest: int) -> tuple[str, ...]:
    """Normalised, cut, without blanks and repeats."""
    kept: dict[str, str] = {}
    for text in texts:
        short = normalise(text[: 4 * longest]).replace("\n", " ")[:longest].strip()
        if short:
            kept.setdefault(fold(short), short)
        if len(kept) == most:
            break
    return tuple(kept.values())
