"""`/commission/examens/{code}`: a file before a member, from the question to the decision."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.bureau import AnyRequest, posted, see, uuid_of
from relais.accounts.doors import visitor_of
from relais.accounts.gates import CHAIR, COMMISSION, through
from relais.commission import decision_store as store
from relais.commission import decisions, recusals
from relais.commission.agenda_access import body_context
from relais.commission.decision_page import ask_page, examination
from relais.commission.decisions import NAMES, DecisionForm, OnDecision, wanted_of
from relais.commission.file_model import NationalFile
from relais.commission.file_service import find_file, roles_on
from relais.commission.recusals import RecusalForm
from relais.core.db import Db, Unavailable
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.sheets.workplace import Workplace

HERE = "/commission/examens/{code:str}"
GATE = through(COMMISSION)
Act = Callable[[Db, NationalFile, OnDecision], Awaitable[None]]


def decision_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The file, the question, and what is decided."""

    @get(HERE, opt=GATE, include_in_schema=False)
    async def examined(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return await examination(place, visitor_of(request), uuid_of(code))

    @post(HERE + "/ouvrir", status_code=303, opt=GATE, include_in_schema=False)
    async def answer(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        return await _answer(place, request, uuid_of(code))

    @post(HERE + "/decision", status_code=303, opt=GATE, include_in_schema=False)
    async def decide(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        return await _decide(place, request, uuid_of(code))

    @post(HERE + "/urgence", status_code=303, opt=through(CHAIR), include_in_schema=False)
    async def decide_between_sessions(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        return await _decide(place, request, uuid_of(code))

    acts: dict[str, Act] = {"confirmer": _confirm, "ecarter": _put_aside, "ratifier": _ratify}
    return [
        examined,
        answer,
        decide,
        decide_between_sessions,
        *(_acting(place, name, act) for name, act in acts.items()),
    ]


async def _answer(place: Workplace, request: AnyRequest, code: UUID) -> Response[Any]:
    visitor = visitor_of(request)
    filled = await posted(request, RecusalForm, recusals.NAMES)
    try:
        async with place.database.acting(body_context(place, visitor)) as db:
            await find_file(db, code)
            opened = await recusals.answer(db, visitor, code, filled.value)
    except Refused as refused:
        if refused.field not in recusals.NAMES:
            raise
        async with place.database.acting(body_context(place, visitor)) as db:
            file = await find_file(db, code)
            name = await recusals.name_of_file(db, place.vault, code)
        at = {refused.field: refused.sentence}
        return ask_page(place, visitor, file, name, form=filled.value, faults=at)
    if opened:
        return see(f"/commission/examens/{code}")
    return place.pages.response("commission/recused.html", visitor=visitor)


async def _decide(place: Workplace, request: AnyRequest, code: UUID) -> Response[Any]:
    visitor = visitor_of(request)
    filled = await posted(request, DecisionForm, NAMES)
    wanted, faults = wanted_of(filled)
    if wanted is None:
        return await examination(place, visitor, code, status=422, form=filled.value, faults=faults)
    form = filled.value
    try:
        async with place.database.acting(body_context(place, visitor)) as db:
            file = await _to_decide(db, code)
            await decisions.record(db, file, wanted, version=form.version, decision=form.request or new_id())
    except (NotFound, Unavailable):
        raise
    except Refused as refused:
        at = {refused.field: refused.sentence} if refused.field else None
        sentence = "" if refused.field else refused.sentence
        return await examination(place, visitor, code, status=refused.status, form=form, faults=at, sentence=sentence)
    return see(f"/commission/examens/{code}")


def _acting(place: Workplace, name: str, act: Act) -> HTTPRouteHandler:
    @post(f"{HERE}/{name}", status_code=303, opt=GATE, include_in_schema=False, name=f"decision-{name}")
    async def acted(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        visitor = visitor_of(request)
        form = (await posted(request, OnDecision, {})).value
        try:
            async with place.database.acting(body_context(place, visitor)) as db:
                await act(db, await _to_decide(db, uuid_of(code)), form)
        except (NotFound, Unavailable):
            raise
        except Refused as refused:
            return await examination(place, visitor, uuid_of(code), status=refused.status, sentence=refused.sentence)
        return see(f"/commission/examens/{code}")

    return acted


async def _to_decide(db: Db, code: UUID) -> NationalFile:
    """The file, for a member who answered and opened it. Raises NotFound."""
    file = await find_file(db, code)
    if not {"chair", "commissioner"} & await roles_on(db, code) or not await store.MAY_DECIDE.value(db, code):
        raise NotFound
    return file


async def _of_file(db: Db, file: NationalFile, form: OnDecision) -> UUID:
    rows = await store.LIST_DECISIONS.all(db, file.id)
    if form.decision not in {row.id for row in rows} or form.decision is None:
        raise NotFound
    return form.decision


async def _confirm(db: Db, file: NationalFile, form: OnDecision) -> None:
    await decisions.confirm(db, await _of_file(db, file, form))


async def _put_aside(db: Db, file: NationalFile, form: OnDecision) -> None:
    await decisions.put_aside(db, await _of_file(db, file, form))


async def _ratify(db: Db, file: NationalFile, form: OnDecision) -> None:
    if not form.answer:
        raise Refused("ratification_unsaid", "Dites si la séance ratifie cette décision.", field="answer", status=422)
    await decisions.ratify(db, await _of_file(db, file, form), form.answer)
