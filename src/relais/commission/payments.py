"""Payments as they are typed, and the end of a file. Inside `acting(...)`, for the national body."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from relais.commission import payment_store as store
from relais.commission.decision_store import DecisionRow
from relais.commission.file_model import Moved, NationalFile, Reason, State
from relais.commission.file_service import move_file
from relais.commission.section_money import cents_of
from relais.core.db import Db
from relais.core.errors import Refused
from relais.core.ids import new_id
from relais.web.forms import Filled

NAMES = {"amount": "Montant", "day": "Date", "what": "Écriture"}
WHAT = {"paid": "Un versement fait", "taken_back": "Annuler un versement entré par erreur"}


class PaymentForm(Struct, frozen=True, kw_only=True):
    """`amount`: euros as typed. `request`: the same when it is posted again."""

    decision: UUID | None = None
    what: Literal["paid", "taken_back"] = "paid"
    amount: Annotated[str, Meta(max_length=20)] = ""
    day: Annotated[str, Meta(max_length=10)] = ""
    request: UUID | None = None


class EndForm(Struct, frozen=True, kw_only=True):
    """The end of a file, as it was read."""

    version: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    request: UUID | None = None


class Line(Struct, frozen=True, kw_only=True):
    """One line to write, in cents of euro."""

    cents: int
    day: date


def line_of(filled: Filled[PaymentForm]) -> tuple[Line | None, dict[str, str]]:
    """The line, or a sentence beside each field at fault."""
    form, faults, cents = filled.value, dict(filled.faults), 0
    try:
        cents = cents_of(form.amount)
    except Refused as refused:
        faults["amount"] = f"« Montant » : {refused.sentence}."
    if not cents:
        faults.setdefault("amount", "Donnez le montant, en euros.")
    try:
        day = date.fromisoformat(form.day)
    except ValueError:
        faults.setdefault("day", "Choisissez la date du versement dans le calendrier.")
    if faults:
        return None, faults
    return Line(cents=-cents if form.what == "taken_back" else cents, day=day), {}


async def pay(db: Db, decision: UUID, line: Line, request: UUID) -> None:
    """Write the line. Raises Refused when the sum would pass the decision."""
    await store.ADD_PAYMENT.value(db, decision, request, line.cents, line.day)


def end_of(made: DecisionRow | None) -> tuple[State, Reason | None, str] | None:
    """How a decided file ends now: the state, its coded reason, and what the button says. None: not yet."""
    if made is None or made.in_force_at is None:
        return None
    if made.kind == "refusal":
        return "closed", "refused", "Clore le dossier : la demande est refusée"
    if made.kind == "elsewhere":
        return "closed", "elsewhere", "Clore le dossier : l'aide est demandée ailleurs"
    if made.ratified == "not_ratified" and made.paid_cents == 0:
        return "closed", "nothing_to_pay", "Clore le dossier : il n'y a rien à verser"
    return ("paid", None, "Clore le dossier : tout est versé") if made.paid_cents == made.amount_cents else None


async def end(db: Db, file: NationalFile, made: DecisionRow | None, form: EndForm) -> None:
    """Close a file that is decided. Raises Refused when something is left to pay."""
    ending = end_of(made)
    if ending is None:
        raise Refused("file_not_paid", store.NOT_PAID, status=409)
    moved = Moved(to=ending[0], version=form.version, request=form.request or new_id(), reason=ending[1])
    await move_file(db, file, moved, "national")
