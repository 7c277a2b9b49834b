"""SQL of national files: begun, moved, described, listed. The policies of 0012 decide what each context sees."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.commission.file_model import FileEvent, NationalFile, State
from relais.core.db import refuse_on
from relais.core.sql import Query

MOVED = "Ce dossier a changé entre-temps : relisez-le avant de continuer."
refuse_on("file_event_of_this_version", "file_moved", MOVED)
refuse_on("file_event_once", "file_done", "C'est déjà fait.")
refuse_on("file_event_legal_move", "file_move_illegal", "Cela n'est pas possible à cette étape du dossier.")
refuse_on("national_file_key_once", "file_begun", "Ce dossier national est déjà commencé.")
refuse_on(
    "national_file_one_open",
    "file_one_open",
    "Un dossier national est déjà en cours : il n'y en a qu'un à la fois. Reprenez-le.",
)
refuse_on(
    "national_file_sections_said",
    "file_sections_said",
    "Il reste des rubriques à remplir avant d'envoyer. S'il n'y a rien à dire, enregistrez la rubrique telle quelle.",
)
refuse_on(
    "national_file_missing_answered",
    "file_missing_answered",
    "Une pièce redemandée attend encore une réponse : dites si vous la joignez, l'envoyez sur papier, ou ne l'avez "
    "pas.",
)
refuse_on(
    "national_file_of_the_person",
    "file_of_the_person",
    "Le médecin n'a pas encore ouvert cet examen à son conseil : c'est à lui de l'envoyer.",
)
refuse_on("national_file_opinion_first", "file_opinion_first", "L'avis du conseil est donné avec cet envoi.")
refuse_on(
    "national_file_read_first", "file_read_first", "Ouvrez d'abord le dossier, en disant pourquoi : il se lit avant."
)
refuse_on(
    "national_file_complete_lacks_nothing",
    "file_lacks_pieces",
    "Une pièce est encore marquée manquante : le dossier n'est pas complet.",
)
refuse_on(
    "national_file_incomplete_says_what",
    "file_lacks_nothing",
    "Dites ce qui manque : marquez au moins une pièce ou une rubrique.",
)
refuse_on(
    "national_file_described_while_open",
    "file_described_late",
    "Cela ne se change plus à cette étape du dossier.",
)
refuse_on(
    "national_file_not_decided_yet",
    "file_not_decided",
    "Cela demande une séance et une décision, qui ne sont pas encore enregistrées.",
)

FIND_FILE = Query(
    "commission.find_file",
    """
    SELECT id, case_id, reference, council, body, begun_as, on_paper, practice, urgent, state, version, round,
        asked_cents, shared_at, submitted_at, made_at, state_at
    FROM national_file WHERE id = $1
    """,
    NationalFile,
)
FIND_FILE_BY_KEY = Query(
    "commission.find_file_by_key",
    """
    SELECT id, case_id, reference, council, body, begun_as, on_paper, practice, urgent, state, version, round,
        asked_cents, shared_at, submitted_at, made_at, state_at
    FROM national_file WHERE key = $1
    """,
    NationalFile,
)
# The one that lives before those that ended, the latest first.
LIST_FILES_OF_CASE = Query(
    "commission.list_files_of_case",
    """
    SELECT id, case_id, reference, council, body, begun_as, on_paper, practice, urgent, state, version, round,
        asked_cents, shared_at, submitted_at, made_at, state_at
    FROM national_file WHERE case_id = $1
    ORDER BY (state IN ('paid', 'closed', 'withdrawn')), made_at DESC, id
    """,
    NationalFile,
)
ADD_FILE: Query[Any] = Query(
    "commission.add_file",
    """
    INSERT INTO national_file (id, case_id, key, body, begun_as, on_paper, practice, urgent)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """,
)
ADD_FILE_EVENT: Query[Any] = Query(
    "commission.add_file_event",
    """
    INSERT INTO file_event (file, expected, request, from_state, to_state, acted_as, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    """,
)
HAS_FILE_EVENT: Query[Any] = Query(
    "commission.has_file_event",
    "SELECT EXISTS (SELECT FROM file_event WHERE file = $1 AND request = $2)",
)
LIST_FILE_EVENTS = Query(
    "commission.list_file_events",
    """
    SELECT expected, from_state, to_state, acted_as, reason, round, org, actor, at
    FROM file_event WHERE file = $1 ORDER BY expected
    """,
    FileEvent,
)
LIST_FILE_ROLES: Query[Any] = Query("commission.list_file_roles", "SELECT file_roles($1)")
GET_FILE_KEY: Query[Any] = Query("commission.get_file_key", "SELECT file_key_of($1)")
ADD_FILE_OPENING: Query[Any] = Query("commission.add_file_opening", "SELECT open_file($1, $2, $3, $4)")
SET_FILE_DESCRIBED: Query[Any] = Query("commission.set_file_described", "SELECT describe_file($1, $2, $3)")
END_UNTOUCHED: Query[Any] = Query("commission.end_untouched_files", "SELECT end_untouched_files()")
SET_FILE_SHARED: Query[Any] = Query("commission.set_file_shared", "SELECT share_file($1)")


class BoardRow(Struct, frozen=True, kw_only=True):
    """One file as a body lists it: nothing of the person but a reference."""

    id: UUID
    reference: str
    council: str
    state: State
    round: int
    urgent: bool
    on_paper: bool
    asked_cents: int
    state_at: datetime


# Of a council, or of the national body: what waits for it first, urgent before the others, the oldest first.
LIST_BOARD = Query(
    "commission.list_board",
    """
    SELECT id, reference, council, state, round, urgent, on_paper, asked_cents, state_at
    FROM national_file
    WHERE (council = $1 OR body = $1) AND (state = ANY ($2::text[])) = $3
    ORDER BY urgent DESC, CASE WHEN $3 THEN state_at END, state_at DESC, id
    LIMIT $4
    """,
    BoardRow,
)
