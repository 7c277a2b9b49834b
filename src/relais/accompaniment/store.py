"""SQL of pathways, steps and handing over. Acts are functions of the owner; the policies decide what is seen."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.accompaniment.model import (
    By,
    Evidence,
    Handover,
    Kind,
    Mode,
    Pathway,
    PathwayState,
    StepState,
)
from relais.core.db import refuse_on
from relais.core.sql import Query


class StepRow(Struct, frozen=True, kw_only=True):
    """A step, its words still sealed."""

    id: UUID
    pathway: UUID
    position: int
    kind: Kind
    who: By
    who_slug: str
    first_day: date | None
    last_day: date | None
    sealed: bytes | None
    referral: UUID | None
    state: StepState
    version: int
    mode: Mode | None
    evidence: Evidence | None
    answered_at: datetime | None
    reminded_at: datetime | None
    made_at: datetime
    state_at: datetime


class DueRow(Struct, frozen=True, kw_only=True):
    """A step whose eve has come, and who follows it."""

    step: UUID
    council: str
    officer: UUID | None


class BoardRow(Struct, frozen=True, kw_only=True):
    """A living pathway of a council: when something comes next, how many steps await an answer.

    `data_key` opens the alias, when there is one.
    """

    case_id: UUID
    reference: str
    alias_sealed: bytes | None
    data_key: bytes | None
    state: PathwayState
    next_day: date | None
    unanswered: int


class CouncilRow(Struct, frozen=True, kw_only=True):
    """A council that has an officer: `code` of its département."""

    slug: str
    code: str


LIST_PATHWAYS = Query(
    "accompaniment.list_pathways",
    """
    SELECT
        id, case_id, council, plan, state, version, reminders, officer, mode, evidence, agreed_at, made_at, state_at,
        ended_at, ended_how
    FROM pathway WHERE case_id = $1
    ORDER BY ended_at IS NULL, made_at, id
    """,
    Pathway,
)
LIST_STEPS = Query(
    "accompaniment.list_steps",
    """
    SELECT
        id, pathway, position, kind, who, who_slug, first_day, last_day, sealed, referral, state, version, mode,
        evidence, answered_at, reminded_at, made_at, state_at
    FROM pathway_step WHERE case_id = $1
    ORDER BY position, made_at, id
    """,
    StepRow,
)
LIST_HANDOVERS = Query(
    "accompaniment.list_handovers",
    """
    SELECT
        id, case_id, from_council, to_council, to_officer, state, passes, mode, evidence, proposed_at, answered_at
    FROM handover WHERE case_id = $1
    ORDER BY proposed_at DESC, id
    """,
    Handover,
)
LIST_BOARD = Query(
    "accompaniment.list_board",
    """
    SELECT
        p.case_id AS case_id, c.reference AS reference, c.alias_sealed AS alias_sealed,
        CASE WHEN c.alias_sealed IS NOT NULL THEN data_key_of(c.id) END AS data_key, p.state AS state,
        p.next_day AS next_day, p.unanswered AS unanswered
    FROM council_pathways() AS p
    JOIN aid_case AS c ON c.id = p.case_id
    ORDER BY p.next_day NULLS LAST, c.reference
    """,
    BoardRow,
)
ADD_PATHWAY: Query[Any] = Query("accompaniment.add_pathway", "SELECT begin_pathway($1, $2, $3)")
SET_AGREED: Query[Any] = Query("accompaniment.set_pathway_agreed", "SELECT agree_pathway($1, $2, $3, $4, $5, $6)")
SET_REMINDERS: Query[Any] = Query("accompaniment.set_reminders", "SELECT set_pathway_reminders($1, $2, $3)")
END_PATHWAY: Query[Any] = Query("accompaniment.end_pathway", "SELECT end_pathway($1, $2)")
END_COMPLETED: Query[Any] = Query("accompaniment.end_completed_pathway", "SELECT complete_pathway($1)")
ADD_STEP: Query[Any] = Query("accompaniment.add_step", "SELECT plan_step($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
SET_STEP: Query[Any] = Query(
    "accompaniment.set_step", "SELECT change_step($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
)
SET_ANSWER: Query[Any] = Query("accompaniment.set_step_answer", "SELECT answer_step($1, $2, $3, $4, $5, $6)")
END_STEP: Query[Any] = Query("accompaniment.end_step", "SELECT settle_step($1, $2, $3, $4)")
ADD_HANDOVER: Query[Any] = Query("accompaniment.add_handover", "SELECT propose_handover($1, $2, $3, $4)")
END_HANDOVER: Query[Any] = Query("accompaniment.end_handover", "SELECT cancel_handover($1)")
SET_HANDOVER: Query[Any] = Query("accompaniment.set_handover_answer", "SELECT answer_handover($1, $2, $3, $4, $5)")
HAS_FILE: Query[Any] = Query("accompaniment.has_file", "SELECT EXISTS (SELECT FROM national_file WHERE case_id = $1)")
LIST_DUE = Query(
    "accompaniment.list_due_steps", "SELECT step, council, officer FROM steps_to_remind() LIMIT $1", DueRow
)
SET_REMINDED: Query[Any] = Query("accompaniment.set_step_reminded", "SELECT remind_step($1)")
# Where a case may be handed over: councils whose officer has entered.
LIST_COUNCILS = Query(
    "accompaniment.list_councils",
    """
    SELECT o.slug AS slug, o.council_of AS code
    FROM organization AS o
    WHERE o.council_of <> '' AND EXISTS (
        SELECT FROM role_grant AS g
        JOIN account AS a ON a.id = g.account
        WHERE g.role = 'officer' AND g.council = o.council_of AND g.approved_at IS NOT NULL AND g.ended_at IS NULL
            AND a.closed_at IS NULL AND a.entered_at IS NOT NULL
    )
    ORDER BY o.council_of
    """,
    CouncilRow,
)

MOVED = "Cette étape a changé entre-temps : relisez-la, puis recommencez."
refuse_on("pathway_one_alive", "pathway_alive", "Un parcours est déjà en cours dans ce dossier.")
refuse_on("pathway_is_alive", "pathway_ended", "Ce parcours est terminé : rien ne peut plus y changer.")
refuse_on("pathway_of_open_case", "pathway_case_closed", "Ce dossier est clos : rien ne peut plus y changer.")
refuse_on("pathway_of_no_note", "pathway_of_note", "Ce dossier vient d'un signalement : il ne porte pas de parcours.")
refuse_on("pathway_of_this_version", "pathway_moved", "Ce parcours a changé entre-temps : relisez-le.")
refuse_on("pathway_agreed_by_the_person", "pathway_not_said", "Seul le médecin accepte : dites comment il l'a dit.")
refuse_on(
    "pathway_agreed_before_its_steps",
    "pathway_first",
    "Le médecin accepte d'abord d'être accompagné ainsi ; ses étapes ensuite.",
)
refuse_on(
    "pathway_completed_once_settled",
    "pathway_not_settled",
    "Des étapes attendent encore, ou aucune n'est faite : le parcours n'est pas à son terme.",
)
refuse_on(
    "pathway_reminds_as_agreed",
    "pathway_reminders",
    "Les rappels se choisissent par le médecin, une fois le parcours accepté ; un référent n'est rappelé que s'il y en "
    "a un.",
    field="reminders",
)
refuse_on("pathway_evidence_fits", "pathway_not_said", "Seul le médecin accepte : dites comment il l'a dit.")
refuse_on("pathway_step_evidence_fits", "pathway_not_said", "Seul le médecin accepte : dites comment il l'a dit.")
refuse_on("pathway_step_of_this_version", "step_moved", MOVED)
refuse_on("pathway_step_moves_on", "step_moved", MOVED)
refuse_on("pathway_step_are_few", "steps_many", "Un parcours compte quarante étapes au plus.")
refuse_on(
    "pathway_step_referral_of_its_case",
    "step_referral",
    "Cette orientation n'est pas de ce dossier.",
    field="referral",
)
refuse_on(
    "pathway_step_days_ordered", "step_days", "La fin vient après le début, et il faut un début.", field="last_day"
)
refuse_on("handover_one_open", "handover_open", "Un passage attend déjà la réponse du médecin.")
refuse_on("handover_answered_once", "handover_answered", "Ce passage a déjà eu sa réponse.")
refuse_on("handover_to_a_council", "handover_where", "Choisissez à qui le dossier serait confié.", field="to")
refuse_on("handover_to_body", "handover_where", "Choisissez à qui le dossier serait confié.", field="to")
refuse_on("handover_goes_elsewhere", "handover_where", "Choisissez à qui le dossier serait confié.", field="to")
