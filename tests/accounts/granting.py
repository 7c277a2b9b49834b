"""A world with two coordinators, a vault, and what was mailed: for tests of people and roles."""

import secrets
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from relais.audit.model import Actor
from relais.core.vault import Vault
from relais.notifications.model import Message
from tests.accounts.people import Person, add_person

ORIGIN = "https://relais.test"
COUNCIL = "69"


class Office(Struct, kw_only=True):
    """`alice` and `bruno` coordinate; `owner` builds, `vault` opens what was mailed."""

    owner: Any
    vault: Vault
    alice: Person
    bruno: Person

    def person(self, one: Person, acting_as: Any = "coordinator") -> Actor:
        return Actor(account=one.account, acting_as=acting_as)

    @property
    def proposer(self) -> Actor:
        return self.person(self.alice)

    @property
    def approver(self) -> Actor:
        return self.person(self.bruno)

    async def mails(self, kind: str = "") -> list[Message]:
        """What waits to be sent, oldest first."""
        rows = await self.owner.fetch(
            "SELECT id, message_sealed FROM outbox WHERE $1 IN ('', kind) ORDER BY made_at, id", kind
        )
        return [
            msgspec.json.decode(self.vault.open(row["message_sealed"], f"outbox.message:{row['id']}"), type=Message)
            for row in rows
        ]

    async def pending(self) -> list[UUID]:
        """Proposed roles."""
        rows = await self.owner.fetch("SELECT id FROM role_grant WHERE approved_at IS NULL AND ended_at IS NULL")
        return [row["id"] for row in rows]

    async def acts(self) -> list[str]:
        """The journal, oldest first."""
        return [row["act"] for row in await self.owner.fetch("SELECT act FROM journal ORDER BY id")]


async def add_structures(owner: Any) -> None:
    """Two associations and two councils, as the directory would hold them."""
    for slug, name, council in (
        ("mots", "MOTS", ""),
        ("asra", "ASRA", ""),
        ("cdom-69", "Conseil du Rhône", "69"),
        ("cdom-2a", "Conseil de Corse-du-Sud", "2A"),
    ):
        await owner.execute(
            "INSERT INTO organization (slug, name, council_of, version) VALUES ($1, $2, $3, 1)", slug, name, council
        )
        await owner.execute(
            "INSERT INTO service (slug, organization, name, kind, state, version) "
            "VALUES ($1, $1, $2, 'ecoute', 'sourced', 1)",
            slug,
            name,
        )


async def open_office(owner: Any) -> Office:
    vault = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})
    await add_structures(owner)
    alice = await add_person(owner, vault, "coordinator", "Alice")
    bruno = await add_person(owner, vault, "coordinator", "Bruno")
    return Office(owner=owner, vault=vault, alice=alice, bruno=bruno)
