"""The life of every fact of a service, its undoing as a new change, and what a listener saw at a moment."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Meta, Struct

from relais.accounts.gates import COORDINATOR, through
from relais.core.clock import now
from relais.core.errors import NotFound, Refused
from relais.directory import changes, hours, wording
from relais.directory.facts import FIELDS
from relais.directory.history import FieldHistory, ServiceHistory, Shown, history_of, seen_at
from relais.moderation.fields import NOT_BY_HAND
from relais.moderation.office import (
    AnyRequest,
    MomentForm,
    Office,
    actor_of,
    blank,
    day_and_hour,
    function_of,
    moment_of,
    posted,
    see,
)
from relais.moderation.words import label, words
from relais.web.forms import Filled
from relais.web.typography import source_date

SECTION = "/coordination/organismes"
HISTORY = "/coordination/historique"
GATE = through(COORDINATOR)
CAUSES = {
    "import": "import",
    "edit": "modification",
    "decision": "décision de la coordination",
    "report": "signalement",
    "reminder": "rappel par courriel",
    "expiry": "confirmation arrivée à son terme",
    "undo": "annulation",
    "merge": "fusion",
}


class UndoForm(Struct, frozen=True, kw_only=True):
    """Which publication to undo, as the history shows it."""

    subject_kind: Annotated[str, Meta(max_length=20)] = ""
    subject_id: Annotated[str, Meta(max_length=100)] = ""
    field: Annotated[str, Meta(max_length=40)] = ""
    version: Annotated[int, Meta(ge=0)] = 0


class ShownRow(Struct, frozen=True, kw_only=True):
    """One value while it was shown, in words. `undo`: the button stands here, for the last change only."""

    words: str
    state: str
    since: datetime
    until: datetime | None
    who: str
    cause: str
    how: str
    source: str
    note: str
    same: bool
    version: int
    undo: bool


class FieldLife(Struct, frozen=True, kw_only=True):
    """A field and its values, newest first."""

    subject_kind: str
    subject_id: str
    field: str
    label: str
    shown: tuple[ShownRow, ...]


def history_routes(office: Office) -> list[HTTPRouteHandler]:
    """The history of a service, its undoing, a moment of it."""

    @get(HISTORY + "/{slug:str}", opt=GATE, include_in_schema=False)
    async def history(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
        return await _history(office, request, slug, blank(_yesterday()))

    @post(HISTORY + "/{slug:str}", opt=through(COORDINATOR, reading=True), status_code=200, include_in_schema=False)
    async def moment(request: AnyRequest, slug: FromPath[str]) -> Response[str]:
        filled = await posted(request, MomentForm, {"day": "Le jour", "hour": "L'heure"})
        return await _moment(office, request, slug, filled)

    @post(HISTORY + "/{slug:str}/annuler", opt=GATE, include_in_schema=False)
    async def undo_change(request: AnyRequest, slug: FromPath[str]) -> Response[Any]:
        filled = await posted(request, UndoForm, {})
        if filled.faults or filled.value.field not in FIELDS:
            raise NotFound
        return await _undo(office, request, slug, filled.value)

    return [history, moment, undo_change]


def _yesterday() -> MomentForm:
    day, hour = day_and_hour(now() - timedelta(days=1))
    return MomentForm(day=day, hour=hour)


async def _history(
    office: Office, request: AnyRequest, slug: str, form: Filled[MomentForm], told: str = ""
) -> Response[str]:
    async with office.database.reading() as db:
        found = await history_of(db, slug)
    return office.page(
        request,
        "moderation/history.html",
        SECTION,
        status=409 if told else 422 if form.faults else 200,
        slug=slug,
        name=office.name_of(slug),
        organization=found.organization,
        lives=_lives(office, found),
        former=[(one.old_slug, one.cause) for one in found.former],
        form=form,
        told=told,
    )


def _lives(office: Office, found: ServiceHistory) -> list[FieldLife]:
    return [
        FieldLife(
            subject_kind=one.subject_kind,
            subject_id=one.subject_id,
            field=one.field,
            label=label(one.field, one.position),
            shown=tuple(_shown(office, one, row, first=not number) for number, row in enumerate(one.shown)),
        )
        for one in found.fields
    ]


def _shown(office: Office, life: FieldHistory, row: Shown, *, first: bool) -> ShownRow:
    return ShownRow(
        words=words(office.directory, life.field, row.value),
        state=wording.STATES[row.state],
        since=row.shown_from,
        until=row.shown_until,
        who="" if row.who == "import" else function_of(row.who),
        cause=CAUSES.get(row.cause, row.cause),
        how=row.how,
        source=f"{row.source_label}, {source_date(row.source_date_text)}",
        note=row.note or "",
        same=row.same_value,
        version=row.version,
        undo=first and len(life.shown) > 1 and not row.same_value and life.field not in NOT_BY_HAND,
    )


async def _moment(office: Office, request: AnyRequest, slug: str, filled: Filled[MomentForm]) -> Response[str]:
    faults = dict(filled.faults)
    asked = moment_of(filled.value.day, filled.value.hour, faults)
    if faults or asked is None:
        return await _history(office, request, slug, Filled(value=filled.value, faults=faults))
    async with office.database.reading() as db:
        seen = await seen_at(db, office.directory, slug, asked)
    return office.page(
        request,
        "moderation/moment.html",
        SECTION,
        slug=slug,
        name=office.name_of(slug),
        seen=seen,
        card=seen.card,
        facts=seen.facts,
        week=hours.week(seen.service.hours) if seen.service else [],
        today=asked.date(),
        under_title=True,
        stale_since=None,
        replaced_by=None,
        desk_line=office.directory.find(office.directory.desk_line),
        form=filled,
    )


async def _undo(office: Office, request: AnyRequest, slug: str, form: UndoForm) -> Response[Any]:
    try:
        async with office.database.writing() as db:
            await changes.undo(
                db, actor_of(request), slug, form.subject_kind, form.subject_id, form.field, form.version
            )
    except NotFound:
        raise
    except Refused as fault:
        return await _history(office, request, slug, blank(_yesterday()), told=fault.sentence)
    return see(f"/coordination/fiches/{slug}")
