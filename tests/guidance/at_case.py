"""A doctor's case before an officer who opened it, with options told; what its pages post, and what the tables hold."""

import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import httpx
from msgspec import Struct

from relais.accounts.sessions import token_key
from relais.audit.model import CONSOLE
from relais.cases.openings import open_for
from relais.cases.service import MadeCode, NewCase, open_case
from relais.core.context import KEY_USE, Context, pads_of
from relais.core.db import Database
from relais.core.ids import new_id
from relais.core.vault import Vault
from relais.referrals import acts
from relais.referrals.model import Option
from tests.cases.desk import VERIFIER
from tests.guidance.browsing import HERE, Tab
from tests.profiles.browsing import Fields, form_of

TOLD = ("asra", "mots", "sps")
# What an officer fills in with a doctor who agrees, on the telephone, to give a number and a sentence.
AGREED: Fields = {
    "shared": ["contact", "need"], "phone": ["06 00 00 00 01"], "words": ["Besoin de parler à quelqu'un."],
    "how": ["phone_read"], "act": ["send"],
}  # fmt: skip


class AtDesk(Struct, frozen=True, kw_only=True):
    """`tab`: of the officer who opened `case`. `database`: as the application."""

    tab: Tab
    case: UUID
    database: Database
    owner: Any

    @property
    def address(self) -> str:
        return f"{HERE}/{self.case}"

    async def page(self) -> str:
        reply = await self.tab.get(self.address)
        assert reply.status_code == 200
        return reply.text

    async def form(self, path: str) -> Fields:
        """The hidden fields and boxes of a form of the page, as the page gives them."""
        return form_of(await self.page(), f"{self.address}/{path}")

    async def send(self, path: str, form: Fields, **more: Any) -> httpx.Response:
        """Post a form as it is, with what was filled in; no button but `act`."""
        changed = {name: list(text) if isinstance(text, list) else [str(text)] for name, text in more.items()}
        return await self.tab.post(f"{self.address}/{path.partition('#')[0]}", {**form, **changed})

    async def post(self, path: str, **more: Any) -> httpx.Response:
        """Open the page, fill its form in, press a button."""
        return await self.send(path, await self.form(path), **more)

    async def choose(self, slug: str = "mots") -> None:
        option = await self.owner.fetchval(
            "SELECT id FROM option_shown WHERE service = $1 ORDER BY round DESC LIMIT 1", slug
        )
        done(await self.post("choix", option=str(option), act="choose"))

    async def bring_to_sent(self, slug: str = "mots") -> None:
        await self.choose(slug)
        done(await self.post("accord", **AGREED))

    async def states(self) -> list[str]:
        """Of every referral of the case, oldest first."""
        rows = await self.owner.fetch("SELECT state FROM referral WHERE case_id = $1 ORDER BY made_at", self.case)
        return [row["state"] for row in rows]

    async def count(self, table: str) -> int:
        return int(await self.owner.fetchval(f"SELECT count(*) FROM {table}"))

    async def read_inbox(self, organization: str = "mots") -> None:
        """Somebody of this organisation opens its inbox."""
        async with self.database.acting(Context(kind="staff", org=organization, actor=new_id())) as db:
            await db.execute("SELECT open_inbox()")


def done(reply: httpx.Response) -> None:
    assert reply.status_code == 303, reply.text


def database_of(world: Any, vault: Vault) -> Database:
    return Database(world.app_url, max_size=3, pads=pads_of(vault.key(KEY_USE)))


async def at_case(tab: Tab, world: Any, vault: Vault, told: Sequence[str] = TOLD, council: str = "cdom-69") -> AtDesk:
    """A case opened with the doctor, options told."""
    database = database_of(world, vault)
    world.stack.push_async_callback(database.close)
    case = new_id()
    context = Context(kind="staff", org=council, actor=tab.person.account)
    made = MadeCode(code="0", lookup=secrets.token_bytes(32), verifier=VERIFIER)
    async with database.acting(context) as db:
        wanted = NewCase(id=case, origin="officer", code_by="officer", council=council, alias="Docteur Bleu")
        await open_case(db, vault, CONSOLE, wanted, made)
        await open_for(db, case, "with_person", "officer", token_key(tab.person.cookie).hex()[:32])
        options = [
            Option(service=slug, rank=rank, seed=7, directory_version=1, why=("écoute",))
            for rank, slug in enumerate(told, 1)
        ]
        left = Option(service="afem", rank=0, seed=7, directory_version=1, excluded="réservé aux familles")
        if told:
            await acts.begin_with_options(db, case, new_id(), [*options, left], "origin", origin_org=council)
    return AtDesk(tab=tab, case=case, database=database, owner=world.owner)
