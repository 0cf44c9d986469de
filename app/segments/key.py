"""Which corner of the market a profile belongs to: role family, level and industries. Pure.

The key of a segment is the first 16 hex characters of the SHA-256 (UTF-8) of

    role_family|seniority_band|domain,domain,domain

with `role_family` the id of the best fitting role of hh's directory or `none`, `seniority_band` one of
`entry` (intern, junior), `middle`, `senior` (senior, lead) and `any`, and the three domains that the profile
names first, in the order of the alphabet (fewer, or nothing, when it names fewer), as in
`96|senior|fintech,software`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from app.resumes.profile import Profile
from app.taxonomy import domains, roles

DOMAINS = 3
KEY_LENGTH = 16
_BANDS = {"intern": "entry", "junior": "entry", "middle": "middle", "senior": "senior", "lead": "senior"}


@dataclass(frozen=True)
class Segment:
    """Codes of our tables alone: nothing in it tells whose search it was."""

    role_id: str | None = None
    band: str = "any"
    domains: tuple[str, ...] = ()

    @property
    def canonical(self) -> str:
        return f"{self.role_id or 'none'}|{self.band}|{','.join(self.domains)}"

    @property
    def key(self) -> str:
        return hashlib.sha256(self.canonical.encode()).hexdigest()[:KEY_LENGTH]


def segment_of(profile: Profile) -> Segment:
    """The segment of a profile; codes that are in none of our tables are left out."""
    known = [one for one in profile.domains if one in domains.codes()]
    return Segment(
        role_id=role_of(profile),
        band=_BANDS.get(profile.seniority or "", "any"),
        domains=tuple(sorted(dict.fromkeys(known[:DOMAINS]))),
    )


def role_of(profile: Profile) -> str | None:
    """The id of the role that fits best: the profile's own, else that of its titles."""
    given = profile.role_ids or roles.role_ids_of([title for title in profile.titles[:6] if title])
    return next((one for one in given if roles.role_name(one)), None)
