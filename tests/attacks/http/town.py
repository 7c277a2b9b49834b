"""A town where one thing of each kind exists: a request, a note, files, a document, a session, a pathway, an action."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from litestar import Litestar
from msgspec import Struct

from relais.core.db import Database
from relais.core.ids import new_id
from relais.core.settings import Settings
from tests.accompaniment.walking import Officer
from tests.accounts.people import Person, add_person, app_of, client_for
from tests.aid_requests.asking import Asking
from tests.aid_requests.asking import Office as Requests
from tests.attacks.http.walking import Address, addresses
from tests.commission.sitting.documents import PDF, join
from tests.commission.sitting.office import Held, open_office
from tests.commission.sitting.office import Office as Commission
from tests.conftest import copied
from tests.programme.fair import BOXES

NOTE = {
    "motive": "isolated", "surname": "Kanari", "first": "Camille", "departement": "69", "practice": "liberal",
}  # fmt: skip
NOTED = "/demande/pour-un-autre/note"
OTHERS: dict[str, tuple[str, dict[str, Any]]] = {
    "stranger": ("officer", {"council": "75"}),
    "member": ("member", {"organization": "asra"}),
    "outsider": ("member", {"organization": "mots"}),
    "recipient": ("recipient", {"organization": "mots", "function": "accueil"}),
    "signatory": ("signatory", {"organization": "carmf"}),
    "other signatory": ("signatory", {"organization": "cng"}),
    "coordinator": ("coordinator", {}),
    "listener": ("listener", {}),
    "account": ("", {}),
}
# Of what the last part of an address is the id, the longest beginning first.
OF: tuple[tuple[str, str], ...] = (
    ("/demandes/notes/", "note"),
    ("/demandes/conseils/", "case"),
    ("/demandes/", "case"),
    ("/orientations/", "case"),
    ("/parcours/", "case"),
    ("/commission/nouveau/", "case"),
    ("/commission/seances/", "session"),
    ("/commission/", "file"),
    ("/espace/agenda/", "action"),
    ("/coordination/agenda/", "action"),
)
SEALED_OR_FRESH = re.compile(r'(name="request"\s+value=")[^"]*|(value=")[\w=-]{100,}(?=")')


class Town(Struct, frozen=True, kw_only=True):
    """`held`: a file sent to the council of the Rhône, with a document, on a case with a pathway. `asked`: a request.

    `draft`: another doctor's file, not sent, with a document too; `complete`: on the agenda of `session`.
    """

    app: Litestar
    commission: Commission
    people: dict[str, Person]
    asked: Asking
    note: UUID
    held: Held
    draft: Held
    complete: Held
    session: UUID
    action: UUID

    def client(self, who: str = "") -> httpx.AsyncClient:
        return client_for(self.app, self.people[who] if who else None)

    def passage(self, held: Held) -> str:
        return self.commission.passage(held)

    async def document(self, held: Held) -> UUID:
        found = await self.commission.owner.fetchval("SELECT id FROM attachment WHERE file = $1", held.file)
        assert isinstance(found, UUID)
        return found

    def ids(self, held: Held | None = None) -> dict[str, UUID]:
        """What exists, by kind."""
        one = held or self.held
        return {"case": one.case, "file": one.file, "note": self.note, "session": self.session, "action": self.action}

    def addresses(self) -> Iterator[tuple[Address, str]]:
        """Those that name something of a person or of the programme, and what kind of thing."""
        for one in addresses(self.app):
            kind = next((kind for start, kind in OF if one.path.startswith(start)), "")
            if kind and "{code}" in one.path:
                yield one, kind


def same(answer: httpx.Response, named: UUID) -> tuple[int, str, list[tuple[str, str]]]:
    """What an answer says, whatever it names and whatever was made for it alone."""
    headers = [(name, value) for name, value in answer.headers.items() if name not in ("date", "content-length")]
    text = SEALED_OR_FRESH.sub("…", answer.text).replace(str(named), "…")
    return answer.status_code, text, headers


@asynccontextmanager
async def town_in(postgres: Any, filled: str, folder: Path) -> AsyncIterator[Town]:
    """In a database of its own, over the real directory."""
    async with copied(postgres, filled) as world, open_office(world) as office:
        settings = Settings(
            var_dir=folder, owner_url=world.owner_url, app_url=world.app_url, worker_url=world.worker_url
        )
        app = app_of(settings, office.vault)
        async with app.lifespan():
            yield await _built(app, office, await _people(office))


async def _people(office: Commission) -> dict[str, Person]:
    made = {name: getattr(office, name) for name in ("officer", "national", "one", "two", "chair")}
    for name, (role, of) in OTHERS.items():
        made[name] = await add_person(office.owner, office.vault, role, **of)
    return made


async def _built(app: Litestar, office: Commission, people: dict[str, Person]) -> Town:
    draft, held, complete = [await office.bring(state) for state in ("draft", "submitted", "complete")]
    async with client_for(app) as doctor:
        for one in (draft, held):
            answer = await join(doctor, {"passage": office.passage(one)}, one.file, PDF, name="bail.pdf")
            assert answer.status_code == 200, answer.text
    session = await office.plan()
    await office.schedule(complete, session)
    async with client_for(app, people["officer"]) as client:
        await Officer(client=client, person=people["officer"]).begin(held.case)
    return Town(
        app=app, commission=office, people=people, asked=await _request(office, people),
        note=await _note(app, office, people), held=held, draft=draft, complete=complete, session=session,
        action=await _action(app, people),
    )  # fmt: skip


async def _request(office: Commission, people: dict[str, Person]) -> Asking:
    working = Database(office.world.worker_url, max_size=1)
    officer, stranger = people["officer"], people["stranger"]
    asking = Requests(
        world=office.world, owner=office.owner, vault=office.vault, database=office.database, working=working,
        officer=officer, deputy=officer, national=people["national"], stranger=stranger,
    )  # fmt: skip
    return await asking.ask(alias="Camille")


async def _note(app: Litestar, office: Commission, people: dict[str, Person]) -> UUID:
    async with client_for(app, people["listener"]) as author:
        page = await author.post(NOTED, data=people["listener"].form(**NOTE, request=str(new_id())))
        assert "note est partie" in page.text, page.text
    made = await office.owner.fetchval("SELECT id FROM note")
    assert isinstance(made, UUID)
    return made


async def _action(app: Litestar, people: dict[str, Person]) -> UUID:
    async with client_for(app, people["member"]) as client:
        boxes = people["member"].form(**BOXES, request=str(new_id()))
        sent = await client.post("/espace/agenda/proposer", data=boxes)
        assert sent.status_code == 303, sent.text
    return UUID(sent.headers["location"].rpartition("/")[2])
