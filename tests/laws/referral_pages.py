"""Everybody who has a page about a referral, each in a browser of their own, and how each move is asked for there."""

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from random import Random
from typing import Any
from uuid import UUID

import httpx
from msgspec import Struct

from relais.cases.code import spoken
from relais.core import clock
from relais.core.context import Context
from relais.core.db import Database, connect
from relais.core.ids import new_id
from relais.core.settings import Settings
from relais.core.vault import Vault
from relais.referrals import deadlines, service
from relais.referrals.model import Agreement, Asked
from tests.accounts.people import add_person, app_of, client_for, keep_pads
from tests.followup.pressing import Opened, opened, post
from tests.guidance.looking import code_in

BOARD, INBOX = "/orientations", "/espace/orientations"
PHONE = "06 00 00 00 01"
WORDS = "Besoin de parler de mes cotisations."
READERS = ("mots", "asra")  # the inbox of these is read; SPS is called
NEEDS = {"needs": ["souffrance_psychique"], "origin": "69"}
SHARED = {"shared": ["contact", "need"], "phone": PHONE, "words": WORDS}
CODED = {"reason": "no_capacity", "outcome": "follow_up"}
OPTIONS = """SELECT o.id, s.organization FROM option_shown AS o JOIN referral AS r ON r.id = o.referral
    JOIN service AS s ON s.slug = o.service
    WHERE o.referral = $1 AND o.round = r.round AND o.rank > 0 AND s.organization = ANY($2) ORDER BY o.rank"""
ON_PHONE = {
    "received": "Jointe", "accepted": "Elle accepte", "declined": "Elle décline", "contact_made": "Contact établi",
    "unreachable": "Injoignable", "closed": "Terminer",
}  # fmt: skip
IN_SHEET = ON_PHONE | {
    "received": "Ouvrir et lire", "accepted": "Accepter", "declined": "Décliner", "withdrawn": "Arrêter, à sa demande",
}  # fmt: skip

NEXT = {"draft": "Chercher des possibilités", "options_shown": "Choisir", "chosen": "Continuer, ou changer de choix"}


class People(Struct, kw_only=True):
    """`case` and `passage` change with each doctor. `kept`: pages left open in the other tabs, oldest first."""

    owner: Any
    admin: Any  # writes past the triggers: makes days go by
    worker: Any
    database: Database
    vault: Vault
    settings: Settings
    random: Random
    officer: httpx.AsyncClient
    stranger: httpx.AsyncClient
    readers: dict[str, httpx.AsyncClient]
    doctor: httpx.AsyncClient
    account: UUID  # of the officer
    case: UUID = UUID(int=0)
    reference: str = ""
    passage: str = ""
    former: str = ""  # passage of the doctor before
    preferred: str = ""  # body to choose, if the page offers it
    kept: list[Opened] = []

    @property
    def address(self) -> str:
        return f"{BOARD}/{self.case}"

    async def new_doctor(self) -> None:
        """On the telephone with the officer; then, alone, they take a code of their own."""
        page = await self.read(self.officer, f"{BOARD}/nouvelle")
        page = await page.press("Chercher", **NEEDS)
        page = await page.press("Ouvrir un dossier", alias="Docteur Tilleul")
        self.former = self.passage
        found = await self.owner.fetchrow("SELECT id, reference FROM aid_case ORDER BY made_at DESC LIMIT 1")
        self.case, self.reference = found["id"], found["reference"]
        own = await post(self.doctor, "/suivi", [("code", spoken(code_in(page.html)))])
        self.own(await own.press("Je l'ai noté"))

    async def read(self, client: httpx.AsyncClient, address: str) -> Opened:
        return opened(client, await client.get(address))

    def own(self, page: Opened) -> Opened:
        """A page of the doctor, whose passage the next one carries."""
        carried = {text for form in page.forms for name, text in form.fields if name == "passage"}
        self.passage = carried.pop() if carried else self.passage
        return page

    async def view(self) -> Opened:
        """What the doctor's own page says now."""
        return self.own(await post(self.doctor, "/suivi", [("passage", self.passage)]))

    async def case_page(self) -> Opened:
        return await self.read(self.officer, self.address)

    async def sheet(self, org: str, referral: Any) -> Opened:
        return await self.read(self.readers[org], f"{INBOX}/{referral}")

    # Each move, by who may ask for it ------------------------------------------------------------------------------

    async def ask(self, referral: Any, state: str, to: str, who: str, org: str) -> Opened:
        """Press what asks for this move on the page of `who`."""
        if who == "recipient":
            return await self.as_reader(referral, state, to, org)
        ways = {"origin": self.as_officer, "caller": self.as_caller, "person": self.as_doctor}
        return await ways[who](referral, state, to)

    async def as_officer(self, referral: Any, state: str, to: str) -> Opened:
        page = await self.case_page()
        self.kept.append(page)
        if to == "options_shown":
            page = await page.press("Chercher d'autres possibilités", **NEEDS)
            return await page.press("Le médecin les a entendues")
        if to == "chosen":
            return await page.press("Enregistrer le choix", option=await self.option(referral, page))
        if to == "consented":
            return await page.press("Envoyer", **SHARED, how="phone_read")
        words = {
            "sent": "Envoyer, avec cet accord", "self_contact": "Le médecin appelle lui-même", "closed": "Terminer",
            "cancelled": "Information seulement" if state == "chosen" else "Rien pour l'instant",
            "withdrawn": "Tout arrêter, à la demande du médecin",
        }  # fmt: skip
        return await page.press(words[to])

    async def as_caller(self, _referral: Any, _state: str, to: str) -> Opened:
        page = await self.case_page()
        self.kept.append(page)
        return await page.press(ON_PHONE[to], **self.said(to))

    async def as_reader(self, referral: Any, state: str, to: str, org: str) -> Opened:
        if state in ("sent", "declined", "expired") and to == "withdrawn":
            return await self.left_open(org, referral)[-1].press(IN_SHEET[to])
        page = await self.sheet(org, referral)
        self.kept.append(page)
        if to != "received":
            return await page.press(IN_SHEET[to], **self.said(to))
        reply = await page.press(IN_SHEET[to], reason="first_contact")
        self.kept.append(await self.sheet(org, referral))
        return reply

    def left_open(self, org: str, referral: Any) -> list[Opened]:
        """Sheets of this referral in other tabs of this organisation, from when it could be read."""
        client, address = self.readers.get(org), f'action="{INBOX}/{referral}"'
        return [page for page in self.kept if page.client is client and address in page.html]

    def said(self, to: str) -> dict[str, Any]:
        """What the page asks beside the button."""
        if to in ("contact_made", "unreachable"):
            return {"attempts": [clock.now().date().isoformat()] * (3 if to == "unreachable" else 1)}
        field = {"declined": "reason", "closed": "outcome"}.get(to)
        return {field: CODED[field]} if field else {}

    async def as_doctor(self, referral: Any, state: str, to: str) -> Opened:
        page = await self.view()
        if to == "withdrawn":
            return self.own(await (await page.press("Tout arrêter")).press("Oui, tout arrêter maintenant"))
        step = self.own(await page.press(NEXT.get(state, "Changer de choix")))
        self.kept.append(step)
        if to == "options_shown":
            return await self.other_options(step)
        if to == "chosen":
            return self.own(await step.press("Enregistrer mon choix", answer=await self.option(referral, step)))
        if to == "consented":
            step = await step.press("Relire avant d'envoyer", **SHARED)
            return self.own(await step.press("J'accepte"))
        return await self.nothing_sent(step, state, to)

    async def other_options(self, page: Opened) -> Opened:
        """Another search, or the same options again."""
        if says(page, "Revoir les possibilités"):
            return self.own(await page.press("Revoir les possibilités"))
        for words in ("Changer d'avis", "Chercher autrement"):
            if says(page, words):
                page = await page.press(words)
        words = "Mettre fin à l'accord et chercher"
        return self.own(await page.press(words if says(page, words) else "Chercher", **NEEDS))

    async def nothing_sent(self, page: Opened, state: str, to: str) -> Opened:
        if state == "options_shown":
            answer = {"cancelled": "nothing_now", "self_contact": "self_contact"}[to]
            return self.own(await page.press("Enregistrer mon choix", answer=answer))
        if says(page, "Ne rien transmettre"):
            page = await page.press("Ne rien transmettre")
        return self.own(await page.press({"cancelled": "Rien pour l'instant", "self_contact": "J'appelle"}[to]))

    async def option(self, referral: Any, page: Opened) -> str:
        """One of those that the page offers."""
        rows = await self.owner.fetch(OPTIONS, referral, [*READERS, "sps"])
        offered = [row for row in rows if f'value="{row["id"]}"' in page.html]
        wished = [row for row in offered if row["organization"] == self.preferred]
        return str(self.random.choice(wished or offered)["id"])

    # What no page does: time, and what another service left half done ------------------------------------------------

    async def time_ends_it(self) -> None:
        """One run of the worker."""
        await deadlines.move_due(self.worker, self.vault, self.settings)

    async def begin(self, *, by: str) -> Any:
        """Another referral of this case: a draft left by nobody's page, or with options shown, by its own page."""
        if by == "nobody":
            async with self.database.acting(Context(kind="staff", org="cdom-69", actor=self.account)) as db:
                return (await service.begin(db, self.case, new_id(), origin_org="cdom-69")).id
        if by == "origin":
            page = await (await self.case_page()).press("Chercher des possibilités", **NEEDS)
            await page.press("Le médecin les a entendues")
        else:
            page = await (await self.view()).press("Chercher des possibilités")
            self.own(await page.press("Chercher", **NEEDS, followed="yes"))
        return await self.last()

    async def last(self) -> Any:
        sql = "SELECT id FROM referral WHERE case_id = $1 ORDER BY made_at DESC LIMIT 1"
        return await self.owner.fetchval(sql, self.case)

    async def agree_without_sending(self, referral: Any, org: str) -> None:
        """The doctor agreed with their code, and their line was cut."""
        async with self.database.acting(Context(kind="person", case=self.case)) as db:
            notice, held = await service.current_notice(db), await service.find(db, referral)
            given = Agreement(
                answer="given", grantor="self", recipient_org=org, recipient_function="accueil",
                categories=("contact", "need"), medium="inbox", notice=notice.number,
                notice_sha256=notice.sha256.hex(), mode="online", evidence="code", days=30,
            )  # fmt: skip
            await service.record_consent(db, referral, given)
            await service.move(db, referral, Asked(to="consented", version=held.version, request=new_id()), "person")


def says(page: Opened, words: str) -> bool:
    """Whether a button says these words."""
    return any(words in one[0].replace("\u202f", " ") for form in page.forms for one in form.buttons)


@asynccontextmanager
async def people_in(world: Any, settings: Settings, seed: int) -> AsyncIterator[People]:
    """The application, an officer of the Rhône and one of Paris, two who receive, and a doctor."""
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    pads = await keep_pads(world.owner, vault)
    app, database = app_of(settings, vault), Database(world.app_url, max_size=2, pads=pads)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.lifespan())
        stack.push_async_callback(database.close)
        admin, worker = await connect(world.superuser_url), await connect(world.worker_url)
        stack.callback(admin.terminate)
        stack.callback(worker.terminate)
        await admin.execute("SET session_replication_role = replica")

        async def browser(person: Any = None) -> httpx.AsyncClient:
            return await stack.enter_async_context(client_for(app, person))

        officer = await add_person(world.owner, vault, "officer", council="69")
        stranger = await add_person(world.owner, vault, "officer", council="75")
        readers = {}
        for org in READERS:
            person = await add_person(world.owner, vault, "recipient", organization=org, function="accueil")
            readers[org] = await browser(person)
            await readers[org].get(INBOX)  # somebody reads
        yield People(
            owner=world.owner, admin=admin, worker=worker, database=database, vault=vault, settings=settings,
            random=Random(seed), officer=await browser(officer), stranger=await browser(stranger), readers=readers,
            doctor=await browser(), account=officer.account,
        )  # fmt: skip
