"""Hard budgets: money is reserved before a call, settled after it, given back when it fails.

A reservation is the most a call can cost, so no number of callers at once can pass a cap. One short lock
orders them; nothing is locked while a model works. What costs nothing is never refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from app.costs.prices import Price, Usage
from data.db import Database
from data.errors import PodborError
from data.repositories import llm_calls
from data.repositories.llm_calls import Receipt

__all__ = ["BudgetExceeded", "Budgets", "Call", "Ledger", "Receipt", "Reserved", "TooOften"]

_HOUR = timedelta(hours=1)


class BudgetExceeded(PodborError):
    """`budget_person` or `budget_system`: today's money is spent or reserved; the free ways stay open."""

    code = "budget_system"


class TooOften(PodborError):
    """The same was asked again too often within the hour; an answer that is there stays."""

    code = "model_too_often"


@dataclass(frozen=True)
class Budgets:
    """USD per UTC day. `system` is for the whole installation, what it spends for persons included. A person
    may have the same thing computed again `recomputations` times an hour."""

    person: Decimal = Decimal("0.05")
    system: Decimal = Decimal(1)
    recomputations: int = 2


@dataclass(frozen=True)
class Call:
    """What is about to be asked. `person_id` None is the system's own call; `sent` and `removed` go on the
    person's receipt; `most` is the usage it cannot exceed; calls of one purpose and `subject` are the same
    thing asked again."""

    purpose: str
    model: str
    host: str
    price: Price
    most: Usage
    person_id: UUID | None = None
    request_id: UUID | None = None
    sent: str = ""
    removed: Mapping[str, int] = field(default_factory=dict)
    subject: str = ""

    @property
    def scope(self) -> str:
        return "system" if self.person_id is None else "person"


@dataclass(frozen=True)
class Reserved:
    """The right to make one call."""

    id: UUID
    call: Call
    day: date
    amount: Decimal


class Ledger:
    """Reserves and settles. `lasts` is longer than any living call takes: what is older belongs to the
    dead."""

    def __init__(
        self, database: Database, budgets: Budgets | None = None, *, lasts: timedelta = timedelta(minutes=5)
    ) -> None:
        self._database, self._lasts = database, lasts
        self.budgets = budgets or Budgets()

    def reserve(self, call: Call) -> Reserved:
        """Set the most this call can cost aside and write its receipt. Raises `BudgetExceeded`,
        `TooOften`, and `NotFound` when the person is gone."""
        amount = call.price.cost(call.most)
        number = uuid4()
        with self._database.transaction() as session:  # its own: a refusal must not undo the release
            llm_calls.expire(session)
        with self._database.transaction() as session:
            if call.person_id is not None:
                llm_calls.hold_person(session, call.person_id)
            day = llm_calls.lock(session)
            if call.person_id is not None and call.subject:
                ever, again = llm_calls.times_asked(
                    session, call.person_id, call.purpose, call.subject, within=_HOUR
                )
                if ever and again >= self.budgets.recomputations:
                    raise TooOften("This was computed anew too often within the hour.")
            if amount > 0:
                if llm_calls.committed(session, day) + amount > self.budgets.system:
                    raise BudgetExceeded("Today's budget of the installation is used up.")
                if (
                    call.person_id is not None
                    and llm_calls.committed_by(session, call.person_id, day) + amount > self.budgets.person
                ):
                    raise BudgetExceeded("Today's budget of this person is used up.", code="budget_person")
            llm_calls.reserve(
                session, lasts=self._lasts, call_id=number, day=day, scope=call.scope, purpose=call.purpose,
                model=call.model, host=call.host, request_id=call.request_id, amount=amount,
                price_known=call.price.known,
            )  # fmt: skip
            if call.person_id is not None:
                llm_calls.add_receipt(
                    session, call.person_id, call_id=number, purpose=call.purpose, model=call.model,
                    host=call.host, sent=call.sent, removed=dict(call.removed),
                    subject=call.subject,
                )  # fmt: skip
        return Reserved(number, call, day, amount)

    def settle(
        self, reserved: Reserved, usage: Usage, *, told: bool, status: str, attempts: int, duration_ms: int
    ) -> Decimal:
        """Enter what the call came to, in USD. `told` is False when the provider did not say what it used, so
        that `usage` is our own count."""
        call = reserved.call
        cost = call.price.cost(usage)
        with self._database.transaction() as session:
            llm_calls.settle(
                session, call_id=reserved.id, day=reserved.day, scope=call.scope, purpose=call.purpose,
                model=call.model, host=call.host, request_id=call.request_id,
                prompt_tokens=max(usage.prompt, 0), cached_tokens=max(usage.cached, 0),
                completion_tokens=max(usage.completion, 0), audio_seconds=max(usage.seconds, 0),
                spoken_characters=max(usage.characters, 0), reserved=reserved.amount, cost=cost,
                price_known=call.price.known, usage_known=told, attempts=attempts,
                duration_ms=duration_ms, status=status,
            )  # fmt: skip
        return cost

    def enter_kept(self, call: Call) -> None:
        """Enter a call that an earlier answer made needless; it costs nothing and is never refused."""
        with self._database.transaction() as session:
            llm_calls.enter_kept(
                session, call_id=uuid4(), scope=call.scope, purpose=call.purpose, model=call.model,
                host=call.host, request_id=call.request_id, price_known=call.price.known,
            )  # fmt: skip


def receipts(database: Database, person_id: UUID, *, limit: int = 200) -> list[Receipt]:
    """What left this machine for a person, newest first."""
    with database.transaction() as session:
        return llm_calls.receipts(session, person_id, limit=limit)
