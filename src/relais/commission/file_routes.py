"""`/commission/dossier`, the doctor's own; `/commission/dossiers`, those of a council or of the national service."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Redirect

from relais.accounts.bureau import AnyRequest, see, sent
from relais.accounts.doors import visitor_of
from relais.accounts.gates import AID_DESK, EVERYONE, through
from relais.aid_requests.access import NEEDED, desks_of
from relais.commission import file_desk
from relais.commission.file_board import desk_of
from relais.commission.file_desk import BOARD, AtFile, file_at, opened_file, reason_page, say_why
from relais.commission.file_desk_acts import Desk, DeskForm, Left
from relais.commission.file_desk_pages import file_page, section_page, view_of
from relais.commission.file_own_pages import OwnFilePages
from relais.commission.file_service import find_file, save_section, was_done
from relais.commission.piece_form import pieces_typed
from relais.commission.section_page import section_of
from relais.commission.section_reading import read_section
from relais.core.db import Unavailable
from relais.core.errors import NotFound, Refused
from relais.sheets.person import AnyResponse, Posted, as_person, read_post
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent, decode_form

OWN = "/commission/dossier"
CODE = BOARD + "/{code:str}"
Answers = Callable[[Posted], Awaitable[AnyResponse]]
DeskAct = Callable[[Desk], Awaitable[Left | None]]
ACTS: dict[str, tuple[str, DeskAct]] = {
    "avis": ("opinion", Desk.opinion),
    "envoyer": ("send", Desk.send),
    "renvoyer": ("back", Desk.send_back),
    "retirer": ("withdraw", Desk.withdraw),
    "pieces": ("pieces", Desk.pieces),
    "controle": ("check", Desk.check),
    "urgence": ("urgent", Desk.urgency),
}


def own_file_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The doctor's pages: one is public, the others are posts behind the code."""
    pages = OwnFilePages(place=place)
    acts: dict[str, Answers] = {
        "ici": pages.begin_here,
        "rubrique": pages.section,
        "pieces": pages.pieces,
        "aide": pages.share,
        "envoyer": pages.send,
        "reprendre": pages.take_back,
        "recours": pages.appeal,
        "retirer": pages.withdraw,
        "imprimer": pages.print,
    }
    paths = [f"{OWN}/{name}" for name in acts]

    @get(OWN, opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def file_start() -> AnyResponse:
        return pages.start()

    @get([f"{OWN}/commencer", *paths], opt=through(EVERYONE), sync_to_thread=False, include_in_schema=False)
    def back_to_file_start() -> AnyResponse:
        """A page that is opened again, by its address or by a telephone that had put it away."""
        return Redirect(OWN, status_code=303)

    @post(f"{OWN}/commencer", **as_person(place))
    async def file_begun(request: AnyRequest) -> AnyResponse:
        return await pages.begin(request, await read_post(request))

    posts = [_answered(place, path, act) for path, act in zip(paths, acts.values(), strict=True)]
    return [file_start, back_to_file_start, file_begun, _answered(place, OWN, pages.open), *posts]


def _answered(place: Workplace, path: str, act: Answers) -> HTTPRouteHandler:
    options: dict[str, Any] = as_person(place)

    @post(path, **options)
    async def answered(request: AnyRequest) -> AnyResponse:
        return await act(await read_post(request))

    return answered


def desk_file_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The board and the page of a file, for a council and for the national service."""

    @get(BOARD, opt=through(AID_DESK), include_in_schema=False)
    async def file_board(request: AnyRequest) -> Response[Any]:
        visitor = visitor_of(request)
        desks = [await desk_of(place, visitor, one) for one in desks_of(place, visitor)]
        return place.pages.response("commission/file_board.html", visitor=visitor, desks=desks)

    @get(CODE, opt=through(AID_DESK), include_in_schema=False)
    async def file(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_file(place, request, code)
        if isinstance(at, Response):
            return at
        async with place.database.acting(at.context) as db:
            return await file_page(place, db, at)

    @post(f"{CODE}/ouvrir", status_code=303, opt=through(AID_DESK), include_in_schema=False)
    async def file_opened(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await file_at(place, request, code)
        if await say_why(place, at, await sent(request)):
            return see(at.here)
        return reason_page(place, at, file_desk.ROOM.opening_of(at.file.id), fault=NEEDED)

    @get(f"{CODE}/imprimer", opt=through(AID_DESK), include_in_schema=False)
    async def file_printed(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_file(place, request, code)
        if isinstance(at, Response):
            return at
        async with place.database.acting(at.context) as db:
            view = await view_of(place, db, await find_file(db, at.file.id))
        return place.pages.response("commission/file_print_desk.html", visitor=at.visitor, at=at, view=view)

    acts = [_posting(place, path, form, act) for path, (form, act) in ACTS.items()]
    return [file_board, file, file_opened, file_printed, *section_routes(place), *acts]


def section_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """One section, filled in by the council with the doctor."""

    @get(f"{CODE}/rubriques/{{name:str}}", opt=through(AID_DESK), include_in_schema=False)
    async def file_section(request: AnyRequest, code: FromPath[str], name: FromPath[str]) -> Response[Any]:
        at = await opened_file(place, request, code)
        if isinstance(at, Response):
            return at
        async with place.database.acting(at.context) as db:
            return await section_page(place, db, at, section_of(name))

    @post(f"{CODE}/rubriques/{{name:str}}", status_code=200, opt=through(AID_DESK), include_in_schema=False)
    async def file_section_saved(request: AnyRequest, code: FromPath[str], name: FromPath[str]) -> Response[Any]:
        at = await opened_file(place, request, code)
        return at if isinstance(at, Response) else await _saved(place, at, name, await sent(request))

    return [file_section, file_section_saved]


async def _saved(place: Workplace, at: AtFile, name: str, posted: Sent) -> Response[Any]:
    if not at.helps:
        raise NotFound
    typed = read_section(section_of(name), posted)
    form = decode_form(DeskForm, posted, {}).value
    refused = ""
    try:
        async with place.database.acting(at.context) as db:
            if not typed.faults and form.act != "check" and form.request:
                await save_section(
                    db, place.vault, at.file, typed.section, typed.said, expected=form.version, request=form.request
                )
                return see(at.here)
    except Refused as fault:
        if fault.code not in ("section_moved", "section_shut"):
            raise
        refused = fault.sentence
    async with place.database.acting(at.context) as db:
        return await section_page(place, db, at, typed.section, typed=typed, refused=refused)


def _posting(place: Workplace, path: str, form: str, act: DeskAct) -> HTTPRouteHandler:
    @post(f"{CODE}/{path}", status_code=200, opt=through(AID_DESK), include_in_schema=False, name=f"file-{path}")
    async def posted(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_file(place, request, code)
        return at if isinstance(at, Response) else await _acted(place, at, form, act, await sent(request))

    return posted


async def _acted(place: Workplace, at: AtFile, form: str, act: DeskAct, posted: Sent) -> Response[Any]:
    """Do it in one transaction; refused, show the page as it now is, with the sentence and what was typed."""
    try:
        async with place.database.acting(at.context) as db:
            left = await act(Desk(place=place, db=db, at=at, sent=posted))
    except (NotFound, Unavailable):
        raise
    except Refused as fault:
        left = Left(
            form=form, values=decode_form(DeskForm, posted, {}).value, sentence=fault.sentence,
            pieces=pieces_typed(posted),
        )  # fmt: skip
    async with place.database.acting(at.context) as db:
        request = left.values.request if left else None
        if left is None or (left.sentence and request and await was_done(db, at.file.id, request)):
            return see(at.here)
        return await file_page(place, db, at, left)
