"""`/commission`: the calendar of the commission, its agendas, what the national service does of them."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from relais.accounts.bureau import AnyRequest, posted, see, uuid_of
from relais.accounts.doors import visitor_of
from relais.accounts.gates import COMMISSION, NATIONAL, through
from relais.commission import decision_words as words
from relais.commission import session_store as store
from relais.commission.agenda_access import body_context
from relais.commission.file_service import roles_on
from relais.commission.file_words import PRACTICES, STATES
from relais.commission.section_money import euros
from relais.commission.sessions import NAMES, AgendaForm, PlanForm, agenda_of, calendar_of, has_begun, moment_of
from relais.core.db import Db, Unavailable
from relais.core.errors import NotFound, Refused
from relais.core.ids import new_id
from relais.core.sql import Query
from relais.sheets.workplace import Workplace
from relais.web.forms import Filled

HOME = "/commission"
HERE = "/commission/seances"
READS, DOES = through(COMMISSION), through(NATIONAL)


def session_routes(place: Workplace) -> list[HTTPRouteHandler]:
    """The calendar, one agenda, and the acts of the national service."""

    @get(HOME, opt=READS, include_in_schema=False)
    async def sessions(request: AnyRequest) -> Response[str]:
        return await calendar_page(place, request)

    @post(HERE + "/prevoir", status_code=303, opt=DOES, include_in_schema=False)
    async def plan(request: AnyRequest) -> Response[Any]:
        return await _plan(place, request)

    @post(HERE + "/inscrire", status_code=303, opt=DOES, include_in_schema=False)
    async def put_on_agenda(request: AnyRequest) -> Response[Any]:
        form = (await posted(request, AgendaForm, NAMES)).value
        if form.session is None:
            fault = Refused("session_missing", "Choisissez une séance, ou prévoyez-en une d'abord.", field="session")
            return await calendar_page(place, request, sentence=fault.sentence, status=422)
        return await _on_agenda(place, request, form)

    @get(HERE + "/{code:str}", opt=READS, include_in_schema=False)
    async def agenda(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return await agenda_page(place, request, uuid_of(code))

    @post(HERE + "/{code:str}/reporter", status_code=303, opt=DOES, include_in_schema=False)
    async def postpone(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        form = (await posted(request, AgendaForm, NAMES)).value
        asked = (form.file, form.version, form.request or new_id(), "postponed")
        return await _done(place, request, uuid_of(code), store.END_ON_AGENDA, *asked, of=form.file)

    @post(HERE + "/{code:str}/lever", status_code=303, opt=DOES, include_in_schema=False)
    async def end_session(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        return await _done(place, request, uuid_of(code), store.END_SESSION, uuid_of(code))

    @post(HERE + "/{code:str}/annuler", status_code=303, opt=DOES, include_in_schema=False)
    async def cancel_session(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        return await _done(place, request, uuid_of(code), store.END_SESSION_UNHELD, uuid_of(code))

    return [sessions, plan, put_on_agenda, agenda, postpone, end_session, cancel_session]


async def calendar_page(
    place: Workplace,
    request: AnyRequest,
    *,
    status: int = 200,
    sentence: str = "",
    form: PlanForm | None = None,
    faults: dict[str, str] | None = None,
) -> Response[str]:
    """The calendar, with what waits for whoever reads it."""
    visitor = visitor_of(request)
    async with place.database.acting(body_context(place, visitor)) as db:
        calendar = await calendar_of(db, place.settings.national_body)
    return place.pages.response(
        "commission/sessions.html",
        status=status,
        visitor=visitor,
        calendar=calendar,
        form=form or PlanForm(hour="14:00"),
        faults={name: (faults or {}).get(name, "") for name in NAMES},
        sentence=sentence,
        **_words(place, visitor.roles),
    )


async def agenda_page(
    place: Workplace, request: AnyRequest, session: UUID, *, status: int = 200, sentence: str = ""
) -> Response[str]:
    """One session. Raises NotFound."""
    visitor = visitor_of(request)
    async with place.database.acting(body_context(place, visitor)) as db:
        agenda = await agenda_of(db, place.settings.national_body, session)
    return place.pages.response(
        "commission/session.html",
        status=status,
        visitor=visitor,
        agenda=agenda,
        begun=has_begun(agenda.session),
        sentence=sentence,
        **_words(place, visitor.roles),
    )


def _words(place: Workplace, roles: frozenset[Any]) -> dict[str, Any]:
    return {
        "words": words,
        "practices": PRACTICES,
        "states": STATES,
        "euros": euros,
        "name_of": place.name_of,
        "new_request": new_id,
        "national": "national" in roles,
        "chair": "chair" in roles,
        "member": bool({"chair", "commissioner"} & roles),
    }


async def _plan(place: Workplace, request: AnyRequest) -> Response[Any]:
    filled: Filled[PlanForm] = await posted(request, PlanForm, NAMES)
    moment, faults = moment_of(filled)
    if moment is None:
        return await calendar_page(place, request, status=422, form=filled.value, faults=faults)
    context = body_context(place, visitor_of(request))
    try:
        async with place.database.acting(context) as db:
            made = filled.value.request or new_id()
            await store.ADD_SESSION.value(db, made, context.org, moment, filled.value.place)
    except Refused as refused:
        if refused.code != "session_done":
            if refused.field != "day":
                raise
            said = {"day": refused.sentence}
            return await calendar_page(place, request, status=422, form=filled.value, faults=said)
    return see(HOME)


async def _on_agenda(place: Workplace, request: AnyRequest, form: AgendaForm) -> Response[Any]:
    context = body_context(place, visitor_of(request))
    try:
        async with place.database.acting(context) as db:
            await must_see(db, form.file)
            await store.ADD_TO_AGENDA.value(db, form.file, form.session, form.version, form.request or new_id())
    except (NotFound, Unavailable):
        raise
    except Refused as refused:
        return await calendar_page(place, request, sentence=refused.sentence, status=409)
    return see(f"{HERE}/{form.session}")


async def _done(
    place: Workplace, request: AnyRequest, session: UUID, act: Query[Any], *args: Any, of: UUID | None = None
) -> Response[Any]:
    """Do it, then show the session as it is; refused, the same page says why."""
    context = body_context(place, visitor_of(request))
    try:
        async with place.database.acting(context) as db:
            await agenda_of(db, context.org, session)
            if len(args) > 1:
                await must_see(db, of)
            await act.value(db, *args)
    except (NotFound, Unavailable):
        raise
    except Refused as refused:
        return await agenda_page(place, request, session, sentence=refused.sentence, status=409)
    return see(f"{HERE}/{session}")


async def must_see(db: Db, file: UUID | None) -> None:
    """Raises NotFound for a file that is none, or none for whoever asks."""
    if file is None or "national" not in await roles_on(db, file):
        raise NotFound
