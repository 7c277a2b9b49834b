"""Who holds what, who they are and where they are written to: reading only."""

from collections.abc import Iterable
from uuid import UUID

from relais.accounts import people_store, role_store
from relais.accounts.model import Role
from relais.accounts.role_store import MemberRow, RecipientRow
from relais.core.db import Db
from relais.core.vault import Vault

FORMER = "ancien compte"


async def account_addresses(db: Db, vault: Vault, accounts: Iterable[UUID]) -> dict[UUID, str]:
    """The address of each account that is not closed."""
    rows = await people_store.LIST_ADDRESSES.all(db, list(accounts))
    return {row.id: vault.open(row.email_sealed, f"account.email:{row.id}").decode() for row in rows}


async def account_names(db: Db, vault: Vault, accounts: Iterable[UUID]) -> dict[UUID, str]:
    """The name of each account, closed ones too: a journal names them, as long as a name is kept."""
    rows = await people_store.LIST_NAMES.all(db, list(accounts))
    return {row.id: name_in(vault, row.id, row.name_sealed) for row in rows}


def name_in(vault: Vault, account: UUID, sealed: bytes) -> str:
    """The name of an account; what to say instead once it was closed for a year and nothing names it any more."""
    return vault.open(sealed, f"account.name:{account}").decode() if sealed else FORMER


async def holders(db: Db, role: Role, *, entered: bool = True) -> list[UUID]:
    """Accounts for which `role` is in force; `entered`: those only whose address was proved by a first entry."""
    return [row.account for row in await role_store.LIST_HOLDERS.all(db, role, entered)]


async def members_of(db: Db, organization: str) -> list[MemberRow]:
    """The members of an organisation, the oldest first; write only to those who `entered`."""
    return await role_store.LIST_MEMBERS.all(db, organization)


async def recipients_of(db: Db, organization: str) -> list[RecipientRow]:
    """Who receives referrals for an organisation, and as which function; write only to those who `entered`."""
    return await role_store.LIST_RECIPIENTS.all(db, organization)


async def duty_officers(db: Db, council: str) -> list[UUID]:
    """Officers of this council who are present today (in Paris, by the database's clock), else its deputies."""
    return [row.account for row in await role_store.LIST_DUTY_OFFICERS.all(db, council)]
