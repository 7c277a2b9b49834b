"""Adding an organisation with its main service, or one more service: a draft that no listener sees."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct

from relais.accounts.gates import COORDINATOR, through
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.directory import wording
from relais.directory.changes import Outcome
from relais.directory.organisations import NewService, add_organisation, add_service
from relais.moderation import store
from relais.moderation.fields import choices_of
from relais.moderation.office import AnyRequest, Office, actor_of, blamed, blank, posted, required, see
from relais.web.forms import Filled

SECTION = "/coordination/organismes"
NEW = "/coordination/nouvel-organisme"
GATE = through(COORDINATOR)
Codes = Annotated[tuple[Annotated[str, Meta(max_length=40)], ...], Meta(max_length=120)]
Add = Callable[[Db, NewService], Coroutine[Any, Any, tuple[str, Outcome]]]
NAMES = {
    "name": "Nom",
    "kind": "Nature",
    "slug": "Nom court",
    "acronym": "Sigle",
    "description": "Présentation",
    "needs": "Besoins",
    "audiences": "Publics",
    "coverage": "Territoire",
    "hours": "Horaires",
    "phone": "Téléphone",
    "email": "Adresse électronique",
    "website": "Site",
    "source_label": "Source",
    "source_url": "Adresse de la source",
    "source_date": "Date de la source",
}


class NewForm(Struct, frozen=True, kw_only=True):
    """What a coordinator knows of a service to add."""

    name: Annotated[str, Meta(max_length=200)] = ""
    kind: Annotated[str, Meta(max_length=40)] = ""
    slug: Annotated[str, Meta(max_length=80)] = ""
    acronym: Annotated[str, Meta(max_length=40)] = ""
    description: Annotated[str, Meta(max_length=2000)] = ""
    needs: Codes = ()
    audiences: Codes = ()
    coverage: Codes = ()
    hours: Annotated[str, Meta(max_length=500)] = ""
    phone: Annotated[str, Meta(max_length=40)] = ""
    email: Annotated[str, Meta(max_length=200)] = ""
    website: Annotated[str, Meta(max_length=500)] = ""
    source_label: Annotated[str, Meta(max_length=300)] = ""
    source_url: Annotated[str, Meta(max_length=1000)] = ""
    source_date: Annotated[str, Meta(max_length=40)] = ""

    def new(self) -> NewService:
        """As the directory takes it; all of France leaves no département beside it."""
        given = {name: getattr(self, name) for name in self.__struct_fields__}
        return NewService(**{**given, "coverage": ("FR",) if "FR" in self.coverage else self.coverage})


def adding_routes(office: Office) -> list[HTTPRouteHandler]:
    """A new organisation; one more service of an organisation."""

    @get(NEW, opt=GATE, include_in_schema=False)
    async def new_organization(request: AnyRequest) -> Response[str]:
        return _form(office, request, blank(NewForm()), None)

    @post(NEW, opt=GATE, include_in_schema=False)
    async def add_new_organization(request: AnyRequest) -> Response[Any]:
        async def add(db: Db, new: NewService) -> tuple[str, Outcome]:
            return await add_organisation(db, actor_of(request), new)

        return await _add(office, request, None, add)

    @get(SECTION + "/{slug:str}/nouvelle-fiche", opt=GATE, include_in_schema=False)
    async def new_service(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
        return _form(office, request, blank(NewForm()), await _organization(office, slug))

    @post(SECTION + "/{slug:str}/nouvelle-fiche", opt=GATE, include_in_schema=False)
    async def add_new_service(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        async def add(db: Db, new: NewService) -> tuple[str, Outcome]:
            return await add_service(db, actor_of(request), slug, new)

        return await _add(office, request, await _organization(office, slug), add)

    return [new_organization, add_new_organization, new_service, add_new_service]


async def _organization(office: Office, slug: str) -> store.OrganizationRow:
    async with office.database.reading() as db:
        found = await store.GET_ORGANIZATION.one(db, slug)
    if found is None:
        raise NotFound("Cet organisme n'est pas dans l'annuaire.")
    return found


async def _add(
    office: Office, request: AnyRequest, organization: store.OrganizationRow | None, add: Add
) -> Response[Any]:
    sent = await posted(request, NewForm, NAMES)
    filled = required(sent, {"name": "Donnez un nom : c'est lui que l'on cherche.", "kind": "Choisissez une nature."})
    if filled.faults:
        return _form(office, request, filled, organization)
    try:
        async with office.database.writing() as db:
            slug, _ = await add(db, filled.value.new())
    except Refused as fault:
        return _form(office, request, blamed(filled, fault), organization)
    return see(f"/coordination/fiches/{slug}")


def _form(
    office: Office, request: AnyRequest, form: Filled[NewForm], organization: store.OrganizationRow | None
) -> Response[str]:
    gazetteer = office.directory.gazetteer
    return office.page(
        request,
        "moderation/new.html",
        SECTION,
        status=422 if form.faults else 200,
        form=form,
        organization=organization,
        address=f"{SECTION}/{organization.slug}/nouvelle-fiche" if organization else NEW,
        kinds=[("", "choisissez"), *choices_of("kind", gazetteer)],
        needs=tuple(wording.NEEDS.items()),
        audiences=tuple(wording.AUDIENCES.items()),
        departements=choices_of("coverage", gazetteer),
    )
