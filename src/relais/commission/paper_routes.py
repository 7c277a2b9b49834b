"""`/commission/papier` and `/commission/nouveau/{code}`: a council begins a file with the doctor, or from paper."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.bureau import AnyRequest, posted, see
from relais.accounts.doors import visitor_of
from relais.accounts.gates import AID_DESK, through
from relais.aid_requests.access import AtCase, Post, Room, council_name, desks_of, opened_case
from relais.cases.code import spoken
from relais.commission import paper_form
from relais.commission.file_desk import ROOM
from relais.commission.file_service import file_of_case
from relais.commission.file_words import PRACTICES
from relais.commission.paper_form import PaperForm
from relais.core.errors import NotFound
from relais.core.ids import new_id
from relais.sheets.workplace import Workplace

NEW = "/commission/nouveau"
PAPER = "/commission/papier"


class _NewRoom(Room, frozen=True, kw_only=True):
    """A case opened on the way to a new file: the reason is posted to the page that begins it."""

    def opening_of(self, case: Any) -> str:
        """Where the reason is posted when nothing else is."""
        return f"{NEW}/{case}"


HERE = _NewRoom(board=ROOM.board, words=ROOM.words)


def paper_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The pages where a council begins a file."""

    @get(NEW + "/{code:str}", opt=through(AID_DESK), include_in_schema=False)
    async def new_file(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_case(place, request, code, HERE)
        return at if isinstance(at, Response) else await _asked(place, at)

    @post(NEW + "/{code:str}", status_code=200, opt=through(AID_DESK), include_in_schema=False)
    async def begun_on_case(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_case(place, request, code, HERE)
        if isinstance(at, Response):
            return at
        filled = await posted(request, PaperForm, paper_form.NAMES)
        if filled.value.request is None:  # the reason alone was posted
            return see(f"{NEW}/{at.case.id}")
        faults = {**paper_form.faults_of(filled.value), **filled.faults}
        if faults:
            return await _asked(place, at, filled.value, faults)
        made = await paper_form.begin_with_case(place, at, filled.value)
        return see(ROOM.page_of(made.id))

    @get(PAPER, opt=through(AID_DESK), sync_to_thread=False, include_in_schema=False)
    def paper(request: AnyRequest) -> Response[Any]:
        return _form_page(place, request)

    @post(PAPER, status_code=200, opt=through(AID_DESK), include_in_schema=False)
    async def begun_from_paper(request: AnyRequest) -> Response[Any]:
        filled = await posted(request, PaperForm, paper_form.NAMES)
        faults = {**paper_form.faults_of(filled.value), **filled.faults}
        if faults:
            return _form_page(place, request, filled.value, faults)
        visitor = visitor_of(request)
        desk = _post_of(place, request, filled.value.council)
        file, opened = await paper_form.begin_with_new_case(place, visitor, desk, filled.value)
        if opened is None:
            return see(ROOM.page_of(file.id))
        return place.pages.response(
            "commission/paper_code.html",
            visitor=visitor,
            file=file,
            groups=spoken(opened.code).split(),
            reference=opened.reference,
        )

    return [new_file, begun_on_case, paper, begun_from_paper]


def _post_of(place: Workplace, request: AnyRequest, council: str) -> Post:
    """The body for which the file is begun: the only one served, or the one that was chosen. Raises NotFound."""
    desks = desks_of(place, visitor_of(request))
    found = [one for one in desks if one.council == council] or list(desks[:1])
    if not found:
        raise NotFound
    return found[0]


async def _asked(
    place: Workplace, at: AtCase, form: PaperForm | None = None, faults: Mapping[str, str] | None = None
) -> Response[Any]:
    """What begins a file on this case; the file itself when one lives already."""
    async with place.database.acting(at.context) as db:
        known = await file_of_case(db, at.case.id)
    if known is not None and known.live:
        return see(ROOM.page_of(known.id))
    return place.pages.response(
        "commission/paper_case.html",
        status=422 if faults else 200,
        visitor=at.visitor,
        at=at,
        form=form or PaperForm(),
        faults=faults or {},
        practices=PRACTICES,
        request=(form and form.request) or new_id(),
    )


def _form_page(
    place: Workplace,
    request: AnyRequest,
    form: PaperForm | None = None,
    faults: Mapping[str, str] | None = None,
) -> Response[Any]:
    visitor = visitor_of(request)
    return place.pages.response(
        "commission/paper.html",
        status=422 if faults else 200,
        visitor=visitor,
        posts=[(one, council_name(place, one)) for one in desks_of(place, visitor)],
        form=form or PaperForm(),
        faults=faults or {},
        practices=PRACTICES,
        request=(form and form.request) or new_id(),
    )
