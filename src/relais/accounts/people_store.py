"""SQL of persons, and of the structures and councils they may belong to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query

refuse_on("account_email_once", "invited_meanwhile", "Cette adresse vient d'être invitée par quelqu'un d'autre.")
refuse_on("account_closed_holds_nothing", "grant_decided", "Une fonction vient d'être donnée à cette personne.")


class AccountRow(Struct, frozen=True, kw_only=True):
    """An account. `linked`: an invitation can still be used."""

    id: UUID
    email_sealed: bytes
    name_sealed: bytes
    made_at: datetime
    entered_at: datetime | None
    closed_at: datetime | None
    demo: bool
    linked: bool


class AddressRow(Struct, frozen=True, kw_only=True):
    """Where an account is written to."""

    id: UUID
    email_sealed: bytes


class NameRow(Struct, frozen=True, kw_only=True):
    """How the person of an account is called."""

    id: UUID
    name_sealed: bytes


class OrganizationRow(Struct, frozen=True, kw_only=True):
    """A structure of the directory that people may belong to."""

    slug: str
    name: str


class CouncilRow(Struct, frozen=True, kw_only=True):
    """A departmental council. `officers`: how many hold or are proposed its function, deputies apart."""

    code: str
    name: str
    officers: int


FIND_ACCOUNT = Query(
    "accounts.find_account_by_address",
    """
    SELECT
        a.id, a.email_sealed, a.name_sealed, a.made_at, a.entered_at, a.closed_at, a.demo,
        EXISTS (
            SELECT FROM invitation AS i WHERE i.account = a.id AND i.used_at IS NULL AND i.expires_at > now()
        ) AS linked
    FROM account AS a WHERE a.email_key = $1
    """,
    AccountRow,
)
GET_ACCOUNT = Query(
    "accounts.get_account",
    """
    SELECT
        a.id, a.email_sealed, a.name_sealed, a.made_at, a.entered_at, a.closed_at, a.demo,
        EXISTS (
            SELECT FROM invitation AS i WHERE i.account = a.id AND i.used_at IS NULL AND i.expires_at > now()
        ) AS linked
    FROM account AS a WHERE a.id = $1
    """,
    AccountRow,
)
LIST_ACCOUNTS = Query(
    "accounts.list_accounts",
    """
    SELECT
        a.id, a.email_sealed, a.name_sealed, a.made_at, a.entered_at, a.closed_at, a.demo,
        EXISTS (
            SELECT FROM invitation AS i WHERE i.account = a.id AND i.used_at IS NULL AND i.expires_at > now()
        ) AS linked
    FROM account AS a ORDER BY a.made_at, a.id
    """,
    AccountRow,
)
LIST_ADDRESSES = Query(
    "accounts.list_addresses",
    "SELECT id, email_sealed FROM account WHERE id = ANY($1) AND closed_at IS NULL",
    AddressRow,
)
LIST_NAMES = Query("accounts.list_names", "SELECT id, name_sealed FROM account WHERE id = ANY($1)", NameRow)
ADD_ACCOUNT: Query[Any] = Query(
    "accounts.add_account",
    "INSERT INTO account (id, email_key, email_sealed, name_sealed, demo) VALUES ($1, $2, $3, $4, $5)",
)
REOPEN_ACCOUNT: Query[Any] = Query(
    "accounts.reopen_account",
    "UPDATE account SET closed_at = NULL, entered_at = NULL, name_sealed = $2 WHERE id = $1 AND closed_at IS NOT NULL",
)
CLOSE_ACCOUNT: Query[Any] = Query(
    "accounts.close_account", "UPDATE account SET closed_at = now() WHERE id = $1 AND closed_at IS NULL"
)
FORGET_ENTRY: Query[Any] = Query("accounts.forget_entry", "UPDATE account SET entered_at = NULL WHERE id = $1")
DROP_CREDENTIALS: Query[Any] = Query(
    "accounts.drop_credentials",
    """
    WITH
        one AS (DELETE FROM password WHERE account = $1),
        two AS (DELETE FROM totp WHERE account = $1),
        three AS (DELETE FROM recovery_code WHERE account = $1)
    DELETE FROM passkey WHERE account = $1
    """,
)
FIND_ORGANIZATION = Query(
    "accounts.find_organization", "SELECT slug, name FROM organization WHERE slug = $1", OrganizationRow
)
LIST_ORGANIZATIONS = Query(
    "accounts.list_organizations",
    """
    SELECT o.slug, o.name FROM organization AS o
    WHERE o.council_of = ''
        AND EXISTS (SELECT FROM service AS s WHERE s.organization = o.slug AND NOT s.retired)
    ORDER BY o.name, o.slug
    """,
    OrganizationRow,
)
FIND_COUNCIL = Query(
    "accounts.find_council",
    "SELECT slug, name FROM organization WHERE council_of = $1 AND council_of <> '' ORDER BY slug LIMIT 1",
    OrganizationRow,
)
LIST_COUNCILS = Query(
    "accounts.list_councils",
    """
    SELECT
        o.council_of AS code, min(o.name) AS name,
        (
            SELECT count(*) FROM role_grant AS g
            WHERE g.role = 'officer' AND g.council = o.council_of AND NOT g.deputy AND g.ended_at IS NULL
        ) AS officers
    FROM organization AS o
    WHERE o.council_of <> ''
    GROUP BY o.council_of
    ORDER BY o.council_of
    """,
    CouncilRow,
)
