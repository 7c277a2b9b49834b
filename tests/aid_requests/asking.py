"""A person who asks for help without an account, a desk that answers, and what the tables and the outbox hold."""

import html
import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
from msgspec import Struct

from relais.aid_requests import service
from relais.aid_requests.form import PURPOSE, Ticket
from relais.aid_requests.model import AidRequest, Asked, NewRequest, Reach, State
from relais.audit.model import ANONYMOUS
from relais.cases.code import new_code
from relais.cases.entering import Entered
from relais.cases.openings import Function, open_for
from relais.cases.passage import issue
from relais.cases.service import MadeCode, NewCase, lookup_of, open_case, write_part
from relais.core import clock
from relais.core.context import Context
from relais.core.db import Database
from relais.core.ids import new_id
from relais.core.vault import Vault
from tests.accounts.people import Person
from tests.followup.held import NO_CODE

COUNCIL, NATIONAL = "cdom-69", "cnom-ecoute"
HERE, BOARD = "/demande", "/demandes"
SESSION = "session-of-a-test"
# A whole request, as a doctor of the Rhône fills it in.
FILLED: dict[str, Any] = {
    "act": "send", "where": "mine", "departement": "69", "needs": ["financier", "juridique"], "practice": "liberal",
    "words": "Mes cotisations.", "reach": "phone", "phone": "06 12 34 56 78", "when": "le soir",
}  # fmt: skip


def today() -> date:
    """The day in Paris, as the database counts it."""
    return clock.now().astimezone(clock.PARIS).date()


class Office(Struct, frozen=True, kw_only=True):
    """`database` as the application, `working` as the worker; `owner` builds and looks; who answers."""

    world: Any
    owner: Any
    vault: Vault
    database: Database
    working: Database
    officer: Person
    deputy: Person
    national: Person
    stranger: Person

    def staff(self, person: Person | None = None, org: str = COUNCIL) -> Context:
        return Context(kind="staff", org=org, actor=(person or self.officer).account)

    async def ask(
        self,
        *,
        council: str = COUNCIL,
        needs: tuple[str, ...] = ("financier",),
        reach: Reach = "phone",
        alias: str = "",
        parts: dict[Any, dict[str, Any]] | None = None,
        **more: Any,
    ) -> "Asking":
        """A request, made as the pages make it; its code opens nothing, its passage does."""
        case, code = new_id(), new_code()
        lookup = lookup_of(self.vault, code)
        person = Context(kind="person", case=case)
        wanted = NewCase(id=case, origin="person", code_by="person", council=council, alias=alias)
        async with self.database.acting(person) as db:
            made = MadeCode(code=code, lookup=lookup, verifier=NO_CODE)
            opened = await open_case(db, self.vault, ANONYMOUS, wanted, made)
            held = await service.make(
                db,
                NewRequest(
                    id=new_id(), case=case, council=council, needs=needs, practice="liberal", reach=reach, **more
                ),
            )
            said = {"contact": {"phone": "06 12 34 56 78", "email": "", "quiet": True}} if parts is None else parts
            for category, words in said.items():
                await write_part(db, self.vault, case, category, words)
        return Asking(office=self, id=held.id, case=case, reference=opened.reference, lookup=lookup)

    async def age(self, request: UUID, interval: str) -> None:
        """As if everything about it had happened that long ago."""
        await self.owner.execute(
            "UPDATE aid_request SET made_at = made_at - $2::text::interval, state_at = state_at - $2::text::interval,"
            " urgent_at = urgent_at - $2::text::interval WHERE id = $1", request, interval,
        )  # fmt: skip

    async def mails(self) -> list[tuple[str, UUID]]:
        """Kind and account of each mail that waits."""
        rows = await self.owner.fetch("SELECT kind, account FROM outbox ORDER BY kind, account")
        return [(row["kind"], row["account"]) for row in rows]

    async def clear(self) -> None:
        """No mail, no count of attempts, and no request that another test made is known again."""
        await self.owner.execute("DELETE FROM outbox; DELETE FROM attempt; UPDATE aid_request SET fingerprint = NULL")


class Asking(Struct, frozen=True, kw_only=True):
    """One request, and the acts of those it concerns."""

    office: Office
    id: UUID
    case: UUID
    reference: str
    lookup: bytes

    @property
    def person(self) -> Context:
        return Context(kind="person", case=self.case)

    @property
    def passage(self) -> str:
        return issue(self.office.vault, Entered(case=self.case, code_by="person", lookup=self.lookup))

    async def held(self) -> AidRequest:
        """As its person sees it."""
        async with self.office.database.acting(self.person) as db:
            return await service.find(db, self.id)

    async def opened_by(self, person: Person, org: str = COUNCIL, function: Function = "officer") -> None:
        async with self.office.database.acting(self.office.staff(person, org)) as db:
            await open_for(db, self.case, "request", function, SESSION)

    async def move(self, to: State, *, org: str = COUNCIL, **more: Any) -> AidRequest:
        """A move of the body that received it."""
        async with self.office.database.acting(self.office.staff(org=org)) as db:
            version = (await service.find(db, self.id)).version
            await service.move(db, self.id, Asked(to=to, version=version, post=new_id(), **more), "council")
        return await self.held()

    async def bring(self, *states: State) -> AidRequest:
        """Along these states."""
        held = await self.held()
        for to in states:
            more: dict[str, Any] = {}
            if to == "contacted":
                more["contacted_on"] = today()
            if to == "closed":
                more["outcome"] = "helped"
            held = await self.move(to, **more)
        return held

    async def acts(self) -> list[str]:
        """The chain of the case."""
        rows = await self.office.owner.fetch("SELECT act FROM case_event WHERE case_id = $1 ORDER BY seq", self.case)
        return [row["act"] for row in rows]


class Page(Struct, frozen=True, kw_only=True):
    """An answer: `text` is what is read, spaces made plain."""

    status: int
    html: str

    @property
    def text(self) -> str:
        bare = html.unescape(re.sub(r"<[^>]+>", " ", self.html.partition("<main")[2])).replace("\u202f", " ")
        return re.sub(r"\s+", " ", bare).strip()

    @property
    def first_line(self) -> str:
        """The first paragraph of the page."""
        return " ".join(re.sub(r"<[^>]+>", " ", self.html.partition('class="lead"')[2].partition("</p>")[0]).split())

    @property
    def code(self) -> str:
        shown = self.html.partition('id="own-code"')[2].partition("</p>")[0]
        return " ".join(re.findall(r"\d{3}", shown))

    def field(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        return html.unescape(found[1]) if found else ""


class Asker(Struct, frozen=True, kw_only=True):
    """A browser of nobody."""

    client: httpx.AsyncClient
    vault: Vault

    async def get(self, path: str = HERE) -> Page:
        return _page(await self.client.get(path))

    async def post(self, path: str = HERE, **fields: Any) -> Page:
        return _page(await self.client.post(path, data=fields))

    def ticket(self, seconds: int = 60, case: UUID | None = None) -> str:
        """The sealed field of a page that was read for that long."""
        made = Ticket(case=case or new_id(), at=clock.now() - timedelta(seconds=seconds))
        return self.vault.seal(msgspec.msgpack.encode(made), PURPOSE).hex()

    async def send(self, **changes: Any) -> Page:
        """A whole request, with what is changed of it."""
        return await self.post(**{"request": self.ticket(), **FILLED, **changes})


def _page(answer: httpx.Response) -> Page:
    return Page(status=answer.status_code, html=answer.text)
