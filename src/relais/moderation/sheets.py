"""One service as its facts: what each says, how old it is, what waits; and the form of one field."""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from relais.accounts.gates import COORDINATOR, through
from relais.core.clock import now
from relais.core.db import Db
from relais.core.errors import NotFound, Refused
from relais.directory import changes, hours, wording
from relais.directory.change_model import HeldFact
from relais.directory.change_store import LIST_HELD
from relais.directory.facts import CONTACT_KINDS, FIELDS, contact_id
from relais.directory.freshness import age_sentence
from relais.directory.model import FactLine
from relais.moderation import store
from relais.moderation.calling import fact_code
from relais.moderation.fields import (
    FIELDS_BY_HAND,
    NAMES,
    FieldForm,
    box_of,
    choices_of,
    field_named,
    filled_from,
    name_of,
    value_of,
    widget_of,
)
from relais.moderation.lines import change_rows
from relais.moderation.office import AnyRequest, Office, actor_of, blank, posted, see
from relais.moderation.words import HARMS, label, position_of, words
from relais.web.forms import Filled

SECTION = "/coordination/organismes"
SHEET = "/coordination/fiches"
GATE = through(COORDINATOR)


class SheetRow(Struct, frozen=True, kw_only=True):
    """One field of a service. `name`: as its form is addressed; `fact`: as its call-back is; "" when nothing stands."""

    name: str
    label: str
    words: str
    state: str
    state_words: str
    age: str
    harm: str
    harm_words: str
    fact: str
    phone: bool


def sheet_routes(office: Office) -> list[HTTPRouteHandler]:
    """A service, and the form of each of its fields."""

    @get(SHEET + "/{slug:str}", opt=GATE, include_in_schema=False)
    async def sheet(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        return await sheet_page(office, request, slug)

    @get(SHEET + "/{slug:str}/champ/{name:str}", opt=GATE, include_in_schema=False)
    async def field_form(request: AnyRequest, slug: FromPath[str], name: FromPath[str]) -> Response[str]:
        code, position = field_named(name)
        async with office.database.reading() as db:
            service = await find_service(db, slug)
            held = await _held(db, service, code, position)
        value, base = (held.value, held.version_from) if held else (None, 0)
        return _form(office, request, service, code, position, blank(filled_from(code, value, base)), held)

    @post(SHEET + "/{slug:str}/champ/{name:str}", opt=GATE, include_in_schema=False)
    async def propose_field(request: AnyRequest, slug: FromPath[str], name: FromPath[str]) -> Response[Any]:
        code, position = field_named(name)
        filled = await posted(request, FieldForm, NAMES)
        return await _propose(office, request, slug, code, position, filled)

    return [sheet, field_form, propose_field]


async def find_service(db: Db, slug: str) -> store.ServiceRow:
    """A service that is not retired, shown to listeners or not. Raises NotFound."""
    found = await store.GET_SERVICE.one(db, slug)
    if found is None:
        raise NotFound("Cette fiche n'est pas dans l'annuaire.")
    return found


async def sheet_page(office: Office, request: AnyRequest, slug: str) -> Response[Any]:
    """The page of one service for whoever coordinates. Raises NotFound."""
    async with office.database.reading() as db:
        if moved := await store.GET_MOVED.value(db, slug):
            return see(f"{SHEET}/{moved}")
        service = await find_service(db, slug)
        held = await LIST_HELD.all(db, slug, service.organization)
        waiting = await changes.waiting_for(db, slug)
    rows = sheet_rows(office, held)
    present = {(fact.field, position_of(fact.subject_id)) for fact in held if fact.value is not None}
    return office.page(
        request,
        "moderation/sheet.html",
        SECTION,
        service=service,
        state_words=wording.STATES[service.state],
        kind=wording.KINDS[service.kind],
        organization=office.name_of(service.organization),
        rows=rows,
        missing=[(code, label(code)) for code in FIELDS_BY_HAND if (code, 1) not in present],
        more=[(name_of(kind, place), label(kind, place)) for kind, place in _next_contacts(present)],
        waiting=change_rows(office, waiting),
        acts=_acts(service),
        shown=office.directory.find(slug) is not None,
    )


def _acts(service: store.ServiceRow) -> list[tuple[str, str]]:
    """What can be done with the whole service, as it stands."""
    if service.retired:
        return []
    if service.state == "draft":
        return [("publier", "Publier ce brouillon"), ("renommer", "Changer le nom court")]
    if service.state == "suspended":
        return [("remettre", "Remettre dans l'annuaire")]
    closing = ("rouvrir", "Rouvrir") if service.closed_on else ("fermer", "Fermer pour de bon")
    return [closing, ("renommer", "Changer le nom court"), ("retirer", "Retirer de l'annuaire")]


def _next_contacts(present: set[tuple[str, int]]) -> list[tuple[str, int]]:
    """Where one more telephone, e-mail or site would stand."""
    taken = {kind: [place for code, place in present if code == kind] for kind in CONTACT_KINDS}
    return [(kind, max(places) + 1) for kind, places in taken.items() if places and max(places) < 9]


def sheet_rows(office: Office, held: list[HeldFact]) -> list[SheetRow]:
    """The facts that hold something, in the order of the closed list."""
    order = {
        code: number for number, code in enumerate(sorted(FIELDS, key=lambda code: FIELDS[code].subject != "contact"))
    }
    kept = [fact for fact in held if fact.field in order and fact.value is not None]
    ranked = sorted(kept, key=lambda fact: (order[fact.field], position_of(fact.subject_id)))
    return [_row(office, fact) for fact in ranked]


def _row(office: Office, fact: HeldFact) -> SheetRow:
    field, position = FIELDS[fact.field], position_of(fact.subject_id)
    by_hand = fact.field in FIELDS_BY_HAND
    return SheetRow(
        name=name_of(fact.field, position) if by_hand else "",
        label=label(fact.field, position),
        words=words(office.directory, fact.field, fact.value),
        state=fact.state,
        state_words=wording.STATES[fact.state],
        age=age_sentence(_line(fact), now()),
        harm=field.harm,
        harm_words=HARMS[field.harm],
        fact=fact_code(fact.subject_id.partition("/")[0], fact.field, position) if by_hand else "",
        phone=fact.field == "phone",
    )


def _line(fact: HeldFact) -> FactLine:
    return FactLine(
        field=fact.field,
        state=fact.state,
        source_label=fact.source_label,
        source_date_text=fact.source_date_text,
        confirmed_at=fact.confirmed_at,
    )


async def _held(db: Db, service: store.ServiceRow, code: str, position: int) -> HeldFact | None:
    """The fact that an editor starts from."""
    subject = {
        "organization": service.organization,
        "service": service.slug,
        "contact": contact_id(service.slug, code.split("_", 1)[0], position),
    }[FIELDS[code].subject]
    held = await LIST_HELD.all(db, service.slug, service.organization)
    return next((fact for fact in held if (fact.subject_id, fact.field) == (subject, code)), None)


async def _propose(
    office: Office, request: AnyRequest, slug: str, code: str, position: int, filled: Filled[FieldForm]
) -> Response[Any]:
    async with office.database.reading() as db:
        service = await find_service(db, slug)
        held = await _held(db, service, code, position)
    if filled.faults:
        return _form(office, request, service, code, position, filled, held)
    form = filled.value
    proposal = changes.Proposal(code=code, value=value_of(code, form), position=position, base_version=form.base)
    try:
        async with office.database.writing() as db:
            outcome = await changes.submit(db, actor_of(request), slug, [proposal], why=form.why.strip())
    except Refused as fault:
        if fault.field is None:
            raise
        told = Filled(value=form, faults={box_of(code): fault.sentence})
        return _form(office, request, service, code, position, told, held)
    if outcome.conflicts:
        return _conflict(office, request, service, code, position, form, outcome.conflicts[0])
    return see(f"{SHEET}/{slug}")


def _form(
    office: Office,
    request: AnyRequest,
    service: store.ServiceRow,
    code: str,
    position: int,
    filled: Filled[FieldForm],
    held: HeldFact | None,
    *,
    theirs: str = "",
    yours: str = "",
) -> Response[str]:
    present = held.value if held else None
    return office.page(
        request,
        "moderation/field.html",
        SECTION,
        status=409 if theirs else 422 if filled.faults else 200,
        service=service,
        code=code,
        name=name_of(code, position),
        label=label(code, position),
        widget=widget_of(code),
        choices=choices_of("council_of" if widget_of(code) == "place" else code, office.directory.gazetteer),
        form=filled,
        present=words(office.directory, code, present),
        two_persons=FIELDS[code].two_persons,
        sentence=hours.sentence(filled.value.text) if code == "hours" else "",
        theirs=theirs,
        yours=yours,
    )


def _conflict(
    office: Office,
    request: AnyRequest,
    service: store.ServiceRow,
    code: str,
    position: int,
    form: FieldForm,
    conflict: changes.Conflict,
) -> Response[str]:
    """Both values, and the form that starts again from what is published now."""
    renewed = FieldForm(**{**_fields(form), "base": conflict.base_version})
    return _form(
        office,
        request,
        service,
        code,
        position,
        blank(renewed),
        None,
        theirs=words(office.directory, code, conflict.theirs),
        yours=words(office.directory, code, conflict.yours),
    )


def _fields(form: FieldForm) -> dict[str, Any]:
    return {name: getattr(form, name) for name in form.__struct_fields__}
