"""`/demande`: asking for help, for oneself, without an account. Nothing stands in an address."""

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from relais.accounts.gates import EVERYONE, through
from relais.aid_requests.asking import Asking, put_first
from relais.sheets.person import AnyRequest, AnyResponse, as_person, person_of, read_post
from relais.sheets.workplace import Workplace

HERE = "/demande"


def asking_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The pages of whoever asks."""
    asking = Asking(place=place)

    @get(HERE, opt=through(EVERYONE), include_in_schema=False)
    async def request_start() -> AnyResponse:
        return await asking.start()

    @post(HERE, opt=through(EVERYONE), status_code=200, include_in_schema=False)
    async def request_posted(request: AnyRequest) -> AnyResponse:
        return await asking.answer(request)

    @get(f"{HERE}/premier", opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def back_to_the_request() -> AnyResponse:
        """A page opened again by its address."""
        return Redirect(HERE, status_code=303)

    @post(f"{HERE}/premier", **as_person(place))
    async def request_put_first(request: AnyRequest) -> AnyResponse:
        posted = await read_post(request)
        entered, passage = await person_of(place, posted)
        return await put_first(place, entered, passage, sure=posted.last("premier") == "oui")

    return [request_start, request_posted, back_to_the_request, request_put_first]
