"""Imported skill terms in force: kept in Postgres, laid beneath our own tables in every process.

Our own tables win. An imported term counts where skills are listed (a résumé's skills section, a posting's
key skills), never in running text: `manage staff` or `fish` would be found everywhere. A spelling two terms
claim is nobody's.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Sequence

from app.taxonomy import skills
from app.taxonomy.imported_files import Collection
from data.db import Database
from data.errors import NotFound
from data.models.taxonomy import TaxonomySource
from data.repositories import taxonomy

_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_MOST_WORDS = 8
_SHORTEST = 3
_ROOT = 4  # first letters that make two words akin
_lock = threading.Lock()


def bring(database: Database, found: Collection) -> tuple[TaxonomySource, bool]:
    """Put a collection in the place of what was imported of its kind; (the source, whether anything
    changed)."""
    source = TaxonomySource(
        name=found.kind.name, title=found.kind.title, language=found.language, licence=found.kind.licence,
        attribution=found.kind.attribution, file_name=found.file_name, digest=found.digest,
        terms=len(found.terms), aliases=found.aliases,
    )  # fmt: skip
    with database.transaction() as session:
        changed = taxonomy.replace(session, source, found.terms)
        [kept] = [one for one in taxonomy.sources(session) if one.name == source.name]
    refresh(database)
    return kept, changed


def listing(database: Database) -> list[TaxonomySource]:
    """What is imported, by name."""
    with database.transaction() as session:
        return taxonomy.sources(session)


def remove(database: Database, name: str) -> None:
    """Take an imported source out; raises `NotFound`."""
    with database.transaction() as session:
        if not taxonomy.remove(session, name):
            raise NotFound(f"Nothing of {name!r} is imported.")
    refresh(database)


def refresh(database: Database) -> str:
    """Bring this process up to what is imported now: one small query while nothing changed. Returns the
    version in force, empty when nothing is imported."""
    with database.transaction() as session:
        version = _version(taxonomy.digests(session))
    if version == skills.imported_version():
        return version
    with _lock:
        with database.transaction() as session:
            version = _version(taxonomy.digests(session))
            rows = taxonomy.terms(session) if version != skills.imported_version() else []
        if version != skills.imported_version():  # resolving takes seconds: no transaction stays open for it
            skills.use_imported(version, resolved((name, aliases) for _, name, aliases in rows))
    return version


def _version(digests: Sequence[tuple[str, str]]) -> str:
    return hashlib.sha256(repr(digests).encode()).hexdigest()[:12] if digests else ""


def resolved(terms: Iterable[tuple[str, Sequence[str]]]) -> dict[tuple[str, ...], str]:
    """Spelling -> skill, of spellings our tables do not know. Pure.

    A name stands before another term's other spelling. Other spellings are often narrower things (`Gosu` of
    "computer programming"), so one word must be akin to the name it stands for, and every spelling lent to a
    skill of ours too; only a term that bears the very name of our skill lends to it.
    """
    names: dict[tuple[str, ...], set[str]] = {}
    others: dict[tuple[str, ...], set[str]] = {}
    for name, aliases in terms:
        meant = _bare(name)
        spelling = skills.spelling(meant)
        ours = skills.is_ours(spelling)
        if ours:
            meant = skills.canonical(meant)
            if skills.spelling(meant) != spelling:
                continue  # our table knows it as another way of writing, perhaps of something wider
        names.setdefault(spelling, set()).add(meant)
        names.setdefault(skills.spelling(name), set()).add(meant)
        for alias in aliases:
            other = skills.spelling(_bare(alias))
            if set(other) < set(spelling):
                continue  # a wider thing: `engineering` of "packaging engineering"
            if not (ours or len(other) == 1) or _akin(other, spelling):
                others.setdefault(other, set()).add(meant)
    found: dict[tuple[str, ...], str] = {}
    for spelling, meanings in (others | names).items():  # a name's claim replaces that of other spellings
        if len({meaning.casefold() for meaning in meanings}) == 1 and _usable(spelling):
            found[spelling] = min(meanings)
    return {spelling: name for spelling, name in found.items() if not skills.is_ours(spelling)}


def _bare(name: str) -> str:
    """Without a remark in brackets: `Scratch (computer programming)`."""
    return _IN_BRACKETS.sub("", name) or name


def _akin(spelling: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether some word of a spelling begins as a word of the name does (`php7` and PHP, `sql` and SQL:2016),
    so that an abbreviation or another word alone lends nothing."""
    roots = tuple(word[:_ROOT] for word in name if len(word) >= _SHORTEST and not word.isdigit())
    return any(word.startswith(roots) for word in spelling)


def _usable(spelling: tuple[str, ...]) -> bool:
    return 0 < len(spelling) <= _MOST_WORDS and sum(map(len, spelling)) >= _SHORTEST
