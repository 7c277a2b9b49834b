"""`/orientations/{code}/code`: the follow-up code, shown once to be dictated; another when it was lost."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct

from relais.accounts.bureau import AnyRequest, posted
from relais.accounts.gates import AID_DESK, through
from relais.accounts.model import Visitor
from relais.cases.code import spoken
from relais.core.errors import Refused
from relais.guidance.access import BOARD, AtCase, opened_case
from relais.guidance.codes import new_code_for, recovery_of
from relais.sheets.workplace import Workplace

HERE = BOARD + "/{code:str}/code"
SHOWN_HERE = frozenset({"code_lost", "code_made_meanwhile", "code_taken"})


class CodeForm(Struct, frozen=True, kw_only=True):
    """How many codes had been given anew when the page was made."""

    given: Annotated[int, Meta(ge=0, le=100_000)] = 0


def code_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """What to do of a lost code, and another one."""

    @get(HERE, opt=through(AID_DESK), include_in_schema=False)
    async def lost_page(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        at = await opened_case(place, request, code)
        return at if isinstance(at, Response) else await _lost(place, at)

    @post(HERE, status_code=200, opt=through(AID_DESK), include_in_schema=False)
    async def new_page(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        at = await opened_case(place, request, code)
        if isinstance(at, Response):
            return at
        form = (await posted(request, CodeForm, {})).value
        try:
            made = await new_code_for(place, at, given=form.given)
        except Refused as fault:
            if fault.code not in SHOWN_HERE:
                raise
            return await _lost(place, at, fault=fault.sentence)
        known = await recovery_of(place, at)
        return code_page(place, at.visitor, at.case.id, at.case.reference, made, contact=bool(known.contact), new=True)

    return [lost_page, new_page]


async def begun_already(place: Workplace, request: AnyRequest, case: UUID) -> Response[str]:
    """The answer to a post that opened this case before: its code was shown once, perhaps never seen."""
    at = await opened_case(place, request, str(case))
    return at if isinstance(at, Response) else await _lost(place, at, again=True)


def code_page(
    place: Workplace, visitor: Visitor, case: UUID, reference: str, code: str, *, contact: bool, new: bool
) -> Response[str]:
    """The only page that ever shows this code. `contact`: whether the doctor can be called back if it is lost."""
    return place.pages.response(
        "guidance/code.html",
        visitor=visitor,
        case=case,
        reference=reference,
        groups=spoken(code).split(),
        contact=contact,
        new=new,
    )


async def _lost(place: Workplace, at: AtCase, *, again: bool = False, fault: str = "") -> Response[str]:
    return place.pages.response(
        "guidance/code_lost.html",
        status=409 if fault else 200,
        visitor=at.visitor,
        at=at,
        recovery=await recovery_of(place, at),
        again=again,
        fault=fault,
    )
