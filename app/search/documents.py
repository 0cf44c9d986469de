"""What the indexes hold of a vacancy, and how words become terms: one place for documents and queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.search.embedding import MAX_CHARACTERS
from app.taxonomy.roles import role_ids
from app.taxonomy.title_concepts import weighted
from app.taxonomy.words import fold, is_russian, normalise, stems
from data.lexical import LexicalDocument

_WORD = re.compile(r"[^\W_]+")
_MAX_BODY = 20_000  # characters; a distrusted posting may be a book
_MAX_TITLE = 300
_MAX_SKILLS = 60
_OPENING = 600
_GRAMS = (3, 4, 5)
#: Times a concept stands in the index that the title says itself; one that only follows from it stands once.
_SAID = 2
_NOT_A_LETTER = re.compile(r"\s+")


@dataclass(frozen=True)
class Indexable:
    """A vacancy as the indexes see it. `skills` are canonical; `card_hash` changes with what is embedded;
    `roles_stated` says that the roles are the employer's word, not read off the title."""

    id: int
    title: str
    body: str = ""
    skills: Sequence[str] = ()
    key_skills: Sequence[str] = ()
    role_ids: Sequence[str] = field(default=())
    card_hash: str = ""
    roles_stated: bool = False


def title_text(vacancy: Indexable) -> str:
    """What the title vector is made of."""
    return normalise(vacancy.title[:_MAX_TITLE])


def card_text(vacancy: Indexable) -> str:
    """What the card vector is made of: title, skills and the opening, at most 1,000 characters.

    Exactly what `card_hash` covers: anything more would go stale unseen.
    """
    skills = ", ".join(vacancy.skills[:_MAX_SKILLS])
    opening = normalise(vacancy.body[:_OPENING])
    return "\n".join(filter(None, (title_text(vacancy), skills[:500], opening)))[:MAX_CHARACTERS]


def lexical_document(vacancy: Indexable) -> LexicalDocument:
    """Tokens of each lexical field."""
    title = title_text(vacancy)
    body = normalise(vacancy.body[:_MAX_BODY])
    written = " ".join(vacancy.key_skills)[:2_000]
    roles = vacancy.role_ids or role_ids(title)
    return LexicalDocument(
        id=vacancy.id,
        title=stems(title),
        skills=skill_tokens((*vacancy.skills, *vacancy.key_skills)),
        body=stems(f"{title}\n{written}\n{body}"),
        grams=list(grams(title)),
        concepts=list(concept_tokens(title)),
        roles=role_tokens(roles, sure=vacancy.roles_stated or is_russian(title)),
    )


def role_tokens(roles: Iterable[str], *, sure: bool) -> list[str]:
    """The rules that read a role off a title err much oftener in English: what they say there stands apart,
    and only who asks in English goes by it."""
    return [f"{'r' if sure else 'e'}{role}" for role in roles]


def skill_tokens(names: Iterable[str]) -> list[str]:
    """One token a skill, so that Java is not half of JavaScript and C++ keeps its pluses."""
    tokens = (_NOT_A_LETTER.sub("_", fold(name.strip()))[:80] for name in names)
    return list(dict.fromkeys(filter(None, tokens)))[:_MAX_SKILLS]


def concept_tokens(title: str) -> Iterator[str]:
    """Concepts of a title for the index, which can weigh them only by how often they stand in it."""
    for concept, weight in weighted(title).items():
        yield from [concept] * (_SAID if weight >= 1.0 else 1)


def grams(text: str) -> Iterator[str]:
    """Character 3- to 5-grams of words with their edges: `инженерами` meets `инженер`."""
    for word in _WORD.findall(fold(text[:_MAX_TITLE])):
        edged = f"_{word[:40]}_"
        for length in _GRAMS:
            for start in range(len(edged) - length + 1):
                yield edged[start : start + length]
