"""A programme over the real directory: who proposes, who decides, and anybody at home."""

import re
from typing import Any
from uuid import UUID

import httpx
from litestar import Litestar
from msgspec import Struct

from relais.core.db import Database
from relais.core.vault import Vault
from tests.accounts.people import Person, add_person, client_for
from tests.conftest import World
from tests.followup.pressing import Opened, opened

BOXES = {
    "kind": "screening_day",
    "title": "Journée de dépistage cardiovasculaire",
    "description": "Tension, glycémie, un entretien avec une infirmière.",
    "day": "2031-01-14",
    "hour": "09:00",
    "last_hour": "17:30",
    "place": "commune",
    "commune": "Lyon",
    "address": "1 place de l'Hôpital",
    "contact": "Secrétariat, 04 72 00 00 00",
    "places": "3",
    "booking": "open",
    "source_label": "Programme de la semaine de prévention",
    "source_date": "2030-12-01",
}


class Fair(Struct, frozen=True, kw_only=True):
    """`member` of ASRA, `officer` of the Rhône, `signatory` for the CARMF; `alice` and `bruno` coordinate."""

    world: World
    app: Litestar
    vault: Vault
    database: Database
    member: Person
    officer: Person
    signatory: Person
    alice: Person
    bruno: Person

    @property
    def owner(self) -> Any:
        return self.world.owner

    def client(self, person: Person | None = None) -> httpx.AsyncClient:
        return client_for(self.app, person)

    async def opened(self, path: str, person: Person | None = None) -> Opened:
        """A page, as this person sees it. The browser is left open for what follows."""
        client = self.client(person)
        return opened(client, await client.get(path))

    async def propose(self, person: Person | None = None, **boxes: Any) -> UUID:
        """What the form makes of these boxes; None leaves one empty."""
        form = await self.opened("/espace/agenda/proposer", person or self.member)
        typed = {name: value for name, value in {**BOXES, **boxes}.items() if value is not None}
        page = await form.press("Proposer à la relecture", **typed)
        assert page.status == 303, page.text
        return UUID(page.headers["location"].rpartition("/")[2])

    async def decide(self, action: UUID, person: Person | None = None, words: str = "Publier cette action") -> Opened:
        page = await self.opened(f"/coordination/agenda/{action}", person or self.alice)
        return await page.press(words, reason="La source ne dit rien de tel.")

    async def published(self, **boxes: Any) -> str:
        """The slug of an action proposed by the member and published by a coordinator."""
        action = await self.propose(**boxes)
        assert (await self.decide(action)).status == 303
        return str(await self.owner.fetchval("SELECT slug FROM programme_action WHERE id = $1", action))

    async def book(self, slug: str) -> Opened:
        """A place asked for by anybody."""
        await self.owner.execute("DELETE FROM attempt")
        return await (await self.opened(f"/agenda/{slug}/reserver")).press("Réserver une place")

    async def days_go_by(self, slug: str, days: int) -> None:
        """The action, as if so many days had passed since it ended."""
        await self.owner.execute("ALTER TABLE programme_action DISABLE TRIGGER USER")
        await self.owner.execute(
            "UPDATE programme_action SET starts_at = now() - make_interval(days => $2, hours => 2), "
            "ends_at = now() - make_interval(days => $2, hours => 1), "
            "state_at = now() - make_interval(days => $2 + 10), version = version + 1 WHERE slug = $1",
            slug,
            days,
        )
        await self.owner.execute("ALTER TABLE programme_action ENABLE TRIGGER USER")


def code_in(page: Opened) -> str:
    """The code that the page shows."""
    found = re.search(r"\b\d{3}(?: \d{3}){5}\b", page.text)
    assert found, page.text
    return found[0]


async def people(owner: Any, vault: Vault) -> dict[str, Person]:
    return {
        "member": await add_person(owner, vault, "member", organization="asra"),
        "officer": await add_person(owner, vault, "officer", council="69"),
        "signatory": await add_person(owner, vault, "signatory", organization="carmf"),
        "alice": await add_person(owner, vault, "coordinator", name="Alice"),
        "bruno": await add_person(owner, vault, "coordinator", name="Bruno"),
    }
