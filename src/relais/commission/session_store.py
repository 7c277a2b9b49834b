"""SQL of the sessions of the commission and of their agendas. 0013 says who may, and what a session leaves behind."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from relais.commission.file_model import State
from relais.core.db import refuse_on
from relais.core.sql import Query

SessionState = Literal["planned", "held", "cancelled"]
Place = Literal["on_site", "remote", "both"]
Purpose = Literal["decide", "ratify"]
Outcome = Literal["decided", "postponed", "withdrawn", "ratified", "not_ratified"]

refuse_on("commission_session_pk", "session_done", "Cette séance est déjà prévue.")
refuse_on(
    "commission_session_moment_once",
    "session_same_moment",
    "Une séance est déjà prévue à ce moment : choisissez une autre heure.",
    field="day",
)
refuse_on(
    "commission_session_to_come",
    "session_past",
    "Une séance se prévoit à l'avance : choisissez une date à venir.",
    field="day",
)
refuse_on(
    "commission_session_is_planned",
    "session_over",
    "Cette séance est déjà tenue ou annulée : choisissez une séance prévue.",
    field="session",
)
refuse_on("commission_session_has_sat", "session_not_yet", "Cette séance n'a pas encore commencé.")
refuse_on(
    "commission_session_ratifies_first",
    "session_ratifies_first",
    "Une décision prise par la présidence attend d'être ratifiée : la séance ne se lève pas avant.",
)
refuse_on(
    "commission_session_confirms_first",
    "session_confirms_first",
    "Une décision enregistrée attend la confirmation d'un second membre : confirmez-la ou écartez-la d'abord.",
)
refuse_on(
    "commission_session_has_decided",
    "session_has_decided",
    "Cette séance a déjà décidé : elle ne s'annule plus. Levez-la.",
)
refuse_on("session_file_waits_once", "session_file_waits", "Ce dossier est déjà inscrit à une séance.")
refuse_on("session_file_pk", "session_file_waits", "Ce dossier est déjà inscrit à cette séance.")
refuse_on("national_file_on_an_agenda", "file_off_agenda", "Ce dossier n'est inscrit à aucune séance prévue.")


class SessionRow(Struct, frozen=True, kw_only=True):
    """One session; `waiting`: how many files of its agenda wait, among those that this context sees."""

    id: UUID
    held_at: datetime
    place: Place
    state: SessionState
    files: int
    waiting: int


class AgendaRow(Struct, frozen=True, kw_only=True):
    """One line of an agenda: nothing of the person but a reference."""

    file: UUID
    round: int
    purpose: Purpose
    outcome: Outcome | None
    reference: str
    council: str
    practice: str
    urgent: bool
    asked_cents: int
    state: State
    version: int


class ReadyRow(Struct, frozen=True, kw_only=True):
    """A complete file that waits for an agenda."""

    file: UUID
    reference: str
    council: str
    practice: str
    urgent: bool
    asked_cents: int
    version: int
    round: int
    state_at: datetime


ADD_SESSION: Query[Any] = Query("commission.add_session", "SELECT plan_session($1, $2, $3, $4)")
END_SESSION: Query[Any] = Query("commission.end_session", "SELECT end_session($1)")
END_SESSION_UNHELD: Query[Any] = Query("commission.end_session_unheld", "SELECT cancel_session($1)")
ADD_TO_AGENDA: Query[Any] = Query("commission.add_to_agenda", "SELECT schedule_file($1, $2, $3, $4)")
END_ON_AGENDA: Query[Any] = Query("commission.end_on_agenda", "SELECT postpone_file($1, $2, $3, $4)")
# To come first, the nearest first; then those that were held, the last first.
LIST_SESSIONS = Query(
    "commission.list_sessions",
    """
    SELECT s.id, s.held_at, s.place, s.state,
        (SELECT count(*) FROM session_file AS a WHERE a.session = s.id)::int AS files,
        (SELECT count(*) FROM session_file AS a WHERE a.session = s.id AND a.outcome IS NULL)::int AS waiting
    FROM commission_session AS s
    WHERE s.body = $1 AND (s.state = 'planned') = $2
    ORDER BY CASE WHEN $2 THEN s.held_at END, s.held_at DESC, s.id
    LIMIT $3
    """,
    SessionRow,
)
FIND_SESSION = Query(
    "commission.find_session",
    """
    SELECT s.id, s.held_at, s.place, s.state,
        (SELECT count(*) FROM session_file AS a WHERE a.session = s.id)::int AS files,
        (SELECT count(*) FROM session_file AS a WHERE a.session = s.id AND a.outcome IS NULL)::int AS waiting
    FROM commission_session AS s
    WHERE s.id = $1 AND s.body = $2
    """,
    SessionRow,
)
# The one at whose agenda a round of a file waits.
FIND_SESSION_OF_FILE = Query(
    "commission.find_session_of_file",
    """
    SELECT s.id, s.held_at, s.place, s.state, 1 AS files, 1 AS waiting
    FROM session_file AS a
    JOIN commission_session AS s ON s.id = a.session
    WHERE a.file = $1 AND a.outcome IS NULL AND s.state = 'planned'
    ORDER BY s.held_at
    LIMIT 1
    """,
    SessionRow,
)
LIST_AGENDA = Query(
    "commission.list_agenda",
    """
    SELECT a.file, a.round, a.purpose, a.outcome, f.reference, f.council, f.practice, f.urgent, f.asked_cents, f.state,
        f.version
    FROM session_file AS a
    JOIN national_file AS f ON f.id = a.file
    WHERE a.session = $1
    ORDER BY a.purpose DESC, f.urgent DESC, a.added_at, f.reference
    """,
    AgendaRow,
)
LIST_READY = Query(
    "commission.list_ready",
    """
    SELECT id AS file, reference, council, practice, urgent, asked_cents, version, round, state_at
    FROM national_file
    WHERE body = $1 AND state = 'complete' AND submitted_at IS NOT NULL
    ORDER BY urgent DESC, state_at, id
    LIMIT $2
    """,
    ReadyRow,
)
