"""A helpline over the real directory: a listener who gives codes, a caller at home with nothing but a browser."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from litestar import Litestar
from msgspec import Struct

from relais.core.db import Database
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import Person, add_person, app_of, client_for, keep_pads
from tests.followup.pressing import Opened, opened, post

OPTIONS = ("sps", "asra", "belle-rive")


class Helpline(Struct, frozen=True, kw_only=True):
    """`listener` is at the desk, signed in; `home` is anybody's browser; `owner` looks at what was written."""

    app: Litestar
    listener: httpx.AsyncClient
    home: httpx.AsyncClient
    person: Person
    vault: Vault
    owner: Any
    database: Database

    async def knows(self, version: int) -> None:
        """Until the application has read this version of the directory."""
        async with asyncio.timeout(20):
            while (await self.home.get("/sante")).json()["version"] < version:  # noqa: ASYNC110 nothing tells a browser
                await asyncio.sleep(0.02)

    async def sheet(self, *slugs: str, seed: int = 4711) -> Opened:
        """The sheet to print, as the listener sees it."""
        fields = [("sheet", slug) for slug in slugs or OPTIONS]
        return await post(self.listener, "/fiche", [*fields, ("seed", str(seed)), ("text", "idées noires à Bourg")])

    async def code(self, *slugs: str) -> str:
        """A code that was dictated."""
        return code_in(await (await self.sheet(*slugs)).press("Donner un code"))

    async def read(self, code: str) -> Opened:
        """What the caller reads at home."""
        box = opened(self.home, await self.home.get("/fiche/lire"))
        return await box.press("Ouvrir", code=code)


def code_in(page: Opened) -> str:
    """The code that the page shows."""
    found = re.search(r"\b\d{3}(?: \d{3}){5}\b", page.text)
    assert found, page.text
    return found[0]


@asynccontextmanager
async def helpline_in(world: Any, settings: Settings) -> AsyncIterator[Helpline]:
    """The application over this world."""
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    pads = await keep_pads(world.owner, vault)
    app = app_of(settings, vault)
    database = Database(world.app_url, pads=pads)
    person = await add_person(world.owner, vault, "listener")
    async with app.lifespan(), client_for(app, person) as listener, client_for(app) as home:
        yield Helpline(
            app=app, listener=listener, home=home, person=person, vault=vault, owner=world.owner, database=database
        )
    await database.close()
