"""Telling coordinators that changes wait: at most once a day each, and only when something new does."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.accounts.holders import account_addresses, holders
from relais.core.db import Db
from relais.core.settings import Settings
from relais.core.sql import Query
from relais.core.vault import Vault
from relais.notifications.letters import change_waiting
from relais.notifications.places import link_to
from relais.notifications.service import enqueue


class ToTell(Struct, frozen=True, kw_only=True):
    """A coordinator for whom something waits, and how much."""

    account: UUID
    waiting: int


LOCK: Query[Any] = Query("moderation.lock_alerts", "SELECT pg_advisory_xact_lock(7240053)")
# What someone proposed does not wait for them. New: proposed since the last letter, which is at least a day old.
LIST_TO_TELL = Query(
    "moderation.list_to_tell",
    """
    WITH told AS (
        SELECT c.account, max(m.made_at) AS last
        FROM unnest($1::uuid[]) AS c (account)
        LEFT JOIN outbox AS m ON m.account = c.account AND m.kind = 'change_waiting'
        GROUP BY c.account
    )
    SELECT t.account, count(*) AS waiting
    FROM told AS t
    JOIN change_request_line AS l ON l.status = 'open' AND l.made_by IS DISTINCT FROM t.account
    JOIN change_request AS r ON r.id = l.request
    WHERE t.last IS NULL OR t.last <= now() - interval '24 hours'
    GROUP BY t.account, t.last
    HAVING t.last IS NULL OR max(r.made_at) > t.last
    """,
    ToTell,
)


async def tell_waiting(db: Db, vault: Vault, settings: Settings) -> int:
    """Write to the coordinators who have something new to read; returns how many. For the worker, every hour."""
    async with db.transaction():
        await LOCK.value(db)
        found = await LIST_TO_TELL.all(db, await holders(db, "coordinator"))
        addresses = await account_addresses(db, vault, [one.account for one in found])
        link = link_to(settings, "coordination")
        for one in found:
            if to := addresses.get(one.account):
                await enqueue(db, vault, change_waiting(link, one.waiting), to=to, account=one.account)
    return len(found)
