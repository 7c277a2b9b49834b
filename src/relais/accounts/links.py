"""Single-use links: 256 random bits, of which only the hash is kept, for 72 hours."""

import secrets
from typing import Literal
from uuid import UUID

from relais.accounts import invitation_store as store
from relais.audit.model import Actor
from relais.core.db import Db
from relais.core.vault import token_key

Purpose = Literal["enter", "reset"]


async def make_link(db: Db, actor: Actor, account: UUID, purpose: Purpose, origin: str) -> str:
    """A link that opens `account` once; those made before for it no longer do.

    Raises Refused: `already_entered` (purpose enter), `second_person` (purpose reset that nobody approved).
    """
    token = secrets.token_urlsafe(32)
    await end_links(db, account)
    await store.ADD_INVITATION.run(db, token_key(token), account, purpose, actor.account)
    return f"{origin}/invitation/{token}"


async def end_links(db: Db, account: UUID) -> None:
    """Links that were not used no longer open anything."""
    await store.END_INVITATIONS.run(db, account)
