"""The office of the commission, and one connection of the application on which anything is tried."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.core.context import Context, Pads, pads_of
from relais.core.db import act_as, connect
from relais.core.ids import new_id
from tests.accounts.people import Person
from tests.commission.sitting.office import KEY_USE, Held, Office, open_office
from tests.conftest import copied

WORDS = bytes(284)
RECORD = "SELECT record_decision($1, $2, $3, $4, $5, $6, $7)"
TABLES = ("national_file", "file_event", "file_section", "file_piece", "file_opinion", "attachment", "attachment_chunk",
          "session_file", "decision", "payment")  # fmt: skip


class Stage(Struct, frozen=True, kw_only=True):
    """The office, and one connection of the application on which anything is tried."""

    office: Office
    app: Any
    pads: Pads

    @asynccontextmanager
    async def acting(self, context: Context | None) -> AsyncIterator[Any]:
        async with self.app.transaction():
            if context is not None:
                await act_as(self.app, self.pads, context)
            yield self.app

    async def run(self, context: Context | None, sql: str, *args: Any) -> Any:
        async with self.acting(context) as db:
            return await db.fetchval(sql, *args)

    def by(self, person: Person) -> Context:
        return self.office.of_body(person)

    async def counts(self, held: Held, context: Context) -> dict[str, int]:
        found = {}
        for table in TABLES:
            column = {"national_file": "id", "attachment_chunk": "attachment"}.get(table, "file")
            where = (
                "attachment IN (SELECT id FROM attachment WHERE file = $1)"
                if table == "attachment_chunk"
                else f"{column} = $1"
            )
            found[table] = await self.run(context, f"SELECT count(*) FROM {table} WHERE {where}", held.file)
        return found

    async def version(self, held: Held) -> int:
        return (await self.office.seen(held)).version

    async def record(self, held: Held, person: Person, kind: str = "gift", cents: int = 1000, **more: Any) -> UUID:
        made = new_id()
        asked = (made, held.file, await self.version(held), kind, cents, more.get("elsewhere"), more.get("reason"))
        await self.run(self.by(person), RECORD, *asked)
        return made

    async def begin_document(self, held: Held, context: Context | None = None, **of: Any) -> UUID:
        made = new_id()
        await self.run(
            context or held.context, "SELECT begin_attachment($1, $2, $3, $4, $5, $6)", made, held.file,
            of.get("request") or new_id(), of.get("kind", "pdf"), of.get("piece", ""), of.get("words", WORDS),
        )  # fmt: skip
        return made

    async def chunk(self, made: UUID, number: int, context: Context, *, last: bool = True, size: int = 40) -> None:
        await self.run(context, "SELECT add_attachment_chunk($1, $2, $3, $4)", made, number, last, bytes(size))

    async def document(self, held: Held) -> UUID:
        made = await self.begin_document(held, piece="rib")
        await self.chunk(made, 0, held.context)
        await self.run(held.context, "SELECT finish_attachment($1)", made)
        return made


@asynccontextmanager
async def staged(postgres: Any, filled: str) -> AsyncIterator[Stage]:
    """In a database of its own."""
    async with copied(postgres, filled) as world, open_office(world) as office:
        app = await connect(world.app_url)
        yield Stage(office=office, app=app, pads=pads_of(office.vault.key(KEY_USE)))
        await app.close()
