"""Addresses of notes: of who writes one, of the person it is about, of the council that received it."""

from collections.abc import Sequence

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from relais.accounts.gates import AID_DESK, EVERYONE, KNOWN, through
from relais.aid_requests.note_board import NoteBoard
from relais.aid_requests.note_desk import BOARD
from relais.aid_requests.note_own import BOX, OwnNotePages
from relais.aid_requests.note_pages import PAGE, NotePages
from relais.sheets.person import AnyRequest, AnyResponse, as_person
from relais.sheets.workplace import Workplace


def note_routes(place: Workplace) -> Sequence[HTTPRouteHandler]:
    """All of them."""
    return [*_of_the_author(place), *_of_the_person(place), *_of_the_council(place)]


def _of_the_author(place: Workplace) -> Sequence[HTTPRouteHandler]:
    pages = NotePages(place=place)

    @get(PAGE, opt=through(KNOWN), include_in_schema=False)
    async def blank_note(request: AnyRequest) -> AnyResponse:
        return await pages.blank(request)

    @post(PAGE, opt=through(KNOWN), status_code=200, include_in_schema=False)
    async def note_sent(request: AnyRequest) -> AnyResponse:
        return await pages.send(request)

    @get(f"{PAGE}/code", opt=through(KNOWN), sync_to_thread=False, include_in_schema=False)
    def back_to_the_note() -> AnyResponse:
        return Redirect(PAGE, status_code=303)

    @post(f"{PAGE}/code", opt=through(KNOWN), status_code=200, include_in_schema=False)
    async def note_confirmed(request: AnyRequest) -> AnyResponse:
        return await pages.confirm(request)

    return [blank_note, note_sent, back_to_the_note, note_confirmed]


def _of_the_person(place: Workplace) -> Sequence[HTTPRouteHandler]:
    pages = OwnNotePages(place=place)

    @get(BOX, opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def box_of_the_note() -> AnyResponse:
        return pages.box()

    @post(BOX, **as_person(place))
    async def own_note_seen(request: AnyRequest) -> AnyResponse:
        return await pages.see(request)

    @get(f"{BOX}/effacer", opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def back_to_the_box() -> AnyResponse:
        return Redirect(BOX, status_code=303)

    @post(f"{BOX}/effacer", **as_person(place))
    async def own_note_erased(request: AnyRequest) -> AnyResponse:
        return await pages.erase(request)

    return [box_of_the_note, own_note_seen, back_to_the_box, own_note_erased]


def _of_the_council(place: Workplace) -> Sequence[HTTPRouteHandler]:
    board = NoteBoard(place=place)
    one = f"{BOARD}/{{code:str}}"

    @get(BOARD, opt=through(AID_DESK), include_in_schema=False)
    async def note_board(request: AnyRequest) -> AnyResponse:
        return await board.board(request)

    @get(one, opt=through(AID_DESK), include_in_schema=False)
    async def note_page(request: AnyRequest, code: FromPath[str]) -> AnyResponse:
        return await board.note(request, code)

    @post(f"{one}/ouvrir", opt=through(AID_DESK), status_code=200, include_in_schema=False)
    async def note_opened(request: AnyRequest, code: FromPath[str]) -> AnyResponse:
        return await board.open(request, code)

    @post(f"{one}/informer", opt=through(AID_DESK), status_code=200, include_in_schema=False)
    async def note_informed(request: AnyRequest, code: FromPath[str]) -> AnyResponse:
        return await board.inform(request, code)

    @post(f"{one}/code", opt=through(AID_DESK), status_code=200, include_in_schema=False)
    async def note_code(request: AnyRequest, code: FromPath[str]) -> AnyResponse:
        return await board.code(request, code)

    @post(f"{one}/ecarter", opt=through(AID_DESK), status_code=200, include_in_schema=False)
    async def note_discarded(request: AnyRequest, code: FromPath[str]) -> AnyResponse:
        return await board.discard(request, code)

    return [note_board, note_page, note_opened, note_informed, note_code, note_discarded]
