"""A database that knows our keys, and cases opened the way they really are."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.accounts.passwords import Passwords
from relais.audit.model import CONSOLE
from relais.cases.entering import CodeDoor
from relais.cases.model import Opened
from relais.cases.service import MadeCode, NewCase, lookup_of, make_code, open_case
from relais.core.context import Context, Pads
from relais.core.db import Database, act_as, connect
from relais.core.ids import new_id
from relais.core.vault import Vault, open_vault
from tests.accounts.people import keep_pads

COUNCIL = "cdom-69"
OFFICER = Context(kind="staff", org=COUNCIL, actor=new_id())
STRANGER = Context(kind="staff", org="cdom-75", actor=new_id())
SESSION = "a-session"
OPEN = "SELECT open_case($1, $2, $3, $4)"
# Of no code: what is not about codes does without the work of one.
VERIFIER = "$argon2id$v=19$m=65536,t=3,p=1$cmVsYWlzLXBlcnNvbm5lIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


class Desk(Struct, kw_only=True):
    """`database` as the application; `owner` builds and looks."""

    world: Any
    owner: Any
    vault: Vault
    keys: Path
    pads: Pads
    database: Database

    async def open(self, council: str = COUNCIL, *, coded: bool = False, opened: bool = False, **more: Any) -> Opened:
        """A case of this council. `coded`: its code really verifies. `opened`: the officer said why and may read it."""
        code = f"{secrets.randbelow(10**18):018}"
        made = MadeCode(code=code, lookup=lookup_of(self.vault, code), verifier=VERIFIER)
        if coded:
            made = await make_code(self.vault, Passwords())
        wanted = NewCase(id=new_id(), origin="officer", code_by="officer", council=council, **more)
        async with self.database.acting(Context(kind="staff", org=council)) as db:
            case = await open_case(db, self.vault, CONSOLE, wanted, made)
        if opened:
            await self.tell_why(OFFICER, case.case)
        return case

    async def tell_why(
        self, context: Context, case: UUID, reason: str = "with_person", function: str = "officer"
    ) -> bool:
        """Open a case that is there, for a reason; whether it is open now."""
        async with self.database.acting(context) as db:
            return bool(await db.fetchval(OPEN, case, reason, function, SESSION))

    def door(self) -> CodeDoor:
        return CodeDoor(database=self.database, vault=self.vault, passwords=Passwords())

    async def acts(self, case: UUID) -> list[str]:
        return [row["act"] for row in await self.owner.fetch(
            "SELECT act FROM case_event WHERE case_id = $1 ORDER BY seq", case)]  # fmt: skip


def person_of(case: UUID) -> Context:
    return Context(kind="person", case=case)


@asynccontextmanager
async def desk_in(world: Any, keys: Path) -> AsyncIterator[Desk]:
    vault = open_vault(keys, create=True)
    pads = await keep_pads(world.owner, vault)
    database = Database(world.app_url, max_size=3, pads=pads)
    yield Desk(world=world, owner=world.owner, vault=vault, keys=keys, pads=pads, database=database)
    await database.close()


@asynccontextmanager
async def connected(desk: Desk, role: str, context: Context | None = None, **more: Any) -> AsyncIterator[Any]:
    """A connection of one role, in a transaction of that context, taken back at the end."""
    db = await connect(desk.world.server.url(role, desk.world.name))
    transaction = db.transaction()
    await transaction.start()
    try:
        if context is not None:
            await act_as(db, desk.pads, context, **more)
        yield db
    finally:
        await transaction.rollback()
        await db.close()
