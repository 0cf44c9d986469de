"""Every weight of the score, in one frozen, versioned place. Stored with each search as `scoring_version`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Weights:
    """The most each part can add; the sum of all maxima is 1 before feedback.

    `skills`, `place` and `salary` stand 40 : 30 : 30 to each other: the preference part as long as nothing
    has been learned of a person. `domain` and `partial_title` are soft boosts. Place, salary, seniority and
    recency count only as far as the profession fits (`gate`): nobody wants the right city in the wrong job.
    """

    version: str = "2026-11.6"

    title: float = 0.29
    partial_title: float = 0.05  # part of the title fits; goes where `title` is not full
    skills: float = 0.20
    place: float = 0.15
    salary: float = 0.15
    semantic: float = 0.09  # a bounded booster
    seniority: float = 0.06
    recency: float = 0.03
    domain: float = 0.03

    unknown: float = 0.5  # what a thing nobody stated counts as: neither gift nor penalty
    recall_share: float = 0.95  # how far the sum of the text parts is drawn towards recall's relevance
    full_relevance: float = 0.65  # relevance of a posting that fits in every field; hardly one has more
    full_bends: float = 0.8  # from this share of it on more relevance adds ever less, and never nothing
    recall_trusted: float = 0.92  # how much of recall's order stays where the profession fits least
    semantic_without_evidence: float = 0.25  # share of `semantic` left when no word of title or skills fits
    gate_floor: float = 0.12
    gate_opens: float = 0.10  # text evidence below this leaves only the floor …
    gate_open: float = 0.50  # … and above this everything counts in full
    relevance_opens: float = 0.30  # how far recall alone opens the gate, and only beside such evidence
    role_share: float = 0.35  # what the same hh role alone says about a title
    soft_skill: float = 0.2  # weight of "teamwork" beside 1 for a real skill
    skills_counted: int = 10  # a posting that lists thirty skills does not want all of them

    like: float = 0.12  # the most likeness to what was liked adds
    like_steepness: float = 1.5  # how soon it adds that much; likeness is about 1 for what was liked itself
    like_prior: float = 2.0  # how much has to be said before it counts (ridge penalty)
    dislike_term: float = -0.02  # per term that returns among disliked ones …
    dislike_most: float = -0.06  # … and no more than this
    dislike_repeats: int = 2

    waived: float = 0.02  # what a must-have that is set aside gives back; half for one that is partly there
    waived_most: float = 0.06

    recent_days: float = 3.0
    old_days: float = 45.0
    stretch_gate: float = 0.6  # below: the text fits too little to be called a match
    stretch_score: float = 0.4  # a whole score below: no match, whatever opened the gate
    stretch_must: float = 0.34  # share of must-haves met, below: a stretch
    stretch_years: float = 1.5  # years of experience short, from here: a stretch

    enough: int = 5  # with fewer open matches of the profession the index holds too little for this search


DEFAULT = Weights()
