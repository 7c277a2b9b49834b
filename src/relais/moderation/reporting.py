"""`/coordination/signalements`: what people say is wrong, gathered by number, and what a coordinator makes of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct

from relais.accounts.gates import COORDINATOR, through
from relais.core.clock import now
from relais.core.errors import NotFound, Refused
from relais.directory import reports
from relais.directory.report_store import ReportLine
from relais.moderation.office import AnyRequest, Office, actor_of, elapsed, posted, see

SECTION = "/coordination/signalements"
GATE = through(COORDINATOR)
LIMIT = 500
OUTCOMES = (("corrected", "Corrigé"), ("unfounded", "Infondé"), ("duplicate", "Doublon"))


class OutcomeForm(Struct, frozen=True, kw_only=True):
    """What a report becomes."""

    outcome: Annotated[str, Meta(max_length=20)] = ""


class Said(Struct, frozen=True, kw_only=True):
    """One report: never who made it, only whether they were signed in."""

    id: UUID
    motive: str
    comment: str
    known: bool
    made_at: datetime
    age: str


class Group(Struct, frozen=True, kw_only=True):
    """What is said of one number, or of one service. `name`: of the field, as its form is addressed; "" for none."""

    service: str
    service_name: str
    organization: str
    number: str
    name: str
    marked: bool
    said: tuple[Said, ...]


def report_routes(office: Office) -> list[HTTPRouteHandler]:
    """The list, and the decision on one."""

    @get(SECTION, opt=GATE, include_in_schema=False)
    async def all_reports(request: AnyRequest) -> Response[str]:
        return await _list(office, request, "")

    @post(SECTION + "/{code:str}", opt=GATE, include_in_schema=False)
    async def decide_report(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
        form, identifier = (await posted(request, OutcomeForm, {"outcome": "Suite"})).value, _id(code)
        try:
            async with office.database.writing() as db:
                await reports.decide_report(db, actor_of(request), identifier, form.outcome)
        except Refused as fault:
            return await _list(office, request, fault.sentence)
        return see(SECTION)

    return [all_reports, decide_report]


def _id(code: str) -> UUID:
    try:
        return UUID(code)
    except ValueError:
        raise NotFound from None


async def _list(office: Office, request: AnyRequest, told: str) -> Response[str]:
    async with office.database.reading() as db:
        found = await reports.list_reports(db, limit=LIMIT)
    return office.page(
        request,
        "moderation/reports.html",
        SECTION,
        status=409 if told else 200,
        groups=groups_of(found, now()),
        outcomes=OUTCOMES,
        told=told,
    )


def groups_of(found: Sequence[ReportLine], at: datetime) -> list[Group]:
    """Reports of one number stand together, in the order of the first."""
    gathered: dict[tuple[str, str], list[ReportLine]] = {}
    for line in found:
        gathered.setdefault((line.service, line.number), []).append(line)
    return [_group(lines, at) for lines in gathered.values()]


def _group(lines: Sequence[ReportLine], at: datetime) -> Group:
    first = lines[0]
    motives = {str(motive): told for motive, told in reports.MOTIVES.items()}
    return Group(
        service=first.service,
        service_name=first.service_name,
        organization=first.organization,
        number=first.number,
        name="phone" if first.number else "",
        marked=any(line.marked for line in lines),
        said=tuple(
            Said(
                id=line.id,
                motive=motives.get(line.motive, line.motive),
                comment=line.comment,
                known=line.known,
                made_at=line.made_at,
                age=elapsed(line.made_at, at),
            )
            for line in lines
        ),
    )
