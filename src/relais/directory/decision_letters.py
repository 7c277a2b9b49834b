"""Telling whoever proposed a change what became of it: by letter, in the transaction that decides."""

from uuid import UUID

from relais.accounts.holders import account_addresses
from relais.core.db import Db
from relais.core.vault import Vault
from relais.notifications.letters import change_decided
from relais.notifications.service import enqueue


async def tell_proposer(
    db: Db,
    vault: Vault | None,
    address: str,
    *,
    made_by: UUID | None,
    made_as: str,
    organization_name: str,
    accepted: bool,
) -> None:
    """Write to the account that proposed it; to nobody when it was a file's, or without `vault`.

    `address`: what mailed links begin with.
    """
    if vault is None or made_by is None:
        return
    to = (await account_addresses(db, vault, [made_by])).get(made_by)
    if to is not None:
        place = "coordination" if made_as in ("coordinator", "import") else "espace"
        letter = change_decided(f"{address}/ouvrir/{place}", organization_name, accepted)
        await enqueue(db, vault, letter, to=to, account=made_by)
