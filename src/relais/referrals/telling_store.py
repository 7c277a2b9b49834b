"""SQL of whom to tell about a referral. Accounts and councils only: nothing of the case is read."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.sql import Query


class OfficerRow(Struct, frozen=True, kw_only=True):
    """An officer or a deputy of a council. `present`: today in Paris, by the database's clock."""

    account: UUID
    present: bool


GET_COUNCIL: Query[Any] = Query("referrals.get_council", "SELECT council_of FROM organization WHERE slug = $1")
LIST_OFFICERS = Query(
    "referrals.list_officers",
    """
    SELECT
        g.account,
        bool_or(NOT EXISTS (
            SELECT FROM absence AS b
            WHERE b.grant_id = g.id
                AND (now() AT TIME ZONE 'Europe/Paris')::date BETWEEN b.first_day AND b.last_day
        )) AS present
    FROM role_grant AS g
    JOIN account AS a ON a.id = g.account
    WHERE g.role = 'officer' AND g.council = $1 AND g.approved_at IS NOT NULL AND g.ended_at IS NULL
        AND a.closed_at IS NULL AND a.entered_at IS NOT NULL
    GROUP BY g.account
    ORDER BY g.account
    """,
    OfficerRow,
)
