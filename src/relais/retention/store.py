"""SQL of retention: what the database says of its own columns and rules, and what it removes when it is due."""

from typing import Any

from msgspec import Struct

from relais.core.sql import Query


class ColumnRow(Struct, frozen=True, kw_only=True):
    """A column as the database comments it; `comment` is "" when nobody wrote one."""

    table: str
    column: str
    comment: str


class RuleRow(Struct, frozen=True, kw_only=True):
    """One rule: how long after which moment, and what goes then."""

    of_table: str
    since: str
    years: int
    months: int
    days: int
    what: str


class GoneRow(Struct, frozen=True, kw_only=True):
    """How many rows of a table went."""

    of_table: str
    gone: int


LIST_COLUMNS = Query(
    "retention.list_columns",
    """
    SELECT c.relname AS table, a.attname AS column, coalesce(col_description(c.oid, a.attnum), '') AS comment
    FROM pg_class AS c
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    ORDER BY c.relname, a.attnum
    """,
    ColumnRow,
)
LIST_RULES = Query(
    "retention.list_rules",
    """
    SELECT of_table, since, extract(year FROM lasts)::integer AS years, extract(month FROM lasts)::integer AS months,
        (extract(day FROM lasts) + extract(hour FROM lasts) / 24)::integer AS days, what
    FROM retention_rule
    ORDER BY of_table, since
    """,
    RuleRow,
)
PURGE_ROWS = Query("retention.end_due_rows", "SELECT of_table, gone FROM purge_rows()", GoneRow)
GET_MOMENT: Query[Any] = Query("retention.get_moment", "SELECT clock_timestamp()")
