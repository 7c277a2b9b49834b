"""SQL of payments: a ledger whose sum never passes the decision, by its keys and checks."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.commission.file_model import State
from relais.core.db import refuse_on
from relais.core.sql import Query

refuse_on(
    "payment_within_the_decision",
    "payment_too_much",
    "La somme des versements dépasserait ce qui a été décidé, ou passerait sous zéro : relisez le montant.",
    field="amount",
)
refuse_on("payment_moves", "payment_nothing", "Donnez le montant versé.", field="amount")
refuse_on(
    "payment_of_a_decision_in_force",
    "payment_not_due",
    "Rien ne se verse sur cette décision : elle n'est pas en vigueur, n'a pas été ratifiée, ou le dossier est clos.",
)
refuse_on(
    "payment_on_a_day_that_came",
    "payment_day",
    "La date d'un versement va du jour de la décision à aujourd'hui.",
    field="day",
)
NOT_PAID = "Tout ce qui a été décidé n'est pas versé : le dossier reste ouvert."
refuse_on("national_file_paid_in_full", "file_not_paid", NOT_PAID)


class PaymentRow(Struct, frozen=True, kw_only=True):
    """One line, in cents; below zero when a line entered by mistake is taken back."""

    decision: UUID
    number: int
    amount_cents: int
    after_cents: int
    paid_on: date
    recorded_at: datetime


class DueRow(Struct, frozen=True, kw_only=True):
    """A file that is decided and not ended."""

    file: UUID
    reference: str
    council: str
    state: State
    decided_cents: int
    paid_cents: int
    in_force_at: datetime


ADD_PAYMENT: Query[Any] = Query("commission.add_payment", "SELECT record_payment($1, $2, $3, $4)")
LIST_PAYMENTS = Query(
    "commission.list_payments",
    """
    SELECT decision, number, amount_cents, after_cents, paid_on, recorded_at
    FROM payment WHERE file = $1
    ORDER BY recorded_at, number
    """,
    PaymentRow,
)
LIST_DUE = Query(
    "commission.list_due",
    """
    SELECT f.id AS file, f.reference, f.council, f.state, d.amount_cents AS decided_cents,
        (SELECT coalesce(sum(p.amount_cents), 0) FROM payment AS p WHERE p.decision = d.id)::bigint AS paid_cents,
        d.in_force_at
    FROM national_file AS f
    JOIN decision AS d ON d.file = f.id AND d.round = f.round
    WHERE f.body = $1 AND f.state = 'decided' AND d.in_force_at IS NOT NULL
    ORDER BY d.in_force_at, f.id
    LIMIT $2
    """,
    DueRow,
)
