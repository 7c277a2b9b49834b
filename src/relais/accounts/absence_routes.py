"""`/compte/absences`: when an officer is away, and who reads then."""

from datetime import date
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct

from relais.accounts.absences import add_absence, end_absence, list_offices
from relais.accounts.bureau import AnyRequest, Bureau, acting, blamed, me, posted, see, uuid_of
from relais.accounts.gates import SIGNED_IN, through
from relais.core.errors import NotFound, Refused
from relais.web.forms import Filled

GATE = through(SIGNED_IN)
HERE = "/compte/absences"
NAMES = {"first_day": "Premier jour", "last_day": "Dernier jour"}
NEEDED = "Donnez une date."


class AbsenceForm(Struct, frozen=True, kw_only=True):
    """Two days, as the browser writes them: 2026-12-24."""

    first_day: Annotated[str, Meta(max_length=10)] = ""
    last_day: Annotated[str, Meta(max_length=10)] = ""


def absence_routes(bureau: Bureau) -> list[HTTPRouteHandler]:
    """The routes of absences; for who is no officer they do not exist."""

    @get(HERE, opt=GATE, include_in_schema=False)
    async def absences_page(request: AnyRequest) -> Response[str]:
        return await _page(bureau, request, Filled(value=AbsenceForm(), faults={}))

    @post(HERE + "/{code:str}", status_code=303, opt=GATE, include_in_schema=False)
    async def add_one(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        filled = await posted(request, AbsenceForm, NAMES)
        days = {name: _day(getattr(filled.value, name)) for name in NAMES}
        first, last = days["first_day"], days["last_day"]
        if first is None or last is None:
            missing = {name: NEEDED for name, day in days.items() if day is None}
            return await _page(bureau, request, Filled(value=filled.value, faults=missing), code)
        try:
            async with bureau.database.writing() as db:
                await add_absence(db, acting(request, "officer"), uuid_of(code), first, last)
        except Refused as fault:
            return await _page(bureau, request, blamed(filled, fault), code)
        return see(HERE)

    @post(HERE + "/{code:str}/retirer", status_code=303, opt=GATE, include_in_schema=False)
    async def take_back(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        async with bureau.database.writing() as db:
            await end_absence(db, acting(request, "officer"), uuid_of(code))
        return see(HERE)

    return [absences_page, add_one, take_back]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


async def _page(bureau: Bureau, request: AnyRequest, filled: Filled[AbsenceForm], code: str = "") -> Response[str]:
    async with bureau.database.reading() as db:
        offices = await list_offices(db, bureau.vault, me(request))
    if not offices:
        raise NotFound("Cette page n'existe pas ou n'existe plus.")
    return bureau.own(
        request,
        "accounts/absences.html",
        status=422 if filled.faults else 200,
        offices=offices,
        form=filled.value,
        code=code,
        faults={name: filled.faults.get(name, "") for name in NAMES},
    )
