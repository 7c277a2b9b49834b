"""SQL of requests. Who may read or write each row is PostgreSQL's to say, from the signed context."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.aid_requests.model import AidRequest, Content, Due, Move, Silence
from relais.core.db import refuse_on
from relais.core.sql import Query


class ReaderRow(Struct, frozen=True, kw_only=True):
    """Who reads the requests of a body. `present`: today in Paris, by the database's clock; `deputy` of an officer."""

    account: UUID
    deputy: bool
    present: bool


class AnsweringRow(Struct, frozen=True, kw_only=True):
    """The département of a council where somebody reads."""

    departement: str


class SilenceRow(Struct, frozen=True, kw_only=True):
    """A request that waits, and what has to be told now."""

    request: UUID
    version: int
    what: Silence
    council: str


ADD_REQUEST: Query[Any] = Query(
    "aid_requests.add_request",
    """
    INSERT INTO aid_request (id, case_id, council, needs, practice, reach, urgent, marks, fingerprint)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    """,
)
FIND_REQUEST = Query(
    "aid_requests.find_request",
    """
    SELECT
        id, case_id, council, state, version, urgent, urgent_at, marks, opened_at, relief_org, contacted_on, turned_at,
        outcome, made_at, state_at
    FROM aid_request WHERE id = $1
    """,
    AidRequest,
)
FIND_REQUEST_OF_CASE = Query(
    "aid_requests.find_request_of_case",
    """
    SELECT
        id, case_id, council, state, version, urgent, urgent_at, marks, opened_at, relief_org, contacted_on, turned_at,
        outcome, made_at, state_at
    FROM aid_request WHERE case_id = $1
    """,
    AidRequest,
)
GET_CONTENT = Query("aid_requests.get_content", "SELECT needs, practice, reach FROM read_request($1)", Content)
LIST_ROLES: Query[Any] = Query("aid_requests.list_roles", "SELECT request_roles($1)")
LIST_MOVES = Query(
    "aid_requests.list_moves",
    """
    SELECT from_state, to_state, acted_as, contacted_on, outcome, org, at FROM request_event
    WHERE request = $1
    ORDER BY expected
    """,
    Move,
)
ADD_EVENT: Query[Any] = Query(
    "aid_requests.add_event",
    """
    INSERT INTO request_event (request, expected, post, from_state, to_state, acted_as, contacted_on, outcome)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    """,
)
HAS_EVENT: Query[Any] = Query(
    "aid_requests.has_event", "SELECT EXISTS (SELECT FROM request_event WHERE request = $1 AND post = $2)"
)
# While the page that showed the code may have been lost: later, whoever posts it again may be another.
IS_NEW: Query[Any] = Query(
    "aid_requests.is_new",
    """
    SELECT EXISTS (
        SELECT FROM aid_request AS r
        JOIN aid_case AS c ON c.id = r.case_id
        WHERE r.case_id = $1 AND r.state <> 'withdrawn' AND c.erased_at IS NULL
            AND r.made_at > statement_timestamp() - interval '30 minutes'
    )
    """,
)
SET_FIRST: Query[Any] = Query("aid_requests.set_first", "SELECT put_request_first($1)")
SET_CODES: Query[Any] = Query("aid_requests.set_codes", "SELECT correct_request($1, $2, $3)")
LIST_DUE = Query("aid_requests.list_due", "SELECT id, state, version, due, council FROM requests_due() LIMIT $1", Due)
LIST_SILENCES = Query(
    "aid_requests.list_silences", "SELECT request, version, what, council FROM requests_to_tell() LIMIT $1", SilenceRow
)
# Told already: nothing is written.
ADD_TOLD: Query[Any] = Query(
    "aid_requests.add_told",
    "INSERT INTO request_told (request, version, what, org) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
)
# Those of a council, its deputies included; of a national service, whoever holds that role.
LIST_READERS = Query(
    "aid_requests.list_readers",
    """
    SELECT
        g.account,
        bool_and(g.deputy) AS deputy,
        bool_or(NOT EXISTS (
            SELECT FROM absence AS b
            WHERE b.grant_id = g.id
                AND (now() AT TIME ZONE 'Europe/Paris')::date BETWEEN b.first_day AND b.last_day
        )) AS present
    FROM organization AS o
    JOIN role_grant AS g ON CASE
        WHEN o.council_of <> '' THEN g.role = 'officer' AND g.council = o.council_of ELSE g.role = 'national'
    END
    JOIN account AS a ON a.id = g.account
    WHERE o.slug = $1 AND g.approved_at IS NOT NULL AND g.ended_at IS NULL AND a.closed_at IS NULL
        AND a.entered_at IS NOT NULL
    GROUP BY g.account
    ORDER BY g.account
    """,
    ReaderRow,
)
ANSWERS: Query[Any] = Query("aid_requests.answers", "SELECT answers_requests($1)")
# Councils: where nobody reads, nothing is offered.
LIST_ANSWERING = Query(
    "aid_requests.list_answering",
    """
    SELECT o.council_of AS departement FROM organization AS o
    WHERE o.council_of <> '' AND answers_requests(o.slug)
    ORDER BY o.council_of
    """,
    AnsweringRow,
)
GET_DAYS: Query[Any] = Query("aid_requests.get_days", "SELECT days FROM reading_days WHERE council = $1")
SET_DAYS: Query[Any] = Query(
    "aid_requests.set_days",
    """
    INSERT INTO reading_days (council, days) VALUES ($1, $2)
    ON CONFLICT ON CONSTRAINT reading_days_pk DO UPDATE SET days = excluded.days
    """,
)

refuse_on(
    "aid_request_is_read",
    "request_unread",
    "Personne ne lit les demandes de ce conseil en ce moment : choisissez le service national, ou appelez.",
    field="where",
)
refuse_on("aid_request_one_a_case", "request_made", "Cette demande est déjà arrivée.")
refuse_on(
    "request_event_of_this_version",
    "request_moved",
    "Cette demande a changé entre-temps : relisez-la avant de continuer.",
)
refuse_on("request_event_once", "request_move_done", "C'est déjà fait : rien n'a été fait une seconde fois.")
refuse_on("request_event_legal_move", "request_move_illegal", "Cela n'est pas possible dans l'état de cette demande.")
refuse_on(
    "request_event_unread_is_spam",
    "request_spam_unread",
    "Sans la prendre, une demande ne se ferme que comme envoi automatique ; après un contact, elle n'en est pas un.",
)
refuse_on("request_event_outcome_known", "request_outcome", "Choisissez une issue de la liste.", field="outcome")
refuse_on("request_event_closed_has_outcome", "request_outcome", "Choisissez une issue de la liste.", field="outcome")
refuse_on(
    "request_event_contact_is_dated",
    "request_contact",
    "Donnez le jour du premier contact.",
    field="contacted_on",
)
refuse_on(
    "aid_request_contact_is_past",
    "request_contact",
    "Le premier contact a eu lieu entre l'arrivée de la demande et aujourd'hui.",
    field="contacted_on",
)
refuse_on(
    "aid_request_contact_first",
    "request_contact_first",
    "Les possibilités se cherchent avec la personne : dites d'abord, dans sa demande, quand vous l'avez jointe.",
)
refuse_on(
    "aid_request_turned_by_a_referral",
    "request_not_turned",
    "Une demande devient une orientation quand des possibilités sont montrées à la personne, jamais d'elle-même.",
)
refuse_on(
    "aid_request_reopened_from_spam",
    "request_over",
    "Cette demande est terminée. Vous pouvez en faire une autre.",
)
refuse_on("aid_request_not_due", "request_not_due", "Ce n'est pas encore l'échéance de cette demande.")
refuse_on("request_told_when_due", "request_told_early", "Ce n'est pas encore le moment de le dire.")
