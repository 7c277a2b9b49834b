"""`/coordination/a-confirmer`: what nobody ever confirmed, most harmful first; one call, one form, then the next."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from relais.accounts.gates import COORDINATOR, through
from relais.core.clock import now
from relais.core.db import Db
from relais.core.errors import NotFound
from relais.directory import changes, wording
from relais.directory.change_model import HeldFact, ToConfirm
from relais.directory.change_store import GET_HELD
from relais.directory.facts import FIELDS
from relais.directory.freshness import age_sentence
from relais.directory.model import FactLine
from relais.directory.publishing import subject_of
from relais.moderation import store
from relais.moderation.calling import CALL_NAMES, CallForm, fact_code, fresh_call, parse_fact_code, read_call
from relais.moderation.office import AnyRequest, Office, actor_of, blank, number_of, posted, see
from relais.moderation.words import HARMS, label, words
from relais.web.forms import Filled
from relais.web.typography import source_date

SECTION = "/coordination/a-confirmer"
GATE = through(COORDINATOR)
PAGE = 50


class AskRow(Struct, frozen=True, kw_only=True):
    """A fact to confirm, in words."""

    code: str
    label: str
    service: str
    service_name: str
    organization_name: str
    words: str
    harm: str
    harm_words: str
    source: str


def confirming_routes(office: Office) -> list[HTTPRouteHandler]:
    """The list, and the call about one fact."""

    @get(SECTION, opt=GATE, include_in_schema=False)
    async def to_confirm(request: AnyRequest) -> Response[str]:
        return await _list(office, request, 0)

    @get(SECTION + "/suite/{code:str}", opt=GATE, include_in_schema=False)
    async def more_to_confirm(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return await _list(office, request, number_of(code))

    @get(SECTION + "/{code:str}", opt=GATE, include_in_schema=False)
    async def call_about(request: AnyRequest, code: FromPath[str]) -> Response[str]:
        return await _one(office, request, code, blank(fresh_call()))

    @post(SECTION + "/{code:str}", opt=GATE, include_in_schema=False)
    async def confirm_after_call(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        slug, field, position = parse_fact_code(code)
        call, filled = read_call(await posted(request, CallForm, CALL_NAMES))
        if call is None:
            return await _one(office, request, code, filled)
        async with office.database.writing() as db:
            await changes.confirm_by_call(db, actor_of(request), slug, field, position, call)
        return see(f"{SECTION}/{code}")

    return [to_confirm, more_to_confirm, call_about, confirm_after_call]


def ask_row(office: Office, fact: ToConfirm) -> AskRow:
    """One fact of the list."""
    harm = FIELDS[fact.field].harm
    return AskRow(
        code=fact_code(fact.service, fact.field, fact.position),
        label=label(fact.field, fact.position),
        service=fact.service,
        service_name=fact.service_name,
        organization_name=fact.organization_name,
        words=words(office.directory, fact.field, fact.value),
        harm=harm,
        harm_words=HARMS[harm],
        source=f"{fact.source_label}, {source_date(fact.source_date_text)}",
    )


async def _list(office: Office, request: AnyRequest, after: int) -> Response[str]:
    async with office.database.reading() as db:
        found = await changes.never_confirmed(db, limit=PAGE + 1, after=after)
        total = await changes.count_never_confirmed(db)
    return office.page(
        request,
        "moderation/to_confirm.html",
        SECTION,
        rows=[ask_row(office, fact) for fact in found[:PAGE]],
        total=total,
        former=_address(after - PAGE) if after else "",
        later=_address(after + PAGE) if len(found) > PAGE else "",
    )


def _address(after: int) -> str:
    return f"{SECTION}/suite/{after}" if after > 0 else SECTION


async def _held(db: Db, slug: str, field: str, position: int) -> tuple[store.ServiceRow, HeldFact]:
    service = await store.GET_SERVICE.one(db, slug)
    if service is None:
        raise NotFound("Cette fiche n'est pas dans l'annuaire.")
    held = await GET_HELD.one(db, *subject_of(FIELDS[field], slug, service.organization, position), field)
    if held is None or held.value is None:
        raise NotFound("Il n'y a rien à confirmer : cette information n'est pas publiée.")
    return service, held


async def _one(office: Office, request: AnyRequest, code: str, call: Filled[CallForm]) -> Response[str]:
    slug, field, position = parse_fact_code(code)
    async with office.database.reading() as db:
        service, held = await _held(db, slug, field, position)
        following = await changes.never_confirmed(db, limit=2)
        phones = office.directory.find(slug)
    others = [one for fact in following if (one := fact_code(fact.service, fact.field, fact.position)) != code]
    return office.page(
        request,
        "moderation/to_confirm_one.html",
        SECTION,
        status=422 if call.faults else 200,
        code=code,
        service=service,
        label=label(field, position),
        value=words(office.directory, field, held.value),
        held=held,
        state=wording.STATES[held.state],
        age=_age(held),
        harm=FIELDS[field].harm,
        harm_words=HARMS[FIELDS[field].harm],
        phones=office.directory.card(phones).phones if phones else (),
        call=call,
        after=f"{SECTION}/{others[0]}" if others else "",
    )


def _age(held: HeldFact) -> str:
    line = FactLine(
        field=held.field,
        state=held.state,
        source_label=held.source_label,
        source_date_text=held.source_date_text,
        confirmed_at=held.confirmed_at,
    )
    return age_sentence(line, now())
