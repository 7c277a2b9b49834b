"""SQL of officers' absences."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query

refuse_on("absence_ordered", "absence_days", "Le dernier jour vient avant le premier : échangez-les.", field="last_day")


class OfficeRow(Struct, frozen=True, kw_only=True):
    """A council that someone serves, with the others who do."""

    grant: UUID
    account: UUID
    council: str
    name: str
    deputy: bool


class AbsenceRow(Struct, frozen=True, kw_only=True):
    """An absence that is not over. `now`: today is one of its days."""

    id: UUID
    grant: UUID
    council: str
    first_day: date
    last_day: date
    now: bool


LIST_OFFICES = Query(
    "accounts.list_offices",
    """
    SELECT
        g.id AS grant, g.account, g.council, g.deputy,
        coalesce((SELECT min(o.name) FROM organization AS o WHERE o.council_of = g.council), g.council) AS name
    FROM role_grant AS g
    JOIN account AS a ON a.id = g.account
    WHERE g.role = 'officer' AND g.approved_at IS NOT NULL AND g.ended_at IS NULL AND a.closed_at IS NULL
        AND g.council IN (
            SELECT own.council FROM role_grant AS own
            WHERE own.account = $1 AND own.role = 'officer' AND own.approved_at IS NOT NULL AND own.ended_at IS NULL
        )
    ORDER BY g.council, g.deputy, g.approved_at
    """,
    OfficeRow,
)
LIST_ABSENCES = Query(
    "accounts.list_absences",
    """
    SELECT
        b.id, b.grant_id AS grant, g.council, b.first_day, b.last_day,
        (now() AT TIME ZONE 'Europe/Paris')::date BETWEEN b.first_day AND b.last_day AS now
    FROM absence AS b
    JOIN role_grant AS g ON g.id = b.grant_id
    WHERE b.grant_id = ANY($1) AND b.last_day >= (now() AT TIME ZONE 'Europe/Paris')::date
    ORDER BY b.first_day, b.id
    """,
    AbsenceRow,
)
ADD_ABSENCE: Query[Any] = Query(
    "accounts.add_absence", "INSERT INTO absence (id, grant_id, first_day, last_day) VALUES ($1, $2, $3, $4)"
)
END_ABSENCE: Query[Any] = Query("accounts.end_absence", "DELETE FROM absence WHERE id = $1 AND grant_id = ANY($2)")
