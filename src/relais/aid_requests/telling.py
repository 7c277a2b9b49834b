"""Mails about a request: that something waits, and where to read it. Nothing of what it is, nor of whom.

Each mail joins the transaction that causes it, so that it leaves only if the act lasts.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from relais.accounts.holders import account_addresses, holders
from relais.accounts.limiter import Limit
from relais.aid_requests import store
from relais.core.db import Database, Db
from relais.core.vault import Vault
from relais.notifications import letters
from relais.notifications.letters import Letter
from relais.notifications.service import enqueue

BOARD: Final = "/ouvrir/demandes"
# For one body: beyond, those who read it know already that something waits, and a flood fills no mailbox.
NOTICES = Limit(use="request notice", most=12, window=timedelta(hours=1))
FIRST_NOTICES = Limit(use="request first notice", most=12, window=timedelta(hours=1))


async def may_tell(database: Database, vault: Vault, council: str, *, first: bool) -> bool:
    """Whether one more mail about what came says anything new to this body; counts it."""
    limit = FIRST_NOTICES if first else NOTICES
    async with database.reading() as db:
        return await limit.refusal(db, vault, council) is None


async def tell_received(db: Db, vault: Vault, council: str, origin: str) -> int:
    """Say that something came to who is there today, the deputies only when no officer is; how many were written to."""
    return await _write(db, vault, await _on_duty(db, council), letters.request_waiting(f"{origin}{BOARD}"))


async def tell_first(db: Db, vault: Vault, council: str, origin: str) -> int:
    """Say at once to all who read for this body, officers and deputies, that something asks to be read first."""
    return await _write(db, vault, await _everyone(db, council), letters.request_first(f"{origin}{BOARD}"))


async def tell_reminder(db: Db, vault: Vault, council: str, origin: str) -> int:
    """Say again to who is there that something waits."""
    return await _write(db, vault, await _on_duty(db, council), letters.request_reminded(f"{origin}{BOARD}"))


async def tell_escalation(db: Db, vault: Vault, council: str, origin: str) -> int:
    """Say to all who read that nobody answered; when none is there, to the national service too."""
    readers = await store.LIST_READERS.all(db, council)
    letter = letters.request_escalated(f"{origin}{BOARD}")
    told = await _write(db, vault, (one.account for one in readers), letter)
    if any(one.present for one in readers):
        return told
    return told + await tell_unanswered(db, vault, council, origin)


async def tell_unanswered(db: Db, vault: Vault, council: str, origin: str) -> int:
    """Say to the national service which body answers nothing: not what waits there, nor of whom."""
    letter = letters.request_unread(f"{origin}/structures/{council}")
    return await _write(db, vault, await holders(db, "national"), letter)


async def tell_returned(db: Db, vault: Vault, council: str, origin: str) -> int:
    """Say to all who read that what was taken up waits again."""
    return await _write(db, vault, await _everyone(db, council), letters.request_returned(f"{origin}{BOARD}"))


async def tell_relief(db: Db, vault: Vault, origin: str) -> int:
    """Say to the national service that it may open what a council did not."""
    return await _write(db, vault, await holders(db, "national"), letters.request_relieved(f"{origin}{BOARD}"))


async def _everyone(db: Db, council: str) -> list[UUID]:
    return [one.account for one in await store.LIST_READERS.all(db, council)]


async def _on_duty(db: Db, council: str) -> list[UUID]:
    """Who is there today: officers, else deputies; everyone when all are away."""
    readers = await store.LIST_READERS.all(db, council)
    present = [one for one in readers if one.present] or readers
    return [one.account for one in [one for one in present if not one.deputy] or present]


async def _write(db: Db, vault: Vault, accounts: Iterable[UUID], letter: Letter) -> int:
    """One mail for each account that is not closed."""
    addresses = await account_addresses(db, vault, accounts)
    for account, address in addresses.items():
        await enqueue(db, vault, letter, to=address, account=account)
    return len(addresses)
