"""What the commission decides of a file, as it is typed and as it is read. Inside `acting(...)`, for the body."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from relais.commission import decision_store as store
from relais.commission import payment_store, session_store
from relais.commission.decision_store import DecisionRow, Ratified
from relais.commission.decision_words import ELSEWHERE, KINDS, REFUSED
from relais.commission.file_model import NationalFile
from relais.commission.payment_store import PaymentRow
from relais.commission.section_money import cents_of
from relais.commission.session_store import SessionRow
from relais.core.db import Db
from relais.core.errors import Refused
from relais.web.forms import Filled

Code = Annotated[str, Meta(max_length=20)]
NAMES = {"kind": "Décision", "amount": "Montant", "elsewhere": "Organisme", "reason": "Motif du refus"}


class DecisionForm(Struct, frozen=True, kw_only=True):
    """`request` is the identifier of the decision: posted twice, it is recorded once. `amount`: euros as typed."""

    kind: Literal["", "gift", "advance", "elsewhere", "refusal"] = ""
    amount: Code = ""
    elsewhere: Code = ""
    reason: Code = ""
    version: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    request: UUID | None = None


class OnDecision(Struct, frozen=True, kw_only=True):
    """What is done with a decision that is there. `answer`: of a ratification."""

    decision: UUID | None = None
    answer: Literal["", "ratified", "not_ratified"] = ""


class Decided(Struct, frozen=True, kw_only=True):
    """Every decision of a file, the last round first, with what was paid; `session`: at which it waits."""

    decisions: Sequence[DecisionRow]
    payments: Sequence[PaymentRow]
    session: SessionRow | None

    def of_round(self, number: int) -> DecisionRow | None:
        """The decision of one round."""
        return next((row for row in self.decisions if row.round == number), None)


class Wanted(Struct, frozen=True, kw_only=True):
    """A decision without a fault, in cents of euro."""

    kind: str
    cents: int
    elsewhere: str | None
    reason: str | None


async def decided_of(db: Db, file: UUID) -> Decided:
    """What was decided and paid, as this context may read it."""
    return Decided(
        decisions=await store.LIST_DECISIONS.all(db, file),
        payments=await payment_store.LIST_PAYMENTS.all(db, file),
        session=await session_store.FIND_SESSION_OF_FILE.one(db, file),
    )


def wanted_of(filled: Filled[DecisionForm]) -> tuple[Wanted | None, dict[str, str]]:
    """What the form decides, or a sentence beside each field at fault. What its kind does not need is left out."""
    form, faults = filled.value, dict(filled.faults)
    cents = 0
    if form.kind not in KINDS:
        faults.setdefault("kind", "Choisissez ce qui est décidé.")
    elif form.kind in ("gift", "advance"):
        try:
            cents = cents_of(form.amount)
        except Refused as refused:
            faults["amount"] = f"« Montant » : {refused.sentence}."
        if not cents:
            faults.setdefault("amount", "Donnez le montant accordé.")
    elif form.kind == "elsewhere" and form.elsewhere not in ELSEWHERE:
        faults.setdefault("elsewhere", "Choisissez à qui l'exonération est demandée.")
    elif form.kind == "refusal" and form.reason not in REFUSED:
        faults.setdefault("reason", "Choisissez le motif du refus : le médecin le lira.")
    if faults:
        return None, faults
    return Wanted(
        kind=form.kind,
        cents=cents,
        elsewhere=form.elsewhere if form.kind == "elsewhere" else None,
        reason=form.reason if form.kind == "refusal" else None,
    ), {}


async def record(db: Db, file: NationalFile, wanted: Wanted, *, version: int, decision: UUID) -> None:
    """Record it, in the session that sits, or as the chair between two. Raises Refused."""
    await store.ADD_DECISION.value(
        db, decision, file.id, version, wanted.kind, wanted.cents, wanted.elsewhere, wanted.reason
    )


async def confirm(db: Db, decision: UUID) -> None:
    """By a second member: it is in force. Raises Refused."""
    await store.SET_CONFIRMED.value(db, decision)


async def put_aside(db: Db, decision: UUID) -> None:
    """What was recorded and not confirmed is recorded again."""
    await store.END_DECISION.value(db, decision)


async def ratify(db: Db, decision: UUID, answer: Ratified) -> None:
    """The session says whether what the chair decided stands. Raises Refused."""
    await store.SET_RATIFIED.value(db, decision, answer)
