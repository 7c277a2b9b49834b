"""Organisations: found by their name, then one page each: its services, what waits, who keeps it."""

from typing import Annotated, Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Meta, Struct

from relais.accounts.gates import COORDINATOR, through
from relais.accounts.holders import account_names, members_of
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.core.text import fold
from relais.directory import changes, wording
from relais.moderation import store
from relais.moderation.lines import change_rows
from relais.moderation.office import AnyRequest, Office, blank, number_of, posted, see
from relais.web.forms import Filled

SECTION = "/coordination/organismes"
PAGE = 50
GATE = through(COORDINATOR)


class FindForm(Struct, frozen=True, kw_only=True):
    """Words of a name."""

    name: Annotated[str, Meta(max_length=120)] = ""


def organisation_routes(office: Office) -> list[HTTPRouteHandler]:
    """The list, the box, one organisation."""

    @get(SECTION, opt=GATE, include_in_schema=False)
    async def all_organizations(request: AnyRequest) -> Response[str]:
        return await _list(office, request, 0)

    @get(SECTION + "/suite/{code:str}", opt=GATE, include_in_schema=False)
    async def more_organizations(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return await _list(office, request, number_of(code))

    @post(SECTION, opt=through(COORDINATOR, reading=True), status_code=200, include_in_schema=False)
    async def find_organizations(request: AnyRequest) -> Response[Any]:
        filled = await posted(request, FindForm, {"name": "Nom"})
        words = fold(filled.value.name).split()
        async with office.database.reading() as db:
            found = await store.FIND_ORGANIZATIONS.all(db, words, PAGE, 0)
        if words and len(found) == 1:
            return see(f"{SECTION}/{found[0].slug}")
        return _page(office, request, filled, found, searched=bool(words))

    @get(SECTION + "/{slug:str}", opt=GATE, include_in_schema=False)
    async def one_organization(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        return await _one(office, request, slug)

    return [all_organizations, more_organizations, find_organizations, one_organization]


async def _list(office: Office, request: AnyRequest, after: int) -> Response[str]:
    async with office.database.reading() as db:
        found = await store.FIND_ORGANIZATIONS.all(db, [], PAGE + 1, after)
    return _page(office, request, blank(FindForm()), found[:PAGE], after=after, more=len(found) > PAGE)


def _page(
    office: Office,
    request: AnyRequest,
    form: Filled[FindForm],
    found: list[store.OrganizationRow],
    *,
    searched: bool = False,
    after: int = 0,
    more: bool = False,
) -> Response[str]:
    return office.page(
        request,
        "moderation/organisations.html",
        SECTION,
        status=422 if form.faults else 200,
        form=form,
        found=found,
        searched=searched,
        former=_address(after - PAGE) if after else "",
        later=_address(after + PAGE) if more else "",
    )


def _address(after: int) -> str:
    return f"{SECTION}/suite/{after}" if after > 0 else SECTION


async def _one(office: Office, request: AnyRequest, slug: str) -> Response[Any]:
    async with office.database.reading() as db:
        found = await store.GET_ORGANIZATION.one(db, slug)
        if found is None:
            return await _elsewhere(db, slug)
        services = await store.LIST_SERVICES_OF.all(db, slug)
        waiting = [line for one in services for line in await changes.waiting_for(db, one.slug)]
        members = await members_of(db, slug)
        names = await account_names(db, office.vault, [one.account for one in members])
        reports = await store.COUNT_REPORTS_OF.value(db, slug)
    return office.page(
        request,
        "moderation/organisation.html",
        SECTION,
        organization=found,
        services=services,
        waiting=change_rows(office, waiting),
        members=[(names.get(one.account, ""), one.entered) for one in members],
        reports=reports,
        states=wording.STATES,
    )


async def _elsewhere(db: Db, slug: str) -> Redirect:
    """A short name that was: the page of the one that is. Raises NotFound."""
    now_at = await store.GET_MOVED.value(db, slug)
    service = await store.GET_SERVICE.one(db, now_at or slug)
    if service is None:
        raise NotFound("Cet organisme n'est pas dans l'annuaire.")
    return see(f"{SECTION}/{service.organization}")
