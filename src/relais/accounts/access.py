"""What every step of signing in needs, and what each of them answers."""

from uuid import UUID

from msgspec import Struct

from relais.accounts.limiter import EVERYONE, GLOBAL_WINDOW, attempts
from relais.accounts.passwords import Passwords
from relais.audit.model import Actor
from relais.core.db import Database
from relais.core.vault import Vault

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
