"""SQL of whom to tell about a referral. Accounts and councils only: nothing of the case is read."""

from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from relais.core.db import refuse_on
from relais.core.sql import Query


class OfficerRow(Struct, frozen=True, kw_only=True):
    """An officer or a deputy of a council. `present`: today in Paris, by the database's clock."""

    account: UUID
    present: bool


class SilenceRow(Struct, frozen=True, kw_only=True):
    """A referral that nobody answered, and what has to be told now.

    `reminded`: to the recipient, after 24 hours. `escalated`: to the origin, after 72. `handed_back`: it expired.
    """

    referral: UUID
    version: int
    what: Literal["reminded", "escalated", "handed_back"]
    origin_org: str
    recipient_org: str


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
LIST_SILENCES = Query(
    "referrals.list_silences",
    "SELECT referral, version, what, origin_org, recipient_org FROM referrals_to_tell() LIMIT $1",
    SilenceRow,
)
# Told already in this round: nothing is written.
ADD_TOLD: Query[Any] = Query(
    "referrals.add_told",
    "INSERT INTO referral_told (referral, version, what) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
)

refuse_on("referral_told_when_due", "referral_told_early", "Ce n'est pas encore le moment de le dire.")
