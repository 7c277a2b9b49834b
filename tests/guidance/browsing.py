"""An officer's browser without script: opens a page, fills in its form as a person would, presses a button."""

from typing import Any
from urllib.parse import urlencode

import httpx
from msgspec import Struct

from relais.core.ids import new_id
from tests.accounts.people import Person
from tests.profiles.browsing import Fields, form_of, words_of

HERE = "/orientations"
FORM = {"content-type": "application/x-www-form-urlencoded"}
# What an officer asks with a doctor of the Rhône: several bodies answer.
ASKED = {"needs": ["souffrance_psychique", "financier"], "origin": ["69"]}


class Tab(Struct, frozen=True, kw_only=True):
    """One officer's browser."""

    client: httpx.AsyncClient
    person: Person

    async def get(self, address: str) -> httpx.Response:
        return await self.client.get(address)

    async def read(self, address: str) -> str:
        """What the main part of a page says."""
        reply = await self.get(address)
        assert reply.status_code == 200, (address, reply.status_code)
        return words_of(reply.text)

    async def post(self, address: str, fields: Fields | None = None, **more: str) -> httpx.Response:
        """Posts with the token of the session."""
        sent = self.person.form(**(fields or {}), **more)
        return await self.client.post(address, content=urlencode(sent, doseq=True), headers=FORM)

    async def search(self, **fields: Any) -> httpx.Response:
        """The options for a doctor."""
        return await self.post(f"{HERE}/possibilites", {**ASKED, **fields})

    async def opening_form(self, **fields: Any) -> Fields:
        """The form that opens a case with what was told, as the page gives it."""
        page = (await self.search(**fields)).text
        return form_of(page, f"{HERE}/ouvrir")

    async def open_case(self, **more: str) -> httpx.Response:
        """The page that shows the code."""
        form = await self.opening_form()
        return await self.post(f"{HERE}/ouvrir", {**form, **{name: [text] for name, text in more.items()}})


def another_request() -> str:
    return str(new_id())
