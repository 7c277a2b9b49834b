"""`/suivi/options`, `/suivi/choisir`, `/suivi/accord`: the doctor goes on by themselves, with their code alone."""

from litestar import post
from litestar.handlers import HTTPRouteHandler

from relais.followup.path import own_path
from relais.followup.person import AnyRequest, AnyResponse, as_person, read_post
from relais.sheets.workplace import Workplace


def path_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The routes of the doctor's own path."""
    path = own_path(place)

    @post("/suivi/options", **as_person(place))
    async def other_options(request: AnyRequest) -> AnyResponse:
        return await path.options(await read_post(request))

    @post("/suivi/choisir", **as_person(place))
    async def own_choice(request: AnyRequest) -> AnyResponse:
        return await path.choose(await read_post(request))

    @post("/suivi/accord", **as_person(place))
    async def own_agreement(request: AnyRequest) -> AnyResponse:
        return await path.agree(await read_post(request))

    return [other_options, own_choice, own_agreement]
