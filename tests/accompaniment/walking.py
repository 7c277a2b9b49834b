"""An officer and a doctor before the same pathway: each presses the buttons of their own pages, without script."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from msgspec import Struct

from relais.cases.model import Opened as OpenedCase
from relais.core import clock
from tests.accounts.people import Person
from tests.followup.held import Desk
from tests.followup.pressing import Opened, opened, post

HERE = "/parcours"
WHY = "follow_up"


class Officer(Struct, frozen=True, kw_only=True):
    """Someone who serves a council, in a browser of theirs."""

    client: httpx.AsyncClient
    person: Person

    async def get(self, path: str) -> Opened:
        return opened(self.client, await self.client.get(path))

    async def open(self, case: UUID) -> Opened:
        """The page of a pathway, once said why."""
        page = await self.get(f"{HERE}/{case}")
        if "Pourquoi ouvrez-vous" in page.html:
            page = await self.press(page, "Ouvrir le dossier", motif_ouverture=WHY)
        assert page.status == 200, page.text
        return page

    async def press(self, page: Opened, words: str, /, **boxes: Any) -> Opened:
        """Press, and read the page where it leads."""
        answered = await page.press(words, **boxes)
        if answered.status == 303:
            return await self.get(answered.headers["location"])
        return answered

    async def begin(self, case: UUID, plan: str = "care") -> Opened:
        return await self.press(await self.open(case), "Préparer ce parcours", plan=plan)

    async def hear(self, case: UUID, *, whole: str = "", how: str = "phone_read", **boxes: Any) -> Opened:
        """What the doctor said, of the whole and (`boxes`) of steps."""
        page = await self.open(case)
        answers = {"whole": whole} if whole else {}
        return await self.press(page, "Enregistrer ce qu'il a dit", how=how, **answers, **boxes)


async def own_page(desk: Desk, client: httpx.AsyncClient, case: OpenedCase) -> Opened:
    """The doctor's pathway, by the passage that their code opened."""
    return await post(client, "/suivi/parcours", [("passage", desk.passage(case))])


async def steps_of(desk: Desk, case: UUID) -> list[Any]:
    sql = "SELECT * FROM pathway_step WHERE case_id = $1 ORDER BY position, made_at"
    return list(await desk.owner.fetch(sql, case))


async def pathway_of(desk: Desk, case: UUID) -> Any:
    return await desk.owner.fetchrow("SELECT * FROM pathway WHERE case_id = $1 ORDER BY made_at DESC", case)


def answer(step: Any, said: str) -> dict[str, str]:
    """The radio of a step."""
    return {f"etape-{step['id']}": f"{said}:{step['version']}"}


def in_days(days: int) -> str:
    return (clock.now().astimezone(clock.PARIS).date() + timedelta(days=days)).isoformat()
