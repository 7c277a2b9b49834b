"""`GET /api/v1/services/{slug}`: one service, whole, with the source of each field."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from litestar import MediaType, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from relais.core import clock
from relais.core.errors import NotFound
from relais.directory import hours
from relais.directory.model import (
    Audience,
    Charter,
    Contact,
    FactLine,
    Kind,
    Need,
    Service,
    State,
    Ternary,
)
from relais.directory.pages import GIVEN_STATES, Directory, OpenState
from relais.web.openapi import Operation


class ServiceAnswer(Struct, frozen=True, kw_only=True):
    """A published service. `contacts` of purpose `admin` must not be given to ask for help; `open` is as of `as_of`."""

    slug: str
    organization: str
    organization_name: str
    name: str
    acronym: str
    aliases: tuple[str, ...]
    kind: Kind
    description: str
    needs: tuple[Need, ...]
    audiences: tuple[Audience, ...]
    audience_note: str
    coverage: tuple[str, ...]
    coverage_note: str
    hours: str
    hours_sentence: str
    hours_note: str
    open: OpenState
    anonymous: Ternary
    free: Ternary
    independent: Ternary
    dedicated: Ternary
    charter: Charter
    convention: str
    council_of: str
    contacts: tuple[Contact, ...]
    address: str
    commune: str
    departement: str
    lat: float | None
    lon: float | None
    location_precision: str
    admission: tuple[str, ...]
    admission_note: str
    last_seen_open: str
    capacity_note: str
    message: str
    closed_on: str | None
    replaced_by: str
    status: State
    facts: tuple[FactLine, ...]
    as_of: datetime


_SAME = frozenset(ServiceAnswer.__struct_fields__) & frozenset(Service.__struct_fields__) - {"contacts", "closed_on"}

OPERATION = Operation(
    method="get",
    path="/api/v1/services/{slug}",
    name="getService",
    summary="Une structure de l'annuaire, avec la source et la date de chaque champ.",
    response=ServiceAnswer,
    path_parameter="slug",
    refusals=(404, 405),
)


def service_answer(service: Service, as_of: datetime) -> ServiceAnswer:
    """A service as the API says it."""
    values = {field: getattr(service, field) for field in _SAME}
    return ServiceAnswer(
        **values,
        hours_sentence=hours.sentence(service.hours),
        open=hours.open_state(service.hours, clock.now(), service.departement),
        contacts=tuple(one for one in service.contacts if one.state in GIVEN_STATES),
        closed_on=service.closed_on.isoformat() if service.closed_on else None,
        status=service.state,
        as_of=as_of,
    )


def directory_api(directory: Directory) -> Sequence[HTTPRouteHandler]:
    """The routes of the API."""

    @get("/api/v1/services/{slug:str}", sync_to_thread=False, include_in_schema=False)
    def get_service(slug: FromPath[str]) -> Response[bytes]:
        service = directory.find(directory.moved(slug) or slug)
        if service is None:
            raise NotFound("Cette structure n'est pas, ou plus, dans l'annuaire.")
        body = msgspec.json.encode(service_answer(service, directory.keeper.current.as_of))
        return Response(body, media_type=MediaType.JSON)

    return [get_service]
