"""Publishing one value: whose it is, how it is read, and the fact that takes the place of the former one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.directory import store
from relais.directory.data_files import retired_digits
from relais.directory.facts import FIELDS, Field, contact_id
from relais.directory.freshness import UNDATED
from relais.directory.location import read_closure, read_location
from relais.directory.model import State
from relais.directory.values import PARSERS, clean, period, read_coverage, read_departement, read_phone_value
from relais.geo.gazetteer import load_gazetteer

SubjectKey = tuple[str, str]  # kind and id


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


def field_named(code: str) -> Field:
    """The field of this code. Raises Refused."""
    field = FIELDS.get(code)
    if field is None:
        raise Refused("field_unknown", f"« {code} » n'est pas une information de l'annuaire.", field="field")
    return field


async def organization_of(db: Db, slug: str) -> str:
    """The organisation of a service that is not withdrawn. Raises NotFound."""
    organization: str | None = await store.GET_ORGANIZATION_OF.value(db, slug)
    if organization is None:
        raise NotFound("Cette fiche n'est pas dans l'annuaire.")
    return organization


def subject_of(field: Field, slug: str, organization: str, position: int = 1) -> SubjectKey:
    """Whose fact it is; `position` tells the contacts of one kind apart."""
    if field.subject == "contact":
        return field.subject, contact_id(slug, field.code.split("_", 1)[0], position)
    return field.subject, organization if field.subject == "organization" else slug


async def read_value(db: Db, code: str, value: Any) -> Any:
    """The value as it is published, from what a file or a person writes. Raises Refused naming the field."""
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
    given = {column: clean(str(text)) for column, text in value.items() if text is not None}
    read, refusals = read_location(given, load_gazetteer()) if code == "location" else read_closure(given)
    if refusals or not read:
        raise ValueError(refusals[0][1] if refusals else "Rien n'est rempli.")
    return read


async def replace_fact(db: Db, subject: SubjectKey, code: str, value: Any, origin: Origin, version: int) -> None:
    """End the current fact and add this one, at the version taken by the transaction; None clears the field.

    Raises NotFound when what it is about was merged or renamed while the transaction waited for its version.
    """
    kind, slug = subject[0], subject[1].partition("/")[0]
    if not await store.IS_PUBLISHED.value(db, "organization" if kind == "organization" else "service", slug):
        raise NotFound("Cette fiche vient d'être renommée ou réunie à une autre : cherchez-la de nouveau.")
    await write_fact(db, subject, code, value, origin, version)


async def write_fact(db: Db, subject: SubjectKey, code: str, value: Any, origin: Origin, version: int) -> None:
    """As `replace_fact`, of a subject that may be new."""
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


async def forget_toll(db: Db, subject: SubjectKey, phone: Any, origin: Origin, version: int) -> None:
    """What the former number cost says nothing of the new one, whose own plan tells."""
    known = await store.GET_CURRENT_FACT.one(db, *subject, "phone_toll")
    if known is not None and known.value is not None and (phone is None or phone["toll"] != known.value):
        await replace_fact(db, subject, "phone_toll", None, origin, version)
