"""What people do at work, written for this project (tables/*.txt): a head line of names, then what one does.

    [food]
    baker, bread baker | пекарь, хлебопёк
      knead dough; operate ovens; shape loaves
      замес теста; выпечка хлеба

`[field]` begins a field. A head line has English names, then Russian
ones; one head may name several close occupations. Indented lines are tasks, knowledge and tools, Russian
where they have Russian letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.taxonomy.words import is_russian

TABLES = Path(__file__).parent / "tables"
_MOST_OCCUPATIONS = 2_000
_MOST_NAMES = 80


@dataclass(frozen=True)
class Occupation:
    """`names` are English, the usual one first; `place` is where it stands in the tables."""

    field: str
    names: tuple[str, ...]
    names_ru: tuple[str, ...]
    tasks: tuple[str, ...]
    tasks_ru: tuple[str, ...]
    place: str

    @property
    def name(self) -> str:
        return self.names[0]


@cache
def occupations() -> tuple[Occupation, ...]:
    """All of them, in the order of the files; read once."""
    return tuple(read(TABLES))


def read(folder: Path) -> Iterator[Occupation]:
    """Raises ValueError naming a line that is none."""
    count = 0
    for path in sorted(folder.glob("*.txt")):
        for occupation in _of_file(path):
            count += 1
            if count > _MOST_OCCUPATIONS:
                raise ValueError(f"{path.name}: more than {_MOST_OCCUPATIONS} occupations")
            yield occupation


def _of_file(path: Path) -> Iterator[Occupation]:
    field = ""
    head: tuple[str, str] | None = None  # the line of names and where it stands
    tasks: list[str] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        place = f"{path.name}:{number}"
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if line[0] == " ":
            if head is None:
                raise ValueError(f"{place}: tasks of no occupation")
            tasks += _listed(text, ";")
            continue
        if head is not None:
            yield _made(head, field, tasks)
        head, tasks = None, []
        if text.startswith("["):
            field = text.strip("[]")
        elif not field:
            raise ValueError(f"{place}: an occupation of no field")
        else:
            head = (text, place)
    if head is not None:
        yield _made(head, field, tasks)


def _made(head: tuple[str, str], field: str, tasks: list[str]) -> Occupation:
    english, _, russian = head[0].partition("|")
    names, names_ru = _listed(english, ","), _listed(russian, ",")
    own = dict.fromkeys(tasks)
    if not names or len(names) + len(names_ru) > _MOST_NAMES or not own:
        raise ValueError(f"{head[1]}: no names, too many, or nothing to do: {head[0][:80]}")
    return Occupation(
        field=field,
        names=names,
        names_ru=names_ru,
        tasks=tuple(task for task in own if not is_russian(task)),
        tasks_ru=tuple(task for task in own if is_russian(task)),
        place=head[1],
    )


def _listed(text: str, separator: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in (part.strip() for part in text.split(separator)) if part))
