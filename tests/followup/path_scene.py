"""A doctor with a code over the real directory, ASRA that reads what it is sent, and the pages of the doctor's path."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from msgspec import Struct

from relais.audit.model import ANONYMOUS
from relais.cases.entering import Entered
from relais.cases.model import CodeBy
from relais.cases.passage import FIELD, issue
from relais.cases.service import MadeCode, NewCase, lookup_of, open_case
from relais.core.context import Context
from relais.core.db import Database
from relais.core.ids import new_id
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import Person, add_person, app_of, client_for, keep_pads
from tests.followup.pressing import Opened, post

VERIFIER = "$argon2id$v=19$m=65536,t=3,p=1$cmVsYWlzLXBlcnNvbm5lIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
FUNCTION = "assistante sociale"


class Doctor(Struct, frozen=True, kw_only=True):
    """`entered`: what their code opened. `owner` looks at what was really written."""

    client: httpx.AsyncClient
    entered: Entered
    vault: Vault
    database: Database
    owner: Any
    reader: Person

    async def go(self, path: str = "/suivi/choisir", **fields: Any) -> Opened:
        """A post of the person, as a page of theirs would send it."""
        sent = [(FIELD, issue(self.vault, self.entered)), *((name, str(value)) for name, value in fields.items())]
        return await post(self.client, path, sent)

    async def options(self, **wanted: Any) -> Opened:
        """The page of the options that a first search shows."""
        page = await self.go("/suivi/options")
        return await page.press("Chercher", **({"needs": "addiction", "origin": "69"} | wanted))

    async def chosen(self, words: str = "ASRA") -> Opened:
        """The page that follows the choice of this structure."""
        page = await self.options()
        return await page.press("Enregistrer mon choix", answer=page.radio(words))

    async def referrals(self) -> list[Any]:
        return list(
            await self.owner.fetch(
                "SELECT id, state, version, round, service, recipient_org, origin_org FROM referral "
                "WHERE case_id = $1 ORDER BY made_at",
                self.entered.case,
            )
        )

    async def count(self, table: str) -> int:
        return int(await self.owner.fetchval(f"SELECT count(*) FROM {table}"))


@asynccontextmanager
async def doctor_in(world: Any, settings: Settings, *, council: str = "") -> AsyncIterator[Doctor]:
    """A case of `council` ("": of nobody) and a browser."""
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    pads = await keep_pads(world.owner, vault)
    app = app_of(settings, vault)
    database = Database(world.app_url, pads=pads)
    async with app.lifespan(), client_for(app) as client:
        reader = await add_person(world.owner, vault, "recipient", organization="asra", function=FUNCTION)
        async with database.acting(Context(kind="staff", org="asra", actor=reader.account)) as db:
            await db.execute("SELECT open_inbox()")
        entered = await case_of(database, vault, council=council)
        yield Doctor(client=client, entered=entered, vault=vault, database=database, owner=world.owner, reader=reader)
    await database.close()


async def case_of(database: Database, vault: Vault, *, council: str = "", by: CodeBy = "person") -> Entered:
    """A case whose code does without the work of one."""
    code, case = f"{secrets.randbelow(10**18):018}", new_id()
    made = MadeCode(code=code, lookup=lookup_of(vault, code), verifier=VERIFIER)
    wanted = NewCase(id=case, origin="person", code_by=by, council=council)
    async with database.acting(Context(kind="person", case=case)) as db:
        await open_case(db, vault, ANONYMOUS, wanted, made)
    return Entered(case=case, code_by=by, lookup=made.lookup)
