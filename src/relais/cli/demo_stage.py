"""The stage of the demonstration: one transaction of the application's own account, in which invented people act.

Each act goes through the services of the pages, signed as whoever would do it: nothing is there that a person could not
have done. All of it is kept, or nothing is.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

from msgspec import Struct

from relais.accounts.demo import find_demo
from relais.core.context import KEY_USE, Context, Pads, pads_of
from relais.core.db import Db, act_as, connect, transaction_on
from relais.core.settings import Settings
from relais.core.vault import Vault

SESSION = "demonstration"  # under which the invented openings are told
SOURCE = "Démonstration de Relais : rien de ceci n'est vrai"
COUNCIL, RECIPIENT = "cdom-69", "mots"


class Stage(Struct, frozen=True, kw_only=True):
    """`people`: the accounts of the demonstration by the first part of their address."""

    db: Db
    pads: Pads
    vault: Vault
    body: str
    people: Mapping[str, UUID]

    def named(self, what: str) -> UUID:
        """The identifier of something invented: always the same here, so that it is found again to be taken away."""
        return UUID(bytes=self.vault.keyed("demonstration", what)[:16])

    async def act(self, who: str, org: str = "") -> Db:
        """From now on this account acts, for this body."""
        return await self._act(Context(kind="staff", org=org, actor=self.people[who]))

    async def act_as_doctor(self, name: str) -> Db:
        """From now on this invented doctor acts."""
        return await self._act(Context(kind="person", case=self.named(name)))

    async def act_as_anyone(self) -> Db:
        """From now on somebody whom Relais does not know acts."""
        return await self._act(Context(kind="public"))

    async def _act(self, context: Context) -> Db:
        await act_as(self.db, self.pads, context)
        return self.db


@asynccontextmanager
async def staged(settings: Settings, vault: Vault) -> AsyncIterator[Stage]:
    """A stage in the database of these settings, kept at the end. Raises Unavailable, Refused."""
    db = await connect(settings.app_url)
    try:
        async with transaction_on(db):
            accounts = await find_demo(db, vault)
            people = {email.partition("@")[0]: account for email, account in accounts.items()}
            pads = pads_of(vault.key(KEY_USE))
            yield Stage(db=db, pads=pads, vault=vault, body=settings.national_body, people=people)
    finally:
        await db.close()
