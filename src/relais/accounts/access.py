"""What every step of signing in needs, and what each of them answers."""

from uuid import UUID

from msgspec import Struct

from relais.accounts import credential_store as store
from relais.accounts.limiter import EVERYONE, GLOBAL_WINDOW, attempts
from relais.accounts.passwords import Passwords
from relais.audit.model import Actor
from relais.core.db import Database, Db
from relais.core.vault import Vault
from relais.notifications.letters import Notice, security_notice
from relais.notifications.service import enqueue

FAILURES = "failures"


class Access(Struct, frozen=True, kw_only=True):
    """The database, the keys and the two threads that verify passwords."""

    database: Database
    vault: Vault
    passwords: Passwords

    async def failed(self) -> None:
        """Count a failure of anyone: too many of them slow everyone down a little."""
        async with self.database.reading() as db:
            await attempts(db, self.vault, FAILURES, EVERYONE, window=GLOBAL_WINDOW)


class Browser(Struct, frozen=True, kw_only=True):
    """Where a request comes from: `address` is counted, never kept; `former` is the identifier in its cookie."""

    address: str
    device: str
    former: str


class Answer(Struct, frozen=True, kw_only=True):
    """A step taken: the new identifier for the cookie, or a French sentence and its status."""

    identifier: str = ""
    account: UUID | None = None
    entering: bool = False
    codes: tuple[str, ...] = ()  # of recovery, in clear, for this once
    fault: str = ""
    field: str = ""  # at fault; "" for the one that this step is about
    status: int = 200


def oneself(account: UUID) -> Actor:
    """Who acts on their own account."""
    return Actor(account=account, acting_as="account")


async def tell(db: Db, vault: Vault, account: UUID, what: Notice) -> None:
    """Write to the person that something changed in the account, in the caller's transaction."""
    person = await store.GET_PERSON.one(db, account)
    if person is not None:
        address = vault.open(person.email_sealed, f"account.email:{account}").decode()
        await enqueue(db, vault, security_notice(what), to=address, account=account)
