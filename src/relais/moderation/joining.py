"""Two organisations that are one: choose, read what will happen to both, then join them."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.gates import COORDINATOR, through
from relais.core.errors import NotFound, Refused
from relais.directory import organisations
from relais.moderation import store
from relais.moderation.office import AnyRequest, Office, actor_of, blank, posted, required, see
from relais.moderation.sheets import SECTION
from relais.moderation.steps import NAMES, StepForm
from relais.web.forms import Filled

GATE = through(COORDINATOR)
MERGE = "/coordination/organismes/{slug:str}/fusionner"


def joining_routes(office: Office) -> list[HTTPRouteHandler]:
    """Two organisations that are one: choose, read what will happen, then do it."""

    @get(MERGE, opt=GATE, include_in_schema=False)
    async def choose_target(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
        return await _merge_page(office, request, slug, blank(StepForm()))

    @post(MERGE, opt=GATE, include_in_schema=False)
    async def merge_organizations(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        filled = required(
            await posted(request, StepForm, NAMES),
            {"target": "Écrivez le nom court de l'organisme qui reste.", "why": "Dites pourquoi, en une phrase."},
        )
        if filled.faults or filled.value.sure != "oui":
            return await _merge_page(office, request, slug, filled)
        return await _merge(office, request, slug, filled)

    return [choose_target, merge_organizations]


async def _merge(office: Office, request: AnyRequest, slug: str, filled: Filled[StepForm]) -> Response[Any]:
    target = filled.value.target.strip()
    try:
        async with office.database.writing() as db:
            await organisations.merge(db, actor_of(request), slug, target, filled.value.why)
    except NotFound:
        raise
    except Refused as fault:
        return await _merge_page(office, request, slug, filled, told=fault.sentence)
    return see(f"{SECTION}/{target}")


async def _merge_page(
    office: Office, request: AnyRequest, slug: str, form: Filled[StepForm], told: str = ""
) -> Response[str]:
    """The choice, then, once the target is known, both organisations side by side."""
    target_slug = form.value.target.strip()
    faults = dict(form.faults)
    async with office.database.reading() as db:
        source = await store.GET_ORGANIZATION.one(db, slug)
        target = await store.GET_ORGANIZATION.one(db, target_slug) if target_slug else None
        moved = await store.LIST_SERVICES_OF.all(db, slug)
        kept = await store.LIST_SERVICES_OF.all(db, target_slug) if target else []
    if source is None:
        raise NotFound("Cet organisme n'est pas dans l'annuaire.")
    if target_slug and target is None:
        faults["target"] = f"Aucun organisme ne porte le nom court « {target_slug} »."
    if target_slug == slug:
        faults["target"] = "Choisissez deux organismes différents."
    return office.page(
        request,
        "moderation/merge.html",
        SECTION,
        status=409 if told else 422 if faults else 200,
        source=source,
        target=target,
        moved=[one for one in moved if not one.retired],
        kept=[one for one in kept if not one.retired],
        form=Filled(value=form.value, faults=faults),
        told=told,
        ready=target is not None and not faults,
    )
