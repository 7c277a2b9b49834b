"""SQL of backups: what is there at one moment, counted as the dump sees it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.sql import Query


class MomentRow(Struct, frozen=True, kw_only=True):
    """When, on the clock of the database; its major version; the number of its tables."""

    taken_at: datetime
    day: str
    server: int
    schema: int


class KeyRow(Struct, frozen=True, kw_only=True):
    """The number of a key that some row names."""

    number: int


class WrappedRow(Struct, frozen=True, kw_only=True):
    """The key of a case, as it is wrapped; none once erased."""

    id: UUID
    reference: str
    wrapped: bytes | None
    alias: bytes | None
    due: bool
    erased_at: datetime | None


class PartRow(Struct, frozen=True, kw_only=True):
    """One sealed category of a case."""

    case_id: UUID
    category: str
    sealed: bytes


BYPASSES: Query[Any] = Query(
    "cli.bypasses_policies", "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
)
EXPORT: Query[Any] = Query("cli.export_snapshot", "SELECT pg_export_snapshot()")
GET_SERVER: Query[Any] = Query("cli.get_server", "SELECT current_setting('server_version_num')::integer / 10000")
GET_MOMENT = Query(
    "cli.get_moment",
    """
    SELECT now() AS taken_at, CURRENT_DATE::text AS day,
        current_setting('server_version_num')::integer / 10000 AS server,
        (SELECT max(number) FROM schema_migration) AS schema
    """,
    MomentRow,
)
COUNT_TABLES: Query[Any] = Query(
    "cli.count_tables",
    """
    SELECT count(*) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p', 'S')
    """,
)
# The first two bytes of whatever the vault sealed; a test compares these columns with the registry of the keys.
LIST_KEYS = Query(
    "cli.list_keys_named",
    """
    SELECT DISTINCT get_byte(sealed, 0) * 256 + get_byte(sealed, 1) AS number
    FROM (
        SELECT email_sealed FROM account
        UNION ALL SELECT name_sealed FROM account
        UNION ALL SELECT secret_sealed FROM totp
        UNION ALL SELECT message_sealed FROM outbox
        UNION ALL SELECT data_key_wrapped FROM aid_case
        UNION ALL SELECT contact_sealed FROM note_author
    ) AS all_of_them (sealed)
    WHERE length(sealed) > 2
    ORDER BY 1
    """,
    KeyRow,
)
LIST_WRAPPED = Query(
    "cli.list_wrapped",
    """
    SELECT id, reference, data_key_wrapped AS wrapped, alias_sealed AS alias, ends_on < CURRENT_DATE AS due, erased_at
    FROM aid_case WHERE id > $1
    ORDER BY id
    LIMIT $2
    """,
    WrappedRow,
)
FIND_WRAPPED = Query(
    "cli.find_wrapped",
    """
    SELECT id, reference, data_key_wrapped AS wrapped, alias_sealed AS alias, ends_on < CURRENT_DATE AS due, erased_at
    FROM aid_case WHERE id = ANY($1)
    """,
    WrappedRow,
)
LIST_PARTS = Query(
    "cli.list_parts",
    """
    SELECT case_id, category, sealed FROM case_part WHERE case_id = ANY($1)
    ORDER BY case_id, category
    """,
    PartRow,
)
