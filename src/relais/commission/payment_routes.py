"""`/commission/versements`: what is decided and to be paid, line by line, by the national service."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.bureau import AnyRequest, posted, see, uuid_of
from relais.accounts.doors import visitor_of
from relais.accounts.gates import NATIONAL, through
from relais.commission import decision_words as words
from relais.commission import payment_store as store
from relais.commission import payments
from relais.commission.agenda_access import body_context
from relais.commission.decisions import decided_of
from relais.commission.file_service import find_file, roles_on
from relais.commission.file_words import STATES
from relais.commission.payments import NAMES, EndForm, PaymentForm, line_of
from relais.commission.section_money import euros
from relais.core.clock import PARIS, now
from relais.core.db import Unavailable
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.sheets.workplace import Workplace

HERE = "/commission/versements"
GATE = through(NATIONAL)
MANY = 200


def payment_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The list, one file's ledger, a line, the end."""

    @get(HERE, opt=GATE, include_in_schema=False)
    async def due(request: AnyRequest) -> Response[str]:
        visitor = visitor_of(request)
        async with place.database.acting(body_context(place, visitor)) as db:
            rows = await store.LIST_DUE.all(db, place.settings.national_body, MANY)
        return place.pages.response(
            "commission/payments.html", visitor=visitor, rows=rows, euros=euros, name_of=place.name_of
        )

    @get(HERE + "/{code:str}", opt=GATE, include_in_schema=False)
    async def ledger(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return await _page(place, request, uuid_of(code))

    @post(HERE + "/{code:str}", status_code=303, opt=GATE, include_in_schema=False)
    async def pay(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        return await _pay(place, request, uuid_of(code))

    @post(HERE + "/{code:str}/cloture", status_code=303, opt=GATE, include_in_schema=False)
    async def close(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        return await _end(place, request, uuid_of(code))

    return [due, ledger, pay, close]


async def _page(
    place: Workplace,
    request: AnyRequest,
    code: UUID,
    *,
    status: int = 200,
    sentence: str = "",
    form: PaymentForm | None = None,
    faults: dict[str, str] | None = None,
) -> Response[str]:
    visitor = visitor_of(request)
    async with place.database.acting(body_context(place, visitor)) as db:
        file = await find_file(db, code)
        decided = await decided_of(db, code)
    today = now().astimezone(PARIS).date()
    made = decided.of_round(file.round)
    return place.pages.response(
        "commission/ledger.html",
        status=status,
        visitor=visitor,
        file=file,
        state=STATES[file.state],
        decided=decided,
        payable=[
            row for row in decided.decisions if row.in_force_at and row.amount_cents and file.state != "withdrawn"
        ],
        ending=payments.end_of(made) if file.state == "decided" else None,
        form=form or PaymentForm(day=today.isoformat()),
        faults={name: (faults or {}).get(name, "") for name in NAMES},
        sentence=sentence,
        today=today,
        council=place.name_of(file.council),
        what=payments.WHAT,
        words=words,
        euros=euros,
        new_request=new_id,
    )


async def _pay(place: Workplace, request: AnyRequest, code: UUID) -> Response[Any]:
    visitor = visitor_of(request)
    filled = await posted(request, PaymentForm, NAMES)
    line, faults = line_of(filled)
    if line is None:
        return await _page(place, request, code, status=422, form=filled.value, faults=faults)
    try:
        async with place.database.acting(body_context(place, visitor)) as db:
            file = await find_file(db, code)
            decided = await decided_of(db, code)
            if "national" not in await roles_on(db, file.id):
                raise NotFound
            if filled.value.decision not in {row.id for row in decided.decisions} or filled.value.decision is None:
                raise NotFound
            await payments.pay(db, filled.value.decision, line, filled.value.request or new_id())
    except (NotFound, Unavailable):
        raise
    except Refused as refused:
        at = {refused.field: refused.sentence} if refused.field else None
        sentence = "" if refused.field else refused.sentence
        return await _page(place, request, code, status=refused.status, form=filled.value, faults=at, sentence=sentence)
    return see(f"{HERE}/{code}")


async def _end(place: Workplace, request: AnyRequest, code: UUID) -> Response[Any]:
    form = (await posted(request, EndForm, {})).value
    try:
        async with place.database.acting(body_context(place, visitor_of(request))) as db:
            file = await find_file(db, code)
            decided = await decided_of(db, code)
            await payments.end(db, file, decided.of_round(file.round), form)
    except (NotFound, Unavailable):
        raise
    except Refused as refused:
        return await _page(place, request, code, status=refused.status, sentence=refused.sentence)
    return see(f"{HERE}/{code}")
