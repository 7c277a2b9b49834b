"""SQL of roles: proposed, approved, ended, and who holds them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.accounts.model import Role
from relais.core.db import refuse_on
from relais.core.sql import Query

refuse_on(
    "role_grant_once", "role_held", "Cette personne a déjà cette fonction, ou elle lui est déjà proposée.", field="role"
)
refuse_on(
    "role_grant_never_to_oneself",
    "never_oneself",
    "Personne ne se donne une fonction à soi-même : une autre personne de la coordination le fait.",
)
refuse_on(
    "role_grant_takes_two_persons",
    "second_person",
    "Cette fonction se donne à deux : une autre personne que celle qui propose doit accepter.",
)
refuse_on("role_grant_first_proposed", "second_person", "Cette fonction se donne à deux : elle est d'abord proposée.")
refuse_on("role_grant_by_who_may", "not_yours_to_give", "Cette fonction n'est pas à vous de donner.", field="role")
refuse_on(
    "role_grant_console_first_pair",
    "console_first_pair",
    "La ligne de commande ne donne que les deux premières fonctions de coordination : ensuite, deux coordinateurs "
    "décident, dans « Personnes ».",
)
refuse_on("role_grant_written_once", "grant_decided", "Cette fonction a déjà été décidée ou retirée.")
refuse_on(
    "role_grant_two_coordinators",
    "two_coordinators_stay",
    "Il ne resterait qu'un coordinateur, qui ne pourrait plus rien donner seul : nommez d'abord quelqu'un d'autre.",
)


class GrantRow(Struct, frozen=True, kw_only=True):
    """A role that is proposed or in force, with the name of the structure or of the council it is held for."""

    id: UUID
    account: UUID
    role: Role
    organization: str
    council: str
    place: str
    function: str
    deputy: bool
    proposed_by: UUID | None
    proposed_at: datetime
    approved_at: datetime | None
    batch: UUID | None


class MemberRow(Struct, frozen=True, kw_only=True):
    """A member of an organisation. `entered`: the address was proved, by a first entry."""

    account: UUID
    grant: UUID
    since: datetime
    entered: bool


class RecipientRow(Struct, frozen=True, kw_only=True):
    """Who receives for an organisation, and as which function. `entered`: the address was proved."""

    account: UUID
    function: str
    entered: bool


class IdRow(Struct, frozen=True, kw_only=True):
    """An account alone."""

    account: UUID


ADD_GRANT: Query[Any] = Query(
    "accounts.add_grant",
    """
    INSERT INTO role_grant
        (id, account, role, organization, council, function, deputy, via, proposed_by, approved_at, batch)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $10::boolean THEN now() END, $11)
    """,
)
FIND_SAME_GRANT = Query(
    "accounts.find_same_grant",
    """
    SELECT account FROM role_grant
    WHERE account = $1 AND role = $2 AND organization = $3 AND council = $4 AND function = $5 AND ended_at IS NULL
    """,
    IdRow,
)
GET_GRANT = Query(
    "accounts.get_grant",
    """
    SELECT
        g.id, g.account, g.role, g.organization, g.council,
        coalesce(
            (SELECT o.name FROM organization AS o WHERE o.slug = g.organization),
            (SELECT min(o.name) FROM organization AS o WHERE o.council_of = g.council AND g.council <> ''),
            ''
        ) AS place,
        g.function, g.deputy, g.proposed_by, g.proposed_at, g.approved_at, g.batch
    FROM role_grant AS g
    WHERE g.id = $1 AND g.ended_at IS NULL
    """,
    GrantRow,
)
LIST_GRANTS = Query(
    "accounts.list_grants",
    """
    SELECT
        g.id, g.account, g.role, g.organization, g.council,
        coalesce(
            (SELECT o.name FROM organization AS o WHERE o.slug = g.organization),
            (SELECT min(o.name) FROM organization AS o WHERE o.council_of = g.council AND g.council <> ''),
            ''
        ) AS place,
        g.function, g.deputy, g.proposed_by, g.proposed_at, g.approved_at, g.batch
    FROM role_grant AS g
    WHERE g.ended_at IS NULL AND ($1::uuid IS NULL OR g.account = $1)
    ORDER BY g.proposed_at, g.council, g.id
    """,
    GrantRow,
)
LIST_BATCH = Query(
    "accounts.list_batch",
    """
    SELECT
        g.id, g.account, g.role, g.organization, g.council,
        coalesce(
            (SELECT o.name FROM organization AS o WHERE o.slug = g.organization),
            (SELECT min(o.name) FROM organization AS o WHERE o.council_of = g.council AND g.council <> ''),
            ''
        ) AS place,
        g.function, g.deputy, g.proposed_by, g.proposed_at, g.approved_at, g.batch
    FROM role_grant AS g
    WHERE g.batch = $1 AND g.ended_at IS NULL AND g.approved_at IS NULL
    ORDER BY g.council, g.id
    """,
    GrantRow,
)
APPROVE_GRANT: Query[Any] = Query(
    "accounts.approve_grant",
    """
    UPDATE role_grant SET approved_by = $2, approved_at = now()
    WHERE id = $1 AND approved_at IS NULL AND ended_at IS NULL
    """,
)
END_GRANT: Query[Any] = Query(
    "accounts.end_grant",
    "UPDATE role_grant SET ended_by = $2, ended_at = now() WHERE id = $1 AND ended_at IS NULL",
)
LIST_HOLDERS = Query(
    "accounts.list_holders",
    """
    SELECT DISTINCT g.account
    FROM role_grant AS g
    JOIN account AS a ON a.id = g.account
    WHERE g.role = $1 AND g.approved_at IS NOT NULL AND g.ended_at IS NULL AND a.closed_at IS NULL
        AND (a.entered_at IS NOT NULL OR NOT $2::boolean)
    ORDER BY g.account
    """,
    IdRow,
)
LIST_RECIPIENTS = Query(
    "accounts.list_recipients",
    """
    SELECT g.account, g.function, a.entered_at IS NOT NULL AS entered
    FROM role_grant AS g
    JOIN account AS a ON a.id = g.account
    WHERE g.role = 'recipient' AND g.organization = $1 AND g.approved_at IS NOT NULL AND g.ended_at IS NULL
        AND a.closed_at IS NULL
    ORDER BY g.approved_at, g.id
    """,
    RecipientRow,
)
LIST_MEMBERS = Query(
    "accounts.list_members",
    """
    SELECT g.account, g.id AS grant, g.approved_at AS since, a.entered_at IS NOT NULL AS entered
    FROM role_grant AS g
    JOIN account AS a ON a.id = g.account
    WHERE g.role = 'member' AND g.organization = $1
        AND g.approved_at IS NOT NULL AND g.ended_at IS NULL AND a.closed_at IS NULL
    ORDER BY g.approved_at, g.account
    """,
    MemberRow,
)
LOCK_MEMBERS: Query[Any] = Query(
    "accounts.lock_members",
    "SELECT id FROM role_grant WHERE role = 'member' AND organization = $1 AND ended_at IS NULL ORDER BY id FOR UPDATE",
)
LIST_DUTY_OFFICERS = Query(
    "accounts.list_duty_officers",
    """
    WITH present AS (
        SELECT g.account, g.deputy
        FROM role_grant AS g
        JOIN account AS a ON a.id = g.account
        WHERE g.role = 'officer' AND g.council = $1 AND g.approved_at IS NOT NULL AND g.ended_at IS NULL
            AND a.closed_at IS NULL AND a.entered_at IS NOT NULL
            AND NOT EXISTS (
                SELECT FROM absence AS b
                WHERE b.grant_id = g.id
                    AND (now() AT TIME ZONE 'Europe/Paris')::date BETWEEN b.first_day AND b.last_day
            )
    )
    SELECT p.account FROM present AS p
    WHERE p.deputy = NOT EXISTS (SELECT FROM present AS q WHERE NOT q.deputy)
    ORDER BY p.account
    """,
    IdRow,
)
