"""Which postings are one job: placed as they are stored, in the same transaction.

The rules are in `identity_rules`, the grouping in `identity_groups`; here postings meet the few others that
share a key with them. Doing it again changes nothing: a posting is looked at once for its content and the
version of the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from app.ingestion import identity_groups
from app.ingestion.identity_groups import Grouping, Join
from app.ingestion.identity_traits import VERSION, Traits, span_of, traits_of, words_of
from data.db import Database, Session
from data.errors import InvalidInput
from data.repositories import job_subjects, jobs, vacancies
from data.repositories.job_subjects import Kept, Subject
from data.repositories.jobs import Placed
from data.sources.base import Source

#: Others that are looked at for one key, and for one batch in all (tune).
PER_KEY = identity_groups.MOST_COMPARED
MOST_OTHERS = 4_000
_PORTION = 200


@dataclass
class Told:
    """What was done: postings looked at, jobs made, postings that joined another one."""

    looked_at: int = 0
    jobs: int = 0
    joined: int = 0

    def add(self, other: Told) -> None:
        self.looked_at += other.looked_at
        self.jobs += other.jobs
        self.joined += other.joined


def is_own(source: Source) -> bool:
    """Whether a source shows a company's own postings: its whole board, or its site; no feed does."""
    return source.whole_board or source.kind == "site"


def assign(session: Session, source: str, external_ids: Sequence[str], *, own_board: bool) -> Told:
    """Give each of these stored postings its job. `own_board`: the source is the company's own board."""
    fresh = job_subjects.unplaced(session, source, list(external_ids), VERSION)
    return _place(session, fresh, own_board)


def place_missing(
    database: Database, *, most: int | None = None, progress: Callable[[int], None] | None = None
) -> Told:
    """Look at the postings that were stored before these rules, at most `most`, portion by portion, each in
    a transaction of its own: what was done stays done when it is interrupted."""
    told, last = Told(), 0
    while most is None or told.looked_at < most:
        with database.transaction() as session:
            portion = job_subjects.unplaced_after(session, last, VERSION, limit=_PORTION)
            told.add(_place(session, portion, None))
        if not portion:
            return told
        last = portion[-1].id
        if progress:
            progress(told.looked_at)
    return told


def split(database: Database, vacancy_id: int, *, by: str) -> tuple[int, int]:
    """Take a posting out of its job for good; returns the job it was in and the one it has now.

    Raises NotFound, or InvalidInput when it is the only posting of its job.
    """
    with database.transaction() as session:
        vacancies.lock_revisions(session)
        job = jobs.job_of(session, vacancy_id)
        if job is None or len(jobs.members(session, job, limit=2)) < 2:
            raise InvalidInput("This posting shares its job with no other.", code="job_not_shared")
        return jobs.take_out(session, vacancy_id, by=by)


def join(database: Database, vacancy_id: int, other_id: int, *, by: str) -> int:
    """Put the jobs of two postings together by hand, even after a split; returns the job that is left.

    Raises NotFound, or InvalidInput when they are one job already.
    """
    with database.transaction() as session:
        vacancies.lock_revisions(session)
        one, other = jobs.job_of(session, vacancy_id), jobs.job_of(session, other_id)
        if one is None or other is None or one == other:
            raise InvalidInput("These two postings are one job already.", code="job_not_two")
        kept, ending = min(one, other), max(one, other)
        jobs.bring_together(session, one, other)
        why = Placed(vacancy_id, kept, ending, other_id, "operator", 1.0)
        jobs.merge_jobs(session, {ending: kept}, why={ending: why}, by=by)
        return kept


def traits_from(subject: Subject) -> Traits:
    """The traits of a stored posting, made of its text."""
    return traits_of(
        (subject.source, subject.external_id),
        title=subject.title,
        employer=subject.employer,
        body=subject.body,
        cities=_cities(subject),
        group=subject.board_group,
        links=(subject.url, *subject.links),
        pay=_pay(subject),
        experience=subject.experience,
        employment=subject.employment,
    )


def _place(session: Session, fresh: Sequence[Subject], own_board: bool | None) -> Told:
    if not fresh:
        return Told()
    vacancies.lock_revisions(session)
    homes = {one.id: one.job_id for one in fresh}
    traits = {one.id: traits_from(one) for one in fresh}
    job_subjects.keep(session, [_kept(one, traits[one.id]) for one in fresh])
    keys: dict[int, Sequence[int]] = {number: one.lookup() for number, one in traits.items()}
    wanted = sorted({key for all_keys in keys.values() for key in all_keys})
    others = job_subjects.sharing(session, wanted, without=traits, per_key=PER_KEY, most=MOST_OTHERS)
    for known in job_subjects.kept(session, list(others), VERSION):
        traits[known.id], homes[known.id] = _traits(known), known.job_id
    unread: list[Kept] = []  # placed before traits were kept: their texts are read once more
    for one in job_subjects.subjects(session, sorted(others.keys() - traits.keys())):
        traits[one.id], homes[one.id] = replace(traits_from(one), words=None), one.job_id
        unread.append(_kept(one, traits[one.id]))
    job_subjects.keep(session, unread)
    apart = jobs.splits_among(session, {job for job in homes.values() if job is not None})

    def words(vacancy_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
        found = job_subjects.subjects(session, sorted(vacancy_ids))
        return {one.id: words_of(one.body, _cities(one)) for one in found}

    grouping = identity_groups.group(
        traits, homes, keys.keys(), apart, keys={**others, **keys}, words=words
    )  # fmt: skip
    return _store(session, grouping, homes, keys, own_board)


def _cities(subject: Subject) -> Sequence[str]:
    return subject.cities or ([subject.city] if subject.city else [])


def _pay(of: Subject | Kept) -> tuple[float | None, float | None]:
    low, high = of.salary_rub_from, of.salary_rub_to
    return float(low) if low is not None else None, float(high) if high is not None else None


def _kept(subject: Subject, traits: Traits) -> Kept:
    return Kept(
        subject.id, subject.source, subject.external_id, subject.board_group, subject.experience,
        subject.employment, subject.salary_rub_from, subject.salary_rub_to, subject.job_id,
        sorted(traits.addresses), traits.employer, sorted(traits.title), sorted(traits.level), traits.text,
        traits.work, traits.terms, traits.count, traits.facts, traits.sketch,
    )  # fmt: skip


def _traits(kept: Kept) -> Traits:
    return Traits(
        (kept.source, kept.external_id), kept.board_group, frozenset(kept.addresses), kept.employer,
        frozenset(kept.title), frozenset(kept.level), kept.text_hash,
        kept.work_hash, kept.terms, kept.words, kept.facts, kept.sketch,
        span_of(*_pay(kept)), kept.experience, kept.employment, None,
    )  # fmt: skip


def _store(
    session: Session,
    grouping: Grouping,
    homes: Mapping[int, int | None],
    keys: Mapping[int, Sequence[int]],
    own_board: bool | None,
) -> Told:
    made = iter(jobs.new_jobs(session, sum(1 for job, _ids in grouping.groups if job is None)))
    why = _reasons(grouping.joins)
    placed: list[Placed] = []
    ending: dict[int, Placed] = {}
    for known, ids in grouping.groups:
        job = known if known is not None else next(made)
        first = next((one for one in ids if homes[one] == job), ids[0])
        for number in ids:
            home, reason = homes[number], why.get(number)
            if home == job:
                continue
            rule = (None, None, 0.0) if number == first else reason or (first, "same_text", 0.0)
            entry = Placed(number, job, home, rule[0], rule[1], rule[2])
            if home is None:
                placed.append(entry)
            elif home not in ending or reason:
                ending[home] = entry
    jobs.place(session, placed, keys, VERSION, own_board)
    jobs.merge_jobs(session, grouping.merged, why=ending)
    new = sum(1 for job, _ids in grouping.groups if job is None)
    return Told(len(keys), new, sum(1 for one in placed if one.rule) + len(grouping.merged))


def _reasons(joins: Sequence[Join]) -> dict[int, tuple[int, str, float]]:
    """For each posting the strongest pair that put it into its group."""
    found: dict[int, tuple[int, str, float]] = {}
    for join in joins:
        found.setdefault(join.one, (join.other, join.rule, join.score))
        found.setdefault(join.other, (join.one, join.rule, join.score))
    return found
