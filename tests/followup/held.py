"""A doctor's case over the real directory, made by the same services as the pages, and the browser of that doctor."""

import html
import re
from typing import Any
from uuid import UUID

import httpx
from msgspec import Struct

from relais.audit.model import CONSOLE
from relais.cases.code import new_code, spoken
from relais.cases.entering import Entered
from relais.cases.model import CodeBy, Opened, Origin
from relais.cases.openings import Function, open_for
from relais.cases.passage import issue
from relais.cases.service import MadeCode, NewCase, lookup_of, make_code, open_case, write_part
from relais.core.context import WORKER, Context
from relais.core.db import Database
from relais.core.ids import new_id
from relais.core.vault import Vault
from relais.referrals import service
from relais.referrals.acts import agree_and_send, begin_with_options
from relais.referrals.model import Agreement, Asked, Option, Referral, State, Who
from tests.accounts.people import ORIGIN

COUNCIL, RECIPIENT = "cdom-69", "mots"
OPTIONS = (
    Option(service="mots", rank=1, seed=7, directory_version=1, why=("dit financier",)),
    Option(service="asra", rank=2, seed=7, directory_version=1, why=("couvre le 69",)),
    Option(service="belle-rive", rank=0, seed=7, directory_version=1, excluded="votre département"),
)
SAID: dict[Any, dict[str, Any]] = {
    "contact": {"phone": "06 12 34 56 78", "email": "", "quiet": True},
    "need": {"words": "Je voudrais parler à quelqu'un de mes cotisations."},
}
NO_CODE = "$argon2id$v=19$m=65536,t=3,p=1$cmVsYWlzLXBlcnNvbm5lIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
LIVING: tuple[State, ...] = (
    *("draft", "options_shown", "chosen", "consented", "sent", "received", "accepted", "contact_made", "unreachable"),
    *("declined", "expired"),
)
_ROAD: tuple[State, ...] = ("options_shown", "chosen", "consented", "sent", "received", "accepted")


class Desk(Struct, frozen=True, kw_only=True):
    """`database` as the application, `working` as the worker; `owner` builds and looks."""

    world: Any
    owner: Any
    vault: Vault
    database: Database
    working: Database
    passwords: Any

    def staff(self, org: str = COUNCIL, actor: UUID | None = None) -> Context:
        return Context(kind="staff", org=org, actor=actor)

    async def open(
        self,
        *,
        by: CodeBy = "person",
        council: str = COUNCIL,
        origin: Origin = "officer",
        alias: str = "",
        coded: bool = True,
    ) -> Opened:
        """A case. `coded`: its code really verifies; without, only its passage opens it, which costs no argon2."""
        code = new_code()
        made = MadeCode(code=code, lookup=lookup_of(self.vault, code), verifier=NO_CODE)
        if coded:
            made = await make_code(self.vault, self.passwords)
        wanted = NewCase(id=new_id(), origin=origin, code_by=by, council=council, alias=alias)
        context = self.staff(council) if council else await self.person(wanted.id)
        async with self.database.acting(context) as db:
            return await open_case(db, self.vault, CONSOLE, wanted, made)

    async def person(self, case: UUID) -> Context:
        return Context(kind="person", case=case)

    def passage(self, case: Opened, by: CodeBy = "person") -> str:
        """What the pages would carry once the code was given."""
        return issue(self.vault, Entered(case=case.case, code_by=by, lookup=lookup_of(self.vault, case.code)))

    async def opened_by(self, case: UUID, org: str, reason: str, function: Function, actor: UUID) -> None:
        async with self.database.acting(self.staff(org, actor)) as db:
            await open_for(db, case, reason, function, "session-of-a-test")

    async def bring(self, case: UUID, to: State) -> Referral:
        """A referral of this case in the state `to`, by the road it really takes."""
        if to == "draft":
            async with self.database.acting(self.staff()) as db:
                return await service.begin(db, case, new_id(), origin_org=COUNCIL)
        async with self.database.acting(self.staff()) as db:
            held = await begin_with_options(db, case, new_id(), OPTIONS, "origin", origin_org=COUNCIL)
        if to in ("self_contact", "cancelled"):
            return await self.move(held, to, "origin", reason="nothing_now" if to == "cancelled" else None)
        for step in _ROAD[1:]:
            if held.state == to:
                return held
            if to == "declined" and held.state == "received":
                break
            if to == "expired" and held.state == "sent":
                break
            held = await self.step(held, step, stop_at_consent=to == "consented")
        return held if held.state == to else await self._last(held, to)

    async def step(self, held: Referral, to: State, *, stop_at_consent: bool = False) -> Referral:
        if to == "chosen":
            asked = Asked(to="chosen", version=held.version, request=new_id())
            async with self.database.acting(self.staff()) as db:
                await service.choose(db, held.id, asked, "origin", option=None, service="mots", how="spoken")
                return await service.find(db, held.id)
        if to == "consented":
            return await self.consent(held) if stop_at_consent else held
        if to == "sent":
            return await self.send(held)
        return await self.move(held, to, "recipient", org=RECIPIENT)

    async def _last(self, held: Referral, to: State) -> Referral:
        if to == "expired":
            await self.owner.execute(
                "UPDATE referral SET sent_at = sent_at - interval '15 days' WHERE id = $1", held.id
            )
            return await self.move(held, to, "worker")
        calls = {"unreachable": 3, "contact_made": 1}.get(to, 0)
        reason = "no_capacity" if to == "declined" else None
        if to == "closed":
            held = await self._last(held, "contact_made")
        outcome = "helped" if to == "closed" else None
        return await self.move(held, to, "recipient", org=RECIPIENT, calls=calls, reason=reason, outcome=outcome)

    async def move(
        self, held: Referral, to: State, who: Who, *, org: str = COUNCIL, calls: int = 0, **more: Any
    ) -> Referral:
        asked = Asked(to=to, version=held.version, request=new_id(), attempts=(await self.today(),) * calls, **more)
        database, context = (self.working, WORKER) if who == "worker" else (self.database, self.staff(org))
        if who == "worker":
            async with database.acting(context) as db:
                await db.execute(
                    "INSERT INTO referral_event (referral, expected, request, from_state, to_state, acted_as) "
                    "VALUES ($1, $2, $3, $4, $5, 'worker')",
                    held.id, held.version, asked.request, held.state, to,
                )  # fmt: skip
        else:
            async with database.acting(context) as db:
                await service.move(db, held.id, asked, who)
        async with self.database.acting(await self.person(held.case_id)) as db:
            return await service.find(db, held.id)

    async def agreement(self, **changes: Any) -> Agreement:
        async with self.database.acting(self.staff()) as db:
            notice = await service.current_notice(db)
        usual = {
            "answer": "given", "grantor": "self", "recipient_org": RECIPIENT,
            "recipient_function": "assistante sociale", "categories": ("contact", "need"), "medium": "inbox",
            "notice": notice.number, "notice_sha256": notice.sha256.hex(), "mode": "oral_phone",
            "evidence": "read_back", "days": 30,
        }  # fmt: skip
        return Agreement(**(usual | changes))

    async def consent(self, held: Referral) -> Referral:
        given = await self.agreement()
        asked = Asked(to="consented", version=held.version, request=new_id())
        async with self.database.acting(self.staff()) as db:
            await service.record_consent(db, held.id, given)
            await service.move(db, held.id, asked, "origin")
            return await service.find(db, held.id)

    async def send(self, held: Referral) -> Referral:
        async with self.database.acting(self.staff(RECIPIENT)) as db:
            await service.inbox(db, RECIPIENT)
        account = await self.account()
        await self.opened_by(held.case_id, COUNCIL, "with_person", "officer", account)
        given = await self.agreement()
        asked = Asked(to="sent", version=held.version, request=new_id())
        async with self.database.acting(self.staff(actor=account)) as db:
            return await agree_and_send(db, self.vault, held.id, asked, given, SAID, "origin")

    async def account(self) -> UUID:
        """Any account: who acts is named by function and body only."""
        made = new_id()
        await self.owner.execute(
            "INSERT INTO account (id, email_key, email_sealed, name_sealed, entered_at) VALUES ($1, $2, $3, $4, now())",
            made, self.vault.keyed("email", str(made)), b"x", b"x",
        )  # fmt: skip
        return made

    async def say(self, case: UUID, said: dict[Any, dict[str, Any]]) -> None:
        """As the person: what is held of them."""
        async with self.database.acting(await self.person(case)) as db:
            for category, words in said.items():
                await write_part(db, self.vault, case, category, words)

    async def state(self, referral: UUID) -> str:
        return str(await self.owner.fetchval("SELECT state FROM referral WHERE id = $1", referral))

    async def states(self, case: Opened) -> list[str]:
        """Of every referral of the case."""
        rows = await self.owner.fetch("SELECT state FROM referral WHERE case_id = $1 ORDER BY made_at", case.case)
        return [row["state"] for row in rows]

    async def acts(self, case: Opened, act: str) -> int:
        """How many events of the case tell this act."""
        told = "SELECT count(*) FROM case_event WHERE case_id = $1 AND act = $2"
        return int(await self.owner.fetchval(told, case.case, act))

    async def consent_of(self, case: Opened) -> str:
        return str(await self.owner.fetchval("SELECT id FROM consent WHERE subject = $1", case.case))

    async def readable(self, org: str, case: UUID) -> bool:
        """Whether this organisation finds the case in its inbox."""
        async with self.database.acting(self.staff(org)) as db:
            return case in {one.case_id for one in await service.inbox(db, org)}

    async def today(self) -> Any:
        return await self.owner.fetchval("SELECT CURRENT_DATE")


class Page(Struct, frozen=True, kw_only=True):
    """An answer: `text` is what is read, spaces made plain."""

    status: int
    html: str
    headers: httpx.Headers
    body: bytes

    @property
    def text(self) -> str:
        bare = html.unescape(re.sub(r"<[^>]+>", " ", self.html.partition("<main")[2])).replace("\u202f", " ")
        return re.sub(r"\s+", " ", bare).strip()

    def field(self, name: str) -> str:
        """The value of a hidden field; "" when there is none."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        return html.unescape(found[1]) if found else ""

    @property
    def passage(self) -> str:
        return self.field("passage")

    @property
    def new_code(self) -> str:
        """The code to note, as it is shown."""
        shown = self.html.partition('class="own-code"')[2].partition("</p>")[0]
        return " ".join(re.findall(r"\d{3}", shown))


class Doctor(Struct, kw_only=True):
    """A browser with no cookie, that posts the passage of the page it is on."""

    client: httpx.AsyncClient
    passage: str = ""

    async def give(self, code: str) -> Page:
        return await self._answer("/suivi", {"code": spoken(code) if " " not in code else code})

    async def post(self, path: str, **fields: Any) -> Page:
        return await self._answer(path, {"passage": self.passage, **fields})

    async def _answer(self, path: str, fields: dict[str, Any]) -> Page:
        answer = await self.client.post(path, data=fields)
        page = Page(
            status=answer.status_code,
            html=answer.text if "text" in answer.headers["content-type"] else "",
            headers=answer.headers,
            body=answer.content,
        )
        self.passage = page.passage or self.passage
        return page


def doctor_of(app: Any) -> Doctor:
    client = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
        base_url=ORIGIN,
        headers={"origin": ORIGIN, "sec-fetch-site": "same-origin"},
    )
    return Doctor(client=client)
