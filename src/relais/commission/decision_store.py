"""SQL of decisions: recorded by a member, confirmed by another; taken by the chair, ratified by the next session."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query

DecisionKind = Literal["gift", "advance", "elsewhere", "refusal"]
Ratified = Literal["ratified", "not_ratified"]

refuse_on("decision_once_a_round", "decision_made", "Une décision est déjà enregistrée pour ce dossier : relisez-la.")
refuse_on("decision_pk", "decision_made", "Une décision est déjà enregistrée pour ce dossier : relisez-la.")
refuse_on(
    "decision_takes_two_persons",
    "decision_two_persons",
    "Vous avez enregistré cette décision : un autre membre la confirme.",
)
refuse_on(
    "decision_ratified_by_another",
    "decision_ratified_by_another",
    "Vous avez pris cette décision : un autre membre enregistre sa ratification.",
)
refuse_on(
    "decision_in_its_session",
    "decision_in_its_session",
    "Une décision s'enregistre pendant la séance à laquelle le dossier est inscrit.",
)
refuse_on(
    "decision_amount_fits",
    "decision_amount",
    "Un don ou une avance a un montant, un million d'euros au plus ; les autres décisions n'en ont pas.",
    field="amount",
)
refuse_on("decision_said_once", "decision_made", "Cette décision est déjà en vigueur : elle ne se change plus.")


class DecisionRow(Struct, frozen=True, kw_only=True):
    """One decision. `in_force_at` is None until a second member confirmed it; amounts in cents of euro."""

    id: UUID
    file: UUID
    round: int
    session: UUID | None
    kind: DecisionKind
    amount_cents: int
    elsewhere: str | None
    reason: str | None
    recorded_by: UUID
    recorded_at: datetime
    ratified: Ratified | None
    ratified_at: datetime | None
    in_force_at: datetime | None
    paid_cents: int

    @property
    def left_cents(self) -> int:
        """What is still to be paid."""
        return self.amount_cents - self.paid_cents if self.ratified != "not_ratified" else 0


LIST_DECISIONS = Query(
    "commission.list_decisions",
    """
    SELECT d.id, d.file, d.round, d.session, d.kind, d.amount_cents, d.elsewhere, d.reason, d.recorded_by,
        d.recorded_at, d.ratified, d.ratified_at, d.in_force_at,
        (SELECT coalesce(sum(p.amount_cents), 0) FROM payment AS p WHERE p.decision = d.id)::bigint AS paid_cents
    FROM decision AS d
    WHERE d.file = $1
    ORDER BY d.round DESC
    """,
    DecisionRow,
)
ADD_DECISION: Query[Any] = Query("commission.add_decision", "SELECT record_decision($1, $2, $3, $4, $5, $6, $7)")
SET_CONFIRMED: Query[Any] = Query("commission.set_confirmed", "SELECT confirm_decision($1)")
END_DECISION: Query[Any] = Query("commission.end_decision", "SELECT discard_decision($1)")
SET_RATIFIED: Query[Any] = Query("commission.set_ratified", "SELECT ratify_decision($1, $2)")
# Whether this account answered that it does not know the doctor, and opened the file for the body it acts for.
MAY_DECIDE: Query[Any] = Query(
    "commission.has_member_opened",
    """
    SELECT EXISTS (
        SELECT FROM national_file AS f
        JOIN recusal AS r ON r.file = f.id AND r.account = current_actor() AND r.answer = 'unknown'
        WHERE f.id = $1 AND f.case_id = ANY (opened_cases())
    )
    """,
)
