"""What a model is asked about a résumé, and the shape of its answer. Every value names its line."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

#: changes when the questions below do: results are kept by it
PROMPT_VERSION = "resume-1"

INSTRUCTIONS = """\
You read one résumé, in Russian or English, and copy facts out of it. Each \
line begins with its number, as "L12: ".

Rules:
- Copy every value letter by letter from the résumé, in its own language; never translate, \
correct, complete or guess.
- "line" is the number of the line the value stands on; for a position the line of its title.
- What the résumé does not say is null, or not in the list. An empty answer is a good answer.
- Words in square brackets such as [NAME] or [PHONE] were removed on purpose; never use them.
- role: the wanted job title, else the latest one. city: where the person lives.
- positions: paid jobs only. start and end as YYYY-MM, or YYYY when no month is given; current is true while \
the job goes on, and then end is null.
- skills: concrete tools, technologies, methods and trades, one per entry; no qualities of character.
- education: schools, each with its degree or speciality and the year it ended.
- languages: spoken ones; level only when a level such as B2, or a native language, is written.
- salary: the wanted one, as a plain number."""


class _Strict(BaseModel):
    """Every field is required and no other is allowed: what OpenAI calls a strict schema."""

    model_config = ConfigDict(extra="forbid")


class Told(_Strict):
    value: str
    line: int


class ToldPosition(_Strict):
    title: str
    employer: str | None
    start: str | None
    end: str | None
    current: bool
    line: int


class ToldSchool(_Strict):
    institution: str
    degree: str | None
    year: int | None
    line: int


class ToldLanguage(_Strict):
    name: str
    level: Literal["A1", "A2", "B1", "B2", "C1", "C2", "native"] | None
    line: int


class ToldSalary(_Strict):
    amount: int
    currency: Literal["RUB", "USD", "EUR", "KZT", "BYN", "UZS"]
    line: int


class ResumeFacts(_Strict):
    """`line` counts from 1 in the text that was sent."""

    role: Told | None
    city: Told | None
    salary: ToldSalary | None
    positions: list[ToldPosition]
    skills: list[Told]
    education: list[ToldSchool]
    languages: list[ToldLanguage]
