"""Letters about accounts: to the person concerned, to those who can decide, to colleagues."""

from uuid import UUID

from relais.accounts.holders import account_addresses, holders, members_of
from relais.core.db import Db
from relais.core.vault import Vault
from relais.notifications.letters import Letter, Notice, colleague_joined, security_notice
from relais.notifications.service import enqueue

COORDINATION, OWN_PAGE = "/ouvrir/coordination", "/ouvrir/espace"


async def tell_account(db: Db, vault: Vault, account: UUID, notice: Notice) -> None:
    """Say to someone what changed in their account."""
    await _send(db, vault, [account], security_notice(notice))


async def tell_coordinators(db: Db, vault: Vault, letter: Letter, *besides: UUID | None) -> None:
    """Say to every coordinator who entered, but those `besides`, that something waits."""
    await _send(db, vault, [one for one in await holders(db, "coordinator") if one not in besides], letter)


async def tell_colleagues(
    db: Db, vault: Vault, organization: str, name: str, origin: str, *besides: UUID | None
) -> None:
    """Say to the other members of an organisation that someone joined them."""
    there = [row.account for row in await members_of(db, organization) if row.entered and row.account not in besides]
    await _send(db, vault, there, colleague_joined(f"{origin}{OWN_PAGE}", name))


async def _send(db: Db, vault: Vault, accounts: list[UUID], letter: Letter) -> None:
    addresses = await account_addresses(db, vault, accounts)
    for account, address in addresses.items():
        await enqueue(db, vault, letter, to=address, account=account)
