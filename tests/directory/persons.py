"""Persons who propose and decide, in tests: accounts without a session."""

from typing import Any
from uuid import UUID

from msgspec import Struct

from relais.audit.model import ActingAs, Actor
from relais.core.ids import new_id


async def add_account(db: Any) -> UUID:
    """An account that a foreign key can name."""
    account = new_id()
    await db.execute(
        "INSERT INTO account (id, email_key, email_sealed, name_sealed) VALUES ($1, $2, '', '')",
        account,
        account.bytes * 2,
    )
    return account


async def add_actor(db: Any, acting_as: ActingAs = "coordinator") -> Actor:
    """Somebody of this function."""
    return Actor(account=await add_account(db), acting_as=acting_as)


class Persons(Struct, frozen=True, kw_only=True):
    """One member of the organisation, and two coordinators."""

    member: Actor
    first: Actor
    second: Actor


async def add_persons(db: Any) -> Persons:
    """Three persons."""
    return Persons(member=await add_actor(db, "member"), first=await add_actor(db), second=await add_actor(db))
