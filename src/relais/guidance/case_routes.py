"""`/orientations/{code}`: a case, step by step. A refusal shows the page as it now is, with what was typed."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.bureau import AnyRequest, see, sent
from relais.accounts.gates import AID_DESK, through
from relais.core.db import Db, Unavailable
from relais.core.errors import NotFound, Refused
from relais.guidance import case_acts as acts
from relais.guidance.access import BOARD, AtCase, opened_case
from relais.guidance.case_page import Typed, case_page
from relais.referrals import service, store
from relais.referrals.model import TERMINAL
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent

Act = Callable[[Workplace, Db, AtCase, Sent], Awaitable[Typed | None]]
CODE = BOARD + "/{code:str}"
ACTS: dict[str, tuple[str, Act]] = {
    "choix": ("choose", acts.answer),
    "accord": ("agree", acts.agree),
    "suite": ("follow", acts.follow_up),
    "arreter": ("stop", acts.stop),
    "nom": ("alias", acts.rename),
}


def case_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The page and its forms."""

    @get(CODE, opt=through(AID_DESK), include_in_schema=False)
    async def case(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_case(place, request, code)
        if isinstance(at, Response):
            return at
        async with place.database.acting(at.context) as db:
            return await case_page(place, db, at)

    @post(f"{CODE}/possibilites", status_code=200, opt=through(AID_DESK), include_in_schema=False)
    async def asked(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_case(place, request, code)
        if isinstance(at, Response):
            return at
        left = await acts.ask(place, at, await sent(request))
        async with place.database.acting(at.context) as db:
            return see(f"{BOARD}/{at.case.id}") if left is None else await case_page(place, db, at, left)

    return [case, asked, *(_posting(place, path, form, act) for path, (form, act) in ACTS.items())]


def _posting(place: Workplace, path: str, form: str, act: Act) -> HTTPRouteHandler:
    @post(f"{CODE}/{path}", status_code=200, opt=through(AID_DESK), include_in_schema=False, name=f"case-{path}")
    async def posted(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_case(place, request, code)
        if isinstance(at, Response):
            return at
        return await _acted(place, at, form, act, await sent(request))

    return posted


async def _acted(place: Workplace, at: AtCase, form: str, act: Act, posted: Sent) -> Response[Any]:
    """Do it in one transaction; refused, show the page as it now is, with the sentence and what was typed."""
    try:
        async with place.database.acting(at.context) as db:
            left = await act(place, db, at, posted)
    except (NotFound, Unavailable):
        raise
    except Refused as fault:
        left = acts.refused(form, posted, fault)
    async with place.database.acting(at.context) as db:
        if left is None or (left.sentence and await _done(db, form, posted)):
            return see(f"{BOARD}/{at.case.id}")
        return await case_page(place, db, at, left)


async def _done(db: Db, form: str, posted: Sent) -> bool:
    """Whether a second click was refused only because the first had done it, or what had to end has ended."""
    try:
        referral, request = (UUID(posted.get(name, [""])[-1]) for name in ("referral", "request"))
    except ValueError:
        return False
    if form == "stop":
        return (await service.find(db, referral)).state in TERMINAL
    return bool(await store.HAS_EVENT.value(db, referral, request))
