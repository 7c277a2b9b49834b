"""SQL of notes. The functions of the database check who acts; the policies, who reads."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.aid_requests.note_model import How, Motive, NoteState
from relais.core.db import refuse_on
from relais.core.sql import Query


class NoteRow(Struct, frozen=True, kw_only=True):
    """A note without who it is about. `due_at`: purged then."""

    id: UUID
    case_id: UUID
    reference: str
    council: str
    state: NoteState
    made_at: datetime
    state_at: datetime
    due_at: datetime
    informed_on: date | None
    informed_how: How | None


class AuthorRow(Struct, frozen=True, kw_only=True):
    """One author's motive, and when it was written."""

    id: UUID
    motive: Motive
    made_at: datetime


class ContactRow(Struct, frozen=True, kw_only=True):
    """The address of an author, sealed."""

    id: UUID
    contact_sealed: bytes | None


ADD_NOTE: Query[Any] = Query(
    "aid_requests.add_note", "SELECT add_note($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
)
LIST_NOTES = Query(
    "aid_requests.list_notes",
    """
    SELECT
        n.id, n.case_id, c.reference, n.council, n.state, n.made_at, n.state_at, n.due_at, n.informed_on,
        n.informed_how
    FROM note AS n
    JOIN aid_case AS c ON c.id = n.case_id
    WHERE n.council = $1
    ORDER BY n.state DESC, n.due_at, n.id
    LIMIT $2
    """,
    NoteRow,
)
GET_NOTE = Query(
    "aid_requests.get_note",
    """
    SELECT
        n.id, n.case_id, c.reference, n.council, n.state, n.made_at, n.state_at, n.due_at, n.informed_on,
        n.informed_how
    FROM note AS n
    JOIN aid_case AS c ON c.id = n.case_id
    WHERE n.id = $1
    """,
    NoteRow,
)
GET_NOTE_OF_CASE = Query(
    "aid_requests.get_note_of_case",
    """
    SELECT
        n.id, n.case_id, c.reference, n.council, n.state, n.made_at, n.state_at, n.due_at, n.informed_on,
        n.informed_how
    FROM note AS n
    JOIN aid_case AS c ON c.id = n.case_id
    WHERE n.case_id = $1
    """,
    NoteRow,
)
LIST_AUTHORS = Query(
    "aid_requests.list_note_authors",
    "SELECT id, motive, made_at FROM note_author WHERE note = $1 ORDER BY made_at, id",
    AuthorRow,
)
LIST_CONTACTS = Query("aid_requests.list_note_contacts", "SELECT id, contact_sealed FROM note_contacts($1)", ContactRow)
SET_INFORMED: Query[Any] = Query("aid_requests.set_note_informed", "SELECT inform_note($1, $2, $3)")
SET_DISCARDED: Query[Any] = Query("aid_requests.set_note_discarded", "SELECT discard_note($1)")
SET_WITHDRAWN: Query[Any] = Query("aid_requests.set_note_withdrawn", "SELECT withdraw_note($1)")
PURGE_NOTES: Query[Any] = Query("aid_requests.end_due_notes", "SELECT purge_notes()")

MOVED = "Cette note a changé entre-temps : voici où elle en est."
refuse_on("note_written_once", "note_moved", MOVED)
refuse_on(
    "note_informed_since",
    "note_informed_on",
    "Donnez le jour où vous avez informé la personne : aujourd'hui ou avant, depuis que la note est reçue.",
    field="informed_on",
)
refuse_on("note_informed_how_known", "note_informed_how", "Dites comment vous avez informé la personne.", field="how")
refuse_on(
    "note_council_reads",
    "note_council_away",
    "Personne ne lit les notes de ce conseil pour l'instant : remettez plutôt la carte d'invitation.",
    field="departement",
)
refuse_on(
    "referral_of_no_note",
    "note_leads_nowhere",
    "Ce dossier vient d'une note : rien n'en part. Pour demander une aide, faites votre propre demande sur la page "
    "« Demander de l'aide » ; elle aura son propre code.",
)
