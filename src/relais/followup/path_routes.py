"""`/suivi/options`, `/suivi/choisir`, `/suivi/accord`: the doctor goes on by themselves, with their code alone."""

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from relais.accounts.gates import EVERYONE, through
from relais.followup.path import own_path
from relais.sheets.person import START, AnyRequest, AnyResponse, as_person, read_post
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

    @get(
        ["/suivi/options", "/suivi/choisir", "/suivi/accord"],
        opt=through(EVERYONE),
        sync_to_thread=False,
        include_in_schema=False,
    )
    def back_to_the_code() -> AnyResponse:
        """A page opened again by its address."""
        return Redirect(START, status_code=303)

    return [other_options, own_choice, own_agreement, back_to_the_code]
