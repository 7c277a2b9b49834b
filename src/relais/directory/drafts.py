"""What someone is typing in their space, kept by the server: it survives a lost connection and a second tab."""

from typing import Any, Final
from uuid import UUID

import msgspec

from relais.core.db import Db
from relais.core.errors import Refused
from relais.directory import draft_store
from relais.directory.draft_store import Draft
from relais.directory.publishing import field_named, organization_of

__all__ = ["Draft", "drop_draft", "list_drafts", "save_draft"]

BYTES: Final = 20_000


async def save_draft(
    db: Db, account: UUID, slug: str, code: str, typed: dict[str, Any], *, base_version: int, position: int = 1
) -> None:
    """Keep the fields of a form as they are typed, with the version the person started from (0 = none).

    Nothing is checked but the size: it is checked when it is proposed. Raises NotFound, Refused.
    """
    field_named(code)
    await organization_of(db, slug)
    if len(msgspec.json.encode(typed)) > BYTES:
        raise Refused("draft_too_long", "Ce brouillon est trop long pour être gardé.", field=code)
    await draft_store.SET_DRAFT.run(db, account, slug, code, position, typed, base_version)


async def list_drafts(db: Db, account: UUID, slug: str) -> list[Draft]:
    """What this person is typing of a service."""
    return await draft_store.LIST_DRAFTS.all(db, account, slug)


async def drop_draft(db: Db, account: UUID, slug: str, code: str, position: int = 1) -> None:
    """Forget what was typed: it was proposed, or given up."""
    await draft_store.END_DRAFT.run(db, account, slug, code, position)
