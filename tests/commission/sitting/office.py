"""A council, a national service, three members of the commission, and files brought to any step the way they really get
there: by the services of the application, as its accounts.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.accounts.passwords import Passwords
from relais.audit.model import ANONYMOUS
from relais.cases import openings
from relais.cases.entering import Entered
from relais.cases.passage import issue
from relais.cases.service import MadeCode, NewCase, make_code, open_case
from relais.commission import decision_store, payment_store, recusal_store, session_store
from relais.commission.file_model import Moved, NationalFile, NewFile, State
from relais.commission.file_service import (
    begin_file,
    find_file,
    give_opinion,
    move_file,
    open_for_commission,
    save_section,
)
from relais.commission.section_model import ORDER
from relais.commission.section_reading import form_of
from relais.core.clock import now
from relais.core.context import Context, pads_of
from relais.core.db import Database
from relais.core.ids import new_id
from relais.core.settings import Settings
from relais.core.vault import Vault
from tests.accounts.people import Person, add_grant, add_person, keep_pads

BODY = Settings().national_body
COUNCIL = "cdom-69"
NAME = "Dr Camille Étoile"
KEY_USE = "context"


class Held(Struct, frozen=True, kw_only=True):
    """One doctor and their file."""

    case: UUID
    file: UUID
    made: MadeCode

    @property
    def context(self) -> Context:
        return Context(kind="person", case=self.case)


class Office(Struct, frozen=True, kw_only=True):
    """Everyone who has a part in a file. `one`, `two`: members; each knows how to act."""

    world: Any
    vault: Vault
    database: Database
    officer: Person
    national: Person
    one: Person
    two: Person
    chair: Person

    @property
    def owner(self) -> Any:
        return self.world.owner

    def of_council(self) -> Context:
        return Context(kind="staff", org=COUNCIL, actor=self.officer.account)

    def of_body(self, person: Person) -> Context:
        return Context(kind="staff", org=BODY, actor=person.account)

    async def begin(self, *, urgent: bool = False) -> Held:
        """A doctor, their code and a draft whose six sections are said."""
        made, case = await make_code(self.vault, Passwords()), new_id()
        context = Context(kind="person", case=case)
        async with self.database.acting(context) as db:
            wanted = NewCase(id=case, origin="person", code_by="person", council=COUNCIL)
            await open_case(db, self.vault, ANONYMOUS, wanted, made)
            file = await begin_file(
                db, case, NewFile(key=new_id(), body=BODY, begun_as="doctor", practice="liberal", urgent=urgent)
            )
            for section in ORDER:
                said: dict[str, Any] = dict.fromkeys(form_of(section).form.__struct_fields__, "")
                said |= dict.fromkeys(form_of(section).amounts, 0)
                said |= {"name": NAME, "words": "Une fuite d'eau"} if section == "situation" else {}
                said |= {"gift": 150_000, "purpose": "Le loyer"} if section == "asked" else {}
                await save_section(db, self.vault, file, section, said, expected=0, request=new_id())
        return Held(case=case, file=file.id, made=made)

    async def bring(self, to: State, *, urgent: bool = False) -> Held:
        """A file at `to`: draft, submitted, opinion_given or complete."""
        held = await self.begin(urgent=urgent)
        if to == "draft":
            return held
        await self.move(held, held.context, "submitted", "person")
        if to == "submitted":
            return held
        async with self.database.acting(self.of_council()) as db:
            await openings.open_for(db, held.case, "follow_up", "officer", "a-session")
            file = await find_file(db, held.file)
            await give_opinion(db, self.vault, file, "favourable", "Oui.", version=file.version, request=new_id())
        if to == "opinion_given":
            return held
        async with self.database.acting(self.of_body(self.national)) as db:
            await open_for_commission(db, held.file, "file_check", "national", "a-session")
        await self.move(held, self.of_body(self.national), "complete", "national")
        return held

    async def move(self, held: Held, context: Context, to: State, who: Any, reason: Any = None) -> None:
        async with self.database.acting(context) as db:
            file = await find_file(db, held.file)
            await move_file(db, file, Moved(to=to, version=file.version, request=new_id(), reason=reason), who)

    async def seen(self, held: Held, context: Context | None = None) -> NationalFile:
        async with self.database.acting(context or held.context) as db:
            return await find_file(db, held.file)

    async def plan(self, minutes: int = 0) -> UUID:
        """A session, now unless told otherwise."""
        made = new_id()
        at = now() + timedelta(minutes=minutes, seconds=secrets.randbelow(50), microseconds=secrets.randbelow(10**6))
        async with self.database.acting(self.of_body(self.national)) as db:
            await session_store.ADD_SESSION.value(db, made, BODY, at, "both")
        return made

    async def schedule(self, held: Held, session: UUID) -> None:
        version = (await self.seen(held)).version
        async with self.database.acting(self.of_body(self.national)) as db:
            await session_store.ADD_TO_AGENDA.value(db, held.file, session, version, new_id())

    async def open(self, held: Held, person: Person, function: str = "commissioner") -> None:
        """This member is asked, does not know the doctor, and opens the file."""
        async with self.database.acting(self.of_body(person)) as db:
            await recusal_store.SET_ANSWER.value(db, held.file, "asked")
            await recusal_store.SET_ANSWER.value(db, held.file, "unknown")
            assert await open_for_commission(db, held.file, "file_decision", function, "a-session")

    async def record(self, held: Held, person: Person, kind: str = "gift", cents: int = 100_000, **more: Any) -> UUID:
        made, version = new_id(), (await self.seen(held)).version
        async with self.database.acting(self.of_body(person)) as db:
            await decision_store.ADD_DECISION.value(
                db, made, held.file, version, kind, cents, more.get("elsewhere"), more.get("reason")
            )
        return made

    async def confirm(self, decision: UUID, person: Person) -> None:
        async with self.database.acting(self.of_body(person)) as db:
            await decision_store.SET_CONFIRMED.value(db, decision)

    async def decided(self, kind: str = "gift", cents: int = 100_000, **more: Any) -> tuple[Held, UUID]:
        """A file that a session decided."""
        held = await self.bring("complete")
        await self.schedule(held, await self.plan())
        for person in (self.one, self.two):
            await self.open(held, person)
        made = await self.record(held, self.one, kind, cents, **more)
        await self.confirm(made, self.two)
        return held, made

    async def pay(self, decision: UUID, cents: int, day: Any = None, request: UUID | None = None) -> None:
        async with self.database.acting(self.of_body(self.national)) as db:
            day = day or await db.fetchval("SELECT (clock_timestamp() AT TIME ZONE 'Europe/Paris')::date")
            await payment_store.ADD_PAYMENT.value(db, decision, request or new_id(), cents, day)

    async def rows(self, context: Context, sql: str, *args: Any) -> list[Any]:
        async with self.database.acting(context) as db:
            return list(await db.fetch(sql, *args))

    def passage(self, held: Held) -> str:
        """As a page of this doctor carries it."""
        return issue(self.vault, Entered(case=held.case, code_by="person", lookup=held.made.lookup))


@asynccontextmanager
async def open_office(world: Any) -> AsyncIterator[Office]:
    """In a database of the caller's."""
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    await keep_pads(world.owner, vault)
    database = Database(world.app_url, max_size=4, pads=pads_of(vault.key(KEY_USE)))
    people = {
        "officer": await add_person(world.owner, vault, "officer", "Odile", council="69"),
        "national": await add_person(world.owner, vault, "national", "Nadia"),
        "one": await add_person(world.owner, vault, "commissioner", "Una"),
        "two": await add_person(world.owner, vault, "commissioner", "Dora"),
        "chair": await add_person(world.owner, vault, "chair", "Charles"),
    }
    yield Office(world=world, vault=vault, database=database, **people)
    await database.close()


async def also(office: Office, person: Person, role: str, **of: Any) -> None:
    """One more role for someone."""
    await add_grant(office.owner, person.account, role, **of)
