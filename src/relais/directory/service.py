"""Changing what is published, and saying what was published at a moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from relais.core.clock import now
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.directory import store
from relais.directory.assembly import assemble
from relais.directory.data_files import retired_digits
from relais.directory.facts import FIELDS, Field, contact_id
from relais.directory.freshness import UNDATED
from relais.directory.location import read_closure, read_location
from relais.directory.model import Service, State
from relais.directory.published import PublishedFact
from relais.directory.values import PARSERS, clean, period, read_coverage, read_departement, read_phone_value
from relais.geo.gazetteer import load_gazetteer


class Origin(Struct, frozen=True, kw_only=True):
    """Why a value is believed: its source, or who confirmed it, how and when."""

    source_label: str
    source_url: str | None = None
    source_date_text: str = UNDATED
    note: str | None = None
    state: State = "sourced"
    confirmed_by: str | None = None
    confirmed_how: str | None = None
    confirmed_at: datetime | None = None


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
    field = FIELDS.get(code)
    if field is None:
        raise Refused("field_unknown", f"« {code} » n'est pas une information de l'annuaire.", field="field")
    async with db.transaction():
        subject = await _subject(db, field, slug, position)
        read = None if value is None else await _read(db, code, value)
        version: int = await store.TAKE_VERSION.value(db, "edit")
        await _replace(db, subject, code, read, origin, version)
        if code == "phone":
            await _forget_toll(db, subject, read, origin, version)
        await store.PROJECT.run(db, version)
    return version


async def confirm_field(db: Db, slug: str, code: str, origin: Origin, *, position: int = 1) -> int:
    """Publish the present value again as confirmed; `origin` says by whom and how. Raises NotFound or Refused."""
    field = FIELDS.get(code)
    if field is None or not (origin.confirmed_by and origin.confirmed_how):
        raise Refused("confirmation_incomplete", "Une confirmation dit qui a vérifié, et comment.", field="field")
    async with db.transaction():
        subject = await _subject(db, field, slug, position)
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
        await _replace(db, subject, code, fact.value, confirmed, version)
        await store.PROJECT.run(db, version)
    return version


async def _subject(db: Db, field: Field, slug: str, position: int) -> tuple[str, str]:
    organization = await store.GET_ORGANIZATION_OF.value(db, slug)
    if organization is None:
        raise NotFound("Cette fiche n'est pas dans l'annuaire.")
    if field.subject == "contact":
        return field.subject, contact_id(slug, field.code.split("_", 1)[0], position)
    return field.subject, organization if field.subject == "organization" else slug


async def _read(db: Db, code: str, value: Any) -> Any:
    try:
        if code == "phone":
            retired = retired_digits(tuple(await store.LIST_RETIRED_NUMBERS.all(db)))
            return read_phone_value(clean(str(value)), retired)
        if code == "coverage":
            return read_coverage(_joined(value), load_gazetteer())
        if code == "council_of":
            return read_departement(_joined(value), load_gazetteer())
        if code in ("location", "closure"):
            return _read_group(code, value)
        if code == "state" and value == "confirmed":
            return value
        return PARSERS[code](_joined(value))
    except ValueError as refused:
        raise Refused("value_refused", str(refused), field=code) from None


def _joined(value: Any) -> str:
    return "|".join(value) if isinstance(value, Sequence) and not isinstance(value, str) else clean(str(value))


def _read_group(code: str, value: Any) -> dict[str, Any]:
    known = FIELDS[code].source_columns
    if not isinstance(value, dict) or not set(value) <= set(known):
        raise ValueError(f"{FIELDS[code].label} : donnez seulement {', '.join(known)}.")
    given = {column: clean(str(text)) for column, text in value.items()}
    read, refusals = read_location(given, load_gazetteer()) if code == "location" else read_closure(given)
    if refusals or not read:
        raise ValueError(refusals[0][1] if refusals else "Rien n'est rempli.")
    return read


async def _replace(db: Db, subject: tuple[str, str], code: str, value: Any, origin: Origin, version: int) -> None:
    await store.END_FACT.run(db, *subject, code, version)
    first, last = period(origin.source_date_text)
    await store.ADD_FACT.run(
        db,
        *subject,
        code,
        version,
        value,
        origin.source_label,
        origin.source_url,
        origin.source_date_text,
        first,
        last,
        origin.note,
        origin.state,
        origin.confirmed_by,
        origin.confirmed_how,
        origin.confirmed_at,
    )


async def _forget_toll(db: Db, subject: tuple[str, str], phone: Any, origin: Origin, version: int) -> None:
    """What the former number cost says nothing of the new one, whose own plan tells."""
    known = await store.GET_CURRENT_FACT.one(db, *subject, "phone_toll")
    if known is not None and known.value is not None and (phone is None or phone["toll"] != known.value):
        await _replace(db, subject, "phone_toll", None, origin, version)
