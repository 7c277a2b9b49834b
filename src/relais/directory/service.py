"""Changing what is published, and saying what was published at a moment."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from relais.core.clock import now
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.directory import store
from relais.directory.assembly import assemble
from relais.directory.facts import FIELDS
from relais.directory.model import Service
from relais.directory.published import PublishedFact
from relais.directory.publishing import (
    Origin,
    field_named,
    forget_toll,
    organization_of,
    read_value,
    replace_fact,
    subject_of,
)

__all__ = ["Origin", "ServiceAt", "change_field", "confirm_field", "facts_at"]


class ServiceAt(Struct, frozen=True, kw_only=True):
    """What a listener saw of a service at a moment: `service` is None when it was not shown."""

    version: int
    published_at: datetime | None
    service: Service | None
    facts: tuple[PublishedFact, ...]


async def facts_at(db: Db, slug: str, moment: datetime) -> ServiceAt:
    """The facts published at the aware `moment`, those of drafts included, and the service they made visible."""
    publication = await store.GET_PUBLICATION_AT.one(db, moment)
    if publication is None:
        return ServiceAt(version=0, published_at=None, service=None, facts=())
    facts = tuple(await store.LIST_FACTS_AT.all(db, slug, publication.number))
    return ServiceAt(
        version=publication.number,
        published_at=publication.published_at,
        service=assemble(slug, facts),
        facts=facts,
    )


async def change_field(db: Db, slug: str, code: str, value: Any, origin: Origin, *, position: int = 1) -> int:
    """Publish a new value of one field and return the version that shows it. None clears the field.

    The typed row, the fact, the version and the notification go together. `value` is what a file would hold (text, or
    a list); for `location` and `closure` a mapping of their columns. `position` tells contacts of one kind apart.
    The right to do it, and the second person that a telephone number needs, are the caller's to check.
    Raises NotFound, or Refused naming the field.
    """
    field = field_named(code)
    async with db.transaction():
        subject = subject_of(field, slug, await organization_of(db, slug), position)
        read = None if value is None else await read_value(db, code, value)
        version: int = await store.TAKE_VERSION.value(db, "edit")
        await replace_fact(db, subject, code, read, origin, version)
        if code == "phone":
            await forget_toll(db, subject, read, origin, version)
        await store.PROJECT.run(db, version)
    return version


async def confirm_field(db: Db, slug: str, code: str, origin: Origin, *, position: int = 1) -> int:
    """Publish the present value again as confirmed; `origin` says by whom and how. Raises NotFound or Refused."""
    field = FIELDS.get(code)
    if field is None or not (origin.confirmed_by and origin.confirmed_how):
        raise Refused("confirmation_incomplete", "Une confirmation dit qui a vérifié, et comment.", field="field")
    async with db.transaction():
        subject = subject_of(field, slug, await organization_of(db, slug), position)
        version: int = await store.TAKE_VERSION.value(db, "edit")
        fact = await store.GET_CURRENT_FACT.one(db, *subject, code)
        if fact is None:
            raise NotFound("Il n'y a rien à confirmer : cette information n'est pas publiée.")
        confirmed = Origin(
            source_label=fact.source_label,
            source_url=fact.source_url,
            source_date_text=fact.source_date_text,
            note=origin.note or fact.note,
            state="confirmed",
            confirmed_by=origin.confirmed_by,
            confirmed_how=origin.confirmed_how,
            confirmed_at=origin.confirmed_at or now(),
        )
        await replace_fact(db, subject, code, fact.value, confirmed, version)
        await store.PROJECT.run(db, version)
    return version
