"""A browser that follows where a post leads, and what stands on its page as a person reads it."""

import html
import re
from typing import Any

import httpx
from msgspec import Struct

from relais.audit.model import ActingAs, Actor
from relais.directory.change_model import Proposal
from relais.directory.changes import submit
from tests.accounts.people import Person


class Page(Struct, frozen=True, kw_only=True):
    """An answer: `text` is what is read, spaces made plain."""

    status: int
    address: str
    html: str

    @property
    def text(self) -> str:
        main = self.html.partition("<main")[2]
        bare = html.unescape(re.sub(r"<[^>]+>", " ", main)).replace("\u202f", " ")
        return re.sub(r"\s+", " ", bare).strip()

    def links(self, begin: str) -> list[str]:
        """The addresses of the page that begin so, each once."""
        return list(dict.fromkeys(re.findall(rf'href="({re.escape(begin)}[^"]*)"', self.html)))


class Browser(Struct, frozen=True, kw_only=True):
    """Opens pages and posts forms as one person."""

    client: httpx.AsyncClient
    person: Person | None = None

    async def open(self, path: str) -> Page:
        return page_of(await self.client.get(path))

    async def post(self, path: str, **fields: Any) -> Page:
        """Posts with the token of the session, and follows a 303."""
        form = self.person.form(**fields) if self.person else fields
        return page_of(await self.client.post(path, data=form, follow_redirects=True))

    async def send(self, path: str, name: str, content: bytes) -> Page:
        """Sends a file, as the browser does."""
        form = self.person.form() if self.person else {}
        files = {"file": (name, content, "text/csv")}
        return page_of(await self.client.post(path, data=form, files=files, follow_redirects=True))


def page_of(answer: httpx.Response) -> Page:
    return Page(status=answer.status_code, address=answer.url.path, html=answer.text)


async def propose(
    owner: Any, person: Person, slug: str, code: str, value: Any, *, position: int = 1, acting_as: ActingAs = "member"
) -> None:
    """A change proposed by this member of the organisation, who is the only one to know why."""
    version = await owner.fetchval(
        "SELECT version_from FROM fact WHERE slug = $1 AND field = $2 AND version_to IS NULL "
        "AND (subject_kind <> 'contact' OR subject_id = $3)",
        slug,
        code,
        f"{slug}/{code}/{position}",
    )
    actor = Actor(account=person.account, acting_as=acting_as)
    proposal = Proposal(code=code, value=value, position=position, base_version=version or 0)
    await submit(owner, actor, slug, [proposal], why="Vu au secrétariat.")
