"""`/parcours`: the next steps of a case, and handing it over, for the council that follows it."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accompaniment import desk_acts as acts
from relais.accompaniment import handing
from relais.accompaniment.access import PATHWAYS, ROOM, case_at, opened_case
from relais.accompaniment.board import board_page
from relais.accompaniment.desk_acts import Act
from relais.accompaniment.desk_page import Typed, passable, pathway_page
from relais.accompaniment.forms import HOW, NAMES, PassForm, heard, said_by
from relais.accompaniment.model import Plans
from relais.accompaniment.plans import read_plans
from relais.accompaniment.service import accompaniment_of
from relais.accompaniment.showing import to_words
from relais.accounts.bureau import AnyRequest, see, sent
from relais.accounts.gates import AID_DESK, through
from relais.aid_requests.access import NEEDED, AtCase, reason_page, say_why
from relais.core.db import Unavailable
from relais.core.errors import NotFound, Refused
from relais.sheets.workplace import Workplace
from relais.web.forms import Sent, decode_form

CODE = PATHWAYS + "/{code:str}"
ACTS: dict[str, tuple[str, Act]] = {
    "plan": ("plan", acts.begin),
    "etape": ("step", acts.write_step),
    "reponse": ("agree", acts.hear),
    "suite": ("settle", acts.settle),
    "rappels": ("remind", acts.remind),
    "confier": ("hand", acts.propose),
    "retirer": ("pass", acts.cancel),
    "terminer": ("end", acts.end),
}


def accompaniment_routes(place: Workplace) -> Sequence[HTTPRouteHandler]:
    """The routes of this slice; the doctor's own page is an act of `/suivi` (`own_pages.py`)."""
    plans = read_plans(place.settings.data_dir)

    @get(PATHWAYS, opt=through(AID_DESK), include_in_schema=False)
    async def pathways(request: AnyRequest) -> Response[Any]:
        return await board_page(place, request)

    @get(CODE, opt=through(AID_DESK), include_in_schema=False)
    async def pathway(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_case(place, request, code)
        if isinstance(at, Response):
            return at
        async with place.database.acting(at.context) as db:
            return await pathway_page(place, db, at, plans)

    @post(f"{CODE}/ouvrir", status_code=303, opt=through(AID_DESK), include_in_schema=False)
    async def say_reason(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await case_at(place, request, code)
        if await say_why(place, at, await sent(request)):
            return see(ROOM.page_of(at.case.id))
        return reason_page(place, at, ROOM, ROOM.opening_of(at.case.id), fault=NEEDED)

    @post(f"{CODE}/passage", status_code=200, opt=through(AID_DESK), include_in_schema=False)
    async def passed(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_case(place, request, code)
        if isinstance(at, Response):
            return at
        return await _pass(place, at, plans, await sent(request))

    posts = [_posting(place, plans, path, form, act) for path, (form, act) in ACTS.items()]
    return [pathways, pathway, say_reason, passed, *posts]


def _posting(place: Workplace, plans: Plans, path: str, form: str, act: Act) -> HTTPRouteHandler:
    @post(f"{CODE}/{path}", status_code=200, opt=through(AID_DESK), include_in_schema=False, name=f"pathway-{path}")
    async def posted(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        at = await opened_case(place, request, code)
        if isinstance(at, Response):
            return at
        return await _acted(place, at, plans, form, act, await sent(request))

    return posted


async def _acted(place: Workplace, at: AtCase, plans: Plans, form: str, act: Act, posted: Sent) -> Response[Any]:
    """Do it in one transaction; refused, show the page as it now is, with the sentence and what was typed."""
    try:
        async with place.database.acting(at.context) as db:
            left = await act(place, db, at, plans, posted)
    except (NotFound, Unavailable):
        raise
    except Refused as fault:
        left = acts.refused(form, posted, fault)
    if left is None:
        return see(ROOM.page_of(at.case.id))
    async with place.database.acting(at.context) as db:
        return await pathway_page(place, db, at, plans, left)


async def _pass(place: Workplace, at: AtCase, plans: Plans, posted: Sent) -> Response[Any]:
    """The person's answer to a handing over, heard. Agreed, this council reads nothing from then on."""
    form = decode_form(PassForm, posted, NAMES).value
    faults = {} if said_by(form.how) else {"how": HOW}
    if form.act not in ("agreed", "refused"):
        faults["act"] = "Dites ce que le médecin répond."
    try:
        async with place.database.acting(at.context) as db:
            held = await accompaniment_of(db, place.vault, at.case.id)
            handover = acts.handover_in(held, form.handover)
            if faults or form.act not in ("agreed", "refused"):
                left = Typed(form="pass", sent=posted, faults=faults)
                return await pathway_page(place, db, at, plans, left)
            known = await passable(place, db, at.case.id, at.case.alias, held)
            passes = [one for one in form.passes if one in known]
            await handing.answer(db, handover, form.act, heard(form.how), passes)
    except (NotFound, Unavailable):
        raise
    except Refused as fault:
        async with place.database.acting(at.context) as db:
            return await pathway_page(place, db, at, plans, acts.refused("pass", posted, fault))
    if form.act == "refused" or handover.to_officer:
        return see(ROOM.page_of(at.case.id))
    await handing.tell(place, at.context, handover.to_council)
    return place.pages.response(
        "accompaniment/handed.html", visitor=at.visitor, reference=at.case.reference, to=to_words(place, handover)
    )
