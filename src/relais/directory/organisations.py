"""Organisations and services: added as drafts, published, suspended, closed, renamed. Nothing is ever deleted."""

from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from relais.audit.model import Actor
from relais.audit.service import record
from relais.core.clock import PARIS, now
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.core.text import fold
from relais.directory import changes, store
from relais.directory import organisation_store as organisations
from relais.directory.changes import Outcome, Proposal
from relais.directory.merging import merge, unmerge
from relais.directory.organisation_store import OwnServiceRow
from relais.directory.protected import PROTECTED
from relais.directory.publishing import Origin, read_value, replace_fact, write_fact
from relais.directory.values import read_slug, refuse_retired_within

__all__ = [
    "NewService",
    "add_organisation",
    "add_service",
    "close_for_good",
    "merge",
    "publish_draft",
    "rename_slug",
    "reopen",
    "restore",
    "retire",
    "unmerge",
]

OFFICE: Final = "coordination du réseau"
# What makes the draft; everything else goes the way of any change, and may wait for a second person.
_BASIS: Final = ("name", "kind", "acronym", "description", "needs", "audiences", "coverage")
_LATER: Final = ("phone", "email", "website", "hours")


class NewService(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a coordinator knows of a service to add. `slug` empty: made of its acronym or name.

    `source_label`, `source_date`: where it was read; without them it is "à confirmer".
    """

    name: Annotated[str, Meta(max_length=200)]
    kind: Annotated[str, Meta(max_length=40)]
    slug: Annotated[str, Meta(max_length=80)] = ""
    acronym: Annotated[str, Meta(max_length=40)] = ""
    description: Annotated[str, Meta(max_length=2000)] = ""
    needs: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    coverage: tuple[str, ...] = ()
    hours: Annotated[str, Meta(max_length=500)] = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    email: Annotated[str, Meta(max_length=200)] = ""
    website: Annotated[str, Meta(max_length=500)] = ""
    source_label: Annotated[str, Meta(max_length=300)] = ""
    source_url: Annotated[str, Meta(max_length=1000)] = ""
    source_date: Annotated[str, Meta(max_length=40)] = ""


async def add_organisation(db: Db, actor: Actor, new: NewService) -> tuple[str, Outcome]:
    """A new organisation with its main service, as a draft that no listener sees; returns its slug.

    The outcome says what was published with the draft and what waits for a second person: its number always does.
    Raises Refused naming the field.
    """
    return await _add(db, actor, new, organization="")


async def add_service(db: Db, actor: Actor, organization: str, new: NewService) -> tuple[str, Outcome]:
    """One more service of an organisation, as a draft; returns its slug and what waits. Raises NotFound, Refused."""
    if not await organisations.HAS_ORGANIZATION.value(db, organization):
        raise NotFound("Cet organisme n'est pas dans l'annuaire.")
    return await _add(db, actor, new, organization=organization)


async def _add(db: Db, actor: Actor, new: NewService, *, organization: str) -> tuple[str, Outcome]:
    async with db.transaction():
        basis = await _basis(db, new)
        slug = await _free_slug(db, new, organization)
        owner = organization or slug
        origin = _origin(new)
        version: int = await store.TAKE_VERSION.value(db, "edit")
        if not organization:
            name = await read_value(db, "organization_name", new.name)
            await write_fact(db, ("organization", owner), "organization_name", name, origin, version)
        for code, value in basis.items():
            await write_fact(db, ("service", slug), code, value, origin, version)
        await write_fact(db, ("service", slug), "organization", owner, origin, version)
        await write_fact(db, ("service", slug), "state", "draft", origin, version)
        await store.PROJECT.run(db, version)
        act = "directory.add_service" if organization else "directory.add_organisation"
        await record(db, actor, act, "service", slug, organization=owner, detail={"version": version})
        later = [Proposal(code=code, value=text, base_version=0) for code in _LATER if (text := getattr(new, code))]
        if not later:
            return slug, Outcome(published=(), waiting=(), conflicts=(), version=version)
        return slug, await changes.submit(db, actor, slug, later)


async def _basis(db: Db, new: NewService) -> dict[str, Any]:
    """The values of the draft, read as any value is. Raises Refused naming the field."""
    if not new.name.strip():
        raise Refused("name_missing", "Donnez un nom : c'est lui que l'on cherche.", field="name")
    retired = {one.digits: one.never for one in await store.LIST_RETIRED_NUMBERS.all(db)}
    values = {code: given for code in _BASIS if (given := getattr(new, code))}
    for code, given in values.items():
        if isinstance(given, str):
            try:
                refuse_retired_within(given, retired)
            except ValueError as refused:
                raise Refused("value_refused", str(refused), field=code) from None
    return {code: await read_value(db, code, given) for code, given in values.items()}


def _origin(new: NewService) -> Origin:
    said = new.source_label.strip()
    return Origin(
        source_label=said or OFFICE,
        source_url=new.source_url.strip() or None,
        source_date_text=new.source_date.strip() or (now().astimezone(PARIS).date().isoformat() if not said else ""),
        state="sourced" if said else "to_verify",
    )


async def _free_slug(db: Db, new: NewService, organization: str) -> str:
    """The slug asked for, else one made of the name. Raises Refused when it is taken or malformed."""
    own = fold(new.acronym or new.name).replace(" ", "-")[:60].strip("-")
    slug = new.slug.strip() or (f"{organization}-{own}"[:80].strip("-") if organization else own)
    return await _untaken(db, slug)


async def _untaken(db: Db, slug: str) -> str:
    try:
        read_slug(slug)
    except ValueError as refused:
        raise Refused("value_refused", str(refused), field="slug") from None
    if await organisations.IS_TAKEN.value(db, slug):
        raise Refused("slug_taken", f"« {slug} » est ou a été le nom court d'une autre fiche.", field="slug")
    return slug


async def publish_draft(db: Db, actor: Actor, slug: str) -> int:
    """Show a draft to listeners; returns the version. Raises NotFound, Refused when it is no draft."""
    async with db.transaction():
        service = await _service(db, slug)
        if service.state != "draft":
            raise Refused("not_a_draft", "Cette fiche n'est pas un brouillon : elle est déjà publiée.", status=409)
        version = await _set_state(db, service, "sourced")
        await _record(db, actor, "directory.publish_draft", service, version)
    return version


async def retire(db: Db, actor: Actor, slug: str, why: str, *, replaced_by: str = "", desk_line: str = "") -> int:
    """Suspend a service: no longer shown, found again by `restore`; returns the version.

    Its address leads to `replaced_by` when there is one. Raises NotFound, Refused.
    """
    async with db.transaction():
        service = await _service(db, slug)
        _not_protected(slug, desk_line)
        if service.state == "suspended":
            raise Refused("already_suspended", "Cette fiche est déjà suspendue.", status=409)
        reason = _reason(why)
        successor = await _successor(db, slug, replaced_by)
        version = await _set_state(db, service, "suspended")
        if successor:
            await organisations.END_MOVE.run(db, successor)
            await organisations.ADD_MOVE.run(db, slug, successor, "successor")
        await _record(db, actor, "directory.retire", service, version, why=reason, replaced_by=successor)
    return version


async def restore(db: Db, actor: Actor, slug: str) -> int:
    """Show a suspended service again, in the state it had; returns the version. Raises NotFound, Refused."""
    async with db.transaction():
        service = await _service(db, slug)
        if service.state != "suspended":
            raise Refused("not_suspended", "Cette fiche n'est pas suspendue.", status=409)
        await organisations.END_MOVE.run(db, slug)
        before = await organisations.GET_STATE_BEFORE.value(db, slug)
        version = await _set_state(db, service, before or "to_verify")
        await _record(db, actor, "directory.restore", service, version)
    return version


async def close_for_good(
    db: Db, actor: Actor, slug: str, day: str, why: str, *, replaced_by: str = "", desk_line: str = ""
) -> int:
    """Say that a service exists no more since `day` (2026-03-31); its page stays and leads to `replaced_by`.

    Returns the version. Raises NotFound, Refused naming the field.
    """
    async with db.transaction():
        service = await _service(db, slug)
        _not_protected(slug, desk_line)
        reason = _reason(why)
        closed_on = await read_value(db, "closed_on", day)
        successor = await _successor(db, slug, replaced_by)
        version: int = await store.TAKE_VERSION.value(db, "edit")
        await replace_fact(db, ("service", slug), "closed_on", closed_on, _decided(), version)
        if successor or service.replaced_by:
            await replace_fact(db, ("service", slug), "replaced_by", successor or None, _decided(), version)
        await store.PROJECT.run(db, version)
        await _record(
            db, actor, "directory.close", service, version, why=reason, closed_on=closed_on, replaced_by=successor
        )
    return version


async def reopen(db: Db, actor: Actor, slug: str) -> int:
    """Take back a closing; returns the version. Raises NotFound, Refused."""
    async with db.transaction():
        service = await _service(db, slug)
        if service.closed_on is None:
            raise Refused("not_closed", "Cette fiche n'est pas fermée.", status=409)
        version: int = await store.TAKE_VERSION.value(db, "edit")
        for code in ("closed_on", "replaced_by"):
            await replace_fact(db, ("service", slug), code, None, _decided(), version)
        await store.PROJECT.run(db, version)
        await _record(db, actor, "directory.reopen", service, version)
    return version


async def rename_slug(db: Db, actor: Actor, slug: str, new_slug: str, *, desk_line: str = "") -> int:
    """Give a service another address; the former one leads to it. Returns the version.

    Facts go on with their sources and confirmations. The organisation keeps its own identifier.
    Raises NotFound; Refused when the address is taken, or when something waits under the former one.
    """
    async with db.transaction():
        service = await _service(db, slug)
        _not_protected(slug, desk_line)
        if not await organisations.IS_OWN_FORMER.value(db, new_slug, slug):
            await _untaken(db, new_slug)
        version: int = await store.TAKE_VERSION.value(db, "edit")
        if await organisations.COUNT_WAITING.value(db, slug):
            raise Refused(
                "changes_waiting",
                "Des modifications ou des signalements attendent pour cette fiche : décidez-les d'abord.",
                status=409,
            )
        await organisations.MOVE_FACTS.run(db, slug, new_slug, version)
        await organisations.REDIRECT_FACTS.run(db, "replaced_by", slug, new_slug, version)
        await store.PROJECT.run(db, version)
        await organisations.END_MOVE.run(db, new_slug)
        await organisations.ADD_MOVE.run(db, slug, new_slug, "rename")
        await organisations.MOVE_DRAFTS.run(db, slug, new_slug)
        await _record(db, actor, "directory.rename", service, version, to=new_slug)
    return version


async def _service(db: Db, slug: str) -> OwnServiceRow:
    service = await organisations.GET_SERVICE.one(db, slug)
    if service is None:
        raise NotFound("Cette fiche n'est pas dans l'annuaire.")
    return service


def _not_protected(slug: str, desk_line: str) -> None:
    """The line of the desk is what callers fall back on: one person alone never takes it away."""
    if slug in PROTECTED or slug == desk_line:
        raise Refused(
            "desk_line_protected",
            "Cette ligne est celle du poste d'écoute : elle ne se retire pas ici. Le retrait de son numéro se demande "
            "sur sa fiche et se décide à deux.",
            status=409,
        )


def _reason(why: str) -> str:
    reason = " ".join(why.split())
    if not reason:
        raise Refused("reason_missing", "Dites pourquoi, en une phrase : elle reste au journal.", field="why")
    return reason[:300]


async def _successor(db: Db, slug: str, replaced_by: str) -> str:
    """The slug a caller is led to; "" when none is given. Raises Refused."""
    wanted = replaced_by.strip()
    if not wanted:
        return ""
    found = await organisations.GET_SERVICE.one(db, wanted)
    if wanted == slug or found is None or found.state in ("draft", "suspended") or found.closed_on is not None:
        raise Refused(
            "successor_not_shown", f"« {wanted} » n'est pas une fiche publiée et ouverte.", field="replaced_by"
        )
    return wanted


async def _set_state(db: Db, service: OwnServiceRow, state: str) -> int:
    version: int = await store.TAKE_VERSION.value(db, "edit")
    await replace_fact(db, ("service", service.slug), "state", state, _decided(), version)
    await store.PROJECT.run(db, version)
    return version


def _decided() -> Origin:
    return Origin(source_label=OFFICE, source_date_text=now().astimezone(PARIS).date().isoformat())


async def _record(db: Db, actor: Actor, act: str, service: OwnServiceRow, version: int, **detail: str) -> None:
    told = {"version": version, **{name: value for name, value in detail.items() if value}}
    await record(db, actor, act, "service", service.slug, organization=service.organization, detail=told)
