"""`/demandes`: the requests a body received, its reading days, and what looks like spam put aside unread."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct

from relais.accounts.bureau import AnyRequest, posted, see, uuid_of
from relais.accounts.doors import visitor_of
from relais.accounts.gates import AID_DESK, through
from relais.aid_requests import service, store
from relais.aid_requests.access import Post, Room, context_of, council_name, desks_of
from relais.aid_requests.board import board_of
from relais.aid_requests.model import TERMINAL, Asked
from relais.aid_requests.words import DAYS
from relais.audit.service import record
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.sheets.workplace import Workplace

BOARD = "/demandes"
ROOM = Room(board=BOARD, words="Demandes reçues")
OF_ONE = BOARD + "/conseils/{slug:str}"


class DaysForm(Struct, frozen=True, kw_only=True):
    """The days on which requests are read; none: not known, and said so on the form."""

    days: Annotated[list[str], Meta(max_length=7)] = []


class SpamForm(Struct, frozen=True, kw_only=True):
    """The requests ticked: identifiers only, nothing of them is opened."""

    chosen: Annotated[list[str], Meta(max_length=60)] = []


def board_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The board and what is done from it."""

    @get(BOARD, opt=through(AID_DESK), include_in_schema=False)
    async def requests_board(request: AnyRequest) -> Response[str]:
        desks = desks_of(place, visitor_of(request))
        if len(desks) == 1:
            return await _page(place, request, desks[0])
        return place.pages.response(
            "aid_requests/desks.html",
            visitor=visitor_of(request),
            desks=[(one, council_name(place, one)) for one in desks],
        )

    @get(OF_ONE, opt=through(AID_DESK), include_in_schema=False)
    async def requests_of_one(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
        return await _page(place, request, desk_of(place, request, slug))

    @get(OF_ONE + "/apres/{code:str}", opt=through(AID_DESK), include_in_schema=False)
    async def more_requests(request: AnyRequest, slug: FromPath[str], code: FromPath[str]) -> Response[str]:
        return await _page(place, request, desk_of(place, request, slug), after=uuid_of(code))

    @post(OF_ONE + "/jours", status_code=200, opt=through(AID_DESK), include_in_schema=False)
    async def set_reading_days(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        desk = desk_of(place, request, slug)
        form = (await posted(request, DaysForm, {"days": "Jours de lecture"})).value
        await _set_days(place, request, desk, [day for day in DAYS if day in form.days])
        return see(f"{BOARD}/conseils/{desk.council}")

    @post(OF_ONE + "/ecarter", status_code=200, opt=through(AID_DESK), include_in_schema=False)
    async def put_spam_aside(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        desk = desk_of(place, request, slug)
        form = (await posted(request, SpamForm, {"chosen": "Demandes"})).value
        if not form.chosen:
            return await _page(place, request, desk, fault="Cochez au moins une demande à écarter.")
        for one in form.chosen:
            await _put_aside(place, request, desk, uuid_of(one))
        return see(f"{BOARD}/conseils/{desk.council}")

    return [requests_board, requests_of_one, more_requests, set_reading_days, put_spam_aside]


def desk_of(place: Workplace, request: AnyRequest, slug: str) -> Post:
    """The body of this slug, when the visitor serves it. Raises NotFound."""
    desk = next((one for one in desks_of(place, visitor_of(request)) if one.council == slug), None)
    if desk is None:
        raise NotFound
    return desk


async def _set_days(place: Workplace, request: AnyRequest, desk: Post, days: list[str]) -> None:
    visitor = visitor_of(request)
    async with place.database.acting(context_of(visitor, desk)) as db:
        await store.SET_DAYS.run(db, desk.council, days)
        actor = visitor.acting("officer", "national")
        await record(db, actor, "aid_requests.set_days", "council", desk.council, detail={"days": days})


async def _put_aside(place: Workplace, request: AnyRequest, desk: Post, wanted: UUID) -> None:
    """Close it as spam, unread; what moved meanwhile, or is no longer there to close, is left as it is."""
    try:
        async with place.database.acting(context_of(visitor_of(request), desk)) as db:
            held = await service.find(db, wanted)
            if held.state not in TERMINAL:
                asked = Asked(to="closed", version=held.version, post=new_id(), outcome="spam")
                await service.move(db, wanted, asked, "council")
    except Refused as fault:
        if fault.code not in ("request_spam_unread", "request_moved", "request_move_illegal"):
            raise


async def _page(
    place: Workplace, request: AnyRequest, desk: Post, *, after: UUID | None = None, fault: str = ""
) -> Response[str]:
    visitor = visitor_of(request)
    return place.pages.response(
        "aid_requests/board.html",
        status=422 if fault else 200,
        visitor=visitor,
        post=desk,
        council=council_name(place, desk),
        alone=len(desks_of(place, visitor)) == 1,
        first=after is None,
        board=await board_of(place, visitor, desk, after=after),
        week=DAYS,
        fault=fault,
    )
