"""What a person holds, in words."""

from uuid import UUID

from msgspec import Struct

from relais.accounts import role_store
from relais.accounts.wording import OPENS, role_words
from relais.core.db import Db


class Held(Struct, frozen=True, kw_only=True):
    """One role in force: its name with its place, and what it opens."""

    words: str
    opens: str


async def roles_held(db: Db, account: UUID) -> list[Held]:
    """Every role in force of this account."""
    return [
        Held(
            words=role_words(grant.role, place=grant.place, function=grant.function, deputy=grant.deputy),
            opens=OPENS[grant.role],
        )
        for grant in await role_store.LIST_GRANTS.all(db, account)
        if grant.approved_at is not None
    ]
