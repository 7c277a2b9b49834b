"""Directories whose facts were confirmed at a chosen time, and the persons who keep them."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from relais.audit.model import Actor
from relais.core.vault import Vault
from tests.accounts.people import Person, add_person

VAULT = Vault(secrets.token_bytes(32), {1: secrets.token_bytes(32)})


async def confirm_at(owner: Any, slug: str, field: str, days_ago: float, position: int = 1) -> None:
    """The current value of a field was confirmed so many days ago. As owner: no clock is moved."""
    kind = field.split("_")[0]
    contact = kind in ("phone", "email", "website")
    subject = f"{slug}/{kind}/{position}" if contact else slug
    await owner.execute("ALTER TABLE fact DISABLE TRIGGER fact_append_only")
    await owner.execute(
        "UPDATE fact SET state = 'confirmed', confirmed_by = 'test', confirmed_how = 'appel', "
        "confirmed_at = now() - $3::interval "
        "WHERE subject_id = $1 AND field = $2 AND version_to IS NULL",
        subject,
        field,
        timedelta(days=days_ago),
    )
    await owner.execute("ALTER TABLE fact ENABLE TRIGGER fact_append_only")
    await owner.execute("UPDATE contact SET state = 'confirmed' WHERE id = $1", subject)


async def states(db: Any, slug: str) -> dict[str, str]:
    """The state of each current fact of a service and its contacts, by field."""
    rows = await db.fetch(
        "SELECT field, state FROM fact WHERE slug = $1 AND subject_kind <> 'organization' AND version_to IS NULL", slug
    )
    return {row["field"]: row["state"] for row in rows}


async def coordinator(owner: Any) -> Actor:
    """Someone who coordinates."""
    person = await add_person(owner, VAULT, "coordinator")
    return acting(person.account)


def acting(account: UUID) -> Actor:
    return Actor(account=account, acting_as="coordinator")


async def member(owner: Any, organization: str) -> Person:
    """Someone who keeps the page of an organisation."""
    return await add_person(owner, VAULT, "member", organization=organization)
