"""Imported skill terms: each source is replaced as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from data.models.taxonomy import TaxonomySource, TaxonomyTerm

_BATCH = 2_000
_LOCK = 0x7461786F  # two imports at once wait for each other


def replace(session: Session, source: TaxonomySource, terms: Sequence[tuple[str, Sequence[str]]]) -> bool:
    """Put `source` with its terms (name, other ways of writing it) in the place of what it had; False, and
    nothing is written, when the very same terms are there already."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    known = session.get(TaxonomySource, source.name)
    if known is not None:
        if (known.digest, known.file_name, known.licence) == (
            source.digest,
            source.file_name,
            source.licence,
        ):
            return False
        session.delete(known)
        session.flush()
    session.add(source)
    session.flush()
    for start in range(0, len(terms), _BATCH):
        rows = [
            {"source": source.name, "name": name, "aliases": list(aliases)}
            for name, aliases in terms[start : start + _BATCH]
        ]
        session.execute(insert(TaxonomyTerm), rows)
    return True


def sources(session: Session) -> list[TaxonomySource]:
    """What is imported, by name."""
    return list(session.scalars(select(TaxonomySource).order_by(TaxonomySource.name)))


def digests(session: Session) -> tuple[tuple[str, str], ...]:
    """(source, digest of its terms) by name: changes whenever an import or a removal does."""
    rows = session.execute(select(TaxonomySource.name, TaxonomySource.digest).order_by(TaxonomySource.name))
    return tuple((name, digest) for name, digest in rows)


def terms(session: Session) -> list[tuple[str, str, list[str]]]:
    """(source, name, other ways of writing it), in the order of their import, sources by name."""
    rows = session.execute(
        select(TaxonomyTerm.source, TaxonomyTerm.name, TaxonomyTerm.aliases).order_by(
            TaxonomyTerm.source, TaxonomyTerm.id
        )
    )
    return [(source, name, aliases) for source, name, aliases in rows]


def remove(session: Session, name: str) -> bool:
    """Whether there was such a source; its terms go with it."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    found = session.scalars(
        delete(TaxonomySource).where(TaxonomySource.name == name).returning(TaxonomySource.name)
    )
    return found.one_or_none() is not None
