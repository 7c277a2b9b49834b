"""Letters about actions: that some wait for a second person, and what became of one. None says what it is about."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.accounts.holders import account_addresses, holders
from relais.core.db import Db
from relais.core.settings import Settings
from relais.core.sql import Query
from relais.core.vault import Vault
from relais.notifications.letters import ActionEnd, action_ended, action_waiting
from relais.notifications.places import link_to
from relais.notifications.service import enqueue


class ToTell(Struct, frozen=True, kw_only=True):
    """A coordinator for whom actions wait, and how many."""

    account: UUID
    waiting: int


LOCK: Query[Any] = Query("programme.lock_telling", "SELECT pg_advisory_xact_lock(7240054)")
# What someone proposed does not wait for them. New: proposed since the last letter, which is at least a day old.
LIST_TO_TELL = Query(
    "programme.list_to_tell",
    """
    WITH told AS (
        SELECT c.account, max(m.made_at) AS last
        FROM unnest($1::uuid[]) AS c (account)
        LEFT JOIN outbox AS m ON m.account = c.account AND m.kind = 'action_waiting'
        GROUP BY c.account
    )
    SELECT t.account, count(*) AS waiting
    FROM told AS t
    JOIN waiting_actions() AS w ON w.proposed_by IS DISTINCT FROM t.account
    WHERE t.last IS NULL OR t.last <= now() - interval '24 hours'
    GROUP BY t.account, t.last
    HAVING t.last IS NULL OR max(w.proposed_at) > t.last
    """,
    ToTell,
)


async def tell_waiting(db: Db, vault: Vault, settings: Settings) -> int:
    """Write to the coordinators who have something new to read; returns how many. For the worker, every hour."""
    async with db.transaction():
        await LOCK.value(db)
        found = await LIST_TO_TELL.all(db, await holders(db, "coordinator"))
        addresses = await account_addresses(db, vault, [one.account for one in found])
        link = link_to(settings, "annonces")
        for one in found:
            if to := addresses.get(one.account):
                await enqueue(db, vault, action_waiting(link, one.waiting), to=to, account=one.account)
    return len(found)


async def tell_proposer(db: Db, vault: Vault, settings: Settings, proposed_by: UUID | None, ending: ActionEnd) -> None:
    """Write to whoever proposed it, in the transaction that decides; to nobody once the account is closed."""
    to = (await account_addresses(db, vault, [proposed_by])).get(proposed_by) if proposed_by else None
    if to is not None:
        letter = action_ended(link_to(settings, "agenda"), ending)
        await enqueue(db, vault, letter, to=to, account=proposed_by)
