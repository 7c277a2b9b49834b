"""A recipient's browser without script, and the mails that wait in the outbox."""

import html
import re
from typing import Any
from uuid import UUID

import httpx
import msgspec
from msgspec import Struct

from relais.core.ids import new_id
from relais.notifications.model import Message
from relais.notifications.service import purpose_of
from tests.accounts.people import Person
from tests.followup.held import Desk

HERE = "/espace/orientations"
PHONE, WORDS = "06 12 34 56 78", "Je voudrais parler à quelqu'un de mes cotisations."


class Answer(Struct, frozen=True, kw_only=True):
    """An answer: `text` is what the main part says, spaces made plain."""

    status: int
    html: str
    headers: httpx.Headers

    @property
    def text(self) -> str:
        main = html.unescape(re.sub(r"<[^>]+>", " ", self.html.partition("<main")[2])).replace("\u202f", " ")
        return " ".join(main.split())

    @property
    def acts(self) -> set[str]:
        """What its buttons ask for."""
        return set(re.findall(r'name="to"\s+value="(\w+)"', self.html))

    @property
    def version(self) -> str:
        found = re.search(r'name="version" value="(\d+)"', self.html)
        return found[1] if found else ""

    @property
    def body(self) -> str:
        """The page without what is drawn for each page: tokens and identifiers."""
        return re.sub(r'value="[^"]*"', "", self.html)


class Recipient(Struct, frozen=True, kw_only=True):
    """Someone who receives."""

    client: httpx.AsyncClient
    person: Person

    async def list(self, further: str = "") -> Answer:
        return _read(await self.client.get(HERE + further))

    async def get(self, referral: UUID | str) -> Answer:
        return _read(await self.client.get(f"{HERE}/{referral}"))

    async def open(self, referral: UUID | str, reason: str = "first_contact", **more: Any) -> Answer:
        """Give a reason and follow to the sheet."""
        fields = self.person.form(reason=reason, request=str(new_id()), **more)
        posted = await self.client.post(f"{HERE}/{referral}/ouvrir", data=fields, follow_redirects=True)
        return _read(posted)

    async def act(self, referral: UUID | str, to: str, version: str = "", **more: Any) -> Answer:
        """Press a button of the sheet as it is now, or as it was at `version`; a redirect is not followed."""
        seen = version or (await self.get(referral)).version or "1"
        fields = self.person.form(to=to, version=seen, **({"request": str(new_id())} | more))
        return _read(await self.client.post(f"{HERE}/{referral}", data=fields))


def _read(reply: httpx.Response) -> Answer:
    return Answer(status=reply.status_code, html=reply.text, headers=reply.headers)


async def mails(desk: Desk) -> list[tuple[UUID | None, Message]]:
    """What waits to be sent: to which account, and all that it says."""
    rows = await desk.owner.fetch("SELECT id, account, message_sealed FROM outbox ORDER BY made_at, id")
    opened = (desk.vault.open(row["message_sealed"], purpose_of(row["id"])) for row in rows)
    return [(row["account"], msgspec.json.decode(one, type=Message)) for row, one in zip(rows, opened, strict=True)]
