"""Whether a résumé says that work from anywhere suits its person: "готова к удалённой работе", "Work format:
remote". Where a job of the past was done says nothing of what is wanted."""

from __future__ import annotations

import re

from app.resumes.layout import Line, Section, of_kind
from app.taxonomy.words import fold

_AWAY = (
    r"(?:удаленк\w*|удаленно|удаленн\w+ (?:работ|формат|режим|занятост|сотруднич)\w*|на удаленн\w+|"
    r"(?:работ|формат|режим|занятост)\w*[ :\-–—]+удаленн\w+|дистанционн\w+|из дома|"
    r"(?:fully |100% )?remote(?:ly)?"
    r"(?! (?:sens|access|control|monitor|support|desktop|server|site|area|team))|"
    r"work(?:ing)? from (?:home|anywhere)|home office|wfh)"
)
_FOUND = re.compile(rf"(?<!\w){_AWAY}(?!\w)")
#: What a sentence about oneself needs besides.
_READY = re.compile(
    r"готов\w*|рассматрива\w+|рассмотр\w+|предпочита\w+|предпочтительн\w+|предпочтен\w+|интересу\w+|ищу|хочу|хотел\w*|"
    r"желатель\w+|возмож\w+|подходит|не против|удобн\w+|open to|prefer\w*|available|looking for|"
    r"interested|willing|ready|seeking|want"
)
_NEGATED = re.compile(
    r"(?<!\w)(?:не(?! только| против| важно| принципиально)|нет|без|кроме|not(?! only)|no|except|never)(?!\w)"
)
_PAST = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")  # a job with its years
#: Experience, and work that only sounds so.
_OTHER = re.compile(r"опыт|experience|администрир\w+|поддержк\w+|обучен\w+|образован\w+|команд\w+|teams?\b")
_CLAUSE = re.compile(r"[.;,|•·/\t()]+| но | but ")
_HEAD = 25  # lines of a header


def suits_remote(sections: list[Section]) -> bool:
    """Whether the head, the wish or a word about oneself says so, and does not deny it."""
    said = [
        line
        for section in of_kind(sections, "header", "contacts", "wanted")
        for line in section.lines[:_HEAD]
    ]
    about = [line for section in of_kind(sections, "about", "other", "skills") for line in section.lines]
    return any(_says(line, ready=False) for line in said) or any(_says(line, ready=True) for line in about)


def _says(line: Line, *, ready: bool) -> bool:
    told = fold(line.text)
    if _PAST.search(told) or (ready and not _READY.search(told)):
        return False
    return any(
        _FOUND.search(clause) and not _NEGATED.search(clause) and not _OTHER.search(clause)
        for clause in _CLAUSE.split(told)
    )
