"""The whole application over the real directory, with officers who read notes, an author, and the mails that left."""

import html
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
from litestar import Litestar
from msgspec import Struct

from relais.core.db import Database
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.notifications.model import Message
from tests.accounts.people import Person, add_person, app_of, client_for, keep_pads
from tests.conftest import copied

FORM, CODE, BOARD, BOX = (
    "/demande/pour-un-autre/note",
    "/demande/pour-un-autre/note/code",
    "/demandes/notes",
    "/demande/note",
)
NOTE = {
    "motive": "isolated",
    "surname": "Kanari",
    "first": "Camille",
    "departement": "69",
    "practice": "liberal",
    "email": "sacha@exemple.fr",
}
TABLES = ("note", "note_author", "card")


class Office(Struct, frozen=True, kw_only=True):
    """`officer` serves the Rhône, `stranger` Paris; nobody serves the others."""

    world: Any
    owner: Any
    vault: Vault
    app: Litestar
    working: Database
    officer: Person
    stranger: Person

    def browser(self, person: Person | None = None) -> httpx.AsyncClient:
        return client_for(self.app, person)

    async def empty(self) -> None:
        """As on the first day: no note, no mail, nobody counted."""
        for table in ("note", "note_author"):
            await self.owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        await self.owner.execute("DELETE FROM note")
        for table in ("note", "note_author"):
            await self.owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        await self.owner.execute("DELETE FROM outbox")
        await self.owner.execute("DELETE FROM attempt")

    async def mails(self, kind: str) -> list[Message]:
        rows = await self.owner.fetch("SELECT id, message_sealed FROM outbox WHERE kind = $1 ORDER BY made_at", kind)
        opened = [self.vault.open(row["message_sealed"], f"outbox.message:{row['id']}") for row in rows]
        return [msgspec.json.decode(one, type=Message) for one in opened]

    async def mailed_code(self) -> str:
        """The six digits of the last mail to an author."""
        found = re.search(r"\b(\d{3}) (\d{3})\b", (await self.mails("note_code"))[-1].text)
        assert found
        return found[1] + found[2]

    async def count(self, table: str) -> int:
        assert table in (*TABLES, "aid_case", "referral")
        return int(await self.owner.fetchval(f"SELECT count(*) FROM {table}"))

    async def write(self, **changes: str) -> httpx.Response:
        """A note from its form to the page that says it is kept."""
        async with self.browser() as author:
            page = await author.post(FORM, data=NOTE | changes)
            assert page.status_code == 200, page.text
            fields = {"draft": hidden(page, "draft"), "code": await self.mailed_code()}
            return await author.post(CODE, data=fields)

    async def note(self) -> Any:
        """The last note, as the owner sees it."""
        return await self.owner.fetchrow("SELECT * FROM note ORDER BY made_at DESC LIMIT 1")

    async def opened(self, reason: str = "call") -> str:
        """The address of the last note, opened by the officer."""
        path = f"{BOARD}/{(await self.note())['id']}"
        async with self.browser(self.officer) as desk:
            await desk.post(f"{path}/ouvrir", data=self.officer.form(motif=reason))
        return path

    async def informed(self) -> str:
        """The person is informed of the last note: the code that they were given."""
        path = await self.opened()
        async with self.browser(self.officer) as desk:
            page = await desk.post(
                f"{path}/informer", data=self.officer.form(informed_on=await self.today(), how="letter")
            )
        return code_in(page)

    async def today(self) -> str:
        return str(await self.owner.fetchval("SELECT (now() AT TIME ZONE 'Europe/Paris')::date::text"))


@asynccontextmanager
async def office_in(postgres: Any, filled: str, folder: Path) -> AsyncIterator[Office]:
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    async with copied(postgres, filled) as world:
        pads = await keep_pads(world.owner, vault)
        settings = Settings(
            var_dir=folder, owner_url=world.owner_url, app_url=world.app_url, worker_url=world.worker_url
        )
        app, working = app_of(settings, vault), Database(world.worker_url, max_size=1, pads=pads)
        officer = await add_person(world.owner, vault, "officer", "Odile", council="69")
        stranger = await add_person(world.owner, vault, "officer", "Sacha", council="75")
        async with app.lifespan():
            yield Office(
                world=world, owner=world.owner, vault=vault, app=app, working=working, officer=officer,
                stranger=stranger,
            )  # fmt: skip
        await working.close()


def hidden(page: httpx.Response, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page.text)
    assert found, page.text
    return html.unescape(found[1])


def code_in(page: httpx.Response) -> str:
    """The eighteen digits that a page shows."""
    found = re.search(r'class="path-code code"[^>]*>(.*?)</', page.text.replace("</span>", ""), re.DOTALL)
    assert found, page.text
    digits = re.sub(r"<[^>]*>|\D", "", found[1])
    assert len(digits) == 18
    return digits


def said(page: httpx.Response) -> str:
    """What a person reads, on one line with plain spaces."""
    text = re.sub(r"<(script|style).*?</\1>", " ", page.text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())
